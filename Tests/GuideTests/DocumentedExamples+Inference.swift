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
        print(test.pValue, test.statistic)  // 0.03496503496503497 20.0
        // end
    }
}
