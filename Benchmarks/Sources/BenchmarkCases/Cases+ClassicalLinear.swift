import Classical
import LinearAlgebra
import Randomness

extension Cases {
    /// A part of the cases of `cairn-bench classical`; the peers' side is `Peers/classical_linear.py`.
    static let classicalLinear: [Case] = [
        regression("linreg", LinearRegression(), isQuick: true),
        regression("ridge", RidgeRegression(penalty: 1)),
        regression("lasso", Lasso(penalty: 0.01)),
        Case("logreg", group: "classical", work: .items(20_000), rival: .sklearn) {
            let x = ClassicalInputs.features(20_000, 50), y = Labels(ClassicalInputs.classes(x))
            let target = y.indicator(of: 1)
            return Trial(check: { (model: LogisticRegression.Model?) in
                guard let model else { return "no model" }
                // At the optimum the gradient of the penalised likelihood is 0.
                let rest = target - model.probabilities(x)[column: 1]
                let gradient = (matmul(rest, x) - model.coefficients[row: 0]).abs().max()
                return gradient < 1e-4 ? nil : "the gradient is \(gradient)"
            }) { try? LogisticRegression(penalty: .ridge(1)).fit(x, y) }
        },
    ]

    private static func regression<E: WeightedRegressor>(
        _ name: String, _ estimator: E, isQuick: Bool = false
    ) -> Case
    where E.Model == LinearModel {
        Case(name, group: "classical", work: .items(50_000), rival: .sklearn, isQuick: isQuick) {
            let x = ClassicalInputs.features(50_000, 100), y = ClassicalInputs.target(x)
            return Trial(check: { (model: LinearModel?) in
                guard let model else { return "no model" }
                let rest = (y - model.predict(x)).sumOfSquares() / (y - y.mean()).sumOfSquares()
                let wrong = (0..<10).filter { abs(model.coefficients[$0] - 1 / Double($0 + 1)) > 0.03 }
                return rest < 0.15 && wrong.isEmpty ? nil : "unexplained \(rest), coefficients \(wrong) off"
            }) { try? estimator.fit(x, y) }
        }
    }
}
