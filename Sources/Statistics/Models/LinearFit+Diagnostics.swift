import Foundation
import LinearAlgebra

/// Whether residuals are normal: by their skewness and kurtosis.
public struct ResidualMoments: Sendable, Hashable, Codable {
    /// `m₃/m₂^1.5`, m the central moments: 0 for a normal distribution.
    public let skewness: Double
    /// `m₄/m₂²`: 3 for a normal distribution.
    public let kurtosis: Double
    /// Jarque and Bera's test, `n/6 (skewness² + (kurtosis - 3)²/4)`, chi-squared with 2 degrees of freedom for large n. (1980)
    public let jarqueBera: ModelTest
    /// D'Agostino and Pearson's omnibus test, the same idea with both moments made normal first; from 8 rows on. (1973)
    public let omnibus: ModelTest

    init(_ values: Vector<Double>) {
        let n = Double(values.count), centred = values - values.mean()
        let squares = centred.square()
        let variance = squares.mean()
        skewness = (squares * centred).mean() / (variance * variance.squareRoot())
        kurtosis = squares.square().mean() / (variance * variance)
        let excess = kurtosis - 3
        let statistic = n / 6 * (skewness * skewness + excess * excess / 4)
        jarqueBera = .chiSquared("Jarque-Bera", statistic, degrees: 2)
        let a = Self.normalSkewness(skewness, n), b = Self.normalKurtosis(kurtosis, n)
        omnibus = .chiSquared("Omnibus", n >= 8 ? a * a + b * b : .nan, degrees: 2)
    }

    /// The skewness as a standard normal number. D'Agostino (1970).
    private static func normalSkewness(_ skewness: Double, _ n: Double) -> Double {
        let y = skewness * ((n + 1) * (n + 3) / (6 * (n - 2))).squareRoot()
        let numerator = 3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)
        let beta = numerator / ((n - 2) * (n + 5) * (n + 7) * (n + 9))
        let w = (2 * (beta - 1)).squareRoot() - 1
        let delta = 1 / (0.5 * log(w)).squareRoot()
        let alpha = (2 / (w - 1)).squareRoot()
        return delta * asinh(y / alpha)
    }

    /// The kurtosis as a standard normal number. Anscombe and Glynn (1983).
    private static func normalKurtosis(_ kurtosis: Double, _ n: Double) -> Double {
        let mean = 3 * (n - 1) / (n + 1)
        let variance = 24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5))
        let x = (kurtosis - mean) / variance.squareRoot()
        let part = (6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3))
        let beta = 6 * (n * n - 5 * n + 2) / ((n + 7) * (n + 9)) * part.squareRoot()
        let a = 6 + 8 / beta * (2 / beta + (1 + 4 / (beta * beta)).squareRoot())
        let denominator = 1 + x * (2 / (a - 4)).squareRoot()
        let root = cbrt((1 - 2 / a) / abs(denominator)) * (denominator < 0 ? -1 : 1)
        return (1 - 2 / (9 * a) - root) / (2 / (9 * a)).squareRoot()
    }
}

extension LinearFit {
    /// Durbin and Watson's statistic `Σ(eᵢ - eᵢ₋₁)²/Σeᵢ²`: near 2 where neighbouring residuals are unrelated, below where they are alike.
    /// Source: Durbin and Watson (1950).
    public var durbinWatson: Double {
        let e = scaledResiduals
        return e.differences().sumOfSquares() / e.sumOfSquares()
    }

    /// Skewness, kurtosis and the tests of normality of the residuals.
    public var residualMoments: ResidualMoments { ResidualMoments(scaledResiduals) }

    /// Breusch and Pagan's test that the variance does not depend on the columns, in Koenker's form `nR²` of the regression of eᵢ² on
    /// the columns. Also as the F of that regression. Source: Breusch and Pagan (1979), Koenker (1981). O(np²).
    public var breuschPagan: (lagrange: ModelTest, f: ModelTest) {
        squaredResidualsTest("Breusch-Pagan", on: design, degrees: Double(coefficients.count - 1))
    }

    /// White's test that the variance does not depend on the columns, their squares and products: `nR²` of the regression of eᵢ² on
    /// all these, and the F of that regression. Source: White (1980). O(np⁴).
    public var whiteTest: (lagrange: ModelTest, f: ModelTest) {
        let p = design.columns
        var products: [Vector<Double>] = []
        for i in 0..<p {
            for j in i..<p { products.append(design[0..., i] * design[0..., j]) }
        }
        return squaredResidualsTest("White", on: stack(products, as: .columns), degrees: nil)
    }

    private func squaredResidualsTest(_ name: String, on columns: Matrix<Double>, degrees: Double?) -> (
        lagrange: ModelTest, f: ModelTest
    ) {
        let n = Double(rowCount), squares = residuals.square()
        let names = columns.shape.columns == 0 ? [] : (0..<columns.columns).map(String.init)
        let redundant = Set(linearDependences(columns, names: names).compactMap { Int($0.column) })
        let kept = (0..<columns.columns).filter { !redundant.contains($0) }
        guard kept.count < rowCount, let q = try? QRDecomposition(columns[columns: kept]).q else {
            return (.chiSquared(name, .nan, degrees: .nan), .f(name, .nan, .nan, .nan))
        }
        let rest = squares - matmul(q, matmul(squares, q))
        let total = (squares - (hasConstant ? squares.mean() : 0)).sumOfSquares()
        let explained = Double(kept.count - (hasConstant ? 1 : 0))
        let denominator = n - Double(kept.count)
        let share = 1 - rest.sumOfSquares() / total
        let f = (share / explained) / ((1 - share) / denominator)
        return (
            .chiSquared(name, n * share, degrees: degrees ?? explained), .f(name, f, explained, denominator)
        )
    }
}
