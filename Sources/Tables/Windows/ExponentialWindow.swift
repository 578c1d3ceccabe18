import LinearAlgebra

/// Means in which a value weighs the less the longer ago it was: pandas' `ewm`.
///
/// The value k rows ago has the weight (1 - α)ᵏ. Adjusted, the mean is Σ wᵢxᵢ/Σ wᵢ; not adjusted, it follows the recurrence
/// y ← (1 - α)y + αx from the first value on. A missing value leaves the mean as it was, and time goes on.
public struct ExponentialWindow: Sendable {
    let values: Vector<Double>
    let alpha: Double
    let isAdjusted: Bool

    /// The weighted mean up to each row; missing before the first value. O(count).
    public func mean() -> Column {
        var mean = Double.nan, weight = 1.0
        let fresh = isAdjusted ? 1 : alpha
        return Column(
            values.map { (value: Double) -> Double in
                if mean.isNaN {
                    mean = value
                } else {
                    weight *= 1 - alpha
                    if !value.isNaN {
                        if mean != value { mean = (weight * mean + fresh * value) / (weight + fresh) }
                        weight = isAdjusted ? weight + fresh : 1
                    }
                }
                return mean
            })
    }

    /// The weighted variance up to each row, corrected for bias: with weights wᵢ that add up to 1, divided by 1 - Σ wᵢ². O(count).
    public func variance() -> Column {
        var mean = Double.nan, spread = 0.0, weight = 1.0, sum = 1.0, squares = 1.0, count = 0
        let fresh = isAdjusted ? 1 : alpha
        return Column(
            values.map { (value: Double) -> Double in
                if mean.isNaN {
                    if !value.isNaN { (mean, count) = (value, 1) }
                    return .nan
                }
                sum *= 1 - alpha
                squares *= (1 - alpha) * (1 - alpha)
                weight *= 1 - alpha
                if !value.isNaN {
                    let old = mean
                    if mean != value { mean = (weight * old + fresh * value) / (weight + fresh) }
                    let kept = weight * (spread + (old - mean) * (old - mean))
                    spread = (kept + fresh * (value - mean) * (value - mean)) / (weight + fresh)
                    sum += fresh
                    squares += fresh * fresh
                    weight += fresh
                    count += 1
                    if !isAdjusted {
                        squares /= weight * weight
                        sum /= weight
                        weight = 1
                    }
                }
                let remaining = sum * sum - squares
                return count < 2 || remaining <= 0 ? .nan : sum * sum / remaining * spread
            })
    }

    /// The square root of the variance.
    public func standardDeviation() -> Column { Column(variance().doubles.applying(.sqrt)) }
}

extension Column {
    /// Means with weights that fall by the factor 1 - α a row. Requires a numeric type.
    ///
    /// - Parameters:
    ///   - alpha: Above 0, at most 1. A span of s rows is α = 2/(s + 1), a half-life of h rows α = 1 - 2^(-1/h).
    ///   - adjusted: Whether the weights of the beginning are made up for; by default they are.
    public func exponentiallyWeighted(alpha: Double, adjusted: Bool = true) -> ExponentialWindow {
        require(alpha > 0 && alpha <= 1, "Column.exponentiallyWeighted: α = \(alpha)")
        return ExponentialWindow(values: doubles, alpha: alpha, isAdjusted: adjusted)
    }

    /// Means with weights of a span: α = 2/(span + 1). Requires a numeric type.
    ///
    /// - Parameters:
    ///   - span: 1 or more.
    ///   - adjusted: Whether the weights of the beginning are made up for; by default they are.
    public func exponentiallyWeighted(span: Double, adjusted: Bool = true) -> ExponentialWindow {
        require(span >= 1, "Column.exponentiallyWeighted: a span of \(span)")
        return exponentiallyWeighted(alpha: 2 / (span + 1), adjusted: adjusted)
    }
}
