import Foundation
import LinearAlgebra

/// Corrections of p-values for the number of tests: of a hundred true null hypotheses, five fall below 0.05
/// by chance.
///
/// An adjusted p-value is the smallest level at which its hypothesis is rejected along with the correction.
/// With p₍₁₎ ≤ … ≤ p₍ₘ₎:
///
/// | case | adjusted p₍ᵢ₎ | bounds | under |
/// |---|---|---|---|
/// | `bonferroni` | m p₍ᵢ₎ | chance of any false finding | any dependence |
/// | `sidak` | 1 − (1 − p₍ᵢ₎)ᵐ | the same | independence |
/// | `holm` | max over j ≤ i of (m − j + 1) p₍ⱼ₎ | the same | any dependence |
/// | `holmSidak` | max over j ≤ i of 1 − (1 − p₍ⱼ₎)^(m − j + 1) | the same | independence |
/// | `hochberg` | min over j ≥ i of (m − j + 1) p₍ⱼ₎ | the same | positive dependence |
/// | `hommel` | by closed testing with Simes's test | the same | positive dependence |
/// | `benjaminiHochberg` | min over j ≥ i of m p₍ⱼ₎/j | share of false findings | positive dependence |
/// | `benjaminiYekutieli` | the same times 1 + ½ + … + 1/m | the same | any dependence |
///
///     let p: Vector = [0.01, 0.04, 0.03, 0.5]
///     print(MultipleTesting.holm.adjusted(p))                // [0.04, 0.09, 0.09, 0.5]
///
/// Source: C. E. Bonferroni (1936); Z. Šidák (1967); S. Holm (1979); Y. Hochberg (1988); G. Hommel (1988); Y.
/// Benjamini and Y. Hochberg (1995); Y. Benjamini and D. Yekutieli (2001).
public enum MultipleTesting: String, Sendable, CaseIterable, Hashable {
    /// Every p-value times their number.
    case bonferroni
    /// What Bonferroni bounds, exactly for independent tests.
    case sidak
    /// Bonferroni step by step: never worse, and as general. The default choice for few tests.
    case holm
    /// Šidák step by step.
    case holmSidak
    /// Holm's steps from the largest p-value down.
    case hochberg
    /// The strongest of those that bound the chance of any false finding.
    case hommel
    /// The false discovery rate: for many tests, where some false findings do no harm.
    case benjaminiHochberg
    /// The false discovery rate under any dependence.
    case benjaminiYekutieli

    /// The adjusted p-values, in the order of the plain ones, at most 1.
    ///
    /// - Parameter pValues: Numbers in 0...1.
    /// - Complexity: O(m), by radix sort; O(m²) for `.hommel`.
    public func adjusted(_ pValues: Vector<Double>) -> Vector<Double> {
        for (index, p) in pValues.enumerated() {
            require(p >= 0 && p <= 1, "MultipleTesting: the p-value at \(index) is \(p), must lie in 0...1")
        }
        let order = pValues.argsort()
        let sorted = Array(pValues[at: order])
        var result = Vector<Double>(repeating: 0, count: pValues.count)
        for (place, p) in zip(order, adjusted(sorted: sorted)) { result[place] = min(1, p) }
        return result
    }

    /// Which hypotheses are rejected: adjusted p-value ≤ level.
    ///
    /// - Parameters:
    ///   - pValues: Numbers in 0...1.
    ///   - level: The bound on the chance or share of false findings, default 0.05.
    public func rejections(_ pValues: Vector<Double>, level: Double = 0.05) -> [Bool] {
        adjusted(pValues).map { $0 <= level }
    }

    private func adjusted(sorted p: [Double]) -> [Double] {
        let m = p.count, all = Double(m)
        let left = { (index: Int) -> Double in Double(m - index) }
        // 1 − (1 − p)ⁿ without the loss of the difference.
        let sidak = { (p: Double, n: Double) -> Double in -expm1(n * log1p(-p)) }
        switch self {
        case .bonferroni: return p.map { $0 * all }
        case .sidak: return p.map { sidak($0, all) }
        case .holm: return risen(p.indices.map { left($0) * p[$0] })
        case .holmSidak: return risen(p.indices.map { sidak(p[$0], left($0)) })
        case .hochberg: return sunk(p.indices.map { left($0) * p[$0] })
        case .hommel: return hommel(p)
        case .benjaminiHochberg: return sunk(p.indices.map { p[$0] / (Double($0 + 1) / all) })
        case .benjaminiYekutieli:
            var harmonic = 0.0
            for index in p.indices { harmonic += 1 / Double(index + 1) }
            return sunk(p.indices.map { p[$0] / (Double($0 + 1) / all) * harmonic })
        }
    }

    /// Each at least as large as those before.
    private func risen(_ values: [Double]) -> [Double] {
        var highest = 0.0
        return values.map { value in
            highest = max(highest, value)
            return highest
        }
    }

    /// Each at most as large as those behind.
    private func sunk(_ values: [Double]) -> [Double] {
        var lowest = Double.infinity
        return values.reversed().map { value in
            lowest = min(lowest, value)
            return lowest
        }.reversed()
    }

    private func hommel(_ p: [Double]) -> [Double] {
        var adjusted = p
        for m in stride(from: p.count, to: 1, by: -1) {
            let first = p.count - m
            var simes = Double.infinity
            for rank in 1...m { simes = min(simes, Double(m) * p[first + rank - 1] / Double(rank)) }
            for index in first..<p.count { adjusted[index] = max(adjusted[index], simes) }
            for index in 0..<first {
                adjusted[index] = max(adjusted[index], min(Double(m) * p[index], simes))
            }
        }
        return adjusted
    }
}
