import Classical
import Datasets
import Foundation
import LinearAlgebra
import Randomness
import Synchronization
import TestSupport
import Testing

@Suite struct SelectionTests {
    struct File: Decodable {
        struct Diabetes: Decodable {
            var r2: [Double], mse: [Double], trainR2: [Double], alphas: [Double], means: [Double],
                best: Double
            var nested: [Double], curveTrain: [Double], curveTest: [Double]
            var difference: Double, p: Double, half: Double, predictions: [Double]
        }
        var diabetes: Diabetes
        var classes: [String: [String: [Double]]]
    }

    private func worst(_ ours: some Sequence<Double>, _ theirs: [Double]) -> Double {
        let ours = Array(ours)
        guard ours.count == theirs.count else { return .infinity }
        return zip(ours, theirs).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? 0
    }

    private func expectParity(_ name: String, _ data: String, _ error: Double) {
        #expect(
            Parity.holds(
                "Classical", name, against: "scikit-learn 1.9.1", on: data, tolerance: 1e-9, error: error),
            "\(name) on \(data): \(error)")
    }

    @Test func crossValidationAndSearchAgreeWithScikitLearn() throws {
        let golden = try Golden.load("classical/selection", as: File.self).diabetes
        let data = loadDiabetes(), x = data.features, y = data.target, folds = KFold(5, seed: 0)
        let result = try crossValidate(
            SmallRidge(penalty: 0.1), x, y, folds: folds, scores: [.r2, .meanSquaredError], scoresTrain: true,
            keepsPredictions: true)
        expectParity("crossValidate", "diabetes, ridge, r²", worst(result["r²"], golden.r2))
        expectParity(
            "crossValidate", "diabetes, ridge, squared error", worst(result["mean squared error"], golden.mse)
        )
        expectParity(
            "crossValidate", "diabetes, rows learnt from", worst(result.onTrain("r²"), golden.trainR2))
        let predictions = try #require(result.predictions)
        expectParity("crossValidate", "diabetes, predictions", worst(predictions[0..<20], golden.predictions))
        let other = try crossValidate(SmallRidge(penalty: 10), x, y, folds: folds)
        let comparison = result.compared(with: other, score: "r²")
        expectParity(
            "CrossValidation.compared", "diabetes, two penalties",
            worst(
                [
                    comparison.difference, comparison.pValue,
                    comparison.interval.upper - comparison.difference,
                ],
                [golden.difference, golden.p, golden.half]))

        let penalties: Parameter<SmallRidge> = .values(\.penalty, golden.alphas)
        let tuning = try tune(SmallRidge(), over: [penalties], x, y, folds: folds)
        expectParity(
            "tune", "diabetes, grid of penalties", worst(tuning.candidates.map(\.mean), golden.means))
        #expect(tuning.best.configuration.penalty == golden.best && tuning.best.settings[0].name == "penalty")
        let nested = try nestedCrossValidate(
            SmallRidge(), over: [penalties], x, y, outer: folds, inner: KFold(4, seed: 1))
        expectParity(
            "nestedCrossValidate", "diabetes, grid of penalties", worst(nested.scores, golden.nested))
        let curve = try validationCurve(SmallRidge(), over: penalties, x, y, folds: folds)
        expectParity(
            "validationCurve", "diabetes, penalties",
            max(worst(curve.train.elements, golden.curveTrain), worst(curve.test.elements, golden.curveTest)))
        #expect(curve.places == Vector(golden.alphas))
        #expect(curve.figure(logarithmic: true).svg(id: "c").contains("rows tested on"))
    }

    @Test func classesAreCrossValidatedAsScikitLearnDoes() throws {
        let golden = try Golden.load("classical/selection", as: File.self).classes
        for (name, values) in golden {
            let (x, y) = SelectionTests.data(name)
            let result = try crossValidate(
                SmallBayes(), x, y, folds: StratifiedKFold(5, seed: 0), scores: [.accuracy, .logLoss])
            expectParity(
                "crossValidate", "\(name), naive Bayes, accuracy",
                worst(result["accuracy"], values["accuracy"] ?? []))
            expectParity(
                "crossValidate", "\(name), naive Bayes, log loss",
                worst(result["log loss"], values["logLoss"] ?? []))
        }
    }

    static func data(_ name: String) -> (Matrix<Double>, Labels) {
        switch name {
        case "iris": return (loadIris().features, Labels(loadIris().labels))
        case "wine": return (loadWine().features, Labels(loadWine().labels))
        case "breast": return (loadBreastCancer().features, Labels(loadBreastCancer().labels))
        default:
            // The constant columns of the digits are moved a little, so that naive Bayes does not divide by nothing.
            let digits = loadDigits(), x = digits.features
            let moved = Matrix(rows: x.rows, columns: 64) { row, column in
                x[row, column] + 0.01 * Double(column % 7) * sin(Double(row))
            }
            return (moved, Labels(digits.labels))
        }
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
        let data = loadDiabetes(), before = Threads.count
        func run() throws -> [Double] {
            try tune(
                SmallRidge(), over: [.logarithmic(\.penalty, 1e-3...1e3)], data.features, data.target,
                by: .bayesian(9, seed: 3)
            ).candidates.map(\.mean)
        }
        let many = try run()
        Threads.count = 1
        defer { Threads.count = before }
        #expect(try run() == many)
    }

    @Test func bayesianSearchFindsAValleyThatRandomSearchMisses() throws {
        // A bowl in two options, its bottom at (0.3, 0.7): the score of a "model" that is the configuration itself.
        struct Bowl: Regressor {
            var a = 0.0, b = 0.0
            struct Model: RegressionModel {
                var featureCount: Int, level: Double
                func predict(_ x: Matrix<Double>) -> Vector<Double> {
                    Vector(repeating: level, count: x.rows)
                }
            }
            func fit(_ x: Matrix<Double>, _ y: Vector<Double>) throws(FitError) -> Model {
                Model(featureCount: x.columns, level: (a - 0.3) * (a - 0.3) + (b - 0.7) * (b - 0.7))
            }
        }
        let x = Matrix(repeating: 0.0, rows: 10, columns: 1), y = Vector(repeating: 0.0, count: 10)
        let space: [Parameter<Bowl>] = [.linear(\.a, 0...1), .linear(\.b, 0...1)]
        var wins = 0
        for seed in 0..<5 as Range<UInt64> {
            let clever = try tune(
                Bowl(), over: space, x, y, by: .bayesian(20, seed: seed), folds: KFold(2),
                score: .meanAbsoluteError)
            let lucky = try tune(
                Bowl(), over: space, x, y, by: .random(20, seed: seed), folds: KFold(2),
                score: .meanAbsoluteError)
            #expect(clever.best.mean < 0.005, "seed \(seed): \(clever.best.mean)")
            if clever.best.mean < lucky.best.mean { wins += 1 }
        }
        #expect(wins >= 4)
    }

    @Test func halvingEndsOnAllRowsWithFewCandidates() throws {
        let (x, y) = Self.data("digits")
        struct Noisy: Classifier {
            var noise = 0.0
            func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> SmallBayes.Model {
                var model = try SmallBayes().fit(x, y)
                model.variances = model.variances + noise
                return model
            }
        }
        let tuning = try tune(
            Noisy(), over: [.logarithmic(\.noise, 1e-3...1e4)], x, y, by: .halving(18, seed: 1),
            folds: StratifiedKFold(3))
        let sizes = tuning.candidates.map(\.rows)
        #expect(Set(sizes).sorted() == [199, 599, 1797])
        #expect(
            sizes.count { $0 == 199 } == 18 && sizes.count { $0 == 599 } == 6
                && sizes.count { $0 == 1797 } == 2)
        #expect(tuning.best.rows == 1797 && tuning.best.mean > 0.85)
        #expect(tuning.ranked[0].text == tuning.best.text)
    }

    @Test func aCandidateThatFailsIsReportedAndDoesNotEndTheSearch() throws {
        let data = loadDiabetes()
        let fails: Parameter<SmallRidge> = .values("fails", [true, false]) { $0.fails = $1 }
        let tuning = try tune(SmallRidge(), over: [fails], data.features, data.target)
        #expect(tuning.candidates[0].failure == .fit(fold: 0, .badOption("asked to fail")))
        #expect(tuning.candidates[0].mean.isNaN && tuning.bestIndex == 1)
        #expect(throws: EvaluationError.fit(fold: 0, .badOption("asked to fail"))) {
            try tune(SmallRidge(), over: [.values(\.fails, [true])], data.features, data.target)
        }
        #expect(throws: EvaluationError.self) {
            try crossValidate(SmallScores(), Self.data("iris").0, Self.data("iris").1, scores: [.logLoss])
        }
    }

    @Test func progressCountsEveryFit() throws {
        let data = loadDiabetes(), seen = Mutex<[EvaluationProgress]>([])
        _ = try tune(
            SmallRidge(), over: [.values(\.penalty, [0.1, 1, 10])], data.features, data.target,
            folds: KFold(4)
        ) { progress in seen.withLock { $0.append(progress) } }
        let all = seen.withLock { $0 }
        #expect(all.map(\.done) == Array(1...12) + [12] && all.allSatisfy { $0.total == 12 })
        #expect(all.last?.best != nil && all.last?.settings == "penalty 0.1")
    }

    @Test func theBestOfManyIsTooGoodWhereThereIsNothingToLearn() throws {
        // Labels by lot: whatever is chosen, new rows are right half of the time.
        var generator = Generator(seed: 4)
        let x = Matrix(rows: 60, columns: 30, elements: generator.standardNormal(count: 1800))
        let y = Labels(generator.integers(in: 0...1, count: 60))
        struct SomeColumns: Classifier {
            var seed = 0
            struct Model: ProbabilisticModel {
                var columns: [Int], inner: SmallBayes.Model, featureCount: Int
                var classes: [Label] { inner.classes }
                func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
                    inner.probabilities(x[columns: columns])
                }
            }
            func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
                var generator = Generator(seed: UInt64(seed))
                let columns = Array(generator.permutation(x.columns).prefix(3))
                return Model(
                    columns: columns, inner: try SmallBayes().fit(x[columns: columns], y),
                    featureCount: x.columns)
            }
        }
        let nested = try nestedCrossValidate(
            SomeColumns(), over: [.integers(\.seed, 1...60)], x, y, by: .grid)
        #expect(nested.innerScores.mean() > 0.62 && nested.mean < 0.62 && nested.optimism > 0.1)
    }

    @Test func moreRowsBringBothSidesOfALearningCurveTogether() throws {
        let (x, y) = Self.data("digits")
        let curve = try learningCurve(SmallBayes(), x, y, shares: [0.05, 0.2, 1], score: .accuracy)
        #expect(curve.places == [71.0, 284.0, 1437.0] as Vector || curve.places[2] > 1400)
        let gap = (curve.train - curve.test).mean(over: .columns)
        #expect(gap[2] < gap[0] && curve.test.mean(over: .columns)[2] > curve.test.mean(over: .columns)[0])
    }

    @Test func intervalsOfScoresCoverTheTruth() throws {
        var generator = Generator(seed: 2), covered = 0
        for _ in 0..<200 {
            let actual = Labels(generator.integers(in: 0...1, count: 100))
            let right = generator.random(count: 100)
            let predicted = Labels(zip(actual.codes, right).map { $1 < 0.8 ? $0 : 1 - $0 })
            let interval = try Metrics.interval(predicted, actual, resamples: 300) {
                Metrics.accuracy($0, $1)
            }
            if interval.lower <= 0.8 && 0.8 <= interval.upper { covered += 1 }
        }
        #expect((178...199).contains(covered), "\(covered) of 200")
    }
}
