import Classical
import LinearAlgebra
import Randomness

extension Cases {
    /// A part of the cases of `cairn-bench classical`; the peers' side is `Peers/classical_trees.py`.
    static let classicalTrees: [Case] = [
        Case("tree", group: "classical", work: .items(20_000), rival: .sklearn, isQuick: true) {
            trial(atLeast: 0.81) { x, y in try DecisionTreeClassifier().fit(x, y) }
        },
        Case("forest100", group: "classical", work: .items(20_000), rival: .sklearn) {
            trial(atLeast: 0.855) { x, y in try RandomForestClassifier(trees: 100).fit(x, y) }
        },
        Case("isolation-forest", group: "classical", work: .items(20_000), rival: .sklearn) {
            let x = ClassicalInputs.features(20_000, 50)
            return Trial(check: { (scores: Vector<Double>?) in
                guard let scores, scores.count == x.rows else { return "it threw" }
                // The farther a row from the middle, the higher its score should be: by their correlation.
                let squares = Vector(count: x.rows) { row in
                    (0..<x.columns).reduce(0.0) { $0 + x[row, $1] * x[row, $1] }
                }
                let a = squares - squares.mean(), b = scores - scores.mean()
                let correlation = dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
                return correlation > 0.6 ? nil : "the scores follow the distances by \(correlation) only"
            }) { try? IsolationForest(trees: 100).fit(x).anomalyScores(x) }
        },
    ]

    /// A fit whose accuracy on 5000 rows that were held out is checked.
    private static func trial<Model: ClassificationModel>(
        atLeast accuracy: Double, _ fit: @escaping (Matrix<Double>, Labels) throws -> Model
    ) -> Trial {
        let x = ClassicalInputs.features(25_000, 50), all = ClassicalInputs.classes(x)
        let fitted = ClassicalInputs.features(20_000, 50), y = Labels(ClassicalInputs.classes(fitted))
        let held = Array(20_000..<25_000)
        return Trial(check: { (model: Model?) in
            guard let model else { return "it threw" }
            let answer = model.predict(x[rows: held]).integers ?? []
            let right = zip(answer, held).count { $0 == all[$1] }
            let share = Double(right) / 5000
            return share >= accuracy ? nil : "held-out accuracy is \(share), below \(accuracy)"
        }) { try? fit(fitted, y) }
    }
}
