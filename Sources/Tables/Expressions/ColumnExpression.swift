import LinearAlgebra

/// What to compute from the columns of a table, row by row: `column("weight") / column("height")`.
///
///     let people: DataFrame = ["name": ["Ada", "Bob", "Cleo"], "age": [36, nil, 41]]
///     let isOlder = column("age") > 40 || column("name") == "Ada"
///     print(isOlder)                                   // age > 40 || name == "Ada"
///     print(try people.filter(isOlder)["name"])        // [Ada, Cleo] (text)
///
/// An expression is a value that knows no table; `filter` and `with` evaluate it, whole columns
/// at a time. What is missing stays missing, as in SQL: a comparison or a sum with a missing value is missing; `false && missing`
/// is false and `true || missing` true, whatever the missing value would be. Only where an expression is true, a row passes a filter.
public struct ColumnExpression: Sendable {
    let node: Node

    init(_ form: Node.Form) { node = Node(form) }
}

/// The operations of arithmetic, as they are written.
enum Arithmetic: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case power = "**"
}

/// The comparisons, as they are written.
enum Comparator: String, Sendable {
    case equal = "=="
    case unequal = "!="
    case below = "<"
    case notAbove = "<="
    case above = ">"
    case notBelow = ">="
}

/// Functions of a string that give a string or a number.
enum TextFunction: Sendable {
    case lowercased
    case uppercased
    case trimmed
    case length
    case prefix(Int)
    case suffix(Int)
    case replacing(String, String)
}

/// Questions about a string.
enum TextTest: String, Sendable {
    case contains
    case hasPrefix
    case hasSuffix
}

/// The parts of a date and time.
public enum DatePart: String, Sendable, CaseIterable {
    /// The year.
    case year
    /// The quarter of the year, 1 to 4.
    case quarter
    /// The month, 1 to 12.
    case month
    /// The week of the year as in ISO 8601, 1 to 53.
    case week
    /// The day of the month, 1 to 31.
    case day
    /// The day of the year, 1 to 366.
    case dayOfYear
    /// The day of the week, 1 for Monday to 7 for Sunday.
    case weekday
    /// The hour, 0 to 23.
    case hour
    /// The minute, 0 to 59.
    case minute
    /// The second, 0 to 59.
    case second
    /// The microsecond, 0 to 999 999.
    case microsecond
}

/// What can stand beside an expression: numbers, truth values, strings, times, and expressions.
public protocol ColumnOperand: Sendable {
    /// The operand as an expression.
    var expression: ColumnExpression { get }
}

extension ColumnExpression: ColumnOperand {
    /// Itself.
    public var expression: ColumnExpression { self }
}
extension Int: ColumnOperand {
    /// A constant.
    public var expression: ColumnExpression { ColumnExpression(.literal(.integer(self))) }
}
extension Double: ColumnOperand {
    /// A constant.
    public var expression: ColumnExpression { ColumnExpression(.literal(.number(self))) }
}
extension Bool: ColumnOperand {
    /// A constant.
    public var expression: ColumnExpression { ColumnExpression(.literal(.boolean(self))) }
}
extension String: ColumnOperand {
    /// A constant.
    public var expression: ColumnExpression { ColumnExpression(.literal(.text(self))) }
}
extension Timestamp: ColumnOperand {
    /// A constant.
    public var expression: ColumnExpression { ColumnExpression(.literal(.timestamp(self))) }
}
extension Cell: ColumnOperand {
    /// A constant.
    public var expression: ColumnExpression { ColumnExpression(.literal(self)) }
}

/// The column of a name, for an expression.
///
/// - Parameter name: The name of a column of the table that the expression will be evaluated on.
public func column(_ name: String) -> ColumnExpression { ColumnExpression(.column(name)) }

/// `yes` where a condition is true, `no` where it is false, missing where it is missing: pandas' `where`, SQL's `CASE`.
///
/// - Parameters:
///   - condition: An expression of truth values.
///   - yes: A value or an expression.
///   - no: A value or an expression of the same type.
public func choose(
    _ condition: ColumnExpression, _ yes: some ColumnOperand, else no: some ColumnOperand
) -> ColumnExpression {
    ColumnExpression(.choice(condition.node, yes.expression.node, no.expression.node))
}
