import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// Low-rank updates of some matrices of a model: what is trained in its place (LoRA).
///
/// The model stays as it is; what an optimiser changes are the adapters, a percent of the numbers or less. Any model will do whose matrices can
/// be named: the updates are added to its weights on the way, so that it need not know of them.
///
///     var generator = Generator(seed: 0)
///     let sizes = GPT2.Configuration(
///         vocabularyCount: 65, contextLength: 64, width: 128, layers: 4, heads: 4)
///     let model = GPT2(sizes, using: &generator)
///     let options = LowRankOptions(targets: ["c_attn", "c_fc"])
///     let adapters = LowRankAdapters(for: model, options, using: &generator)
///     print(adapters.parameterCount, model.parameterCount)  // 36864 809856
///
/// They are trained like a model: `train(&adapters, …) { adapters, batch, context in … adapters.applied(to: model, &context) … }`. Then they are
/// kept beside the model, a small file for each task, or added to it for good: ``merged(into:)``.
///
/// Each pass makes the updated weights, O(inputs · outputs · r) for each, which is little beside a batch of many tokens. Weights get their
/// whole gradient on the way to that of A and B; what is saved is memory of the optimiser and size of the file. ``LowRankLinear`` saves the time too.
///
/// Source: Hu et al., *LoRA: Low-Rank Adaptation of Large Language Models* (2021).
public struct LowRankAdapters<Precision: Scalar>: Parameterized {
    /// What the updates were made with.
    public let options: LowRankOptions
    /// The updates, in the order of the model's weights.
    public internal(set) var updates: [LowRankUpdate<Precision>]

    init(options: LowRankOptions, updates: [LowRankUpdate<Precision>]) {
        self.options = options
        self.updates = updates
    }

    init<Model: Parameterized>(
        _ sites: [LowRankSite], _ model: Model, _ options: LowRankOptions,
        _ generator: inout some RandomStream
    ) where Model.Precision == Precision {
        options.check()
        let chosen = sites.filter { $0.isMeant(by: options.targets) }
        require(
            !chosen.isEmpty,
            "LowRankAdapters: no layer is called \(options.targets.joined(separator: " or ")), only "
                + sites.map(\.module).joined(separator: ", "))
        var updates = chosen.map { LowRankUpdate<Precision>($0, options, &generator) }
        if options.hasMagnitudes {
            let weights = LowRankAdapters.weights(of: model)
            for index in updates.indices {
                let site = updates[index].site
                updates[index].magnitude = weights[site.parameter].map {
                    updates[index].lengths($0.slice(-1, site.columns)).detached
                }
            }
        }
        self.init(options: options, updates: updates)
    }

    /// Adapters for a model: each weight of two axes whose name ends as a target does gets an update, which changes nothing yet.
    ///
    /// - Parameters:
    ///   - model: The model, which is not changed.
    ///   - options: Rank, α and targets; at least one layer must have the name of a target.
    ///   - generator: The source of the first A; B is 0.
    public init<Model: Parameterized>(
        for model: Model, _ options: LowRankOptions, using generator: inout some RandomStream
    ) where Model.Precision == Precision {
        self.init(LowRankSite.all(of: model), model, options, &generator)
    }

    /// Adapters for a model whose layers have names in files of Hugging Face too: queries, keys and values may be chosen apart.
    ///
    /// - Parameters:
    ///   - model: The model, which is not changed.
    ///   - options: Rank, α and targets such as `"q_proj"` or `"c_attn"`; at least one layer must have the name of one.
    ///   - generator: The source of the first A; B is 0.
    public init<Model: HubModel>(
        for model: Model, _ options: LowRankOptions, using generator: inout some RandomStream
    ) where Model.Precision == Precision {
        self.init(LowRankSite.all(ofHubModel: model), model, options, &generator)
    }

    /// The model with the updates: call it, and gradients go to the adapters.
    ///
    /// In training, inputs that are dropped are the same for all tokens of the step: one draw for each row of A.
    ///
    /// - Parameters:
    ///   - model: The model that the adapters were made for.
    ///   - context: Whether this is training, where inputs are dropped.
    /// - Returns: The model with weights W'.
    public func applied<Model: Parameterized>(to model: Model, _ context: inout Context) -> Model
    where Model.Precision == Precision {
        let share = options.dropout
        var kept: [Tensor<Precision>?] = updates.map { _ in nil }
        if context.isTraining && share > 0 {
            for index in updates.indices {
                let count = updates[index].site.shape[0], factor = Precision(1 / (1 - share))
                let draws = context.generator.random(count: count)
                kept[index] = Tensor(shape: [count, 1], elements: draws.map { $0 < share ? 0 : factor })
            }
        }
        return changed(model) { index, weight in updates[index].applied(to: weight, kept: kept[index]) }
    }

    /// The model with the updates, in inference.
    ///
    /// - Parameter model: The model that the adapters were made for.
    public func applied<Model: Parameterized>(to model: Model) -> Model where Model.Precision == Precision {
        var context = Context.inference
        return applied(to: model, &context)
    }

    /// Calls `body` with the columns of each weight that has an update, and puts the results in their places.
    func changed<Model: Parameterized>(
        _ model: Model, _ body: (Int, Tensor<Precision>) -> Tensor<Precision>
    ) -> Model where Model.Precision == Precision {
        let places = Dictionary(grouping: updates.indices) { updates[$0].site.parameter }
        var result = model, found = 0
        result.forEachTensor(named: true) { name, tensor, _ in
            guard let indices = places[name] else { return }
            found += 1
            let shape = tensor.shape, expected = updates[indices[0]].site.shape
            require(
                shape == expected,
                "LowRankAdapters: \(name) of \(describe(shape)), the update is for \(describe(expected))")
            if indices.count == 1 && updates[indices[0]].site.columns.count == shape[1] {
                tensor = body(indices[0], tensor)
                return
            }
            var parts: [Tensor<Precision>] = [], start = 0
            for index in indices.sorted(by: {
                updates[$0].site.columns.lowerBound < updates[$1].site.columns.lowerBound
            }) {
                let columns = updates[index].site.columns
                if columns.lowerBound > start { parts.append(tensor.slice(-1, start..<columns.lowerBound)) }
                parts.append(body(index, tensor.slice(-1, columns)))
                start = columns.upperBound
            }
            if start < shape[1] { parts.append(tensor.slice(-1, start..<shape[1])) }
            tensor = concatenated(parts, along: -1)
        }
        require(
            found == places.count,
            "LowRankAdapters: the model has \(found) of the \(places.count) weights that have updates")
        return result
    }

    static func weights<Model: Parameterized>(of model: Model) -> [String: Tensor<Precision>]
    where Model.Precision == Precision {
        Dictionary(model.namedParameters.map { ($0.name, $0.tensor.detached) }, uniquingKeysWith: { $1 })
    }

    /// Shows the updates, named by their places.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("updates", &updates)
    }
}
