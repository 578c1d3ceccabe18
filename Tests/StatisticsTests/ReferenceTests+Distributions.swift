import LinearAlgebra
import Statistics
import Testing

extension ReferenceTests {
    @Test func kolmogorovSmirnovTestsAreSciPys() throws {
        try hold("KolmogorovSmirnovTest.oneSample", tolerance: 1e-11, from: "kstest") { one, file in
            let normal = Normal(mean: try one.option("mean"), standardDeviation: try one.option("sd"))
            let test = try KolmogorovSmirnovTest.oneSample(
                one.vectors(file)[0], distribution: normal, alternative: one.side)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("KolmogorovSmirnovTest.twoSample", tolerance: 1e-11, from: "ks_2samp") { one, file in
            let x = try one.vectors(file)
            let test = try KolmogorovSmirnovTest.twoSample(x[0], x[1], alternative: one.side)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold(
            "KolmogorovSmirnovTest.twoSample asymptotic", tolerance: 1e-11, from: "ks_2samp(method='asymp')"
        ) { one, file in
            let x = try one.vectors(file)
            let test = try KolmogorovSmirnovTest.twoSample(
                x[0], x[1], alternative: one.side, method: .asymptotic)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func testsOfNormalityAreSciPys() throws {
        // SciPy's normal scores are right to about 1e-9 only, which its p-values feel; the exact ones are below.
        for (name, tolerance) in [("ShapiroWilkTest", 1e-6), ("ShapiroWilkTest.exactScores", 1e-11)] {
            try hold(name, tolerance: tolerance, from: "shapiro") { one, file in
                let test = try ShapiroWilkTest(one.vectors(file)[0])
                return ["statistic": test.statistic, "pValue": test.pValue]
            }
        }
        try hold("JarqueBeraTest", from: "jarque_bera") { one, file in
            let test = try JarqueBeraTest(one.vectors(file)[0])
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("DAgostinoTest", from: "normaltest, skewtest, kurtosistest") { one, file in
            let test = try DAgostinoTest(one.vectors(file)[0])
            return [
                "statistic": test.statistic, "pValue": test.pValue, "skewness": test.skewnessZ,
                "kurtosis": test.kurtosisZ,
            ]
        }
        try hold("AndersonDarlingTest.normal", from: "normal_ad") { one, file in
            let test = try AndersonDarlingTest(one.vectors(file)[0])
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        // SciPy fits the logistic distribution to five digits.
        try hold("AndersonDarlingTest", tolerance: 1e-5, from: "anderson(method='interpolate')") {
            one, file in
            let family = AndersonDarlingTest.Family.allCases[Int(try one.option("dist"))]
            let test = try AndersonDarlingTest(one.vectors(file)[0], family: family)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("AndersonDarlingKSampleTest", from: "anderson_ksamp") { one, file in
            let variants: [AndersonDarlingKSampleTest.Variant] = [.midrank, .right, .continuous]
            let test = try AndersonDarlingKSampleTest(
                one.vectors(file), variant: variants[Int(one.option("variant"))])
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }
}
