import Datasets
import LinearAlgebra
import TestSupport
import Testing

import Classical

/// Votes and stacks of shallow trees against scikit-learn's.
@Suite struct CombinedModelsTests {
    @Test func votesAndStacksAnswerAsScikitLearns() throws {
        let golden = try TreeGolden.load()
        for combined in golden.combined {
            let answers: [Double] =
                try combined.data == "diabetes"
                ? numbers(combined.kind) : classes(combined.kind, combined.data)
            var worst = abs(Double(answers.count - combined.answers.count))
            for (own, other) in zip(answers, combined.answers) {
                worst = max(worst, abs(own - other) / max(1, abs(other)))
            }
            let name = combined.kind + (combined.data == "diabetes" ? "Regressor" : "Classifier")
            #expect(
                Parity.holds(
                    "Classical", name, against: "scikit-learn \(golden.version) \(name)",
                    on: "\(combined.data), two shallow trees", tolerance: 1e-12, error: worst),
                "\(name) on \(combined.data): \(worst)")
        }
    }

    private func every10th(_ count: Int) -> [Int] { Array(stride(from: 0, to: count, by: 10)) }

    private func classes(_ kind: String, _ data: String) throws -> [Double] {
        let (x, y) = TreeGolden.classes(data), rows = every10th(x.rows)
        let a = DecisionTreeClassifier(maximumDepth: 1)
        let b = DecisionTreeClassifier(criterion: .entropy, maximumDepth: 2)
        if kind == "Voting" {
            let model = try VotingClassifier(a, b, voices: [1, 2]).fit(x, y)
            return Array(model.probabilities(x[rows: rows]).flattened)
        }
        let last = DecisionTreeClassifier(maximumDepth: 2)
        return Array(try StackingClassifier(a, b, final: last).fit(x, y).scores(x[rows: rows]).flattened)
    }

    private func numbers(_ kind: String) throws -> [Double] {
        let data = loadDiabetes(), x = data.features, y = data.target, far = x[rows: every10th(x.rows)]
        let a = DecisionTreeRegressor(maximumDepth: 2)
        let b = DecisionTreeRegressor(maximumDepth: 4, minimumLeafRows: 10)
        if kind == "Voting" {
            return Array(try VotingRegressor(a, b, voices: [1, 2]).fit(x, y).predict(far))
        }
        let last = DecisionTreeRegressor(maximumDepth: 2)
        return Array(try StackingRegressor(a, b, final: last).fit(x, y).predict(far))
    }
}
