import Autodiff
import LinearAlgebra

/// Which keys each query may look at.
///
/// Queries are aligned with the last keys: query i of T stands at position S − T + i of S keys, so that a causal mask is right with a cache too.
public struct AttentionMask: Sendable {
    /// Whether keys after the position of the query are hidden.
    public var isCausal = false
    /// How many keys up to its own position a query sees; nil for all. Implies `isCausal`.
    public var window: Int? = nil
    /// How many keys of each row of the batch are real, the others are padding; nil where all are.
    public var lengths: [Int]? = nil

    /// No key is hidden.
    public static let none = AttentionMask()
    /// Keys after the query are hidden.
    public static let causal: AttentionMask = {
        var mask = AttentionMask()
        mask.isCausal = true
        return mask
    }()

    /// No key is hidden.
    public init() {}

    /// Only the last `window` keys up to the query's own are seen.
    public static func slidingWindow(_ window: Int) -> AttentionMask {
        require(window >= 1, "AttentionMask.slidingWindow: \(window) keys")
        var mask = AttentionMask.causal
        mask.window = window
        return mask
    }

    /// Only the first `lengths[b]` keys of row b of the batch are seen.
    public static func padding(_ lengths: [Int]) -> AttentionMask {
        var mask = AttentionMask()
        mask.lengths = lengths
        return mask
    }
}
