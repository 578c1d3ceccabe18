import Foundation
import LinearAlgebra

/// A normal distribution for each class, each with a covariance of its own: the boundaries are quadratic.
///
/// `log P(c | x) = log P(c) - ½ log|Σ_c| - ½ (x - μ_c)ᵀ Σ_c⁻¹ (x - μ_c) + …`; with `shrinkage` r the covariance is `(1 - r) Σ_c + r I`.
///
///     let model = try QuadraticDiscriminantAnalysis().fit(x, y)
///
/// O(np² + kp³). Source: Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning* (2009), section 4.3.
public struct QuadraticDiscriminantAnalysis: WeightedClassifier, Codable, Hashable {
    /// The probabilities of the classes.
    public var priors: ClassPriors
    /// r, the share of the identity in each covariance, from 0 to 1.
    public var shrinkage: Double

    /// Learned priors and no shrinkage unless told otherwise.
    public init(priors: ClassPriors = .learned, shrinkage: Double = 0) {
        self.priors = priors
        self.shrinkage = shrinkage
    }

    /// The normal distributions.
    public struct Model: ProbabilisticModel, Hashable {
        /// The classes, sorted.
        public let classes: [Label]
        /// The logarithms of the priors.
        public let logPriors: Vector<Double>
        /// The means μ, k × p.
        public let means: Matrix<Double>
        /// The eigenvectors of each covariance, as columns, divided by the square roots of their eigenvalues: they make it the identity.
        public let whitenings: [Matrix<Double>]
        /// The logarithms of the determinants of the covariances.
        public let logDeterminants: Vector<Double>

        /// How many columns the rows must have.
        public var featureCount: Int { means.columns }

        /// `log P(c) + log P(x | c)` up to what all classes share, m × k.
        public func decisionValues(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "QuadraticDiscriminantAnalysis.predict")
            let columns = classes.indices.map { code in
                let square = matmul(x - means[code, ...], whitenings[code]).sumOfSquares(over: .columns)
                return logPriors[code] - 0.5 * (square + logDeterminants[code])
            }
            return stack(columns, as: .columns)
        }

        /// The probability of each class.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> { normalized(decisionValues(x)) }
    }

    /// Finds means and covariances. Each class needs two rows or more and columns that do not depend on one another, or some shrinkage.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let x = try Checks.features(x), y = try Checks.labels(y, rows: x.rows)
        try Checks.weights(weights, rows: x.rows)
        guard (0...1).contains(shrinkage) else { throw .badOption("a shrinkage of \(shrinkage)") }
        var totals: [Double] = [], means: [Vector<Double>] = []
        var whitenings: [Matrix<Double>] = [], logDeterminants: [Double] = []
        for code in y.classes.indices {
            let rows = y.codes.indices.filter { y.codes[$0] == code && weights?[$0] ?? 1 > 0 }
            let own = weights.map { $0[at: rows] } ?? .ones(rows.count), total = own.sum()
            guard total > 1 else {
                throw .badClass(y.classes[code], why: "a covariance needs two rows or more")
            }
            let members = x[rows: rows], mean = matmul(own, members) / total
            let centered = (members - mean) * own.sqrt().asColumn
            var covariance = matmul(centered.transposed, centered) / total
            if shrinkage > 0 { covariance = (1 - shrinkage) * covariance + shrinkage * .identity(x.columns) }
            let (whitening, logarithm) = try whiten(covariance, y.classes[code])
            totals.append(total)
            means.append(mean)
            whitenings.append(whitening)
            logDeterminants.append(logarithm)
        }
        return Model(
            classes: y.classes, logPriors: try priors.logarithms(Vector(totals)),
            means: stack(means, as: .rows), whitenings: whitenings,
            logDeterminants: Vector(logDeterminants))
    }

    private func whiten(_ covariance: Matrix<Double>, _ label: Label) throws(FitError) -> (
        Matrix<Double>, Double
    ) {
        do {
            let eigen = try SymmetricEigendecomposition(covariance), largest = eigen.values.max()
            let least = eigen.values.min()
            guard largest > 0, least > Double(covariance.rows) * 0x1p-52 * largest else {
                throw FitError.badClass(
                    label, why: "the covariance of its columns is singular; some shrinkage makes it regular")
            }
            return (eigen.vectors / eigen.values.sqrt(), eigen.values.log().sum())
        } catch let error as FitError { throw error } catch {
            throw .singular(why: "\(error)")
        }
    }
}
