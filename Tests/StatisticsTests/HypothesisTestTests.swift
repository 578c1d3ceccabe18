import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

/// Tests of one sample by name, for what must hold for all of them.
private let ofOneSample: [(String, Int, @Sendable (Vector<Double>) throws -> any HypothesisTest)] = [
    ("TTest", 2, { try TTest.oneSample($0) }),
    ("ZTest", 1, { try ZTest.oneSample($0, standardDeviation: 1) }),
    ("ShapiroWilkTest", 3, { try ShapiroWilkTest($0) }), ("JarqueBeraTest", 2, { try JarqueBeraTest($0) }),
    ("DAgostinoTest", 8, { try DAgostinoTest($0) }),
    ("AndersonDarlingTest", 3, { try AndersonDarlingTest($0) }),
    ("RunsTest", 2, { try RunsTest($0) }), ("SignTest", 1, { try SignTest($0) }),
    ("KolmogorovSmirnovTest", 1, { try KolmogorovSmirnovTest.oneSample($0, distribution: Normal.standard) }),
]

/// Tests of two samples or pairs.
private let ofTwoSamples:
    [(String, Int, @Sendable (Vector<Double>, Vector<Double>) throws -> any HypothesisTest)] = [
        ("TTest", 2, { try TTest.twoSample($0, $1) }), ("TTest", 2, { try TTest.paired($0, $1) }),
        ("VarianceRatioTest", 2, { try VarianceRatioTest($0, $1) }),
        ("MannWhitneyTest", 1, { try MannWhitneyTest($0, $1) }),
        ("WilcoxonTest", 1, { try WilcoxonTest.paired($0, $1) }),
        ("PearsonTest", 3, { try PearsonTest($0, $1) }), ("SpearmanTest", 3, { try SpearmanTest($0, $1) }),
        ("KendallTest", 3, { try KendallTest($0, $1) }),
        ("KolmogorovSmirnovTest", 1, { try KolmogorovSmirnovTest.twoSample($0, $1) }),
    ]

/// Tests of several groups.
private let ofGroups: [(String, @Sendable ([Vector<Double>]) throws -> any HypothesisTest)] = [
    ("OneWayANOVA", { try OneWayANOVA($0) }), ("LeveneTest", { try LeveneTest($0) }),
    ("BartlettTest", { try BartlettTest($0) }), ("KruskalWallisTest", { try KruskalWallisTest($0) }),
    ("FriedmanTest", { try FriedmanTest($0) }),
    ("AndersonDarlingKSampleTest", { try AndersonDarlingKSampleTest($0) }),
]

@Suite struct HypothesisTestTests {
    @Test func aNaNIsNamedWithItsPlace() {
        let good: Vector = [1, 2.5, 3, 4.25, 5, 7, 8.5, 9], bad: Vector = [1, 2.5, 3, .nan, 5, 7, 8.5, 9]
        for (name, _, test) in ofOneSample {
            #expect(throws: SampleError.notANumber(test: name, sample: "x", position: 3)) {
                _ = try test(bad)
            }
        }
        for (name, _, test) in ofTwoSamples {
            #expect(throws: SampleError.notANumber(test: name, sample: "x", position: 3)) {
                _ = try test(bad, good)
            }
            #expect(throws: SampleError.notANumber(test: name, sample: "y", position: 3)) {
                _ = try test(good, bad)
            }
        }
        for (name, test) in ofGroups {
            #expect(throws: SampleError.notANumber(test: name, sample: "group 3", position: 3)) {
                _ = try test([good, good + 1, bad])
            }
        }
        #expect(
            "\(SampleError.notANumber(test: "TTest", sample: "x", position: 3))"
                == "TTest: x[3] is NaN; drop missing values first, of pairs both values")
    }

    @Test func tooFewObservationsAreRefused() {
        for (name, minimum, test) in ofOneSample {
            for count in 0..<minimum {
                #expect(throws: SampleError.tooFew(test: name, sample: "x", count: count, minimum: minimum)) {
                    _ = try test(Vector(0..<count))
                }
            }
        }
        for (name, minimum, test) in ofTwoSamples {
            #expect(throws: SampleError.tooFew(test: name, sample: "x", count: 0, minimum: minimum)) {
                _ = try test([], [])
            }
        }
        for (_, test) in ofGroups {
            #expect(throws: SampleError.self) { _ = try test([[], [], []]) }
        }
    }

    @Test func whateverIsNotRefusedHasAProbability() {
        let shapes: [Vector<Double>] = [
            [1, 1, 1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 1], [1, 2, 3, 4, 5, 6, 7, 8],
            [-8, -7, -6, -5, 5, 6, 7, 8], [1e300, -1e300, 1e299, 0, 1, 2, 3, 4],
            [.leastNonzeroMagnitude, 0, .leastNormalMagnitude, 0, 0, .leastNonzeroMagnitude, 0, 0],
            [1e100, 2e100, 3e100, 4e100, 5e100, 6e100, 7e100, 9e100],
            [.infinity, 1, 2, 3, 4, 5, 6, -.infinity], [1e15, 1e15 + 1, 1e15, 1e15, 1e15, 1e15, 1e15, 1e15],
        ]
        for x in shapes {
            for (name, _, test) in ofOneSample {
                if let p = try? test(x).pValue { #expect(p >= 0 && p <= 1, "\(name) of \(x): \(p)") }
            }
            for y in shapes {
                for (name, _, test) in ofTwoSamples {
                    if let p = try? test(x, y).pValue {
                        #expect(p >= 0 && p <= 1, "\(name) of \(x), \(y): \(p)")
                    }
                }
                for (name, test) in ofGroups {
                    if let p = try? test([x, y, shapes[2]]).pValue {
                        #expect(p >= 0 && p <= 1, "\(name) of \(x), \(y): \(p)")
                    }
                }
            }
        }
    }

    @Test func aSampleWithoutSpreadIsRefused() {
        let flat = Vector<Double>(repeating: 0.1, count: 9)
        #expect(throws: SampleError.constant(test: "TTest", sample: "x")) { try TTest.oneSample(flat) }
        #expect(throws: SampleError.constant(test: "TTest", sample: "x - y")) { try TTest.paired(flat, flat) }
        #expect(throws: SampleError.constant(test: "PearsonTest", sample: "y")) {
            try PearsonTest([1, 2, 3, 4, 5, 6, 7, 8, 9], flat)
        }
        #expect(throws: SampleError.self) { try ShapiroWilkTest(flat) }
        #expect(throws: SampleError.self) { try WilcoxonTest(flat - 0.1) }
        #expect(throws: SampleError.unsuitable(test: "ChiSquareTest", reason: "column 1 has only zeros")) {
            try ChiSquareTest.independence([[1, 0], [2, 0]])
        }
        #expect(throws: SampleError.self) { try ChiSquareTest.goodnessOfFit([1, -2]) }
        #expect(throws: SampleError.self) { try FisherExactTest([[1.5, 2], [3, 4]]) }
        #expect(throws: SampleError.self) { try McNemarTest([[5, 0], [0, 9]]) }
        #expect(throws: SampleError.self) {
            try TwoWayANOVA([1, 2, 3, 4], by: [1, 1, 1, 1], and: [1, 2, 1, 2])
        }
    }

    @Test func aReportSaysWhatRSays() throws {
        let test = try TTest.oneSample([1, 2, 3, 4], mean: 2)
        #expect(
            test.description == """
                One-sample t-test

                t = 0.7746, df = 3, p-value = 0.495
                alternative hypothesis: true mean is not equal to 2
                95 percent confidence interval: [0.44574, 4.5543]
                estimates: mean of x = 2.5, Cohen's d = 0.3873
                """)
        #expect(!test.isSignificant() && test.isSignificant(at: 0.5))
    }

    @Test func ranksTakeTiesInFiveWays() {
        let v: Vector = [20, 10, 20, 30, 20]
        #expect(v.ranks() == [3, 1, 3, 5, 3])
        #expect(v.ranks(ties: .minimum) == [2, 1, 2, 5, 2])
        #expect(v.ranks(ties: .maximum) == [4, 1, 4, 5, 4])
        #expect(v.ranks(ties: .dense) == [2, 1, 2, 3, 2])
        #expect(v.ranks(ties: .ordinal) == [2, 1, 3, 5, 4])
        #expect(([] as Vector<Double>).ranks() == [])
    }
}
