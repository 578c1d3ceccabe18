import Classical
import Datasets
import LinearAlgebra
import TestSupport
import Testing

/// Every metric against scikit-learn: classes of four real data sets with and without weights, ties, and degenerate cases.
@Suite struct MetricsGoldenTests {
    struct File: Decodable {
        var version: String
        var labels: [LabelCase], scores: [ScoreCase], regression: [NumberCase], groups: [GroupCase]
        var ranking: [RankingCase], inner: [InnerCase], pairwise: [PairCase]
    }
    struct LabelCase: Decodable {
        var actual: [Int], predicted: [Int], weights: [Double]?, values: [String: Double?]
        var classes: [Int], confusion: [Double], perClass: [[Double]]
    }
    struct ScoreCase: Decodable {
        var actual: [Int], thousandths: [Int], classes: Int, weights: [Double]?, values: [String: Double?]
        var roc: [[Double]]?, pr: [[Double]]?
    }
    struct NumberCase: Decodable {
        var actual: [Double], predicted: [Double], weights: [Double]?, values: [String: Double?]
    }
    struct GroupCase: Decodable { var actual: [Int], predicted: [Int], values: [String: Double?] }
    struct RankingCase: Decodable {
        var truth: [Double], scores: [Double], columns: Int, weights: [Double]?, values: [String: Double?]
    }
    struct InnerCase: Decodable { var data: String, rows: Int, values: [String: Double?] }
    struct PairCase: Decodable { var a: [Double], b: [Double], values: [String: [Double]] }

    static let file = Result { try Golden.load("classical/metrics", as: File.self) }

    /// The largest error of each metric over the cases.
    struct Errors {
        var worst: [String: Double] = [:]

        mutating func add(_ name: String, _ ours: Double, _ theirs: Double?) {
            let metric = name.split(separator: " ").first.map(String.init) ?? name
            var error = Double.infinity
            if let theirs {
                error = abs(ours - theirs) / max(1, abs(theirs))
            } else if !ours.isFinite {
                error = 0
            }
            if error.isNaN { error = .infinity }
            if error > 1e-12 { print("\(name): \(ours) for \(theirs.map { "\($0)" } ?? "none")") }
            worst[metric, default: 0] = max(worst[metric, default: 0], error)
        }

        func verify(_ data: String) {
            for (name, error) in worst.sorted(by: { $0.key < $1.key }) {
                #expect(
                    Parity.holds(
                        "Classical", "Metrics.\(name)", against: "scikit-learn 1.9.1", on: data,
                        tolerance: 1e-12, error: error), "\(name): \(error)")
            }
        }
    }

    @Test func classesAgreeWithScikitLearn() throws {
        var errors = Errors()
        for one in try Self.file.get().labels {
            let a = Labels(one.actual), p = Labels(one.predicted), w = one.weights.map { Vector($0) }
            for (name, value) in one.values {
                guard let ours = labelMetric(name, p, a, w) else {
                    Issue.record("\(name) is not computed")
                    continue
                }
                errors.add(name, ours, value)
            }
            let confusion = Metrics.confusionMatrix(p, a, weights: w)
            #expect(confusion.classes == one.classes.map { Label.integer($0) })
            for (ours, theirs) in zip(confusion.counts.elements, one.confusion) {
                errors.add("confusionMatrix", ours, theirs)
            }
            let each = Metrics.perClass(p, a, weights: w)
            for (ours, theirs) in zip([each.precision, each.recall, each.f1, each.support], one.perClass) {
                for (x, y) in zip(ours, theirs) { errors.add("perClass", x, y) }
            }
        }
        errors.verify("iris, wine, breast cancer, digits: with and without weights; degenerate cases")
    }

    private func labelMetric(_ name: String, _ p: Labels, _ a: Labels, _ w: Vector<Double>?) -> Double? {
        let parts = name.split(separator: " ").map(String.init), option = parts.count > 1 ? parts[1] : ""
        let average: Metrics.Average = option == "weighted" ? .weighted : option == "micro" ? .micro : .macro
        switch parts[0] {
        case "accuracy": return Metrics.accuracy(p, a, weights: w)
        case "zeroOneLoss": return Metrics.zeroOneLoss(p, a, weights: w)
        case "balancedAccuracy":
            return Metrics.balancedAccuracy(p, a, adjusted: option == "adjusted", weights: w)
        case "matthews": return Metrics.matthews(p, a, weights: w)
        case "cohenKappa":
            let kind: Metrics.Disagreement =
                option == "linear" ? .linear : option == "quadratic" ? .quadratic : .equal
            return Metrics.cohenKappa(p, a, disagreement: kind, weights: w)
        case "precision": return Metrics.precision(p, a, average: average, weights: w)
        case "recall": return Metrics.recall(p, a, average: average, weights: w)
        case "fScore": return Metrics.fScore(p, a, average: average, weights: w)
        case "fScore2": return Metrics.fScore(p, a, beta: 2, average: average, weights: w)
        case "jaccard": return Metrics.jaccard(p, a, average: average, weights: w)
        default: return nil
        }
    }

    @Test func scoresAgreeWithScikitLearn() throws {
        var errors = Errors()
        for one in try Self.file.get().scores {
            let every = (0..<one.classes).map { Label.integer($0) }
            let a = Labels(codes: one.actual, classes: every), w = one.weights.map { Vector($0) }
            let p = Matrix(
                rows: a.count, columns: one.classes, elements: one.thousandths.map { Double($0) / 1000 })
            for (name, value) in one.values {
                guard let ours = scoreMetric(name, p, a, w) else {
                    Issue.record("\(name) is not computed")
                    continue
                }
                errors.add(name, ours, value)
                let vector: Double?
                switch (one.classes == 2, name) {
                case (true, "logLoss"): vector = Metrics.logLoss(p[column: 1], a, weights: w)
                case (true, "brierScore"): vector = Metrics.brierScore(p[column: 1], a, weights: w)
                case (true, "rocAUC"): vector = Metrics.rocAUC(p[column: 1], a, weights: w)
                case (true, "averagePrecision"):
                    vector = Metrics.averagePrecision(p[column: 1], a, weights: w)
                default: vector = nil
                }
                if let vector { errors.add(name, vector, value) }
            }
            guard let roc = one.roc, let pr = one.pr else { continue }
            let curve = Metrics.rocCurve(p[column: 1], a, weights: w)
            #expect(curve.falsePositiveRates.count == roc[0].count)
            for (x, y) in zip(curve.falsePositiveRates, roc[0]) { errors.add("rocCurve", x, y) }
            for (x, y) in zip(curve.truePositiveRates, roc[1]) { errors.add("rocCurve", x, y) }
            for (x, y) in zip(curve.thresholds.dropFirst(), roc[2]) { errors.add("rocCurve", x, y) }
            errors.add("area", curve.area, Metrics.rocAUC(p, a, weights: w))
            let other = Metrics.precisionRecallCurve(p[column: 1], a, weights: w)
            #expect(other.precisions.count == pr[0].count)
            for (x, y) in zip(other.precisions, pr[0]) { errors.add("precisionRecallCurve", x, y) }
            for (x, y) in zip(other.recalls, pr[1]) { errors.add("precisionRecallCurve", x, y) }
        }
        errors.verify("iris, wine, breast cancer, digits by naive Bayes, and ties: with and without weights")
    }

    private func scoreMetric(_ name: String, _ p: Matrix<Double>, _ a: Labels, _ w: Vector<Double>?)
        -> Double?
    {
        let parts = name.split(separator: " ").map(String.init), option = parts.count > 1 ? parts[1] : ""
        let average: Metrics.Average = option == "weighted" ? .weighted : option == "micro" ? .micro : .macro
        switch parts[0] {
        case "logLoss": return Metrics.logLoss(p, a, weights: w)
        case "brierScore": return Metrics.brierScore(p, a, weights: w)
        case "explainedLogLoss": return Metrics.explainedLogLoss(p, a, weights: w)
        case "topAccuracy": return topAccuracy(p, a, w)
        case "rocAUC": return Metrics.rocAUC(p, a, average: average, weights: w)
        case "averagePrecision": return Metrics.averagePrecision(p, a, average: average, weights: w)
        case "hingeLoss": return Metrics.hingeLoss(p, a, weights: w)
        case "pairwiseROCAUC": return Metrics.pairwiseROCAUC(p, a, average: average)
        case "partialROCAUC": return Metrics.partialROCAUC(p[column: 1], a, upTo: 0.2, weights: w)
        default: return nil
        }
    }

    /// For two classes scikit-learn takes the class at a threshold of one half, above which it must lie.
    private func topAccuracy(_ p: Matrix<Double>, _ a: Labels, _ w: Vector<Double>?) -> Double {
        if p.columns > 2 { return Metrics.topAccuracy(p, a, k: 2, weights: w) }
        let taken = Labels(codes: p[column: 1].map { $0 > 0.5 ? 1 : 0 }, classes: a.classes)
        return Metrics.accuracy(taken, a, weights: w)
    }

    @Test func numbersAgreeWithScikitLearn() throws {
        var errors = Errors()
        for one in try Self.file.get().regression {
            let a = Vector(one.actual), p = Vector(one.predicted), w = one.weights.map { Vector($0) }
            for (name, value) in one.values {
                guard let ours = numberMetric(name, p, a, w) else {
                    Issue.record("\(name) is not computed")
                    continue
                }
                errors.add(name, ours, value)
            }
        }
        errors.verify("diabetes by two models, with and without weights; constant targets")
    }

    private func numberMetric(
        _ name: String, _ p: Vector<Double>, _ a: Vector<Double>, _ w: Vector<Double>?
    ) -> Double? {
        let parts = name.split(separator: " ").map(String.init),
            power = parts.count > 1 ? Double(parts[1]) : nil
        switch parts[0] {
        case "meanSquaredError": return Metrics.meanSquaredError(p, a, weights: w)
        case "rootMeanSquaredError": return Metrics.rootMeanSquaredError(p, a, weights: w)
        case "meanAbsoluteError": return Metrics.meanAbsoluteError(p, a, weights: w)
        case "medianAbsoluteError": return Metrics.medianAbsoluteError(p, a, weights: w)
        case "meanAbsolutePercentageError": return Metrics.meanAbsolutePercentageError(p, a, weights: w)
        case "r2": return Metrics.r2(p, a, weights: w)
        case "explainedVariance": return Metrics.explainedVariance(p, a, weights: w)
        case "pinballLoss": return Metrics.pinballLoss(p, a, quantile: 0.2, weights: w)
        case "explainedPinballLoss":
            return Metrics.explainedPinballLoss(p, a, quantile: parts.count > 1 ? 0.5 : 0.2, weights: w)
        case "maximumError": return Metrics.maximumError(p, a)
        case "meanSquaredLogError": return Metrics.meanSquaredLogError(p, a, weights: w)
        case "tweedieDeviance": return Metrics.tweedieDeviance(p, a, power: power ?? 0, weights: w)
        case "explainedDeviance": return Metrics.explainedDeviance(p, a, power: power ?? 0, weights: w)
        default: return nil
        }
    }

    @Test func groupsAgreeWithScikitLearn() throws {
        var errors = Errors()
        for one in try Self.file.get().groups {
            let values: [String: Double] = [
                "randIndex": Metrics.randIndex(one.predicted, one.actual),
                "adjustedRandIndex": Metrics.adjustedRandIndex(one.predicted, one.actual),
                "fowlkesMallows": Metrics.fowlkesMallows(one.predicted, one.actual),
                "mutualInformation": Metrics.mutualInformation(one.predicted, one.actual),
                "normalizedMutualInformation": Metrics.normalizedMutualInformation(one.predicted, one.actual),
                "adjustedMutualInformation": Metrics.adjustedMutualInformation(one.predicted, one.actual),
                "homogeneity": Metrics.homogeneity(one.predicted, one.actual),
                "completeness": Metrics.completeness(one.predicted, one.actual),
                "vMeasure": Metrics.vMeasure(one.predicted, one.actual),
                "vMeasure 0.5": Metrics.vMeasure(one.predicted, one.actual, beta: 0.5),
            ]
            #expect(Set(values.keys) == Set(one.values.keys))
            for (name, value) in one.values { errors.add(name, values[name] ?? .nan, value) }
        }
        errors.verify("iris against random and damaged groups; one group, single rows, 31 groups")
    }

    @Test func tightnessOfGroupsAgreesWithScikitLearn() throws {
        var errors = Errors()
        for one in try Self.file.get().inner {
            var (x, y) = (loadDigits().features, loadDigits().labels)
            if one.data == "iris" { (x, y) = (loadIris().features, loadIris().labels) }
            if one.data == "wine" { (x, y) = (loadWine().features, loadWine().labels) }
            x = x[0..<one.rows, ...]
            y = Array(y.prefix(one.rows))
            let values: [String: Double] = [
                "silhouette": Metrics.silhouette(x, y),
                "silhouette manhattan": Metrics.silhouette(x, y, metric: .manhattan),
                "silhouette cosine": Metrics.silhouette(x, y, metric: .cosine),
                "calinskiHarabasz": Metrics.calinskiHarabasz(x, y),
                "daviesBouldin": Metrics.daviesBouldin(x, y),
            ]
            for (name, value) in one.values { errors.add(name, values[name] ?? .nan, value) }
        }
        for one in try Self.file.get().pairwise {
            let a = Matrix(rows: 6, columns: 4, elements: one.a),
                b = Matrix(rows: 5, columns: 4, elements: one.b)
            let metrics: [String: PairMetric] = [
                "euclidean": .euclidean, "squaredEuclidean": .squaredEuclidean, "manhattan": .manhattan,
                "chebyshev": .chebyshev, "cosine": .cosine, "minkowski": .minkowski(3),
            ]
            for (name, values) in one.values {
                let ours = Metrics.pairwiseDistances(a, b, metric: metrics[name] ?? .euclidean)
                for (x, y) in zip(ours.elements, values) { errors.add("pairwiseDistances", x, y) }
            }
        }
        errors.verify("iris, wine, digits; random rows")
    }

    @Test func rankingsAgreeWithScikitLearn() throws {
        var errors = Errors()
        for one in try Self.file.get().ranking {
            let rows = one.truth.count / one.columns, w = one.weights.map { Vector($0) }
            let truth = Matrix(rows: rows, columns: one.columns, elements: one.truth)
            let scores = Matrix(rows: rows, columns: one.columns, elements: one.scores)
            let binary = Matrix(rows: rows, columns: one.columns) { truth[$0, $1] > 1 ? 1.0 : 0 }
            let values: [String: Double] = [
                "ndcg": Metrics.ndcg(scores, truth, weights: w),
                "ndcg 3": Metrics.ndcg(scores, truth, top: 3, weights: w),
                "discountedGain": Metrics.discountedGain(scores, truth).mean(),
                "labelRankingAveragePrecision": Metrics.labelRankingAveragePrecision(
                    scores, binary, weights: w),
                "labelRankingLoss": Metrics.labelRankingLoss(scores, binary, weights: w),
                "coverageError": Metrics.coverageError(scores, binary, weights: w),
            ]
            for (name, value) in one.values { errors.add(name, values[name] ?? .nan, value) }
        }
        errors.verify("8 random queries with ties, with and without weights")
    }
}
