import LinearAlgebra

/// A formula read against data: the matrix of columns that explain, and the response.
///
///     let data: [String: FormulaColumn] = [
///         "yield": .numbers([4, 5, 7, 9]), "plot": FormulaColumn(["a", "b", "a", "b"]),
///     ]
///     let design = try DesignMatrix("yield ~ plot", data)
///     print(design.columnNames)    // ["Intercept", "plot[T.b]"]
///
/// Rows in which any column of the formula is missing are left out and reported in ``droppedRows``. A level that no remaining
/// row has makes no column. The names are those of Patsy, which statsmodels prints.
public struct DesignMatrix: Sendable {
    /// The columns, one row for each complete row of the data.
    public let matrix: Matrix<Double>
    /// The response, nil where the formula has no left side.
    public let response: Vector<Double>?
    /// The name of the response.
    public let responseName: String?
    /// How many trials each row counts, where the left side is `cbind(successes, failures)`; the response is then the share of
    /// successes.
    public let trials: Vector<Double>?
    /// The sum of the formula's offsets, nil where it has none.
    public let offset: Vector<Double>?
    /// The rows of the data that were used, counted from 0.
    public let keptRows: [Int]
    /// The rows of the data with a missing value, counted from 0.
    public let droppedRows: [Int]
    /// How the columns were made, to make them again for new rows.
    public let encoding: DesignEncoding

    /// The names of the columns: `"Intercept"`, `"C(group)[T.b]"`.
    public var columnNames: [String] { encoding.columnNames }

    /// Reads the formula against the data. O(rows · columns).
    ///
    /// - Parameters:
    ///   - formula: The model.
    ///   - data: Its columns.
    /// - Throws: ``FormulaError``.
    public init(_ formula: Formula, _ data: some FormulaData) throws(FormulaError) {
        var evaluator = FormulaEvaluator(data)
        let factors = try evaluator.factors(of: formula)
        let left = try evaluator.response(of: formula)
        let added = try evaluator.offset(of: formula)
        var missing = [Bool](repeating: false, count: data.rowCount)
        for factor in factors.values { factor.markMissing(&missing) }
        for values in [left?.values, left?.trials, added] {
            for (row, value) in (values ?? []).enumerated() where value.isNaN { missing[row] = true }
        }
        keptRows = missing.indices.filter { !missing[$0] }
        droppedRows = missing.indices.filter { missing[$0] }
        guard !keptRows.isEmpty else { throw .noRows(dropped: droppedRows.count) }
        let kept = keptRows
        let complete = factors.mapValues { $0.rows(kept) }
        encoding = try DesignEncoding(formula, complete, memory: evaluator.memory)
        matrix = try encoding.matrix(complete, rows: kept.count)
        response = left.map { $0.values[at: kept] }
        trials = left?.trials.map { $0[at: kept] }
        offset = added.map { $0[at: kept] }
        responseName = left?.name
    }

    /// Reads the formula's text, then the data; see ``init(_:_:)-(Formula,_)``.
    ///
    /// - Parameters:
    ///   - formula: The formula's text.
    ///   - data: Its columns.
    /// - Throws: ``FormulaError``.
    public init(_ formula: String, _ data: some FormulaData) throws(FormulaError) {
        try self.init(Formula(formula), data)
    }
}

extension FormulaFactor {
    /// The factor in some of the rows.
    fileprivate func rows(_ kept: [Int]) -> FormulaFactor {
        switch self {
        case .numeric(let columns, let suffixes):
            .numeric(columns: columns.map { $0[at: kept] }, suffixes: suffixes)
        case .levels(let names, let codes, let coding):
            .levels(names: names, codes: kept.map { codes[$0] }, coding: coding)
        }
    }

    fileprivate func markMissing(_ missing: inout [Bool]) {
        switch self {
        case .numeric(let columns, _):
            for column in columns {
                for (row, value) in column.enumerated() where value.isNaN { missing[row] = true }
            }
        case .levels(_, let codes, _):
            for (row, code) in codes.enumerated() where code < 0 { missing[row] = true }
        }
    }
}

extension FormulaEvaluator {
    fileprivate typealias Response = (name: String, values: Vector<Double>, trials: Vector<Double>?)

    /// The response: numbers, the second of two levels as 1, or the share of successes of `cbind(successes, failures)`.
    fileprivate mutating func response(of formula: Formula) throws(FormulaError) -> Response? {
        guard let expression = formula.response else { return nil }
        if case .call("cbind", let arguments) = expression {
            guard arguments.count == 2 else {
                throw .badResponse(response: expression.name, reason: "expected cbind(successes, failures)")
            }
            let successes = try number(arguments[0].value)
            let trials = successes + (try number(arguments[1].value))
            return (expression.name, successes / trials, trials)
        }
        switch try factor(expression) {
        case .numeric(let columns, _) where columns.count == 1: return (expression.name, columns[0], nil)
        case .numeric:
            throw .badResponse(response: expression.name, reason: "one column is needed")
        case .levels(let names, let codes, _):
            let used = Set(codes.filter { $0 >= 0 }).sorted()
            guard used.count == 2 else {
                throw .badResponse(
                    response: expression.name,
                    reason: "a response of levels must have two, this has \(used.count)")
            }
            let values = Vector(codes.map { $0 < 0 ? Double.nan : ($0 == used[1] ? 1 : 0) })
            return ("\(expression.name)[\(names[used[1]])]", values, nil)
        }
    }
}
