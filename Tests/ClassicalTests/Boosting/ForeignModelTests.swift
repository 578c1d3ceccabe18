import Classical
import Datasets
import LinearAlgebra
import TestSupport
import Testing

/// A model of another library with what that library predicts; made by `Tests/Golden/classical/boosters.py`.
struct BoosterCase: Decodable {
    var library: String
    var name: String
    var data: String
    var missing: Bool
    var columns: Int
    var model: String
    var rows: [Int]
    var predictions: [[Double]]
    var contributions: [[Double]]

    static func all(_ library: String) throws -> [BoosterCase] {
        try Golden.load("classical/boosters", as: [BoosterCase].self).filter { $0.library == library }
    }

    /// The rows that were predicted.
    var features: Matrix<Double> {
        let all =
            switch data {
            case "iris": loadIris().features
            case "wine": loadWine().features
            case "breast_cancer": loadBreastCancer().features
            case "diabetes": loadDiabetes().features
            default: loadDigits().features
            }
        return Matrix(rows: rows.count, columns: min(columns, all.columns)) { row, column in
            missing && (7 * rows[row] + 3 * column) % 13 == 0 ? .nan : all[rows[row], column]
        }
    }

    /// The largest difference from what the library predicts, as a share of the largest prediction where that exceeds 1.
    func error(_ predicted: Matrix<Double>) -> Double {
        let expected = Matrix(rows: predictions)
        guard predicted.rows == expected.rows, predicted.columns == expected.columns else { return .infinity }
        return (predicted - expected).abs().max() / max(1, expected.abs().max())
    }
}

@Suite struct ForeignModelTests {
    @Test func xgboostModelsPredictWhatXGBoostPredicts() throws {
        var worst = 0.0
        for test in try BoosterCase.all("xgboost") {
            let error = test.error(try XGBoostModel(json: test.model).predict(test.features))
            #expect(error < 1e-6, "\(test.name): \(error)")
            worst = max(worst, error)
        }
        #expect(
            Parity.holds(
                "Classical", "XGBoostModel", against: "XGBoost 3.2.0 predict",
                on: "23 models, 18 objectives, iris, wine, breast cancer, diabetes, digits", tolerance: 1e-6,
                error: worst))
    }

    @Test func lightGBMModelsPredictWhatLightGBMPredicts() throws {
        var worst = 0.0
        for test in try BoosterCase.all("lightgbm") where test.name != "linear" {
            let error = test.error(try LightGBMModel(text: test.model).predict(test.features))
            #expect(error < 1e-6, "\(test.name): \(error)")
            worst = max(worst, error)
        }
        #expect(
            Parity.holds(
                "Classical", "LightGBMModel", against: "LightGBM 4.7.0 predict",
                on: "26 models, 14 objectives, iris, wine, breast cancer, diabetes, digits", tolerance: 1e-6,
                error: worst))
    }

    @Test func linearTreesAreRefused() throws {
        let linear = try #require(try BoosterCase.all("lightgbm").first { $0.name == "linear" })
        #expect(throws: ForeignModelError.unsupported("a tree with linear leaves (linear_tree)")) {
            try LightGBMModel(text: linear.model)
        }
    }

    @Test func foreignModelsAreSavedAndLoaded() throws {
        for test in try BoosterCase.all("xgboost") where test.name.hasPrefix("categories") {
            let model = try XGBoostModel(json: test.model)
            #expect(try XGBoostModel.decoded(model.saved(), "memory") == model)
        }
    }

    /// Every text cut short and with a byte changed here and there: an error or a model, never a crash.
    @Test func damagedTextsAreRefusedOrRead() throws {
        for test in try BoosterCase.all("xgboost").prefix(3) + BoosterCase.all("lightgbm").suffix(4) {
            let bytes = Array(test.model.utf8), x = test.features
            for step in 1..<120 {
                var damaged = bytes
                if step % 2 == 0 { damaged.removeLast(step * bytes.count / 121) }
                let place = (step &* 7919) % damaged.count
                damaged[place] =
                    [UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "]")][step % 4]
                let text = String(decoding: damaged, as: UTF8.self)
                if let model = try? XGBoostModel(json: text) {
                    _ = model.predict(x.padded(to: model.featureCount))
                }
                if let model = try? LightGBMModel(text: text) {
                    _ = model.predict(x.padded(to: model.featureCount))
                }
            }
        }
    }

    @Test func hostileTextsAreRefused() {
        for text in ["", "{}", "[]", "tree", "tree\nversion=v4", "{\"learner\": {}}", "tree\nversion=v9\n"] {
            #expect(throws: ForeignModelError.self) { try XGBoostModel(json: text) }
            #expect(throws: ForeignModelError.self) { try LightGBMModel(text: text) }
        }
        #expect(throws: ForeignModelError.self) { try XGBoostModel.load(json: "/nowhere/model.json") }
        #expect(throws: ForeignModelError.self) { try LightGBMModel.load(text: "/nowhere/model.txt") }
        let head = "tree\nversion=v4\nnum_tree_per_iteration=1\nmax_feature_idx=0\n\nTree=0\n"
        let circle = "num_leaves=2\nnum_cat=0\nsplit_feature=0\nsplit_gain=1\nthreshold=0\ndecision_type=2\n"
        #expect(throws: ForeignModelError.self) {
            try LightGBMModel(text: head + circle + "left_child=0\nright_child=-1\nleaf_value=1 2\n")
        }
        #expect(throws: ForeignModelError.self) {
            try LightGBMModel(text: head + circle + "left_child=-1\nright_child=-1\nleaf_value=1 2\n")
        }
        let far = circle.replacing("split_feature=0", with: "split_feature=9223372036854775807")
        #expect(throws: ForeignModelError.self) {
            try LightGBMModel(text: head + far + "left_child=-1\nright_child=-2\nleaf_value=1 2\n")
        }
        #expect(throws: ForeignModelError.self) {
            try LightGBMModel(text: head + "num_leaves=9223372036854775807\nleaf_value=1\n")
        }
    }
}

extension Matrix<Double> {
    /// The same with columns of zeros, or with columns left out.
    fileprivate func padded(to columns: Int) -> Matrix {
        guard columns < 5000 else { return Matrix(rows: 0, columns: columns) { _, _ in 0 } }
        return Matrix(rows: rows, columns: columns) { $1 < self.columns ? self[$0, $1] : 0 }
    }
}
