import Foundation
import LinearAlgebra

// What the distributions check: parameters in their range, and data that a fit can use.

/// Stops where a parameter is not a positive finite number.
func requirePositive(_ value: Double, _ type: StaticString, _ name: StaticString) {
    require(value > 0 && value.isFinite, "\(type): \(name) must be finite and > 0, not \(value)")
}

/// Stops where a parameter is NaN or infinite.
func requireFinite(_ value: Double, _ type: StaticString, _ name: StaticString) {
    require(value.isFinite, "\(type): \(name) must be finite, not \(value)")
}

/// Stops where a parameter is no probability.
func requireProbability(_ value: Double, _ type: StaticString, _ name: StaticString) {
    require(value >= 0 && value <= 1, "\(type): \(name) must be in 0...1, not \(value)")
}

/// Whether p can be a probability; NaN cannot.
@inline(__always)
func isProbability(_ p: Double) -> Bool { p >= 0 && p <= 1 }

/// Euler's constant γ.
let eulerGamma = 0.577215664901532860606512090082

/// The data of a fit, as an array.
///
/// - Parameters:
///   - data: The observations.
///   - needed: How many there must be.
///   - support: The values that the family can give, for the message.
///   - isInside: Whether a finite value is one of them.
func fitData(
    _ data: Vector<Double>, atLeast needed: Int = 1, in support: String = "",
    where isInside: (Double) -> Bool = { _ in true }
) throws(DistributionFitError) -> [Double] {
    guard data.count >= needed else { throw .tooFewValues(count: data.count, needed: needed) }
    let values = Array(data)
    for (index, value) in values.enumerated() {
        if !value.isFinite { throw .notFinite(index: index, value: value) }
        if !isInside(value) { throw .outsideSupport(index: index, value: value, support: support) }
    }
    return values
}

/// Throws where all values are equal, and no scale can be estimated.
func requireSpread(_ values: [Double]) throws(DistributionFitError) {
    if let first = values.first, values.allSatisfy({ $0 == first }) {
        throw .degenerate(reason: "all \(values.count) values are \(first)")
    }
}

/// The mean of `term(x)` over the values, without overflow of the sum for sensible terms.
func average(_ values: [Double], _ term: (Double) -> Double) -> Double {
    var sum = 0.0, lost = 0.0
    for value in values {
        // Neumaier's sum: what rounding loses is kept aside.
        let next = term(value), total = sum + next
        lost += abs(sum) >= abs(next) ? (sum - total) + next : (next - total) + sum
        sum = total
    }
    return (sum + lost) / Double(values.count)
}

/// The mean of the values.
func average(_ values: [Double]) -> Double { average(values) { $0 } }

/// The root of a function by Newton's method inside a bracket that bisection keeps: on, while the bracket holds a change of sign.
///
/// - Parameters:
///   - start: A first guess > 0; the bracket grows from it by factors of 4.
///   - function: Its value and derivative. It must be monotone where x > 0.
/// - Returns: x > 0 to about 1e-15 of itself.
func positiveRoot(
    from start: Double, _ function: (Double) -> (value: Double, slope: Double)
) throws(DistributionFitError) -> Double {
    var x = start, lower = 0.0, upper = Double.infinity
    for _ in 0..<200 {
        let (value, slope) = function(x)
        if value == 0 { return x }
        guard !value.isNaN else { throw .noConvergence(iterations: 0) }
        let isRising = slope > 0
        if (value > 0) == isRising { upper = x } else { lower = x }
        var next = x - value / slope
        if !(next > lower && next < upper) {
            next = upper == .infinity ? x * 4 : lower == 0 ? x / 4 : (lower + upper) / 2
        }
        if abs(next - x) <= 4e-16 * x || !(next > 1e-300 && next < 1e300) {
            guard next > 1e-300 && next < 1e300 else { break }
            return next
        }
        x = next
    }
    throw .noConvergence(iterations: 200)
}
