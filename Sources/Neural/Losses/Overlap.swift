import Autodiff
import LinearAlgebra

// Losses of segmentations: how much of a predicted region and a true one is common to both. Each example, an element of the first axis, has
// its own overlap over all other axes. O(n).

/// One minus the Dice coefficient: `1 - (2 Σ p t + s)/(Σ p + Σ t + s)`.
///
/// - Parameters:
///   - probabilities: p, `[batch, …]`, in 0...1.
///   - targets: t, in the shape of p, in 0...1.
///   - smoothing: s, at least 0: what makes an empty region agree with an empty one.
///   - reduction: What becomes of the losses of the examples.
///
/// Source: Milletari, Navab and Ahmadi, *V-Net* (2016); Dice (1945).
public func dice<T: Scalar>(
    _ probabilities: Tensor<T>, _ targets: Tensor<T>, smoothing: T = 1, reduction: LossReduction = .mean
) -> Tensor<T> {
    let (common, predicted, present) = regions("dice", probabilities, targets)
    return reduction(1 - (common * 2 + smoothing) / (predicted + present + smoothing))
}

/// One minus the Tversky index: `1 - (TP + s)/(TP + α FP + β FN + s)`, with `TP = Σ p t`, `FP = Σ p (1 - t)`, `FN = Σ (1 - p) t`.
///
/// With β above α a missed pixel costs more than a superfluous one.
///
/// - Parameters:
///   - probabilities: p, `[batch, …]`, in 0...1.
///   - targets: t, in the shape of p, in 0...1.
///   - alpha: α, at least 0, the cost of what is superfluous.
///   - beta: β, at least 0, the cost of what is missed.
///   - smoothing: s, at least 0.
///   - reduction: What becomes of the losses of the examples.
///
/// Source: Salehi, Erdogmus and Gholipour, *Tversky Loss Function for Image Segmentation* (2017).
public func tversky<T: Scalar>(
    _ probabilities: Tensor<T>, _ targets: Tensor<T>, alpha: T = 0.5, beta: T = 0.5, smoothing: T = 1,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    let (common, predicted, present) = regions("tversky", probabilities, targets)
    let errors = (predicted - common) * alpha + (present - common) * beta
    return reduction(1 - (common + smoothing) / (common + errors + smoothing))
}

private func regions<T: Scalar>(
    _ name: StaticString, _ probabilities: Tensor<T>, _ targets: Tensor<T>
) -> (common: Tensor<T>, predicted: Tensor<T>, present: Tensor<T>) {
    requireAlike(name, probabilities, targets)
    require(probabilities.rank >= 2, "\(name): \(probabilities.shape) is not [batch, …]")
    let p = probabilities.flattened(from: 1), t = targets.flattened(from: 1)
    return ((p * t).sum(over: [1]), p.sum(over: [1]), t.sum(over: [1]))
}
