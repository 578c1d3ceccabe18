import Autodiff
import LinearAlgebra

// Losses of vectors that should lie near one another, or apart. Rows are examples.

extension Tensor {
    /// The distances of rows from their counterparts: `(Σⱼ |xⱼ - yⱼ + ε|ᵖ)^(1/p)`, over the last axis.
    ///
    /// ε, as in PyTorch, keeps the gradient of the distance between equal rows finite; with ε = 0 it is 0 there for p = 2.
    ///
    /// - Parameters:
    ///   - other: y, in the shape of the tensor.
    ///   - power: p, at least 1.
    ///   - epsilon: ε, at least 0.
    /// - Returns: The distances, in the shape of the other axes.
    ///
    /// O(count).
    public func distance(to other: Tensor, power: Element = 2, epsilon: Element = 1e-6) -> Tensor {
        requireAlike("distance", self, other)
        require(power >= 1 && epsilon >= 0, "distance: a power of \(power) and an epsilon of \(epsilon)")
        let difference = self - other + epsilon
        if power == 1 { return difference.abs().sum(over: [-1]) }
        if power == 2 { return safeRoot(difference.square().sum(over: [-1])) }
        return difference.abs().pow(power).sum(over: [-1]).pow(1 / power)
    }

    /// The cosines of the angles between rows and their counterparts: `Σⱼ xⱼ yⱼ / (max(‖x‖, ε) max(‖y‖, ε))`, over the last axis.
    ///
    /// - Parameters:
    ///   - other: y, in the shape of the tensor.
    ///   - epsilon: ε, above 0: with rows of zeros the cosine is 0.
    /// - Returns: The cosines, in the shape of the other axes.
    ///
    /// O(count).
    public func cosineSimilarity(to other: Tensor, epsilon: Element = 1e-8) -> Tensor {
        requireAlike("cosineSimilarity", self, other)
        let lengths = safeRoot(square().sum(over: [-1])).maximum(epsilon)
        return (self * other).sum(over: [-1])
            / (lengths * safeRoot(other.square().sum(over: [-1])).maximum(epsilon))
    }

    /// Rows of length 1: `x / max(‖x‖, ε)`, over the last axis.
    ///
    /// - Parameter epsilon: ε, above 0: rows of zeros stay.
    ///
    /// O(count).
    public func normalized(epsilon: Element = 1e-12) -> Tensor {
        self / safeRoot(square().sum(over: [-1], keepingAxes: true)).maximum(epsilon)
    }
}

/// The square root, with a gradient of 0 at 0 and not ∞: that of a length, all of whose directions are alike there.
private func safeRoot<T: Scalar>(_ x: Tensor<T>) -> Tensor<T> {
    pointwise("length", x, { $0.sqrt() }) { x in
        let isZero = x.detached .<= 0
        return select(isZero, x.zerosLike, select(isZero, x.onesLike, x).rsqrt() * 0.5)
    }
}

/// Asks an anchor to lie nearer to a positive than to a negative example: `max(0, d(a, p) - d(a, n) + margin)`.
///
/// - Parameters:
///   - anchors: a, `[…, dimensions]`.
///   - positives: p, in the shape of the anchors.
///   - negatives: n, in the shape of the anchors.
///   - margin: By how much nearer.
///   - power: That of the distance ``Autodiff/Tensor/distance(to:power:epsilon:)``.
///   - epsilon: That of the distance.
///   - swapsAnchor: Whether `d(p, n)` takes the place of `d(a, n)` where it is less (Balntas et al., 2016).
///   - reduction: What becomes of the losses of the examples.
///
/// O(n dimensions). Source: Schroff, Kalenichenko and Philbin, *FaceNet* (2015).
public func tripletMargin<T: Scalar>(
    _ anchors: Tensor<T>, _ positives: Tensor<T>, _ negatives: Tensor<T>, margin: T = 1, power: T = 2,
    epsilon: T = 1e-6, swapsAnchor: Bool = false, reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("tripletMargin", anchors, positives, negatives)
    let near = anchors.distance(to: positives, power: power, epsilon: epsilon)
    var far = anchors.distance(to: negatives, power: power, epsilon: epsilon)
    if swapsAnchor { far = far.minimum(positives.distance(to: negatives, power: power, epsilon: epsilon)) }
    return reduction((near - far + margin).relu())
}

/// Asks pairs to point the same way, or not to: `1 - cos(x, y)` where t = 1, `max(0, cos(x, y) - margin)` where t = -1.
///
/// - Parameters:
///   - first: x, `[…, dimensions]`.
///   - second: y, in the shape of x.
///   - targets: t, 1 or -1, in the shape of the other axes.
///   - margin: The cosine up to which unlike pairs cost nothing, in -1...1.
///   - reduction: What becomes of the losses of the pairs.
///
/// O(n dimensions).
public func cosineEmbedding<T: Scalar>(
    _ first: Tensor<T>, _ second: Tensor<T>, _ targets: Tensor<T>, margin: T = 0,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("cosineEmbedding", first, second)
    let products = (first * second).sum(over: [-1]), tiny = T(1e-12)
    let squares = (first.square().sum(over: [-1]) + tiny) * (second.square().sum(over: [-1]) + tiny)
    let cosines = products * squares.rsqrt()
    requireAlike("cosineEmbedding", cosines, targets)
    return reduction(select(targets .> 0, 1 - cosines, (cosines - margin).relu()))
}

/// Draws like pairs together and pushes unlike ones apart up to a margin: `½ (t d² + (1 - t) max(0, margin - d)²)` of their distance d.
///
/// - Parameters:
///   - first: x, `[…, dimensions]`.
///   - second: y, in the shape of x.
///   - targets: t, 1 for like pairs, 0 for unlike ones, in the shape of the other axes.
///   - margin: The distance at which unlike pairs cost nothing.
///   - reduction: What becomes of the losses of the pairs.
///
/// O(n dimensions). The gradient of an unlike pair that coincides is 0. Source: Hadsell, Chopra and LeCun, *Dimensionality
/// Reduction by Learning an Invariant Mapping* (2006).
public func contrastive<T: Scalar>(
    _ first: Tensor<T>, _ second: Tensor<T>, _ targets: Tensor<T>, margin: T = 1,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("contrastive", first, second)
    let squares = (first - second).square().sum(over: [-1])
    requireAlike("contrastive", squares, targets)
    let gaps = (margin - safeRoot(squares)).relu()
    return reduction((targets * squares + (1 - targets) * gaps.square()) * 0.5)
}

/// Asks each query to recognise its key among all keys of the batch: cross-entropy of the cosines `qᵢ·kⱼ/τ`, the right class being i.
///
/// - Parameters:
///   - queries: q, `[n, dimensions]`; brought to length 1 here.
///   - keys: k, `[n, dimensions]`; likewise. Key i belongs to query i, all others are its negatives.
///   - temperature: τ, above 0.
///   - isSymmetric: Whether the keys are to recognise their queries too, and the mean of both is taken (CLIP; Radford et al., 2021).
///   - reduction: What becomes of the losses of the queries.
///
/// O(n² dimensions). Source: van den Oord, Li and Vinyals, *Representation Learning with Contrastive Predictive Coding* (2018).
public func infoNCE<T: Scalar>(
    _ queries: Tensor<T>, _ keys: Tensor<T>, temperature: T = 0.07, isSymmetric: Bool = false,
    reduction: LossReduction = .mean
) -> Tensor<T> {
    requireAlike("infoNCE", queries, keys)
    require(
        queries.rank == 2 && temperature > 0,
        "infoNCE: queries of \(queries.shape), temperature \(temperature)")
    let logits = queries.normalized().matmul(keys.normalized().transposed) / temperature
    let own = Indices(Array(0..<queries.shape[0]))
    let losses = crossEntropy(logits, own, reduction: reduction)
    return isSymmetric ? (losses + crossEntropy(logits.transposed, own, reduction: reduction)) * 0.5 : losses
}
