import LinearAlgebra
import Statistics
import Testing

extension ReferenceTests {
    @Test func mannWhitneyTestsAreSciPys() throws {
        try hold("MannWhitneyTest", from: "mannwhitneyu") { one, file in
            let x = try one.vectors(file)
            let test = try MannWhitneyTest(x[0], x[1], alternative: one.side)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("MannWhitneyTest.head", from: "mannwhitneyu, exact") { one, file in
            let x = try one.vectors(file)
            let test = try MannWhitneyTest(
                x[0][..<Int(one.option("n"))], x[1][..<Int(one.option("m"))], alternative: one.side)
            #expect(test.isExact)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func wilcoxonTestsAreSciPys() throws {
        try hold("WilcoxonTest", from: "wilcoxon") { one, file in
            let zeros: [WilcoxonTest.Zeros] = [.dropped, .pratt, .split]
            let differences = try one.vectors(file)[0] - one.option("mean")
            let test = try WilcoxonTest(
                differences, alternative: one.side, zeros: zeros[Int(one.option("zeros"))],
                method: one.option("normal") == 1 ? .normal : .automatic,
                continuity: one.option("correction") == 1)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("WilcoxonTest.paired", from: "wilcoxon") { one, file in
            let x = try one.vectors(file)
            let test = try WilcoxonTest.paired(x[0], x[1], alternative: one.side)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func kruskalAndFriedmanTestsAreSciPys() throws {
        try hold("KruskalWallisTest", from: "kruskal") { one, file in
            let test = try KruskalWallisTest(one.vectors(file))
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("FriedmanTest", from: "friedmanchisquare") { one, file in
            let test = try FriedmanTest(one.vectors(file))
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func correlationsAreSciPys() throws {
        try hold("PearsonTest", from: "pearsonr") { one, file in
            let x = try one.vectors(file)
            let test = try PearsonTest(x[0], x[1], alternative: one.side)
            return [
                "statistic": test.statistic, "pValue": test.pValue,
                "lower": test.confidenceInterval.lower, "upper": test.confidenceInterval.upper,
            ]
        }
        try hold("SpearmanTest", from: "spearmanr") { one, file in
            let x = try one.vectors(file)
            let test = try SpearmanTest(x[0], x[1], alternative: one.side)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("KendallTest", from: "kendalltau") { one, file in
            let x = try one.vectors(file)
            let test = try KendallTest(x[0], x[1], alternative: one.side)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("KendallTest.head", from: "kendalltau, exact") { one, file in
            let x = try one.vectors(file), n = Int(try one.option("n"))
            let test = try KendallTest(x[0][..<n], x[1][..<n], alternative: one.side)
            #expect(test.isExact)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func signAndRunsTestsAreStatsmodels() throws {
        try hold("SignTest", from: "sign_test") { one, file in
            let test = try SignTest(one.vectors(file)[0], median: one.option("mean"))
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
        try hold("RunsTest", from: "runstest_1samp") { one, file in
            let test = try RunsTest(one.vectors(file)[0], cut: one.option("median") == 1 ? .median : .mean)
            return ["statistic": test.statistic, "pValue": test.pValue]
        }
    }

    @Test func ranksAreSciPys() throws {
        try hold("Vector.ranks", tolerance: 0, from: "rankdata") { one, file in
            let x = try one.vectors(file)[0]
            let places = Vector<Double>(1..<(x.count + 1))
            let kinds: [(String, TiedRanks)] = [
                ("average", .average), ("min", .minimum), ("max", .maximum), ("dense", .dense),
                ("ordinal", .ordinal),
            ]
            return Dictionary(uniqueKeysWithValues: kinds.map { ($0, dot(x.ranks(ties: $1), places)) })
        }
    }
}
