import Autodiff
import LinearAlgebra
import Neural

/// The log-probability of each answer of a batch: the sum of those of its tokens, given all before them.
///
/// - `log p(y | x) = Σₜ log softmax(zₜ)[yₜ]` over the tokens that count.
///
/// - Parameters:
///   - logits: z, `[batch, T, vocabulary]`.
///   - targets: y, `[batch, T]`: the token after each place, or `ignored` where it does not count.
///   - ignored: The target of places that do not count.
///   - isMean: Whether the sum is divided by the number of tokens that count (0 for an answer of none).
/// - Returns: `[batch]`.
public func sequenceLogProbabilities<T: Scalar>(
    _ logits: Tensor<T>, _ targets: Indices, ignoring ignored: Int = MaskedTokens.ignored,
    isMean: Bool = false
) -> Tensor<T> {
    require(
        targets.shape.count == 2,
        "sequenceLogProbabilities: targets of \(describe(targets.shape)), not [batch, T]")
    let sums = -crossEntropy(logits, targets, ignoring: ignored, reduction: .none).sum(over: 1)  // [batch]
    guard isMean else { return sums }
    let width = targets.shape[1]
    let counts = (0..<targets.shape[0]).map { row in
        targets.positions[(row * width)..<((row + 1) * width)].count { $0 != ignored }
    }
    return sums / Tensor(counts.map { T(max(1, $0)) })
}

/// How a model is brought to prefer one answer to another, without a model of rewards: direct preference optimisation.
///
/// With the policy π that learns, the reference π₀ it began as, an answer y that was chosen and one, y', that was rejected:
///
/// - `h = log π(y)/π₀(y) - log π(y')/π₀(y')`
/// - `.sigmoid`: `-(1 - ε) log σ(β h) - ε log σ(-β h)`: the odds of the choice are those of rewards `β log π/π₀`.
/// - `.hinge`: `max(0, 1 - β h)`.
/// - `.identity`: `(h - 1/(2β))²`, which does not go on where the data have no doubt.
///
/// Source: Rafailov et al., *Direct Preference Optimization* (2023); ε: Mitchell, *A note on DPO with noisy preferences* (2023); hinge: Zhao et al.,
/// *SLiC-HF* (2023); identity: Azar et al., *A General Theoretical Paradigm to Understand Learning from Human Preferences* (2023).
public struct PreferenceLoss: Sendable, Hashable {
    /// What is made of the margin h.
    public enum Kind: Sendable, Hashable {
        /// The logarithm of the odds: DPO.
        case sigmoid
        /// A margin of 1: SLiC.
        case hinge
        /// A margin to be met, no more: IPO. Its log-probabilities should be means.
        case identity
    }

    /// What is made of the margin.
    public var kind: Kind
    /// β, above 0: the larger, the nearer the policy stays to the reference.
    public var beta: Double
    /// ε, in 0..<0.5: the share of pairs that may be the wrong way round; with `.sigmoid` only.
    public var labelSmoothing: Double
    /// Whether the reference counts as indifferent: `log π₀(y) = log π₀(y')`.
    public var isReferenceFree: Bool

    /// A loss of preferences.
    ///
    /// - Parameters:
    ///   - kind: What is made of the margin.
    ///   - beta: β, above 0.
    ///   - labelSmoothing: ε, in 0..<0.5; above 0 with `.sigmoid` only.
    ///   - isReferenceFree: Whether the reference counts as indifferent.
    public init(
        _ kind: Kind = .sigmoid, beta: Double = 0.1, labelSmoothing: Double = 0, isReferenceFree: Bool = false
    ) {
        require(beta > 0 && beta.isFinite, "PreferenceLoss: a beta of \(beta)")
        require((0..<0.5).contains(labelSmoothing), "PreferenceLoss: a label smoothing of \(labelSmoothing)")
        require(
            kind == .sigmoid || labelSmoothing == 0,
            "PreferenceLoss: label smoothing goes with the sigmoid only")
        (self.kind, self.beta, self.labelSmoothing) = (kind, beta, labelSmoothing)
        self.isReferenceFree = isReferenceFree
    }

    /// The losses of pairs of answers, `[pairs]`; their mean is what is minimised.
    ///
    /// - Parameters:
    ///   - policy: log π of the chosen and of the rejected answers, `[pairs]` each.
    ///   - reference: log π₀ of the same; no gradient goes to it.
    public func callAsFunction<T: Scalar>(
        _ policy: (chosen: Tensor<T>, rejected: Tensor<T>),
        reference: (chosen: Tensor<T>, rejected: Tensor<T>)
    ) -> Tensor<T> {
        let margin = self.margin(policy, reference), scale = T(beta)
        switch kind {
        case .sigmoid:
            let losses = (margin * -scale).softplus()  // -log σ(x) = log(1 + exp(-x))
            guard labelSmoothing > 0 else { return losses }
            return losses * T(1 - labelSmoothing) + (margin * scale).softplus() * T(labelSmoothing)
        case .hinge: return (1 - margin * scale).relu()
        case .identity:
            let miss = margin - T(1 / (2 * beta))
            return miss * miss
        }
    }

    /// The rewards that the policy stands for, `β log π/π₀` of the chosen and the rejected answers: their difference should grow.
    ///
    /// - Parameters:
    ///   - policy: log π of the chosen and of the rejected answers, `[pairs]` each.
    ///   - reference: log π₀ of the same.
    public func rewards<T: Scalar>(
        _ policy: (chosen: Tensor<T>, rejected: Tensor<T>),
        reference: (chosen: Tensor<T>, rejected: Tensor<T>)
    ) -> (chosen: Tensor<T>, rejected: Tensor<T>) {
        let scale = T(beta)
        return (
            (policy.chosen - reference.chosen).detached * scale,
            (policy.rejected - reference.rejected).detached * scale
        )
    }

    private func margin<T: Scalar>(
        _ policy: (chosen: Tensor<T>, rejected: Tensor<T>),
        _ reference: (chosen: Tensor<T>, rejected: Tensor<T>)
    ) -> Tensor<T> {
        let shapes = [policy.chosen, policy.rejected, reference.chosen, reference.rejected].map(\.shape)
        require(
            shapes.allSatisfy { $0 == shapes[0] },
            "PreferenceLoss: log-probabilities of " + shapes.map { describe($0) }.joined(separator: ", "))
        let margin = policy.chosen - policy.rejected
        return isReferenceFree ? margin : margin - (reference.chosen - reference.rejected).detached
    }
}
