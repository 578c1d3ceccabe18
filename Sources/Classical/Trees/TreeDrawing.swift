import LinearAlgebra
import Plots

/// A tree as a picture: questions in boxes, those that pass to the left, leaves shaded by how pure they are.
///
///     try model.drawing(features: names, title: "Iris").write(to: "iris.svg")
///
/// Leaves stand side by side, every question above the middle of its answers. O(nodes).
public struct TreeDrawing: Drawing {
    private let nodes: TreeNodes
    private let names: TreeNames
    private let title: String

    init(_ nodes: TreeNodes, _ names: TreeNames, _ title: String) {
        (self.nodes, self.names, self.title) = (nodes, names, title)
    }

    static func names(_ features: [String]?, _ classes: [Label]?, _ count: Int) -> TreeNames {
        require(
            features.map { $0.count == count } ?? true,
            "a tree's names: \(features?.count ?? 0) names for \(count) columns")
        return TreeNames(features: features, classes: classes)
    }

    private static let row = 78.0, boxHeight = 40.0, letter = 6.6

    /// The drawing as the text of an SVG file; the same drawing always gives the same text.
    ///
    /// - Parameter id: The id of the root element; none by default.
    public func svg(id: String?) -> String {
        let lines = (0..<nodes.count).map(lines(of:))
        let longest = lines.joined().map(\.count).max() ?? 8
        let width = TreeDrawing.letter * Double(longest) + 16
        let places = places(width + 12)
        let top = title.isEmpty ? 10.0 : 36.0
        let right = (places.map(\.x).max() ?? 0) + width / 2 + 10
        let bottom = (places.map(\.y).max() ?? 0) + top + TreeDrawing.boxHeight + 10
        var parts = [head(id, right, bottom)]
        if !title.isEmpty {
            parts.append(
                "<text x=\"10\" y=\"22\" font-size=\"15\" fill=\"currentColor\">\(escaped(title))</text>")
        }
        for node in 0..<nodes.count where !nodes.isLeaf(node) {
            for (child, label) in [(Int(nodes.left[node]), "yes"), (Int(nodes.right[node]), "no")] {
                parts.append(edge(places[node], places[child], top, label))
            }
        }
        for node in 0..<nodes.count { parts.append(box(node, places[node], top, width, lines[node])) }
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    /// The middle of each node's upper edge: leaves in a row from the left, questions above the middle of their answers.
    private func places(_ step: Double) -> [(x: Double, y: Double)] {
        var places = [(x: Double, y: Double)](repeating: (0, 0), count: nodes.count)
        var leaf = 0, waiting = [(node: 0, depth: 0)], order: [Int] = []
        while let (node, depth) = waiting.popLast() {
            order.append(node)
            places[node].y = Double(depth) * TreeDrawing.row
            if nodes.isLeaf(node) {
                places[node].x = 10 + step * (Double(leaf) + 0.5)
                leaf += 1
            } else {
                waiting.append((Int(nodes.right[node]), depth + 1))
                waiting.append((Int(nodes.left[node]), depth + 1))
            }
        }
        for node in order.reversed() where !nodes.isLeaf(node) {
            places[node].x = (places[Int(nodes.left[node])].x + places[Int(nodes.right[node])].x) / 2
        }
        return places
    }

    private func lines(of node: Int) -> [String] {
        let answer = names.answer(nodes, node), weight = "weight \(names.number(nodes.cover[node]))"
        return nodes.isLeaf(node) ? [answer, weight] : [names.question(nodes, node), "\(answer), \(weight)"]
    }

    private func head(_ id: String?, _ width: Double, _ height: Double) -> String {
        let name = id.map { " id=\"\(escaped($0))\"" } ?? ""
        let box = "viewBox=\"0 0 \(text(width)) \(text(height))\" width=\"\(text(width))\""
        return
            "<svg xmlns=\"http://www.w3.org/2000/svg\"\(name) role=\"img\" \(box) height=\"\(text(height))\" "
            + "style=\"max-width:100%;height:auto\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"12\">"
            + "<title>\(escaped(title.isEmpty ? "Decision tree" : title))</title>"
    }

    private func edge(
        _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ top: Double, _ label: String
    )
        -> String
    {
        let start = from.y + top + TreeDrawing.boxHeight, end = to.y + top
        let middle = (x: (from.x + to.x) / 2, y: (start + end) / 2)
        return "<line x1=\"\(text(from.x))\" y1=\"\(text(start))\" x2=\"\(text(to.x))\" y2=\"\(text(end))\" "
            + "stroke=\"#888\"/><text x=\"\(text(middle.x))\" y=\"\(text(middle.y))\" font-size=\"10\" "
            + "fill=\"#888\" text-anchor=\"middle\">\(label)</text>"
    }

    private func box(
        _ node: Int, _ place: (x: Double, y: Double), _ top: Double, _ width: Double, _ lines: [String]
    ) -> String {
        let isLeaf = nodes.isLeaf(node), y = place.y + top
        let values = nodes.values[node * nodes.outputs..<(node + 1) * nodes.outputs]
        let purity = isLeaf && names.classes != nil ? values.max() ?? 0 : (isLeaf ? 0.5 : 0)
        var parts = [
            "<rect x=\"\(text(place.x - width / 2))\" y=\"\(text(y))\" width=\"\(text(width))\" "
                + "height=\"\(text(TreeDrawing.boxHeight))\" rx=\"\(isLeaf ? 12 : 3)\" fill=\"#3b7dd8\" "
                + "fill-opacity=\"\(text(0.05 + 0.3 * purity))\" stroke=\"#3b7dd8\"/>"
        ]
        for (index, line) in lines.enumerated() {
            parts.append(
                "<text x=\"\(text(place.x))\" y=\"\(text(y + 16 + 15 * Double(index)))\" "
                    + "fill=\"currentColor\" text-anchor=\"middle\">\(escaped(line))</text>")
        }
        return parts.joined()
    }

    private func text(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
