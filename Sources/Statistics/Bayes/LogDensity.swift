import LinearAlgebra

/// A probability density up to a factor, as a logarithm: what samplers draw from and what the mode is sought of.
///
///     let standard = LogDensity(names: ["x", "y"]) { x in
///         (value: -x.sumOfSquares() / 2, gradient: -x)
///     }
///     print(standard.dimension, standard.value([1, 1]))    // 2 -1.0
///
/// The parameters range over all real numbers: sample log σ for a σ > 0, and add log σ to the density for the change of variables.
/// A value of -∞ or NaN is a density of 0.
public struct LogDensity: Sendable {
    /// The names of the parameters.
    public let names: [String]
    /// log p(x) + constant.
    public let value: @Sendable (Vector<Double>) -> Double
    /// The same with its gradient.
    public let valueAndGradient: @Sendable (Vector<Double>) -> (value: Double, gradient: Vector<Double>)

    /// The number of parameters.
    public var dimension: Int { names.count }

    /// A density whose gradient is known.
    ///
    /// - Parameters:
    ///   - names: The names of the parameters.
    ///   - valueAndGradient: log p(x) + constant, and its gradient with as many elements as there are names.
    public init(
        names: [String],
        valueAndGradient: @escaping @Sendable (Vector<Double>) -> (value: Double, gradient: Vector<Double>)
    ) {
        self.names = names
        self.valueAndGradient = valueAndGradient
        value = { valueAndGradient($0).value }
    }

    /// A density whose gradient is taken by central differences: 2d more values for each, with about 10 right digits.
    ///
    /// - Parameters:
    ///   - names: The names of the parameters.
    ///   - value: log p(x) + constant.
    public init(names: [String], value: @escaping @Sendable (Vector<Double>) -> Double) {
        self.names = names
        self.value = value
        valueAndGradient = { x in (value(x), centralGradient(value, x)) }
    }
}

/// `(f(x + h) - f(x - h))/2h` along each axis, h near the cube root of the rounding unit.
func centralGradient(_ function: (Vector<Double>) -> Double, _ x: Vector<Double>) -> Vector<Double> {
    Vector(count: x.count) { axis in
        let step = 6e-6 * max(1, x[axis].magnitude)
        var above = x, below = x
        above[axis] += step
        below[axis] -= step
        return (function(above) - function(below)) / (above[axis] - below[axis])
    }
}
