import CAttention
import LinearAlgebra
import Randomness

/// Learns word vectors by telling the words that stand near a word from words drawn at random (word2vec).
///
/// With the vector h of what is seen, the vector u of a word that stands there and those of k words that were drawn:
///
/// - `loss = -log σ(h·u) - Σ log σ(-h·uᵢ)`, summed over all places of the corpus.
/// - `.skipGram`: h is the vector of one neighbour of the word; each neighbour in turn.
/// - `.continuousBag`: h is the mean of the vectors of all its neighbours: faster, and weaker for rare words.
///
/// Neighbours stand within a window of 1 to `window` words, whose width is drawn for each place, so that near words count more. Words drawn
/// at random come by the power 0.75 of their frequency. Frequent words are passed over: a word of share f stays with probability
/// `√(s/f) + s/f`.
///
///     let fit = NegativeSampling(.skipGram) { $0.dimension = 50; $0.minimumCount = 2 }.fit(sentences, using: &generator)
///     let likeRiver = fit.vectors.nearest(to: "river")
///
/// Steps are made one after the other, on one core: the same seed gives the same vectors. O(words · window · negatives · dimension) for each
/// pass. Source: Mikolov et al., *Distributed Representations of Words and Phrases and their Compositionality* (2013).
public struct NegativeSampling: Sendable, Hashable {
    /// What is foretold from what.
    public enum Task: Sendable, Hashable {
        /// A word from each of its neighbours.
        case skipGram
        /// A word from the mean of its neighbours (CBOW). Each gets its part of the slope, 1/n of it, where word2vec gives each all of it: so
        /// Irsoy, Benton and Stratos (2021), who find it as good as `skipGram`.
        case continuousBag
    }

    /// What is foretold from what.
    public var task: Task
    /// The length of a vector, at least 1.
    public var dimension = 100
    /// How many words to each side are neighbours at most, at least 1.
    public var window = 5
    /// k, how many words are drawn for each that stands there, at least 1.
    public var negatives = 5
    /// How many passes over the corpus.
    public var epochs = 5
    /// How far the first step goes; the rate falls to 1/250 of it along a line.
    public var learningRate: Double
    /// How often a word must come to get a vector.
    public var minimumCount = 5
    /// s: words with a larger share of the corpus are passed over at times; 0 for never.
    public var subsampling = 1e-3
    /// By which power of their frequency words are drawn.
    public var exponent = 0.75

    /// The usual settings, but for what the closure sets.
    ///
    /// - Parameters:
    ///   - task: What is foretold from what.
    ///   - change: Sets what differs.
    public init(_ task: Task = .skipGram, _ change: (inout NegativeSampling) -> Void = { _ in }) {
        self.task = task
        learningRate = task == .skipGram ? 0.025 : 0.075
        change(&self)
    }

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
        check()
        let counts = WordFrequencies(sentences, minimum: minimumCount), rows = counts.count
        require(rows > 0, "NegativeSampling.fit: no word comes \(minimumCount) times")
        let bound = 0.5 / Double(dimension), source = ScrambledCounter(generator.next())
        var inputs = (0..<rows * dimension).map { _ in Float(generator.uniform(-bound, bound)) }
        var outputs = [Float](repeating: 0, count: rows * dimension), losses: [Double] = []
        inputs.withUnsafeMutableBufferPointer { inputs in
            outputs.withUnsafeMutableBufferPointer { outputs in
                guard let first = inputs.baseAddress, let second = outputs.baseAddress else { return }
                var run = NegativeSamplingRun(self, counts, inputs: first, outputs: second, source)
                let text = counts.encoded(sentences), size = text.reduce(0) { $0 + $1.count }
                for epoch in 0..<epochs {
                    run.read(text, from: epoch * size, of: epochs * size)
                    losses.append(run.endEpoch())
                    afterEpoch(epoch + 1, losses[epoch])
                }
                run.free()
            }
        }
        return WordVectorFit(
            vectors: WordVectors(
                words: counts.words, vectors: Matrix(rows: rows, columns: dimension, elements: inputs)),
            contexts: Matrix(rows: rows, columns: dimension, elements: outputs), losses: losses)
    }

    private func check() {
        require(
            dimension >= 1 && window >= 1 && negatives >= 1 && epochs >= 0,
            "NegativeSampling: dimension \(dimension), window \(window), \(negatives) negatives, \(epochs) epochs"
        )
        require(
            learningRate > 0 && learningRate.isFinite && subsampling >= 0 && exponent.isFinite,
            "NegativeSampling: rate \(learningRate), subsampling \(subsampling), exponent \(exponent)")
    }
}
