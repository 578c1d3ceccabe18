import LinearAlgebra

/// One covariance for all classes, each with a mean of its own: the boundaries are planes, and the planes make a projection.
///
/// `log P(c | x) = log P(c) + xᵀΣ⁻¹μ_c - ½ μ_cᵀΣ⁻¹μ_c + …`, with `Σ = Σ_c P(c) Σ_c`. The model also transforms: its directions are those along which
/// the means differ most, measured by the scatter within the classes; k classes have k - 1 of them.
///
///     let model = try LinearDiscriminantAnalysis().fit(x, y)
///     let plane = model.transform(x)
///
/// O(np² + p³). Sources: Fisher (1936); Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning* (2009), section 4.3.
public struct LinearDiscriminantAnalysis: WeightedClassifier, Codable, Hashable {
    /// How the planes are found.
    public enum Solver: Sendable, Codable, Hashable {
        /// Singular values of the centred rows; the covariance is never formed. No shrinkage.
        case svd
        /// Least squares with the covariance; no projection.
        case leastSquares
        /// Eigenvalues of the scatter between the classes by that within them.
        case eigen
    }

    /// What the covariance is drawn towards: `(1 - s) Σ + s m I` with m the mean of its diagonal.
    public enum Shrinkage: Sendable, Codable, Hashable {
        /// Nothing.
        case none
        /// By a share s from 0 to 1.
        case fixed(Double)
        /// By the share of Ledoit and Wolf (2004), in units of the deviations, for each class.
        case ledoitWolf
    }

    /// How the planes are found.
    public var solver: Solver
    /// How far the covariance is shrunk.
    public var shrinkage: Shrinkage
    /// The probabilities of the classes.
    public var priors: ClassPriors
    /// How many directions to project on, at most k - 1; nil for all.
    public var components: Int?
    /// Singular values below this count as 0, for ``Solver/svd``.
    public var tolerance: Double

    /// Singular values, and no shrinkage, unless told otherwise.
    public init(
        solver: Solver = .svd, shrinkage: Shrinkage = .none, priors: ClassPriors = .learned,
        components: Int? = nil, tolerance: Double = 1e-4
    ) {
        self.solver = solver
        self.shrinkage = shrinkage
        self.priors = priors
        self.components = components
        self.tolerance = tolerance
    }

    /// The planes and the projection.
    public struct Model: ProbabilisticModel, FeatureTransform, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// The mean of each class, k × p.
        public let means: Matrix<Double>
        /// What a unit of a column adds to each class, k × p.
        public let coefficients: Matrix<Double>
        /// What each class begins with.
        public let intercepts: Vector<Double>
        /// The directions of the projection as columns, p × q; none for ``Solver/leastSquares``.
        public let directions: Matrix<Double>
        /// What is subtracted before the projection.
        public let center: Vector<Double>
        /// The share of the scatter between the classes along each direction.
        public let explainedVarianceRatio: Vector<Double>

        /// How many columns the rows must have.
        public var featureCount: Int { coefficients.columns }
        /// How many directions there are.
        public var outputCount: Int { directions.columns }

        /// `log P(c | x)` up to what all classes share, m × k.
        public func decisionValues(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "LinearDiscriminantAnalysis.predict")
            return matmul(x, coefficients.transposed) + intercepts
        }

        /// The probability of each class.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> { normalized(decisionValues(x)) }

        /// The rows along the directions, m × q.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "LinearDiscriminantAnalysis.transform")
            return matmul(x - center, directions)
        }
    }

    /// Finds the planes. Needs more rows than classes.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        let groups = try Groups(x, y, weights), most = min(y.classes.count - 1, x.columns)
        guard components.map({ (1...most).contains($0) }) ?? true else {
            throw .badOption("\(components ?? 0) directions, of which there are at most \(most)")
        }
        if solver == .svd, shrinkage != .none {
            throw .badOption("shrinkage needs the covariance, which the solver svd does not form")
        }
        if case .fixed(let share) = shrinkage, !(0...1).contains(share) {
            throw .badOption("a shrinkage of \(share)")
        }
        let logPriors = try priors.logarithms(groups.totals)
        do {
            switch solver {
            case .svd: return try fitBySVD(groups, logPriors, most)
            case .leastSquares: return try fitByLeastSquares(groups, logPriors)
            case .eigen: return try fitByEigenvalues(groups, logPriors, most)
            }
        } catch let error as FitError { throw error } catch { throw .singular(why: "\(error)") }
    }

    /// The rows of each class, with their weights and means.
    private struct Groups {
        let x: Matrix<Double>
        let y: Labels
        let weights: Vector<Double>
        let totals: Vector<Double>
        let means: Matrix<Double>

        init(_ x: Matrix<Double>, _ y: Labels, _ weights: Vector<Double>?) throws(FitError) {
            let moments = ClassMoments(x, y.codes.map(Int32.init), y.classes.count, weights)
            (self.x, self.y, self.weights) = (x, y, weights ?? .ones(x.rows))
            (totals, means) = (moments.totals, moments.means)
            if let empty = y.classes.indices.first(where: { moments.totals[$0] == 0 }) {
                throw .badClass(y.classes[empty], why: "its rows weigh 0")
            }
            guard totals.sum() > Double(y.classes.count) else {
                throw .tooFewRows(
                    x.rows, needed: y.classes.count + 1, why: "the scatter within the classes is 0")
            }
        }

        /// Each row less the mean of its class.
        var centered: Matrix<Double> { x - means[rows: y.codes] }
    }

    // MARK: - Singular values

    private func fitBySVD(_ groups: Groups, _ logPriors: Vector<Double>, _ most: Int) throws -> Model {
        let k = Double(groups.y.classes.count), n = groups.totals.sum(), priors = logPriors.exp()
        let center = matmul(priors, groups.means), roots = groups.weights.sqrt().asColumn
        let centered = groups.centered
        let spread = (matmul(groups.weights, centered.square()) / n).sqrt()
        let deviations = spread.map { $0 == 0 ? 1 : $0 }
        let scaled = centered / deviations * roots * (1 / n).squareRoot()
        let within = try SingularValueDecomposition(scaled)
        let rank = within.singularValues.filter { $0 > tolerance }.count
        guard rank > 0 else {
            throw FitError.singular(why: "no row differs from the mean of its class")
        }
        let whitening =
            (within.vTransposed[..<rank, ...] / deviations).transposed
            / within.singularValues[..<rank]
        let factors = (n * priors / (k - 1)).sqrt().asColumn
        let between = try SingularValueDecomposition(matmul((groups.means - center) * factors, whitening))
        let values = between.singularValues
        let count = values.filter { $0 > tolerance * values[0] }.count
        let all = matmul(whitening, between.vTransposed[..<count, ...].transposed)
        let places = matmul(groups.means - center, all)
        let coefficients = matmul(places, all.transposed)
        let intercepts = logPriors - 0.5 * places.sumOfSquares(over: .columns) - matmul(coefficients, center)
        let kept = min(components ?? most, count), squares = values[..<count].square()
        return Model(
            classes: groups.y.classes, means: groups.means, coefficients: coefficients,
            intercepts: intercepts,
            directions: all[..., ..<kept].contiguous(), center: center,
            explainedVarianceRatio: (squares / squares.sum())[..<kept].contiguous())
    }

    // MARK: - Covariances

    /// `Σ P(c) Σ_c`, each shrunk.
    private func covariance(_ groups: Groups, _ priors: Vector<Double>) -> Matrix<Double> {
        var sum = Matrix<Double>.zeros(groups.x.columns, groups.x.columns)
        for code in groups.y.classes.indices {
            let rows = groups.y.codes.indices.filter { groups.y.codes[$0] == code }
            sum += priors[code] * shrunk(groups.x[rows: rows], groups.weights[at: rows])
        }
        return sum
    }

    /// The covariance of rows, divided by their number, and shrunk.
    private func shrunk(_ x: Matrix<Double>, _ weights: Vector<Double>) -> Matrix<Double> {
        let n = weights.sum(), centered = x - matmul(weights, x) / n, p = Double(x.columns)
        switch shrinkage {
        case .none: return matmul((centered * weights.asColumn).transposed, centered) / n
        case .fixed(let share):
            let empirical = matmul((centered * weights.asColumn).transposed, centered) / n
            let mean = empirical.trace / p
            return (1 - share) * empirical + share * mean * .identity(x.columns)
        case .ledoitWolf:
            let variance = matmul(weights, centered.square()) / n, center = matmul(weights, x) / n
            let deviations = Vector(count: x.columns) { column in
                // What rounding leaves of a constant column is no scale.
                let dust = n * 0x1p-52 * center[column]
                let least = n * 0x1p-52 * variance[column] + dust * dust
                return variance[column] <= least ? 1 : variance[column].squareRoot()
            }
            let unit = centered / deviations
            let empirical = matmul((unit * weights.asColumn).transposed, unit) / n
            let share = ledoitWolfShare(unit, weights, empirical), mean = empirical.trace / p
            let shrunk = (1 - share) * empirical + share * mean * .identity(x.columns)
            return shrunk * deviations.asColumn * deviations.asRow
        }
    }

    private func ledoitWolfShare(
        _ x: Matrix<Double>, _ weights: Vector<Double>, _ empirical: Matrix<Double>
    ) -> Double {
        let n = weights.sum(), p = Double(x.columns), trace = empirical.trace, mean = trace / p
        let fourth = dot(weights, x.sumOfSquares(over: .columns).square()) / n
        let squares = empirical.sumOfSquares(), beta = (fourth - squares) / (p * n)
        let delta = (squares - 2 * mean * trace + p * mean * mean) / p
        return delta > 0 ? max(0, min(beta, delta)) / delta : 0
    }

    private func fitByLeastSquares(_ groups: Groups, _ logPriors: Vector<Double>) throws -> Model {
        let covariance = covariance(groups, logPriors.exp())
        let coefficients = try covariance.leastSquares(groups.means.transposed).solution.transposed
        return Model(
            classes: groups.y.classes, means: groups.means, coefficients: coefficients.contiguous(),
            intercepts: logPriors - 0.5 * (groups.means * coefficients).sum(over: .columns),
            directions: .zeros(groups.x.columns, 0), center: .zeros(groups.x.columns),
            explainedVarianceRatio: .zeros(0))
    }

    private func fitByEigenvalues(_ groups: Groups, _ logPriors: Vector<Double>, _ most: Int) throws -> Model
    {
        let within = covariance(groups, logPriors.exp())
        let between = shrunk(groups.x, groups.weights) - within
        let eigen = try SymmetricEigendecomposition(between, metric: within), p = groups.x.columns
        let order = Array((0..<p).reversed()), values = eigen.values[at: order].maximum(0)
        let vectors = eigen.vectors[columns: order], places = matmul(groups.means, vectors)
        let kept = min(components ?? most, most)
        return Model(
            classes: groups.y.classes, means: groups.means,
            coefficients: matmul(places, vectors.transposed),
            intercepts: logPriors - 0.5 * places.sumOfSquares(over: .columns),
            directions: vectors[..., ..<kept].contiguous(), center: .zeros(p),
            explainedVarianceRatio: (values / max(values.sum(), 1e-300))[..<kept].contiguous())
    }
}
