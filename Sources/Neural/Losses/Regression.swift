import Autodiff
import LinearAlgebra

// Losses of numbers: p are the predictions, t the targets, d = p - t. All are element by element, of any shape, and O(n).

/// The mean squared error, `(p - t)²`: the negative log-likelihood of normal errors, drawn towards outliers.
///
///     print(meanSquaredError(Tensor<Double>([1, 2]), Tensor([0, 4])).item)    // 2.5
///
/// - Parameters:
///   - predictions: p, of any shape.
///   - targets: t, in the shape of the predictions.
///   - reduction: What becomes of the losses of the elements.
public func meanSquaredError<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("meanSquaredError", predictions, targets)
    return reducedSquares(predictions - targets, reduction)
}

/// The mean absolute error, `|p - t|`: the median, not the mean, makes it least. Its gradient at 0 is 0.
///
/// - Parameters:
///   - predictions: p, of any shape.
///   - targets: t, in the shape of the predictions.
///   - reduction: What becomes of the losses of the elements.
public func meanAbsoluteError<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("meanAbsoluteError", predictions, targets)
    return pointwise(
        "meanAbsoluteError", predictions - targets, reduction, { $0.abs() }, derivative: { $0.sign() })
}

/// A parabola near 0 and straight lines further out: `d²/2` where `|d| ≤ δ`, else `δ(|d| - δ/2)`.
///
/// Its gradient is d, held within ±δ: outliers pull no harder than that.
///
/// - Parameters:
///   - predictions: p, of any shape.
///   - targets: t, in the shape of the predictions.
///   - delta: δ, above 0.
///   - reduction: What becomes of the losses of the elements.
///
/// Source: Huber, *Robust Estimation of a Location Parameter* (1964).
public func huber<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, delta: T = 1, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("huber", predictions, targets)
    require(delta > 0, "huber: a delta of \(delta)")
    return pointwise("huber", predictions - targets, reduction) { d in
        select(d.abs() .<= delta, d.square() * 0.5, (d.abs() - delta / 2) * delta)
    } derivative: { d in
        d.clamped(to: -delta...delta)
    }
}

/// The Huber loss divided by its width: `d²/2β` where `|d| < β`, else `|d| - β/2`.
///
/// - Parameters:
///   - predictions: p, of any shape.
///   - targets: t, in the shape of the predictions.
///   - beta: β, at least 0; with 0 the mean absolute error.
///   - reduction: What becomes of the losses of the elements.
///
/// Source: Girshick, *Fast R-CNN* (2015).
public func smoothL1<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, beta: T = 1, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("smoothL1", predictions, targets)
    require(beta >= 0, "smoothL1: a beta of \(beta)")
    if beta == 0 { return meanAbsoluteError(predictions, targets, reduction: reduction) }
    return pointwise("smoothL1", predictions - targets, reduction) { d in
        select(d.abs() .< beta, d.square() * (0.5 / beta), d.abs() - beta / 2)
    } derivative: { d in
        (d / beta).clamped(to: -1...1)
    }
}

/// The logarithm of the hyperbolic cosine of the error, `log cosh d`: like `d²/2` near 0, like `|d| - log 2` far out, smooth everywhere.
///
/// Its gradient is tanh d. Computed as `log(1 + 2 sinh²(d/2))` near 0, where it keeps its digits, and without overflow far out.
///
/// - Parameters:
///   - predictions: p, of any shape.
///   - targets: t, in the shape of the predictions.
///   - reduction: What becomes of the losses of the elements.
public func logCosh<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("logCosh", predictions, targets)
    return pointwise("logCosh", predictions - targets, reduction) { d in
        let size = d.abs(), near = (size.minimum(1) * 0.5).sinh()
        let far = size + (size * -2).exp().log1p() - T(0.6931471805599453)
        return select(size .< 1, (near * near * 2).log1p(), far)
    } derivative: { d in
        d.tanh()
    }
}

/// The mean absolute error relative to the target, `|p - t|/max(|t|, ε)`: 0.1 for ten per cent.
///
/// - Parameters:
///   - predictions: p, of any shape.
///   - targets: t, in the shape of the predictions.
///   - epsilon: ε, above 0: the least size of a target that is divided by.
///   - reduction: What becomes of the losses of the elements.
public func meanAbsolutePercentageError<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, epsilon: T = 1.17e-6, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("meanAbsolutePercentageError", predictions, targets)
    require(epsilon > 0, "meanAbsolutePercentageError: an epsilon of \(epsilon)")
    return reduction((predictions - targets).abs() / targets.abs().maximum(epsilon))
}

/// The squared error of logarithms, `(log(1 + p) - log(1 + t))²`: for counts and amounts, whose errors are relative.
///
/// - Parameters:
///   - predictions: p, of any shape, above -1.
///   - targets: t, in the shape of the predictions, above -1.
///   - reduction: What becomes of the losses of the elements.
public func meanSquaredLogarithmicError<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("meanSquaredLogarithmicError", predictions, targets)
    return reducedSquares(predictions.log1p() - targets.log1p(), reduction)
}

/// The loss that the quantile of level q makes least: `max(q(t - p), (q - 1)(t - p))`, the pinball loss.
///
/// With q = 1/2 half the mean absolute error. Its gradient is -q below the target and 1 - q above it.
///
/// - Parameters:
///   - predictions: p, of any shape.
///   - targets: t, in the shape of the predictions.
///   - level: q, in 0...1.
///   - reduction: What becomes of the losses of the elements.
///
/// Source: Koenker and Bassett, *Regression Quantiles* (1978).
public func quantileLoss<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, level: T, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("quantileLoss", predictions, targets)
    require((0...1).contains(level), "quantileLoss: a level of \(level)")
    let d = targets - predictions
    return reduction((d * level).maximum(d * (level - 1)))
}
