import LinearAlgebra

/// Count, mean and sums of powers of deviations of a sample, in two passes.
struct Moments {
    let count: Double
    let mean: Double
    /// Σ(x − x̄)², with the rounding of the mean taken out.
    let squares: Double

    /// The unbiased variance, divisor n − 1.
    var variance: Double { squares / (count - 1) }

    init(_ x: Vector<Double>) {
        count = Double(x.count)
        mean = x.mean()
        let deviations = x - mean
        // Chan, Golub and LeVeque (1983): (Σd)² would be 0 if the mean were exact.
        let drift = deviations.sum()
        squares = deviations.sumOfSquares() - drift * drift / count
    }
}

/// The biased central moments m₂, m₃, m₄ of a sample in units of its largest deviation: Σ(x − x̄)ᵏ/n.
struct CentralMoments {
    let second: Double
    let third: Double
    let fourth: Double

    init(_ x: Vector<Double>) {
        let plain = x - x.mean()
        // In units of the largest, so that fourth powers neither overflow nor vanish.
        let deviations = plain / plain.norm(.infinity)
        let squares = deviations * deviations
        let n = Double(x.count)
        second = squares.sum() / n
        third = (squares * deviations).sum() / n
        fourth = squares.sumOfSquares() / n
    }

    /// g₁ = m₃/m₂^1.5.
    var skewness: Double { third / (second * second.squareRoot()) }
    /// b₂ = m₄/m₂², 3 for a normal distribution.
    var kurtosis: Double { fourth / (second * second) }
}

/// Whether all elements are equal: the only test for it that rounding cannot fool.
func isConstant(_ x: Vector<Double>) -> Bool {
    guard let first = x.first else { return true }
    return x.allSatisfy { $0 == first }
}
