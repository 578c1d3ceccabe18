import LinearAlgebra

/// The analysis of variance of nested models: what each model explains beyond the one before.
public struct AnovaTable: Sendable, Hashable, Codable {
    /// One model.
    public struct Row: Sendable, Hashable, Codable {
        /// The model's formula, or its columns.
        public let model: String
        /// n - p.
        public let residualDegreesOfFreedom: Int
        /// The residual sum of squares, or the deviance.
        public let residual: Double
        /// How many coefficients more than the model before; 0 in the first row.
        public let degreesOfFreedom: Int
        /// How much less is left than of the model before; NaN in the first row.
        public let explained: Double
        /// F, or the drop of the deviance in units of the dispersion; NaN in the first row.
        public let statistic: Double
        /// The probability of a statistic at least as large if the added coefficients are 0; NaN in the first row.
        public let pValue: Double
    }

    /// The models, the smallest first.
    public let rows: [Row]
    /// What the column of statistics holds: `"F"` or `"Chi2"`.
    public let statisticName: String
}

/// Compares nested linear models, the smallest first: `F = (ΔRSS/Δdf)/s²` with s² of the largest.
///
///     print(try anova(small, large))
///     // model  df     RSS  Δdf  explained       F       p
///     // y ~ 1   3  8.7500
///     // y ~ x   2  2.7000    1     6.0500  4.4815  0.1685
///
/// - Parameter fits: Two or more models of one response, each holding the columns of the one before.
/// - Throws: ``ModelError/notComparable(detail:)`` where the responses or weights differ, or where a model has no coefficient more than
///   the one before.
/// Source: Draper and Smith (1998), §6.1. R: `anova(a, b)`.
public func anova(_ fits: LinearFit...) throws(ModelError) -> AnovaTable {
    require(fits.count >= 2, "anova: at least two models are needed, here are \(fits.count)")
    let largest = fits[fits.count - 1]
    var rows: [AnovaTable.Row] = []
    for (index, fit) in fits.enumerated() {
        try checkNested(fit.response == largest.response && fit.weights == largest.weights)
        let before = index > 0 ? fits[index - 1] : nil
        let added = before.map { $0.residualDegreesOfFreedom - fit.residualDegreesOfFreedom } ?? 0
        if before != nil { try checkGrows(added, index) }
        let explained = before.map { $0.residualSumOfSquares - fit.residualSumOfSquares } ?? .nan
        let test = ModelTest.f(
            "F", explained / Double(added) / largest.residualVariance, Double(added),
            Double(largest.residualDegreesOfFreedom))
        rows.append(
            AnovaTable.Row(
                model: modelName(fit.encoding, fit.responseName, fit.columnNames),
                residualDegreesOfFreedom: fit.residualDegreesOfFreedom, residual: fit.residualSumOfSquares,
                degreesOfFreedom: added, explained: explained, statistic: test.statistic, pValue: test.pValue)
        )
    }
    return AnovaTable(rows: rows, statisticName: "F")
}

func checkNested(_ sameData: Bool) throws(ModelError) {
    guard sameData else {
        throw .notComparable(
            detail:
                "the models were fitted to different rows or weights (were rows with missing values dropped?)"
        )
    }
}

func checkGrows(_ added: Int, _ index: Int) throws(ModelError) {
    guard added > 0 else {
        throw .notComparable(
            detail:
                "model \(index + 1) has \(added) coefficients more than the one before; order them by size")
    }
}

func modelName(_ encoding: DesignEncoding?, _ response: String, _ columns: [String]) -> String {
    encoding?.formula.text ?? "\(response) ~ \(columns.joined(separator: " + "))"
}
