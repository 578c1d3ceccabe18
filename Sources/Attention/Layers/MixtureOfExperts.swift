import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// Several feed-forward parts, of which each place uses a few: more parameters at the same cost.
///
/// A router scores the experts, `p = softmax(x R)`; the `active` ones with the highest p answer, and their answers are mixed:
///
/// - `y = Σₑ wₑ expertₑ(x)`, `wₑ = pₑ / Σ p` over those that were chosen.
///
/// x, y: `[…, width]`, R: `[width, experts]`. Gradients reach the experts that were chosen, and the router through w. Left to itself it soon
/// sends all to a few; ``ExpertRouting/balanceLoss`` in the loss, times about 0.01, keeps all at work.
///
/// O(rows · active · width · hidden). Source: Shazeer et al. (2017); as here: Jiang et al., *Mixtral of Experts* (2024).
public struct MixtureOfExperts<Precision: Scalar>: Module {
    /// R.
    public var router: Linear<Precision>
    /// What answers.
    public var experts: [SwiGLU<Precision>]
    /// How many experts see each place.
    public let active: Int
    /// Whether w is p divided by the sum of those that were chosen (Mixtral), or p itself.
    public var normalizesWeights: Bool

    /// A layer of the given parts.
    ///
    /// - Parameters:
    ///   - router: R, `[width, experts]`.
    ///   - experts: At least one.
    ///   - active: How many see each place, in 1...experts.
    ///   - normalizesWeights: Whether w is p divided by the sum of those that were chosen.
    public init(
        router: Linear<Precision>, experts: [SwiGLU<Precision>], active: Int, normalizesWeights: Bool = true
    ) {
        require(
            !experts.isEmpty && (1...max(1, experts.count)).contains(active)
                && router.weight.shape[1] == experts.count,
            "MixtureOfExperts: \(active) of \(experts.count) experts, a router of \(describe(router.weight.shape))"
        )
        self.router = router
        self.experts = experts
        self.active = active
        self.normalizesWeights = normalizesWeights
    }

    /// A layer whose weights are drawn as those of `Linear`.
    ///
    /// - Parameters:
    ///   - width: The length of the last axis of input and output, at least 1.
    ///   - hidden: The length in the middle of each expert, at least 1.
    ///   - experts: How many there are, at least 1.
    ///   - active: How many see each place, in 1...experts.
    ///   - generator: The source of the draws.
    public init(
        _ width: Int, _ hidden: Int, experts: Int, active: Int = 2, using generator: inout some RandomStream
    ) {
        require(experts >= 1, "MixtureOfExperts: \(experts) experts")
        let router = Linear<Precision>(width, experts, hasBias: false, using: &generator)
        let parts = (0..<experts).map { _ in SwiGLU<Precision>(width, hidden, using: &generator) }
        self.init(router: router, experts: parts, active: active)
    }

    /// The mixed answers.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        routed(x, &context).output
    }

    /// The mixed answers, and who was asked.
    ///
    /// - Parameters:
    ///   - x: `[…, width]`.
    ///   - context: Whether this is training.
    public func routed(
        _ x: Tensor<Precision>, _ context: inout Context
    ) -> (output: Tensor<Precision>, routing: ExpertRouting<Precision>) {
        let width = router.weight.shape[0]
        require(
            x.rank >= 1 && x.shape[x.rank - 1] == width,
            "MixtureOfExperts: an input of \(describe(x.shape)), not […, \(width)]")
        let rows = x.reshaped([elementCount(Array(x.shape.dropLast())), width])
        let routing = ExpertRouting(scores: router(rows, &context), active: active)
        if rows.shape[0] == 0 { return (x, routing) }
        var weights = routing.probabilities.takenAlong(1, routing.chosen)  // [rows, active]
        if normalizesWeights { weights = weights / weights.sum(over: [1], keepingAxes: true) }
        let shares = weights.reshaped([-1])  // [rows · active]
        var answers: [Tensor<Precision>] = [], places: [Int] = []
        for (expert, slots) in routing.slots.enumerated() where !slots.isEmpty {
            let asked = slots.map { $0 / active }
            let answer = experts[expert](rows.gathered(Indices(asked)), &context)  // [asked, width]
            answers.append(answer * shares.gathered(Indices(slots)).insertingAxis(1))
            places += asked
        }
        let sum = concatenated(answers).scatteredSum(Indices(places), rows: rows.shape[0])
        return (sum.reshaped(x.shape), routing)
    }

    /// Shows `router` and `experts`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("router", &router)
        visit("experts", &experts)
    }
}

/// Which experts of a ``MixtureOfExperts`` answer which rows.
public struct ExpertRouting<Precision: Scalar>: Sendable {
    /// p: `[rows, experts]`, rows of which add up to 1.
    public let probabilities: Tensor<Precision>
    /// The experts of each row, the likeliest first, of equals the first: `[rows, active]`.
    public let chosen: Indices

    /// The `active` experts with the highest scores in each row.
    ///
    /// - Parameters:
    ///   - scores: `[rows, experts]`.
    ///   - active: How many experts answer each row, in 1...experts.
    public init(scores: Tensor<Precision>, active: Int) {
        require(
            scores.rank == 2 && active >= 1 && active <= scores.shape[1],
            "ExpertRouting: \(active) of the experts in \(describe(scores.shape))")
        probabilities = scores.softmax()
        let experts = scores.shape[1]
        var chosen: [Int] = []
        chosen.reserveCapacity(scores.shape[0] * active)
        scores.withUnsafeBufferPointer { values in
            for row in 0..<scores.shape[0] {
                let line = values[(row * experts)..<((row + 1) * experts)]
                let order = line.indices.sorted { a, b in
                    line[a] == line[b] ? a < b : line[a] > line[b] || line[b].isNaN && !line[a].isNaN
                }
                chosen += order.prefix(active).map { $0 - line.startIndex }
            }
        }
        self.chosen = Indices(shape: [scores.shape[0], active], chosen)
    }

    /// For each expert its places in `chosen`, row by row.
    var slots: [[Int]] {
        var slots: [[Int]] = Array(repeating: [], count: probabilities.shape[1])
        for (slot, expert) in chosen.positions.enumerated() { slots[expert].append(slot) }
        return slots
    }

    /// The share of rows that each expert answers; together as many as are active.
    public var shares: [Double] {
        slots.map { Double($0.count) / Double(max(1, chosen.shape[0])) }
    }

    /// How unevenly the experts are used: `E Σₑ fₑ Pₑ`, with f the share of rows that an expert answers and P its mean probability.
    ///
    /// `active` where all are used alike, up to `active · E`-fold where they are not. Its gradient takes probability from experts that are used
    /// much. Source: Fedus, Zoph and Shazeer, *Switch Transformers* (2022); summed over the choices of a row as in Mixtral.
    public var balanceLoss: Tensor<Precision> {
        let experts = shares.map { Precision($0 * Double(shares.count)) }
        return (probabilities.mean(over: [0]) * Tensor(experts)).sum()
    }
}
