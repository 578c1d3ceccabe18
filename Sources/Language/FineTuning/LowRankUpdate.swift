import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// A change of a matrix that has few numbers: `W' = W + s AB`.
///
/// - W: `[inputs, outputs]`, A: `[inputs, r]`, B: `[r, outputs]`; s is `α / r`.
/// - With magnitudes m, `[1, outputs]`: `W'[:, j] = m[j] V[:, j] / ‖V[:, j]‖` with `V = W + s AB`, where no gradient goes through the length.
///
/// A weight of a million numbers, 1000 × 1000, is changed by 16 000 where r is 8. Source: Hu et al., *LoRA* (2021); Liu et al., *DoRA* (2024).
public struct LowRankUpdate<Precision: Scalar>: Parameterized {
    /// Which matrix is changed.
    public let site: LowRankSite
    /// s.
    public let scale: Double
    /// A: `[inputs, r]`.
    public var down: Tensor<Precision>
    /// B: `[r, outputs]`.
    public var up: Tensor<Precision>
    /// m: `[1, outputs]`, or nil.
    public var magnitude: Tensor<Precision>?

    /// An update that changes nothing yet: A is drawn from the uniform distribution on `±1/√inputs`, B is 0.
    init(_ site: LowRankSite, _ options: LowRankOptions, _ generator: inout some RandomStream) {
        let bound = 1 / Double(site.shape[0]).squareRoot()
        self.init(
            site, scale: options.scale(rank: options.rank),
            down: .uniform([site.shape[0], options.rank], from: -bound, to: bound, using: &generator),
            up: .zeros([options.rank, site.columns.count]))
    }

    init(_ site: LowRankSite, scale: Double, down: Tensor<Precision>, up: Tensor<Precision>) {
        self.site = site
        self.scale = scale
        self.down = down
        self.up = up
    }

    /// r.
    public var rank: Int { down.shape[1] }

    /// s AB: `[inputs, outputs]`.
    public var difference: Tensor<Precision> { difference(kept: nil) }

    /// s AB of the inputs that are kept, `[inputs, 1]`.
    func difference(kept: Tensor<Precision>?) -> Tensor<Precision> {
        (kept.map { down * $0 } ?? down).matmul(up * Precision(scale))
    }

    /// The columns of W' for those of W.
    func applied(to weight: Tensor<Precision>, kept: Tensor<Precision>?) -> Tensor<Precision> {
        let sum = weight + difference(kept: kept)
        guard let magnitude else { return sum }
        return sum * (magnitude / lengths(kept == nil ? sum.detached : (weight + difference).detached))
    }

    /// The length of each column, `[1, outputs]`.
    func lengths(_ weight: Tensor<Precision>) -> Tensor<Precision> {
        weight.norm(over: [0], keepingAxes: true)
    }

    /// Shows `down`, `up`, and `magnitude` if there is one.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("down", &down)
        visit("up", &up)
        visit("magnitude", &magnitude)
    }
}
