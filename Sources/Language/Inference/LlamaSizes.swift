/// The sizes of a Llama: what its weights do not say.
public struct LlamaSizes: Hashable, Sendable {
    /// Which numbers of a head turn together.
    public enum RotaryPairs: Hashable, Sendable {
        /// 2i and 2i + 1: Meta's own code, GGUF files of the architecture `llama`.
        case neighbours
        /// i and i + half: Hugging Face's weights.
        case halves
    }

    /// The number of tokens.
    public var vocabularyCount: Int
    /// The most tokens that fit in all.
    public var contextLength: Int
    /// The length of the vector that stands for a token.
    public var width: Int
    /// The number of blocks.
    public var layers: Int
    /// The number of query heads, and of heads of keys and values that they share.
    public var heads: Int, keyValueHeads: Int
    /// The length of a head.
    public var headDimension: Int
    /// The length inside the feed-forward network.
    public var hiddenWidth: Int
    /// The ε of the normalisation.
    public var epsilon: Float
    /// The base of the rotary angles: pair i turns by position · base^(−2i / rotaryDimension).
    public var rotaryBase: Double
    /// How many numbers of a head turn, an even number.
    public var rotaryDimension: Int
    /// Which of them turn together.
    public var rotaryPairs: RotaryPairs
    /// What the angles are divided by, a number for each pair; empty for 1. Linear scaling repeats one number, Llama 3 has many.
    public var rotaryDivisors: [Double]

    /// Sizes with the usual rotary embedding over whole heads.
    /// - Parameters: as the properties; `headDimension` is `width / heads` where it is nil.
    public init(
        vocabularyCount: Int, contextLength: Int, width: Int, layers: Int, heads: Int, keyValueHeads: Int,
        headDimension: Int? = nil, hiddenWidth: Int, epsilon: Float = 1e-5, rotaryBase: Double = 10_000,
        rotaryPairs: RotaryPairs = .neighbours, rotaryDivisors: [Double] = []
    ) {
        self.vocabularyCount = vocabularyCount
        self.contextLength = contextLength
        self.width = width
        self.layers = layers
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headDimension = headDimension ?? width / max(1, heads)
        self.hiddenWidth = hiddenWidth
        self.epsilon = epsilon
        self.rotaryBase = rotaryBase
        self.rotaryDimension = self.headDimension
        self.rotaryPairs = rotaryPairs
        self.rotaryDivisors = rotaryDivisors
    }

    /// Why these sizes make no model; nil where they do.
    var complaint: String? {
        let most = 1 << 31
        let sizes = [
            ("tokens", vocabularyCount, most), ("context length", contextLength, most),
            ("width", width, most),
            ("layers", layers, 1 << 16), ("heads", heads, 1 << 16),
            ("heads of keys and values", keyValueHeads, 1 << 16), ("numbers of a head", headDimension, 1024),
            ("hidden width", hiddenWidth, most),
        ]
        for (name, size, most) in sizes where size < 1 || size > most {
            return "\(name): \(size), not from 1 to \(most)"
        }
        if heads % keyValueHeads != 0 {
            return "\(heads) heads that share \(keyValueHeads) of keys and values"
        }
        if rotaryDimension < 0 || rotaryDimension % 2 != 0 || rotaryDimension > headDimension {
            return "\(rotaryDimension) numbers of a head of \(headDimension) that turn"
        }
        if !(epsilon >= 0) || !epsilon.isFinite { return "an epsilon of \(epsilon)" }
        if !(rotaryBase > 0) || !rotaryBase.isFinite { return "a rotary base of \(rotaryBase)" }
        if let wrong = rotaryDivisors.first(where: { !($0 > 0) || !$0.isFinite }) {
            return "rotary angles divided by \(wrong)"
        }
        guard rotaryDivisors.isEmpty || rotaryDivisors.count == rotaryDimension / 2 else {
            return "\(rotaryDivisors.count) divisors of angles for \(rotaryDimension / 2) pairs"
        }
        return nil
    }
}
