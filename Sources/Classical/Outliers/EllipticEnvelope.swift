import LinearAlgebra
import Statistics

/// How far rows lie from the middle of a normal distribution whose mean and covariance outliers cannot move.
///
/// Of all sets of h rows, `(n + p + 1)/2` by default, the one whose covariance has the smallest determinant gives mean and covariance (MCD),
/// scaled to be right for normal rows. Rows within the 97.5 % quantile of χ²ₚ then give the final ones, scaled again. The score of a
/// row is its squared Mahalanobis distance, `(x - μ)ᵀΣ⁻¹(x - μ)`.
///
///     let x: Matrix = [[1.0], [1.1], [0.9], [1.2], [0.8], [1.0], [9.0]]
///     let model = try EllipticEnvelope(contamination: .share(0.2)).fit(x)
///     print(model.isOutlier(x))  // [false, false, false, false, false, false, true]
///
/// Fast MCD improves random beginnings: the h rows that are nearest in terms of a set's own covariance have a determinant that is no larger.
/// Rows should outnumber columns at least fivefold. scikit-learn: `EllipticEnvelope`, `MinCovDet`.
/// Sources: Rousseeuw and Van Driessen, *A Fast Algorithm for the Minimum Covariance Determinant Estimator* (1999); Croux and
/// Haesbroeck, *Influence Function and Efficiency of the MCD Scatter Matrix Estimator* (1999).
public struct EllipticEnvelope: OutlierDetector, Codable, Hashable {
    /// From which score on a row is an outlier.
    public var contamination: Contamination
    /// The share of rows that must fit, 0.5 to 1; nil for `(n + p + 1)/2n`.
    public var supportFraction: Double?
    /// The seed of the beginnings.
    public var seed: UInt64

    /// A robust ellipse.
    ///
    /// - Parameters:
    ///   - contamination: From which score on a row is an outlier; a tenth of the rows by default.
    ///   - supportFraction: The share of rows that must fit, 0.5 to 1; by default a little more than half.
    ///   - seed: The seed of the beginnings; 0 by default.
    public init(
        contamination: Contamination = .share(0.1), supportFraction: Double? = nil, seed: UInt64 = 0
    ) {
        self.contamination = contamination
        self.supportFraction = supportFraction
        self.seed = seed
    }

    /// The ellipse.
    public struct Model: OutlierModel {
        /// μ, p numbers.
        public let location: Vector<Double>
        /// Σ, p × p.
        public let covariance: Matrix<Double>
        /// Σ⁻¹, p × p.
        public let precision: Matrix<Double>
        /// The score from which on a row counts as unusual.
        public let threshold: Double
        /// The fitted rows that mean and covariance are of, rising.
        public internal(set) var support: [Int]
        /// `log det` of the covariance of the best h rows, before scaling: what fast MCD makes small.
        public let rawLogDeterminant: Double

        /// How many columns the rows must have.
        public var featureCount: Int { location.count }

        /// The squared Mahalanobis distance of each row. O(m p²).
        public func anomalyScores(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "EllipticEnvelope.anomalyScores")
            let centered = x - location
            return (matmul(centered, precision) * centered).sum(over: .columns)
        }
    }

    /// Finds the ellipse. O(n p²) for each step of each beginning, 500 beginnings on parts of 300 rows.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x), n = x.rows, p = x.columns
        try contamination.check()
        if let share = supportFraction, !(share >= 0.5 && share <= 1) {
            throw .badOption("a share of \(share) of the rows is to fit; 0.5 to 1 is meant")
        }
        if n < p + 2 {
            throw .tooFewRows(n, needed: p + 2, why: "the covariance of \(p) columns is to have an inverse")
        }
        let count = supportFraction.map { max(p + 1, Int($0 * Double(n))) } ?? min(n, (n + p + 2) / 2)
        // Around the medians, for squares of what is far off lose digits.
        let middle = Vector((0..<p).map { x[column: $0].median() }), shifted = (x - middle).contiguous()
        var search = DeterminantSearch(shifted, count: count, seed: seed)
        let raw = try search.best()
        let scaled = raw.distances / consistency(Double(count) / Double(n), p)
        let limit = ChiSquared(degreesOfFreedom: Double(p)).quantile(0.975)
        let support = (0..<n).filter { scaled[$0] < limit }
        let own = shifted[rows: support], covariance = rowCovariance(own).covariance * consistency(0.975, p)
        guard let factor = try? CholeskyDecomposition(covariance) else {
            throw .singular(why: "the \(support.count) rows that fit lie in a plane")
        }
        let model = Model(
            location: own.mean(over: .rows) + middle, covariance: covariance, precision: factor.inverse(),
            threshold: 0, support: support, rawLogDeterminant: raw.logDeterminant)
        let threshold = contamination.threshold(Array(model.anomalyScores(x)))
        return Model(
            location: model.location, covariance: covariance, precision: model.precision,
            threshold: threshold,
            support: support, rawLogDeterminant: raw.logDeterminant)
    }

    /// What makes the covariance of the share of normal rows nearest to the middle that of all: `α / F_{p+2}(q_p(α))` of χ².
    private func consistency(_ share: Double, _ columns: Int) -> Double {
        if share >= 1 { return 1 }
        let quantile = ChiSquared(degreesOfFreedom: Double(columns)).quantile(share)
        return share / ChiSquared(degreesOfFreedom: Double(columns + 2)).cdf(quantile)
    }
}

/// Mean and covariance of rows, divided by their number.
func rowCovariance(_ x: Matrix<Double>) -> (mean: Vector<Double>, covariance: Matrix<Double>) {
    let mean = x.mean(over: .rows), centered = x - mean
    return (mean, matmul(centered.transposed, centered) / Double(x.rows))
}
