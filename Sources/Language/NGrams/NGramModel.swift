import Foundation
import LinearAlgebra
import Randomness

/// A model of language by counting: how probable a token is after the `order - 1` tokens before it.
///
/// Interpolated modified Kneser–Ney smoothing: from each count a discount is taken, and what that frees goes to the shorter context,
///
///     p(w | h) = (c(h w) - D(c(h w))) / c(h) + γ(h) · p(w | h')
///     γ(h) = (D₁ N₁(h) + D₂ N₂(h) + D₃ N₃₊(h)) / c(h)
///
/// with h' the context without its first token, Nᵢ(h) the number of tokens seen i times after h, and below all contexts the uniform
/// distribution. Counts of the shorter contexts are not how often, but in how many different places a sequence was seen: "Francisco" is common and yet
/// follows only "San". The discounts come from the numbers of sequences seen once to four times.
///
///     let text = Array("abracadabra abracadabra".utf8).map { Int($0) }
///     let model = NGramModel(order: 3, sequences: [text], vocabularyCount: 256)
///     let p = model.probability(of: 97, after: [98, 114])  // "a" after "br"
///     print((p * 1000).rounded() / 1000, (model.perplexity(of: text) * 100).rounded() / 100)  // 0.966 1.32
///
/// Fitting is O(order · n); a probability O(order). Source: Kneser, Ney, *Improved Backing-off for M-gram Language Modeling*, 1995; Chen, Goodman,
/// *An Empirical Study of Smoothing Techniques for Language Modeling*, 1999 (equations 26 to 29).
public struct NGramModel: Sendable {
    /// The number of tokens of the longest sequence that is counted.
    public let order: Int
    /// How many tokens there are.
    public let vocabularyCount: Int
    /// The discounts D₁, D₂, D₃ of each length, the length 1 first.
    public let discounts: [[Double]]

    /// What was seen after a context.
    struct Context: Sendable {
        /// The sum of the counts.
        var total = 0
        /// How many tokens were seen once, twice, more often.
        var kinds = [0, 0, 0]
        var tokens: [Int32: Int32] = [:]
    }

    private let contexts: [[[Int32]: Context]]

    /// Counts sequences.
    ///
    /// - Parameters:
    ///   - order: The number of tokens of the longest sequence that is counted, 1 or more.
    ///   - sequences: Texts as ids; no sequence crosses from one to the next.
    ///   - vocabularyCount: How many tokens there are: ids are below it.
    public init(order: Int, sequences: [[Int]], vocabularyCount: Int) {
        require(order >= 1, "NGramModel: order must be 1 or more, not \(order)")
        require(vocabularyCount >= 1, "NGramModel: vocabularyCount must be 1 or more, not \(vocabularyCount)")
        for sequence in sequences {
            if let wrong = sequence.first(where: { !(0..<vocabularyCount).contains($0) }) {
                require(false, "NGramModel: token \(wrong) is not below vocabularyCount \(vocabularyCount)")
            }
        }
        (self.order, self.vocabularyCount) = (order, vocabularyCount)
        let counts = NGramModel.count(sequences.map { $0.map(Int32.init) }, order)
        discounts = counts.map(NGramModel.discounts)
        contexts = counts.map(NGramModel.byContext)
    }

    /// The counts of each length: of the longest how often, of shorter ones before how many different tokens, or at the beginning of a text how often.
    private static func count(_ sequences: [[Int32]], _ order: Int) -> [[[Int32]: Int]] {
        var counts: [[[Int32]: Int]] = Array(repeating: [:], count: order)
        for sequence in sequences {
            for start in sequence.indices where start + order <= sequence.count {
                counts[order - 1][Array(sequence[start..<start + order]), default: 0] += 1
            }
            // What nothing stands before cannot be counted by what stands before it.
            for length in 1..<max(1, order) where length <= sequence.count {
                counts[length - 1][Array(sequence[..<length]), default: 0] += 1
            }
        }
        for length in stride(from: order - 1, to: 0, by: -1) {
            for longer in counts[length].keys {
                counts[length - 1][Array(longer.dropFirst()), default: 0] += 1
            }
        }
        return counts
    }

    /// Y = n₁ / (n₁ + 2 n₂), Dᵢ = i - (i + 1) Y nᵢ₊₁ / nᵢ, within 0 ... i; a half each where the counts of counts are too few to say.
    private static func discounts(_ counts: [[Int32]: Int]) -> [Double] {
        var n = [0.0, 0, 0, 0]
        for count in counts.values where count <= 4 { n[count - 1] += 1 }
        guard n[0] > 0, n[1] > 0, n[2] > 0 else { return [0.5, 0.5, 0.5] }
        let y = n[0] / (n[0] + 2 * n[1])
        return (1...3).map { i in
            let value = Double(i) - Double(i + 1) * y * n[i] / n[i - 1]
            return min(max(value, 0), Double(i))
        }
    }

    private static func byContext(_ counts: [[Int32]: Int]) -> [[Int32]: Context] {
        var contexts: [[Int32]: Context] = [:]
        for (sequence, count) in counts {
            guard let last = sequence.last else { continue }
            contexts[Array(sequence.dropLast()), default: Context()].add(last, count)
        }
        return contexts
    }

    /// p(token | context), of which the last `order - 1` tokens count. The probabilities of all tokens sum to 1.
    ///
    /// - Parameters:
    ///   - token: The token, below `vocabularyCount`.
    ///   - context: What stands before it; may be shorter than the order or empty.
    public func probability(of token: Int, after context: some BidirectionalCollection<Int>) -> Double {
        let known = context.suffix(order - 1).map { Int32(truncatingIfNeeded: $0) }
        var result = 1 / Double(vocabularyCount)
        for length in 0...known.count {
            guard let seen = contexts[length][Array(known.suffix(length))] else { break }
            result = mix(seen, discounts[length], Int32(truncatingIfNeeded: token), result)
        }
        return result
    }

    private func mix(_ seen: Context, _ discounts: [Double], _ token: Int32, _ shorter: Double) -> Double {
        let count = Int(seen.tokens[token] ?? 0), total = Double(seen.total)
        var freed = 0.0
        for kind in 0..<3 { freed += discounts[kind] * Double(seen.kinds[kind]) }
        let own = count > 0 ? Double(count) - discounts[min(count, 3) - 1] : 0
        return own / total + freed / total * shorter
    }

    /// The mean of -log₂ p of the tokens of a text, each after those before it; 0 for an empty text.
    public func bitsPerToken(of tokens: [Int]) -> Double {
        if tokens.isEmpty { return 0 }
        var bits = 0.0
        for place in tokens.indices {
            bits -= log2(probability(of: tokens[place], after: tokens[max(0, place - order + 1)..<place]))
        }
        return bits / Double(tokens.count)
    }

    /// 2 to the bits per token: among how many equally probable tokens the model chooses on average.
    public func perplexity(of tokens: [Int]) -> Double { exp2(bitsPerToken(of: tokens)) }
}

extension NGramModel.Context {
    mutating func add(_ token: Int32, _ count: Int) {
        tokens[token] = Int32(clamping: count)
        total += count
        kinds[min(count, 3) - 1] += 1
    }
}

extension NGramModel {
    /// Goes on from `tokens`, each token drawn by its probability.
    ///
    /// A draw walks from the longest context that was seen to shorter ones: it stays and takes a seen token with what the discounts leave it, or backs off.
    ///
    /// - Parameters:
    ///   - tokens: What stands before.
    ///   - count: How many tokens to draw.
    ///   - generator: Where the randomness comes from.
    public func sample(after tokens: [Int], count: Int, using generator: inout some RandomStream) -> [Int] {
        require(count >= 0, "NGramModel.sample: count must be 0 or more, not \(count)")
        var result = tokens
        for _ in 0..<count { result.append(draw(after: result, using: &generator)) }
        return Array(result.dropFirst(tokens.count))
    }

    private func draw(after tokens: [Int], using generator: inout some RandomStream) -> Int {
        let known = tokens.suffix(order - 1).map { Int32(truncatingIfNeeded: $0) }
        for length in stride(from: known.count, through: 0, by: -1) {
            guard let seen = contexts[length][Array(known.suffix(length))] else { continue }
            var place = generator.random() * Double(seen.total)
            for (token, count) in seen.tokens.sorted(by: { $0.key < $1.key }) {
                place -= Double(count) - discounts[length][min(Int(count), 3) - 1]
                if place < 0 { return Int(token) }
            }
        }
        return generator.integer(in: 0...vocabularyCount - 1)
    }
}
