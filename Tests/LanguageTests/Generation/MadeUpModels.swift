import Foundation
import Language

/// One token for each byte, then special ones that stand for no bytes.
struct ByteTokenizer: Tokenizer {
    var special: [String] = []

    var vocabularyCount: Int { 256 + special.count }

    func encode(_ text: String, addingSpecialTokens: Bool) -> [Int] {
        var ids: [Int] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            if let index = special.firstIndex(where: { rest.hasPrefix($0) }) {
                ids.append(256 + index)
                rest = rest.dropFirst(special[index].count)
            } else {
                ids += rest.removeFirst().utf8.map(Int.init)
            }
        }
        return ids
    }

    func bytes(of id: Int) -> [UInt8] { id < 256 ? [UInt8(id)] : [] }

    func decode(_ ids: [Int], skippingSpecialTokens: Bool) -> String {
        let bytes = ids.flatMap { id in
            id >= 256 && !skippingSpecialTokens ? Array(special[id - 256].utf8) : self.bytes(of: id)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func id(of token: String) -> Int? { special.firstIndex(of: token).map { $0 + 256 } }
    func token(of id: Int) -> String? { id < 256 ? nil : special[id - 256] }
}

/// A predictor whose logits are a function of the tokens read.
struct MadeUpPredictor: TokenPredictor {
    let vocabularyCount: Int
    var capacity = Int.max
    var tokens: [Int] = []
    /// How many tokens were read in all, those forgotten included.
    var readCount = 0
    let logits: @Sendable ([Int]) -> [Float]

    init(vocabularyCount: Int, capacity: Int = .max, logits: @escaping @Sendable ([Int]) -> [Float]) {
        (self.vocabularyCount, self.capacity, self.logits) = (vocabularyCount, capacity, logits)
    }

    var count: Int { tokens.count }

    mutating func append(_ new: [Int]) -> [Float] {
        tokens += new
        readCount += new.count
        return logits(tokens)
    }

    mutating func appendAll(_ new: [Int]) -> [Float] { new.flatMap { append([$0]) } }

    mutating func truncate(to count: Int) { tokens.removeLast(tokens.count - count) }

    /// Says a text by heart, one byte after the other, then the stop token 256.
    static func reciting(_ text: String, after promptCount: Int) -> MadeUpPredictor {
        let bytes = Array(text.utf8)
        return MadeUpPredictor(vocabularyCount: 257) { tokens in
            var logits = [Float](repeating: 0, count: 257)
            let place = tokens.count - promptCount
            logits[place < bytes.count ? Int(bytes[place]) : 256] = 9
            return logits
        }
    }

    /// The same logits as `TableModel` of generation.py.
    static func table(_ vocabulary: Int, seed: Int) -> MadeUpPredictor {
        func row(_ i: Int) -> [Float] {
            (0..<vocabulary).map { j in
                let number = (i * 7919 + j * 104_729 + i * j * 31 + seed * 977) % 1000
                return Float(Double(number) / 1000 * 6 - 3)
            }
        }
        let rows = (0..<vocabulary).map(row)
        return MadeUpPredictor(vocabularyCount: vocabulary) { tokens in
            let before = rows[tokens.count > 1 ? tokens[tokens.count - 2] : 0]
            let last = rows[tokens[tokens.count - 1]]
            return (0..<vocabulary).map { last[$0] + 0.5 * before[($0 + vocabulary - 1) % vocabulary] }
        }
    }

    /// Logits that look random and depend on the last two tokens.
    static func noise(_ vocabulary: Int, seed: UInt64, scale: Float = 3, capacity: Int = .max)
        -> MadeUpPredictor
    {
        MadeUpPredictor(vocabularyCount: vocabulary, capacity: capacity) { tokens in
            var state = seed
            for token in tokens.suffix(2) { state = (state ^ UInt64(token + 1)) &* 0x9E37_79B9_7F4A_7C15 }
            return (0..<vocabulary).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return (Float(state >> 40) / Float(1 << 24) * 2 - 1) * scale
            }
        }
    }
}
