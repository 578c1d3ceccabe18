import LinearAlgebra

/// What the factor of a term came out as, one entry per row of the data.
enum FormulaFactor {
    /// One column or, for `poly`, several, with what follows the factor's name in theirs.
    case numeric(columns: [Vector<Double>], suffixes: [String])
    case levels(names: [String], codes: [Int], coding: CategoricalCoding)
}

/// How levels become columns.
enum CategoricalCoding: Hashable, Sendable, Codable {
    /// One column for each level but the reference, by default the first: 1 in rows of that level.
    case treatment(reference: String?)
    /// One column for each level but the last, whose rows have -1 in all: effects against the mean of the levels.
    case sum
}

/// Evaluates expressions on data; remembers what functions such as `center` learned, so that new rows are treated alike.
struct FormulaEvaluator {
    let data: any FormulaData
    /// What each call of `center`, `standardize` and `poly` learned, by its name.
    var memory: [String: [Double]]
    /// Whether unknown entries of the memory are learned, or are an error of this library.
    private static let functions: [String: @Sendable (Vector<Double>) -> Vector<Double>] = [
        "log": { $0.log() }, "log2": { $0.log2() }, "log10": { $0.log10() }, "log1p": { $0.log1p() },
        "exp": { $0.exp() }, "expm1": { $0.expm1() }, "sqrt": { $0.sqrt() }, "abs": { $0.abs() },
        "sin": { $0.sin() }, "cos": { $0.cos() }, "tan": { $0.tan() }, "tanh": { $0.tanh() },
        "sigmoid": { $0.sigmoid() }, "floor": { $0.floor() }, "round": { $0.round() }, "sign": { $0.sign() },
    ]

    init(_ data: any FormulaData, memory: [String: [Double]] = [:]) {
        self.data = data
        self.memory = memory
    }

    /// The columns of a factor of a term.
    mutating func factor(_ expression: FormulaExpression) throws(FormulaError) -> FormulaFactor {
        switch expression {
        case .column(let name):
            switch try column(name) {
            case .numbers(let values): return .numeric(columns: [values], suffixes: [""])
            case .levels(let names, let codes):
                return .levels(names: names, codes: codes, coding: .treatment(reference: nil))
            }
        case .call("C", let arguments): return try categorical(expression, arguments)
        case .call("poly", let arguments): return try polynomials(expression, arguments)
        default: return .numeric(columns: [try number(expression)], suffixes: [""])
        }
    }

    /// The value of an arithmetic expression in each row.
    mutating func number(_ expression: FormulaExpression) throws(FormulaError) -> Vector<Double> {
        switch expression {
        case .number(let value): return Vector(repeating: value, count: data.rowCount)
        case .text: throw .notNumeric(factor: expression.name)
        case .column(let name):
            guard case .numbers(let values) = try column(name) else { throw .notNumeric(factor: name) }
            return values
        case .negated(let inner): return -(try number(inner))
        case .binary(let symbol, let left, let right):
            if symbol == "**", case .number(let exponent) = right { return try number(left).pow(exponent) }
            let a = try number(left), b = try number(right)
            switch symbol {
            case "+": return a + b
            case "-": return a - b
            case "*": return a * b
            case "/": return a / b
            default: return a.pow(b)
            }
        case .call(let name, let arguments): return try call(name, arguments, expression)
        }
    }

    private mutating func call(_ name: String, _ arguments: [FormulaArgument], _ whole: FormulaExpression)
        throws(FormulaError) -> Vector<Double>
    {
        let short = name.hasPrefix("np.") ? String(name.dropFirst(3)) : name
        let stateful = ["center", "standardize", "scale"]
        guard Self.functions[short] != nil || short == "I" || stateful.contains(short) else {
            let known = Self.functions.keys.sorted() + stateful + ["I", "C", "Q", "poly", "offset"]
            throw .unknownFunction(name: name, nearest: nearestName(to: short, among: known))
        }
        guard arguments.count == 1, arguments[0].keyword == nil else {
            throw .badCall(
                call: whole.name, reason: "\(name) takes one argument, here are \(arguments.count)")
        }
        let values = try number(arguments[0].value)
        if short == "I" { return values }
        if let function = Self.functions[short] { return function(values) }
        let present = values.filter { !$0.isNaN }
        let learned = memory[whole.name] ?? meanAndDeviation(Vector(present))
        memory[whole.name] = learned
        return short == "center" ? values - learned[0] : (values - learned[0]) / learned[1]
    }

    private func meanAndDeviation(_ values: Vector<Double>) -> [Double] {
        values.isEmpty ? [0, 1] : [values.mean(), values.standardDeviation()]
    }

    private func column(_ name: String) throws(FormulaError) -> FormulaColumn {
        guard let column = data.formulaColumn(named: name) else {
            throw .unknownColumn(name: name, nearest: nearestName(to: name, among: data.formulaColumnNames))
        }
        guard column.count == data.rowCount else {
            throw .lengthMismatch(column: name, count: column.count, rows: data.rowCount)
        }
        return column
    }

    // MARK: Factors with levels

    private mutating func categorical(_ whole: FormulaExpression, _ arguments: [FormulaArgument])
        throws(FormulaError) -> FormulaFactor
    {
        guard let first = arguments.first, first.keyword == nil, arguments.count <= 2 else {
            throw .badCall(
                call: whole.name,
                reason: "expected C(column), C(column, Treatment(\"level\")) or C(column, Sum)")
        }
        let coding = try arguments.count == 2 ? coding(arguments[1], whole) : .treatment(reference: nil)
        if case .column(let name) = first.value, case .levels(let names, let codes) = try column(name) {
            return .levels(names: names, codes: codes, coding: coding)
        }
        let (names, codes) = levels(of: try number(first.value))
        return .levels(names: names, codes: codes, coding: coding)
    }

    private func coding(_ argument: FormulaArgument, _ whole: FormulaExpression) throws(FormulaError)
        -> CategoricalCoding
    {
        switch argument.value {
        case .column("Treatment"): return .treatment(reference: nil)
        case .column("Sum"), .call("Sum", []): return .sum
        case .call("Treatment", let inner) where inner.count <= 1:
            return .treatment(
                reference: try inner.first.map { x throws(FormulaError) in try level(x, whole) })
        case .text, .number:
            if argument.keyword == "reference" { return .treatment(reference: try level(argument, whole)) }
        default: break
        }
        throw .badCall(call: whole.name, reason: "the coding must be Treatment, Treatment(\"level\") or Sum")
    }

    private func level(_ argument: FormulaArgument, _ whole: FormulaExpression) throws(FormulaError) -> String
    {
        guard argument.keyword == nil || argument.keyword == "reference" else {
            throw .badCall(call: whole.name, reason: "Treatment has no argument \(argument.keyword ?? "")")
        }
        switch argument.value {
        case .text(let text): return text
        case .number(let value): return shortNumber(value)
        default: throw .badCall(call: whole.name, reason: "the reference level must be a text or a number")
        }
    }

    private func levels(of values: Vector<Double>) -> (names: [String], codes: [Int]) {
        let distinct = Set(values.filter { !$0.isNaN }).sorted()
        var codes: [Double: Int] = [:]
        for (code, value) in distinct.enumerated() { codes[value] = code }
        return (distinct.map(shortNumber), values.map { codes[$0] ?? -1 })
    }
}
