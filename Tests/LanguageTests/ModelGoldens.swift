import Autodiff
import Foundation
import Language
import LinearAlgebra
import Neural

/// What the models of transformers answered: see `Tests/Golden/language/models.py`.
struct ModelGoldens: Decodable {
    struct Slope: Decodable {
        var shape: [Int]
        var values: [Double]
    }
    struct Case: Decodable {
        var ids: [[Int]]?
        var kinds: [[Int]]?
        var lengths: [Int]?
        var targets: [[Int]]?
        var pixels: [Double]?
        var labels: [Int]?
        var hidden: [Double]?
        var pooled: [Double]?
        var relation: [Double]?
        var logits: [Double]
        var loss: Double?
        var gradients: [String: Slope]?
    }
    var models: [String: Case]

    static func load(_ name: String) throws -> Case {
        let data = try Data(contentsOf: root.appendingPathComponent("models.json"))
        guard let found = try JSONDecoder().decode(ModelGoldens.self, from: data).models[name] else {
            throw CocoaError(.fileNoSuchFile)
        }
        return found
    }

    /// `Tests/Golden/language`.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Golden/language")

    /// The folder that transformers wrote.
    static func folder(_ name: String) -> String { root.appendingPathComponent("models/\(name)").path }

    /// A fresh folder, which the caller removes.
    static func scratch() -> String {
        NSTemporaryDirectory() + "cairn-model-\(UUID().uuidString)"
    }
}

/// The largest difference, as a share of the largest expected number where that is above 1.
func worst(_ found: Tensor<Float>, _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let largest = expected.reduce(1.0) { max($0, abs($1)) }
    return zip(found.elements, expected).reduce(0.0) { max($0, abs(Double($1.0) - $1.1)) } / largest
}

/// The largest difference of gradients, each as a share of its largest entry or of 1.
func worst<Model: HubModel>(
    _ slope: Model, _ model: Model, _ expected: [String: ModelGoldens.Slope]
) -> (error: Double, compared: Int) {
    var result = 0.0, compared = 0
    let entries = Dictionary(uniqueKeysWithValues: model.hubTensors.map { ($0.parameter, $0) })
    for (name, tensor) in slope.namedTensors {
        guard let entry = entries[name] else { return (.infinity, 0) }
        for (name, part) in zip(entry.names, entry.theirs(tensor)) {
            guard let golden = expected[name] else { continue }
            if part.shape != golden.shape { return (.infinity, 0) }
            result = max(result, worst(part, golden.values))
            compared += 1
        }
    }
    return (result, compared)
}
