import Autodiff
import Foundation
import LinearAlgebra
import Neural
import TestSupport
import Testing

/// Every loss against PyTorch 2.15.0, whose values and gradients `Tests/Golden/neural/losses.py` wrote down.
@Suite struct LossParityTests {
    typealias Loss<T: Scalar> = ([Tensor<T>], LossReduction) -> Tensor<T>

    @Test func everyLossEqualsPyTorchsInBothPrecisions() throws {
        let golden: GoldenCases = try Golden.load("neural/losses")
        try hold(golden, Double.self, tolerance: 1e-10)
        try hold(golden, Float.self, tolerance: 1e-5)
    }

    /// What is public in a folder of sources, by a pattern whose first group is the name.
    static func publicNames(in folder: String, _ pattern: Regex<(Substring, Substring)>) throws -> Set<String>
    {
        let base = Golden.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent(folder)
        let files = try FileManager.default.contentsOfDirectory(at: base, includingPropertiesForKeys: nil)
        let texts = try files.map { try String(contentsOf: $0, encoding: .utf8) }
        return Set(texts.flatMap { $0.matches(of: pattern).map { String($0.1) } })
    }

    @Test func everyPublicLossIsHeldAgainstPyTorch() throws {
        let golden: GoldenCases = try Golden.load("neural/losses")
        let names = try Self.publicNames(in: "Sources/Neural/Losses", #/(?m)^public func (\w+)</#)
        let held = Set(golden.cases.map { String($0.name.prefix { $0 != " " && $0 != "," }) })
        // Held as a part of evidenceLowerBound.
        #expect(names.count >= 30 && names.subtracting(held) == ["standardNormalDivergence"])
    }

    private func hold<T: Scalar>(_ golden: GoldenCases, _: T.Type, tolerance: Double) throws {
        let losses: [String: Loss<T>] = Losses.all()
        let groups = Dictionary(grouping: golden.cases) { String($0.name.split(separator: ",")[0]) }
        #expect(Set(groups.keys) == Set(losses.keys))
        for (name, cases) in groups.sorted(by: { $0.key < $1.key }) {
            let loss = try #require(losses[name])
            let errors = cases.map { item -> Double in
                let words = item.name.split(separator: " ").last.map(String.init) ?? ""
                let reduction = LossReduction(rawValue: words) ?? .none
                return GoldenCases.error(item) { (inputs: [Tensor<T>]) in loss(inputs, reduction) }
            }
            #expect(
                Parity.holds(
                    "Neural", "\(name) (\(T.self))", against: "PyTorch 2.15.0",
                    on: "values and gradients, \(cases.count) \(cases.count == 1 ? "case" : "reductions")",
                    tolerance: tolerance, error: errors.max() ?? .nan), "\(name): \(errors)")
        }
    }
}

/// The losses under the names of the script.
private enum Losses {
    static func all<T: Scalar>() -> [String: LossParityTests.Loss<T>] {
        var losses: [String: LossParityTests.Loss<T>] = rows()
        for part in [ofClasses(), ofNumbers(), ofDistributions(), ofVectors()]
            as [[String: LossParityTests.Loss<T>]]
        {
            losses.merge(part) { first, _ in first }
        }
        return losses
    }

    static func rows<T: Scalar>() -> [String: LossParityTests.Loss<T>] {
        [
            "softmax over -1": { x, _ in x[0].softmax() },
            "softmax over 1": { x, _ in x[0].softmax(over: 1) },
            "softmin over -1": { x, _ in x[0].softmin() },
            "logSoftmax over -1": { x, _ in x[0].logSoftmax() },
            "logSoftmax over 0": { x, _ in x[0].logSoftmax(over: 0) },
            "layerNorm": { x, _ in x[0].layerNorm(gain: x[1], bias: x[2]) },
            "layerNorm of two axes": { x, _ in x[0].layerNorm(axes: 2) },
            "rmsNorm": { x, _ in x[0].rmsNorm(gain: x[1]) },
            "linear with relu": { x, _ in linear(x[0], x[1], x[2], activation: .relu) },
        ]
    }

    static func ofClasses<T: Scalar>() -> [String: LossParityTests.Loss<T>] {
        let y: Indices = [0, 3, 1, 1, 2, 0], w = Tensor<T>([0.5, 2, 1, 0.25])
        return [
            "crossEntropy": { crossEntropy($0[0], y, reduction: $1) },
            "crossEntropy weights": { crossEntropy($0[0], y, weights: w, reduction: $1) },
            "crossEntropy smoothing": { crossEntropy($0[0], y, labelSmoothing: 0.125, reduction: $1) },
            "crossEntropy ignoring": { crossEntropy($0[0], y, ignoring: 1, reduction: $1) },
            "crossEntropy everything": {
                crossEntropy($0[0], y, weights: w, labelSmoothing: 0.125, ignoring: 1, reduction: $1)
            },
            "crossEntropy probabilities": {
                crossEntropy(
                    $0[0], probabilities: $0[1].softmax(), weights: w, labelSmoothing: 0.125, reduction: $1)
            },
            "negativeLogLikelihood": {
                negativeLogLikelihood($0[0], y, weights: w, ignoring: 3, reduction: $1)
            },
            "multiMargin": { multiMargin($0[0], y, reduction: $1) },
            "multiMargin power 2": {
                multiMargin($0[0], y, power: 2, margin: 0.75, weights: w, reduction: $1)
            },
            "binaryCrossEntropy": { binaryCrossEntropy($0[0], $0[1], reduction: $1) },
            "binaryCrossEntropyWithLogits": { binaryCrossEntropyWithLogits($0[0], $0[1], reduction: $1) },
            "binaryCrossEntropyWithLogits weight": {
                binaryCrossEntropyWithLogits($0[0], $0[1], positiveWeight: 2.5, reduction: $1)
            },
            "focal": { focal($0[0], $0[1], reduction: $1) },
            "hinge": { hinge($0[0], $0[1], reduction: $1) },
            "squaredHinge": { squaredHinge($0[0], $0[1], reduction: $1) },
            "marginRanking": { marginRanking($0[0], $0[1], $0[2], margin: 0.3125, reduction: $1) },
            "dice": { dice($0[0], $0[1], reduction: $1) },
            "tversky": { tversky($0[0], $0[1], alpha: 0.25, beta: 0.75, reduction: $1) },
        ]
    }

    static func ofNumbers<T: Scalar>() -> [String: LossParityTests.Loss<T>] {
        [
            "meanSquaredError": { meanSquaredError($0[0], $0[1], reduction: $1) },
            "meanAbsoluteError": { meanAbsoluteError($0[0], $0[1], reduction: $1) },
            "huber": { huber($0[0], $0[1], delta: 0.75, reduction: $1) },
            "smoothL1": { smoothL1($0[0], $0[1], beta: 0.5, reduction: $1) },
            "logCosh": { logCosh($0[0], $0[1], reduction: $1) },
            "meanAbsolutePercentageError": { meanAbsolutePercentageError($0[0], $0[1], reduction: $1) },
            "meanSquaredLogarithmicError": { meanSquaredLogarithmicError($0[0], $0[1], reduction: $1) },
            "quantileLoss": { quantileLoss($0[0], $0[1], level: 0.75, reduction: $1) },
        ]
    }

    static func ofDistributions<T: Scalar>() -> [String: LossParityTests.Loss<T>] {
        let labels = Indices(rows: [[1, 2, 2, 3], [3, 1, 1, 1], [2, 4, 1, 0], [1, 2, 3, 4]])
        return [
            "klDivergence": { klDivergence($0[0], $0[1], reduction: $1) },
            "klDivergence hard": { klDivergence($0[0], $0[1], reduction: $1) },
            "klDivergence logarithms": {
                klDivergence($0[0], $0[1], targetsAreLogarithms: true, reduction: $1)
            },
            "poissonNegativeLogLikelihood": { poissonNegativeLogLikelihood($0[0], $0[1], reduction: $1) },
            "poissonNegativeLogLikelihood full": {
                poissonNegativeLogLikelihood(
                    $0[0], $0[1], predictionsAreLogarithms: false, isFull: true, reduction: $1)
            },
            "gaussianNegativeLogLikelihood": {
                gaussianNegativeLogLikelihood($0[0], $0[1], variances: $0[2], isFull: true, reduction: $1)
            },
            "evidenceLowerBound": {
                evidenceLowerBound($0[0], mean: $0[1], logVariance: $0[2], reduction: $1)
            },
            "connectionistTemporalClassification": {
                connectionistTemporalClassification(
                    $0[0].logSoftmax(), labels, inputLengths: [7, 6, 5, 3], targetLengths: [4, 1, 0, 4],
                    zeroesInfinity: true, reduction: $1)
            },
            "gradientPenalty": { inputs, _ in
                slopePenalty(at: inputs[0], 10) { $0.matmul(inputs[1]).tanh().matmul(inputs[2]) }
            },
            "wassersteinCritic": { inputs, _ in wassersteinCritic(inputs[0], inputs[1]) },
        ]
    }

    static func ofVectors<T: Scalar>() -> [String: LossParityTests.Loss<T>] {
        let pairs = Tensor<T>([1, -1, -1, 1]), likes = Tensor<T>([1, 0, 0, 1])
        var losses: [String: LossParityTests.Loss<T>] = [
            "tripletMargin swap": {
                tripletMargin($0[0], $0[1], $0[2], margin: 1.5, swapsAnchor: true, reduction: $1)
            },
            "cosineEmbedding": { cosineEmbedding($0[0], $0[1], pairs, margin: -0.5, reduction: $1) },
            "distance": { x, _ in x[0].distance(to: x[1]) },
            "cosineSimilarity": { x, _ in x[0].cosineSimilarity(to: x[1]) },
            "contrastive": { contrastive($0[0], $0[1], likes, margin: 3, reduction: $1) },
            "infoNCE": { infoNCE($0[0], $0[1], temperature: 0.25, reduction: $1) },
            "infoNCE symmetric": {
                infoNCE($0[0], $0[1], temperature: 0.25, isSymmetric: true, reduction: $1)
            },
        ]
        for power in [1, 2, 3] {
            losses["tripletMargin power \(power)"] = {
                tripletMargin($0[0], $0[1], $0[2], margin: 1.5, power: T(power), reduction: $1)
            }
        }
        return losses
    }
}
