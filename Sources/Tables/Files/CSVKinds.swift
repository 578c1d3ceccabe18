/// What the fields of a column have been seen to be. The type of a column follows from the union over all its fields.
struct CSVKinds: OptionSet, Sendable {
    let rawValue: UInt8
    static let integer = CSVKinds(rawValue: 1)
    /// Digits only, but more than 64 bits hold.
    static let longInteger = CSVKinds(rawValue: 2)
    static let number = CSVKinds(rawValue: 4)
    static let boolean = CSVKinds(rawValue: 8)
    static let timestamp = CSVKinds(rawValue: 16)
    static let text = CSVKinds(rawValue: 32)

    /// The narrowest type that holds them all. A column without any value is one of numbers, as in pandas; one of whole
    /// numbers, some
    /// too long, is text, so that no digit is lost.
    var storage: CSVStorage {
        if isSubset(of: .integer) { return isEmpty ? .number : .integer }
        if isSubset(of: [.integer, .longInteger, .number]) { return contains(.number) ? .number : .text }
        return self == .boolean ? .boolean : self == .timestamp ? .timestamp : .text
    }
}

/// How the values of a column are kept while they are read.
enum CSVStorage: Sendable {
    case integer, number, boolean, timestamp, text

    init(_ type: ColumnType) {
        switch type {
        case .integer: self = .integer
        case .number: self = .number
        case .boolean: self = .boolean
        case .timestamp: self = .timestamp
        case .text, .category: self = .text
        }
    }

    /// For messages.
    var description: String {
        switch self {
        case .integer: "a whole number"
        case .number: "a number"
        case .boolean: "true or false"
        case .timestamp: "a date or time"
        case .text: "text"
        }
    }
}

/// A field that is not of the type a column was read as.
struct CSVMismatch: Sendable {
    var row: Int
    var kind: CSVKinds
}

/// A bit for each row of a part of a column, made when the first value is missing.
struct MissingRows: Sendable {
    private(set) var words: [UInt64] = []
    let count: Int

    init(count: Int) { self.count = count }

    /// Clears the bit of a row.
    mutating func insert(_ row: Int) {
        if words.isEmpty { words = [UInt64](repeating: .max, count: (count + 63) / 64) }
        words[row >> 6] &= ~(1 << UInt64(row & 63))
    }
}
