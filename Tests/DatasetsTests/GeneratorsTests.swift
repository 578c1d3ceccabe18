import Datasets
import LinearAlgebra
import Randomness
import TestSupport
import Testing

/// What `Tests/Golden/datasets/generators.py` wrote down of scikit-learn's generators.
private struct GeneratorsGolden: Decodable {
    struct Numbers: Decodable {
        var shape: [Int]
        var sha256: String
        var places: [Int]
        var values: [Double]
        var norm: Double
    }
    var scikitLearn: String
    var cases: [String: [Numbers]]
    static let shared = Result { try Golden.load("datasets/generators", as: GeneratorsGolden.self) }
}

/// How far arrays are from scikit-learn's: 0 where the checksums agree, else the largest error of the values in the golden
/// file and of the norm, relative to the largest value; infinite where a shape differs.
private func distance(_ name: String, _ arrays: [Double]..., shapes: [[Int]]? = nil) throws -> Double {
    let golden = try #require(try GeneratorsGolden.shared.get().cases[name])
    guard golden.count == arrays.count else { return .infinity }
    var worst = 0.0
    for (theirs, ours) in zip(golden, arrays) {
        guard theirs.shape.reduce(1, *) == ours.count else { return .infinity }
        if sha256(ours.withUnsafeBytes { Array($0) }) == theirs.sha256 { continue }
        let scale = max(theirs.values.map { abs($0) }.max() ?? 0, 1e-300)
        for (place, value) in zip(theirs.places, theirs.values) {
            worst = max(worst, abs(ours[place] - value) / scale)
        }
        let norm = ours.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
        worst = max(worst, abs(norm - theirs.norm) / theirs.norm, 1e-300)
    }
    return worst
}

private func numbers(_ labels: [Int]) -> [Double] { labels.map(Double.init) }

private func distance(_ name: String, _ made: LabelledSamples) throws -> Double {
    try distance(name, made.features.elements, numbers(made.labels))
}

private func distance(_ name: String, _ made: RegressionSamples) throws -> Double {
    try distance(name, made.features.elements, Array(made.target))
}

private func distance(_ name: String, _ made: ClassificationSamples) throws -> Double {
    try distance(name, made.features.elements, numbers(made.labels))
}

private func distance(_ name: String, _ made: LinearSamples) throws -> Double {
    try distance(name, made.features.elements, Array(made.target), Array(made.coefficients))
}

private func distance(_ name: String, _ made: BiclusterSamples) throws -> Double {
    try distance(name, made.data.elements, numbers(made.rowLabels), numbers(made.columnLabels))
}

@Suite struct GeneratorsTests {
    /// Records the largest of the errors; a tolerance of 0 asks for every bit.
    private func holds(
        _ algorithm: String, _ reference: String, on data: String, tolerance: Double = 0, _ errors: [Double]
    ) throws -> Bool {
        let version = try GeneratorsGolden.shared.get().scikitLearn
        return Parity.holds(
            "Datasets", algorithm, against: "scikit-learn \(version) \(reference)", on: data,
            measure: tolerance == 0 ? "relative error (0: every bit)" : "relative error",
            tolerance: tolerance, error: errors.max() ?? .infinity)
    }

    @Test func blobsAreScikitLearnsBitForBit() throws {
        let places: Matrix = [[0.0, 0.0], [5.0, 5.0], [-4.5, 1.0]]
        let errors = [
            try distance("blobs", makeBlobs(seed: 42)),
            try distance(
                "blobs-wide",
                makeBlobs(
                    samples: 101, features: 5, centers: .count(4), clusterStandardDeviation: 2.5,
                    centerBox: -3...8, shuffle: false, seed: 1)),
            try distance(
                "blobs-each",
                makeBlobs(
                    samplesPerCenter: [10, 30, 5], clusterStandardDeviations: [1, 0.2, 3], features: 3,
                    seed: 7)
            ),
            try distance(
                "blobs-given",
                makeBlobs(samples: 50, centers: .at(places), clusterStandardDeviation: 0.5, seed: 0)),
        ]
        #expect(try holds("makeBlobs", "make_blobs", on: "4 settings, 45 to 101 samples", errors))
    }

    @Test func moonsAndCirclesAreScikitLearns() throws {
        let moons = [
            try distance("moons", makeMoons(samples: 101, noise: 0.1, seed: 42)),
            try distance("moons-plain", makeMoons(shuffle: false, seed: 0)),
        ]
        #expect(try holds("makeMoons", "make_moons", on: "2 settings", tolerance: 1e-15, moons))
        let circles = [
            try distance("circles", makeCircles(samples: 101, noise: 0.05, factor: 0.5, seed: 42)),
            try distance("circles-plain", makeCircles(shuffle: false, seed: 0)),
        ]
        #expect(try holds("makeCircles", "make_circles", on: "2 settings", tolerance: 1e-15, circles))
    }

    @Test func classificationIsScikitLearns() throws {
        let errors = [
            try distance("classification", makeClassification(seed: 42)),
            try distance(
                "classification-full",
                makeClassification(
                    samples: 203, features: 12, informative: 4, redundant: 3, repeated: 2, classes: 3,
                    weights: [0.5, 0.3], flippedLabels: 0.2, classSeparation: 1.7, hypercube: false,
                    shift: nil, scale: nil, seed: 3)),
            try distance(
                "classification-many",
                makeClassification(
                    samples: 60, features: 40, informative: 35, classes: 4, clustersPerClass: 3,
                    shuffle: false, seed: 5)),
            try distance(
                "classification-eleven",
                makeClassification(
                    samples: 80, features: 11, informative: 11, redundant: 0, flippedLabels: 0, seed: 9)),
            try distance(
                "classification-full-cube",
                makeClassification(
                    samples: 64, features: 3, informative: 3, redundant: 0, classes: 4, shift: 0.5, scale: 2,
                    seed: 2)),
        ]
        #expect(
            try holds(
                "makeClassification", "make_classification", on: "5 settings, 3 to 40 features",
                tolerance: 1e-13, errors))
    }

    @Test func regressionIsScikitLearns() throws {
        let many = makeRegression(
            samples: 70, features: 8, informative: 3, targets: 3, noise: 1, shuffle: false, seed: 3)
        let errors = [
            try distance("regression", makeRegression(seed: 42)),
            try distance(
                "regression-noisy",
                makeRegression(samples: 150, features: 12, informative: 5, bias: 3.5, noise: 2, seed: 1)),
            try distance(
                "regression-low-rank",
                makeRegression(
                    samples: 80, features: 30, informative: 5, effectiveRank: 4, tailStrength: 0.2,
                    noise: 0.1, seed: 2)),
            try distance(
                "regression-targets", many.features.elements, many.targets.elements,
                many.coefficients.elements),
        ]
        #expect(
            try holds(
                "makeRegression", "make_regression", on: "4 settings, 8 to 100 features", tolerance: 1e-12,
                errors))
        let sparse = try distance(
            "sparse-uncorrelated", makeSparseUncorrelated(samples: 100, features: 10, seed: 42))
        #expect(
            try holds(
                "makeSparseUncorrelated", "make_sparse_uncorrelated", on: "100 samples, 10 features", [sparse]
            ))
    }

    @Test func friedmansProblemsAreScikitLearns() throws {
        let first = try distance(
            "friedman1", makeFriedman1(samples: 120, features: 7, noise: 0.5, seed: 42))
        #expect(try holds("makeFriedman1", "make_friedman1", on: "120 samples", tolerance: 1e-14, [first]))
        let second = try distance("friedman2", makeFriedman2(samples: 120, noise: 0.5, seed: 42))
        #expect(try holds("makeFriedman2", "make_friedman2", on: "120 samples", tolerance: 1e-14, [second]))
        let third = try distance("friedman3", makeFriedman3(samples: 120, noise: 0.5, seed: 42))
        #expect(try holds("makeFriedman3", "make_friedman3", on: "120 samples", tolerance: 1e-14, [third]))
    }

    @Test func manifoldsAreScikitLearns() throws {
        let rolls = [
            try distance("swiss-roll", makeSwissRoll(samples: 200, noise: 0.1, seed: 42)),
            try distance("swiss-roll-hole", makeSwissRoll(samples: 200, noise: 0.1, hole: true, seed: 42)),
        ]
        #expect(
            try holds(
                "makeSwissRoll", "make_swiss_roll", on: "with and without hole", tolerance: 1e-14, rolls))
        let curve = try distance("s-curve", makeSCurve(samples: 200, noise: 0.1, seed: 42))
        #expect(try holds("makeSCurve", "make_s_curve", on: "200 samples", tolerance: 1e-14, [curve]))
    }

    @Test func sparseCodesAreScikitLearns() throws {
        let made = makeSparseCodedSignal(
            samples: 30, components: 15, features: 10, nonzeroCoefficients: 4, seed: 42)
        let error = try distance(
            "sparse-coded", made.signals.elements, made.dictionary.elements, made.code.elements)
        #expect(
            try holds(
                "makeSparseCodedSignal", "make_sparse_coded_signal", on: "30 signals of 15 atoms",
                tolerance: 1e-13, [error]))
    }

    @Test func lowRankAndPositiveDefiniteMatricesAreScikitLearns() throws {
        let tall = makeLowRankMatrix(
            samples: 60, features: 25, effectiveRank: 5, tailStrength: 0.3, seed: 42)
        let wide = makeLowRankMatrix(
            samples: 20, features: 150, effectiveRank: 3, tailStrength: 0.01, seed: 1)
        let errors = [
            try distance("low-rank-tall", tall.elements), try distance("low-rank-wide", wide.elements),
        ]
        #expect(
            try holds(
                "makeLowRankMatrix", "make_low_rank_matrix", on: "60 × 25 and 20 × 150", tolerance: 1e-12,
                errors))
        let positive = [
            try distance("spd", makeSPDMatrix(dimension: 6, seed: 42).elements),
            try distance("spd-large", makeSPDMatrix(dimension: 40, seed: 1).elements),
        ]
        #expect(
            try holds(
                "makeSPDMatrix", "make_spd_matrix", on: "6 × 6 and 40 × 40", tolerance: 1e-11, positive))
    }

    @Test func gaussianQuantilesAndHastiesProblemAreScikitLearns() throws {
        let errors = [
            try distance("gaussian-quantiles", makeGaussianQuantiles(seed: 42)),
            try distance(
                "gaussian-quantiles-moved",
                makeGaussianQuantiles(
                    samples: 101, features: 3, classes: 4, mean: [1, -2, 0.5], variance: 2.5, shuffle: false,
                    seed: 1)),
        ]
        #expect(
            try holds(
                "makeGaussianQuantiles", "make_gaussian_quantiles", on: "2 settings", tolerance: 1e-14, errors
            )
        )
        let hastie = try distance("hastie", makeHastie(samples: 500, seed: 42))
        #expect(try holds("makeHastie", "make_hastie_10_2", on: "500 samples", [hastie]))
    }

    @Test func multilabelDocumentsAreScikitLearns() throws {
        let plain = makeMultilabelClassification(seed: 42)
        let labelled = makeMultilabelClassification(
            samples: 150, features: 30, classes: 12, meanLabels: 4, meanLength: 20, allowUnlabelled: false,
            seed: 1)
        let errors = [
            try distance("multilabel", plain.features.elements, plain.indicators.elements),
            try distance("multilabel-labelled", labelled.features.elements, labelled.indicators.elements),
        ]
        #expect(
            try holds(
                "makeMultilabelClassification", "make_multilabel_classification", on: "2 settings", errors))
    }

    @Test func hiddenBlocksAreScikitLearns() throws {
        let blocks = try distance(
            "biclusters", makeBiclusters(rows: 40, columns: 25, clusters: 5, noise: 1.5, seed: 42))
        #expect(try holds("makeBiclusters", "make_biclusters", on: "40 × 25, 5 blocks", [blocks]))
        let board = try distance(
            "checkerboard",
            makeCheckerboard(
                rows: 40, columns: 25, rowClusters: 4, columnClusters: 3, noise: 1.5, seed: 42))
        #expect(try holds("makeCheckerboard", "make_checkerboard", on: "40 × 25, 4 × 3 blocks", [board]))
    }
}
