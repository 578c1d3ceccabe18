import Foundation
import LinearAlgebra
import Testing

import Classical

extension Conformance {
    /// What a regressor must do.
    static func regressor<E: Regressor>(
        _ estimator: E, except: Exceptions = [], tolerance: Double = 1e-8
    ) throws {
        let name = "\(E.self)", x = rows(except), y = target(x, except)
        refusals(name, x, missing: E.acceptsMissingValues, except) {
            _ = try estimator.fit($0, y[..<$0.rows])
        }
        for bad in [Double.nan, .infinity] {
            var broken = y
            broken[2] = bad
            #expect("\(name): a target of \(bad)") { try estimator.fit(x, broken) } throws: { error in
                guard case .badTarget(2, _, _) = error as? FitError else { return false }
                return true
            }
        }
        let model = try estimator.fit(x, y), prediction = model.predict(x)
        #expect(model.featureCount == x.columns && prediction.count == x.rows, "\(name): shapes")
        #expect(prediction.allSatisfy { $0.isFinite }, "\(name): predictions are finite")
        #expect(model.predict(x[rows: [Int]()]).count == 0, "\(name): no rows to predict")
        #expect(
            close(model.predict(x[rows: [7]]), prediction[7..<8], tolerance),
            "\(name): a row alone has its prediction")
        #expect(
            close(model.predict(x.transposed.contiguous().transposed), prediction, tolerance),
            "\(name): a transposed view is the same rows")
        #expect(
            try estimator.fit(x, y).predict(x) == prediction, "\(name): the same seed gives the same model")
        #expect(try reloaded(model, name).predict(x) == prediction, "\(name): saved and loaded")
        if !except.contains(.orderOfRows) {
            let order = Array((0..<x.rows).reversed())
            let other = try estimator.fit(x[rows: order], y[at: order]).predict(x)
            #expect(close(other, prediction, max(tolerance, 1e-6)), "\(name): the order of rows matters")
        }
        if !except.contains(.constantColumn), !except.contains(.oneColumn) {
            let flat = rows(except, constant: true)
            let answer = try estimator.fit(flat, target(flat, except)).predict(flat)
            #expect(answer.allSatisfy { $0.isFinite }, "\(name): a constant column")
        }
        let column = x[columns: [0]]
        #expect(
            try estimator.fit(column, target(column, except)).predict(column).allSatisfy { $0.isFinite },
            "\(name): one column")
    }

    /// What a regressor with weights must do beyond ``regressor(_:except:tolerance:)``, which it runs too.
    static func weightedRegressor<E: WeightedRegressor>(
        _ estimator: E, except: Exceptions = [], tolerance: Double = 1e-8
    ) throws {
        try regressor(estimator, except: except, tolerance: tolerance)
        let name = "\(E.self)", x = rows(except), y = target(x, except)
        badWeights(name, x.rows) { _ = try estimator.fit(x, y, weights: $0) }
        guard !except.contains(.weightsAsRepeats) else { return }
        let (weights, repeated) = repeats(x.rows)
        let weighted = try estimator.fit(x, y, weights: weights).predict(x)
        let copied = try estimator.fit(x[rows: repeated], y[at: repeated]).predict(x)
        #expect(close(weighted, copied, max(tolerance, 1e-6)), "\(name): weights are not repeated rows")
    }

    /// What a classifier must do.
    static func classifier<E: Classifier>(
        _ estimator: E, except: Exceptions = [], tolerance: Double = 1e-8
    ) throws {
        let name = "\(E.self)", x = rows(except), y = labels(x)
        refusals(name, x, missing: E.acceptsMissingValues, except) {
            _ = try estimator.fit($0, y[Array(0..<$0.rows)])
        }
        #expect(throws: FitError.oneClass("one"), "\(name): one class") {
            _ = try estimator.fit(x, Labels([Label](repeating: "one", count: x.rows)))
        }
        let model = try estimator.fit(x, y), scores = model.scores(x), prediction = model.predict(x)
        #expect(model.featureCount == x.columns && model.classes == ["low", "mid", "top"], "\(name): shapes")
        #expect(scores.rows == x.rows && scores.columns == 3 && prediction.count == x.rows, "\(name): shapes")
        #expect(model.predict(x[rows: [Int]()]).count == 0, "\(name): no rows to predict")
        #expect(
            close(model.scores(x[rows: [7]]), scores[rows: [7]], tolerance),
            "\(name): a row alone has its scores")
        #expect(
            close(model.scores(x.transposed.contiguous().transposed), scores, tolerance),
            "\(name): a transposed view is the same rows")
        #expect(try estimator.fit(x, y).scores(x) == scores, "\(name): the same seed gives the same model")
        #expect(try reloaded(model, name).scores(x) == scores, "\(name): saved and loaded")
        if !except.contains(.orderOfRows) {
            let order = Array((0..<x.rows).reversed())
            let other = try estimator.fit(x[rows: order], y[order]).scores(x)
            #expect(close(other, scores, max(tolerance, 1e-6)), "\(name): the order of rows matters")
        }
        // Two classes, named by numbers, with one more class that does not occur.
        let two = Labels(codes: y.codes.map { min($0, 1) }, classes: [1, 2, 3])
        #expect(try estimator.fit(x, two).classes == [1, 2], "\(name): a class that does not occur")
        if !except.contains(.constantColumn), !except.contains(.oneColumn) {
            let flat = rows(except, constant: true)
            #expect(
                try estimator.fit(flat, labels(flat)).predict(flat).count == x.rows,
                "\(name): a constant column")
        }
        let column = x[columns: [0]]
        #expect(
            try estimator.fit(column, labels(column)).predict(column).count == x.rows, "\(name): one column")
        if let model = model as? any ProbabilisticModel { probabilities(name, model, x) }
    }

    private static func probabilities(_ name: String, _ model: any ProbabilisticModel, _ x: Matrix<Double>) {
        let p = model.probabilities(x), sums = p.sum(over: .columns)
        #expect(p.min() >= 0 && (sums - 1).abs().max() < 1e-9, "\(name): probabilities sum to 1")
    }

    /// What a classifier with weights must do beyond ``classifier(_:except:tolerance:)``, which it runs too.
    static func weightedClassifier<E: WeightedClassifier>(
        _ estimator: E, except: Exceptions = [], tolerance: Double = 1e-8
    ) throws {
        try classifier(estimator, except: except, tolerance: tolerance)
        let name = "\(E.self)", x = rows(except), y = labels(x)
        badWeights(name, x.rows) { _ = try estimator.fit(x, y, weights: $0) }
        guard !except.contains(.weightsAsRepeats) else { return }
        let (weights, repeated) = repeats(x.rows)
        let weighted = try estimator.fit(x, y, weights: weights).scores(x)
        let copied = try estimator.fit(x[rows: repeated], y[repeated]).scores(x)
        #expect(close(weighted, copied, max(tolerance, 1e-6)), "\(name): weights are not repeated rows")
    }

    private static func badWeights(_ name: String, _ count: Int, _ fit: (Vector<Double>) throws -> Void) {
        for bad in [-1.0, .nan, .infinity] {
            var weights = Vector(repeating: 1.0, count: count)
            weights[1] = bad
            #expect("\(name): a weight of \(bad)") { try fit(weights) } throws: { error in
                guard case .badWeight(1, _) = error as? FitError else { return false }
                return true
            }
        }
        #expect(throws: FitError.self, "\(name): weights of 0 only") {
            try fit(Vector(repeating: 0, count: count))
        }
    }

    /// Weights of 0 to 3, and the rows as often as their weight says.
    private static func repeats(_ count: Int) -> (weights: Vector<Double>, rows: [Int]) {
        let times = (0..<count).map { ($0 * 7 + 3) % 4 }
        return (
            Vector(times.map(Double.init)), (0..<count).flatMap { [Int](repeating: $0, count: times[$0]) }
        )
    }
}
