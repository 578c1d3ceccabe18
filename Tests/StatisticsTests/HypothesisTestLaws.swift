import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

/// Laws that bind tests to each other.
@Suite struct HypothesisTestLaws {
    let x: Vector<Double> = [4.1, 5.3, 2.2, 6.8, 5.9, 3.3], y: Vector<Double> = [6.1, 7.4, 5.2, 8.8, 4.4]

    private func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
        relativeError(a, b) <= tolerance
    }

    @Test func anAnalysisOfTwoGroupsIsATTest() throws {
        let t = try TTest.twoSample(x, y, variances: .equal), f = try OneWayANOVA([x, y])
        #expect(close(f.statistic, t.statistic * t.statistic) && close(f.pValue, t.pValue))
        let welch = try TTest.twoSample(x, y), g = try OneWayANOVA([x, y], variances: .unequal)
        #expect(close(g.statistic, welch.statistic * welch.statistic) && close(g.pValue, welch.pValue))
    }

    @Test func tukeysComparisonOfTwoGroupsIsATTest() throws {
        // q = |t| √2, and the range of two is the distance of two.
        let t = try TTest.twoSample(x, y, variances: .equal), pair = try TukeyHSD([x, y]).comparisons[0]
        #expect(close(pair.statistic, abs(t.statistic) * 2.0.squareRoot()))
        #expect(close(pair.pValue, t.pValue, 1e-9))
        #expect(close(pair.confidenceInterval.lower, t.confidenceInterval.lower, 1e-9))
    }

    @Test func theEndOfAnIntervalIsJustNotRejected() throws {
        let interval = try TTest.twoSample(x, y).confidenceInterval
        #expect(close(try TTest.twoSample(x, y, difference: interval.lower).pValue, 0.05, 1e-9))
        #expect(close(try TTest.twoSample(x, y, difference: interval.upper).pValue, 0.05, 1e-9))
        let ratio = try VarianceRatioTest(x, y)
        let end = try VarianceRatioTest(x, y, ratio: ratio.confidenceInterval.upper)
        #expect(close(end.pValue, 0.05, 1e-9))
        let binomial = BinomialTest(successes: 7, trials: 20)
        let upper = binomial.confidenceInterval.upper
        #expect(
            close(
                BinomialTest(successes: 7, trials: 20, probability: upper, alternative: .less).pValue, 0.025,
                1e-9))
    }

    @Test func aTableOfTwoSharesIsATestOfProportions() throws {
        let table = try ChiSquareTest.independence([[30, 20], [15, 35]], yates: false)
        let z = try ProportionTest.twoSample(successes: (30, 15), trials: (50, 50))
        #expect(close(table.statistic, z.statistic * z.statistic) && close(table.pValue, z.pValue))
    }

    @Test func kruskalAndWallisOfTwoGroupsIsMannAndWhitney() throws {
        let h = try KruskalWallisTest([x, y])
        let u = try MannWhitneyTest(x, y, method: .normal, continuity: false)
        #expect(close(h.pValue, u.pValue))
    }

    @Test func exactRankTestsCountAllOrdersTiesIncluded() throws {
        var rng = Generator(seed: 1)
        let a: Vector = [1, 2, 2, 3, 5], b: Vector = [2, 4, 5, 5, 6, 7]
        for side in Alternative.allCases {
            let exact = try MannWhitneyTest(a, b, alternative: side, method: .exact)
            let orders = try PermutationTest.independent(a, b, alternative: side, using: &rng) { a, b in
                concatenate([a, b]).ranks()[..<a.count].sum()
            }
            #expect(orders.isExact && close(exact.pValue, orders.pValue))
            // The other way round the sides change.
            let swapped: Alternative = side == .less ? .greater : (side == .greater ? .less : .twoSided)
            #expect(
                close(try MannWhitneyTest(b, a, alternative: swapped, method: .exact).pValue, exact.pValue))
        }
        let d: Vector = [1, -2, 2, 3, 3, -3, 4, 5]
        for side in Alternative.allCases {
            let signs = try PermutationTest.signs(d, alternative: side, using: &rng) { d in
                let ranks = d.map { abs($0) }.ranks()
                return dot(ranks, d.map { $0 > 0 ? 1 : 0 })
            }
            #expect(close(try WilcoxonTest(d, alternative: side).pValue, signs.pValue))
        }
    }

    @Test func exactCorrelationCountsAllPairings() throws {
        var rng = Generator(seed: 1)
        let a: Vector = [1, 2, 3, 4, 5, 6], b: Vector = [2, 1, 4, 3, 6, 5.5]
        for side in Alternative.allCases {
            let orders = try PermutationTest.pairings(a, b, alternative: side, using: &rng) {
                (try? KendallTest($0, $1).statistic) ?? .nan
            }
            #expect(orders.isExact && orders.nullDistribution.count == 720)
            #expect(close(try KendallTest(a, b, alternative: side).pValue, orders.pValue))
        }
    }

    @Test func kolmogorovsTwoSamplesCountAllOrders() throws {
        var rng = Generator(seed: 1)
        let a: Vector = [1, 3, 4, 8], b: Vector = [2, 5, 6, 7, 9, 10]
        for side in Alternative.allCases {
            // The statistic is that of its side; large ones are extreme.
            let orders = try PermutationTest.independent(a, b, alternative: .greater, using: &rng) {
                (try? KolmogorovSmirnovTest.twoSample($0, $1, alternative: side).statistic) ?? .nan
            }
            #expect(close(try KolmogorovSmirnovTest.twoSample(a, b, alternative: side).pValue, orders.pValue))
        }
    }

    @Test func fishersTeaTastingLady() throws {
        // All four cups right: one way of C(8, 4) = 70; two tables as extreme.
        #expect(close(try FisherExactTest([[4, 0], [0, 4]], alternative: .greater).pValue, 1.0 / 70))
        #expect(close(try FisherExactTest([[4, 0], [0, 4]]).pValue, 2.0 / 70))
        #expect(try FisherExactTest([[0, 0], [3, 4]]).pValue == 1)
    }

    @Test func manyTrialsCostLittle() {
        let test = BinomialTest(successes: 500_000_000, trials: 1_000_000_000)
        #expect(test.pValue == 1)
        let far = BinomialTest(successes: 0, trials: 1_000_000_000)
        #expect(far.pValue == 0)
        // Ten sigma: about 2 (1 − Φ(10)); SciPy 1.17.1 has 1.5243e-23.
        let ten = BinomialTest(successes: 500_158_114, trials: 1_000_000_000)
        #expect(close(ten.pValue, 1.5243421614493464e-23, 1e-6))
    }

    @Test func shapiroAndWilkOfThreeValuesIsClosed() throws {
        // 1, 2, 4: W = (4 − 1)²/2 / Σ(x − x̄)² = 27/28, p = 6/π (asin √W − asin √¾).
        let test = try ShapiroWilkTest([1, 2, 4])
        #expect(close(test.statistic, 27.0 / 28))
        #expect(close(test.pValue, 0.6368868450289689, 1e-9))
        // SciPy 1.17.1.
        #expect(close(try ShapiroWilkTest([1, 2, 4, 9]).pValue, 0.4051472112475074, 1e-6))
        #expect(close(try ShapiroWilkTest([1, 2, 4, 9, 3]).pValue, 0.2543338401775038, 1e-6))
    }

    @Test func theBookAgreesWithTheFastVersions() throws {
        var first = Generator(seed: 3), second = Generator(seed: 4)
        let book = Textbook.permutationPValue(Array(x), Array(y), orders: 20_000, using: &first)
        let exact = try PermutationTest.independent(x, y, using: &second) { $0.mean() - $1.mean() }.pValue
        // Three standard errors of a share of 20 000, of twice the smaller tail.
        #expect(abs(book - exact) < 3 * 2 * (exact / 2 / 20_000).squareRoot())
        let sample: Vector = [4.1, 5.2, 3.3, 8.9, 4.7, 5.5, 6.1, 3.9]
        let interval = Textbook.bootstrapInterval(Array(sample), resamples: 500, using: &first) {
            Vector($0).mean()
        }
        var third = Generator(seed: 9)
        let fast = try Bootstrap(sample, resamples: 9999, using: &third) { $0.mean() }.interval(.percentile)
        #expect(abs(interval.lower - fast.lower) < 0.3 && abs(interval.upper - fast.upper) < 0.3)
        // Drawn one after another, the resamples are the same as the fast version's.
        var fourth = Generator(seed: 5), fifth = Generator(seed: 5)
        let slow = Textbook.bootstrapInterval(Array(sample), resamples: 300, using: &fourth) {
            Vector($0).mean()
        }
        let same = try Bootstrap(sample, resamples: 300, using: &fifth) { $0.mean() }.interval(.percentile)
        #expect(slow.lower == same.lower && slow.upper == same.upper)
    }
}
