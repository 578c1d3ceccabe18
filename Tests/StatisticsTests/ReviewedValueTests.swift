import LinearAlgebra
import Statistics
import Testing

/// Values that a reader once found wrong.
@Suite struct ReviewedValueTests {
    /// mpmath 1.3.0 and SciPy 1.17.1.
    @Test(arguments: [
        (0.02, 0.355, 1e10, 0.3838113178), (0.2, 0.5, 1e3, 0.1379873341), (0.5, 0.5, 1e3, 0.01595314156),
    ])
    func theNoncentralTIsRightBelowOneDegreeOfFreedom(v: Double, d: Double, t: Double, want: Double) {
        let got = NoncentralT(degreesOfFreedom: v, noncentrality: d).survival(t)
        #expect(abs(got / want - 1) < 1e-9, "\(got)")
    }

    @Test func quantilesGoOnBeyondTheIntegersOfDouble() {
        #expect(abs(Geometric(probability: 1e-17).quantile(0.5) / 6.931471805599453e16 - 1) < 1e-12)
        #expect(abs(Poisson(rate: 1e17).quantile(0.5) / 1e17 - 1) < 1e-12)
    }

    @Test func equalOrdersHaveARankCorrelationOfOne() throws {
        #expect(try SpearmanTest([1, 2, 3], [1, 2, 3]).statistic == 1)
        #expect(try SpearmanTest([1, 2, 3], [9, 4, 1]).statistic == -1)
        #expect(try SpearmanTest([1, 2, 3], [1, 2, 3]).pValue == 0)
    }

    @Test func aFitThatFailsSaysSoInWords() {
        #expect(throws: DistributionFitError.self) { try Exponential.fit(to: [-1, 2, 3]) }
        let error = DistributionFitError.outsideSupport(index: 0, value: -1, support: "x > 0")
        #expect(error.description.hasPrefix("fit: value 0 is -1.0"))
    }
}
