import Foundation
import LinearAlgebra

/// The mode of a density, the maximum a posteriori, and the normal distribution that fits its peak.
///
/// At the mode x̂ the gradient is 0 and `log p(x) ≈ log p(x̂) - ½ (x - x̂)ᵀH(x - x̂)` with `H = -∇²log p(x̂)`: a normal density with mean x̂ and
/// covariance H⁻¹. Its integral estimates the evidence: `log Z ≈ log p(x̂) + d/2 log 2π - ½ log det H`.
///
///     let target = LogDensity(names: ["x"]) { x in -2 * (x[0] - 3) * (x[0] - 3) }
///     let peak = try LaplaceApproximation(target, from: [0])
///     print(peak.mode[0].rounded(), (1000 * peak.covariance[0, 0]).rounded() / 1000)    // 3.0 0.25
///
/// The mode is sought by BFGS with a backtracking line search. Source: Tierney and Kadane (1986); Nocedal and Wright, *Numerical
/// Optimization* (2006), §6.1.
public struct LaplaceApproximation: Sendable {
    /// The names of the parameters.
    public let names: [String]
    /// x̂.
    public let mode: Vector<Double>
    /// log p(x̂), with whatever constant the density has.
    public let logDensity: Double
    /// H⁻¹.
    public let covariance: Matrix<Double>
    /// The estimate of log ∫p.
    public let logEvidence: Double

    /// Climbs from a start and takes the curvature at the top. O(d²) for each step beside the density, 2d gradients for H.
    ///
    /// - Parameters:
    ///   - density: The density.
    ///   - start: Where the search begins; zeros by default.
    ///   - maximumSteps: How many steps are tried, at least 1; 500 by default.
    /// - Throws: ``BayesError/noMode(steps:gradientNorm:)``, or ``BayesError/flatMode(detail:)`` where H is not positive definite.
    public init(_ density: LogDensity, from start: Vector<Double>? = nil, maximumSteps: Int = 500) throws {
        let point = start ?? Vector(repeating: 0, count: density.dimension)
        require(
            point.count == density.dimension && maximumSteps >= 1,
            "LaplaceApproximation: a start of \(point.count) for \(density.dimension) parameters, \(maximumSteps) steps"
        )
        let top = try Ascent(density, at: point).climb(maximumSteps)
        let curvature = Self.curvature(density, top.point)
        guard let cholesky = try? CholeskyDecomposition(curvature) else {
            throw BayesError.flatMode(detail: "the negative Hessian there is not positive definite")
        }
        names = density.names
        mode = top.point
        logDensity = top.value
        covariance = cholesky.inverse()
        let d = Double(density.dimension)
        logEvidence = top.value + d / 2 * log(2 * Double.pi) - cholesky.logDeterminant() / 2
    }

    /// The square roots of the covariance's diagonal.
    public var standardDeviations: Vector<Double> { covariance.diagonal().sqrt() }

    /// `-∇²log p` by central differences of the gradient, made symmetric.
    private static func curvature(_ density: LogDensity, _ x: Vector<Double>) -> Matrix<Double> {
        var columns: [Vector<Double>] = []
        for axis in 0..<x.count {
            let step = 1e-4 * max(1e-2, x[axis].magnitude)
            var above = x, below = x
            above[axis] += step
            below[axis] -= step
            let difference =
                density.valueAndGradient(below).gradient - density.valueAndGradient(above).gradient
            columns.append(difference / (above[axis] - below[axis]))
        }
        let raw = stack(columns, as: .columns)
        return (raw + raw.transposed) * 0.5
    }
}

/// BFGS uphill.
private struct Ascent {
    let density: LogDensity
    var point: Vector<Double>
    var value: Double
    var gradient: Vector<Double>
    /// The estimate of H⁻¹.
    var inverse: Matrix<Double>

    init(_ density: LogDensity, at point: Vector<Double>) throws(BayesError) {
        self.density = density
        self.point = point
        (value, gradient) = density.valueAndGradient(point)
        inverse = .identity(point.count)
        guard value.isFinite else { throw .noStart(chain: 0, tried: 1, value: value) }
    }

    func climb(_ steps: Int) throws(BayesError) -> Ascent {
        var here = self
        for step in 0..<steps {
            let scale = 1 + here.value.magnitude
            if here.gradient.norm() <= 1e-10 * scale { return here }
            guard here.advance(first: step == 0) else {
                // No step gains: at the rounding of the density's values, which is a top if the slope is small.
                if here.gradient.norm() <= 1e-4 * scale { return here }
                here.inverse = .identity(here.point.count)
                guard here.advance(first: true) else {
                    throw .noMode(steps: step, gradientNorm: here.gradient.norm())
                }
                continue
            }
        }
        throw .noMode(steps: steps, gradientNorm: here.gradient.norm())
    }

    /// One step along `H⁻¹∇`, halved until it gains; whether it did.
    private mutating func advance(first: Bool) -> Bool {
        var direction = matmul(inverse, gradient)
        if !(dot(direction, gradient) > 0) { direction = gradient }
        let slope = dot(direction, gradient)
        var size = first ? min(1, 1 / gradient.norm()) : 1
        for _ in 0..<60 {
            let tried = point + direction * size
            let (height, tilt) = density.valueAndGradient(tried)
            if height.isFinite, height >= value + 1e-4 * size * slope, tried != point {
                update(to: tried, height, tilt)
                return true
            }
            size /= 2
        }
        return false
    }

    private mutating func update(to new: Vector<Double>, _ height: Double, _ tilt: Vector<Double>) {
        let move = new - point, change = gradient - tilt, curvature = dot(move, change)
        if curvature > 1e-12 * move.norm() * change.norm() {
            let turned = matmul(inverse, change)
            let factor = (1 + dot(change, turned) / curvature) / curvature
            inverse =
                inverse + outer(move, move) * factor - (outer(turned, move) + outer(move, turned)) / curvature
        }
        (point, value, gradient) = (new, height, tilt)
    }
}
