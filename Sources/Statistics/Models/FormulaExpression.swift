/// An expression inside a formula: a column, a number, or a function of such.
indirect enum FormulaExpression: Hashable, Sendable, Codable {
    case number(Double)
    case text(String)
    case column(String)
    case call(String, [FormulaArgument])
    case negated(FormulaExpression)
    case binary(String, FormulaExpression, FormulaExpression)

    /// The expression written in one way only, whatever the spaces in the formula were: `np.log(x)`, `I(x ** 2)`.
    var name: String { written(0) }

    private func written(_ outer: Int) -> String {
        switch self {
        case .number(let value): return shortNumber(value)
        case .text(let text): return "\"\(text)\""
        case .column(let name): return isPlain(name) ? name : "Q(\"\(name)\")"
        case .call(let name, let arguments):
            return "\(name)(\(arguments.map(\.name).joined(separator: ", ")))"
        case .negated(let inner):
            return outer > 2 ? "(-\(inner.written(3)))" : "-\(inner.written(3))"
        case .binary(let symbol, let left, let right):
            let rank = ["+": 1, "-": 1, "*": 2, "/": 2, "**": 4][symbol] ?? 1
            let towardsLeft = symbol == "**" ? rank + 1 : rank,
                towardsRight = symbol == "**" ? rank : rank + 1
            let text = "\(left.written(towardsLeft)) \(symbol) \(right.written(towardsRight))"
            return rank < outer ? "(\(text))" : text
        }
    }

    private func isPlain(_ name: String) -> Bool {
        guard let first = name.first, first.isLetter || first == "_" else { return false }
        return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    }
}

/// One argument of a call, with its keyword if it has one.
struct FormulaArgument: Hashable, Sendable, Codable {
    let keyword: String?
    let value: FormulaExpression

    var name: String { (keyword.map { $0 + "=" } ?? "") + value.name }
}

/// `3` for 3.0, `2.5` for 2.5: what a person would write.
func shortNumber(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    return String(value)
}
