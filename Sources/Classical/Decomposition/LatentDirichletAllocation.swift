import Foundation
import LinearAlgebra
import Randomness
import Statistics

/// Topics of texts: each topic a distribution over words, each text a mixture of topics.
///
/// A text draws its mixture θ from a Dirichlet distribution with α, and each word its topic from θ and itself from that topic's distribution β, which is drawn with η. The
/// posterior is approximated by independent Dirichlet distributions: γ for each text, `γ = α + Σ counts · φ` with `φ ∝ exp(E log θ + E log β)`, and λ for each topic,
/// `λ = η + Σ counts · φ`.
///
///     let model = try LatentDirichletAllocation(topics: 10).fit(counts)      // a sparse matrix
///     let mixtures = model.transform(counts)                                  // n × 10
///
/// Online learning blends λ after each mini-batch, with a share `(τ + t)^(-κ)`, and is faster on many texts. O(stored counts · k) an iteration.
/// Source: Blei, Ng and Jordan, *Latent Dirichlet Allocation* (2003); Hoffman, Blei and Bach, *Online Learning for Latent Dirichlet Allocation* (2010).
public struct LatentDirichletAllocation: FeatureTransformer, Codable, Hashable {
    /// When the topics learn.
    public enum Learning: Sendable, Codable, Hashable {
        /// After all texts.
        case batch
        /// After each mini-batch: decay κ, above ½ and up to 1, offset τ, at least 1, and texts in a batch.
        case online(decay: Double = 0.7, offset: Double = 10, batchSize: Int = 128)
    }

    /// How many topics, at least 1.
    public var topics: Int
    /// α, above 0; nil for 1/k.
    public var mixturePrior: Double?
    /// η, above 0; nil for 1/k.
    public var wordPrior: Double?
    /// When the topics learn.
    public var learning: Learning
    /// How often all texts are gone through.
    public var iterations: Int
    /// How often γ is improved for each text at the most.
    public var textIterations: Int
    /// Stop improving γ where its elements change by less on average.
    public var textTolerance: Double
    /// The seed of the first topics and mixtures.
    public var seed: UInt64

    /// A model of topics.
    ///
    /// - Parameters:
    ///   - topics: How many, at least 1.
    ///   - mixturePrior: α, above 0; nil for 1/k.
    ///   - wordPrior: η, above 0; nil for 1/k.
    ///   - learning: When the topics learn.
    ///   - iterations: How often all texts are gone through, at least 1.
    ///   - textIterations: How often γ is improved for each text at the most, at least 1.
    ///   - textTolerance: Stop improving γ where its elements change by less on average.
    ///   - seed: The seed of the first topics and mixtures.
    public init(
        topics: Int = 10, mixturePrior: Double? = nil, wordPrior: Double? = nil, learning: Learning = .batch,
        iterations: Int = 10, textIterations: Int = 100, textTolerance: Double = 1e-3, seed: UInt64 = 0
    ) {
        self.topics = topics
        self.mixturePrior = mixturePrior
        self.wordPrior = wordPrior
        self.learning = learning
        self.iterations = iterations
        self.textIterations = textIterations
        self.textTolerance = textTolerance
        self.seed = seed
    }

    /// Finds topics in counts that are stored densely.
    ///
    /// - Parameter x: How often each word is in each text, n × p, none negative.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        try fit(SparseMatrix(try SparseRows.nonNegative(x)))
    }

    /// Finds topics.
    ///
    /// - Parameter x: How often each word is in each text, n × p, none negative.
    /// - Throws: ``FitError``.
    public func fit(_ x: SparseMatrix<Double>) throws(FitError) -> Model {
        let x = try SparseRows.nonNegative(x)
        try check()
        var generator = Generator(seed: seed)
        let draws = generator.gamma(shape: 100, scale: 0.01, count: topics * x.columns)
        var words = Matrix(rows: topics, columns: x.columns, elements: draws)  // λ
        let inference = TopicInference(
            alpha: mixturePrior ?? 1 / Double(topics), iterations: textIterations, tolerance: textTolerance)
        let eta = wordPrior ?? 1 / Double(topics)
        var batches = 0
        for _ in 0..<iterations {
            // Mixtures begin anew in each round.
            let first = generator.gamma(shape: 100, scale: 0.01, count: topics * x.rows)
            let start = Matrix(rows: x.rows, columns: topics, elements: first)
            guard case .online(let decay, let offset, let size) = learning else {
                words = inference.topicCounts(x, 0..<x.rows, words, start) + eta
                continue
            }
            for first in stride(from: 0, to: x.rows, by: size) {
                batches += 1
                let rows = first..<min(x.rows, first + size), share = pow(offset + Double(batches), -decay)
                let scale = Double(x.rows) / Double(rows.count)
                let next = inference.topicCounts(x, rows, words, start) * scale + eta
                words = words * (1 - share) + next * share
            }
        }
        guard words.sum().isFinite else {
            throw .diverged(iterations: iterations, why: "the topics are no numbers")
        }
        return Model(inference: inference, wordPrior: eta, topicWords: words, seed: seed)
    }

    private func check() throws(FitError) {
        guard topics >= 1, (mixturePrior ?? 1) > 0, (wordPrior ?? 1) > 0, iterations >= 1, textIterations >= 1
        else {
            throw .badOption(
                "\(topics) topics, priors \(mixturePrior ?? 0) and \(wordPrior ?? 0), \(iterations) or \(textIterations) iterations out of range"
            )
        }
        if case .online(let decay, let offset, let size) = learning {
            guard decay > 0.5, decay <= 1, offset >= 1, size >= 1 else {
                throw .badOption("online learning with decay \(decay), offset \(offset), batches of \(size)")
            }
        }
    }

    /// Fitted topics.
    public struct Model: FeatureTransform, Hashable {
        let inference: TopicInference
        let wordPrior: Double
        /// λ, k × p: about how many words of each kind each topic has.
        public let topicWords: Matrix<Double>
        let seed: UInt64

        /// How many columns the rows must have: the words that are known.
        public var featureCount: Int { topicWords.columns }
        /// How many topics there are.
        public var outputCount: Int { topicWords.rows }
        /// The distribution of words in each topic, k × p; each row sums to 1.
        public var topics: Matrix<Double> { topicWords / topicWords.sum(over: .columns).asColumn }

        /// The mixture of topics in each text, m × k; each row sums to 1.
        ///
        /// - Parameter x: How often each word is in each text, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "LatentDirichletAllocation.transform")
            guard x.rows > 0 else { return Matrix(repeating: 0, rows: 0, columns: outputCount) }
            return transform(SparseMatrix(x))
        }

        /// The mixture of topics in each text, m × k; each row sums to 1. O(stored counts · k · iterations).
        ///
        /// - Parameter x: How often each word is in each text, m × p.
        public func transform(_ x: SparseMatrix<Double>) -> Matrix<Double> {
            let gamma = mixtures(x)
            return gamma / gamma.sum(over: .columns).asColumn
        }

        /// γ, m × k.
        private func mixtures(_ x: SparseMatrix<Double>) -> Matrix<Double> {
            require(
                x.columns == featureCount,
                "LatentDirichletAllocation: \(x.rows) × \(x.columns) for a model of \(featureCount) words")
            require(
                x.values.allSatisfy { $0 >= 0 && $0.isFinite },
                "LatentDirichletAllocation: a count is negative or not finite")
            return inference.mixtures(x.converted(to: .rows), topicWords)
        }

        /// `exp(-bound / words)`: the lower the better the model expects the texts. The bound lies below the texts' log-likelihood.
        ///
        /// - Parameter x: How often each word is in each text, m × p, at least one word.
        public func perplexity(_ x: SparseMatrix<Double>) -> Double {
            let x = x.converted(to: .rows), gamma = mixtures(x)
            let bound = inference.bound(x, gamma, topicWords, wordPrior)
            return exp(-bound / x.values.sum())
        }
    }
}
