import Foundation
import LinearAlgebra

/// A parameter of a kernel: where it begins, and between which bounds it may be changed when a process is fitted.
public struct Hyperparameter: Sendable, Codable, Hashable, ExpressibleByFloatLiteral {
    /// Its value, more than 0.
    public var value: Double
    /// Between which bounds it may be changed; nil where it is kept.
    public var bounds: ClosedRange<Double>?

    /// A parameter between 10⁻⁵ and 10⁵ unless told otherwise.
    public init(_ value: Double, bounds: ClosedRange<Double>? = 1e-5...1e5) {
        self.value = value
        self.bounds = bounds
    }

    /// A parameter between 10⁻⁵ and 10⁵.
    public init(floatLiteral value: Double) { self.init(value) }

    /// A parameter that is kept as it is.
    public static func fixed(_ value: Double) -> Hyperparameter { Hyperparameter(value, bounds: nil) }
}

/// The covariance of a Gaussian process: how alike the function's values at two rows are.
///
///     let kernel: GaussianProcessKernel = .constant(1.0) * .rbf(lengthScales: [2.0]) + .whiteNoise(0.1)
///
/// With `r² = Σ (xⱼ - zⱼ)²/ℓⱼ²`; one length scale holds for all columns, otherwise there is one for each.
/// Source: Rasmussen and Williams, *Gaussian Processes for Machine Learning* (2006), chapter 4.
public indirect enum GaussianProcessKernel: Sendable, Codable, Hashable {
    /// How smooth a Matérn kernel's functions are.
    public enum Smoothness: Sendable, Codable, Hashable {
        /// ν = ½, `exp(-r)`: continuous.
        case half
        /// ν = 3/2, `(1 + √3r) exp(-√3r)`: once differentiable.
        case threeHalves
        /// ν = 5/2, `(1 + √5r + 5r²/3) exp(-√5r)`: twice differentiable.
        case fiveHalves
    }

    /// `c` everywhere.
    case constant(Hyperparameter)
    /// `exp(-r²/2)`.
    case rbf(lengthScales: [Hyperparameter])
    /// A function of r that is less smooth than RBF.
    case matern(lengthScales: [Hyperparameter], smoothness: Smoothness)
    /// `(1 + d²/(2αℓ²))^-α` with d the distance.
    case rationalQuadratic(lengthScale: Hyperparameter, mixture: Hyperparameter)
    /// The noise of each observation, on the diagonal alone.
    case whiteNoise(Hyperparameter)
    /// The sum of two kernels.
    case sum(GaussianProcessKernel, GaussianProcessKernel)
    /// The product of two kernels.
    case product(GaussianProcessKernel, GaussianProcessKernel)

    /// The sum of two kernels.
    public static func + (left: Self, right: Self) -> Self { .sum(left, right) }
    /// The product of two kernels.
    public static func * (left: Self, right: Self) -> Self { .product(left, right) }

    /// All parameters, in the order in which they are written.
    public var hyperparameters: [Hyperparameter] {
        switch self {
        case .constant(let c), .whiteNoise(let c): [c]
        case .rbf(let scales), .matern(let scales, _): scales
        case .rationalQuadratic(let scale, let mixture): [scale, mixture]
        case .sum(let a, let b), .product(let a, let b): a.hyperparameters + b.hyperparameters
        }
    }

    /// The same kernel with other values of its parameters.
    func with(_ values: inout ArraySlice<Double>) -> Self {
        func next(_ old: Hyperparameter) -> Hyperparameter {
            Hyperparameter(values.popFirst() ?? old.value, bounds: old.bounds)
        }
        switch self {
        case .constant(let c): return .constant(next(c))
        case .whiteNoise(let c): return .whiteNoise(next(c))
        case .rbf(let scales): return .rbf(lengthScales: scales.map(next))
        case .matern(let scales, let smoothness):
            return .matern(lengthScales: scales.map(next), smoothness: smoothness)
        case .rationalQuadratic(let scale, let mixture):
            let scale = next(scale)
            return .rationalQuadratic(lengthScale: scale, mixture: next(mixture))
        case .sum(let a, let b):
            let left = a.with(&values)
            return .sum(left, b.with(&values))
        case .product(let a, let b):
            let left = a.with(&values)
            return .product(left, b.with(&values))
        }
    }

    /// What is wrong with the parameters, for rows of some columns.
    func check(_ columns: Int) throws(FitError) {
        for parameter in hyperparameters {
            guard parameter.value > 0, parameter.value.isFinite else {
                throw .badOption(
                    "a kernel with a parameter of \(parameter.value), where more than 0 is needed")
            }
            if let bounds = parameter.bounds, !bounds.contains(parameter.value) || bounds.lowerBound <= 0 {
                throw .badOption("a parameter of \(parameter.value) with the bounds \(bounds)")
            }
        }
        switch self {
        case .rbf(let scales), .matern(let scales, _):
            guard scales.count == 1 || scales.count == columns else {
                throw .badOption("\(scales.count) length scales for \(columns) columns")
            }
        case .sum(let a, let b), .product(let a, let b):
            try a.check(columns)
            try b.check(columns)
        default: break
        }
    }

    // MARK: - Matrices

    /// `K(a, b)` for two sets of rows; noise belongs to none of the pairs.
    func matrix(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
        switch self {
        case .constant(let c): return Matrix(repeating: c.value, rows: a.rows, columns: b.rows)
        case .whiteNoise: return .zeros(a.rows, b.rows)
        case .rbf(let scales): return (-0.5 * squares(a, b, scales)).exp()
        case .matern(let scales, let smoothness): return matern(squares(a, b, scales).sqrt(), smoothness)
        case .rationalQuadratic(let scale, let mixture):
            return (1 + squares(a, b, [scale]) / (2 * mixture.value)).pow(-mixture.value)
        case .sum(let left, let right): return left.matrix(a, b) + right.matrix(a, b)
        case .product(let left, let right): return left.matrix(a, b) * right.matrix(a, b)
        }
    }

    /// The diagonal of ``gradients(_:)``'s matrix: the variance of the function, with noise, at a row.
    var variance: Double {
        switch self {
        case .constant(let c), .whiteNoise(let c): c.value
        case .rbf, .matern, .rationalQuadratic: 1
        case .sum(let a, let b): a.variance + b.variance
        case .product(let a, let b): a.variance * b.variance
        }
    }

    /// `K(x, x)` with noise, and its derivatives by the logarithms of all parameters.
    func gradients(_ x: Matrix<Double>) -> (matrix: Matrix<Double>, derivatives: [Matrix<Double>]) {
        switch self {
        case .constant(let c):
            let k = Matrix(repeating: c.value, rows: x.rows, columns: x.rows)
            return (k, [k])
        case .whiteNoise(let c):
            let k = c.value * Matrix<Double>.identity(x.rows)
            return (k, [k])
        case .rbf(let scales):
            let k = matrix(x, x)
            return (k, scaleSquares(x, scales).map { $0 * k })
        case .matern(let scales, let smoothness): return maternGradients(x, scales, smoothness)
        case .rationalQuadratic(let scale, let mixture):
            let d = squares(x, x, [scale]), alpha = mixture.value, base = 1 + d / (2 * alpha)
            let k = base.pow(-alpha)
            return (k, [d * k / base, alpha * k * (d / (2 * alpha) / base - base.log())])
        case .sum(let a, let b):
            let left = a.gradients(x), right = b.gradients(x)
            return (left.matrix + right.matrix, left.derivatives + right.derivatives)
        case .product(let a, let b):
            let left = a.gradients(x), right = b.gradients(x)
            return (
                left.matrix * right.matrix,
                left.derivatives.map { $0 * right.matrix } + right.derivatives.map { $0 * left.matrix }
            )
        }
    }

    private func matern(_ r: Matrix<Double>, _ smoothness: Smoothness) -> Matrix<Double> {
        switch smoothness {
        case .half: return (-r).exp()
        case .threeHalves:
            let s = 3.0.squareRoot() * r
            return (1 + s) * (-s).exp()
        case .fiveHalves:
            let s = 5.0.squareRoot() * r
            return (1 + s + s.square() / 3) * (-s).exp()
        }
    }

    private func maternGradients(
        _ x: Matrix<Double>, _ scales: [Hyperparameter], _ smoothness: Smoothness
    ) -> (Matrix<Double>, [Matrix<Double>]) {
        let parts = scaleSquares(x, scales), r = squares(x, x, scales).sqrt(), k = matern(r, smoothness)
        let factor: Matrix<Double>
        switch smoothness {
        // At distance 0 the derivative is 0, and so is each part.
        case .half: factor = k / r.maximum(1e-300)
        case .threeHalves: factor = 3 * (-(3.0.squareRoot()) * r).exp()
        case .fiveHalves:
            let s = 5.0.squareRoot() * r
            factor = (1 + s) * (-s).exp() * (5.0 / 3)
        }
        return (k, parts.map { $0 * factor })
    }

    /// `r²` for all pairs, by differences: products of blocks would lose the digits of what is near.
    private func squares(_ a: Matrix<Double>, _ b: Matrix<Double>, _ scales: [Hyperparameter]) -> Matrix<
        Double
    > {
        let p = a.columns
        let factors = (0..<p).map { 1 / (scales.count == 1 ? scales[0].value : scales[$0].value) }
        let left = (a * Vector(factors)).contiguous(), right = (b * Vector(factors)).contiguous()
        let sum = DistanceSum(.euclidean), result = Matrix<Double>(uninitialized: a.rows, b.rows)
        inParallel(a.rows, grain: max(1, 4096 / max(1, b.rows))) { first, count in
            for row in first..<first + count {
                let target = result.start + row * b.rows
                for other in 0..<b.rows {
                    target[other] = sum(left.start + row * p, right.start + other * p, p)
                }
            }
        }
        return result
    }

    /// The part of r² that each length scale stands for.
    private func scaleSquares(_ x: Matrix<Double>, _ scales: [Hyperparameter]) -> [Matrix<Double>] {
        if scales.count == 1 { return [squares(x, x, scales)] }
        return scales.indices.map { squares(x[columns: [$0]], x[columns: [$0]], [scales[$0]]) }
    }
}
