import LinearAlgebra

/// One column of a table: values of one type, and which of them are there.
///
///     let age: Column = [36, nil, 41]
///     print(age.type, age.count, age.missingCount)  // integer 3 1
///     print(age[0], age[1])                         // 36 <missing>
///     print(age.doubles)                            // [36.0, nan, 41.0]
///
/// A value type. The numbers of a column are a `Vector` and go into mathematics without a copy; strings lie in one run of
/// UTF-8; a bitmap tells the missing from the present, so that a missing whole number does not turn the column into fractions.
/// In a column of floating-point numbers NaN and missing are the same, as in pandas: what cannot be computed is not there.
public struct Column: Sendable {
    /// The values.
    package private(set) var storage: Storage
    /// A set bit is a value that is there; `nil` where none is missing. Always true to the values: NaN is a 0 bit.
    package private(set) var validity: Bitmap?

    /// The values. What stands where one is missing: NaN, 0, `false`, an empty string, code -1, 0.
    package enum Storage: Sendable {
        /// Whole numbers.
        case integers([Int])
        /// Floating-point numbers; NaN is missing.
        case numbers(Vector<Double>)
        /// Truth values.
        case booleans([Bool])
        /// Strings.
        case texts(TextStorage)
        /// Codes into the names of the categories, -1 where missing. No two names are alike.
        case categories(codes: [Int32], names: [String])
        /// Points in time, in microseconds since 1970-01-01 00:00 UTC.
        case timestamps([Int64])
    }

    /// A column of values filled elsewhere. O(count) for numbers, whose bitmap is made here, and O(count / 64) else.
    ///
    /// What stands where a bit is 0 must be as ``Storage`` says: NaN among the numbers, code -1 among the categories.
    package init(_ storage: Storage, validity: Bitmap? = nil) {
        self.storage = storage
        switch storage {
        case .numbers(let values): self.validity = Column.presence(of: values)
        case .categories(let codes, _) where validity == nil: self.validity = Column.presence(of: codes)
        default: self.validity = validity.flatMap { $0.isFull ? nil : $0 }
        }
    }

    /// The number of rows, missing ones included. O(1).
    public var count: Int {
        switch storage {
        case .integers(let values): values.count
        case .numbers(let values): values.count
        case .booleans(let values): values.count
        case .texts(let values): values.count
        case .categories(let codes, _): codes.count
        case .timestamps(let values): values.count
        }
    }

    /// The type of the values.
    public var type: ColumnType {
        switch storage {
        case .integers: .integer
        case .numbers: .number
        case .booleans: .boolean
        case .texts: .text
        case .categories: .category
        case .timestamps: .timestamp
        }
    }

    /// How many values are missing. O(count / 64).
    public var missingCount: Int { validity.map { count - $0.setCount } ?? 0 }

    /// Whether the value of a row is missing. O(1).
    package func isMissing(at row: Int) -> Bool { validity.map { !$0[row] } ?? false }

    private static func presence(of values: Vector<Double>) -> Bitmap? {
        let values = values.contiguous()
        return values.withUnsafeBufferPointer { numbers -> Bitmap? in
            // A sum of x - x is NaN where any x is NaN or infinite: one quick pass settles the usual case.
            var probes = SIMD8<Double>(), place = 0
            while place + 8 <= numbers.count {
                var eight = SIMD8<Double>()
                for lane in 0..<8 { eight[lane] = numbers[place + lane] }
                probes += eight - eight
                place += 8
            }
            var probe = probes.sum()
            for rest in place..<numbers.count { probe += numbers[rest] - numbers[rest] }
            if probe == 0 { return nil }
            let bits = Bitmap(count: numbers.count) { !numbers[$0].isNaN }
            return bits.isFull ? nil : bits
        }
    }

    private static func presence(of codes: [Int32]) -> Bitmap? {
        guard codes.contains(where: { $0 < 0 }) else { return nil }
        return codes.withUnsafeBufferPointer { codes in Bitmap(count: codes.count) { codes[$0] >= 0 } }
    }
}

/// The types of values that a ``Column`` holds.
public enum ColumnType: String, Sendable, Hashable, CaseIterable, Codable, CustomStringConvertible {
    /// Whole numbers, `Int`.
    case integer
    /// Floating-point numbers, `Double`.
    case number
    /// Truth values, `Bool`.
    case boolean
    /// Strings.
    case text
    /// Strings of which few are different, kept as codes.
    case category
    /// Points in time, ``Timestamp``.
    case timestamp

    /// `integer`, `number`, `boolean`, `text`, `category` or `timestamp`.
    public var description: String { rawValue }

    /// Whether arithmetic takes the type: integers, numbers and booleans.
    public var isNumeric: Bool { self == .integer || self == .number || self == .boolean }
}
