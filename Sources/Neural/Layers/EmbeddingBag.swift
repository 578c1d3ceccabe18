import Autodiff
import LinearAlgebra
import Randomness

/// A table of vectors of which each bag of positions takes the sum, the mean or the largest elements: ``Embedding`` and a reduction.
///
/// - indices: positions in `0..<count`; W: `[count, dimension]`, y: `[bags, dimension]`.
///
/// An empty bag gives zeros. O(count of indices · dimension).
///
/// Source: Joulin et al., "Bag of Tricks for Efficient Text Classification" (2016).
public struct EmbeddingBag<Precision: Scalar>: Parameterized {
    /// What becomes of the vectors of a bag.
    public enum Mode: Sendable, Hashable {
        /// Their sum.
        case sum
        /// Their mean.
        case mean
        /// The largest of each element.
        case maximum
    }

    /// W: `[count, dimension]`.
    public var weight: Tensor<Precision>
    /// What becomes of the vectors of a bag.
    public let mode: Mode

    /// A table of draws from the standard normal distribution, as PyTorch's.
    ///
    /// - Parameters:
    ///   - count: The number of rows, at least 1.
    ///   - dimension: Their length, at least 1.
    ///   - mode: What becomes of the vectors of a bag.
    ///   - generator: The source of the draws.
    public init(_ count: Int, _ dimension: Int, mode: Mode = .mean, using generator: inout some RandomStream)
    {
        require(count >= 1 && dimension >= 1, "EmbeddingBag: \(count) rows of \(dimension)")
        weight = .normal([count, dimension], using: &generator)
        self.mode = mode
    }

    /// Bags of equal sizes: the rows of `[bags, size]`.
    public func callAsFunction(_ indices: Indices) -> Tensor<Precision> {
        require(
            indices.shape.count == 2, "EmbeddingBag: indices of \(describe(indices.shape)), not [bags, size]")
        let starts = (0..<indices.shape[0]).map { $0 * indices.shape[1] }
        return self(indices.reshaped([indices.count]), offsets: starts)
    }

    /// Bags of any sizes, one behind the other.
    ///
    /// - Parameters:
    ///   - indices: The positions of all bags, `[n]`.
    ///   - offsets: Where each bag begins; the first at 0, none before its predecessor or behind n.
    ///   - weights: A factor for each position, `[n]`; only for sums.
    public func callAsFunction(
        _ indices: Indices, offsets: [Int], weights: Tensor<Precision>? = nil
    ) -> Tensor<Precision> {
        require(
            indices.shape.count == 1 && (offsets.first ?? 0) == 0 && (offsets.last ?? 0) <= indices.count
                && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
                && (!offsets.isEmpty || indices.count == 0),
            "EmbeddingBag: bags from \(offsets) in indices of \(describe(indices.shape))")
        require(
            weights == nil || (mode == .sum && weights?.shape == indices.shape),
            "EmbeddingBag: weights of \(describe(weights?.shape ?? [])) for \(indices.count) positions by \(mode)"
        )
        let bounds = zip(offsets, offsets.dropFirst() + [indices.count]).map { $0..<$1 }
        var rows = weight.gathered(indices)  // [n, dimension]
        if let weights { rows = rows * weights.insertingAxis(1) }
        if mode == .maximum {
            let empty = Tensor<Precision>(repeating: 0, shape: [weight.shape[1]])
            return bounds.isEmpty
                ? Tensor(repeating: 0, shape: [0, weight.shape[1]])
                : stacked(bounds.map { $0.isEmpty ? empty : rows[$0].max(over: 0) })
        }
        let bags = bounds.enumerated().flatMap { bag, range in Array(repeating: bag, count: range.count) }
        let sums = rows.scatteredSum(Indices(bags), rows: bounds.count)
        guard mode == .mean else { return sums }
        return sums
            / Tensor(shape: [bounds.count, 1], elements: bounds.map { Precision(Swift.max(1, $0.count)) })
    }

    /// Shows `weight`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
    }
}
