import Attention
import Autodiff
import LinearAlgebra
import Neural

/// A language model that sees what came before: what ``GPT2`` and ``Llama`` share.
///
///     var reader = model.predictor()
///     let logits = reader.append([464, 3290])      // a TokenPredictor, with a cache of keys and values
public protocol CausalModel: Parameterized where Precision == Float {
    /// The logits of the token after each: `[batch, T, vocabulary]` for tokens `[batch, T]`.
    func callAsFunction(_ ids: Indices, _ context: inout Context) -> Tensor<Float>
    /// The rows before the logits: `[batch, T, width]`, normalised.
    func hidden(_ ids: Indices, _ context: inout Context) -> Tensor<Float>
    /// The logits of rows: `[…, vocabulary]` for `[…, width]`.
    func logits(_ hidden: Tensor<Float>, _ context: inout Context) -> Tensor<Float>
    /// The rows of the next tokens of one text, `[1, T, width]`, which see what the caches hold, one for each block.
    func hidden(_ ids: [Int], caches: inout [KeyValueCache<Float>]) -> Tensor<Float>
    /// The blocks.
    var blocks: [TransformerBlock<Float>] { get set }
    /// How many tokens there are.
    var vocabularyCount: Int { get }
    /// How many places a text may have.
    var contextLength: Int { get }
}

extension CausalModel {
    /// The logits of the token after each, in inference.
    ///
    /// - Parameter ids: `[batch, T]`.
    /// - Returns: `[batch, T, vocabulary]`.
    public func callAsFunction(_ ids: Indices) -> Tensor<Float> {
        var context = Context.inference
        return self(ids, &context)
    }

    /// A reader at the beginning of a text.
    public func predictor() -> CachedPredictor<Self> { CachedPredictor(self) }
}

extension GPT2 {
    /// How many tokens there are.
    public var vocabularyCount: Int { configuration.vocabularyCount }
    /// How many places a text may have.
    public var contextLength: Int { configuration.contextLength }
}

/// A model that reads a text token by token, with a cache of the keys and values of what it has read.
///
/// The same logits as those of the whole text at once; O(width² + width · count) for each token more, in each block. A value: copies go on
/// independently.
public struct CachedPredictor<Model: CausalModel>: TokenPredictor {
    /// The model.
    public let model: Model
    private var caches: [KeyValueCache<Float>]

    /// A reader at the beginning of a text.
    ///
    /// - Parameter model: The model.
    public init(_ model: Model) {
        self.model = model
        caches = model.blocks.map { block in
            block.attention.mask.window.map { KeyValueCache(window: $0) } ?? KeyValueCache()
        }
    }

    /// How many tokens there are.
    public var vocabularyCount: Int { model.vocabularyCount }
    /// How many tokens have been read.
    public var count: Int { caches.first?.count ?? 0 }
    /// How many tokens fit in all.
    public var capacity: Int { model.contextLength }

    /// Reads tokens, and gives the logits of the one after the last of them.
    ///
    /// - Parameter tokens: At least one; with those read before at most `capacity`.
    public mutating func append(_ tokens: [Int]) -> [Float] {
        let rows = read(tokens)
        var context = Context.inference
        return model.logits(rows.slice(1, (tokens.count - 1)..<tokens.count), &context).elements
    }

    /// Reads tokens, and gives the logits after each of them, row by row.
    ///
    /// - Parameter tokens: At least one; with those read before at most `capacity`.
    public mutating func appendAll(_ tokens: [Int]) -> [Float] {
        let rows = read(tokens)
        var context = Context.inference
        return model.logits(rows, &context).elements
    }

    /// Forgets all tokens but the first `count`.
    ///
    /// - Parameter count: In `0...self.count`.
    public mutating func truncate(to count: Int) {
        require(
            count >= 0 && count <= self.count,
            "CachedPredictor.truncate: to \(count) of \(self.count) tokens")
        let surplus = self.count - count
        for index in caches.indices { caches[index].removeLast(surplus) }
    }

    private mutating func read(_ tokens: [Int]) -> Tensor<Float> {
        require(
            !tokens.isEmpty && count + tokens.count <= capacity,
            "CachedPredictor.append: \(tokens.count) tokens after \(count), with room for \(capacity)")
        return model.hidden(tokens, caches: &caches)
    }
}
