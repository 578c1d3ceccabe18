import Foundation
import LinearAlgebra

/// How likely a model finds a text.
public struct TextLikelihood: Sendable, Equatable {
    /// `−Σ ln p(token | tokens before)`, in nats.
    public var negativeLogLikelihood: Double
    /// How many tokens were predicted: the first of a text has nothing before it and is not among them.
    public var tokenCount: Int
    /// How many bytes those tokens stand for; 0 where no tokenizer was given.
    public var byteCount: Int

    /// `exp(negativeLogLikelihood / tokenCount)`: among how many equally likely tokens the model seems to choose. It depends on the
    /// tokenizer: models of different vocabularies compare by `bitsPerByte`. NaN where no token was predicted.
    public var perplexity: Double {
        tokenCount == 0 ? .nan : exp(negativeLogLikelihood / Double(tokenCount))
    }
    /// What each byte costs, in bits; NaN where there is none.
    public var bitsPerByte: Double {
        byteCount == 0 ? .nan : negativeLogLikelihood / log(2) / Double(byteCount)
    }
    /// What each token costs, in bits; NaN where no token was predicted.
    public var bitsPerToken: Double {
        tokenCount == 0 ? .nan : negativeLogLikelihood / log(2) / Double(tokenCount)
    }
}

extension TokenPredictor {
    /// How likely the model finds tokens, one after the other.
    ///
    ///     perplexity = exp(−1/n Σ ln p(tokenᵢ | tokens before))
    ///
    /// A text longer than the window is read in windows that overlap: each token is predicted once, with at least `window − stride` tokens
    /// before it (those of the first window aside).
    ///
    /// - Parameters:
    ///   - tokens: The text, each token in 0..<vocabularyCount.
    ///   - window: How many tokens are read at a time, 2 or more; nil for as many as the model holds.
    ///   - stride: How far the window moves, 1 to `window − 1`; nil for half a window. Small strides give each token more to go by and
    ///     cost more.
    ///   - tokenizer: For the number of bytes; nil where it does not matter.
    /// - Returns: The sums; `tokenCount` is 0 for fewer than two tokens.
    /// Complexity: n · window / stride tokens are read.
    public func likelihood(
        of tokens: [Int], window: Int? = nil, stride: Int? = nil, tokenizer: (any Tokenizer)? = nil
    ) -> TextLikelihood {
        let outside = tokens.first { $0 < 0 || $0 >= vocabularyCount }
        require(
            outside == nil,
            "likelihood: token \(outside ?? 0) is outside the vocabulary of \(vocabularyCount)")
        let window = Swift.min(window ?? .max, capacity - count, Swift.max(tokens.count, 2))
        let stride = stride ?? Swift.max(1, window / 2)
        require(window >= 2, "likelihood: a window of \(window) tokens, must be 2 or more")
        require(
            stride >= 1 && (stride < window || window >= tokens.count),
            "likelihood: a stride of \(stride) with a window of \(window)")
        var result = TextLikelihood(negativeLogLikelihood: 0, tokenCount: 0, byteCount: 0)
        var begin = 0
        var predicted = 1
        while predicted < tokens.count {
            let end = Swift.min(begin + window, tokens.count)
            result.negativeLogLikelihood += cost(of: tokens, from: begin, predicting: predicted..<end)
            result.tokenCount += end - predicted
            if let tokenizer {
                for token in tokens[predicted..<end] { result.byteCount += tokenizer.bytes(of: token).count }
            }
            predicted = end
            begin += stride
        }
        return result
    }

    /// How likely the model finds a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - tokenizer: The model's tokenizer.
    ///   - window: How many tokens are read at a time; nil for as many as the model holds.
    ///   - stride: How far the window moves; nil for half a window.
    public func likelihood(
        of text: String, _ tokenizer: any Tokenizer, window: Int? = nil, stride: Int? = nil
    ) -> TextLikelihood {
        likelihood(of: tokenizer.encode(text), window: window, stride: stride, tokenizer: tokenizer)
    }

    /// `−Σ ln p` of the tokens of `range`, reading from `begin`.
    private func cost(of tokens: [Int], from begin: Int, predicting range: Range<Int>) -> Double {
        var reader = self
        let warm = range.lowerBound - 1 - begin
        if warm > 0 { _ = reader.append(Array(tokens[begin..<begin + warm])) }
        var total = 0.0
        var place = range.lowerBound
        // In portions, so that the logits of long windows need little room.
        while place < range.upperBound {
            let end = Swift.min(place + 64, range.upperBound)
            let rows = reader.appendAll(Array(tokens[place - 1..<end - 1]))
            for (row, token) in tokens[place..<end].enumerated() {
                let logits = rows[row * vocabularyCount..<(row + 1) * vocabularyCount]
                total += logSumExp(logits) - Double(logits[logits.startIndex + token])
            }
            place = end
        }
        return total
    }
}
