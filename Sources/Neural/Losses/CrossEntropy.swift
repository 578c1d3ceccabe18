import Autodiff
import LinearAlgebra

/// The cross-entropy of classes with the softmax of logits: `-w[y] log softmax(z)[y]`.
///
///     print(crossEntropy(Tensor<Double>([[0, 0]]), [1]).item)     // 0.6931471805599453
///
/// With label smoothing ε the target is no longer one class but `1 - ε` of it and `ε/classes` of every class. One pass over the logits
/// gives losses and softmax; the gradient, `w[y] (softmax(z) - one-hot(y))` divided as the mean is, is one pass over that.
///
/// - Parameters:
///   - logits: z, `[…, classes]`: unlike in PyTorch the classes are always the last axis.
///   - classes: y, in the shape of the other axes; positions in `0..<classes`, or `ignored`.
///   - weights: w, `[classes]`; 1 where nil. A constant: no gradient goes to it.
///   - labelSmoothing: ε, in 0...1.
///   - ignored: The class of examples that do not count, such as padding; PyTorch's `ignore_index`.
///   - reduction: With `.mean` the sum is divided by `Σ w[y]` over the examples that count: NaN where there are none (with a
///     gradient of 0).
/// - Returns: One number, or with `.none` the losses in the shape of `classes`.
///
/// O(n · classes). Source: Szegedy et al., *Rethinking the Inception Architecture* (2016), for label smoothing.
@specialized(where T == Float)
@specialized(where T == Double)
public func crossEntropy<T: Scalar>(
    _ logits: Tensor<T>, _ classes: Indices, weights: Tensor<T>? = nil, labelSmoothing: Double = 0,
    ignoring ignored: Int? = nil, reduction: LossReduction = .mean
) -> Tensor<T> {
    let labels = checkedLabels("crossEntropy", logits, classes, weights, ignored)
    require((0...1).contains(labelSmoothing), "crossEntropy: a label smoothing of \(labelSmoothing)")
    if weights != nil && labelSmoothing > 0 {
        return smoothedCrossEntropy(logits, labels, weights, labelSmoothing, reduction)
    }
    let count = logits.shape[logits.rank - 1], rows = labels.count
    let z = logits.contiguous(), losses = Tensor<T>(uninitialized: classes.shape)
    let probabilities = logits.isTracked ? Tensor<T>(uninitialized: logits.shape) : nil
    labels.withUnsafeBufferPointer { labels in
        guard let labels = labels.baseAddress else { return }
        nonisolated(unsafe) let start = labels
        Rows.run([rows, count]) { first, rows, columns in
            let row = columns == 0 ? 0 : first / columns
            T.crossEntropy(
                z.start + first, columns, labels: start + row, smoothing: labelSmoothing,
                loss: losses.start + row, probabilities: probabilities.map { $0.start + first }, columns,
                rows: rows, columns: columns)
        }
    }
    let rowWeights = weights.map { chosenWeights($0.detached, labels, classes.shape) }
    let weighted = rowWeights.map { losses * $0 } ?? losses
    let (value, scale) = reduced(weighted, labels, rowWeights, reduction)
    guard let probabilities else { return value }
    let constants = [probabilities] + [rowWeights].compactMap { $0 }
    return Tensor.record(
        "crossEntropy", [logits], value: value,
        saving: [.input(0, logits.detached)] + constants.map { .constant($0) },
        composed: {
            smoothedCrossEntropy($0[0], labels, weights?.detached, labelSmoothing, reduction)
        },
        pullback: { gradient, saved in
            let rowWeights = constants.count > 1 ? saved[2] : nil
            let factors: Tensor<T>? =
                reduction == .none ? rowWeights.map { gradient * $0 } ?? gradient : rowWeights
            return [
                crossEntropyGradient(
                    saved[1], labels, labelSmoothing, factors?.contiguous(),
                    reduction == .none ? 1 : gradient.item * scale)
            ]
        })
}

/// The cross-entropy of a distribution over the classes with the softmax of logits: `-Σⱼ w[j] t[j] log softmax(z)[j]`.
///
/// - Parameters:
///   - logits: z, `[…, classes]`.
///   - probabilities: t, in the shape of the logits; each row adds up to 1.
///   - weights: w, `[classes]`; 1 where nil.
///   - labelSmoothing: ε, in 0...1: t becomes `(1 - ε) t + ε/classes`.
///   - reduction: With `.mean` the sum is divided by the number of rows.
/// - Returns: One number, or with `.none` the losses in the shape of the other axes.
///
/// O(n · classes).
@specialized(where T == Float)
@specialized(where T == Double)
public func crossEntropy<T: Scalar>(
    _ logits: Tensor<T>, probabilities: Tensor<T>, weights: Tensor<T>? = nil, labelSmoothing: Double = 0,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("crossEntropy", logits, probabilities)
    let classes = logits.shape.last ?? 0
    require(
        logits.rank >= 1 && (weights == nil || weights?.shape == [classes]),
        "crossEntropy: logits of \(logits.shape) and weights of \(weights?.shape ?? [])")
    require((0...1).contains(labelSmoothing), "crossEntropy: a label smoothing of \(labelSmoothing)")
    let smooth =
        labelSmoothing == 0
        ? probabilities : probabilities * T(1 - labelSmoothing) + T(labelSmoothing / Double(classes))
    let weighted = weights.map { smooth * $0 } ?? smooth
    // 0 · ∞ counts as 0: what has no share in the target may be impossible.
    let logs = logits.logSoftmax(), isUsed = weighted.detached .!= 0
    return reduction(-(select(isUsed, logs, logs.zerosLike) * weighted).sum(over: [-1]))
}

/// The negative log-likelihood of classes, from the logarithms of their probabilities: `-w[y] l[y]`.
///
/// After `Tensor.logSoftmax(over:)` this is `crossEntropy(_:_:weights:labelSmoothing:ignoring:reduction:)`.
///
/// - Parameters:
///   - logProbabilities: l, `[…, classes]`.
///   - classes: y, in the shape of the other axes; positions in `0..<classes`, or `ignored`.
///   - weights: w, `[classes]`; 1 where nil. A constant: no gradient goes to it.
///   - ignored: The class of examples that do not count; PyTorch's `ignore_index`.
///   - reduction: With `.mean` the sum is divided by `Σ w[y]` over the examples that count.
/// - Returns: One number, or with `.none` the losses in the shape of `classes`.
///
/// O(n).
@specialized(where T == Float)
@specialized(where T == Double)
public func negativeLogLikelihood<T: Scalar>(
    _ logProbabilities: Tensor<T>, _ classes: Indices, weights: Tensor<T>? = nil,
    ignoring ignored: Int? = nil,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    let labels = checkedLabels("negativeLogLikelihood", logProbabilities, classes, weights, ignored)
    let rowWeights = chosenWeights(weights?.detached, labels, classes.shape)
    return reduced(
        -chosen(logProbabilities, labels, classes.shape) * rowWeights, labels, rowWeights, reduction
    ).value
}

/// The classes with -1 for those that do not count; complains of all others outside `0..<classes`.
func checkedLabels<T: Scalar>(
    _ name: StaticString, _ logits: Tensor<T>, _ classes: Indices, _ weights: Tensor<T>?, _ ignored: Int?
) -> [Int] {
    require(
        logits.rank >= 1 && classes.shape == Array(logits.shape.dropLast()),
        "\(name): logits of \(logits.shape) and classes of \(classes.shape)")
    let count = logits.shape[logits.rank - 1]
    require(count > 0 || classes.count == 0, "\(name): logits of \(logits.shape) have no classes")
    require(
        weights == nil || weights?.shape == [count],
        "\(name): weights of \(weights?.shape ?? []) for \(count) classes")
    var labels = classes.positions
    for index in labels.indices {
        if labels[index] == ignored {
            labels[index] = -1
        } else {
            let label = labels[index]
            require(label >= 0 && label < count, "\(name): class \(label) at \(index), of \(count) classes")
        }
    }
    return labels
}

/// `factors[i] · scale · (softmax - target)` for each row.
private func crossEntropyGradient<T: Scalar>(
    _ probabilities: Tensor<T>, _ labels: [Int], _ smoothing: Double, _ factors: Tensor<T>?, _ scale: T
) -> Tensor<T> {
    let result = Tensor<T>(uninitialized: probabilities.shape), count = probabilities.shape.last ?? 0
    labels.withUnsafeBufferPointer { labels in
        guard let labels = labels.baseAddress else { return }
        nonisolated(unsafe) let start = labels
        Rows.run([probabilities.count / max(1, count), count]) { first, rows, columns in
            let row = first / columns
            T.crossEntropyGradient(
                probabilities: probabilities.start + first, columns, labels: start + row,
                smoothing: smoothing,
                g: factors.map { UnsafePointer($0.start + row) }, scale: scale, result.start + first, columns,
                rows: rows, columns: columns)
        }
    }
    return result
}

/// The same out of operations that can be differentiated any number of times, and with weights for smoothed labels.
private func smoothedCrossEntropy<T: Scalar>(
    _ logits: Tensor<T>, _ labels: [Int], _ weights: Tensor<T>?, _ smoothing: Double,
    _ reduction: LossReduction
) -> Tensor<T> {
    let shape = Array(logits.shape.dropLast()), logs = logits.logSoftmax()
    let rowWeights = chosenWeights(weights, labels, shape)
    var losses = -chosen(logs, labels, shape) * rowWeights
    if smoothing > 0 {
        let counts = Tensor<T>(shape: shape, elements: labels.map { $0 < 0 ? 0 : 1 })
        let all = -(weights.map { logs * $0 } ?? logs).sum(over: [-1]) * counts
        losses = losses * T(1 - smoothing) + all * T(smoothing / Double(logits.shape.last ?? 1))
    }
    return reduced(losses, labels, rowWeights, reduction).value
}

/// The element of each row at its label; 0 where that is -1, even in a row of infinities.
private func chosen<T: Scalar>(_ rows: Tensor<T>, _ labels: [Int], _ shape: [Int]) -> Tensor<T> {
    let indices = Indices(shape: shape + [1], labels.map { max($0, 0) })
    let taken = rows.takenAlong(-1, indices).reshaped(shape)
    if !labels.contains(-1) { return taken }
    let counts = Tensor<T>(shape: shape, elements: labels.map { $0 < 0 ? 0 : 1 })
    return select(counts .!= 0, taken, taken.zerosLike)
}

/// The weight of each label, 0 where it is -1.
private func chosenWeights<T: Scalar>(_ weights: Tensor<T>?, _ labels: [Int], _ shape: [Int]) -> Tensor<T> {
    let all = weights?.elements
    return Tensor(shape: shape, elements: labels.map { $0 < 0 ? 0 : all?[$0] ?? 1 })
}

/// The reduction of losses of which some do not count, and what a loss of weight 1 contributes to it.
private func reduced<T: Scalar>(
    _ losses: Tensor<T>, _ labels: [Int], _ weights: Tensor<T>?, _ reduction: LossReduction
) -> (value: Tensor<T>, scale: T) {
    switch reduction {
    case .none: return (losses, 1)
    case .sum: return (losses.sum(), 1)
    case .batchMean:
        let scale = 1 / T(losses.shape.first ?? 1)
        return (losses.sum() * scale, scale)
    case .mean:
        let total = weights?.sum().item ?? T(counted(labels))
        return (losses.sum() / total, 1 / total)
    }
}

private func counted(_ labels: [Int]) -> Int {
    var count = 0
    for label in labels where label >= 0 { count += 1 }
    return count
}
