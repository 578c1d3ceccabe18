import Foundation
import LinearAlgebra
import Randomness

/// The sum of k squared normal draws of variance 1 whose means have λ as their sum of squares: what χ² tests follow where the
/// hypothesis is false.
///
/// A χ² distribution with k + 2J degrees of freedom, J a Poisson draw of mean λ/2. SciPy: `ncx2(k, λ)`.
public struct NoncentralChiSquared: ContinuousDistribution, Equatable {
    /// The degrees of freedom k.
    public let degreesOfFreedom: Double
    /// The noncentrality λ.
    public let noncentrality: Double

    /// The noncentral χ² distribution.
    ///
    /// - Parameters:
    ///   - degreesOfFreedom: k > 0.
    ///   - noncentrality: λ ≥ 0; 0 gives the χ² distribution.
    public init(degreesOfFreedom: Double, noncentrality: Double) {
        requirePositive(degreesOfFreedom, "NoncentralChiSquared", "degreesOfFreedom")
        require(
            noncentrality >= 0 && noncentrality.isFinite,
            "NoncentralChiSquared: noncentrality must be finite and ≥ 0, not \(noncentrality)")
        self.degreesOfFreedom = degreesOfFreedom
        self.noncentrality = noncentrality
    }

    private var a: Double { degreesOfFreedom / 2 }
    private var l: Double { noncentrality }
    private var k: Double { degreesOfFreedom }

    public var support: ClosedRange<Double> { 0 ... .infinity }
    public var mean: Double { k + l }
    public var variance: Double { 2 * (k + 2 * l) }
    public var skewness: Double {
        let ratio = 2 / (k + 2 * l)
        return ratio * ratio.squareRoot() * (k + 3 * l)
    }
    public var excessKurtosis: Double { 12 * (k + 4 * l) / (k + 2 * l) / (k + 2 * l) }
    public var entropy: Double { integratedEntropy() }

    private func mixture(_ y: Double) -> PoissonMixture {
        // Terms are largest where (j + 1)(a + j) = (λ/2) y.
        let peak = 0.5 * ((a * a + 2 * l * y).squareRoot() - a)
        return PoissonMixture(half: l / 2, peak: peak)
    }

    private func tails(_ x: Double) -> (lower: Double, upper: Double) {
        if x.isNaN { return (.nan, .nan) }
        if x <= 0 || x == .infinity { return x <= 0 ? (0, 1) : (1, 0) }
        let y = x / 2
        return mixture(y).tails {
            IncompleteGamma(a + $0).tails(y)
        } difference: {
            a + $0 <= 0 ? 0 : Special.poissonTerm(a + $0, mean: y)
        }
    }

    public func pdf(_ x: Double) -> Double {
        if x.isNaN { return .nan }
        if x < 0 || x == .infinity { return 0 }
        if x == 0 { return k < 2 ? .infinity : k == 2 ? exp(-l / 2) / 2 : 0 }
        return mixture(x / 2).sum { IncompleteGamma(a + $0).probabilityDensity(x / 2) } / 2
    }

    public func logPDF(_ x: Double) -> Double { log(pdf(x)) }
    public func cdf(_ x: Double) -> Double { tails(x).lower }
    public func survival(_ x: Double) -> Double { tails(x).upper }
    public func quantile(_ p: Double) -> Double { solved((p, 1 - p)) }
    public func inverseSurvival(_ q: Double) -> Double { solved((1 - q, q)) }

    private func solved(_ p: (lower: Double, upper: Double)) -> Double {
        // A χ² distribution with the same first two moments (Patnaik, 1949).
        let scale = (k + 2 * l) / (k + l)
        let near = Gamma(shape: (k + l) / scale / 2, scale: 2 * scale)
        let guess = p.lower < p.upper ? near.quantile(p.lower) : near.inverseSurvival(p.upper)
        return positiveQuantile(p, from: max(guess, 1e-300), tails) { pdf($0) }
    }

    /// NumPy's `noncentral_chisquare(k, λ)`.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        if l == 0 { return generator.chiSquare(degreesOfFreedom: k) }
        if k > 1 {
            let rest = generator.chiSquare(degreesOfFreedom: k - 1)
            let moved = generator.standardNormal() + l.squareRoot()
            return rest + moved * moved
        }
        let extra = generator.poisson(l / 2)
        return generator.chiSquare(degreesOfFreedom: k + 2 * Double(extra))
    }
}
