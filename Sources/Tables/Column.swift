import LinearAlgebra

/// One column of a table: values of one type, and which of them are there.
///
/// A value type. The numbers of a column are a `Vector` and go into mathematics without a copy; strings lie in one run of
/// UTF-8; a bitmap tells the missing from the present, so that a missing whole number does not turn the column into fractions.
public struct Column: Sendable {
    package var storage: Storage
    /// A set bit is a value that is there; `nil` where none is missing.
    package var validity: Bitmap?

    /// The values. What stands where one is missing: NaN, 0, `false`, an empty string, code -1, 0.
    package enum Storage: Sendable {
        /// Whole numbers.
        case integers([Int])
        /// Floating-point numbers; NaN where missing, though a NaN may also be a value.
        case numbers(Vector<Double>)
        case booleans([Bool])
        case texts(TextStorage)
        /// Codes into the names of the categories, -1 where missing.
        case categories(codes: [Int32], names: [String])
        /// Points in time, in microseconds since 1970-01-01 00:00 UTC.
        case timestamps([Int64])
    }

    package init(_ storage: Storage, validity: Bitmap? = nil) {
        self.storage = storage
        self.validity = validity
    }

    /// The number of rows, missing ones included.
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
}
