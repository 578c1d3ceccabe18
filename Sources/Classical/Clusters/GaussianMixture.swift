import LinearAlgebra
import Randomness

/// Rows as draws from k normal distributions: how likely each row is to come from which.
///
/// The density is `Σₖ πₖ N(x; μₖ, Σₖ)`. EM takes turns: the probability of each component for each row, `γᵢₖ ∝ πₖ N(xᵢ; μₖ, Σₖ)`; then weights,
/// means and covariances of the rows, counted by γ. The mean log-likelihood never falls; it may end in a minimum that depends on
/// the start.
///
///     let x = loadIris().features
///     let model = try GaussianMixture(components: 3).fit(x)
///     print(model.bic(x).rounded(), model.hasConverged)  // 581.0 true
///
/// Compare numbers of components by ``Model/bic(_:)``, the lower the better. scikit-learn: `GaussianMixture`.
/// Sources: Dempster, Laird and Rubin, *Maximum Likelihood from Incomplete Data via the EM Algorithm* (1977); Schwarz, *Estimating the
/// Dimension of a Model* (1978).
public struct GaussianMixture: Clusterer, Codable, Hashable {
    /// What the components' covariances may be.
    public enum Covariance: String, Sendable, Codable, Hashable, CaseIterable {
        /// Each component its own.
        case full
        /// One for all.
        case tied
        /// Each component its own variances, no covariances.
        case diagonal
        /// Each component one variance for all columns.
        case spherical
    }

    /// Where EM begins.
    public enum Initialization: Sendable, Codable, Hashable {
        /// The groups of ``KMeans``.
        case kMeans
        /// Each row belongs to the nearest of as many rows, drawn by k-means++.
        case kMeansPlusPlus
        /// These parameters.
        case given(MixtureParameters)
    }

    /// k, how many components, 1 … n.
    public var components: Int
    /// What the components' covariances may be.
    public var covariance: Covariance
    /// What is added to each variance, 0 or more.
    public var regularization: Double
    /// Stop where the mean log-likelihood gains less than this, 0 or more.
    public var tolerance: Double
    /// The most turns, at least 1.
    public var maximumIterations: Int
    /// How many starts, at least 1; the likeliest is kept.
    public var starts: Int
    /// Where EM begins.
    public var initialization: Initialization
    /// The seed of the starts.
    public var seed: UInt64

    /// A mixture of normal distributions.
    ///
    /// - Parameters:
    ///   - components: How many, 1 … n; 1 by default.
    ///   - covariance: What their covariances may be; full ones by default.
    ///   - regularization: What is added to each variance, 0 or more; 1e-6 by default.
    ///   - tolerance: The gain of the mean log-likelihood at which EM stops, 0 or more; 1e-3 by default.
    ///   - maximumIterations: The most turns, at least 1; 100 by default.
    ///   - starts: How many starts, at least 1; 1 by default.
    ///   - initialization: Where EM begins; the groups of k-means by default.
    ///   - seed: The seed of the starts; 0 by default.
    public init(
        components: Int = 1, covariance: Covariance = .full, regularization: Double = 1e-6,
        tolerance: Double = 1e-3, maximumIterations: Int = 100, starts: Int = 1,
        initialization: Initialization = .kMeans, seed: UInt64 = 0
    ) {
        self.components = components
        self.covariance = covariance
        self.regularization = regularization
        self.tolerance = tolerance
        self.maximumIterations = maximumIterations
        self.starts = starts
        self.initialization = initialization
        self.seed = seed
    }

    /// Finds the components. O(n k p²) a turn for full covariances, O(n k p) for diagonal and spherical ones.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x)
        try checkOptions(x)
        // Around the mean: covariances are differences of squares otherwise.
        let middle = x.mean(over: .rows), shifted = (x - middle).contiguous()
        var best: MixtureRun?, seeds = Generator(seed: seed)
        for _ in 0..<starts {
            var run = try begin(shifted, middle, seed: seeds.next())
            try run.climb(maximumIterations, tolerance)
            if best.map({ run.bound > $0.bound }) ?? true { best = run }
        }
        guard let best else { throw .badOption("there is no start") }
        let probabilities = best.parameters.logDensities(shifted)
        let labels = probabilities.argmax(over: .columns)
        return Model(
            parameters: best.parameters.moved(by: middle), labels: labels, lowerBound: best.bound,
            iterations: best.iterations, hasConverged: best.hasConverged)
    }

    private func checkOptions(_ x: Matrix<Double>) throws(FitError) {
        require(
            components >= 1 && regularization >= 0 && tolerance >= 0 && maximumIterations >= 1 && starts >= 1,
            "GaussianMixture: \(components) components, regularization \(regularization), tolerance \(tolerance), "
                + "\(maximumIterations) turns, \(starts) starts")
        if x.rows < max(2, components) {
            throw .tooFewRows(
                x.rows, needed: max(2, components),
                why: "\(components) components, and a variance, are to be found")
        }
        if case .given(let start) = initialization {
            require(
                start.means.rows == components && start.means.columns == x.columns
                    && start.kind == covariance,
                "GaussianMixture: a start of \(start.means.rows) \(start.kind) components of \(start.means.columns) "
                    + "columns, where \(components) \(covariance) ones of \(x.columns) are to be found")
        }
    }

    private func begin(_ x: Matrix<Double>, _ middle: Vector<Double>, seed: UInt64) throws(FitError)
        -> MixtureRun
    {
        let labels: [Int]
        switch initialization {
        case .given(let start):
            return MixtureRun(
                x, try FactoredMixture(start.moved(by: -middle)), regularization)
        case .kMeans: labels = try KMeans(clusters: components, starts: 1, seed: seed).fit(x).labels
        case .kMeansPlusPlus:
            var generator = Generator(seed: seed)
            let rows = KMeansRows(x, nil, clusters: components)
            let centers = kMeansPlusPlus(rows, clusters: components, using: &generator)
            labels = CenterTable(centers.start, count: components, columns: x.columns).nearest(x)
        }
        var shares = Matrix<Double>.zeros(x.rows, components)
        for (row, label) in labels.enumerated() { shares[row, label] = 1 }
        let start = MixtureParameters.estimated(x, shares, covariance, regularization)
        return MixtureRun(x, try FactoredMixture(start), regularization)
    }

    /// The components.
    public struct Model: InductiveClusterModel {
        private let factored: FactoredMixture
        /// The likeliest component of each row that was fitted. A component may be the likeliest of none.
        public internal(set) var labels: [Int]
        /// The mean log-likelihood of a row, at the last turn.
        public let lowerBound: Double
        /// How many turns the best start took.
        public let iterations: Int
        /// Whether the last turn gained less than the tolerance.
        public let hasConverged: Bool

        init(
            parameters: FactoredMixture, labels: [Int], lowerBound: Double, iterations: Int,
            hasConverged: Bool
        ) {
            factored = parameters
            self.labels = labels
            self.lowerBound = lowerBound
            self.iterations = iterations
            self.hasConverged = hasConverged
        }

        /// Weights, means and covariances.
        public var parameters: MixtureParameters { factored.parameters }
        /// π, the share of each component, k numbers that sum to 1.
        public var weights: Vector<Double> { parameters.weights }
        /// μ, the means, k × p.
        public var means: Matrix<Double> { parameters.means }
        /// How many columns the rows must have.
        public var featureCount: Int { means.columns }
        /// How many components there are.
        public var clusterCount: Int { means.rows }

        /// Σ of a component, p × p.
        ///
        /// - Parameter component: Which, 0 ..< k.
        public func covariance(_ component: Int) -> Matrix<Double> { parameters.covariance(component) }

        /// The likeliest component of each row. O(m k p²).
        public func predict(_ x: Matrix<Double>) -> [Int] {
            Checks.columns(x, featureCount, "GaussianMixture.predict")
            return x.rows == 0 ? [] : factored.logDensities(x).argmax(over: .columns)
        }

        /// γ, the probability of each component for each row, m × k; rows sum to 1. O(m k p²).
        ///
        /// - Parameter x: The rows, m × p.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "GaussianMixture.probabilities")
            return factored.logDensities(x).softmax()
        }

        /// The log of the density at each row. O(m k p²).
        ///
        /// - Parameter x: The rows, m × p.
        public func logDensity(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "GaussianMixture.logDensity")
            return factored.logDensities(x).logSumExp(over: .columns)
        }

        /// The mean log-likelihood of rows.
        ///
        /// - Parameter x: The rows, m × p, at least one.
        public func score(_ x: Matrix<Double>) -> Double { logDensity(x).mean() }

        /// Schwarz's criterion `d ln m - 2 log L`, the lower the better.
        ///
        /// - Parameter x: The rows, m × p.
        public func bic(_ x: Matrix<Double>) -> Double {
            Double(parameters.freeCount) * Double(x.rows).logarithm - 2 * logDensity(x).sum()
        }

        /// Akaike's criterion `2d - 2 log L`, the lower the better.
        ///
        /// - Parameter x: The rows, m × p.
        public func aic(_ x: Matrix<Double>) -> Double {
            2 * Double(parameters.freeCount) - 2 * logDensity(x).sum()
        }

        /// Draws rows, and from which component each came.
        ///
        /// - Parameters:
        ///   - count: How many rows, 0 or more.
        ///   - generator: Where the randomness comes from.
        public func sample(_ count: Int, using generator: inout some RandomStream) -> (
            x: Matrix<Double>, components: [Int]
        ) {
            require(count >= 0, "GaussianMixture.sample: \(count) rows")
            let shares = Array(weights)
            let chosen = generator.draws(count) { $0.choice(probabilities: shares) }
            let noise = generator.draws(count * featureCount) { $0.standardNormal() }
            let white = Matrix(rows: count, columns: featureCount, elements: noise)
            return (factored.colored(white, chosen), chosen)
        }
    }
}
