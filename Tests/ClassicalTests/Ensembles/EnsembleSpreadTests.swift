import Datasets
import LinearAlgebra
import TestSupport
import Testing

import Classical

/// Scores on held-out rows, the mean of ten seeds, inside the range of scikit-learn's ten seeds. Beyond it by less than one held-out row
/// counts as inside: on small sets its ten seeds differ by a row or not at all.
@Suite struct EnsembleSpreadTests {
    private let golden: TreeGolden
    init() throws { golden = try TreeGolden.load() }

    private func hold(
        _ name: String, _ data: String, _ scores: [Double], row: Double = 0, _ list: String? = nil
    ) {
        guard let spread = golden.scores[list ?? name]?.first(where: { $0.data == data }) else {
            Issue.record("no reference for \(name) on \(data)")
            return
        }
        let mean = scores.reduce(0, +) / Double(scores.count)
        #expect(
            Parity.holds(
                "Classical", name, against: "scikit-learn \(golden.version) \(list ?? name), ten seeds",
                on: "\(data), odd rows held out", measure: "score beyond the range of its scores",
                tolerance: row, error: max(0, spread.low - mean, mean - spread.high)),
            "\(name) on \(data): \(mean), not in \(spread.low)...\(spread.high)")
    }

    private func accuracies<E: Classifier>(_ data: String, _ build: (UInt64) -> E) throws -> [Double] {
        let (x, y) = TreeGolden.classes(data), (fitted, held) = TreeGolden.halves(x.rows)
        return try (0..<10).map { seed in
            let answer = try build(UInt64(seed)).fit(x[rows: fitted], y[fitted]).predict(x[rows: held])
            return Double(held.indices.count { answer[$0] == y[held[$0]] }) / Double(held.count)
        }
    }

    private func determinations<E: Regressor>(_ build: (UInt64) -> E) throws -> [Double] {
        let data = loadDiabetes(), x = data.features, y = data.target
        let (fitted, held) = TreeGolden.halves(x.rows), truth = y[at: held]
        let mean = truth.sum() / Double(truth.count), total = dot(truth - mean, truth - mean)
        return try (0..<10).map { seed in
            let rest =
                truth - (try build(UInt64(seed)).fit(x[rows: fitted], y[at: fitted]).predict(x[rows: held]))
            return 1 - dot(rest, rest) / total
        }
    }

    @Test(arguments: ["iris", "wine", "breast_cancer", "digits"])
    func classifiersScoreAsScikitLearns(_ data: String) throws {
        let (x, y) = TreeGolden.classes(data), (fitted, held) = TreeGolden.halves(x.rows)
        let row = 1 / Double(held.count)
        hold(
            "RandomForestClassifier", data, try accuracies(data) { RandomForestClassifier(seed: $0) },
            row: row)
        hold("ExtraTreesClassifier", data, try accuracies(data) { ExtraTreesClassifier(seed: $0) }, row: row)
        hold("ExtraTreeClassifier", data, try accuracies(data) { ExtraTreeClassifier(seed: $0) }, row: row)
        let bags = try accuracies(data) { BaggingClassifier(DecisionTreeClassifier(), members: 20, seed: $0) }
        hold("BaggingClassifier", data, bags, row: row)
        let unseen = try (0..<10).map { seed in
            var forest = RandomForestClassifier(seed: UInt64(seed))
            forest.scoresOutOfBag = true
            return try forest.fit(x[rows: fitted], y[fitted]).outOfBagScore ?? 0
        }
        hold("RandomForestClassifier.outOfBagScore", data, unseen, row: row, "outOfBag")
    }

    @Test func regressorsScoreAsScikitLearns() throws {
        hold("RandomForestRegressor", "diabetes", try determinations { RandomForestRegressor(seed: $0) })
        hold("ExtraTreesRegressor", "diabetes", try determinations { ExtraTreesRegressor(seed: $0) })
        hold("ExtraTreeRegressor", "diabetes", try determinations { ExtraTreeRegressor(seed: $0) })
        hold("AdaBoostRegressor", "diabetes", try determinations { AdaBoostRegressor(seed: $0) })
        hold(
            "BaggingRegressor", "diabetes",
            try determinations { BaggingRegressor(DecisionTreeRegressor(), members: 20, seed: $0) })
    }

    @Test(arguments: ["iris", "wine", "breast_cancer", "digits"])
    func isolationForestsRankAsScikitLearns(_ data: String) throws {
        let (x, y) = TreeGolden.classes(data), (fitted, held) = TreeGolden.halves(x.rows)
        let areas = try (0..<10).map { seed in
            let scores = try IsolationForest(seed: UInt64(seed)).fit(x[rows: fitted])
                .anomalyScores(x[rows: held])
            // The area under the curve by counting pairs: rows of class 0 against the others.
            var won = 0.0, pairs = 0.0
            for (a, row) in held.enumerated() where y.codes[row] == 0 {
                for (b, other) in held.enumerated() where y.codes[other] != 0 {
                    pairs += 1
                    won += scores[a] > scores[b] ? 1 : (scores[a] == scores[b] ? 0.5 : 0)
                }
            }
            return won / pairs
        }
        hold("IsolationForest", data, areas)
    }

    @Test func adaBoostHasTheVotesOfScikitLearn() throws {
        for boosting in golden.boosting {
            let (x, y) = TreeGolden.classes(boosting.data)
            let model = try AdaBoostClassifier(rounds: 10, learningRate: 0.5, maximumDepth: boosting.depth)
                .fit(x, y)
            #expect(model.votes.count == boosting.weights.count, "\(boosting.data)")
            var worst = 0.0
            for (own, other) in zip(model.votes, boosting.weights) {
                worst = max(worst, abs(own - other) / abs(other))
            }
            let rows = Array(stride(from: 0, to: x.rows, by: 10)), p = model.probabilities(x[rows: rows])
            for (own, other) in zip(p.flattened, boosting.probabilities) {
                worst = max(worst, abs(own - other))
            }
            #expect(
                Parity.holds(
                    "Classical", "AdaBoostClassifier",
                    against: "scikit-learn \(golden.version) AdaBoostClassifier",
                    on: "\(boosting.data), ten rounds, depth \(boosting.depth)",
                    measure: "votes and probabilities",
                    tolerance: 1e-9, error: worst), "\(boosting.data): \(worst)")
        }
    }
}
