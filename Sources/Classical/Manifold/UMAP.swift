import LinearAlgebra
import Randomness

/// Uniform manifold approximation and projection: a picture that keeps neighbours, into which new rows can be placed.
///
/// Each row is joined to its k nearest with weights `exp(-(d - ρ) / σ)`: ρ is the distance to the nearest, and σ makes the weights sum to log₂ k. Both
/// directions are joined as probabilities, `w + wᵀ - wwᵀ`. In the picture the weight of a pair is `1 / (1 + a d²ᵇ)`, and stochastic gradients make
/// the cross-entropy between both small: each edge in its turn pulls its ends together and pushes its head from rows drawn at random.
///
///     let model = try UMAP(neighbors: 15).fit(x)
///     let picture = model.embedding               // n × 2
///     let placed = model.transform(newRows)
///
/// What a picture does not say: distances between groups and their sizes mean little. The same seed gives the same picture.
/// The edges move points in one fixed order, on one thread: neighbours, weights and the placing of new rows use all.
/// Source: McInnes, Healy and Melville, *UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction* (2018).
public struct UMAP: FeatureTransformer, Codable, Hashable {
    /// Where the points begin.
    public enum Start: Sendable, Codable, Hashable {
        /// At the first eigenvectors of the graph; at the principal components where the graph falls apart.
        case spectral
        /// At the principal components.
        case principalComponents
        /// At uniform numbers.
        case random
    }

    /// The dimensions of the picture, 1 to 64.
    public var components: Int
    /// How many neighbours a row has, itself included, at least 2; fewer where there are not as many rows. Small numbers show detail, large ones the whole.
    public var neighbors: Int
    /// How near points may come, 0 to 3 ``spread``.
    public var minimumDistance: Double
    /// The scale of the picture, above 0.
    public var spread: Double
    /// How many times all edges are gone through; nil for 500 up to 10 000 rows and 200 beyond.
    public var epochs: Int?
    /// The length of the first steps, above 0; it falls to 0.
    public var learningRate: Double
    /// How many rows push for each neighbour that pulls, 0 to 15.
    public var negativeSamples: Int
    /// How much they push, at least 0.
    public var repulsion: Double
    /// Where the points begin.
    public var start: Start
    /// The seed of the start and of the rows that push.
    public var seed: UInt64

    /// An embedding.
    ///
    /// - Parameters:
    ///   - components: The dimensions of the picture, 1 to 64.
    ///   - neighbors: How many neighbours a row has, itself included, at least 2.
    ///   - minimumDistance: How near points may come, 0 to 3 `spread`.
    ///   - spread: The scale of the picture, above 0.
    ///   - epochs: How many times all edges are gone through; nil for 500 up to 10 000 rows and 200 beyond.
    ///   - learningRate: The length of the first steps, above 0.
    ///   - negativeSamples: How many rows push for each neighbour that pulls, 0 to 15.
    ///   - repulsion: How much they push, at least 0.
    ///   - start: Where the points begin.
    ///   - seed: The seed of the start and of the rows that push.
    public init(
        components: Int = 2, neighbors: Int = 15, minimumDistance: Double = 0.1, spread: Double = 1,
        epochs: Int? = nil, learningRate: Double = 1, negativeSamples: Int = 5, repulsion: Double = 1,
        start: Start = .spectral, seed: UInt64 = 0
    ) {
        self.components = components
        self.neighbors = neighbors
        self.minimumDistance = minimumDistance
        self.spread = spread
        self.epochs = epochs
        self.learningRate = learningRate
        self.negativeSamples = negativeSamples
        self.repulsion = repulsion
        self.start = start
        self.seed = seed
    }

    /// Makes the picture.
    ///
    /// - Parameter x: The rows, n × p, 3 or more.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Neighborhoods.checked(x)
        try check(x)
        let k = min(neighbors, x.rows)
        let nearest = Neighborhoods(k - 1, of: x, in: x, excludingSelf: true)
        let weights = Memberships.weights(nearest, rows: x.rows, neighbors: k, connects: true)
        let graph = SymmetricGraph(nearest, rows: x.rows, values: weights) { $0 + $1 - $0 * $1 }
        let curve = MembershipCurve(minimumDistance: minimumDistance, spread: spread)
        let count = epochs ?? (x.rows <= 10_000 ? 500 : 200)
        var layout = UMAPLayout(self, curve, try firstPlaces(x, graph))
        layout.run(graph, epochs: count)
        let embedding = layout.embedding
        guard embedding.sum().isFinite else {
            throw .diverged(iterations: count, why: "the points left for infinity; lower the learning rate")
        }
        return Model(options: self, embedding: embedding, points: x, curve: curve)
    }

    private func check(_ x: Matrix<Double>) throws(FitError) {
        guard x.rows >= 3 else { throw .tooFewRows(x.rows, needed: 3, why: "a row needs neighbours") }
        guard (1...64).contains(components), neighbors >= 2 else {
            throw .badOption(
                "\(components) dimensions are not 1 to 64, or \(neighbors) neighbours are fewer than 2")
        }
        guard spread > 0, spread.isFinite, minimumDistance >= 0, minimumDistance < 3 * spread else {
            throw .badOption(
                "a distance of \(minimumDistance) is not 0 to three times the spread, \(spread), or that not above 0"
            )
        }
        guard (0...15).contains(negativeSamples), repulsion >= 0, learningRate > 0, repulsion.isFinite,
            learningRate.isFinite, (epochs ?? 1) >= 1
        else {
            throw .badOption(
                "\(negativeSamples) rows that push (0 to 15), a repulsion of \(repulsion), a learning rate of \(learningRate), \(epochs ?? 1) epochs"
            )
        }
    }

    /// Between 0 and 10 in each direction.
    private func firstPlaces(_ x: Matrix<Double>, _ graph: SymmetricGraph) throws(FitError) -> Matrix<Double>
    {
        var generator = Generator(seed: seed)
        var places: Matrix<Double>
        switch start {
        case .random:
            return Matrix(rows: x.rows, columns: components) { _, _ in 10 * generator.random() }
        case .principalComponents: places = try PrincipalStart.places(x, components)
        case .spectral:
            if let found = SpectralStart.places(graph, components, seed: seed) {
                places = found
            } else {
                places = try PrincipalStart.places(x, components)
            }
        }
        let largest = places.abs().max()
        if largest > 0 { places *= 10 / largest }
        // Noise keeps equal rows apart.
        places +=
            Matrix(
                rows: x.rows, columns: components, elements: generator.standardNormal(count: places.count))
            * 1e-4
        let low = places.min(over: .rows), width = (places.max(over: .rows) - low).maximum(1e-12)
        return (places - low) * (10 / width)
    }
}
