import Foundation
import LinearAlgebra

/// The distribution of the response around its expectation μ; its variance is `φV(μ)/w`, φ the dispersion, w the row's weight.
public enum ResponseFamily: Sendable, Hashable, Codable {
    /// Normal, V = 1.
    case gaussian
    /// Shares of successes, V = μ(1 - μ), φ = 1; the weight is the number of trials.
    case binomial
    /// Counts, V = μ, φ = 1.
    case poisson
    /// Positive amounts with a constant coefficient of variation, V = μ².
    case gamma
    /// Positive amounts with a longer tail, V = μ³.
    case inverseGaussian
    /// Counts that spread more than Poisson's, V = μ + αμ², φ = 1; α > 0 is given, not estimated.
    case negativeBinomial(alpha: Double)

    /// The link that is taken where none is named: identity, logit, log, inverse, inverse squared, log, in the order of the cases.
    public var defaultLink: LinkFunction {
        switch self {
        case .gaussian: .identity
        case .binomial: .logit
        case .poisson, .negativeBinomial: .log
        case .gamma: .inverse
        case .inverseGaussian: .inverseSquared
        }
    }

    /// The family's name, `"negativeBinomial(alpha: 0.5)"`.
    public var name: String {
        switch self {
        case .gaussian: "gaussian"
        case .binomial: "binomial"
        case .poisson: "poisson"
        case .gamma: "gamma"
        case .inverseGaussian: "inverseGaussian"
        case .negativeBinomial(let alpha): "negativeBinomial(alpha: \(shortNumber(alpha)))"
        }
    }

    /// Whether φ is estimated from the residuals; else it is 1.
    public var estimatesDispersion: Bool {
        switch self {
        case .gaussian, .gamma, .inverseGaussian: true
        default: false
        }
    }

    /// V(μ).
    ///
    /// - Parameter mean: μ.
    public func variance(_ mean: Double) -> Double {
        switch self {
        case .gaussian: 1
        case .binomial: mean * (1 - mean)
        case .poisson: mean
        case .gamma: mean * mean
        case .inverseGaussian: mean * mean * mean
        case .negativeBinomial(let alpha): mean + alpha * mean * mean
        }
    }

    /// What one row of weight 1 adds to the deviance: twice the logarithm of the likelihood of μ = y over that of μ, times φ.
    ///
    /// - Parameters:
    ///   - response: y.
    ///   - mean: μ.
    public func unitDeviance(_ response: Double, mean: Double) -> Double {
        let y = response
        switch self {
        case .gaussian: return (y - mean) * (y - mean)
        case .binomial: return 2 * (share(y, mean) + share(1 - y, 1 - mean))
        case .poisson: return 2 * (share(y, mean) - (y - mean))
        case .gamma: return 2 * ((y - mean) / mean - log(y / mean))
        case .inverseGaussian: return (y - mean) * (y - mean) / (y * mean * mean)
        case .negativeBinomial(let alpha):
            let spread = (y + 1 / alpha) * log1p(alpha * (y - mean) / (1 + alpha * mean))
            return 2 * (share(y, mean) - spread)
        }
    }

    private func share(_ y: Double, _ mean: Double) -> Double { y == 0 ? 0 : y * log(y / mean) }

    /// What a response must be, for messages.
    var expectation: String {
        switch self {
        case .gaussian: "a number"
        case .binomial: "a number from 0 to 1"
        case .poisson, .negativeBinomial: "a number ≥ 0"
        case .gamma, .inverseGaussian: "a number > 0"
        }
    }

    func allowsResponse(_ y: Double) -> Bool {
        switch self {
        case .gaussian: y.isFinite
        case .binomial: y >= 0 && y <= 1
        case .poisson, .negativeBinomial: y >= 0 && y.isFinite
        case .gamma, .inverseGaussian: y > 0 && y.isFinite
        }
    }

    func allowsMean(_ mean: Double) -> Bool {
        switch self {
        case .gaussian: mean.isFinite
        case .binomial: mean >= 0 && mean <= 1
        default: mean > 0 && mean.isFinite
        }
    }

    /// The mean kept off the ends where weights vanish and logarithms end.
    func clamped(_ mean: Double) -> Double {
        switch self {
        case .gaussian: mean
        case .binomial: min(max(mean, Double.ulpOfOne), 1 - Double.ulpOfOne)
        default: mean.isNaN || mean < 0 ? mean : max(mean, 1e-300)
        }
    }

    /// A first guess of μ from y, inside the range of every link.
    func start(_ y: Double, average: Double) -> Double {
        switch self {
        case .binomial: (y + 0.5) / 2
        case .gaussian: y
        default: (y + average) / 2
        }
    }

    /// The logarithm of the density or probability of one response.
    func logLikelihood(_ y: Double, mean: Double, weight: Double, dispersion: Double) -> Double {
        switch self {
        case .gaussian:
            let spread = dispersion / weight
            return -((y - mean) * (y - mean) / spread + log(2 * Double.pi * spread)) / 2
        case .binomial:
            let successes = y * weight
            let chosen = lgamma(weight + 1) - lgamma(successes + 1) - lgamma(weight - successes + 1)
            return chosen + Special.xlogy(successes, mean) + Special.xlog1py(weight - successes, -mean)
        case .poisson: return weight * (Special.xlogy(y, mean) - mean - lgamma(y + 1))
        case .gamma:
            let shape = weight / dispersion
            return shape * log(shape * y / mean) - shape * y / mean - lgamma(shape) - log(y)
        case .inverseGaussian:
            let square = weight * (y - mean) * (y - mean) / (dispersion * y * mean * mean)
            return -(square + log(2 * Double.pi * dispersion * y * y * y / weight)) / 2
        case .negativeBinomial(let alpha):
            let size = 1 / alpha
            let counted = lgamma(y + size) - lgamma(y + 1) - lgamma(size)
            return weight * (Special.xlogy(y, alpha * mean) - (y + size) * log1p(alpha * mean) + counted)
        }
    }
}
