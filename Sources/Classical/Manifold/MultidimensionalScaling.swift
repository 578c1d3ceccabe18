import LinearAlgebra
import Randomness

/// Multidimensional scaling: places whose distances are those between rows, as nearly as few dimensions allow.
///
/// The classical method takes the eigenvectors of `-½ J D² J`, exact where D are Euclidean distances in k dimensions. The metric method makes the stress `Σ (dᵢⱼ - δᵢⱼ)²`
/// over all pairs small, by majorisation (SMACOF): `Y ← n⁻¹ B(Y) Y`, which never makes it larger. The nonmetric method asks for the order of the distances only:
/// δ is the rising function of the given numbers that is nearest to d.
///
///     let model = try MultidimensionalScaling(components: 2).fit(x)
///     let model = try MultidimensionalScaling(method: .classical).fit(distances: distances)
///
/// New rows cannot be placed. n² numbers are kept while fitting, O(n²k) a step.
/// Source: Torgerson, *Multidimensional Scaling: I* (1952); Borg and Groenen, *Modern Multidimensional Scaling* (2005), chapters 8 and 9.
public struct MultidimensionalScaling: Estimator, Codable, Hashable {
    /// What is made small.
    public enum Method: Sendable, Codable, Hashable {
        /// The error of the products of the centred points.
        case classical
        /// The error of the distances.
        case metric
        /// The error of the distances' order.
        case nonmetric
    }

    /// Where the points begin, but for the classical method.
    public enum Start: Sendable, Codable, Hashable {
        /// At the result of the classical method.
        case classical
        /// At uniform numbers, as often; the best result is kept.
        case random(count: Int)
        /// At these places, n × components.
        case given(Matrix<Double>)
    }

    /// The dimensions, 1 to n - 1.
    public var components: Int
    /// What is made small.
    public var method: Method
    /// Where the points begin.
    public var start: Start
    /// How many steps are made at the most.
    public var iterations: Int
    /// Stop where a step lessens the stress by less than this share, at least 0.
    public var tolerance: Double
    /// The seed of random starts.
    public var seed: UInt64

    /// An embedding.
    ///
    /// - Parameters:
    ///   - components: The dimensions, 1 to n - 1.
    ///   - method: What is made small.
    ///   - start: Where the points begin.
    ///   - iterations: How many steps are made at the most, at least 1.
    ///   - tolerance: Stop where a step lessens the stress by less than this share, at least 0.
    ///   - seed: The seed of random starts.
    public init(
        components: Int = 2, method: Method = .metric, start: Start = .classical, iterations: Int = 300,
        tolerance: Double = 1e-6, seed: UInt64 = 0
    ) {
        self.components = components
        self.method = method
        self.start = start
        self.iterations = iterations
        self.tolerance = tolerance
        self.seed = seed
    }

    /// The places.
    public struct Model: FittedModel, Hashable {
        /// How many columns the rows, or the distances, had.
        public let featureCount: Int
        /// The place of each row, n × components.
        public let embedding: Matrix<Double>
        /// `Σ (d - δ)²` over all pairs; of the nonmetric method for δ of mean square 1.
        public let stress: Double
        /// Kruskal's stress, `√(Σ (d - δ)² / Σ d²)`: 0.2 is poor, 0.05 good.
        public let normalizedStress: Double
        /// How many steps were made.
        public let iterations: Int
    }

    /// Places rows by their Euclidean distances.
    ///
    /// - Parameter x: The rows, n × p, 2 or more.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Neighborhoods.checked(x)
        return try fit(ScalingStress.distances(x), columns: x.columns)
    }

    /// Places what has these distances, or dissimilarities.
    ///
    /// - Parameter distances: n × n, symmetric, 0 or more, 0 on the diagonal.
    /// - Throws: ``FitError``.
    public func fit(distances: Matrix<Double>) throws(FitError) -> Model {
        let distances = try SparseRows.nonNegative(distances)
        guard distances.isSquare else {
            throw .badOption("\(distances.rows) × \(distances.columns) distances are not square")
        }
        for row in 0..<distances.rows {
            for column in 0...row where distances[row, column] != (row == column ? 0 : distances[column, row])
            {
                throw .badFeature(
                    row: row, column: column, value: distances[row, column],
                    expected: row == column
                        ? "0, on the diagonal," : "\(distances[column, row]), as on the other side,")
            }
        }
        return try fit(distances, columns: distances.columns)
    }

    private func fit(_ distances: Matrix<Double>, columns: Int) throws(FitError) -> Model {
        let n = distances.rows
        guard n >= 2 else { throw .tooFewRows(n, needed: 2, why: "one row has no distances") }
        _ = try Factorization.count(components, limit: n - 1, "as many as rows, but for one")
        guard iterations >= 1, tolerance >= 0 else {
            throw .badOption("\(iterations) iterations below 1, or a tolerance of \(tolerance) below 0")
        }
        var best: Model?
        for start in try starts(distances) {
            var scaling = ScalingStress(distances, start, isMetric: method != .nonmetric)
            if method != .classical { scaling.run(iterations, tolerance) }
            let model = Model(
                featureCount: columns, embedding: scaling.places, stress: scaling.stress,
                normalizedStress: scaling.normalizedStress, iterations: scaling.iterations)
            guard model.stress.isFinite else {
                throw .diverged(iterations: model.iterations, why: "the places are no numbers")
            }
            if best.map({ model.normalizedStress < $0.normalizedStress }) ?? true { best = model }
        }
        guard let best else { throw .badOption("no start") }
        return best
    }

    private func starts(_ distances: Matrix<Double>) throws(FitError) -> [Matrix<Double>] {
        if method == .classical { return [try classical(distances)] }
        switch start {
        case .classical: return [try classical(distances)]
        case .given(let places):
            guard places.rows == distances.rows, places.columns == components else {
                throw .badOption(
                    "\(places.rows) × \(places.columns) places to start from, for \(distances.rows) rows in \(components) dimensions"
                )
            }
            return [try Checks.features(places)]
        case .random(let count):
            guard count >= 1 else { throw .badOption("\(count) starts") }
            var generator = Generator(seed: seed)
            return (0..<count).map { _ in
                Matrix(
                    rows: distances.rows, columns: components,
                    elements: generator.random(count: distances.rows * components))
            }
        }
    }

    private func classical(_ distances: Matrix<Double>) throws(FitError) -> Matrix<Double> {
        let products = DoubleCentring(distances).matrix
        let (values, rows) = try Factorization.largestEigen(products, count: components)
        return Factorization.signed(rows).transposed.contiguous() * values.maximum(0).sqrt()
    }
}
