import LinearAlgebra
import Randomness

/// k-means: k centres such that the rows are as near as possible to the nearest of them.
///
/// Minimises the inertia `Σᵢ wᵢ minₖ |xᵢ - μₖ|²` by turns: each row goes to its nearest centre, each centre to the mean of its rows. That
/// ends in a minimum that depends on the start; of several starts the best is kept.
///
///     let x: Matrix = [[1.0, 1.0], [1.2, 0.9], [8.0, 8.0], [8.2, 7.9]]
///     let model = try KMeans(clusters: 2).fit(x)
///     print(model.labels[0] == model.labels[1], model.labels[0] == model.labels[2])     // true false
///
/// Scale the columns first: a column in grams outweighs one in tonnes. The version to read is `Textbook.kMeans`.
/// scikit-learn: `KMeans`. Sources: Lloyd, *Least Squares Quantization in PCM* (1982); Arthur and Vassilvitskii, *k-means++: The Advantages
/// of Careful Seeding* (2007); Elkan, *Using the Triangle Inequality to Accelerate k-Means* (2003).
public struct KMeans: Clusterer, Codable, Hashable {
    /// How the turns are computed. Both end in the same centres, but for rounding.
    public enum Algorithm: Sendable, Codable, Hashable {
        /// All distances in each turn, eight at a time. The faster one for most data.
        case lloyd
        /// Only the distances that the triangle inequality does not rule out; keeps n × k bounds. Pays for many columns and clusters.
        case elkan
    }

    /// Where the first turn begins.
    public enum Initialization: Sendable, Codable, Hashable {
        /// Rows drawn one after the other, each with probability proportional to the squared distance from those before: of
        /// 2 + log k candidates the one that helps most.
        case kMeansPlusPlus
        /// Rows drawn at random.
        case random
        /// These centres, k × p; then there is one start.
        case given(Matrix<Double>)
    }

    /// k, how many groups, 1 … n.
    public var clusters: Int
    /// How many starts, at least 1; the one with the least inertia is kept.
    public var starts: Int
    /// How the turns are computed.
    public var algorithm: Algorithm
    /// Where the first turn begins.
    public var initialization: Initialization
    /// The most turns of a start, at least 1.
    public var maximumIterations: Int
    /// Stop where the centres' squared moves sum to no more than this times the mean variance of the columns; 0 or more.
    public var tolerance: Double
    /// The seed of the starts.
    public var seed: UInt64

    /// k-means.
    ///
    /// - Parameters:
    ///   - clusters: How many groups, 1 … n; 8 by default.
    ///   - starts: How many starts, at least 1; 10 by default.
    ///   - algorithm: How the turns are computed; Lloyd's way by default.
    ///   - initialization: Where the first turn begins; k-means++ by default.
    ///   - maximumIterations: The most turns of a start, at least 1; 300 by default.
    ///   - tolerance: Moves of the centres that count as none, relative to the columns' variance; 1e-4 by default.
    ///   - seed: The seed of the starts; 0 by default.
    public init(
        clusters: Int = 8, starts: Int = 10, algorithm: Algorithm = .lloyd,
        initialization: Initialization = .kMeansPlusPlus, maximumIterations: Int = 300,
        tolerance: Double = 1e-4, seed: UInt64 = 0
    ) {
        self.clusters = clusters
        self.starts = starts
        self.algorithm = algorithm
        self.initialization = initialization
        self.maximumIterations = maximumIterations
        self.tolerance = tolerance
        self.seed = seed
    }

    /// The centres.
    public struct Model: InductiveClusterModel {
        /// The centres, k × p. Fewer than asked for where the rows have fewer distinct values.
        public let centers: Matrix<Double>
        /// The nearest centre of each row that was fitted.
        public internal(set) var labels: [Int]
        /// `Σᵢ wᵢ |xᵢ - μ|²`, each row with its own centre.
        public let inertia: Double
        /// How many turns the best start took.
        public let iterations: Int

        /// How many columns the rows must have.
        public var featureCount: Int { centers.columns }
        /// How many groups there are.
        public var clusterCount: Int { centers.rows }

        /// The nearest centre of each row, the first of equals. O(m k p).
        public func predict(_ x: Matrix<Double>) -> [Int] {
            Checks.columns(x, featureCount, "KMeans.predict")
            let middle = centers.mean(over: .rows), shifted = centers - middle
            return CenterTable(shifted.start, count: clusterCount, columns: featureCount).nearest(x - middle)
        }

        /// The distance of each row to each centre, m × k. O(m k p).
        ///
        /// - Parameter x: The rows, m × p.
        public func distances(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "KMeans.distances")
            return centerDistances(x, centers)
        }
    }

    /// Finds the groups. O(n k p) for each turn of each start.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model { try fit(x, weights: nil) }

    /// Finds the groups of rows that count more or less than one.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - weights: How often each row counts, n numbers of 0 or more; nil for once each.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(_ x: Matrix<Double>, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x)
        try Checks.weights(weights, rows: x.rows)
        try checkOptions(x)
        let middle = x.mean(over: .rows)
        let rows = KMeansRows((x - middle).contiguous(), weights, clusters: clusters)
        let shift = tolerance * x.variance(over: .rows).mean()
        let best = best(of: rows, middle, shift)
        guard best.inertia.isFinite else {
            throw .diverged(iterations: best.iterations, why: "the squared distances overflow")
        }
        return best.model(middle)
    }

    private func checkOptions(_ x: Matrix<Double>) throws(FitError) {
        require(
            clusters >= 1 && starts >= 1 && maximumIterations >= 1 && tolerance >= 0,
            "KMeans: \(clusters) clusters, \(starts) starts, \(maximumIterations) turns, tolerance \(tolerance)"
        )
        if x.rows < clusters {
            throw .tooFewRows(x.rows, needed: clusters, why: "there are to be \(clusters) groups")
        }
        if case .given(let centers) = initialization {
            require(
                centers.rows == clusters && centers.columns == x.columns,
                "KMeans: \(centers.rows) × \(centers.columns) centres for \(clusters) groups of \(x.columns) columns"
            )
        }
    }

    /// The start with the least inertia, the first of equals.
    private func best(of rows: KMeansRows, _ middle: Vector<Double>, _ shift: Double) -> KMeansRun {
        if case .given(let centers) = initialization {
            return run(rows, (centers - middle).contiguous(), shift)
        }
        var generator = Generator(seed: seed)
        let generators = generator.spawn(starts)
        var runs = [KMeansRun?](repeating: nil, count: starts)
        // Small data have one part: then the starts are what runs side by side.
        runs.withUnsafeMutableBufferPointer { runs in
            let list = runs
            let body = { (start: Int) in
                var own = generators[start]
                let centers = self.initialCenters(rows, &own)
                list[start] = self.run(rows, centers, shift)
            }
            if rows.parts < 4 { concurrently(starts, body) } else { for start in 0..<starts { body(start) } }
        }
        let finished = runs.compactMap { $0 }
        return finished.dropFirst().reduce(finished[0]) { $1.inertia < $0.inertia ? $1 : $0 }
    }

    private func initialCenters(_ rows: KMeansRows, _ generator: inout Generator) -> Matrix<Double> {
        if initialization == .random {
            let chosen = generator.choice(rows.count, count: clusters, replacing: false)
            return rows.x[rows: chosen]
        }
        return kMeansPlusPlus(rows, clusters: clusters, using: &generator)
    }

    private func run(_ rows: KMeansRows, _ centers: Matrix<Double>, _ shift: Double) -> KMeansRun {
        let run = KMeansRun(rows, centers)
        switch algorithm {
        case .lloyd: run.lloyd(maximumIterations, shift)
        case .elkan: run.elkan(maximumIterations, shift)
        }
        run.finish()
        return run
    }
}

/// The distance of each row to each centre, from differences. O(m k p).
func centerDistances(_ x: Matrix<Double>, _ centers: Matrix<Double>) -> Matrix<Double> {
    let x = x.contiguous(), centers = centers.contiguous(), columns = x.columns
    let result = Matrix<Double>(uninitialized: x.rows, centers.rows)
    inParallel(x.rows, grain: 256) { first, length in
        for row in first..<first + length {
            for center in 0..<centers.rows {
                let a = x.start + row * columns, b = centers.start + center * columns
                var sum = 0.0
                for column in 0..<columns { sum += (a[column] - b[column]) * (a[column] - b[column]) }
                result.start[row * centers.rows + center] = sum.squareRoot()
            }
        }
    }
    return result
}
