import LinearAlgebra

/// Why a minimiser stopped.
public enum MinimizationStatus: String, Sendable, Codable, CaseIterable {
    /// What the tolerance asks for was reached.
    case converged
    /// As many iterations as were allowed were done first.
    case iterationLimit
    /// No step along the direction lowered the function: the tolerance is below what rounding allows, or the gradient is wrong.
    case lineSearchFailed
    /// The value or the gradient at the start, or at every step that could be taken, is NaN or infinite.
    case notFinite
    /// The function falls below -1e300: it has no minimum.
    case unbounded
}

/// What a minimiser found.
///
/// `point` is the best point, whatever the status is; look at `status` before you trust it.
public struct Minimum: Sendable {
    /// A point on the way and the value there.
    public struct Step: Sendable {
        /// x, n elements.
        public let point: Vector<Double>
        /// f(x).
        public let value: Double
    }

    /// x, n elements.
    public internal(set) var point: Vector<Double>
    /// f(x).
    public internal(set) var value: Double
    /// `max |∂f/∂xᵢ|` at the point; of methods without gradients NaN, of proximal gradients that of the gradient map.
    public internal(set) var gradientNorm: Double
    /// How many steps were taken.
    public internal(set) var iterations: Int
    /// How often the function was called.
    public internal(set) var functionEvaluations: Int
    /// Why it stopped.
    public internal(set) var status: MinimizationStatus
    /// Start, and the point after each iteration, where `recordsTrace` asked for them; empty otherwise.
    public internal(set) var trace: [Step]

    /// Whether the status is ``MinimizationStatus/converged``.
    public var isConverged: Bool { status == .converged }
}

extension Minimum: CustomStringConvertible {
    /// `converged after 9 iterations, 11 evaluations: 0.0 at [1.0, 1.0]`.
    public var description: String {
        "\(status.rawValue) after \(iterations) iterations, \(functionEvaluations) evaluations: \(value) at \(point)"
    }
}
