import Autodiff
import LinearAlgebra
import Neural

/// The tokens of a text, of which some are to be learnt and the others only read: an instruction and its answer, say.
///
///     let text = MaskedTokens(prompt: [5, 6, 7], answer: [8, 9])
///     print(text.tokens, text.learntCount)  // [5, 6, 7, 8, 9] 2
public struct MaskedTokens: Sendable, Hashable {
    /// The target of places that do not count, as `crossEntropy` is told: -100.
    public static let ignored = -100

    /// The tokens.
    public private(set) var tokens: [Int]
    /// Whether each is to be learnt: whether the loss counts what the model foretold in its place.
    public private(set) var isLearnt: [Bool]

    /// A text of which all is learnt.
    ///
    /// - Parameter tokens: The tokens.
    public init(_ tokens: [Int]) {
        self.tokens = tokens
        isLearnt = tokens.map { _ in true }
    }

    /// A prompt that is read and an answer that is learnt.
    ///
    /// - Parameters:
    ///   - prompt: The tokens before the answer.
    ///   - answer: Its tokens, with that which ends it.
    public init(prompt: [Int], answer: [Int]) {
        self.init(parts: [(prompt, false), (answer, true)])
    }

    /// Parts that are learnt or only read: the turns of a conversation, of which those of the assistant are learnt.
    ///
    /// - Parameter parts: Their tokens, and whether they are learnt.
    public init(parts: [(tokens: [Int], isLearnt: Bool)]) {
        tokens = parts.flatMap(\.tokens)
        isLearnt = parts.flatMap { part in part.tokens.map { _ in part.isLearnt } }
    }

    /// How many tokens are learnt. The first of a text is never: nothing foretells it.
    public var learntCount: Int { isLearnt.dropFirst().count { $0 } }

    /// The first tokens, at most `count`.
    func prefix(_ count: Int) -> MaskedTokens {
        var result = self
        result.tokens = Array(tokens.prefix(count))
        result.isLearnt = Array(isLearnt.prefix(count))
        return result
    }

    /// Another text behind this one, whose first token nothing foretells.
    mutating func append(_ other: MaskedTokens) {
        tokens += other.tokens
        isLearnt += [false] + other.isLearnt.dropFirst()
    }
}

/// Rows of tokens and what comes after each: a batch that a language model is trained on.
public struct TokenBatch: Sendable, Hashable {
    /// The tokens, `[batch, T]`.
    public let inputs: Indices
    /// The token after each, `[batch, T]`; ``MaskedTokens/ignored`` where it does not count.
    public let targets: Indices

    /// The texts in rows of the length of the longest, less one.
    ///
    /// - Parameters:
    ///   - texts: The texts, at least one, of at least two tokens each.
    ///   - padding: The token behind shorter ones; it is never learnt, and what comes before does not see it.
    public init(_ texts: [MaskedTokens], padding: Int = 0) {
        let width = texts.map(\.tokens.count).max() ?? 0
        require(width >= 2, "TokenBatch: \(texts.count) texts, the longest of \(width) tokens")
        var inputs: [Int] = [], targets: [Int] = []
        for text in texts {
            let rest = max(0, width - max(1, text.tokens.count))
            inputs +=
                text.tokens.dropLast()
                + Array(repeating: padding, count: width - 1 - max(0, text.tokens.count - 1))
            targets += zip(text.tokens, text.isLearnt).dropFirst().map { $1 ? $0 : MaskedTokens.ignored }
            targets += Array(repeating: MaskedTokens.ignored, count: rest)
        }
        self.inputs = Indices(shape: [texts.count, width - 1], inputs)
        self.targets = Indices(shape: [texts.count, width - 1], targets)
    }

    /// How many targets count.
    public var learntCount: Int { targets.positions.count { $0 != MaskedTokens.ignored } }

    /// The mean cross-entropy of the targets that count; 0 where none does.
    ///
    /// - Parameter logits: `[batch, T, vocabulary]`.
    public func loss<T: Scalar>(_ logits: Tensor<T>) -> Tensor<T> {
        crossEntropy(logits, targets, ignoring: MaskedTokens.ignored, reduction: .sum)
            / T(max(1, learntCount))
    }
}

/// Texts to tune a model on, cut or packed to a length.
///
///     let data = MaskedTexts([MaskedTokens(prompt: [1, 2], answer: [3]), MaskedTokens([4, 5, 6, 7])])
///     print(data.batch([0, 1]).targets.positions)  // [-100, 3, -100, 5, 6, 7]
public struct MaskedTexts: TrainingData {
    /// The texts.
    public let texts: [MaskedTokens]
    /// The token behind shorter texts of a batch.
    public let padding: Int

    /// Texts, of which those with nothing to learn are left out.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - length: How many tokens a model sees at once: longer texts lose their ends; nil for any.
    ///   - padding: The token behind shorter texts of a batch.
    public init(_ texts: [MaskedTokens], length: Int? = nil, padding: Int = 0) {
        require((length ?? 1) >= 1, "MaskedTexts: a length of \(length ?? 0)")
        self.texts = texts.map { text in length.map { text.prefix($0 + 1) } ?? text }.filter {
            $0.learntCount > 0
        }
        self.padding = padding
    }

    /// The same texts, several in a row where they fit: fewer rows, and hardly any padding.
    ///
    /// The longest are placed first, each in the first row that has room. A text sees those before it in its row, which end with what ends a text;
    /// what ends one text does not foretell the next.
    ///
    /// - Parameter length: How many tokens a row has at most; longer texts lose their ends.
    public func packed(length: Int) -> MaskedTexts {
        require(length >= 1, "MaskedTexts.packed: a length of \(length)")
        let order = texts.indices.sorted {
            (texts[$1].tokens.count, $0) < (texts[$0].tokens.count, $1)
        }
        var rows: [MaskedTokens] = []
        for index in order {
            let text = texts[index].prefix(length + 1)
            if let row = rows.firstIndex(where: { $0.tokens.count + text.tokens.count <= length + 1 }) {
                rows[row].append(text)
            } else {
                rows.append(text)
            }
        }
        return MaskedTexts(rows, length: length, padding: padding)
    }

    /// How many texts, or rows of packed ones, there are.
    public var exampleCount: Int { texts.count }

    /// The texts at some positions as rows.
    public func batch(_ positions: [Int]) -> TokenBatch {
        TokenBatch(positions.map { texts[$0] }, padding: padding)
    }
}
