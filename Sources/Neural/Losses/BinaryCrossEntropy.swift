import Autodiff
import LinearAlgebra

/// The cross-entropy of probabilities of a yes: `-(t log p + (1 - t) log(1 - p))`.
///
/// Logarithms are taken to be at least -100, and the gradient `(p - t)/(p(1 - p))` is divided by at least 1e-12, as PyTorch has it: both
/// stay finite at p = 0 and p = 1. Where p comes out of a sigmoid, ``binaryCrossEntropyWithLogits(_:_:positiveWeight:reduction:)`` is
/// exact and faster.
///
/// - Parameters:
///   - probabilities: p, in 0...1, of any shape.
///   - targets: t, in 0...1, in the shape of `probabilities`. Constants: no gradient goes to them.
///   - reduction: What becomes of the losses of the elements.
///
/// O(n).
public func binaryCrossEntropy<T: Scalar>(
    _ probabilities: Tensor<T>, _ targets: Tensor<T>, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("binaryCrossEntropy", probabilities, targets)
    let t = targets.detached
    return pointwise("binaryCrossEntropy", probabilities, reduction) { p in
        let yes = p.log().maximum(-100), no = (-p).log1p().maximum(-100)
        return -(t * yes + (1 - t) * no)
    } derivative: { p in
        (p - t) / (p * (1 - p)).maximum(T(1e-12))
    }
}

/// The cross-entropy of logits of a yes: `-(w t log σ(x) + (1 - t) log(1 - σ(x)))`, without overflow and without cancellation.
///
///     print(binaryCrossEntropyWithLogits(Tensor<Double>([0]), Tensor([1])).item)      // 0.6931471805599453
///
/// One pass gives the losses, one the gradient `(1 + (w - 1)t) σ(x) - w t`.
///
/// - Parameters:
///   - logits: x, of any shape.
///   - targets: t, in 0...1, in the shape of `logits`.
///   - positiveWeight: w, above 0: how much more a missed yes costs than a missed no.
///   - reduction: What becomes of the losses of the elements.
///
/// O(n).
public func binaryCrossEntropyWithLogits<T: Scalar>(
    _ logits: Tensor<T>, _ targets: Tensor<T>, positiveWeight: T = 1, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("binaryCrossEntropyWithLogits", logits, targets)
    let x = logits.contiguous(), t = targets.contiguous(), losses = Tensor<T>(uninitialized: logits.shape)
    inParallel(x.count, grain: 1 << 12) {
        T.binaryCrossEntropy(
            x.start + $0, targets: t.start + $0, positiveWeight: positiveWeight, loss: losses.start + $0, $1)
    }
    let value = reduction(losses)
    let share: T = reduction.share(x.shape)
    return Tensor.record(
        "binaryCrossEntropyWithLogits", [logits, targets], value: value,
        saving: [.input(0, logits.detached), .input(1, targets.detached)],
        composed: { reduction(composedBinaryCrossEntropy($0[0], $0[1], positiveWeight)) },
        pullback: { gradient, saved in
            let x = saved[0].contiguous(), t = saved[1].contiguous(), isReduced = reduction != .none
            let g = isReduced ? nil : gradient.contiguous(), scale = isReduced ? gradient.item * share : 1
            let dx = saved.needs(0) ? Tensor<T>(uninitialized: x.shape) : nil
            if let dx {
                inParallel(x.count, grain: 1 << 12) { first, count in
                    T.binaryCrossEntropyGradient(
                        x.start + first, targets: t.start + first, positiveWeight: positiveWeight,
                        g: g.map { UnsafePointer($0.start + first) }, scale: scale, dx.start + first, count)
                }
            }
            let dt = saved.needs(1) ? (-x).logSigmoid() - x.logSigmoid() * positiveWeight : nil
            return [dx, dt.map { (g.map { $0 * scale } ?? Tensor(scale)) * $0 }]
        })
}

private func composedBinaryCrossEntropy<T: Scalar>(_ x: Tensor<T>, _ t: Tensor<T>, _ weight: T) -> Tensor<T> {
    -(t * x.logSigmoid() * weight + (1 - t) * (-x).logSigmoid())
}

/// The focal loss of logits of a yes: binary cross-entropy in which what is right already counts little,
/// `-α' (1 - p')^γ log p'` with p' the probability of the truth.
///
/// α' is α for a yes and 1 - α for a no; γ = 0 and α = nil give ``binaryCrossEntropyWithLogits(_:_:positiveWeight:reduction:)``.
///
/// - Parameters:
///   - logits: x, of any shape; p = σ(x).
///   - targets: t, in 0...1, in the shape of `logits`; between them, p' = p t + (1 - p)(1 - t).
///   - alpha: α, in 0...1, the share of a yes; without weights where nil.
///   - gamma: γ, at least 0.
///   - reduction: What becomes of the losses of the elements.
///
/// O(n). Source: Lin et al., *Focal Loss for Dense Object Detection* (2017).
public func focal<T: Scalar>(
    _ logits: Tensor<T>, _ targets: Tensor<T>, alpha: T? = 0.25, gamma: T = 2,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    let entropy = binaryCrossEntropyWithLogits(logits, targets, reduction: .none)
    // 1 - p', kept exact where p' rounds to 1.
    let miss = (-logits).sigmoid() * targets + logits.sigmoid() * (1 - targets)
    let losses = entropy * miss.pow(gamma)
    guard let alpha else { return reduction(losses) }
    return reduction(losses * (targets * (2 * alpha - 1) + (1 - alpha)))
}
