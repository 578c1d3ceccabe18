import Autodiff
import LinearAlgebra
import Neural

extension LearnedPositions {
    /// The input plus the vectors of positions `offset..<offset + length`: a text that is read in pieces.
    ///
    /// - Parameters:
    ///   - x: `[…, length, dimension]`.
    ///   - offset: The position of the first place, at least 0.
    public func callAsFunction(_ x: Tensor<Precision>, offset: Int) -> Tensor<Precision> {
        let length = x.rank >= 2 ? x.shape[x.rank - 2] : 0
        require(
            x.rank >= 2 && x.shape[x.rank - 1] == weight.shape[1] && offset >= 0
                && offset + length <= weight.shape[0],
            "LearnedPositions: an input of \(describe(x.shape)) from position \(offset) on, for a weight of \(describe(weight.shape))"
        )
        return x + weight.slice(0, offset..<(offset + length))
    }
}

extension SinusoidalPositions {
    /// The input plus positions `offset..<offset + length`: a text that is read in pieces.
    ///
    /// - Parameters:
    ///   - x: `[…, length, dimension]`.
    ///   - offset: The position of the first place, at least 0.
    public func callAsFunction(_ x: Tensor<Precision>, offset: Int) -> Tensor<Precision> {
        require(
            x.rank >= 2 && x.shape[x.rank - 1] == dimension && offset >= 0,
            "SinusoidalPositions: an input of \(describe(x.shape)) from position \(offset) on, not […, length, \(dimension)]"
        )
        let end = offset + x.shape[x.rank - 2]
        return x + table(end).slice(0, offset..<end)
    }
}
