import LinearAlgebra

/// How a model is tuned by low-rank updates: their rank, how much they count, and which weights get one.
///
///     var options = LowRankOptions(targets: ["q_proj", "v_proj"])
///     options.rank = 4
public struct LowRankOptions: Sendable, Hashable {
    /// The last parts of the names of the layers that get an update: PEFT's names of them, or ours.
    ///
    /// `"q_proj"` and `"self_attn.q_proj"` both mean the queries of every block of a Llama; `"attention.projection"` its queries, keys and
    /// values, each with an update of its own.
    public var targets: [String]
    /// r, how many columns A has, at least 1.
    public var rank = 8
    /// α: updates are multiplied by `α / r`.
    public var alpha = 16.0
    /// The share of the inputs that the updates do not see in a training step, in 0..<1.
    public var dropout = 0.0
    /// Whether updates are multiplied by `α / √r` instead, so that the rank does not change how fast they learn (rsLoRA).
    public var isRankStabilized = false
    /// Whether lengths and directions of the weight's columns are learnt apart (DoRA).
    public var hasMagnitudes = false

    /// The usual options: rank 8, α 16, no dropout.
    ///
    /// - Parameter targets: The last parts of the names of the layers that get an update.
    public init(targets: [String]) { self.targets = targets }

    /// What updates of a rank are multiplied by.
    func scale(rank: Int) -> Double { alpha / (isRankStabilized ? Double(rank).squareRoot() : Double(rank)) }

    func check() {
        require(rank >= 1, "LowRankOptions: a rank of \(rank)")
        require(alpha.isFinite, "LowRankOptions: an alpha of \(alpha)")
        require((0..<1).contains(dropout), "LowRankOptions: a dropout of \(dropout)")
        require(!targets.isEmpty, "LowRankOptions: no layer is to get an update")
    }
}
