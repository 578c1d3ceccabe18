import LinearAlgebra
import Randomness
import Statistics
import TestSupport
import Testing

private struct MomentsReference: Decodable {
    struct Sample: Decodable {
        var x: [Double], weights: [Double], zScores: [Double]
        var skewness: Double, unbiasedSkewness: Double, kurtosis: Double, unbiasedKurtosis: Double,
            moment5: Double
        var trimmed: Double, trimmed25: Double, winsorized: Double, mad: Double, normalMAD: Double
        var geometric: Double, harmonic: Double, mode: Double, modeCount: Int
        var weighted: Double, weightedVariance: Double, sem: Double, iqr: Double, variation: Double
    }
    struct Covariance: Decodable {
        var rows: [[Double]], fixed: [[Double]], ledoitWolf: [[Double]], oas: [[Double]]
        var ledoitWolfShare: Double, oasShare: Double
    }
    var scipy: String, sklearn: String
    var samples: [Sample], covariances: [Covariance]
}

/// The largest difference, relative to the larger of 1e-300 and what is expected.
private func error(_ value: Double, _ expected: Double) -> Double {
    value == expected ? 0 : abs(value - expected) / max(abs(expected), 1e-300)
}

@Suite struct MomentsTests {
    @Test func shapesAgreeWithSciPy() throws {
        let reference = try Golden.load("statistics/moments", as: MomentsReference.self)
        let measures: [(String, (Vector<Double>) -> Double, (MomentsReference.Sample) -> Double)] = [
            ("Vector.skewness", { $0.skewness() }, { $0.skewness }),
            ("Vector.skewness (unbiased)", { $0.skewness(unbiased: true) }, { $0.unbiasedSkewness }),
            ("Vector.excessKurtosis", { $0.excessKurtosis() }, { $0.kurtosis }),
            (
                "Vector.excessKurtosis (unbiased)", { $0.excessKurtosis(unbiased: true) },
                { $0.unbiasedKurtosis }
            ),
            ("StreamingMoments.skewness", { StreamingMoments($0).skewness() }, { $0.skewness }),
            ("StreamingMoments.excessKurtosis", { StreamingMoments($0).excessKurtosis() }, { $0.kurtosis }),
            ("Vector.centralMoment", { $0.centralMoment(5) }, { $0.moment5 }),
            ("Vector.trimmedMean", { $0.trimmedMean() }, { $0.trimmed }),
            ("Vector.trimmedMean (a quarter)", { $0.trimmedMean(0.25) }, { $0.trimmed25 }),
            ("Vector.winsorizedMean", { $0.winsorizedMean() }, { $0.winsorized }),
            ("Vector.medianAbsoluteDeviation", { $0.medianAbsoluteDeviation() }, { $0.mad }),
            (
                "Vector.medianAbsoluteDeviation (normal)", { $0.medianAbsoluteDeviation(normal: true) },
                { $0.normalMAD }
            ),
            ("Vector.geometricMean", { $0.geometricMean() }, { $0.geometric }),
            ("Vector.harmonicMean", { $0.harmonicMean() }, { $0.harmonic }),
            ("Vector.mode", { $0.mode().value }, { $0.mode }),
            ("Vector.standardErrorOfMean", { $0.standardErrorOfMean() }, { $0.sem }),
            ("Vector.interquartileRange", { $0.interquartileRange() }, { $0.iqr }),
            ("Vector.coefficientOfVariation", { $0.coefficientOfVariation() }, { $0.variation }),
        ]
        for (name, ours, theirs) in measures {
            let worst = reference.samples.map { error(ours(Vector($0.x)), theirs($0)) }.max() ?? .nan
            #expect(
                Parity.holds(
                    "Statistics", name, against: "SciPy \(reference.scipy)",
                    on: "5 samples of 4 to 50 values",
                    tolerance: 1e-9, error: worst), "\(name): \(worst)")
        }
    }

    @Test func weightsAndScoresAgreeWithNumPy() throws {
        let reference = try Golden.load("statistics/moments", as: MomentsReference.self)
        var worst = 0.0, scores = 0.0
        for sample in reference.samples {
            let x = Vector(sample.x), weights = Vector(sample.weights)
            worst = max(worst, error(x.mean(weights: weights), sample.weighted))
            worst = max(worst, error(x.variance(weights: weights), sample.weightedVariance))
            for (ours, theirs) in zip(x.zScores(), sample.zScores) {
                scores = max(scores, abs(ours - theirs))
            }
            #expect(x.mode().count == sample.modeCount)
        }
        #expect(
            Parity.holds(
                "Statistics", "Vector.variance(weights:)", against: "NumPy 2.4.6 cov with aweights",
                on: "5 samples",
                tolerance: 1e-9, error: worst))
        #expect(
            Parity.holds(
                "Statistics", "Vector.zScores", against: "SciPy \(reference.scipy) zscore", on: "5 samples",
                measure: "absolute error", tolerance: 1e-8, error: scores))
    }

    @Test func shrinkageAgreesWithScikitLearn() throws {
        let reference = try Golden.load("statistics/moments", as: MomentsReference.self)
        var worst = [String: Double]()
        for set in reference.covariances {
            let data = Matrix(rows: set.rows)
            for (name, method, expected, share) in [
                ("fixed", CovarianceShrinkage.fixed(0.1), set.fixed, 0.1),
                ("ledoitWolf", .ledoitWolf, set.ledoitWolf, set.ledoitWolfShare),
                ("oracleApproximating", .oracleApproximating, set.oas, set.oasShare),
            ] {
                let ours = ShrunkCovariance(of: data, by: method), scale = Matrix(rows: expected).norm()
                let distance = (ours.covariance - Matrix(rows: expected)).norm() / scale
                worst[name] = max(worst[name] ?? 0, distance, abs(ours.shrinkage - share))
            }
        }
        for (name, error) in worst.sorted(by: { $0.key < $1.key }) {
            #expect(
                Parity.holds(
                    "Statistics", "ShrunkCovariance (\(name))", against: "scikit-learn \(reference.sklearn)",
                    on: "4 data sets of 1 to 8 columns", tolerance: 1e-12, error: error))
        }
    }
}

@Suite struct StreamingMomentsTests {
    @Test func mergingGivesWhatOneWouldHaveSeen() {
        var generator = Generator(seed: 5)
        let x = generator.gamma(shape: 2, scale: 3, count: 3000)
        let whole = StreamingMoments(x)
        var merged = StreamingMoments(x[..<7])
        merged.merge(StreamingMoments(x[7..<2000]))
        merged.merge(StreamingMoments())
        merged.merge(StreamingMoments(x[2000...]))
        #expect(merged.count == 3000 && merged.minimum == whole.minimum && merged.maximum == whole.maximum)
        #expect(error(merged.mean, whole.mean) < 1e-14 && error(merged.variance(), whole.variance()) < 1e-13)
        #expect(error(merged.skewness(), whole.skewness()) < 1e-12)
        #expect(error(merged.excessKurtosis(), whole.excessKurtosis()) < 1e-12)
        var empty = StreamingMoments()
        empty.merge(whole)
        #expect(empty == whole)
    }

    @Test func aLargeMeanDoesNotHurt() {
        // 4, 7, 13, 16 and 10⁹: variance 22.5, of which the textbook formula Σx²/n - mean² loses all digits.
        let moments = StreamingMoments([4.0, 7, 13, 16].map { $0 + 1e9 })
        #expect(
            moments.mean == 1_000_000_010 && moments.variance() == 22.5 && moments.variance(ddof: 1) == 30)
        #expect(moments.skewness() == 0)
    }

    @Test func whatIsUndefinedIsNaN() {
        let none = StreamingMoments(), one = StreamingMoments([3.0]),
            equal = StreamingMoments([0.1, 0.1, 0.1])
        #expect(
            none.mean.isNaN && none.variance().isNaN && none.skewness().isNaN && none.minimum == .infinity)
        #expect(one.mean == 3 && one.variance() == 0 && one.variance(ddof: 1).isNaN && one.skewness().isNaN)
        #expect(equal.variance() < 1e-30 && equal.excessKurtosis().isNaN)
        let spoiled = StreamingMoments([1, .nan, 2])
        #expect(spoiled.mean.isNaN && spoiled.minimum.isNaN && spoiled.maximum.isNaN)
        #expect(StreamingMoments([1, 2, 3]).excessKurtosis(unbiased: true).isNaN)
    }

    @Test func vectorsUndefinedToo() {
        let none = Vector<Double>([]), equal: Vector<Double> = [2, 2, 2]
        let values = [
            none.skewness(), none.geometricMean(), none.harmonicMean(), none.trimmedMean(),
            none.winsorizedMean(),
            none.medianAbsoluteDeviation(), none.mode().value, none.interquartileRange(),
            none.centralMoment(2),
            equal.skewness(), equal.excessKurtosis(), equal.zScores()[0],
            Vector([1.0, 2]).skewness(unbiased: true), Vector([1.0, -1]).harmonicMean(),
            Vector([1.0, -1]).geometricMean(),
        ]
        #expect(values.allSatisfy { $0.isNaN })
        #expect(Vector([1.0, 0]).harmonicMean() == 0 && Vector([1.0, 0]).geometricMean() == 0)
        #expect(equal.mode().value == 2 && equal.mode().count == 3 && equal.trimmedMean(0.4) == 2)
    }

    @Test func covarianceOfRowsInParts() {
        var generator = Generator(seed: 8)
        let data = Matrix(rows: 60, columns: 3, elements: generator.standardNormal(count: 180)) + 1e4
        var streaming = StreamingCovariance(dimension: 3)
        for row in 0..<20 { streaming.add(data[row: row]) }
        streaming.add(rows: data[20..<45, ...])
        var rest = StreamingCovariance(dimension: 3)
        rest.add(rows: data[45..<60, ...])
        streaming.merge(rest)
        streaming.merge(StreamingCovariance(dimension: 3))
        #expect(streaming.count == 60)
        let distance = (streaming.covariance() - data.covariance()).norm()
        #expect(
            Parity.holds(
                "Statistics", "StreamingCovariance", against: "NumPy's formula in one pass",
                on: "60 rows of 3 in three parts",
                measure: "absolute error", tolerance: 1e-11, error: distance))
        #expect((streaming.correlation() - data.correlation()).norm() < 1e-11)
        #expect((streaming.mean - data.mean(over: .rows)).norm() < 1e-10)
        #expect(StreamingCovariance(dimension: 2).covariance()[0, 0].isNaN)
        #expect(StreamingCovariance(dimension: 2).mean[0].isNaN)
    }
}
