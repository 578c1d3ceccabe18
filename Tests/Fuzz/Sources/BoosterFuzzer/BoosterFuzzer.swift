import Classical
import FuzzSupport
import LinearAlgebra

/// Any text as a model of XGBoost and of LightGBM. What is read must predict numbers for any rows, and be explained.
@main struct BoosterFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
            if let model = try? XGBoostModel(json: text) { use(model) { model.predict($0) } }
            if let model = try? LightGBMModel(text: text) { use(model) { model.predict($0) } }
            return 0
        }
    }

    private static func use(_ model: some BoostedModel, _ predict: (Matrix<Double>) -> Matrix<Double>) {
        let trees = model.decisionTrees, columns = trees.featureCount
        guard columns < 1000, trees.outputCount < 1000 else { return }
        let values = [0, .nan, -1, 3, 1e9, -.infinity, .infinity, 1e-40]
        let x = Matrix(rows: 8, columns: columns) { values[($0 + $1) % 8] }
        precondition(predict(x).rows == 8)
        if trees.nodeCount < 200 {
            precondition(TreeExplainer(model).explain(x).values.count == trees.outputCount)
        }
    }
}
