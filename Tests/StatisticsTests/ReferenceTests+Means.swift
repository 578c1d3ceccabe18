import LinearAlgebra
import Statistics
import Testing

extension ReferenceTests {
    private func figures(_ test: TTest) -> [String: Double] {
        [
            "statistic": test.statistic, "pValue": test.pValue, "df": test.degreesOfFreedom,
            "lower": test.confidenceInterval.lower, "upper": test.confidenceInterval.upper,
        ]
    }

    @Test func oneSampleTTestsAreSciPys() throws {
        try hold("TTest.oneSample", from: "ttest_1samp") { one, file in
            figures(
                try TTest.oneSample(
                    one.vectors(file)[0], mean: one.option("mean"), alternative: one.side))
        }
    }

    @Test func pairedTTestsAreSciPys() throws {
        try hold("TTest.paired", from: "ttest_rel") { one, file in
            let x = try one.vectors(file)
            return figures(try TTest.paired(x[0], x[1], alternative: one.side))
        }
    }

    @Test(arguments: [("TTest.pooled", TTest.Variances.equal), ("TTest.welch", .unequal)])
    func twoSampleTTestsAreSciPys(name: String, variances: TTest.Variances) throws {
        // SciPy's quantile for 125 degrees of freedom is right to 1.8e-10 only, and bounds the agreement of intervals.
        try hold(name, tolerance: 1e-9, from: "ttest_ind") { one, file in
            let x = try one.vectors(file)
            return figures(
                try TTest.twoSample(
                    x[0], x[1], variances: variances, alternative: one.side,
                    confidenceLevel: one.option("level")))
        }
    }

    @Test func zTestsAreOfTheNormalDistribution() throws {
        try hold("ZTest.oneSample", from: "norm") { one, file in
            let test = try ZTest.oneSample(
                one.vectors(file)[0], standardDeviation: one.option("sd"), mean: one.option("mean"),
                alternative: one.side)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func zTestsOfTwoSamplesAreOfTheNormalDistribution() throws {
        try hold("ZTest.twoSample", from: "norm") { one, file in
            let x = try one.vectors(file)
            let test = try ZTest.twoSample(
                x[0], x[1], standardDeviations: (one.option("sx"), one.option("sy")))
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func proportionTestsAreStatsmodels() throws {
        try hold("cohensH", from: "proportion_effectsize") { one, _ in
            ["h": cohensH(try one.option("p"), try one.option("q"))]
        }
        try hold("ProportionTest.oneSample", from: "proportions_ztest, proportion_confint") { one, _ in
            let test = try ProportionTest.oneSample(
                successes: Int(one.option("k")), trials: Int(one.option("n")), proportion: one.option("p"),
                alternative: one.side)
            return [
                "statistic": test.statistic, "pValue": test.pValue,
                "lower": max(0, test.confidenceInterval.lower),
                "upper": min(1, test.confidenceInterval.upper),
            ]
        }
        try hold("ProportionTest.twoSample", from: "proportions_ztest") { one, _ in
            let test = try ProportionTest.twoSample(
                successes: (Int(one.option("k")), Int(one.option("k2"))),
                trials: (Int(one.option("n")), Int(one.option("n2"))), alternative: one.side)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func analysesOfVarianceAreSciPys() throws {
        try hold("OneWayANOVA", from: "f_oneway") { one, file in
            let test = try OneWayANOVA(one.vectors(file))
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("OneWayANOVA.welch", from: "f_oneway(equal_var=False)") { one, file in
            let test = try OneWayANOVA(one.vectors(file), variances: .unequal)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func twoWayAnalysesOfVarianceAreStatsmodels() throws {
        try hold("TwoWayANOVA", from: "anova_lm(typ=1, 2)") { one, file in
            let x = try one.vectors(file)
            let test = try TwoWayANOVA(
                x[0], by: Array(x[1]), and: Array(x[2]), interaction: one.option("interaction") == 1,
                sums: one.option("type") == 1 ? .sequential : .partial)
            var figures = ["residual": test.residualSumOfSquares]
            for (index, term) in test.terms.enumerated() {
                figures["ss\(index)"] = term.sumOfSquares
                figures["df\(index)"] = term.degreesOfFreedom
                figures["F\(index)"] = term.statistic
                figures["p\(index)"] = term.pValue
            }
            return figures
        }
    }

    @Test func testsOfVariancesAreSciPys() throws {
        try hold("VarianceRatioTest", from: "f") { one, file in
            let x = try one.vectors(file)
            let test = try VarianceRatioTest(x[0], x[1], alternative: one.side)
            return [
                "statistic": test.statistic, "pValue": test.pValue,
                "lower": test.confidenceInterval.lower, "upper": test.confidenceInterval.upper,
            ]
        }
        try hold("LeveneTest", from: "levene") { one, file in
            let centers: [LeveneTest.Center] = [.median, .mean, .trimmed(0.1)]
            let test = try LeveneTest(one.vectors(file), center: centers[Int(one.option("center"))])
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("BartlettTest", from: "bartlett") { one, file in
            let test = try BartlettTest(one.vectors(file))
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func tukeysComparisonsAreSciPys() throws {
        // SciPy subtracts from 1, so that its p-values have absolute digits only: what is compared is 1 − p. Its intervals come of
        // a root search that stops early.
        try hold("TukeyHSD", tolerance: 1e-6, from: "tukey_hsd") { one, file in
            let test = try TukeyHSD(one.vectors(file))
            var figures: [String: Double] = [:]
            for pair in test.comparisons {
                let key = "\(pair.first)\(pair.second)"
                figures["difference" + key] = pair.difference
                figures["lower" + key] = pair.confidenceInterval.lower
                figures["upper" + key] = pair.confidenceInterval.upper
                figures["rest" + key] = 1 - pair.pValue
            }
            return figures
        }
    }
}
