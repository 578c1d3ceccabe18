import Foundation
import LinearAlgebra

/// Sharpens (below 1) or flattens (above 1) the distribution: `logit ← logit / temperature`.
///
/// Where the quotient leaves single precision, the largest logit is subtracted first, which changes no probability: a temperature
/// as tiny as 1e-50 leaves the likeliest token alone.
public struct Temperature: LogitRule {
    /// The divisor.
    public var temperature: Double

    /// - Parameter temperature: Above 0. Greedy choice is not a temperature: `GenerationOptions` takes 0 for it.
    public init(_ temperature: Double) {
        require(temperature > 0 && temperature.isFinite, "Temperature: \(temperature), must be above 0")
        self.temperature = temperature
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        guard let top = largest(logits), top.isFinite else { return }
        let divisor = Float(temperature)
        if divisor.isNormal, (top / divisor).isFinite {
            for token in logits.indices { logits[token] /= divisor }
        } else {
            // A quotient that no Float holds: only distances from the largest matter.
            for token in logits.indices {
                logits[token] = Float((Double(logits[token]) - Double(top)) / temperature)
            }
        }
    }
}

/// Keeps the k largest logits, and those equal to the last of them.
///
/// Source: Fan, Lewis, Dauphin, Hierarchical Neural Story Generation, 2018. Complexity: O(V log k).
public struct TopK: LogitRule {
    /// How many are kept.
    public var count: Int

    /// - Parameter count: 1 or more; more than there are tokens keeps all.
    public init(_ count: Int) {
        require(count >= 1, "TopK: keeps \(count) tokens")
        self.count = count
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        guard count < logits.count else { return }
        // The k largest so far, the smallest of them first: most logits are below it and cost one comparison.
        var largest = BinaryHeap<Float>()
        for logit in logits where !logit.isNaN {
            if largest.count < count {
                largest.insert(logit)
            } else if let least = largest.first, logit > least {
                largest.replaceFirst(by: logit)
            }
        }
        guard largest.count == count, let least = largest.first else { return }
        for token in logits.indices where !(logits[token] >= least) { logits[token] = -.infinity }
    }
}

/// Keeps the most likely tokens whose probabilities together reach p: the nucleus.
///
/// The token with which the sum reaches p is kept, and at least one token in any case.
/// Source: Holtzman et al., The Curious Case of Neural Text Degeneration, 2020. Complexity: O(V + m log m) for m tokens that are
/// likely enough to matter.
public struct TopP: LogitRule {
    /// The probability that is kept.
    public var mass: Double

    /// - Parameter mass: Above 0, at most 1.
    public init(_ mass: Double) {
        require(mass > 0 && mass <= 1, "TopP: \(mass), must be in (0, 1]")
        self.mass = mass
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        guard mass < 1, let probabilities = probabilities(of: logits) else { return }
        let likeliest = likeliest(logits)
        // Tokens below this share sum up to less than what is cut, all of them together: they need not be sorted.
        let negligible = (1 - mass) / Double(logits.count)
        var below = 0.0
        var candidates: [Int] = []
        for token in logits.indices {
            if probabilities[token] > negligible || token == likeliest {
                candidates.append(token)
            } else {
                below += probabilities[token]
                logits[token] = -.infinity
            }
        }
        candidates.sort { (probabilities[$0], $0) < (probabilities[$1], $1) }
        for token in candidates.dropLast() {
            below += probabilities[token]
            if below > 1 - mass { break }
            logits[token] = -.infinity
        }
    }
}

/// Keeps tokens whose probability is at least a share of the largest probability.
///
/// Source: Nguyen et al., Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs, 2024.
public struct MinP: LogitRule {
    /// The share.
    public var share: Double

    /// - Parameter share: From 0 to 1.
    public init(_ share: Double) {
        require(share >= 0 && share <= 1, "MinP: \(share), must be in [0, 1]")
        self.share = share
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        guard share > 0, let top = largest(logits), top.isFinite else { return }
        let least = top + Float(log(share))
        for token in logits.indices where !(logits[token] >= least) { logits[token] = -.infinity }
    }
}

/// Keeps the tokens whose information is nearest to the entropy, until their probabilities reach a mass.
///
///     keep the tokens of smallest | −ln p − H |,   H = −Σ p ln p
///
/// Source: Meister et al., Locally Typical Sampling, 2023. Complexity: O(V log V).
public struct TypicalP: LogitRule {
    /// The probability that is kept.
    public var mass: Double

    /// - Parameter mass: Above 0, at most 1.
    public init(_ mass: Double) {
        require(mass > 0 && mass <= 1, "TypicalP: \(mass), must be in (0, 1]")
        self.mass = mass
    }

    public func apply(to logits: inout [Float], after history: TokenHistory) {
        guard mass < 1, let probabilities = probabilities(of: logits) else { return }
        var entropy = 0.0
        for p in probabilities where p > 0 { entropy -= p * log(p) }
        let distance = probabilities.map { p in p > 0 ? abs(-log(p) - entropy) : .infinity }
        let order = logits.indices.sorted { (distance[$0], $0) < (distance[$1], $1) }
        var sum = 0.0
        var kept = 0
        for token in order {
            sum += probabilities[token]
            if sum >= mass { break }
            kept += 1
        }
        let limit = distance[order[min(kept, order.count - 1)]]
        for token in order.dropFirst() where distance[token] > limit { logits[token] = -.infinity }
    }
}
