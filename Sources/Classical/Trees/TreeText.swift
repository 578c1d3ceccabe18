import LinearAlgebra
import Plots

/// What nodes are called when a tree is written out.
struct TreeNames {
    var features: [String]?
    /// The classes; nil of a tree for numbers.
    var classes: [Label]?

    func feature(_ column: Int) -> String { features?[column] ?? "column \(column)" }

    func number(_ value: Double) -> String {
        if value.magnitude >= 1e15 || !value.isFinite { return "\(value)" }
        var digits = 1.0
        while digits < 1e12, (value * digits).magnitude < 1000 { digits *= 10 }
        let rounded = (value * digits).rounded() / digits
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    /// What passes to the left, `petal length ≤ 2.45` or `city in {0, 3}`.
    func question(_ nodes: TreeNodes, _ node: Int) -> String {
        let name = feature(Int(nodes.feature[node]))
        if let words = nodes.categories(of: node) {
            let members = (0..<32 * words.count).filter { words[$0 / 32] >> UInt32($0 % 32) & 1 != 0 }
            return "\(name) in {\(members.map(String.init).joined(separator: ", "))}"
        }
        if nodes.threshold[node] == .infinity { return "\(name) is not missing" }
        return "\(name) ≤ \(number(nodes.threshold[node]))"
    }

    /// What a node predicts, `setosa 1.0 (50 rows)`.
    func answer(_ nodes: TreeNodes, _ node: Int) -> String {
        let values = nodes.values[node * nodes.outputs..<(node + 1) * nodes.outputs]
        guard let classes else { return number(values[values.startIndex]) }
        let best = values.indices.max { values[$0] < values[$1] } ?? values.startIndex
        return "\(classes[best - values.startIndex]) \(number(values[best]))"
    }
}

extension TreeNodes {
    /// The tree as indented lines.
    func text(_ names: TreeNames) -> String {
        var lines: [String] = [], waiting = [(node: 0, depth: 0, label: "")]
        while let (node, depth, label) = waiting.popLast() {
            let indent = String(repeating: "│  ", count: depth) + label
            if isLeaf(node) {
                lines.append("\(indent)\(names.answer(self, node)) (weight \(names.number(cover[node])))")
                continue
            }
            let question = names.question(self, node)
            lines.append("\(indent)\(question)?\(missingGoesLeft[node] != 0 ? "" : "  (missing: no)")")
            waiting.append((Int(right[node]), depth + 1, "no: "))
            waiting.append((Int(left[node]), depth + 1, "yes: "))
        }
        return lines.joined(separator: "\n")
    }
}

extension TreeClassifierModel {
    /// The tree as indented lines: questions, and the most frequent class of each leaf with its share and the weight of its rows.
    ///
    /// - Parameter features: The names of the columns; by default `column 0` and so on.
    public func text(features: [String]? = nil) -> String {
        nodes.text(TreeDrawing.names(features, classes, featureCount))
    }

    /// The tree as a drawing, for `write(to:)` as an SVG file.
    ///
    /// - Parameters:
    ///   - features: The names of the columns; by default `column 0` and so on.
    ///   - title: What stands above it.
    public func drawing(features: [String]? = nil, title: String = "") -> TreeDrawing {
        TreeDrawing(nodes, TreeDrawing.names(features, classes, featureCount), title)
    }
}

extension TreeRegressorModel {
    /// The tree as indented lines: questions, and the prediction of each leaf with the weight of its rows.
    ///
    /// - Parameter features: The names of the columns; by default `column 0` and so on.
    public func text(features: [String]? = nil) -> String {
        nodes.text(TreeDrawing.names(features, nil, featureCount))
    }

    /// The tree as a drawing, for `write(to:)` as an SVG file.
    ///
    /// - Parameters:
    ///   - features: The names of the columns; by default `column 0` and so on.
    ///   - title: What stands above it.
    public func drawing(features: [String]? = nil, title: String = "") -> TreeDrawing {
        TreeDrawing(nodes, TreeDrawing.names(features, nil, featureCount), title)
    }
}
