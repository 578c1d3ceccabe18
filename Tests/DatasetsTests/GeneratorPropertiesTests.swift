import Datasets
import LinearAlgebra
import Randomness
import Testing

/// What generators must do whatever the draws: shapes, counts, exact relations, and refusals by name.
@Suite struct GeneratorPropertiesTests {
    @Test func theSameSeedGivesTheSameSamples() {
        #expect(makeBlobs(seed: 3) == makeBlobs(seed: 3))
        #expect(makeBlobs(seed: 3) != makeBlobs(seed: 4))
        #expect(makeClassification(seed: 3) == makeClassification(seed: 3))
    }

    @Test func anyGeneratorWillDo() {
        var modern = Generator(seed: 1), copy = Generator(seed: 1)
        #expect(makeMoons(noise: 0.1, using: &modern) == makeMoons(noise: 0.1, using: &copy))
        #expect(makeMoons(noise: 0.1, using: &modern) != makeMoons(noise: 0.1, seed: 1))
        var legacy = RandomState(seed: 9)
        #expect(makeRegression(using: &legacy) == makeRegression(seed: 9))
    }

    @Test func noSamplesIsAnEmptyMatrix() {
        #expect(makeBlobs(samples: 0, seed: 0).features.shape == (0, 2))
        #expect(makeMoons(samples: 0, noise: 1, seed: 0).labels.isEmpty)
        #expect(makeCircles(samples: 0, noise: 1, seed: 0).features.shape == (0, 2))
        #expect(makeClassification(samples: 0, seed: 0).features.shape == (0, 20))
        #expect(makeRegression(samples: 0, features: 3, noise: 1, seed: 0).target.isEmpty)
        #expect(makeFriedman1(samples: 0, seed: 0).features.shape == (0, 10))
        #expect(makeSwissRoll(samples: 0, hole: true, seed: 0).features.shape == (0, 3))
        #expect(makeMultilabelClassification(samples: 0, seed: 0).indicators.shape == (0, 5))
        #expect(makeBiclusters(rows: 0, columns: 4, clusters: 2, seed: 0).data.shape == (0, 4))
    }

    @Test func oneSampleWorks() {
        #expect(makeMoons(samples: 1, seed: 0).labels == [1])
        #expect(makeCircles(samples: 1, seed: 0).features.elements == [0.8, 0])
        #expect(makeGaussianQuantiles(samples: 1, classes: 1, seed: 0).labels == [0])
        #expect(makeLowRankMatrix(samples: 1, features: 1, seed: 0).count == 1)
        #expect(makeSPDMatrix(dimension: 1, seed: 0)[0, 0] > 1)
    }

    @Test func friedmansTruthIsItsFormula() {
        let made = makeFriedman2(samples: 5, seed: 1), x = made.features
        for row in 0..<5 {
            let reactance = x[row, 1] * x[row, 2] - 1 / (x[row, 1] * x[row, 3])
            let impedance = (x[row, 0] * x[row, 0] + reactance * reactance).squareRoot()
            #expect(abs(made.target[row] - impedance) < 1e-12 * impedance)
        }
    }

    @Test func theTargetIsTheProductWithTheCoefficients() {
        let made = makeRegression(samples: 40, features: 9, informative: 4, bias: 2, seed: 5)
        let errors = made.features %*% made.coefficients + 2 - made.target
        #expect(errors.map { abs($0) }.max() ?? 1 < 1e-10)
        #expect(made.coefficients.count { $0 != 0 } == 4)
    }

    @Test func rolesTellWhatTheFeaturesAre() throws {
        let made = makeClassification(
            samples: 50, features: 8, informative: 3, redundant: 1, repeated: 2, seed: 11)
        #expect(made.roles.count { $0 == .informative } == 3 && made.roles.count { $0 == .random } == 2)
        for (column, role) in made.roles.enumerated() where role == .repeated {
            let isCopy = made.roles.indices.contains { other in
                other != column && made.features[columns: [other]] == made.features[columns: [column]]
            }
            #expect(isCopy)
        }
    }

    @Test func weightsThatFillLeaveNoClassOut() {
        let made = makeClassification(
            samples: 1000, weights: [0.9, 0.1], flippedLabels: 0, seed: 2)
        #expect(made.labels.count { $0 == 0 } == 900)
    }

    @Test func signalsAreSumsOfAtomsOfLengthOne() {
        let made = makeSparseCodedSignal(
            samples: 6, components: 8, features: 5, nonzeroCoefficients: 2, seed: 0)
        for atom in 0..<8 {
            let square = (0..<5).reduce(0.0) { $0 + made.dictionary[atom, $1] * made.dictionary[atom, $1] }
            #expect(abs(square - 1) < 1e-14)
        }
        for sample in 0..<6 {
            #expect((0..<8).count { made.code[sample, $0] != 0 } == 2)
        }
    }

    @Test func positiveDefiniteMatricesAre() throws {
        let matrix = makeSPDMatrix(dimension: 12, seed: 3)
        #expect((matrix - matrix.transposed).elements.map { abs($0) }.max() ?? 1 < 1e-12)
        #expect(try SymmetricEigendecomposition(matrix).values.allSatisfy { $0 > 0 })
    }

    @Test func ratingsAreStarsOfDistinctPairs() {
        let made = makeRatings(users: 60, items: 40, density: 0.3, seed: 4)
        #expect(made.stars.allSatisfy { [1, 2, 3, 4, 5].contains($0) })
        let pairs = zip(made.users, made.items).map { $0 * 40 + $1 }
        #expect(Set(pairs).count == pairs.count && abs(Double(pairs.count) / 2400 - 0.3) < 0.05)
        // What the factors say must be in the stars.
        let scores = zip(made.users, made.items).map { user, item in
            (0..<3).reduce(0.0) { $0 + made.userFactors[user, $1] * made.itemFactors[item, $1] }
        }
        let (x, y) = (Vector(scores) - Vector(scores).mean(), made.stars - made.stars.mean())
        #expect(dot(x, y) / (x.norm() * y.norm()) > 0.6)
        #expect(makeRatings(users: 0, items: 3, seed: 0).stars.isEmpty)
    }

    private func check(_ result: ExitTest.Result?, _ words: String) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains(words), "\(message)")
    }

    @Test func tooFewCornersAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = makeClassification(informative: 2, classes: 3, seed: 0)
        }
        check(result, "makeClassification: 3 classes of 2 clusters need more corners than the 2^2")
    }

    @Test func moreFeaturesThanThereAreAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = makeClassification(features: 3, informative: 2, redundant: 2, seed: 0)
        }
        check(
            result, "makeClassification: 2 informative, 2 redundant and 0 repeated features are more than 3")
    }

    @Test func negativeCountsAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = makeBlobs(samples: -1, seed: 0)
        }
        check(result, "makeBlobs: samples must be ≥ 0, not -1")
    }

    @Test func noiseThatIsNoNumberIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = makeMoons(noise: .nan, seed: 0)
        }
        check(result, "makeMoons: noise must be ≥ 0 and finite, not nan")
    }

    @Test func moreLabelsThanClassesAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = makeMultilabelClassification(classes: 2, meanLabels: 100, seed: 0)
        }
        check(result, "makeMultilabelClassification: meanLabels must be in 0...2 for 2 classes, not 100.0")
    }
}
