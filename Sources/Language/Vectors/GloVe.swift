import CAttention
import Foundation
import LinearAlgebra
import Randomness

/// `base` to a power.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// Learns word vectors whose products are the logarithms of how often words stand near each other.
///
/// - `J = ½ Σ f(Xᵢⱼ) (vᵢ·uⱼ + bᵢ + cⱼ - log Xᵢⱼ)²` over the pairs that come, `f(x) = min(1, (x/m)^α)`.
///
/// Xᵢⱼ is how often word j stands within the window of word i, each time counted as one over the distance. The corpus is read once; then
/// each pass goes over the cells of X in a new order, a step of AdaGrad each. The vector of a word is `vᵢ + uᵢ`.
///
///     let fit = GloVe { $0.dimension = 50; $0.largestCount = 10 }.fit(sentences, using: &generator)
///
/// O(words · window) to count, O(cells · dimension) for each pass. Source: Pennington, Socher and Manning, *GloVe: Global Vectors for Word
/// Representation* (2014).
public struct GloVe: Sendable, Hashable {
    /// The length of a vector, at least 1.
    public var dimension = 100
    /// How many words to each side are neighbours, at least 1.
    public var window = 10
    /// How many passes over the cells.
    public var epochs = 25
    /// How far a step of AdaGrad goes.
    public var learningRate = 0.05
    /// How often a word must come to get a vector.
    public var minimumCount = 5
    /// m: counts above it weigh no more; 100 for a large corpus, 10 for a small one.
    public var largestCount = 100.0
    /// α.
    public var exponent = 0.75

    /// The usual settings, but for what the closure sets.
    ///
    /// - Parameter change: Sets what differs.
    public init(_ change: (inout GloVe) -> Void = { _ in }) { change(&self) }

    /// Learns the vectors of the words of a corpus.
    ///
    /// - Parameters:
    ///   - sentences: The corpus: neighbours stand in one sentence.
    ///   - generator: The source of the draws.
    ///   - afterEpoch: Called after each pass with its number, counted from 1, and its mean loss.
    /// - Returns: The vectors of all words that come often enough, the most frequent first.
    public func fit(
        _ sentences: [[String]], using generator: inout some RandomStream,
        afterEpoch: (Int, Double) -> Void = { _, _ in }
    ) -> WordVectorFit {
        require(
            dimension >= 1 && window >= 1 && epochs >= 0 && learningRate > 0 && largestCount > 0,
            "GloVe: dimension \(dimension), window \(window), \(epochs) epochs, rate \(learningRate), largest count \(largestCount)"
        )
        let counts = WordFrequencies(sentences, minimum: minimumCount), rows = counts.count
        require(rows > 0, "GloVe.fit: no word comes \(minimumCount) times")
        let cells = Cooccurrences(counts.encoded(sentences), words: rows, window: window)
        // A row is n numbers and a bias.
        let width = dimension + 1, bound = 0.5 / Double(width)
        var words = (0..<rows * width).map { _ in Float(generator.uniform(-bound, bound)) }
        var others = (0..<rows * width).map { _ in Float(generator.uniform(-bound, bound)) }
        var squares = [Float](repeating: 1, count: 2 * rows * width), losses: [Double] = []
        var order = Array(cells.weights.indices)
        for epoch in 0..<epochs {
            generator.shuffle(&order)
            let loss = pass(cells, order, &words, &others, &squares)
            losses.append(loss / Double(Swift.max(1, order.count)))
            afterEpoch(epoch + 1, losses[epoch])
        }
        let sums = Matrix<Float>(rows: rows, columns: dimension) {
            words[$0 * width + $1] + others[$0 * width + $1]
        }
        return WordVectorFit(
            vectors: WordVectors(words: counts.words, vectors: sums),
            contexts: Matrix(rows: rows, columns: dimension) { others[$0 * width + $1] }, losses: losses)
    }

    private func pass(
        _ cells: Cooccurrences, _ order: [Int], _ words: inout [Float], _ others: inout [Float],
        _ squares: inout [Float]
    ) -> Double {
        let width = dimension + 1, half = words.count, rate = Float(learningRate)
        var loss = 0.0
        words.withUnsafeMutableBufferPointer { words in
            others.withUnsafeMutableBufferPointer { others in
                squares.withUnsafeMutableBufferPointer { squares in
                    guard let v = words.baseAddress, let u = others.baseAddress, let s = squares.baseAddress
                    else { return }
                    for cell in order {
                        let row = Int(cells.rows[cell]) * width, column = Int(cells.columns[cell]) * width
                        let count = Double(cells.weights[cell])
                        let weight = count < largestCount ? pow(count / largestCount, exponent) : 1
                        loss += cairn_glove_f32(
                            v + row, u + column, s + row, s + half + column, dimension, Float(log(count)),
                            Float(weight), rate)
                    }
                }
            }
        }
        return loss
    }
}

/// How often words stand near each other: the cells that are not 0.
struct Cooccurrences: Sendable {
    private(set) var rows: [Int32] = []
    private(set) var columns: [Int32] = []
    private(set) var weights: [Float] = []

    /// Counts each pair within the window once in both orders, as one over the distance.
    init(_ text: [[Int32]], words: Int, window: Int) {
        var sums: [UInt64: Double] = [:]
        for sentence in text {
            for place in sentence.indices {
                for distance in 1...window where place >= distance {
                    let (a, b) = (UInt64(sentence[place]), UInt64(sentence[place - distance]))
                    sums[a << 32 | b, default: 0] += 1 / Double(distance)
                    sums[b << 32 | a, default: 0] += 1 / Double(distance)
                }
            }
        }
        for (key, sum) in sums.sorted(by: { $0.key < $1.key }) {
            rows.append(Int32(key >> 32))
            columns.append(Int32(key & 0xFFFF_FFFF))
            weights.append(Float(sum))
        }
    }
}
