import Foundation
import LinearAlgebra

/// A model that LightGBM wrote as text (`booster.save_model("model.txt")`), predicting what LightGBM predicts.
///
///     let model = try LightGBMModel.load(text: "model.txt")
///     let predictions = model.predict(x)
///
/// Read are all objectives of one score or of one a class, numerical and categorical splits, the three ways to treat missing values (none, NaN,
/// zero), and random forests. Refused are trees with linear leaves.
///
/// Source: the text format of LightGBM 4.7 (2025), version v4 of the format; v3 is read too.
public struct LightGBMModel: BoostedModel, FittedModel, Hashable {
    /// The trees.
    public let decisionTrees: DecisionTrees
    /// The objective with its parameters, `"binary sigmoid:1"`; empty for an objective of the user's own.
    public let objective: String
    /// The names of the columns.
    public let featureNames: [String]
    private let link: ForeignLink

    /// Reads a file.
    ///
    /// - Parameter path: The file that LightGBM wrote.
    /// - Throws: ``ForeignModelError``.
    public static func load(text path: String) throws(ForeignModelError) -> LightGBMModel {
        try LightGBMModel(text: foreignText(path))
    }

    /// Reads the text of a file.
    ///
    /// - Parameter text: The text.
    /// - Throws: ``ForeignModelError``, but for `file`.
    public init(text: String) throws(ForeignModelError) {
        let sections = LightGBMSection.sections(text)
        guard let header = sections.first, header.isHeader else {
            throw .damaged(reason: "the text does not begin with tree and a version")
        }
        guard ["v3", "v4"].contains(header["version"] ?? "") else {
            throw .unsupported("version \(header["version"] ?? "none") of the format")
        }
        let features = try header.integer("max_feature_idx", in: 0...ForeignTree.mostFeatures - 1) + 1
        let outputs = try header.integer("num_tree_per_iteration", in: 1...ForeignTree.mostOutputs)
        objective = String((header["objective"] ?? "").prefix(200))
        link = LightGBMModel.link(objective)
        featureNames = header["feature_names"]?.split(separator: " ").map(String.init) ?? []
        var trees = DecisionTrees(
            featureCount: features, outputCount: outputs, base: [Double](repeating: 0, count: outputs))
        // A forest's scores are means over its rounds.
        let rounds = max(1, (sections.count - 1) / outputs)
        let factor = header.has("average_output") ? 1 / Double(rounds) : 1
        for (number, section) in sections.dropFirst().enumerated() {
            try trees.append(section.tree(number, factor: factor), output: number % outputs)
        }
        decisionTrees = trees
    }

    /// What LightGBM's `predict` gives: means, probabilities, or a probability a class (m × k).
    ///
    /// - Parameter x: The rows, m × p; NaN is a missing value, categories are their codes.
    public func predict(_ x: Matrix<Double>) -> Matrix<Double> { link.apply(rawScores(x)) }

    private static func link(_ objective: String) -> ForeignLink {
        let words = objective.split(separator: " ")
        let steepness = words.first { $0.hasPrefix("sigmoid:") }.flatMap { Double($0.dropFirst(8)) } ?? 1
        switch words.first {
        case "binary", "multiclassova": return .logistic(steepness)
        case "cross_entropy", "xentropy": return .logistic(1)
        case "cross_entropy_lambda", "xentlambda": return .softplus
        case "multiclass", "softmax": return .softmax
        case "poisson", "gamma", "tweedie": return .exponential
        default: return words.contains("sqrt") ? .signedSquare : .identity
        }
    }
}
