/// The root of a continuous function between two points where its signs differ, by Brent's method.
///
/// Inverse quadratic interpolation and secants while they shrink the bracket well enough, bisection
/// otherwise; the root is right to a few units in the last place of x. Nil where the signs do not differ or a
/// value is NaN.
///
/// Source: R. P. Brent, "Algorithms for Minimization without Derivatives" (1973), §4.
package func bracketedRoot(
    between first: Double, and second: Double, tolerance: Double = 0, _ function: (Double) -> Double
) -> Double? {
    var a = first, b = second
    var valueA = function(a), valueB = function(b)
    if valueA == 0 { return a }
    if valueB == 0 { return b }
    guard valueA.isFinite || valueA.isInfinite, valueB.isFinite || valueB.isInfinite,
        (valueA < 0) != (valueB < 0)
    else { return nil }
    var c = a, valueC = valueA
    var step = b - a, last = step
    for _ in 0..<300 {
        if abs(valueC) < abs(valueB) {
            // b is the best so far, c the other end of the bracket.
            (a, b, c) = (b, c, b)
            (valueA, valueB, valueC) = (valueB, valueC, valueB)
        }
        let slack = 2 * abs(b).ulp + tolerance / 2
        let half = (c - b) / 2
        if abs(half) <= slack || valueB == 0 { return b }
        if abs(last) >= slack && abs(valueA) > abs(valueB) && valueA.isFinite && valueC.isFinite {
            let ratio = valueB / valueA
            var p: Double, q: Double
            if a == c {
                p = 2 * half * ratio
                q = 1 - ratio
            } else {
                let s = valueA / valueC, t = valueB / valueC
                p = ratio * (2 * half * s * (s - t) - (b - a) * (t - 1))
                q = (s - 1) * (t - 1) * (ratio - 1)
            }
            if p > 0 { q = -q } else { p = -p }
            if 2 * p < min(3 * half * q - abs(slack * q), abs(last * q)) {
                last = step
                step = p / q
            } else {
                (step, last) = (half, half)
            }
        } else {
            (step, last) = (half, half)
        }
        (a, valueA) = (b, valueB)
        b += abs(step) > slack ? step : (half > 0 ? slack : -slack)
        valueB = function(b)
        if valueB.isNaN { return nil }
        if (valueB > 0) == (valueC > 0) {
            (c, valueC) = (a, valueA)
            step = b - a
            last = step
        }
    }
    return b
}
