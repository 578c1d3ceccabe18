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
    public func summary() -> String {
        let number = { (value: Double) in SummaryText.number(value) }
        let probability = SummaryText.probability
        let moments = residualMoments, f = fTest, pagan = breuschPagan.lagrange
        let estimator = weights == nil ? "ordinary" : "weighted"
        let dropped =
            droppedRows.isEmpty ? "" : ", \(SummaryText.rows(droppedRows.count)) dropped (missing values)"
        let about = hasConstant ? "" : " (about 0: no constant)"
        return """
            \(modelName(encoding, responseName, columnNames))
            \(estimator) least squares, \(SummaryText.rows(rowCount))\(dropped), covariance \(configuration.covariance.rawValue)

            \(SummaryText.coefficients(
                coefficientTable, statistic: configuration.usesStudentT ? "t" : "z",
                level: configuration.confidenceLevel))

            residual standard error \(number(residualStandardError)) on \(residualDegreesOfFreedom) degrees of freedom
            R² \(number(rSquared))\(about), adjusted \(number(adjustedRSquared))
            F \(number(f.statistic)) on \(modelDegreesOfFreedom) and \(residualDegreesOfFreedom), p \(probability(f.pValue))
            log-likelihood \(number(logLikelihood)), AIC \(number(aic)), BIC \(number(bic))
            residuals: skewness \(number(moments.skewness)), kurtosis \(number(moments.kurtosis)), Durbin-Watson \(number(durbinWatson))
            Jarque-Bera p \(probability(moments.jarqueBera.pValue)), omnibus p \(probability(moments.omnibus.pValue)), \
            Breusch-Pagan p \(probability(pagan.pValue)), condition number \(SummaryText.number(conditionNumber, digits: 3))
            """
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
