import LinearAlgebra
import Randomness

/// Principal components: the orthogonal directions along which rows vary most, and the rows' places along them.
///
/// With the mean m and the covariance `C = VᵀΛV`, λ falling, the rows of V are the components, and `z = (x - m)Vᵀ`. Of all
/// projections to k dimensions this loses the least squared distance, and λ are the variances of z.
///
///     let x: Matrix = [[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]
///     let model = try PCA(components: 1).fit(x)
///     print(model.components.isApproximatelyEqual(to: [[0.6, 0.8]]))  // true
///     print(model.transform(x).isApproximatelyEqual(to: [[-5.0], [0.0], [5.0]]))  // true
///
/// Columns in different units should be scaled first: variance depends on the unit. The element of largest magnitude of each component
/// is positive, as in scikit-learn. The version to read is `Textbook.principalComponents`.
/// Source: Hotelling, *Analysis of a Complex of Statistical Variables into Principal Components* (1933); the model of probability:
/// Tipping and Bishop, *Probabilistic Principal Component Analysis* (1999).
public struct PCA: FeatureTransformer, Codable, Hashable {
    /// How the components are computed.
    public enum Solver: Sendable, Codable, Hashable {
        /// The covariance where there are at most 1000 columns and ten times as many rows, the randomised decomposition where both
        /// sides exceed 1000 and at most a tenth of the components is wanted, the full decomposition elsewhere.
        case automatic
        /// The eigenvectors of the p × p covariance: np² + 9p³ operations. Singular values below √ε of the largest are lost in rounding.
        case covariance
        /// The singular value decomposition of the centred rows, the most exact: about 4np² + 22p³ operations.
        case full
        /// Random projections: O(npk), nearly right where variances fall fast.
        case randomized(powerIterations: Int = 4, oversampling: Int = 10, seed: UInt64 = 0)
    }

    /// How many components, 1 to min(n, p); nil for all, or for as many as ``explaining`` needs.
    public var components: Int?
    /// The share of the variance to keep, above 0 and below 1: the fewest components that have more are kept. Used where ``components`` is nil.
    public var explaining: Double?
    /// How the components are computed.
    public var solver: Solver
    /// Whether the places along the components are divided by their standard deviations.
    public var whitens: Bool

    /// Principal components.
    ///
    /// - Parameters:
    ///   - components: How many, 1 to min(n, p); nil, the default, for all.
    ///   - explaining: The share of the variance to keep, above 0 and below 1, where `components` is nil.
    ///   - solver: How they are computed.
    ///   - whitens: Whether places are divided by their standard deviations.
    public init(
        components: Int? = nil, explaining: Double? = nil, solver: Solver = .automatic, whitens: Bool = false
    ) {
        self.components = components
        self.explaining = explaining
        self.solver = solver
        self.whitens = whitens
    }

    /// Finds the components.
    ///
    /// - Parameter x: The rows, n × p, 2 or more.
    /// - Throws: ``FitError``, also where more components are wanted than min(n, p), or the share is not within 0 and 1.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        guard x.rows > 0, x.columns > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        let x = chosen(x) == .covariance ? x.contiguous() : try Checks.features(x, allowsHuge: true)
        let limit = min(x.rows, x.columns)
        guard x.rows >= 2 else {
            try Checks.features(x)
            throw .tooFewRows(x.rows, needed: 2, why: "one row has no variance")
        }
        let most = try Factorization.count(components, limit: limit, "as many as rows or columns")
        if let share = explaining, components == nil, !(share > 0 && share < 1) {
            throw .badOption("a share of \(share) of the variance is not between 0 and 1")
        }
        return switch chosen(x) {
        case .covariance: try fromCovariance(x, most)
        case .randomized(let iterations, let oversampling, let seed):
            try fromRandomized(x, most, iterations, oversampling, seed)
        case .full, .automatic: try fromFull(x, most)
        }
    }

    private func chosen(_ x: Matrix<Double>) -> Solver {
        guard solver == .automatic else { return solver }
        let (n, p) = x.shape, smaller = min(n, p)
        if p <= 1000, n >= 10 * p { return .covariance }
        if let components, smaller > 1000, components <= smaller / 10 { return .randomized() }
        return .full
    }

    private func fromCovariance(_ x: Matrix<Double>, _ most: Int) throws(FitError) -> Model {
        let scatter = try Scatter(x)
        let (values, rows) = try Factorization.fallingEigen(scatter.products / Double(x.rows - 1))
        let variances = values.maximum(0)[0..<min(x.rows, x.columns)]
        let count = count(variances, most)
        return Model(
            mean: scatter.means, components: Factorization.signed(rows[0..<count, ...]), variances: variances,
            total: variances.sum(), rows: x.rows, whitens: whitens)
    }

    private func fromFull(_ x: Matrix<Double>, _ most: Int) throws(FitError) -> Model {
        let mean = x.mean(over: .rows)
        let svd = try Factorization.run { () throws(LinearAlgebraError) in
            try SingularValueDecomposition(x - mean)
        }
        let variances = svd.singularValues * svd.singularValues / Double(x.rows - 1)
        let count = count(variances, most)
        return Model(
            mean: mean, components: Factorization.signed(svd.vTransposed[0..<count, ...]),
            variances: variances,
            total: variances.sum(), rows: x.rows, whitens: whitens)
    }

    private func fromRandomized(
        _ x: Matrix<Double>, _ count: Int, _ iterations: Int, _ oversampling: Int, _ seed: UInt64
    ) throws(FitError) -> Model {
        guard components != nil, iterations >= 0, oversampling >= 0 else {
            throw .badOption(
                "the randomised solver needs `components`, and iterations and oversampling of 0 or more")
        }
        let mean = x.mean(over: .rows), centred = x - mean
        let svd = try Factorization.run { () throws(LinearAlgebraError) in
            try SingularValueDecomposition(
                randomizedOf: centred, rank: count, oversampling: oversampling, powerIterations: iterations,
                seed: seed)
        }
        let variances = svd.singularValues * svd.singularValues / Double(x.rows - 1)
        return Model(
            mean: mean, components: Factorization.signed(svd.vTransposed), variances: variances,
            total: centred.sumOfSquares() / Double(x.rows - 1), rows: x.rows, whitens: whitens,
            spectrum: min(x.rows, x.columns))
    }

    /// The fewest components with more than the wanted share, or all that are wanted.
    private func count(_ variances: Vector<Double>, _ most: Int) -> Int {
        guard components == nil, let explaining else { return most }
        let total = variances.sum()
        var sum = 0.0
        for (place, variance) in variances.enumerated() {
            sum += variance
            if sum > explaining * total { return place + 1 }
        }
        return variances.count
    }
}
