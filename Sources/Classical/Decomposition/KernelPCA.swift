import Foundation
import LinearAlgebra

/// Principal components in the space of a kernel: projections along curves.
///
/// The kernel matrix K, n × n, centred in its space, has the eigenvalues λ and the eigenvectors A. A row's places are `k(x, ·)A / √λ`, where k(x, ·) is centred
/// as K was. With the linear kernel this is ``PCA``.
///
///     let model = try KernelPCA(components: 2, kernel: .gaussian(width: 10)).fit(x)
///
/// O(n²p + n³), and new rows O(mnp). The element of largest magnitude of each eigenvector is positive.
/// Source: Schölkopf, Smola and Müller, *Nonlinear Component Analysis as a Kernel Eigenvalue Problem* (1998).
public struct KernelPCA: FeatureTransformer, Codable, Hashable {
    /// A function of two rows that is a product in some space.
    public enum Kernel: Sendable, Codable, Hashable {
        /// `xy`.
        case linear
        /// `exp(-γ‖x - y‖²)`; γ is 1/p where nil.
        case gaussian(gamma: Double? = nil)
        /// `(γ xy + c)ᵈ`; γ is 1/p where nil.
        case polynomial(degree: Double = 3, gamma: Double? = nil, constant: Double = 1)
        /// `tanh(γ xy + c)`, which is a kernel for some γ and c only; γ is 1/p where nil.
        case sigmoid(gamma: Double? = nil, constant: Double = 1)
        /// `xy / ‖x‖‖y‖`.
        case cosine
    }

    /// How many components, 1 to n; nil for all with an eigenvalue above 0.
    public var components: Int?
    /// The kernel.
    public var kernel: Kernel

    /// Principal components of a kernel.
    ///
    /// - Parameters:
    ///   - components: How many, 1 to n; nil for all with an eigenvalue above 0.
    ///   - kernel: The kernel.
    public init(components: Int? = nil, kernel: Kernel = .linear) {
        self.components = components
        self.kernel = kernel
    }

    /// Finds the components.
    ///
    /// - Parameter x: The rows, n × p.
    /// - Throws: ``FitError``.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x), kernelMatrix = kernel.matrix(x, x)
        let count = try Factorization.count(components, limit: x.rows, "as many as rows")
        let columnMeans = kernelMatrix.mean(over: .rows), mean = columnMeans.mean()
        let centred = kernelMatrix - columnMeans - columnMeans.asColumn + mean
        let (values, rows) = try Factorization.fallingEigen(centred)
        // Rounding makes eigenvalues that are 0 a little more or less.
        let least = max(values[0], 0) * 1e-12
        let positive = values.prefix { $0 > least && $0 > 0 }.count
        let kept = components == nil ? max(1, positive) : count
        return Model(
            kernel: kernel, points: x, columnMeans: columnMeans, mean: mean,
            eigenvalues: values[0..<kept].maximum(0),
            eigenvectors: Factorization.signed(rows[0..<kept, ...]).transposed.contiguous(), least: least)
    }

    /// Fitted components: the rows that were fitted, and the eigenvectors of their kernel matrix.
    public struct Model: FeatureTransform, Hashable {
        /// The kernel.
        public let kernel: Kernel
        /// The rows that were fitted, n × p.
        let points: Matrix<Double>
        /// The mean of each column of the kernel matrix, and of all of it.
        let columnMeans: Vector<Double>
        let mean: Double
        /// The eigenvalues λ of the centred kernel matrix, k, falling.
        public let eigenvalues: Vector<Double>
        /// Its eigenvectors, n × k.
        public let eigenvectors: Matrix<Double>
        /// Eigenvalues up to this are rounding, and places along them 0.
        let least: Double

        /// How many columns the rows must have.
        public var featureCount: Int { points.columns }
        /// How many components there are.
        public var outputCount: Int { eigenvalues.count }

        /// The rows' places along the components, m × k. O(mnp).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "KernelPCA.transform")
            guard x.rows > 0 else { return Matrix(repeating: 0, rows: 0, columns: outputCount) }
            let products = kernel.matrix(x.contiguous(), points)
            let centred = products - columnMeans - products.mean(over: .columns).asColumn + mean
            let scales = eigenvalues.map { (value: Double) -> Double in
                value > least ? 1 / value.squareRoot() : 0
            }
            return matmul(centred, eigenvectors * scales)
        }
    }
}

extension KernelPCA.Kernel {
    /// The kernel of each row of `x` with each of `y`, m × n.
    func matrix(_ x: Matrix<Double>, _ y: Matrix<Double>) -> Matrix<Double> {
        let products = matmul(x, y.transposed), usual = 1 / Double(x.columns)
        switch self {
        case .linear: return products
        case .gaussian(let gamma):
            let squares = x.sumOfSquares(over: .columns).asColumn + y.sumOfSquares(over: .columns).asRow
            return ((squares - products * 2).maximum(0) * -(gamma ?? usual)).exp()
        case .polynomial(let degree, let gamma, let constant):
            return (products * (gamma ?? usual) + constant).pow(degree)
        case .sigmoid(let gamma, let constant): return (products * (gamma ?? usual) + constant).tanh()
        case .cosine:
            let left = x.norm(over: .columns), right = y.norm(over: .columns)
            return products / left.maximum(1e-300).asColumn / right.maximum(1e-300).asRow
        }
    }
}
