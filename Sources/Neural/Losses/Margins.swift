import Autodiff
import LinearAlgebra

// Losses that ask for a margin: 0 once the right side leads by enough. Their gradient at the edge of the margin is 0.

/// The hinge loss of a score for a side: `max(0, 1 - t x)`.
///
/// - Parameters:
///   - scores: x, of any shape.
///   - targets: t, -1 or 1, in the shape of the scores.
///   - reduction: What becomes of the losses of the elements.
///
/// O(n). Source: Cortes and Vapnik, *Support-Vector Networks* (1995).
public func hinge<T: Scalar>(
    _ scores: Tensor<T>, _ targets: Tensor<T>, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("hinge", scores, targets)
    return reduction((1 - targets * scores).relu())
}

/// The squared hinge loss of a score for a side: `max(0, 1 - t x)²`.
///
/// - Parameters:
///   - scores: x, of any shape.
///   - targets: t, -1 or 1, in the shape of the scores.
///   - reduction: What becomes of the losses of the elements.
///
/// O(n).
public func squaredHinge<T: Scalar>(
    _ scores: Tensor<T>, _ targets: Tensor<T>, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("squaredHinge", scores, targets)
    return reduction((1 - targets * scores).relu().square())
}

/// The hinge loss over several classes: `w[y]/C Σ max(0, margin - x[y] + x[j])ᵖ` over the classes j other than y.
///
/// - Parameters:
///   - scores: x, `[n, C]`.
///   - classes: y, `[n]`, in `0..<C`.
///   - power: p, 1 or 2.
///   - margin: By how much the right score should lead.
///   - weights: w, `[C]`; 1 where nil.
///   - reduction: What becomes of the losses of the examples.
///
/// O(n C). Source: Weston and Watkins, *Support Vector Machines for Multi-Class Pattern Recognition* (1999).
public func multiMargin<T: Scalar>(
    _ scores: Tensor<T>, _ classes: Indices, power: Int = 1, margin: T = 1, weights: Tensor<T>? = nil,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    require(scores.rank == 2, "multiMargin: scores of \(scores.shape) are not [n, classes]")
    require(power == 1 || power == 2, "multiMargin: a power of \(power) is not 1 or 2")
    let labels = checkedLabels("multiMargin", scores, classes, weights, nil), count = scores.shape[1]
    let column = classes.reshaped([classes.count, 1])
    let lead = (scores - scores.takenAlong(1, column) + margin).relu()
    let others = Tensor<T>(
        shape: scores.shape, elements: labels.flatMap { label in (0..<count).map { $0 == label ? 0 : 1 } })
    let losses = ((power == 1 ? lead : lead.square()) * others).sum(over: [1]) / T(count)
    return reduction(weights.map { losses * $0.gathered(classes) } ?? losses)
}

/// Asks the first of two scores to lead, or to lag: `max(0, -t (x - z) + margin)`.
///
/// - Parameters:
///   - first: x, of any shape.
///   - second: z, in the shape of x.
///   - targets: t, 1 where x should be the larger, -1 where z should.
///   - margin: By how much.
///   - reduction: What becomes of the losses of the elements.
///
/// O(n). Source: Herbrich, Graepel and Obermayer, *Large Margin Rank Boundaries for Ordinal Regression* (2000).
public func marginRanking<T: Scalar>(
    _ first: Tensor<T>, _ second: Tensor<T>, _ targets: Tensor<T>, margin: T = 0,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("marginRanking", first, second, targets)
    return reduction((margin - targets * (first - second)).relu())
}
