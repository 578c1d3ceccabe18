import Classical
import Datasets
import Foundation
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite struct CalibrationTests {
    struct File: Decodable {
        struct Calibrators: Decodable {
            var scores: [Double], labels: [Int], platt: [Double], plattWeighted: [Double], grid: [Double]
            var isotonic: [Double], isotonicWeighted: [Double], logits: [Double], inverseTemperature: Double
            var curve: [[Double]], curveQuantile: [[Double]]
        }
        var classes: [String: [String: [Double]]], calibrators: Calibrators
    }

    private func expectParity(
        _ name: String, _ data: String, _ ours: some Sequence<Double>, _ theirs: [Double], _ tolerance: Double
    ) {
        let ours = Array(ours)
        var error = ours.count == theirs.count ? 0.0 : Double.infinity
        for (a, b) in zip(ours, theirs) { error = max(error, abs(a - b) / max(1, abs(b))) }
        #expect(
            Parity.holds(
                "Classical", name, against: "scikit-learn 1.9.1", on: data, tolerance: tolerance, error: error
            ),
            "\(name) on \(data): \(error)")
    }

    @Test func calibratorsAgreeWithScikitLearn() throws {
        let golden = try Golden.load("classical/selection", as: File.self).calibrators
        let scores = Vector(golden.scores), flags = golden.labels.map { $0 == 1 }, grid = Vector(golden.grid)
        let weights = Vector(count: scores.count) { 0.5 + Double($0 % 4) }
        let platt = PlattScaling(scores, flags), heavy = PlattScaling(scores, flags, weights: weights)
        expectParity("PlattScaling", "breast cancer", [platt.slope, platt.offset], golden.platt, 1e-6)
        expectParity(
            "PlattScaling", "breast cancer, weighted", [heavy.slope, heavy.offset], golden.plattWeighted, 1e-6
        )
        let isotonic = IsotonicCalibration(scores, flags)
        expectParity(
            "IsotonicCalibration", "breast cancer", isotonic.probabilities(grid), golden.isotonic, 1e-12)
        let weighted = IsotonicCalibration(scores, flags, weights: weights)
        expectParity(
            "IsotonicCalibration", "breast cancer, weighted", weighted.probabilities(grid),
            golden.isotonicWeighted, 1e-12)
        let logits = Matrix(rows: scores.count, columns: 2, elements: golden.logits)
        let temperature = TemperatureScaling(logits: logits, codes: golden.labels).temperature
        expectParity(
            "TemperatureScaling", "breast cancer", [1 / temperature], [golden.inverseTemperature], 1e-6)
        let y = Labels(golden.labels)
        let diagram = ReliabilityDiagram(scores, y)
        expectParity("ReliabilityDiagram", "breast cancer", diagram.observed, golden.curve[0], 1e-12)
        expectParity(
            "ReliabilityDiagram", "breast cancer, predicted", diagram.predicted, golden.curve[1], 1e-12)
        let even = ReliabilityDiagram(scores, y, bins: .equalCount(7))
        expectParity(
            "ReliabilityDiagram", "breast cancer, equal counts", even.observed, golden.curveQuantile[0], 1e-12
        )
        #expect(diagram.figure().svg(id: "r").contains("honest"))
    }

    @Test func calibratedClassifiersAgreeWithScikitLearn() throws {
        let golden = try Golden.load("classical/selection", as: File.self).classes
        for (name, values) in golden {
            let (x, y) = SelectionTests.data(name)
            let rows = Array(stride(from: 0, to: x.rows, by: max(1, x.rows / 12)))
            for (method, theirs) in [
                ("sigmoid", CalibratedClassifier<SmallBayes>.Method.platt), ("isotonic", .isotonic),
                ("temperature", .temperature),
            ] {
                for isEnsemble in [true, false] {
                    let key = "\(method) \(isEnsemble ? "ensemble" : "single")"
                    let model = try CalibratedClassifier(SmallBayes(), method: theirs, isEnsemble: isEnsemble)
                        .fit(x, y)
                    expectParity(
                        "CalibratedClassifier", "\(name), \(key)",
                        model.probabilities(x[rows: rows]).elements,
                        values[key] ?? [], 1e-6)
                }
            }
        }
    }

    @Test func poolingGivesTheClosestNumbersThatNeverFall() {
        let pooled = poolAdjacentViolators([1, 3, 2, 2, 5, 4], [1, 1, 1, 2, 1, 3])
        #expect(pooled == [1, 2.25, 2.25, 2.25, 4.25, 4.25])
        #expect(poolAdjacentViolators([], []) == [])
        #expect(poolAdjacentViolators([3, 2, 1], [1, 1, 1]) == [2, 2, 2])
    }

    @Test func calibrationMakesProbabilitiesHonest() throws {
        let (x, y) = SelectionTests.data("digits")
        let parts = try trainTestSplit(x, y, testShare: 0.4, seed: 1)
        let raw = try SmallBayes().fit(parts.trainX, parts.trainY).probabilities(parts.testX)
        let before = Metrics.expectedCalibrationError(raw, parts.testY)
        for method in [CalibratedClassifier<SmallBayes>.Method.platt, .isotonic, .temperature] {
            let model = try CalibratedClassifier(SmallBayes(), method: method).fit(parts.trainX, parts.trainY)
            let p = model.probabilities(parts.testX)
            #expect(Metrics.logLoss(p, parts.testY) < Metrics.logLoss(raw, parts.testY))
            if method != .platt { #expect(Metrics.expectedCalibrationError(p, parts.testY) < before) }
        }
    }

    @Test func degenerateScoresAreCalibratedWithoutACrash() {
        let none = PlattScaling([1.0, 1.0, 1.0], [true, false, true])
        #expect(abs(none.probabilities([1.0])[0] - 0.6) < 0.1)
        #expect(PlattScaling([5.0], [true]).probabilities([5.0])[0] > 0.5)
        let apart = PlattScaling([-1e9, 1e9], [false, true]).probabilities([-1e9, 1e9] as Vector)
        #expect(apart[0] < 0.5 && apart[1] > 0.5)
        #expect(IsotonicCalibration([2.0], [true]).probabilities([1.0, 3.0] as Vector) == [1.0, 1.0])
        let sure = TemperatureScaling(logits: [[5.0, 0.0], [0.0, 5.0]], codes: [0, 1])
        #expect(sure.temperature > 0 && sure.temperature < 1e-3)
    }

    @Test func calibratedAndThresholdClassifiersConform() throws {
        try Conformance.weightedClassifier(
            CalibratedClassifier(SmallBayes()), except: [.orderOfRows, .weightsAsRepeats])
        try Conformance.classifier(
            CalibratedClassifier(SmallScores(), method: .temperature, isEnsemble: false), except: .orderOfRows
        )
        try Conformance.classifier(
            CalibratedClassifier(SmallBayes(), method: .isotonic), except: .orderOfRows)
        try Conformance.weightedClassifier(
            ThresholdClassifier(SmallBayes(), costs: ErrorCosts(falsePositive: 1, falseNegative: 5)),
            except: [.orderOfRows, .weightsAsRepeats])
    }

    @Test func missedCustomersThatCostFiveTimesLowerTheThreshold() throws {
        let costs = ErrorCosts(falsePositive: 1, falseNegative: 5)
        #expect(abs(costs.threshold - 1.0 / 6) < 1e-15)
        let scores: Vector = [0.1, 0.2, 0.3, 0.6, 0.8], y: Labels = [0, 0, 1, 0, 1]
        let curve = CostCurve(scores, y, costs: costs)
        // At 0.3 one of five is wrongly taken, which costs 1; at 0.8 one is missed, which costs 5.
        #expect(abs(curve.bestCost - 0.2) < 1e-15 && abs(curve.bestThreshold - 0.25) < 1e-15)
        #expect(curve.costs[0] == 2 && curve.cost(at: 0.7) == 1 && curve.cost(at: 2) == 2)
        let (x, labels) = SelectionTests.data("breast")
        let parts = try trainTestSplit(x, labels, testShare: 0.4)
        let steep = ErrorCosts(falsePositive: 1, falseNegative: 50)
        let model = try ThresholdClassifier(SmallBayes(), positive: 0, costs: steep).fit(
            parts.trainX, parts.trainY)
        let plain = try SmallBayes().fit(parts.trainX, parts.trainY)
        func cost(_ labels: Labels) -> Double {
            steep.total(Metrics.confusionMatrix(labels, parts.testY).outcomes(of: 0))
        }
        // The same threshold by trial: every score of rows that the models had not seen, and the cost of deciding there.
        let unseen = try crossValidate(SmallBayes(), parts.trainX, parts.trainY, keepsPredictions: true)
            .predictions
        let own = try #require(unseen).scores[column: 0]
        let trials = Set(own).map { threshold -> Double in
            let taken = Labels(own.map { $0 >= threshold ? 0 : 1 })
            let outcomes = Metrics.confusionMatrix(taken, parts.trainY).outcomes(of: 0)
            return steep.total(outcomes) / Double(own.count)
        }
        #expect(
            Parity.holds(
                "Classical", "ThresholdClassifier", against: "every threshold, by trial", on: "breast cancer",
                measure: "cost per row above the least", tolerance: 1e-12,
                error: abs(model.expectedCost - (trials.min() ?? .infinity))))
        #expect(model.threshold < 0.5 && cost(model.predict(parts.testX)) < cost(plain.predict(parts.testX)))
    }
}
