import Foundation
import LinearAlgebra

/// The function g that turns an expected response μ into the linear predictor η = g(μ) = xβ.
public enum LinkFunction: String, Sendable, Hashable, Codable, CaseIterable {
    /// η = μ.
    case identity
    /// η = ln μ: coefficients multiply the response by eᵝ.
    case log
    /// η = ln(μ/(1 - μ)): coefficients are logarithms of odds ratios.
    case logit
    /// η = Φ⁻¹(μ), the quantile of the normal distribution.
    case probit
    /// η = ln(-ln(1 - μ)), the complementary log-log link: rare events in time.
    case cloglog
    /// η = 1/μ.
    case inverse
    /// η = 1/μ².
    case inverseSquared
    /// η = √μ.
    case squareRoot

    /// g(μ).
    ///
    /// - Parameter mean: μ, inside the range of the link.
    public func predictor(_ mean: Double) -> Double {
        switch self {
        case .identity: mean
        case .log: Foundation.log(mean)
        case .logit: Foundation.log(mean) - log1p(-mean)
        case .probit: Special.normalQuantile(mean)
        case .cloglog: Foundation.log(-log1p(-mean))
        case .inverse: 1 / mean
        case .inverseSquared: 1 / (mean * mean)
        case .squareRoot: mean.squareRoot()
        }
    }

    /// g⁻¹(η).
    ///
    /// - Parameter predictor: η; NaN or infinite where no mean belongs to it.
    public func mean(_ predictor: Double) -> Double {
        switch self {
        case .identity: predictor
        case .log: exp(predictor)
        case .logit: predictor >= 0 ? 1 / (1 + exp(-predictor)) : exp(predictor) / (1 + exp(predictor))
        case .probit: Special.normalCDF(predictor)
        case .cloglog: -expm1(-exp(predictor))
        case .inverse: 1 / predictor
        case .inverseSquared: 1 / predictor.squareRoot()
        case .squareRoot: predictor * predictor
        }
    }

    /// g′(μ) = dη/dμ.
    ///
    /// - Parameter mean: μ, inside the range of the link.
    public func derivative(_ mean: Double) -> Double {
        switch self {
        case .identity: return 1
        case .log: return 1 / mean
        case .logit: return 1 / (mean * (1 - mean))
        case .probit:
            let quantile = Special.normalQuantile(mean)
            return (2 * Double.pi).squareRoot() * exp(quantile * quantile / 2)
        case .cloglog: return -1 / ((1 - mean) * log1p(-mean))
        case .inverse: return -1 / (mean * mean)
        case .inverseSquared: return -2 / (mean * mean * mean)
        case .squareRoot: return 0.5 / mean.squareRoot()
        }
    }
}
