import Autodiff
import LinearAlgebra

/// A matrix of a model that may get a low-rank update: a weight, or some of its columns.
///
/// Queries, keys and values are one weight here; in files of others they are three, each with an update of its own.
public struct LowRankSite: Sendable, Hashable {
    /// The name of the weight in the model: `blocks.0.attention.projection.weight`.
    public let parameter: String
    /// Which of its columns (outputs) are meant.
    public let columns: Range<Int>
    /// How many inputs and outputs the weight has.
    public let shape: [Int]
    /// What the layer is called in files of PEFT: `model.layers.0.self_attn.q_proj`.
    public let module: String
    /// Whether the weight is `[inputs, outputs]` there too.
    public let isTransposedThere: Bool

    /// Whether one of the targets is the end of a name of it, by whole parts.
    func isMeant(by targets: [String]) -> Bool {
        let own = parameter.hasSuffix(".weight") ? String(parameter.dropLast(7)) : parameter
        return targets.contains { target in
            [module, own].contains { $0 == target || $0.hasSuffix("." + target) }
        }
    }

    /// All matrices of a model, whole.
    static func all<Model: Parameterized>(of model: Model) -> [LowRankSite] {
        model.namedParameters.compactMap { name, tensor in
            guard tensor.rank == 2 else { return nil }
            let module = name.hasSuffix(".weight") ? String(name.dropLast(7)) : name
            return LowRankSite(
                parameter: name, columns: 0..<tensor.shape[1], shape: tensor.shape, module: module,
                isTransposedThere: false)
        }
    }

    /// All matrices of a model, cut as files of Hugging Face cut them.
    static func all<Model: HubModel>(ofHubModel model: Model) -> [LowRankSite] {
        let shapes = Dictionary(
            model.namedParameters.map { ($0.name, $0.tensor.shape) }, uniquingKeysWith: { $1 })
        return model.hubTensors.flatMap { entry -> [LowRankSite] in
            guard let shape = shapes[entry.parameter], shape.count == 2 else { return [] }
            guard entry.layout == .same || entry.layout == .transposed else { return [] }
            var start = 0, sites: [LowRankSite] = []
            for (index, name) in entry.names.enumerated() {
                let width = entry.names.count == 1 ? shape[1] : entry.widths[index]
                sites.append(
                    LowRankSite(
                        parameter: entry.parameter, columns: start..<(start + width), shape: shape,
                        module: name.hasSuffix(".weight") ? String(name.dropLast(7)) : name,
                        isTransposedThere: entry.layout == .same))
                start += width
            }
            return sites
        }
    }
}
