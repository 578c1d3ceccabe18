import LinearAlgebra

extension LinearFit {
    /// The coefficients, one row each.
    public var coefficientTable: [CoefficientRow] {
        let errors = standardErrors, t = tValues, p = pValues, intervals = confidenceIntervals()
        return columnNames.indices.map { index in
            CoefficientRow(
                term: columnNames[index], estimate: coefficients[index], standardError: errors[index],
                statistic: t[index], pValue: p[index], lower: intervals[index, 0], upper: intervals[index, 1])
        }
    }

    /// All that the fit says, as a table to print: coefficients with standard errors, t, p and intervals; R², F, likelihood and
    /// information criteria; tests of the residuals.
    ///
    /// What does not exist is left out or is a dash with its reason: R² and F of a model of the constant alone, all but the
    /// coefficients where there are as many of them as rows, the omnibus test of fewer than 8 rows.
    public func summary() -> String {
        let estimator = weights == nil ? "ordinary" : "weighted"
        let dropped =
            droppedRows.isEmpty ? "" : ", \(SummaryText.rows(droppedRows.count)) dropped (missing values)"
        let head = """
            \(modelName(encoding, responseName, columnNames))
            \(estimator) least squares, \(SummaryText.rows(rowCount))\(dropped), covariance \(configuration.covariance.rawValue)

            \(SummaryText.coefficients(
                coefficientTable, statistic: configuration.usesStudentT ? "t" : "z",
                level: configuration.confidenceLevel))


            """
        if residualDegreesOfFreedom == 0 {
            return head + "as many coefficients as rows: no degrees of freedom are left for the residuals, "
                + "so nothing can be said of errors"
        }
        return head + (errorLines + explainedLines + likelihoodLines + residualLines).joined(separator: "\n")
    }

    private var errorLines: [String] {
        [
            "residual standard error \(SummaryText.cell(residualStandardError)) "
                + "on \(residualDegreesOfFreedom) degrees of freedom"
        ]
    }

    private var explainedLines: [String] {
        guard modelDegreesOfFreedom > 0 else { return [] }
        let about = hasConstant ? "" : " (about 0: no constant)", f = fTest
        return [
            "R² \(SummaryText.cell(rSquared))\(about), adjusted \(SummaryText.cell(adjustedRSquared))",
            "F \(SummaryText.cell(f.statistic)) on \(modelDegreesOfFreedom) and \(residualDegreesOfFreedom), "
                + "p \(SummaryText.probability(f.pValue))",
        ]
    }

    private var likelihoodLines: [String] {
        [
            "log-likelihood \(SummaryText.cell(logLikelihood)), AIC \(SummaryText.cell(aic)), BIC \(SummaryText.cell(bic))"
        ]
    }

    private var residualLines: [String] {
        let moments = residualMoments, pagan = breuschPagan.lagrange
        let skewness = SummaryText.cell(moments.skewness), kurtosis = SummaryText.cell(moments.kurtosis)
        var tests = ["Jarque-Bera p \(SummaryText.probability(moments.jarqueBera.pValue))"]
        let tooFew = rowCount < 8 ? " (fewer than 8 rows)" : ""
        tests.append("omnibus p \(SummaryText.probability(moments.omnibus.pValue))\(tooFew)")
        if modelDegreesOfFreedom > 0 {
            tests.append("Breusch-Pagan p \(SummaryText.probability(pagan.pValue))")
        }
        tests.append("condition number \(SummaryText.number(conditionNumber, digits: 3))")
        return [
            "residuals: skewness \(skewness), kurtosis \(kurtosis), Durbin-Watson \(SummaryText.cell(durbinWatson))",
            tests.joined(separator: ", "),
        ]
    }
}

extension AnovaTable: CustomStringConvertible {
    /// The table as text.
    public var description: String {
        let number = { (value: Double) in value.isNaN ? "" : SummaryText.number(value) }
        let cells = rows.enumerated().map { index, row in
            [
                row.model, String(row.residualDegreesOfFreedom), number(row.residual),
                index == 0 ? "" : String(row.degreesOfFreedom), number(row.explained), number(row.statistic),
                row.pValue.isNaN ? "" : SummaryText.probability(row.pValue),
            ]
        }
        let left = statisticName == "F" ? "RSS" : "deviance"
        return SummaryText.table(["model", "df", left, "Δdf", "explained", statisticName, "p"], cells)
    }
}
