import Autodiff
import Foundation
import LinearAlgebra
import Neural

/// Texts as vectors: texts that mean something alike point in directions alike.
///
/// A ``BERT`` gives a row for each token; their mean, brought to length 1, stands for the text. The product of two such vectors is the cosine of
/// their angle.
///
///     let embedder = try SentenceEmbedder(folder: folder)                             // all-MiniLM-L6-v2
///     let rows = embedder.embed(["A cat sits outside.", "A kitten is in the garden.", "Rates were raised."])
///     let likeness = rows.matmul(rows.transposed)                                     // [3, 3]
///
/// Texts of all lengths are computed together without padding, on all threads.
///
/// Source: Reimers and Gurevych, *Sentence-BERT* (2019); Wang et al., *MiniLM* (2020).
public struct SentenceEmbedder: Sendable {
    /// How the rows of a text become one.
    public enum Pooling: String, Sendable, Hashable, Codable {
        /// Their mean.
        case mean
        /// The first of them.
        case first
        /// The largest of each column.
        case largest
    }

    /// The model.
    public let model: BERT
    /// What cuts texts into tokens.
    public let tokenizer: any Tokenizer
    /// How the rows of a text become one.
    public let pooling: Pooling
    /// Whether vectors are brought to length 1.
    public let isNormalized: Bool
    /// How many tokens of a text are read, those around it included; the others are cut off.
    public let maximumLength: Int
    private let encoder: PackedEncoder

    /// An embedder of the given parts.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - tokenizer: What cuts texts into tokens.
    ///   - pooling: How the rows of a text become one.
    ///   - isNormalized: Whether vectors are brought to length 1.
    ///   - maximumLength: How many tokens of a text are read, at least 2 and at most those of the model's context.
    public init(
        _ model: BERT, tokenizer: any Tokenizer, pooling: Pooling = .mean, isNormalized: Bool = true,
        maximumLength: Int = 256
    ) {
        require(
            maximumLength >= 2 && maximumLength <= model.configuration.contextLength,
            "SentenceEmbedder: texts of \(maximumLength) tokens in a context of \(model.configuration.contextLength)"
        )
        self.model = model
        self.tokenizer = tokenizer
        self.pooling = pooling
        self.isNormalized = isNormalized
        self.maximumLength = maximumLength
        encoder = PackedEncoder(model)
    }

    /// An embedder as sentence-transformers saved it: the model, `sentence_bert_config.json`, `modules.json` and `1_Pooling/config.json`.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - tokenizer: What cuts texts into tokens; it has no more of them than the model.
    /// - Throws: Where the folder does not fit.
    public init(folder: String, tokenizer: any Tokenizer) throws(ModelFolderError) {
        let model = try BERT(folder: folder), context = model.configuration.contextLength
        guard tokenizer.vocabularyCount <= model.configuration.vocabularyCount else {
            throw .configuration(
                path: folder + "/config.json", field: "vocab_size",
                expected: "\(tokenizer.vocabularyCount) or more, as many tokens as the tokenizer has",
                found: "\(model.configuration.vocabularyCount)")
        }
        var pooling = Pooling.mean, isNormalized = false, length = min(context, 256)
        if FileManager.default.fileExists(atPath: folder + "/1_Pooling/config.json") {
            let file = try ConfigurationFile(path: folder + "/1_Pooling/config.json")
            if try file.flag("pooling_mode_cls_token", else: false) {
                pooling = .first
            } else if try file.flag("pooling_mode_max_tokens", else: false) {
                pooling = .largest
            } else if try !file.flag("pooling_mode_mean_tokens", else: true) {
                throw file.wrong("pooling_mode_mean_tokens", "true, or the first or the largest")
            }
        }
        if let modules = FileManager.default.contents(atPath: folder + "/modules.json") {
            isNormalized = String(decoding: modules, as: UTF8.self).contains("Normalize")
        }
        if FileManager.default.fileExists(atPath: folder + "/sentence_bert_config.json") {
            let file = try ConfigurationFile(path: folder + "/sentence_bert_config.json")
            length = try file.integer("max_seq_length", in: 2...context, else: length)
        }
        self.init(
            model, tokenizer: tokenizer, pooling: pooling, isNormalized: isNormalized, maximumLength: length)
    }

    /// An embedder as sentence-transformers saved it, with the tokenizer of its `tokenizer.json`.
    ///
    /// - Parameter folder: The path of the folder.
    /// - Throws: Where the folder does not fit.
    public init(folder: String) throws(ModelFolderError) {
        var tokenizer: SubwordTokenizer
        do throws(TokenizerError) {
            tokenizer = try SubwordTokenizer(contentsOf: folder + "/tokenizer.json")
        } catch { throw .tokenizer(error) }
        tokenizer.maximumLength = nil  // texts are cut here
        try self.init(folder: folder, tokenizer: tokenizer)
    }

    /// The length of a vector.
    public var dimension: Int { model.configuration.width }

    /// A vector for each text: `[texts, dimension]`.
    ///
    /// - Parameter texts: Any texts, also empty ones.
    ///
    /// O(tokens · (width² + length · width)) for each layer.
    public func embed(_ texts: [String]) -> Tensor<Float> {
        if let tokenizer = tokenizer as? SubwordTokenizer {
            return embed(ids: tokenizer.encode(batch: texts))
        }
        return embed(ids: texts.map { tokenizer.encode($0, addingSpecialTokens: true) })
    }

    /// The vector of one text.
    ///
    /// - Parameter text: Any text.
    public func embed(_ text: String) -> [Float] { embed([text]).elements }

    /// A vector for each text that is cut into tokens already: `[texts, dimension]`.
    ///
    /// - Parameter ids: The tokens of each text, with those around it: at least one each.
    public func embed(ids: [[Int]]) -> Tensor<Float> {
        let result = Tensor<Float>(uninitialized: [ids.count, dimension])
        let order = ids.indices.sorted { ids[$0].count > ids[$1].count }
        let texts = order.map { shortened(ids[$0]) }, runs = runs(of: texts)
        concurrently(runs.count) { run in
            encoder.withRows(of: texts[runs[run]]) { rows in
                var place = 0
                for text in runs[run] {
                    let count = texts[text].count
                    pool(
                        rows + place * dimension, count, into: result.start + order[text] * dimension)
                    place += count
                }
            }
        }
        return result
    }

    /// A text of at most `maximumLength` tokens; the last of a longer one stays the last.
    private func shortened(_ ids: [Int]) -> [Int] {
        ids.count <= maximumLength ? ids : ids.prefix(maximumLength - 1) + ids.suffix(1)
    }

    /// Neighbouring texts that are computed together: about as many tokens in each, few enough for the caches, and as many runs as keep all threads busy.
    private func runs(of texts: [[Int]]) -> [Range<Int>] {
        let total = texts.reduce(0) { $0 + $1.count }, threads = Threads.count
        if texts.count < 2 || total < 64 { return texts.isEmpty ? [] : [0..<texts.count] }
        let rounds = (total + threads * 256 - 1) / (threads * 256),
            share = Double(total) / Double(rounds * threads)
        var result: [Range<Int>] = [], start = 0, seen = 0
        for text in texts.indices {
            seen += texts[text].count
            if Double(seen) >= share * Double(result.count + 1) - 0.5 || text == texts.count - 1 {
                result.append(start..<(text + 1))
                start = text + 1
            }
        }
        return result
    }

    /// The rows of a text as one.
    private func pool(
        _ rows: UnsafePointer<Float>, _ count: Int, into vector: UnsafeMutablePointer<Float>
    ) {
        vector.update(from: rows, count: dimension)
        switch pooling {
        case .first: break
        case .mean:
            for row in 1..<max(1, count) { Float.axpy(dimension, 1, rows + row * dimension, 1, vector, 1) }
            for column in 0..<dimension { vector[column] /= Float(count) }
        case .largest:
            for row in 1..<max(1, count) {
                for column in 0..<dimension {
                    vector[column] = max(vector[column], rows[row * dimension + column])
                }
            }
        }
        guard isNormalized else { return }
        var squares: Float = 0
        for column in 0..<dimension { squares += vector[column] * vector[column] }
        let length = max(squares.squareRoot(), 1e-12)
        for column in 0..<dimension { vector[column] /= length }
    }
}
