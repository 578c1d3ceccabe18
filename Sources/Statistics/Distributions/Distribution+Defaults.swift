import Foundation
import LinearAlgebra
import Randomness

// What follows from the functions that each distribution has of its own.

extension Distribution {
    /// √variance.
    public var standardDeviation: Double { variance.squareRoot() }

    /// The quantile of 1/2.
    public var median: Double { quantile(0.5) }

    /// ln P(X ≤ x), by whichever of `cdf` and `survival` is the smaller.
    public func logCDF(_ x: Double) -> Double {
        let p = cdf(x)
        return p > 0.5 ? log1p(-survival(x)) : log(p)
    }

    /// ln P(X > x), by whichever of `cdf` and `survival` is the smaller.
    public func logSurvival(_ x: Double) -> Double {
        let q = survival(x)
        return q > 0.5 ? log1p(-cdf(x)) : log(q)
    }

    /// The ends of the interval that holds the given probability and leaves out as much on either side.
    ///
    /// - Parameter confidence: The probability inside, in 0...1; otherwise both ends are NaN.
    public func interval(_ confidence: Double) -> (lower: Double, upper: Double) {
        let outside = (1 - confidence) / 2
        return (quantile(outside), inverseSurvival(outside))
    }

    /// `count` draws, one after another.
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            for index in places.indices { places[index] = sample(using: &generator) }
        }
    }
}

// Functions of whole vectors: one witness call for each run of elements, the runs on all threads.
extension Distribution {
    /// P(X ≤ x) for each element.
    public func cdf(_ x: Vector<Double>) -> Vector<Double> { mapped(.cdf, x) }
    /// P(X > x) for each element.
    public func survival(_ x: Vector<Double>) -> Vector<Double> { mapped(.survival, x) }
    /// ln P(X ≤ x) for each element.
    public func logCDF(_ x: Vector<Double>) -> Vector<Double> { mapped(.logCDF, x) }
    /// ln P(X > x) for each element.
    public func logSurvival(_ x: Vector<Double>) -> Vector<Double> { mapped(.logSurvival, x) }
    /// The quantile of each element.
    public func quantile(_ p: Vector<Double>) -> Vector<Double> { mapped(.quantile, p) }
    /// The inverse survival function of each element.
    public func inverseSurvival(_ q: Vector<Double>) -> Vector<Double> { mapped(.inverseSurvival, q) }

    func mapped(_ function: DistributionFunction, _ x: Vector<Double>) -> Vector<Double> {
        let source = x.contiguous(), result = Vector<Double>(uninitialized: x.count)
        let input = source.start, output = result.start
        inParallel(x.count, grain: 2048) { start, length in
            evaluate(
                function, of: UnsafeBufferPointer(start: input + start, count: length),
                into: UnsafeMutableBufferPointer(start: output + start, count: length))
        }
        withExtendedLifetime(source) {}
        return result
    }
}

extension ContinuousDistribution {
    /// The density at each element.
    public func pdf(_ x: Vector<Double>) -> Vector<Double> { mapped(.density, x) }
    /// The logarithm of the density at each element.
    public func logPDF(_ x: Vector<Double>) -> Vector<Double> { mapped(.logDensity, x) }

    /// One call after another. The compiler makes a copy of this loop for each distribution, with its functions inlined.
    public func evaluate(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        evaluateEach(function, of: x, into: result)
    }

    @inline(__always)
    func evaluateEach(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        switch function {
        case .density: for index in x.indices { result[index] = pdf(x[index]) }
        case .logDensity: for index in x.indices { result[index] = logPDF(x[index]) }
        case .cdf: for index in x.indices { result[index] = cdf(x[index]) }
        case .survival: for index in x.indices { result[index] = survival(x[index]) }
        case .logCDF: for index in x.indices { result[index] = logCDF(x[index]) }
        case .logSurvival: for index in x.indices { result[index] = logSurvival(x[index]) }
        case .quantile: for index in x.indices { result[index] = quantile(x[index]) }
        case .inverseSurvival: for index in x.indices { result[index] = inverseSurvival(x[index]) }
        }
    }
}

extension DiscreteDistribution {
    /// The probability of each element; 0 for one that is no integer, NaN for NaN.
    public func pmf(_ k: Vector<Double>) -> Vector<Double> { mapped(.density, k) }
    /// The logarithm of the probability of each element.
    public func logPMF(_ k: Vector<Double>) -> Vector<Double> { mapped(.logDensity, k) }

    /// The probability of each integer.
    public func pmf(_ k: some Sequence<Int>) -> Vector<Double> { Vector(k.map { pmf($0) }) }

    /// One draw, as a number.
    public func sample<Stream: RandomStream>(using generator: inout Stream) -> Double {
        Double(sampleInteger(using: &generator))
    }

    /// `count` draws, as numbers.
    public func sample<Stream: RandomStream>(count: Int, using generator: inout Stream) -> Vector<Double> {
        drawn(count) { places in
            let integers = sampleIntegers(count: places.count, using: &generator)
            for index in places.indices { places[index] = Double(integers[index]) }
        }
    }

    /// `count` draws, one after another.
    public func sampleIntegers<Stream: RandomStream>(count: Int, using generator: inout Stream) -> [Int] {
        require(count >= 0, "sampleIntegers: count must be ≥ 0, not \(count)")
        return (0..<count).map { _ in sampleInteger(using: &generator) }
    }

    /// One call after another. The compiler makes a copy of this loop for each distribution, with its functions inlined.
    public func evaluate(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        evaluateEach(function, of: x, into: result)
    }

    @inline(__always)
    func evaluateEach(
        _ function: DistributionFunction, of x: UnsafeBufferPointer<Double>,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        switch function {
        case .density: for index in x.indices { result[index] = probability(x[index]) }
        case .logDensity: for index in x.indices { result[index] = logProbability(x[index]) }
        case .cdf: for index in x.indices { result[index] = cdf(x[index]) }
        case .survival: for index in x.indices { result[index] = survival(x[index]) }
        case .logCDF: for index in x.indices { result[index] = logCDF(x[index]) }
        case .logSurvival: for index in x.indices { result[index] = logSurvival(x[index]) }
        case .quantile: for index in x.indices { result[index] = quantile(x[index]) }
        case .inverseSurvival: for index in x.indices { result[index] = inverseSurvival(x[index]) }
        }
    }

    private func probability(_ x: Double) -> Double {
        if let k = Int(exactly: x) { return pmf(k) }
        return x.isNaN ? .nan : 0
    }

    private func logProbability(_ x: Double) -> Double {
        if let k = Int(exactly: x) { return logPMF(k) }
        return x.isNaN ? .nan : -.infinity
    }
}

/// A vector of draws, made in runs that stay in the cache: `fill` gets the places of each run in turn.
@inline(__always)
func drawn(_ count: Int, _ fill: (UnsafeMutableBufferPointer<Double>) -> Void) -> Vector<Double> {
    require(count >= 0, "sample: count must be ≥ 0, not \(count)")
    let result = Vector<Double>(uninitialized: count), run = 4096
    for start in stride(from: 0, to: count, by: run) {
        fill(UnsafeMutableBufferPointer(start: result.start + start, count: min(run, count - start)))
    }
    return result
}

extension UnsafeMutableBufferPointer<Double> {
    /// Copies as many values as there are places.
    func take(_ values: [Double]) {
        values.withUnsafeBufferPointer { source in
            for index in indices { self[index] = source[index] }
        }
    }
}
