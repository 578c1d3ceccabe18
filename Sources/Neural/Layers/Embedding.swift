import Autodiff
import LinearAlgebra
import Randomness

/// A table of vectors, one for each word: a layer that is called with positions, not with a tensor.
///
/// - indices: positions in `0..<count`, of any shape; W: `[count, dimension]`, y: the shape of `indices`, then `[dimension]`.
///
/// The gradient of a row is the sum over all its uses. O(count of indices · dimension).
///
///     var generator = Generator(seed: 0)
///     let embedding = Embedding<Float>(65, 8, using: &generator)
///     print(embedding(Indices(rows: [[1, 2, 3], [4, 5, 6]])).shape)        // [2, 3, 8]
///
/// Source: Bengio et al., "A Neural Probabilistic Language Model" (2003).
public struct Embedding<Precision: Scalar>: Parameterized {
    /// W: `[count, dimension]`.
    public var weight: Tensor<Precision>
    /// The position whose vector stays as it is: no gradient reaches it.
    public let padding: Int?

    /// A table with the given rows.
    ///
    /// - Parameters:
    ///   - weight: W, `[count, dimension]`.
    ///   - padding: The position whose vector gets no gradient, in `0..<count`, or nil.
    public init(weight: Tensor<Precision>, padding: Int? = nil) {
        require(weight.rank == 2, "Embedding: a weight of \(describe(weight.shape)), not [count, dimension]")
        require(
            padding.map { $0 >= 0 && $0 < weight.shape[0] } ?? true,
            "Embedding: a padding at \(padding ?? 0) in a table of \(weight.shape[0]) rows")
        self.weight = weight
        self.padding = padding
    }

    /// A table of draws from the standard normal distribution, as PyTorch's; the row of `padding` is 0.
    ///
    /// - Parameters:
    ///   - count: The number of rows, at least 1.
    ///   - dimension: Their length, at least 1.
    ///   - padding: The position whose vector is 0 and stays so, or nil.
    ///   - generator: The source of the draws.
    public init(_ count: Int, _ dimension: Int, padding: Int? = nil, using generator: inout some RandomStream)
    {
        require(count >= 1 && dimension >= 1, "Embedding: \(count) rows of \(dimension)")
        var weight = Tensor<Precision>.normal([count, dimension], using: &generator)
        if let padding, padding >= 0, padding < count {
            weight.withUnsafeMutableBufferPointer {
                $0[(padding * dimension)..<((padding + 1) * dimension)].update(repeating: 0)
            }
        }
        self.init(weight: weight, padding: padding)
    }

    /// The rows at these positions.
    public func callAsFunction(_ indices: Indices, _ context: inout Context) -> Tensor<Precision> {
        var y = weight.gathered(indices)
        if let padding, y.isTracked {
            let isUsed = Tensor<Precision>(
                shape: indices.shape + [1], elements: indices.positions.map { $0 == padding ? 0 : 1 })
            y = y * isUsed + y.detached * (1 - isUsed)
        }
        context.note(self, from: indices.shape, to: y.shape, operations: 0)
        return y
    }

    /// The rows at these positions.
    public func callAsFunction(_ indices: Indices) -> Tensor<Precision> {
        var context = Context.inference
        return self(indices, &context)
    }

    /// Shows `weight`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
    }
}
