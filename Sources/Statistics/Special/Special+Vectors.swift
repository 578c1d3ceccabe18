import CKernels
import LinearAlgebra

// The functions of whole vectors: one call for the array, on all threads.
extension Special {
    /// Φ of each element: see `normalCDF(_:)`.
    ///
    /// x Φ(x) is the activation function gelu, whose kernel computes the tail to all its digits: Φ is its quotient by x.
    ///
    /// - Parameter x: Any numbers.
    public static func normalCDF(_ x: Vector<Double>) -> Vector<Double> {
        inRuns(x) { normalCDF($0, into: $1, count: $2) }
    }

    /// Φ of `count` numbers; `result` may not be `x`.
    static func normalCDF(_ x: UnsafePointer<Double>, into result: UnsafeMutablePointer<Double>, count: Int) {
        let block = 1024
        withUnsafeTemporaryAllocation(of: Double.self, capacity: block) { clamped in
            guard let places = clamped.baseAddress else { return }
            for start in stride(from: 0, to: count, by: block) {
                let length = min(block, count - start), input = x + start, output = result + start
                for index in 0..<length {
                    // Below -39 Φ is 0 and above 39 it is 1, and next to 0 it is not told from ½ + x/√(2π).
                    let value = input[index], low = value < -39 ? -39 : value
                    places[index] = low > 39 ? 39 : abs(low) < 1e-20 ? 1e-20 : low
                }
                cairn_gelu_f64(places, output, length)
                for index in 0..<length { output[index] /= places[index] }
            }
        }
    }

    /// log Φ of each element: see `logNormalCDF(_:)`.
    ///
    /// - Parameter x: Any numbers.
    public static func logNormalCDF(_ x: Vector<Double>) -> Vector<Double> { each(x) { logNormalCDF($0) } }

    /// The normal quantile of each element: see `normalQuantile(_:)`.
    ///
    /// - Parameter p: Probabilities.
    public static func normalQuantile(_ p: Vector<Double>) -> Vector<Double> {
        each(p) { normalQuantile($0) }
    }

    /// erf of each element.
    ///
    /// - Parameter x: Any numbers.
    public static func erf(_ x: Vector<Double>) -> Vector<Double> { inRuns(x) { cairn_erf_f64($0, $1, $2) } }

    /// erfc of each element.
    ///
    /// - Parameter x: Any numbers.
    public static func erfc(_ x: Vector<Double>) -> Vector<Double> {
        inRuns(x) { cairn_erfc_f64($0, $1, $2) }
    }

    /// erfcx of each element: see `erfcx(_:)`.
    ///
    /// - Parameter x: Any numbers.
    public static func erfcx(_ x: Vector<Double>) -> Vector<Double> { each(x) { erfcx($0) } }

    /// The inverse of erf of each element: see `erfInverse(_:)`.
    ///
    /// - Parameter y: Numbers in [-1, 1].
    public static func erfInverse(_ y: Vector<Double>) -> Vector<Double> { each(y) { erfInverse($0) } }

    /// log |Γ| of each element: see `logGamma(_:)`.
    ///
    /// - Parameter x: Any numbers.
    public static func logGamma(_ x: Vector<Double>) -> Vector<Double> { each(x) { logGamma($0) } }

    /// Γ of each element: see `gamma(_:)`.
    ///
    /// - Parameter x: Any numbers.
    public static func gamma(_ x: Vector<Double>) -> Vector<Double> { each(x) { gamma($0) } }

    /// ψ of each element: see `digamma(_:)`.
    ///
    /// - Parameter x: Any numbers.
    public static func digamma(_ x: Vector<Double>) -> Vector<Double> { each(x) { digamma($0) } }

    /// ψ' of each element: see `trigamma(_:)`.
    ///
    /// - Parameter x: Any numbers.
    public static func trigamma(_ x: Vector<Double>) -> Vector<Double> { each(x) { trigamma($0) } }

    /// P(a, x) for each element of `x`: what depends on a alone is computed once.
    ///
    /// - Parameters:
    ///   - a: The shape, > 0.
    ///   - x: Numbers ≥ 0.
    public static func regularizedGammaP(_ a: Double, _ x: Vector<Double>) -> Vector<Double> {
        let function = IncompleteGamma(a)
        return each(x) { function.tails($0).lower }
    }

    /// Q(a, x) for each element of `x`.
    ///
    /// - Parameters:
    ///   - a: The shape, > 0.
    ///   - x: Numbers ≥ 0.
    public static func regularizedGammaQ(_ a: Double, _ x: Vector<Double>) -> Vector<Double> {
        let function = IncompleteGamma(a)
        return each(x) { function.tails($0).upper }
    }

    /// Iₓ(a, b) for each element of `x`.
    ///
    /// - Parameters:
    ///   - a: First shape, > 0.
    ///   - b: Second shape, > 0.
    ///   - x: Numbers in [0, 1].
    public static func regularizedBeta(_ a: Double, _ b: Double, _ x: Vector<Double>) -> Vector<Double> {
        let function = IncompleteBeta(a, b)
        return each(x) { function.tails($0).lower }
    }

    /// 1 - Iₓ(a, b) for each element of `x`.
    ///
    /// - Parameters:
    ///   - a: First shape, > 0.
    ///   - b: Second shape, > 0.
    ///   - x: Numbers in [0, 1].
    public static func regularizedBetaComplement(_ a: Double, _ b: Double, _ x: Vector<Double>) -> Vector<
        Double
    > {
        let function = IncompleteBeta(a, b)
        return each(x) { function.tails($0).upper }
    }

    /// `body` of runs of elements, the runs on all threads.
    private static func inRuns(
        _ x: Vector<Double>, _ body: (UnsafePointer<Double>, UnsafeMutablePointer<Double>, Int) -> Void
    ) -> Vector<Double> {
        let source = x.contiguous(), result = Vector<Double>(uninitialized: x.count)
        inParallel(x.count, grain: 8192) { start, length in
            body(source.start + start, result.start + start, length)
        }
        withExtendedLifetime(source) {}
        return result
    }

    @inline(__always)
    private static func each(_ x: Vector<Double>, _ function: (Double) -> Double) -> Vector<Double> {
        inRuns(x) { input, output, count in
            for index in 0..<count { output[index] = function(input[index]) }
        }
    }
}
