import Autodiff
import LinearAlgebra

/// Where a parameter of a model stands in a folder of Hugging Face, and how.
///
/// Weights of dense layers are `[inputs, outputs]` here and `[outputs, inputs]` there; queries, keys and values are one product here and often
/// three there.
public struct HubTensor: Sendable, Hashable {
    /// How the numbers lie.
    public enum Layout: Sendable, Hashable {
        /// As they are.
        case same
        /// The transpose; several of them side by side.
        case transposed
        /// In another shape there.
        case reshaped([Int])
        /// The transpose, in another shape there: the kernel of a convolution.
        case kernel([Int])
    }

    /// Our name of it.
    public var parameter: String
    /// Their names; where there are several, their outputs stand side by side in ours.
    public var names: [String]
    /// How many outputs each of them has; needed for several.
    public var widths: [Int]
    /// How the numbers lie there.
    public var layout: Layout

    /// A parameter that is one tensor there.
    ///
    /// - Parameters:
    ///   - parameter: Our name of it.
    ///   - name: Their name.
    ///   - layout: How the numbers lie there.
    public init(_ parameter: String, _ name: String, _ layout: Layout = .same) {
        (self.parameter, names, widths, self.layout) = (parameter, [name], [], layout)
    }

    /// A parameter that is several tensors there.
    ///
    /// - Parameters:
    ///   - parameter: Our name of it.
    ///   - names: Their names; in ours their outputs stand side by side.
    ///   - widths: How many outputs each of them has.
    ///   - layout: How the numbers lie there, `.same` or `.transposed`.
    public init(_ parameter: String, joining names: [String], widths: [Int], _ layout: Layout) {
        (self.parameter, self.names, self.widths, self.layout) = (parameter, names, widths, layout)
    }

    /// Weight and bias of a dense layer, whose weight is transposed there.
    static func dense(_ parameter: String, _ name: String, hasBias: Bool = true) -> [HubTensor] {
        let weight = HubTensor(parameter + ".weight", name + ".weight", .transposed)
        return hasBias ? [weight, HubTensor(parameter + ".bias", name + ".bias")] : [weight]
    }

    /// Weight and bias of a layer that lie there as here.
    static func plain(_ parameter: String, _ name: String, hasBias: Bool = true) -> [HubTensor] {
        let weight = HubTensor(parameter + ".weight", name + ".weight")
        return hasBias ? [weight, HubTensor(parameter + ".bias", name + ".bias")] : [weight]
    }

    /// Queries, keys and values: one dense layer here, three there.
    static func joined(
        _ parameter: String, _ names: [String], widths: [Int], hasBias: Bool = true
    ) -> [HubTensor] {
        let weight = HubTensor(
            parameter + ".weight", joining: names.map { $0 + ".weight" }, widths: widths, .transposed)
        if !hasBias { return [weight] }
        return [
            weight,
            HubTensor(parameter + ".bias", joining: names.map { $0 + ".bias" }, widths: widths, .same),
        ]
    }

    /// Their shapes, given ours.
    func shapes(of ours: [Int]) -> [[Int]] {
        switch layout {
        case .reshaped(let shape), .kernel(let shape): [shape]
        case .same where names.count == 1: [ours]
        case .same: widths.map { ours.dropLast() + [$0] }
        case .transposed where names.count == 1: [ours.reversed()]
        case .transposed: widths.map { [$0] + ours.dropLast() }
        }
    }

    /// Ours, given theirs.
    package func ours(_ theirs: [Tensor<Float>], shape: [Int]) -> Tensor<Float> {
        let parts = theirs.map { tensor in
            switch layout {
            case .same: tensor
            case .transposed: tensor.transposed
            case .reshaped: tensor.reshaped(shape)
            case .kernel(let kernel): tensor.reshaped([kernel[0], -1]).transposed
            }
        }
        return parts.count == 1 ? parts[0].contiguous() : concatenated(parts, along: -1)
    }

    /// Theirs, given ours.
    package func theirs(_ ours: Tensor<Float>) -> [Tensor<Float>] {
        var start = 0, parts: [Tensor<Float>] = []
        for width in names.count == 1 ? [ours.shape.last ?? 0] : widths {
            parts.append(names.count == 1 ? ours : ours.slice(-1, start..<(start + width)))
            start += width
        }
        return parts.map { part in
            switch layout {
            case .same: part.contiguous()
            case .transposed: part.transposed.contiguous()
            case .reshaped(let shape): part.reshaped(shape)
            case .kernel(let shape): part.transposed.reshaped(shape)
            }
        }
    }
}
