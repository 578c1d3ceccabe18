import Autodiff
import LinearAlgebra

/// Several optimisers for one model, each for the parameters whose names it is given.
///
///     var optimizer = ParameterGroups<Float>(
///         [.init({ $0.hasSuffix("bias") }, AdamW(weightDecay: 0)), .init({ $0.hasPrefix("embedding") }, nil)],
///         others: Muon(learningRate: 0.02))
///
/// A parameter goes by the first group that wants it. A group without an optimiser leaves its parameters as they are: so layers are frozen. The rates
/// of the groups keep their proportions when ``learningRate`` is set.
public struct ParameterGroups<Precision: Scalar>: Optimizer {
    /// Which parameters, and how they change.
    public struct Group: Sendable {
        /// Whether a parameter of that name (`layers.0.weight`) belongs to the group.
        public var contains: @Sendable (String) -> Bool
        /// How its parameters change; nil where they do not.
        public var optimizer: (any Optimizer<Precision>)?

        /// A group.
        ///
        /// - Parameters:
        ///   - contains: Whether a parameter of that name belongs to the group.
        ///   - optimizer: How its parameters change; nil where they do not.
        public init(
            _ contains: @escaping @Sendable (String) -> Bool, _ optimizer: (any Optimizer<Precision>)?
        ) {
            self.contains = contains
            self.optimizer = optimizer
        }
    }

    /// The groups, the one for all other parameters last.
    public private(set) var groups: [Group]
    /// The rate of each group by that of the first which has one.
    private let proportions: [Double]
    /// By parameter: its group, and its position there; found at the first step.
    private var places: [(group: Int, index: Int)] = []
    private var steps = 0
    private var rate: Double

    /// Several optimisers.
    ///
    /// - Parameters:
    ///   - groups: Asked in this order.
    ///   - others: For the parameters that no group wants; nil where they do not change.
    public init(_ groups: [Group], others: (any Optimizer<Precision>)?) {
        self.groups = groups + [Group({ _ in true }, others)]
        let rates = self.groups.map { $0.optimizer?.learningRate ?? 0 }
        let first = rates.first { $0 > 0 } ?? 0
        rate = first
        proportions = rates.map { first == 0 ? 0 : $0 / first }
    }

    /// The rate of the first group that has one; setting it sets all in proportion.
    public var learningRate: Double {
        get { rate }
        set {
            rate = newValue
            for index in groups.indices {
                groups[index].optimizer?.learningRate = newValue * proportions[index]
            }
        }
    }

    /// The states of all groups in one: `numbers` holds, for each group, how many kinds of tensors and how many numbers it has, and the numbers.
    public var state: OptimizerState<Precision> {
        get {
            var all = OptimizerState<Precision>()
            all.steps = steps
            for group in groups {
                let part = group.optimizer?.state ?? OptimizerState()
                all.numbers += [Double(part.tensors.count), Double(part.numbers.count)] + part.numbers
                all.tensors += part.tensors
            }
            return all
        }
        set {
            steps = newValue.steps
            var numbers = newValue.numbers[...], tensors = newValue.tensors[...]
            for index in groups.indices {
                let kinds = max(0, Int(exactly: numbers.popFirst() ?? 0) ?? 0)
                let count = max(0, Int(exactly: numbers.popFirst() ?? 0) ?? 0)
                var part = OptimizerState<Precision>()
                part.steps = steps
                part.numbers = Array(numbers.prefix(count))
                part.tensors = Array(tensors.prefix(kinds))
                numbers = numbers.dropFirst(count)
                tensors = tensors.dropFirst(kinds)
                groups[index].optimizer?.state = part
            }
        }
    }

    /// Counts a step in each group.
    public mutating func beginStep() {
        steps += 1
        for index in groups.indices { groups[index].optimizer?.beginStep() }
    }

    /// Changes one parameter, as its group says; ``update(_:along:scale:)`` must have run before.
    public mutating func step(
        _ parameter: inout Tensor<Precision>, along gradient: Tensor<Precision>, at index: Int, scale: Double
    ) {
        require(index < places.count, "ParameterGroups: no parameter \(index) among \(places.count)")
        let place = places[index]
        groups[place.group].optimizer?.step(&parameter, along: gradient, at: place.index, scale: scale)
    }

    /// Changes all parameters of a model, each as its group says.
    public mutating func update<Model: Parameterized>(
        _ model: inout Model, along gradient: Model, scale: Double
    ) where Model.Precision == Precision {
        if places.isEmpty { assign(model.namedParameters.map(\.name)) }
        beginStep()
        var index = 0
        pairTensors(&model, gradient, "ParameterGroups.update") { parameter, slope, role in
            if role == .parameter {
                step(&parameter, along: slope, at: index, scale: scale)
                index += 1
            } else {
                parameter = slope
            }
        }
    }

    private mutating func assign(_ names: [String]) {
        var counts = groups.map { _ in 0 }
        for name in names {
            let group = groups.firstIndex { $0.contains(name) } ?? groups.count - 1
            places.append((group, counts[group]))
            counts[group] += 1
        }
        for index in groups.indices.dropLast() {
            require(
                counts[index] > 0,
                "ParameterGroups: no parameter is left for group \(index) among \(names.joined(separator: ", "))"
            )
        }
    }
}
