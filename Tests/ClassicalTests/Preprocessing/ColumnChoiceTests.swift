import Classical
import Datasets
import LinearAlgebra
import Randomness
import TestSupport
import Testing

/// Mutual information and the sequential search for columns, against scikit-learn: `column_choice.py`.
@Suite struct ColumnChoiceTests {
    struct Reference: Decodable {
        struct Drawn: Decodable { var numbers: [Double], classes: [Double] }
        struct Range: Decodable { var low: [Double], high: [Double] }
        var version: String, drawn: [String: Drawn], tied: [String: Range], sequential: [String: [Int]]
    }

    private let golden: Reference

    init() throws { golden = try Golden.load("classical/column_choice") }

    private func holds(
        _ name: String, _ reference: String, on data: String, _ measure: String, tolerance: Double,
        error: Double
    ) -> Bool {
        Parity.holds(
            "Classical", name, against: "scikit-learn \(golden.version) \(reference)", on: data,
            measure: measure,
            tolerance: tolerance, error: error)
    }

    private func drawn() -> (x: Matrix<Double>, y: Vector<Double>, classes: Labels) {
        var generator = Generator(seed: 5)
        let x = Matrix(rows: 300, columns: 5, elements: generator.standardNormal(count: 1500))
        let y = Vector(count: 300) { row in
            let square = x[row, 1] * x[row, 1]
            return x[row, 0] + 0.5 * square + 0.3 * x[row, 4]
        }
        let classes = (0..<300).map { $0 == 17 ? 3 : (y[$0] > -0.3 ? 1 : 0) + (y[$0] > 0.8 ? 1 : 0) }
        return (x, y, Labels(classes))
    }

    @Test(arguments: [1, 3, 10]) func mutualInformationIsThatOfTheReference(_ neighbors: Int) throws {
        let (x, y, classes) = drawn(), truth = try #require(golden.drawn["\(neighbors)"])
        let score = SelectBest.Score.mutualInformation(neighbors: neighbors)
        let numbers = try SelectBest.scores(x, .numbers(y), by: score)
        let labels = try SelectBest.scores(x, .labels(classes), by: score)
        for (name, own, other) in [
            ("mutual_info_regression", numbers, truth.numbers),
            ("mutual_info_classif", labels, truth.classes),
        ] {
            let error = zip(own, other).map { abs($0 - $1) }.max() ?? .infinity
            #expect(
                holds(
                    "SelectBest", name, on: "300 drawn rows, \(neighbors) neighbours", "largest difference",
                    tolerance: 1e-12, error: error), "\(name): \(own), \(other)")
        }
        #expect(SelectBest.pValues(numbers, by: score, rows: 300).allSatisfy { $0.isNaN })
        // A square has no correlation with its root.
        let kept = try SelectBest(2, by: score).fitTransform(x, .numbers(y)).model
        #expect(kept.columns == [0, 1])
    }

    /// Equal values are parted at random by both: by how much estimates leave the range of ten seeds, in nats. An eleventh draw leaves it for
    /// one column in five or six, so some room is left.
    @Test func mutualInformationOfRealColumnsIsWithinTheReferencesSpread() throws {
        let cancer = loadBreastCancer(), wine = loadWine(), diabetes = loadDiabetes()
        for (name, x, target) in [
            ("breast_cancer", cancer.features, Targets.labels(Labels(cancer.labels))),
            ("wine", wine.features, .labels(Labels(wine.labels))),
            ("diabetes", diabetes.raw, .numbers(diabetes.target)),
        ] {
            let range = try #require(golden.tied[name])
            let own = try SelectBest.scores(x, target, by: .mutualInformation())
            let outside =
                own.indices.map { max(range.low[$0] - own[$0], own[$0] - range.high[$0]) }.max() ?? .infinity
            #expect(
                holds(
                    "SelectBest", "mutual information, 10 seeds", on: name,
                    "nats outside the range of the seeds",
                    tolerance: 0.03, error: max(0, outside)), "\(name): \(outside)")
        }
    }

    @Test func mutualInformationRefusesAndBounds() throws {
        let (x, y, classes) = drawn()
        #expect(throws: FitError.self) {
            try SelectBest.scores(x, .numbers(y), by: .mutualInformation(neighbors: 0))
        }
        #expect(throws: FitError.self) {
            try SelectBest.scores(x, .labels(classes), by: .mutualInformation(neighbors: 300))
        }
        #expect(throws: FitError.self) { try SelectBest.scores(x, nil, by: .mutualInformation()) }
        let constant = Matrix<Double>(repeating: 3, rows: 300, columns: 1)
        let nothing = try SelectBest.scores(constant, .numbers(y), by: .mutualInformation())[0]
        #expect(nothing >= 0 && nothing < 0.15)
        // A column tells of itself all that there is, of classes at most their entropy.
        let own = try SelectBest.scores(x, .numbers(x[column: 2]), by: .mutualInformation())
        #expect(own[2] > 3 && own[0] < 0.2)
        try Conformance.weightedClassifier(SelectBest(1, by: .mutualInformation()).then(BaselineClassifier()))
    }

    @Test func columnsAreSearchedAsTheReferenceSearches() throws {
        let diabetes = loadDiabetes(), wine = loadWine()
        let x = try StandardScaler().fit(diabetes.raw).transform(diabetes.raw)
        let z = try StandardScaler().fit(wine.features).transform(wine.features), y = Labels(wine.labels)
        for direction in SequentialFeatureSelector<RidgeRegression>.Direction.allCases {
            let ridge = SequentialFeatureSelector(
                RidgeRegression(penalty: 1), keeping: 4, direction: direction)
            let chosen = try ridge.fitTransform(x, .numbers(diabetes.target)).model
            let logistic = SequentialFeatureSelector(
                LogisticRegression(penalty: .ridge(1)), keeping: 3,
                direction: direction == .forward ? .forward : .backward, score: .logLoss)
            let (kept, output) = try logistic.fitTransform(z, .labels(y))
            #expect(output == z[columns: kept.columns])
            for (data, own) in [("diabetes", chosen.columns), ("wine", kept.columns)] {
                let truth = golden.sequential["\(data) \(direction.rawValue)"] ?? []
                #expect(
                    holds(
                        "SequentialFeatureSelector", "SequentialFeatureSelector",
                        on: "\(data), \(direction.rawValue)",
                        "columns that differ", tolerance: 0,
                        error: Double(Set(own).symmetricDifference(truth).count)), "\(data): \(own), \(truth)"
                )
            }
        }
    }

    @Test func theSearchRefusesAndEnds() throws {
        let x = loadIris().features, y = Labels(loadIris().labels)
        let all = try SequentialFeatureSelector(GaussianNaiveBayes(), keeping: 4).fitTransform(x, .labels(y))
            .model
        #expect(all.columns == [0, 1, 2, 3] && Set(all.scores) == [1, 2, 3, 4])
        for count in [0, 5] {
            #expect(throws: FitError.self) {
                try SequentialFeatureSelector(GaussianNaiveBayes(), keeping: count).fitTransform(
                    x, .labels(y))
            }
        }
        let selector = SequentialFeatureSelector(GaussianNaiveBayes(), keeping: 1)
        #expect(throws: FitError.self) { try selector.fitTransform(x, nil) }
        #expect(throws: FitError.self) { try selector.fitTransform(x, .numbers(x[column: 0])) }
        // Fewer rows than folds.
        #expect(throws: FitError.self) {
            try selector.fitTransform(x[rows: [0, 60, 120]], .labels(y[[0, 60, 120]]))
        }
        let model = try SequentialFeatureSelector(GaussianNaiveBayes(), keeping: 2).then(GaussianNaiveBayes())
            .fit(x, y)
        #expect(zip(model.predict(x), y).count { $0 == $1 } > 140)
    }
}
