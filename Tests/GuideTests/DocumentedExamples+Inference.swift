import Cairn
import Testing

// The examples in the comments of hypothesis tests, resampling and power.

@Suite(.printsItsComments) struct DocumentedInference {
    @Test func tTest() throws {
        // snippet
        let fast: Vector = [25.3, 24.1, 26.0, 23.8, 25.5]
        let slow: Vector = [27.9, 26.4, 28.8, 27.1, 26.9]
        print(try TTest.twoSample(fast, slow))
        // Welch two-sample t-test
        //
        // t = -4.1565, df = 7.9999, p-value = 0.003181
        // alternative hypothesis: true difference in means is not equal to 0
        // 95 percent confidence interval: [-3.8559, -1.1041]
        // estimates: mean of x = 24.94, mean of y = 27.42, Cohen's d = -2.6288
        // end
    }

    @Test func ranks() throws {
        // snippet
        let v: Vector = [10.0, 20.0, 20.0, 5.0]
        print(v.ranks())  // [2.0, 3.5, 3.5, 1.0]
        // end
    }

    @Test func chiSquareTest() throws {
        // snippet
        let test = try ChiSquareTest.independence([[30, 10], [15, 25]])
        print(test.statistic, test.cramersV)  // 9.955555555555556 0.37796447300922725
        // end
    }

    @Test func oneWayANOVA() throws {
        // snippet
        let anova = try OneWayANOVA([[4.2, 4.5, 5.1], [5.8, 6.1, 5.5], [5.0, 4.8, 5.3]])
        print(anova.statistic, anova.pValue)  // 9.146788990825685 0.01506535266976356
        // end
    }

    @Test func fisherExactTest() throws {
        // snippet
        let test = try FisherExactTest([[8, 2], [1, 5]])
        print((test.pValue * 1e6).rounded() / 1e6, test.statistic)  // 0.034965 20.0
        // end
    }

    @Test func bootstrap() throws {
        // snippet
        let x: Vector = [4.1, 5.2, 3.3, 8.9, 4.7, 5.5, 6.1, 3.9]
        var rng = Generator(seed: 7)
        let bootstrap = try Bootstrap(x, using: &rng) { $0.median() }
        print(bootstrap.estimate, try bootstrap.interval(.bca))  // 4.95 [3.9, 6.1]
        // end
    }

    @Test func permutationTest() throws {
        // snippet
        let treated: Vector = [24.1, 27.3, 25.8, 29.0], control: Vector = [21.5, 23.9, 22.2, 24.0]
        var rng = Generator(seed: 1)
        let test = try PermutationTest.independent(treated, control, using: &rng) { $0.mean() - $1.mean() }
        print(test.pValue, test.isExact)  // 0.02857142857142857 true
        // end
    }

    @Test func multipleTesting() throws {
        // snippet
        let p: Vector = [0.01, 0.04, 0.03, 0.5]
        print(MultipleTesting.holm.adjusted(p))  // [0.04, 0.09, 0.09, 0.5]
        // end
    }

    @Test func powerAnalysis() throws {
        // snippet
        let study = PowerAnalysis.tTest(.twoSample())
        print(try study.observations(effectSize: 0.5, power: 0.8))  // 63.76561019095228
        print(study.power(effectSize: 0.5, observations: 64))  // 0.8014595579222537
        // end
    }
}
