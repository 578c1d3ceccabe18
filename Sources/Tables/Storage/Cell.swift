/// One value of a table, or its absence.
///
/// Literals make cells: `[1, 2.5, nil]` is a list of them wherever cells are expected.
public enum Cell: Sendable, Hashable {
    /// No value.
    case missing
    /// A whole number.
    case integer(Int)
    /// A floating-point number. NaN and missing are the same in a column.
    case number(Double)
    /// A truth value.
    case boolean(Bool)
    /// A string.
    case text(String)
    /// A point in time.
    case timestamp(Timestamp)

    /// Whether there is no value; NaN is none.
    public var isMissing: Bool {
        switch self {
        case .missing: true
        case .number(let value): value.isNaN
        default: false
        }
    }

    /// The value as a `Double` where it is an integer, a number or a truth value (1 and 0).
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value.isNaN ? nil : value
        case .boolean(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The value as an `Int` where it is an integer.
    public var integer: Int? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The value as a `String` where it is text.
    public var string: String? {
        if case .text(let value) = self { value } else { nil }
    }

    /// The value as a `Bool` where it is one.
    public var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The value as a ``Timestamp`` where it is one.
    public var timestamp: Timestamp? {
        if case .timestamp(let value) = self { value } else { nil }
    }

    /// The type of column that holds the value as it is; `nil` for a missing one.
    var type: ColumnType? {
        switch self {
        case .missing: nil
        case .integer: .integer
        case .number: .number
        case .boolean: .boolean
        case .text: .text
        case .timestamp: .timestamp
        }
    }
}

extension Cell: CustomStringConvertible {
    /// The value as Swift prints it; `<missing>` for none.
    public var description: String {
        switch self {
        case .missing: Cell.missingMarker
        case .integer(let value): "\(value)"
        case .number(let value): value.isNaN ? Cell.missingMarker : "\(value)"
        case .boolean(let value): "\(value)"
        case .text(let value): value
        case .timestamp(let value): "\(value)"
        }
    }

    static let missingMarker = "<missing>"
}

extension Cell: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByStringLiteral, ExpressibleByNilLiteral
{
    /// `1`.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// `1.5`.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// `true`.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    /// `"one"`.
    public init(stringLiteral value: String) { self = .text(value) }
    /// `nil`, for a missing value.
    public init(nilLiteral: ()) { self = .missing }
}
