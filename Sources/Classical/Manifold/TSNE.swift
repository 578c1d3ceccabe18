import LinearAlgebra
import Randomness

/// t-distributed stochastic neighbour embedding: a picture in which neighbours stay neighbours.
///
/// Affinities p between rows are normal with a width of their own for each row, such that a row has about `perplexity` neighbours. In the
/// picture `q ∝ 1 / (1 + ‖yᵢ - yⱼ‖²)`, and gradient descent makes the divergence `KL(P‖Q) = Σ p log(p / q)` small:
/// `∂KL/∂yᵢ = 4 Σⱼ (pᵢⱼ - qᵢⱼ)(1 + ‖yᵢ - yⱼ‖²)⁻¹(yᵢ - yⱼ)`.
///
///     let model = try TSNE(perplexity: 30).fit(x)
///     let picture = model.embedding               // n × 2
///
/// What a picture does not say: distances between groups, their sizes and their densities mean little, and groups can appear in noise. New rows
/// cannot be placed; see ``UMAP``. The first picture is that of the principal components, not random, so that what is near at large stays near.
///
/// The attraction runs over 3 · perplexity neighbours. How the repulsion is summed, over all pairs or by a tree, ``repulsion`` says. Points are
/// kept in single precision.
/// Source: van der Maaten and Hinton, *Visualizing Data using t-SNE* (2008); Kobak and Berens, *The Art of Using t-SNE for
/// Single-Cell Transcriptomics* (2019), for the start and the rate.
public struct TSNE: Estimator, Codable, Hashable {
    /// Where the points begin.
    public enum Start: Sendable, Codable, Hashable {
        /// At the first principal components, scaled so that the first has deviation 1e-4.
        case principalComponents
        /// At normal numbers of deviation 1e-4.
        case random
        /// At these places, n × ``TSNE/components``.
        case given(Matrix<Double>)
    }

    /// How the repulsion of all pairs is summed.
    public enum Repulsion: Sendable, Codable, Hashable {
        /// Pair by pair, in vector kernels on all threads: O(n²) a step.
        case exact
        /// Heaps of points whose box has a diagonal below `angle` times its distance push from their centre: O(n log n) a step. The angle is
        /// 0 or more; 0.5 is usual, and a larger one is faster and less exact. Source: Barnes and Hut (1986); van der Maaten,
        /// *Accelerating t-SNE using Tree-Based Algorithms* (2014).
        case tree(angle: Double = 0.5)
        /// As is faster: by a tree with the angle 0.5 from 3000 rows on, in three dimensions from 10 000 on; below exactly.
        case automatic

        /// The angle of the tree; nil where there is none.
        func angle(rows: Int, _ components: Int) -> Double? {
            switch self {
            case .exact: nil
            case .tree(let angle): angle
            case .automatic: rows >= (components == 3 ? 10_000 : 3000) ? 0.5 : nil
            }
        }
    }

    /// The dimensions of the picture, 1 to 3.
    public var components: Int
    /// About how many neighbours a row has, at least 1 and below the number of rows; 5 to 50 are usual.
    public var perplexity: Double
    /// How much stronger affinities are at first, at least 1, so that groups find together.
    public var earlyExaggeration: Double
    /// How many of the iterations are exaggerated.
    public var earlyIterations: Int
    /// The step's length, above 0; nil for max(n / 4 earlyExaggeration, 50).
    public var learningRate: Double?
    /// How many steps are made at the most.
    public var iterations: Int
    /// Stop where the gradient's length is below this.
    public var minimumGradient: Double
    /// How the repulsion is summed; by default as is faster.
    public var repulsion: Repulsion
    /// Where the points begin.
    public var start: Start
    /// The seed of a random start.
    public var seed: UInt64

    /// An embedding.
    ///
    /// - Parameters:
    ///   - components: The dimensions of the picture, 1 to 3.
    ///   - perplexity: About how many neighbours a row has, at least 1 and below the number of rows.
    ///   - earlyExaggeration: How much stronger affinities are at first, at least 1.
    ///   - earlyIterations: How many of the iterations are exaggerated.
    ///   - learningRate: The step's length; nil for max(n / 4 earlyExaggeration, 50).
    ///   - iterations: How many steps are made at the most.
    ///   - minimumGradient: Stop where the gradient is shorter.
    ///   - repulsion: How the repulsion is summed.
    ///   - start: Where the points begin.
    ///   - seed: The seed of a random start.
    public init(
        components: Int = 2, perplexity: Double = 30, earlyExaggeration: Double = 12,
        earlyIterations: Int = 250,
        learningRate: Double? = nil, iterations: Int = 1000, minimumGradient: Double = 1e-7,
        repulsion: Repulsion = .automatic, start: Start = .principalComponents, seed: UInt64 = 0
    ) {
        self.components = components
        self.perplexity = perplexity
        self.earlyExaggeration = earlyExaggeration
        self.earlyIterations = earlyIterations
        self.learningRate = learningRate
        self.iterations = iterations
        self.minimumGradient = minimumGradient
        self.repulsion = repulsion
        self.start = start
        self.seed = seed
    }

    /// The picture.
    public struct Model: FittedModel, Hashable {
        /// How many columns the rows had.
        public let featureCount: Int
        /// The place of each row in the picture, n × components.
        public let embedding: Matrix<Double>
        /// KL(P‖Q), P over the neighbours.
        public let divergence: Double
        /// How many steps were made.
        public let iterations: Int
    }

    /// Makes the picture.
    ///
    /// - Parameter x: The rows, n × p, 3 or more.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Neighborhoods.checked(x)
        try check(x)
        let wanted = Int(3 * perplexity) + 1, n = x.rows
        let neighbors = Neighborhoods(min(n - 1, wanted), of: x, in: x, excludingSelf: true)
        let affinities = Affinities(neighbors, rows: n, perplexity: perplexity)
        var descent = TSNEDescent(affinities, try firstPlaces(x), angle: repulsion.angle(rows: n, components))
        let rate = learningRate ?? max(Double(n) / earlyExaggeration / 4, 50)
        descent.run(
            earlyIterations, of: iterations, exaggeration: earlyExaggeration, rate: rate,
            minimum: minimumGradient)
        let divergence = descent.divergence()
        guard divergence.isFinite else {
            throw .diverged(
                iterations: descent.iterations, why: "the points left for infinity; lower the learning rate")
        }
        return Model(
            featureCount: x.columns, embedding: descent.embedding, divergence: divergence,
            iterations: descent.iterations)
    }

    private func check(_ x: Matrix<Double>) throws(FitError) {
        guard (1...3).contains(components) else {
            throw .badOption("\(components) dimensions are not 1 to 3")
        }
        guard x.rows >= 3 else { throw .tooFewRows(x.rows, needed: 3, why: "a row needs neighbours") }
        guard perplexity >= 1, perplexity < Double(x.rows) else {
            throw .badOption(
                "a perplexity of \(perplexity) with \(x.rows) rows: it must be 1 or more and fewer than the rows"
            )
        }
        if case .tree(let angle) = repulsion, !(angle >= 0) {
            throw .badOption("an angle of \(angle): it must be 0 or more")
        }
        let rate = learningRate ?? 50
        guard earlyExaggeration >= 1, earlyIterations >= 0, iterations >= 0, rate > 0, rate.isFinite else {
            throw .badOption(
                "exaggeration \(earlyExaggeration) below 1, \(earlyIterations) or \(iterations) iterations, or a rate of \(rate)"
            )
        }
    }

    private func firstPlaces(_ x: Matrix<Double>) throws(FitError) -> Matrix<Double> {
        switch start {
        case .given(let places):
            guard places.rows == x.rows, places.columns == components else {
                throw .badOption(
                    "\(places.rows) × \(places.columns) places to start from, for \(x.rows) rows in \(components) dimensions"
                )
            }
            return try Checks.features(places)
        case .random:
            var generator = Generator(seed: seed)
            let numbers = generator.standardNormal(count: x.rows * components)
            return Matrix(rows: x.rows, columns: components, elements: numbers) * 1e-4
        case .principalComponents:
            let places = try PrincipalStart.places(x, components)
            let deviation = places[column: 0].standardDeviation()
            return deviation > 0 ? places * (1e-4 / deviation) : places
        }
    }
}

/// The rows' places along their first principal components, 0 where there are fewer than wanted.
enum PrincipalStart {
    static func places(_ x: Matrix<Double>, _ count: Int) throws(FitError) -> Matrix<Double> {
        let most = min(count, min(x.rows, x.columns))
        let places = try PCA(components: most).fit(x).transform(x)
        return most == count ? places : places.padded(bottom: 0, right: count - most)
    }
}
