import Autodiff
import LinearAlgebra

// Losses that compare distributions, or are the negative log-likelihood of one. O(n).

/// The Kullback-Leibler divergence of a predicted distribution from a true one: `t (log t - l)`, element by element.
///
/// `.batchMean` is the mean of the divergences of the rows; `.mean` divides by the number of elements, as PyTorch does. Where t is 0 so
/// is the loss.
///
/// - Parameters:
///   - logPredictions: l, the logarithms of the predicted probabilities, of any shape.
///   - targets: t, the true probabilities, or their logarithms, in the same shape.
///   - targetsAreLogarithms: Whether `targets` holds log t.
///   - reduction: What becomes of the losses of the elements.
///
/// Source: Kullback and Leibler, *On Information and Sufficiency* (1951).
public func klDivergence<T: Scalar>(
    _ logPredictions: Tensor<T>, _ targets: Tensor<T>, targetsAreLogarithms: Bool = false,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("klDivergence", logPredictions, targets)
    if targetsAreLogarithms { return reduction(targets.exp() * (targets - logPredictions)) }
    let isUsed = targets.detached .!= 0, logs = select(isUsed, targets, targets.onesLike).log()
    return reduction(targets * (logs - select(isUsed, logPredictions, targets.zerosLike)))
}

/// The negative log-likelihood of counts of a Poisson distribution: `eˣ - t x` of the logarithm x of the mean, or `x - t log(x + ε)` of
/// the mean itself.
///
/// - Parameters:
///   - predictions: x, of any shape.
///   - targets: t, in the shape of the predictions, at least 0.
///   - predictionsAreLogarithms: Whether x is the logarithm of the mean, and not the mean.
///   - isFull: Whether Stirling's approximation of log t! is added, `t log t - t + log(2πt)/2` where t > 1.
///   - epsilon: ε, what keeps the logarithm of a mean of 0 finite.
///   - reduction: What becomes of the losses of the elements.
public func poissonNegativeLogLikelihood<T: Scalar>(
    _ predictions: Tensor<T>, _ targets: Tensor<T>, predictionsAreLogarithms: Bool = true,
    isFull: Bool = false,
    epsilon: T = 1e-8, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("poissonNegativeLogLikelihood", predictions, targets)
    let losses =
        predictionsAreLogarithms
        ? predictions.exp() - targets * predictions : predictions - targets * (predictions + epsilon).log()
    if !isFull { return reduction(losses) }
    let isLarge = targets.detached .> 1, t = select(isLarge, targets, targets.onesLike)
    let stirling = t * t.log() - t + (t * T(2 * Double.pi)).log() * 0.5
    return reduction(losses + select(isLarge, stirling, t.zerosLike))
}

/// The negative log-likelihood of normal distributions: `(log v + (m - t)²/v)/2`.
///
/// For networks that predict how sure they are. Variances below ε count as ε, through which the gradient passes all the same.
///
/// - Parameters:
///   - means: m, of any shape.
///   - targets: t, in the shape of the means.
///   - variances: v, in the shape of the means, at least 0.
///   - isFull: Whether the constant log(2π)/2 is added.
///   - epsilon: ε, above 0.
///   - reduction: What becomes of the losses of the elements.
///
/// Source: Nix and Weigend, *Estimating the Mean and Variance of the Target Probability Distribution* (1994).
public func gaussianNegativeLogLikelihood<T: Scalar>(
    _ means: Tensor<T>, _ targets: Tensor<T>, variances: Tensor<T>, isFull: Bool = false, epsilon: T = 1e-6,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("gaussianNegativeLogLikelihood", means, targets, variances)
    let v = pointwise("held", variances, { $0.maximum(epsilon) }, derivative: \.onesLike)
    let losses = (v.log() + (means - targets).square() / v) * 0.5
    return reduction(isFull ? losses + T(0.9189385332046727) : losses)
}

/// The divergence of normal distributions from the standard normal one, for each row: `½ Σⱼ (m² + v - log v - 1)`.
///
/// - Parameters:
///   - mean: m, `[…, dimensions]`.
///   - logVariance: log v, in the shape of the mean.
/// - Returns: The divergences, in the shape of the other axes.
public func standardNormalDivergence<T: Scalar>(_ mean: Tensor<T>, logVariance: Tensor<T>) -> Tensor<T> {
    requireAlike("standardNormalDivergence", mean, logVariance)
    // v - 1 - log v near log v = 0 without cancellation of the 1.
    return (mean.square() + (logVariance.expm1() - logVariance)).sum(over: [-1]) * 0.5
}

/// The negative evidence lower bound of a variational autoencoder: reconstruction loss and divergence of the code from its prior,
/// `Lᵢ + β KL(N(mᵢ, vᵢ) ‖ N(0, 1))`.
///
/// - Parameters:
///   - reconstruction: L, the negative log-likelihood of each example, summed over its elements: `[batch]`.
///   - mean: m, `[batch, dimensions]`.
///   - logVariance: log v, `[batch, dimensions]`.
///   - divergenceWeight: β, at least 0; 1 gives the bound.
///   - reduction: What becomes of the losses of the examples.
///
/// Source: Kingma and Welling, *Auto-Encoding Variational Bayes* (2014); Higgins et al., *β-VAE* (2017).
public func evidenceLowerBound<T: Scalar>(
    _ reconstruction: Tensor<T>, mean: Tensor<T>, logVariance: Tensor<T>, divergenceWeight: T = 1,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    let divergences = standardNormalDivergence(mean, logVariance: logVariance)
    requireAlike("evidenceLowerBound", reconstruction, divergences)
    return reduction(reconstruction + divergences * divergenceWeight)
}
