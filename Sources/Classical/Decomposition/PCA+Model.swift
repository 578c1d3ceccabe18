import Foundation
import LinearAlgebra

extension PCA {
    /// Fitted principal components: a projection, its inverse, and a normal distribution.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// The mean of each column, p.
        public let mean: Vector<Double>
        /// The components, k × p: orthonormal rows, the largest variance first.
        public let components: Matrix<Double>
        /// The variance along each component, k, falling, with the divisor n - 1.
        public let explainedVariance: Vector<Double>
        /// The share of each component in the variance of all columns together, k.
        public let explainedVarianceRatio: Vector<Double>
        /// The singular values of the centred rows, k.
        public let singularValues: Vector<Double>
        /// The mean variance along the directions left out: what the probabilistic model takes for noise. 0 where none is left out.
        public let noiseVariance: Double
        /// How many rows were fitted.
        public let rowCount: Int
        /// Whether places are divided by their standard deviations.
        public let whitens: Bool

        /// How many columns the rows must have.
        public var featureCount: Int { mean.count }
        /// How many components there are.
        public var outputCount: Int { components.rows }

        /// `variances` are all that are known; `total` is their sum over all directions, of which there are `spectrum`.
        init(
            mean: Vector<Double>, components: Matrix<Double>, variances: Vector<Double>, total: Double,
            rows: Int,
            whitens: Bool, spectrum: Int? = nil
        ) {
            let count = components.rows, kept = variances[0..<count],
                left = (spectrum ?? variances.count) - count
            self.mean = mean
            self.components = components
            explainedVariance = kept
            explainedVarianceRatio = total > 0 ? kept / total : kept * 0
            singularValues = (kept * Double(rows - 1)).sqrt()
            noiseVariance = left > 0 ? max(0, total - kept.sum()) / Double(left) : 0
            rowCount = rows
            self.whitens = whitens
        }

        /// `(x - m)Vᵀ`, m × k, divided by the standard deviations where the model whitens. O(mpk).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "PCA.transform")
            let places = matmul(x, components.transposed) - matmul(components, mean)
            return whitens ? places / scales : places
        }

        /// `m + zV`, m × p: of rows that lie off the components, the nearest that do not. O(mpk).
        ///
        /// - Parameter z: Places along the components, m × k.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, outputCount, "PCA.inverseTransform")
            return matmul(whitens ? z * scales : z, components) + mean
        }

        /// The standard deviations, none smaller than rounding, so that a direction without variance becomes 0 and not noise.
        private var scales: Vector<Double> { explainedVariance.sqrt().maximum(Double.ulpOfOne) }

        /// The covariance that the model describes: `Vᵀ diag(λ - σ²) V + σ² I`, p × p.
        public func covariance() -> Matrix<Double> {
            let excess = (explainedVariance - noiseVariance).maximum(0)
            var result = matmul(components.transposed * excess, components)
            result.diagonal { $0 += noiseVariance }
            return result
        }

        /// The logarithm of the probability density of each row under a normal distribution with the model's mean and covariance, m.
        ///
        /// Minus infinity or NaN where directions were left out that have no variance at all. O(mpk).
        ///
        /// - Parameter x: The rows, m × p.
        public func logLikelihoods(_ x: Matrix<Double>) -> Vector<Double> {
            Checks.columns(x, featureCount, "PCA.logLikelihoods")
            let centred = x - mean, places = matmul(centred, components.transposed)
            let left = featureCount - outputCount
            var logDeterminant = explainedVariance.log().sum()
            var distance = matmul(places * places, 1 / explainedVariance)
            if left > 0 {
                logDeterminant += Double(left) * log(noiseVariance)
                let rest = centred.sumOfSquares(over: .columns) - places.sumOfSquares(over: .columns)
                distance += rest.maximum(0) / noiseVariance
            }
            return (distance + (logDeterminant + Double(featureCount) * log(2 * Double.pi))) * -0.5
        }
    }
}
