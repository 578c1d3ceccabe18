import Foundation
import LinearAlgebra
import Testing

import Classical

extension Conformance {
    /// Three heaps of 20 rows.
    static func heaps(_ except: Exceptions) -> Matrix<Double> {
        let x = rows(except)
        return Matrix(rows: x.rows, columns: x.columns) { row, column in
            0.4 * x[row, column] + Double(row % 3) * (column % 2 == 0 ? 6 : 3)
        }
    }

    /// What a clusterer must do.
    static func clusterer<E: Clusterer>(_ estimator: E, except: Exceptions = []) throws {
        let name = "\(E.self)", x = heaps(except)
        refusals(name, x, missing: E.acceptsMissingValues, except) { _ = try estimator.fit($0) }
        let model = try estimator.fit(x)
        #expect(model.featureCount == x.columns && model.labels.count == x.rows, "\(name): shapes")
        #expect(
            model.labels.allSatisfy { (-1..<model.clusterCount).contains($0) },
            "\(name): labels are -1 ..< clusterCount")
        #expect(Set(model.labels.filter { $0 >= 0 }).count == model.clusterCount, "\(name): a group is empty")
        #expect(try estimator.fit(x).labels == model.labels, "\(name): the same seed gives the same model")
        #expect(try reloaded(model, name).labels == model.labels, "\(name): saved and loaded")
        if !except.contains(.orderOfRows) {
            let order = Array((0..<x.rows).reversed())
            let other = try estimator.fit(x[rows: order]).labels
            #expect(sameGroups(order.map { model.labels[$0] }, other), "\(name): the order of rows matters")
        }
        if !except.contains(.constantColumn) {
            let same = Matrix(repeating: 2.0, rows: 12, columns: x.columns)
            // A typed error is as good an answer as a model; a crash is not.
            if let model = try? estimator.fit(same) {
                #expect(model.labels.count == 12, "\(name): equal rows")
            }
        }
        if let model = model as? any InductiveClusterModel {
            #expect(
                model.predict(x).count == x.rows && model.predict(x[rows: [Int]()]).isEmpty,
                "\(name): predict")
        }
    }

    /// Whether two labellings are the same but for the numbers of the groups.
    static func sameGroups(_ a: [Int], _ b: [Int]) -> Bool {
        var forth: [Int: Int] = [-1: -1], back: [Int: Int] = [-1: -1]
        for (left, right) in zip(a, b) {
            if forth[left, default: right] != right || back[right, default: left] != left { return false }
            forth[left] = right
            back[right] = left
        }
        return a.count == b.count
    }

    /// What a transformer of features must do.
    static func transformer<E: FeatureTransformer>(
        _ estimator: E, except: Exceptions = [], tolerance: Double = 1e-8
    ) throws {
        let name = "\(E.self)", x = rows(except)
        refusals(name, x, missing: E.acceptsMissingValues, except) { _ = try estimator.fit($0) }
        let model = try estimator.fit(x), z = model.transform(x)
        #expect(
            model.featureCount == x.columns && z.rows == x.rows && z.columns == model.outputCount,
            "\(name): shapes")
        #expect(isFinite(z), "\(name): finite")
        #expect(model.transform(x[rows: [Int]()]).rows == 0, "\(name): no rows to transform")
        #expect(
            close(model.transform(x[rows: [7]]), z[rows: [7]], tolerance),
            "\(name): a row alone is transformed alike")
        #expect(try estimator.fit(x).transform(x) == z, "\(name): the same seed gives the same model")
        #expect(try reloaded(model, name).transform(x) == z, "\(name): saved and loaded")
        if !except.contains(.constantColumn) {
            let flat = rows(except, constant: true)
            #expect(
                isFinite(try estimator.fit(flat).transform(flat)),
                "\(name): a constant column")
        }
        if let model = model as? any InvertibleFeatureTransform, model.outputCount == x.columns {
            #expect(close(model.inverseTransform(z), x, max(tolerance, 1e-6)), "\(name): the inverse")
        }
    }

    /// What a detector of outliers must do.
    static func outlierDetector<E: OutlierDetector>(_ estimator: E, except: Exceptions = []) throws {
        let name = "\(E.self)", x = rows(except)
        refusals(name, x, missing: E.acceptsMissingValues, except) { _ = try estimator.fit($0) }
        let model = try estimator.fit(x), scores = model.anomalyScores(x)
        #expect(model.featureCount == x.columns && scores.count == x.rows, "\(name): shapes")
        #expect(scores.allSatisfy { $0.isFinite } && model.threshold.isFinite, "\(name): finite scores")
        let far = Matrix(repeating: 50.0, rows: 1, columns: x.columns)
        #expect(
            model.anomalyScores(far)[0] > scores.sum() / Double(x.rows), "\(name): what is far scores higher")
        #expect(
            try estimator.fit(x).anomalyScores(x) == scores, "\(name): the same seed gives the same model")
        #expect(try reloaded(model, name).anomalyScores(x) == scores, "\(name): saved and loaded")
    }
}
