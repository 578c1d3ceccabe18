import Foundation
import LinearAlgebra

/// Sums Σ P(j; h) F(a + j): what the noncentral χ² and F distributions are, with h half the noncentrality.
///
/// Both tails are sums of positive terms, and neighbours differ by one term d(j): F(a + j) = F(a + j + 1) + d(j). So
/// one incomplete function is enough, and the others follow by additions only: from the last j down for the lower tail, from
/// the first one up for the upper tail.
struct PoissonMixture {
    /// Half the noncentrality h.
    let half: Double
    /// Around which j the terms are largest where neither tail is near 1.
    let peak: Double

    /// The j that matter: 9 standard deviations around the two places where terms can be largest, and 25 more.
    private var range: ClosedRange<Int> {
        let low = min(half, peak), high = max(half, peak)
        let first = max(0, low - 9 * low.squareRoot() - 25), last = high + 9 * high.squareRoot() + 25
        return Int(first)...Int(min(last, 1e9))
    }

    /// Both tails.
    ///
    /// - Parameters:
    ///   - tails: F(a + j) and 1 − F(a + j).
    ///   - difference: d(j).
    func tails(
        _ tails: (Double) -> (lower: Double, upper: Double), difference: (Double) -> Double
    ) -> (lower: Double, upper: Double) {
        let range = range
        var upper = tails(Double(range.lowerBound)).upper, aboveSum = 0.0
        for j in range {
            aboveSum += Special.poissonTerm(Double(j), mean: half) * upper
            upper += difference(Double(j))
        }
        if aboveSum < 0.5 { return (1 - aboveSum, aboveSum) }
        var lower = tails(Double(range.upperBound)).lower, belowSum = 0.0
        for j in range.reversed() {
            belowSum += Special.poissonTerm(Double(j), mean: half) * lower
            lower += difference(Double(j) - 1)
        }
        return (belowSum, 1 - belowSum)
    }

    /// Σ P(j; h) f(j).
    func sum(_ term: (Double) -> Double) -> Double {
        var sum = 0.0
        for j in range { sum += Special.poissonTerm(Double(j), mean: half) * term(Double(j)) }
        return sum
    }
}

/// The x > 0 at which a tail is a given probability, by Newton's method on ln tail as a function of ln x.
///
/// - Parameters:
///   - p: The probability of the lower tail and of the upper tail; the smaller decides.
///   - start: A first guess.
///   - tails: Both tails.
///   - density: The density.
func positiveQuantile(
    _ p: (lower: Double, upper: Double), from start: Double,
    _ tails: (Double) -> (lower: Double, upper: Double),
    density: (Double) -> Double
) -> Double {
    guard p.lower >= 0, p.upper >= 0 else { return .nan }
    if p.lower == 0 || p.upper == 0 { return p.lower == 0 ? 0 : .infinity }
    let useLower = p.lower <= p.upper
    let (u, step) = Quantiles.solve(
        from: log(start), target: useLower ? p.lower : p.upper, increasing: useLower
    ) { u in
        let x = exp(u), pair = tails(x)
        return (useLower ? pair.lower : pair.upper, density(x) * x)
    }
    return exp(u) * (1 + step)
}

extension ContinuousDistribution {
    /// −∫ f ln f by Gauss and Legendre's rule between quantiles, for a density without a closed form. About 1e-10.
    func integratedEntropy() -> Double {
        let levels = [1e-22, 1e-16, 1e-11, 1e-7, 1e-4, 1e-2, 0.1, 0.3]
        let cuts = levels.map { quantile($0) } + [median] + levels.reversed().map { inverseSurvival($0) }
        var sum = 0.0
        for (start, end) in zip(cuts, cuts.dropFirst()) where end > start {
            for (node, weight) in GaussLegendre.forty {
                let logarithm = logPDF(start + (end - start) * node)
                if logarithm > -745 { sum -= weight * (end - start) * exp(logarithm) * logarithm }
            }
        }
        return sum
    }
}
