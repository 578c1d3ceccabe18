import Foundation
import LinearAlgebra
import Randomness

/// Independent component analysis: the sources whose mixtures the columns are.
///
/// Rows are centred and whitened, and then turned so that the sources are as far from normal as can be: where `s = wx` is normal there is nothing to find. A fixed point
/// of `w ← E[x g(wx)] - E[g'(wx)] w`, of length 1, is such a direction; g is the slope of a measure of what is not normal.
///
///     let model = try FastICA(components: 2).fit(recordings)
///     let voices = model.transform(recordings)
///
/// Order, sign and length of the sources cannot be known: here they have variance 1.
/// Source: Hyvärinen and Oja, *Independent Component Analysis: Algorithms and Applications* (2000).
public struct FastICA: FeatureTransformer, Codable, Hashable {
    /// Whether the directions are found together or one after the other.
    public enum Algorithm: Sendable, Codable, Hashable {
        /// All at once, made orthogonal by `W ← (WWᵀ)^(-½) W`.
        case parallel
        /// One after the other, each orthogonal to those before it.
        case deflation
    }

    /// The measure whose slope g is.
    public enum Contrast: Sendable, Codable, Hashable {
        /// `log cosh(αu) / α`, `g = tanh(αu)`: for most sources. α is 1 to 2.
        case logCosh(alpha: Double = 1)
        /// `-exp(-u²/2)`, `g = u exp(-u²/2)`: for sources with heavy tails.
        case exponential
        /// `u⁴ / 4`, `g = u³`, the kurtosis: for sources with light tails and no outliers.
        case cube
    }

    /// How many sources, 1 to min(n, p); nil for as many.
    public var components: Int?
    /// Whether the directions are found together or one after the other.
    public var algorithm: Algorithm
    /// The measure of what is not normal.
    public var contrast: Contrast
    /// Stop where no direction turns by more: where `1 - |w·w'|` is below.
    public var tolerance: Double
    /// How many iterations are made at the most (for each direction, with deflation).
    public var maximumIterations: Int
    /// The first directions in the whitened space, k × k; nil for normal numbers.
    public var start: Matrix<Double>?
    /// The seed of the normal numbers.
    public var seed: UInt64

    /// Independent components.
    ///
    /// - Parameters:
    ///   - components: How many sources, 1 to min(n, p); nil for as many.
    ///   - algorithm: Whether the directions are found together or one after the other.
    ///   - contrast: The measure of what is not normal.
    ///   - tolerance: Stop where `1 - |w·w'|` is below for all directions, above 0.
    ///   - maximumIterations: How many iterations are made at the most, at least 1.
    ///   - start: The first directions in the whitened space, k × k; nil for normal numbers.
    ///   - seed: The seed of the normal numbers.
    public init(
        components: Int? = nil, algorithm: Algorithm = .parallel, contrast: Contrast = .logCosh(),
        tolerance: Double = 1e-4, maximumIterations: Int = 200, start: Matrix<Double>? = nil, seed: UInt64 = 0
    ) {
        self.components = components
        self.algorithm = algorithm
        self.contrast = contrast
        self.tolerance = tolerance
        self.maximumIterations = maximumIterations
        self.start = start
        self.seed = seed
    }

    /// Finds the sources.
    ///
    /// - Parameter x: The rows, n × p, 2 or more.
    /// - Throws: ``FitError``; of columns that are not independent ask for fewer components.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x), n = x.rows
        guard n >= 2 else { throw .tooFewRows(n, needed: 2, why: "one row has no variance") }
        let wanted = try Factorization.count(
            components, limit: min(n, x.columns), "as many as rows or columns")
        guard maximumIterations >= 1, tolerance > 0 else {
            throw .badOption(
                "\(maximumIterations) iterations below 1, or a tolerance of \(tolerance) that is not above 0")
        }
        let mean = x.mean(over: .rows)
        let svd = try Factorization.run { () throws(LinearAlgebraError) in
            try SingularValueDecomposition(x - mean)
        }
        let rank = svd.rank()
        guard components == nil || wanted <= rank else {
            throw .singular(why: "\(wanted) sources of columns whose rank is \(rank)")
        }
        guard rank > 0 else { throw .singular(why: "all rows are the same") }
        let count = min(wanted, rank)
        // Signs as scikit-learn chooses them: what a direction does to the first column is positive.
        var whitening = svd.vTransposed[0..<count, ...].contiguous()  // [k, p]
        for row in 0..<count where whitening[row, 0] < 0 { whitening[row: row] = -whitening[row: row] }
        whitening = whitening * (Double(n).squareRoot() / svd.singularValues[0..<count]).asColumn
        let white = matmul(whitening, (x - mean).transposed)  // [k, n]
        let (turn, iterations) = try turned(white, try firstDirections(count))
        guard turn.sum().isFinite else {
            throw .diverged(iterations: iterations, why: "the directions are no numbers")
        }
        var unmixing = matmul(turn, whitening)
        unmixing = unmixing / matmul(turn, white).standardDeviation(over: .columns).maximum(1e-300).asColumn
        let mixing = try Factorization.run { () throws(LinearAlgebraError) in
            try SingularValueDecomposition(unmixing).pseudoinverse()
        }
        return Model(mean: mean, components: unmixing, mixing: mixing, iterations: iterations)
    }

    private func firstDirections(_ count: Int) throws(FitError) -> Matrix<Double> {
        if let start {
            guard start.rows == count, start.columns == count else {
                throw .badOption(
                    "\(start.rows) × \(start.columns) directions to start from, where \(count) × \(count) are needed"
                )
            }
            return try Checks.features(start)
        }
        var generator = Generator(seed: seed)
        return Matrix(rows: count, columns: count, elements: generator.standardNormal(count: count * count))
    }

    private func turned(_ white: Matrix<Double>, _ start: Matrix<Double>) throws(FitError) -> (
        Matrix<Double>, Int
    ) {
        switch algorithm {
        case .parallel: try parallel(white, start)
        case .deflation: deflation(white, start)
        }
    }

    private func parallel(_ white: Matrix<Double>, _ start: Matrix<Double>) throws(FitError) -> (
        Matrix<Double>, Int
    ) {
        var turn = try orthogonal(start), iterations = 0
        for _ in 0..<maximumIterations {
            let next = try orthogonal(step(turn, white))
            iterations += 1
            let change = ((next * turn).sum(over: .columns).abs() - 1).abs().max()
            turn = next
            if !(change >= tolerance) { break }
        }
        return (turn, iterations)
    }

    private func deflation(_ white: Matrix<Double>, _ start: Matrix<Double>) -> (Matrix<Double>, Int) {
        var turn = Matrix<Double>.zeros(start.rows, start.rows), most = 0
        for row in 0..<start.rows {
            var direction = start[row: row]
            direction = direction / direction.norm()
            for iteration in 1...maximumIterations {
                var next = step(direction.asRow, white).flattened
                if row > 0 {
                    let found = turn[0..<row, ...]
                    next -= matmul(matmul(found, next), found)
                }
                next = next / next.norm()
                let change = abs(abs(dot(next, direction)) - 1)
                direction = next
                most = max(most, iteration)
                if !(change >= tolerance) { break }
            }
            turn[row: row] = direction
        }
        return (turn, most)
    }

    /// `E[x g(wx)] - E[g'(wx)] w` for each direction.
    private func step(_ turn: Matrix<Double>, _ white: Matrix<Double>) -> Matrix<Double> {
        let sources = matmul(turn, white), n = Double(white.columns)  // [k, n]
        let values: Matrix<Double>, slopes: Vector<Double>
        switch contrast {
        case .logCosh(let alpha):
            values = (sources * alpha).tanh()
            slopes = (1 - values.sumOfSquares(over: .columns) / n) * alpha
        case .exponential:
            let squares = sources * sources, bell = (squares * -0.5).exp()
            values = sources * bell
            slopes = ((1 - squares) * bell).mean(over: .columns)
        case .cube:
            let squares = sources * sources
            values = squares * sources
            slopes = squares.mean(over: .columns) * 3
        }
        return matmul(values, white.transposed) / n - turn * slopes.asColumn
    }

    /// `(WWᵀ)^(-½) W`.
    private func orthogonal(_ turn: Matrix<Double>) throws(FitError) -> Matrix<Double> {
        let svd = try Factorization.run { () throws(LinearAlgebraError) in
            try SingularValueDecomposition(turn)
        }
        return matmul(svd.u, svd.vTransposed)
    }

    /// Fitted sources: the matrix that finds them, and the one that mixes them.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// The mean of each column, p.
        public let mean: Vector<Double>
        /// The matrix that unmixes, k × p.
        public let components: Matrix<Double>
        /// The matrix that mixes, p × k.
        public let mixing: Matrix<Double>
        /// How many iterations were made.
        public let iterations: Int

        /// How many columns the rows must have.
        public var featureCount: Int { mean.count }
        /// How many sources there are.
        public var outputCount: Int { components.rows }

        /// The sources of each row, m × k. O(mpk).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "FastICA.transform")
            return matmul(x - mean, components.transposed)
        }

        /// The mixtures of sources, m × p. O(mpk).
        ///
        /// - Parameter z: Sources, m × k.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, outputCount, "FastICA.inverseTransform")
            return matmul(z, mixing.transposed) + mean
        }
    }
}
