import LinearAlgebra

/// What fitting learned of the columns of a design: levels, codings, means. It makes new rows of the same columns.
public struct DesignEncoding: Sendable, Hashable, Codable {
    /// The formula.
    public let formula: Formula
    /// The names of the columns: `"Intercept"`, `"C(group)[T.b]"`.
    public private(set) var columnNames: [String] = []
    /// For each column, the place of its term in ``Formula/termNames``.
    public private(set) var termOfColumn: [Int] = []
    private var levels: [String: Levels] = [:]
    private var memory: [String: [Double]]
    private var blocks: [DesignBlock] = []

    struct Levels: Hashable, Codable {
        let names: [String]
        let coding: CategoricalCoding
    }

    init(_ formula: Formula, _ factors: [String: FormulaFactor], memory: [String: [Double]])
        throws(FormulaError)
    {
        self.formula = formula
        self.memory = memory
        var numeric: Set<String> = []
        for (name, factor) in factors {
            switch factor {
            case .numeric: numeric.insert(name)
            case .levels(let names, let codes, let coding):
                let used = Set(codes)
                let present = names.indices.filter(used.contains).map { names[$0] }
                if case .treatment(let reference?) = coding, !present.contains(reference) {
                    throw .unknownLevel(factor: name, level: reference, known: present)
                }
                levels[name] = Levels(names: present, coding: coding)
            }
        }
        blocks = CodingPlanner(numeric: numeric).blocks(intercept: formula.hasIntercept, terms: formula.terms)
        for block in blocks {
            let columns = try columns(of: block, factors, names: true)
            columnNames += columns.map(\.name)
            termOfColumn += columns.map { _ in block.term + (formula.hasIntercept ? 1 : 0) }
        }
    }

    /// The columns for new rows; a row with a missing value has NaN. O(rows · columns).
    ///
    /// - Parameter data: The rows; only the right side's columns are read.
    /// - Throws: ``FormulaError`` where a column is missing or has a level that was not fitted.
    public func matrix(for data: some FormulaData) throws(FormulaError) -> Matrix<Double> {
        var evaluator = FormulaEvaluator(data, memory: memory)
        let factors = try evaluator.factors(of: formula)
        return try matrix(factors, rows: data.rowCount)
    }

    /// The sum of the formula's offsets in the rows of new data, or nil where it has none. O(rows).
    func offset(for data: any FormulaData) throws(FormulaError) -> Vector<Double>? {
        var evaluator = FormulaEvaluator(data, memory: memory)
        return try evaluator.offset(of: formula)
    }

    func matrix(_ factors: [String: FormulaFactor], rows: Int) throws(FormulaError) -> Matrix<Double> {
        var result = Matrix<Double>(repeating: 1, rows: rows, columns: columnNames.count)
        var place = 0
        for block in blocks {
            for column in try columns(of: block, factors, names: false) {
                if let values = column.values {
                    for (row, value) in values.enumerated() { result[row, place] = value }
                }
                place += 1
            }
        }
        return result
    }
}

// MARK: Columns

extension DesignEncoding {
    /// A column: its name, and its values, nil for ones.
    private typealias Column = (name: String, values: Vector<Double>?)

    /// All products of the columns of a block's factors, the first factor's running fastest.
    private func columns(of block: DesignBlock, _ factors: [String: FormulaFactor], names: Bool)
        throws(FormulaError) -> [Column]
    {
        var result: [Column] = [("", nil)]
        for (name, role) in zip(block.factors, block.roles) {
            guard let factor = factors[name] else { continue }
            var grown: [Column] = []
            for column in try columns(of: name, factor, role) {
                for old in result {
                    let joined = old.name.isEmpty ? column.name : old.name + ":" + column.name
                    guard !names, let values = column.values else {
                        grown.append((joined, nil))
                        continue
                    }
                    grown.append((joined, old.values.map { $0 * values } ?? values))
                }
            }
            result = grown
        }
        return block.factors.isEmpty ? [("Intercept", nil)] : result
    }

    private func columns(of name: String, _ factor: FormulaFactor, _ role: FactorRole) throws(FormulaError)
        -> [Column]
    {
        switch (factor, levels[name]) {
        case (.numeric(let columns, let suffixes), nil):
            return zip(suffixes, columns).map { (name + $0, $1) }
        case (.levels(let names, let codes, _), let known?):
            var place: [Int] = []
            for (code, level) in names.enumerated() {
                let index = known.names.firstIndex(of: level)
                if index == nil, codes.contains(code) {
                    throw .unknownLevel(factor: name, level: level, known: known.names)
                }
                place.append(index ?? -1)
            }
            return try known.columns(
                of: name, codes: codes.map { $0 < 0 ? -1 : place[$0] }, full: role == .full)
        case (.numeric, _):
            throw .badCall(call: name, reason: "had levels when it was fitted, and now holds numbers")
        case (.levels, _):
            throw .badCall(call: name, reason: "held numbers when it was fitted, and now has levels")
        }
    }
}

extension DesignEncoding.Levels {
    /// The columns of a factor; a row whose code is -1 has NaN.
    func columns(of name: String, codes: [Int], full: Bool) throws(FormulaError) -> [(
        name: String, values: Vector<Double>?
    )] {
        guard full || names.count > 1 else {
            throw .badCall(
                call: name,
                reason:
                    "has only the level \(names.first ?? "") in the rows that are complete; it explains nothing"
            )
        }
        func indicator(_ level: Int, otherwise: (level: Int, value: Double)? = nil) -> Vector<Double> {
            Vector(
                codes.map { code in
                    if code < 0 { return .nan }
                    if code == level { return 1 }
                    return code == otherwise?.level ? otherwise?.value ?? 0 : 0
                })
        }
        switch (coding, full) {
        case (.treatment, true):
            return names.indices.map { ("\(name)[\(names[$0])]", indicator($0)) }
        case (.treatment(let reference), false):
            let base = reference.flatMap { names.firstIndex(of: $0) } ?? 0
            return names.indices.filter { $0 != base }.map { ("\(name)[T.\(names[$0])]", indicator($0)) }
        case (.sum, _):
            let last = names.count - 1
            let mean: [(name: String, values: Vector<Double>?)] =
                full ? [("\(name)[mean]", Vector(codes.map { $0 < 0 ? .nan : 1 }))] : []
            return mean
                + (0..<last).map { ("\(name)[S.\(names[$0])]", indicator($0, otherwise: (last, -1))) }
        }
    }
}

extension FormulaEvaluator {
    /// Every factor of every term, by name.
    mutating func factors(of formula: Formula) throws(FormulaError) -> [String: FormulaFactor] {
        var factors: [String: FormulaFactor] = [:]
        for term in formula.terms {
            for expression in term.factors where factors[expression.name] == nil {
                factors[expression.name] = try factor(expression)
            }
        }
        return factors
    }

    /// The sum of the offsets, nil where there is none.
    mutating func offset(of formula: Formula) throws(FormulaError) -> Vector<Double>? {
        var sum: Vector<Double>?
        for expression in formula.offsets {
            let values = try number(expression)
            sum = sum.map { $0 + values } ?? values
        }
        return sum
    }
}
