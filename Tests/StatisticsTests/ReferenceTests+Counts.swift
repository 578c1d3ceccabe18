import LinearAlgebra
import Statistics
import Testing

extension ReferenceTests {
    @Test func chiSquareTestsAreSciPys() throws {
        try hold("ChiSquareTest.independence", from: "chi2_contingency, contingency.association") {
            one, file in
            let test = try ChiSquareTest.independence(one.table(file), yates: one.option("yates") == 1)
            return [
                "statistic": test.statistic, "pValue": test.pValue, "df": test.degreesOfFreedom,
                "cramersV": test.cramersV,
            ]
        }
        try hold("ChiSquareTest.fit", from: "chisquare") { one, file in
            let test = try ChiSquareTest.goodnessOfFit(Vector(one.table(file).elements))
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func exactTestsOfTablesAreSciPys() throws {
        try hold("FisherExactTest", tolerance: 1e-9, from: "fisher_exact, contingency.odds_ratio") {
            one, file in
            let test = try FisherExactTest(one.table(file), alternative: one.side)
            let interval = test.confidenceInterval()
            return [
                "statistic": test.statistic, "pValue": test.pValue, "conditional": test.conditionalOddsRatio,
                "lower": interval.lower, "upper": interval.upper,
            ]
        }
        try hold("McNemarTest", from: "mcnemar") { one, file in
            let corrected = try one.option("corrected") == 1
            let test = try McNemarTest(
                one.table(file),
                method: one.option("exact") == 1 ? .exact : .chiSquared(corrected: corrected))
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func binomialTestsAreSciPys() throws {
        try hold("BinomialTest", from: "binomtest") { one, _ in
            let test = BinomialTest(
                successes: Int(try one.option("k")), trials: Int(try one.option("n")),
                probability: try one.option("p"), alternative: one.side)
            let wilson = test.wilsonInterval()
            return [
                "statistic": test.statistic, "pValue": test.pValue, "lower": test.confidenceInterval.lower,
                "upper": test.confidenceInterval.upper, "wilsonLower": wilson.lower,
                "wilsonUpper": wilson.upper,
            ]
        }
    }
}
