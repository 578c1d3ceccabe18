import LinearAlgebra
import Randomness

/// Two ways downhill, on the engines of this folder.
extension Textbook {
    /// `x ← x - η∇f(x)`, again and again: downhill, where it is steepest.
    ///
    /// - Parameters:
    ///   - start: Where to begin.
    ///   - rate: η.
    ///   - steps: How often.
    ///   - function: f.
    /// - Returns: Where it ends. The version to use is ``GradientDescent``.
    public static func gradientDescent(
        from start: [Double], rate: Double, steps: Int, of function: ([Value]) throws -> Value
    ) rethrows -> [Double] {
        var x = start
        for _ in 0..<steps {
            let point = x.map { Value($0) }
            let slope = gradient(of: try function(point), with: point)
            x = zip(x, slope).map { $0 - rate * $1 }
        }
        return x
    }

    /// `x ← x - f'(x)/f''(x)`: to the lowest, or highest, point of the parabola that touches f in x.
    ///
    /// - Parameters:
    ///   - start: Where to begin, near a minimum.
    ///   - steps: How often; each doubles the number of right digits.
    ///   - function: f.
    /// - Returns: Where it ends. The version to use is ``Newton``.
    public static func newton(
        from start: Double, steps: Int, of function: (Dual<Dual<Double>>) throws -> Dual<Dual<Double>>
    ) rethrows -> Double {
        var x = start
        for _ in 0..<steps {
            let y = try function(Dual(Dual(x, 1), Dual(1, 0)))
            x -= y.value.derivative / y.derivative.derivative  // f'(x), f''(x)
        }
        return x
    }
}
