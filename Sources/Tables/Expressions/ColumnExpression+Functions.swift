import LinearAlgebra

extension ColumnExpression {
    /// Whether the value is missing; never missing itself.
    public var isMissing: ColumnExpression { ColumnExpression(.isMissing(node)) }
    /// Whether the value is there.
    public var isPresent: ColumnExpression { !isMissing }

    /// Whether the value is one of those listed; a missing value is in no list.
    ///
    /// - Parameter values: Values of the column's type.
    public func isIn(_ values: [Cell]) -> ColumnExpression { ColumnExpression(.isIn(node, values)) }

    /// Whether `low` ≤ value ≤ `high`.
    ///
    /// - Parameters:
    ///   - low: The smallest value that passes.
    ///   - high: The largest value that passes.
    public func isBetween(_ low: some ColumnOperand, and high: some ColumnOperand) -> ColumnExpression {
        self >= low.expression && self <= high.expression
    }

    /// The value, or `replacement` where it is missing: SQL's `COALESCE`.
    ///
    /// - Parameter replacement: A value or an expression of the same type.
    public func filled(with replacement: some ColumnOperand) -> ColumnExpression {
        ColumnExpression(.filled(node, replacement.expression.node))
    }

    /// The values as another type, as ``Column/converted(to:)`` does it.
    ///
    /// - Parameter type: The type to convert to.
    public func converted(to type: ColumnType) -> ColumnExpression {
        ColumnExpression(.converted(type, node))
    }
}

// Mathematics. All give numbers, but for the absolute value of integers.
extension ColumnExpression {
    /// The absolute value.
    public func absolute() -> ColumnExpression { ColumnExpression(.function(.abs, node)) }
    /// The square root; missing for negative numbers.
    public func squareRoot() -> ColumnExpression { ColumnExpression(.function(.sqrt, node)) }
    /// The exponential.
    public func exponential() -> ColumnExpression { ColumnExpression(.function(.exp, node)) }
    /// The natural logarithm; missing for negative numbers.
    public func logarithm() -> ColumnExpression { ColumnExpression(.function(.log, node)) }
    /// The next whole number below.
    public func roundedDown() -> ColumnExpression { ColumnExpression(.function(.floor, node)) }
    /// The next whole number above.
    public func roundedUp() -> ColumnExpression { ColumnExpression(.function(.ceil, node)) }
    /// The nearest whole number, halves to the even one, as in NumPy.
    public func rounded() -> ColumnExpression { ColumnExpression(.function(.round, node)) }
    /// The value to the power of `exponent`, a number.
    ///
    /// - Parameter exponent: A number or an expression.
    public func power(_ exponent: some ColumnOperand) -> ColumnExpression {
        ColumnExpression(.arithmetic(.power, node, exponent.expression.node))
    }
    /// Another function of numbers, one of the kernels of `Vector`: `.function(.log1p)`.
    ///
    /// - Parameter operation: The function.
    public func function(_ operation: UnaryOperation) -> ColumnExpression {
        ColumnExpression(.function(operation, node))
    }
}

// Strings.
extension ColumnExpression {
    /// The string in lower case.
    public func lowercased() -> ColumnExpression { ColumnExpression(.text(.lowercased, node)) }
    /// The string in upper case.
    public func uppercased() -> ColumnExpression { ColumnExpression(.text(.uppercased, node)) }
    /// The string without white space at both ends.
    public func trimmed() -> ColumnExpression { ColumnExpression(.text(.trimmed, node)) }
    /// How many characters the string has, as a reader counts them.
    public var length: ColumnExpression { ColumnExpression(.text(.length, node)) }
    /// The first `count` characters.
    ///
    /// - Parameter count: 0 or more.
    public func prefix(_ count: Int) -> ColumnExpression {
        require(count >= 0, "ColumnExpression.prefix: a count of \(count)")
        return ColumnExpression(.text(.prefix(count), node))
    }
    /// The last `count` characters.
    ///
    /// - Parameter count: 0 or more.
    public func suffix(_ count: Int) -> ColumnExpression {
        require(count >= 0, "ColumnExpression.suffix: a count of \(count)")
        return ColumnExpression(.text(.suffix(count), node))
    }
    /// The string with each occurrence of `old` replaced by `new`.
    ///
    /// - Parameters:
    ///   - old: What to look for, as it stands; not empty.
    ///   - new: What to put there.
    public func replacing(_ old: String, with new: String) -> ColumnExpression {
        require(!old.isEmpty, "ColumnExpression.replacing: nothing to look for")
        return ColumnExpression(.text(.replacing(old, new), node))
    }
    /// Whether the string contains `part`, as it stands.
    ///
    /// - Parameter part: What to look for.
    public func contains(_ part: String) -> ColumnExpression {
        ColumnExpression(.test(.contains, part, node))
    }
    /// Whether the string begins with `part`.
    ///
    /// - Parameter part: What to look for.
    public func hasPrefix(_ part: String) -> ColumnExpression {
        ColumnExpression(.test(.hasPrefix, part, node))
    }
    /// Whether the string ends with `part`.
    ///
    /// - Parameter part: What to look for.
    public func hasSuffix(_ part: String) -> ColumnExpression {
        ColumnExpression(.test(.hasSuffix, part, node))
    }
}

// Dates.
extension ColumnExpression {
    /// A part of a date: `column("day").part(.month)`.
    ///
    /// - Parameter part: Which part.
    public func part(_ part: DatePart) -> ColumnExpression { ColumnExpression(.part(part, node)) }
    /// The year.
    public var year: ColumnExpression { part(.year) }
    /// The month, 1 to 12.
    public var month: ColumnExpression { part(.month) }
    /// The day of the month, 1 to 31.
    public var day: ColumnExpression { part(.day) }
    /// The day of the week, 1 for Monday to 7 for Sunday.
    public var weekday: ColumnExpression { part(.weekday) }
    /// The hour, 0 to 23.
    public var hour: ColumnExpression { part(.hour) }
    /// The beginning of the second, …, year that the time lies in.
    ///
    /// - Parameter unit: What to round down to.
    public func truncated(to unit: TimeUnit) -> ColumnExpression { ColumnExpression(.truncated(unit, node)) }
}

extension ColumnExpression: CustomStringConvertible {
    /// The expression as it would be written, names without quotes.
    public var description: String { node.text(inside: 0) }
}

extension ExpressionNode {
    /// How deep an expression is written out; below that stands `…`.
    private static let writtenDepth = 100

    /// The expression as text, in parentheses where it binds less than what stands around it.
    func text(inside outer: Int, depth: Int = 0) -> String {
        if depth > ExpressionNode.writtenDepth && !operands.isEmpty { return "…" }
        func plain(_ node: ExpressionNode) -> String { node.text(inside: 0, depth: depth + 1) }
        func tight(_ node: ExpressionNode) -> String { node.text(inside: 9, depth: depth + 1) }
        func infix(_ left: ExpressionNode, _ sign: String, _ right: ExpressionNode, _ rank: Int) -> String {
            let head = left.text(inside: rank, depth: depth + 1),
                tail = right.text(inside: rank + 1, depth: depth + 1)
            let text = "\(head) \(sign) \(tail)"
            return rank < outer ? "(\(text))" : text
        }
        switch form {
        case .column(let name): return name
        case .literal(let cell): return ExpressionNode.text(of: cell)
        case .arithmetic(let operation, let left, let right):
            let rank = operation == .power ? 6 : (operation == .add || operation == .subtract ? 4 : 5)
            return infix(left, operation.rawValue, right, rank)
        case .comparison(let comparator, let left, let right):
            return infix(left, comparator.rawValue, right, 3)
        case .both(let left, let right): return infix(left, "&&", right, 2)
        case .either(let left, let right): return infix(left, "||", right, 1)
        case .not(let operand):
            if case .isMissing(let inner) = operand.form { return tight(inner) + ".isPresent" }
            return "!" + tight(operand)
        case .isMissing(let operand): return tight(operand) + ".isMissing"
        case .isIn(let operand, let cells):
            let list = cells.prefix(8).map(ExpressionNode.text).joined(separator: ", ")
            return "\(tight(operand)).isIn([\(list)\(cells.count > 8 ? ", …" : "")])"
        case .filled(let operand, let other): return "\(tight(operand)).filled(with: \(plain(other)))"
        case .choice(let condition, let yes, let no):
            return "choose(\(plain(condition)), \(plain(yes)), else: \(plain(no)))"
        case .function(let function, let operand): return "\(function)(\(plain(operand)))"
        case .text(let function, let operand): return "\(tight(operand)).\(function)"
        case .test(let test, let part, let operand): return "\(tight(operand)).\(test.rawValue)(\"\(part)\")"
        case .part(let part, let operand): return "\(tight(operand)).\(part.rawValue)"
        case .truncated(let unit, let operand):
            return "\(tight(operand)).truncated(to: \(unit.rawValue))"
        case .converted(let type, let operand): return "\(tight(operand)).converted(to: \(type))"
        }
    }

    private static func text(of cell: Cell) -> String {
        if case .text(let value) = cell { return "\"\(value)\"" }
        return cell.description
    }
}
