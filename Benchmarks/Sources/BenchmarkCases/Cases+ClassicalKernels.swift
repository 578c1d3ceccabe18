import Classical
import LinearAlgebra
import Randomness

extension Cases {
    /// A part of the cases of `cairn-bench classical`; the peers' side is `Peers/classical_kernels.py`.
    static let classicalKernels: [Case] = [
        Case("svc-rbf", group: "classical", work: .items(5000), rival: .sklearn) {
            let x = ClassicalInputs.features(5000, 50), y = Labels(ClassicalInputs.classes(x))
            return Trial(check: atLeast(0.9, x, y)) { try? SupportVectorClassifier().fit(x, y) }
        },
        Case("knn-predict", group: "classical", work: .items(2000), rival: .sklearn) {
            let x = ClassicalInputs.features(18000, 50), y = Labels(ClassicalInputs.classes(x))
            let queries = ClassicalInputs.features(2000, 50, seed: 6)
            let truth = Labels(ClassicalInputs.classes(queries))
            let model = try? NearestNeighborsClassifier().fit(x, y)
            return Trial(
                check: { (predicted: Labels?) in
                    predicted.map { share($0, truth) >= 0.55 } == true ? nil : "neighbours guess"
                }
            ) { model?.predict(queries) }
        },
        Case("gaussian-nb", group: "classical", work: .items(20000), rival: .sklearn, isQuick: true) {
            let x = ClassicalInputs.features(20000, 50), y = Labels(ClassicalInputs.classes(x))
            return Trial(
                check: { (predicted: Labels?) in
                    predicted.map { share($0, y) >= 0.7 } == true ? nil : "naive Bayes is below 0.7"
                }
            ) { try? GaussianNaiveBayes().fit(x, y).predict(x) }
        },
    ]

    private static func atLeast<M: ClassificationModel>(_ least: Double, _ x: Matrix<Double>, _ y: Labels)
        -> (M?) -> String?
    {
        { model in
            guard let model else { return "no model" }
            let found = share(model.predict(x), y)
            return found >= least ? nil : "accuracy of \(found), below \(least)"
        }
    }

    private static func share(_ predicted: Labels, _ actual: Labels) -> Double {
        Double(zip(predicted.codes, actual.codes).filter { $0 == $1 }.count) / Double(actual.count)
    }
}
