import LinearAlgebra

extension LinearFit {
    /// eᵢ√wᵢ: residuals of equal variance, where the weights are right.
    public var scaledResiduals: Vector<Double> { weights.map { residuals * $0.sqrt() } ?? residuals }

    /// Residuals in units of their standard deviations, `eᵢ√wᵢ/(s√(1 - hᵢ))`. R: `rstandard`; statsmodels: `resid_studentized_internal`.
    public var standardizedResiduals: Vector<Double> {
        scaledResiduals / ((1 - leverage).sqrt() * residualStandardError)
    }

    /// The same with s estimated without row i: Student's t with n - p - 1 degrees of freedom for a row that fits the model. R:
    /// `rstudent`; statsmodels: `resid_studentized_external`.
    public var studentizedResiduals: Vector<Double> {
        let rest = Double(residualDegreesOfFreedom), r = standardizedResiduals
        return r * ((rest - 1) / (rest - r.square())).sqrt()
    }

    /// Cook's distance `Dᵢ = rᵢ²/p · hᵢ/(1 - hᵢ)`, r the standardised residuals: how far all fitted values move when row i is left
    /// out, in units of their uncertainty. Above 1, or far above the others, look. Source: Cook (1977).
    public var cooksDistance: Vector<Double> {
        standardizedResiduals.square() * leverage / ((1 - leverage) * Double(coefficients.count))
    }

    /// `DFFITSᵢ = tᵢ √(hᵢ/(1 - hᵢ))`, t the studentised residuals: how far fitted value i moves when row i is left out. Source: Belsley,
    /// Kuh and Welsch (1980).
    public var dffits: Vector<Double> { studentizedResiduals * (leverage / (1 - leverage)).sqrt() }

    /// The variance inflation factor of each column: `1/(1 - Rⱼ²)`, Rⱼ² of its regression on the others. From 5 or 10 on, a coefficient
    /// says little that the others do not. For the intercept itself Rⱼ² is about 0. The weights have no part in it. O(np²).
    public var varianceInflationFactors: Vector<Double> {
        guard let r = try? QRDecomposition(design).r,
            let inverse = try? r.solveTriangular(.identity(design.columns), lower: false)
        else { return Vector(repeating: .nan, count: coefficients.count) }
        let inverseGram = inverse.sumOfSquares(over: .columns)
        let constants = columnNames.indices.filter(isConstant)
        return Vector(
            columnNames.indices.map { column in
                let values = design[0..., column]
                let centred = constants.contains { $0 != column }
                let total = centred ? (values - values.mean()).sumOfSquares() : values.sumOfSquares()
                return total * inverseGram[column]
            })
    }
}
