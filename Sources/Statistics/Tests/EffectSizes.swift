import Foundation
import LinearAlgebra

/// Cohen's h, the distance of two proportions on a scale where their variance does not depend on them:
/// h = 2 asin √p₁ − 2 asin √p₂. About 0.2 is called small, 0.5 medium, 0.8 large.
///
/// - Parameters:
///   - first: A proportion, from 0 to 1.
///   - second: A proportion, from 0 to 1.
///
/// Source: J. Cohen, "Statistical Power Analysis for the Behavioral Sciences" (1988), §6.2.
public func cohensH(_ first: Double, _ second: Double) -> Double {
    require(
        first >= 0 && first <= 1 && second >= 0 && second <= 1,
        "cohensH: \(first) and \(second), proportions lie in 0...1")
    return 2 * (asin(first.squareRoot()) - asin(second.squareRoot()))
}
