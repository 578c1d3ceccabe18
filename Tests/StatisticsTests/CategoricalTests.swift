import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@Suite struct CategoricalTests {
    @Test func hasTheMomentsOfItsSums() {
        let p = [0.1, 0.25, 0.4, 0.05, 0.2], law = Categorical(probabilities: p)
        let moment = { (order: Double) in p.indices.reduce(0) { $0 + p[$1] * pow(Double($1), order) } }
        let mean = moment(1), variance = moment(2) - mean * mean
        let entropy = -p.reduce(0) { $0 + $1 * log($1) }
        let sums = [0.1, 0.35, 0.75, 0.8, 1]
        var error =
            [law.mean - mean, law.variance - variance, law.entropy - entropy].map { abs($0) }.max() ?? .nan
        for k in p.indices {
            error = max(error, abs(law.pmf(k) - p[k]), abs(law.cdf(Double(k)) - sums[k]))
            error = max(error, abs(law.survival(Double(k)) - (1 - sums[k])))
        }
        #expect(
            Parity.holds(
                "Statistics", "Categorical", against: "closed form", on: "five categories",
                measure: "absolute error", tolerance: 1e-15, error: error))
        #expect([0.05, 0.1, 0.3, 0.76, 0.99].map(law.quantile) == [0, 0, 1, 3, 4])
    }

    /// `scipy.stats.ecdf([3, 1, 2, 2, 5]).cdf.evaluate([0, 1, 2, 4, 5])`, `np.mean`, `np.var` of SciPy 1.17.1.
    @Test func theEmpiricalDistributionStepsWhereSciPysDoes() {
        let law = EmpiricalDistribution([3, 1, 2, 2, 5.0])
        let want = [0, 0.2, 0.6, 0.8, 1]
        var error = zip([0.0, 1, 2, 4, 5], want).map { abs(law.cdf($0) - $1) }.max() ?? .nan
        error = max(error, abs(law.mean - 2.6), abs(law.variance - 1.84))
        #expect(
            Parity.holds(
                "Statistics", "EmpiricalDistribution", against: "SciPy 1.17.1 ecdf",
                on: "5 values, two alike",
                measure: "absolute error", tolerance: 1e-15, error: error))
    }
}
