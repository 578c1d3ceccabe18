import LinearAlgebra

extension GeneralizedLinearFit {
    /// The coefficients, one row each.
    public var coefficientTable: [CoefficientRow] {
        let errors = standardErrors, z = zValues, p = pValues, intervals = confidenceIntervals()
        return columnNames.indices.map { index in
            CoefficientRow(
                term: columnNames[index], estimate: coefficients[index], standardError: errors[index],
                statistic: z[index], pValue: p[index], lower: intervals[index, 0], upper: intervals[index, 1])
        }
    }

    /// What deserves a second look; empty for an ordinary fit.
    public var warnings: [String] {
        guard rowsAtTheBounds > 0 else { return [] }
        return [
            "\(SummaryText.rows(rowsAtTheBounds)) fitted at the end of the range: some columns may separate the outcomes, "
                + "and their coefficients and standard errors mean nothing"
        ]
    }

    /// All that the fit says, as a table to print: coefficients with standard errors, z or t, p and intervals; deviances, likelihood
    /// and information criteria; warnings.
    public func summary() -> String {
        let number = { (value: Double) in SummaryText.cell(value) }
        let dropped =
            droppedRows.isEmpty ? "" : ", \(SummaryText.rows(droppedRows.count)) dropped (missing values)"
        let estimated = configuration.family.estimatesDispersion ? "estimated" : "fixed"
        let text = """
            \(modelName(encoding, responseName, columnNames))
            \(configuration.family.name) family, \(link.rawValue) link, \(SummaryText.rows(rowCount))\(dropped), \
            \(iterations) iterations

            \(SummaryText.coefficients(
                coefficientTable, statistic: configuration.usesStudentT ? "t" : "z",
                level: configuration.confidenceLevel))

            deviance \(number(deviance)) on \(residualDegreesOfFreedom) degrees of freedom, null deviance \(number(nullDeviance)), \
            explained \(number(explainedDeviance))
            Pearson chi² \(number(pearsonChiSquared)), dispersion \(number(dispersion)) (\(estimated))
            \(likelihoodRatioLine)log-likelihood \(number(logLikelihood)), AIC \(number(aic)), BIC \(number(bic))
            """
        return text + warnings.map { "\nwarning: \($0)" }.joined()
    }

    /// Nothing for a model of the constant alone, which there is no smaller one to compare with.
    private var likelihoodRatioLine: String {
        let test = likelihoodRatioTest
        guard coefficients.count > 1 else { return "" }
        return "likelihood ratio chi² \(SummaryText.cell(test.statistic)) on \(coefficients.count - 1), "
            + "p \(SummaryText.probability(test.pValue))\n"
    }
}

/// Compares nested generalised linear models, the smallest first: the drop of the deviance, over φ of the largest, is chi-squared; where
/// φ is estimated, `(ΔD/Δdf)/φ` is an F.
///
/// - Parameter fits: Two or more models of one response and one family, each holding the columns of the one before.
/// - Throws: ``ModelError/notComparable(detail:)`` where responses, weights or families differ, or where a model has no coefficient
///   more than the one before.
/// Source: McCullagh and Nelder (1989), §2.3. R: `anova(a, b, test = "Chisq")`.
public func anova(_ fits: GeneralizedLinearFit...) throws(ModelError) -> AnovaTable {
    require(fits.count >= 2, "anova: at least two models are needed, here are \(fits.count)")
    let largest = fits[fits.count - 1], usesF = largest.configuration.family.estimatesDispersion
    var rows: [AnovaTable.Row] = []
    for (index, fit) in fits.enumerated() {
        try checkNested(
            fit.response == largest.response && fit.weights == largest.weights
                && fit.configuration.family == largest.configuration.family && fit.link == largest.link)
        let before = index > 0 ? fits[index - 1] : nil
        let added = before.map { $0.residualDegreesOfFreedom - fit.residualDegreesOfFreedom } ?? 0
        if before != nil { try checkGrows(added, index) }
        let drop = before.map { $0.deviance - fit.deviance } ?? .nan
        let scaled = drop / largest.dispersion, degrees = Double(added)
        let test: ModelTest =
            usesF
            ? .f("F", scaled / degrees, degrees, Double(largest.residualDegreesOfFreedom))
            : .chiSquared("Chi2", scaled, degrees: degrees)
        rows.append(
            AnovaTable.Row(
                model: modelName(fit.encoding, fit.responseName, fit.columnNames),
                residualDegreesOfFreedom: fit.residualDegreesOfFreedom, residual: fit.deviance,
                degreesOfFreedom: added, explained: drop, statistic: test.statistic, pValue: test.pValue))
    }
    return AnovaTable(rows: rows, statisticName: usesF ? "F" : "Chi2")
}
