import Foundation
import LinearAlgebra
import Tables

/// A model that XGBoost wrote as JSON (`booster.save_model("model.json")`), predicting what XGBoost predicts.
///
///     let model = try XGBoostModel.load(json: "model.json")
///     let predictions = model.predict(x)
///
/// Read are `gbtree` and `dart`, all objectives of one score or of one a class, categorical splits, several parallel trees, and base scores
/// as versions 1 to 3 write them. Refused are `gblinear` and trees whose leaves hold vectors.
///
/// XGBoost rounds features to 32 bits before it compares them, and so does this, exactly; it also adds in 32 bits, and this in 64, so that
/// predictions agree to about 1e-6 of their size.
///
/// Source: the JSON schema in XGBoost's documentation, "Introduction to Model IO", version 3.2 (2025).
public struct XGBoostModel: BoostedModel, FittedModel, Hashable {
    /// The trees.
    public let decisionTrees: DecisionTrees
    /// The objective's name, `"binary:logistic"`.
    public let objective: String
    /// The names of the columns; empty where the file has none.
    public let featureNames: [String]
    private let link: ForeignLink

    /// Reads a file.
    ///
    /// - Parameter path: The file that XGBoost wrote.
    /// - Throws: ``ForeignModelError``.
    public static func load(json path: String) throws(ForeignModelError) -> XGBoostModel {
        try XGBoostModel(json: foreignText(path))
    }

    /// Reads the text of a file.
    ///
    /// - Parameter text: The JSON.
    /// - Throws: ``ForeignModelError``, but for `file`.
    public init(json text: String) throws(ForeignModelError) {
        let root: JSONValue
        do { root = try JSONValue(parsing: text) } catch { throw .damaged(reason: "\(error)") }
        guard let learner = root["learner"], let header = learner["learner_model_param"] else {
            throw .damaged(reason: "there is no learner")
        }
        guard let name = learner["objective"]?["name"]?.word else {
            throw .damaged(reason: "the objective has no name")
        }
        objective = name
        link = XGBoostModel.link(name)
        featureNames = learner["feature_names"]?.list?.compactMap(\.word) ?? []
        let features = try header.count("num_feature", in: 1...ForeignTree.mostFeatures)
        let classes = try header.count("num_class", in: 0...ForeignTree.mostOutputs)
        let targets =
            header["num_target"] == nil ? 1 : try header.count("num_target", in: 0...ForeignTree.mostOutputs)
        let outputs = max(1, classes, targets)
        let base = try XGBoostModel.base(header, name, outputs)
        guard let booster = learner["gradient_booster"], let kind = booster["name"]?.word else {
            throw .damaged(reason: "there is no gradient_booster")
        }
        var trees = DecisionTrees(featureCount: features, outputCount: outputs, base: base)
        switch kind {
        case "gbtree": try trees.append(xgboost: booster, weights: nil)
        case "dart":
            guard let weights = booster["weight_drop"]?.numbers, let inner = booster["gbtree"] else {
                throw .damaged(reason: "dart without weight_drop")
            }
            try trees.append(xgboost: inner, weights: weights)
        default: throw .unsupported("the booster \(kind)")
        }
        decisionTrees = trees
    }

    /// What XGBoost's `predict` gives: means, probabilities, a probability a class (m × k), or the number of a class (`multi:softmax`).
    ///
    /// - Parameter x: The rows, m × p; NaN is a missing value, categories are their codes.
    public func predict(_ x: Matrix<Double>) -> Matrix<Double> { link.apply(rawScores(x)) }

    private static func link(_ objective: String) -> ForeignLink {
        switch objective {
        case "binary:logistic", "reg:logistic": .logistic(1)
        case "binary:hinge": .positive
        case "multi:softprob": .softmax
        case "multi:softmax": .largest
        case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft": .exponential
        default: .identity
        }
    }

    /// The base scores, which the file has before the link: a number, or since version 3 a list of them in brackets.
    private static func base(_ header: JSONValue, _ objective: String, _ outputs: Int)
        throws(ForeignModelError)
        -> [Double]
    {
        let text = header["base_score"]?.word ?? "0.5"
        let parts = text.split { "[], ".contains($0) }, numbers = parts.compactMap { Double($0) }
        guard numbers.count == parts.count, numbers.allSatisfy(\.isFinite),
            numbers.count == 1 || numbers.count == outputs
        else { throw .damaged(reason: "base_score is \(text.prefix(60)) for \(outputs) outputs") }
        let scores = try numbers.map { (number: Double) throws(ForeignModelError) -> Double in
            let score = margin(Double(Float(number)), objective)
            guard score.isFinite else { throw .damaged(reason: "base_score is \(number) for \(objective)") }
            return score
        }
        return scores.count == outputs ? scores : [Double](repeating: scores[0], count: outputs)
    }

    private static func margin(_ mean: Double, _ objective: String) -> Double {
        switch objective {
        case "binary:logistic", "reg:logistic": -log(1 / mean - 1)
        case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft": log(mean)
        default: mean
        }
    }
}
