/// The name of a class: a whole number, a text or a truth value.
///
/// Literals become labels, so that `prediction[0] == "spam"` and `[3: 2.0]` read as they do elsewhere. Labels are ordered: truth
/// values before numbers before texts, and each kind as usual.
public enum Label: Sendable, Hashable {
    /// `false` or `true`.
    case boolean(Bool)
    /// A whole number, such as the digit that a picture shows.
    case integer(Int)
    /// A text, such as `"spam"`.
    case text(String)
}

extension Label: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    /// A label that is a whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A label that is a text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A label that is a truth value.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension Label: Comparable {
    /// The order of classes in models and reports.
    public static func < (left: Label, right: Label) -> Bool {
        switch (left, right) {
        case (.boolean(let a), .boolean(let b)): !a && b
        case (.integer(let a), .integer(let b)): a < b
        case (.text(let a), .text(let b)): a < b
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .boolean: 0
        case .integer: 1
        case .text: 2
        }
    }
}

extension Label: CustomStringConvertible {
    /// The number, the text or `true` and `false`, without quotes.
    public var description: String {
        switch self {
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .text(let value): value
        }
    }
}

extension Label: Codable {
    /// Reads a bare number, text or truth value.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let boolean = try? value.decode(Bool.self) {
            self = .boolean(boolean)
        } else if let integer = try? value.decode(Int.self) {
            self = .integer(integer)
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    /// Writes a bare number, text or truth value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}
