import Foundation

extension GraphDescription {
    /// A page on which a reader steps through the graph: forward, node by node, then back, gradient by gradient.
    ///
    /// It needs nothing from elsewhere, follows the light or dark mode of the reader, and has a switch that drops the topological order, so that one
    /// sees which sum is passed on too early. Arrow keys step.
    ///
    /// - Parameter title: What the page is headed.
    public func html(title: String = "The chain rule, step by step") -> String {
        let data = PageData(
            nodes: nodes.enumerated().map { position, node in
                PageData.Node(
                    name: node.name.isEmpty ? Self.unnamed(position) : node.name, isNamed: !node.name.isEmpty,
                    operation: Self.symbol(node.operation), value: Self.text(node.value, node.shape),
                    inputs: node.inputs, local: node.localDerivatives.map { $0.map(shortText) },
                    result: Self.text(gradients[position], node.shape), uses: uses(of: position))
            }, right: transfers.map(step), naive: naiveTransfers.map(step))
        let json = (try? JSONEncoder().encode(data)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return GraphPage.template
            .replacingOccurrences(of: "%TITLE%", with: Self.escaped(title))
            .replacingOccurrences(of: "%SVG%", with: drawing)
            .replacingOccurrences(of: "%DATA%", with: json.replacingOccurrences(of: "<", with: "\\u003c"))
    }

    private struct PageData: Encodable {
        struct Node: Encodable {
            var name: String
            var isNamed: Bool
            var operation: String
            var value: String
            var inputs: [Int]
            var local: [String?]
            var result: String
            var uses: Int
        }
        struct Step: Encodable {
            var from: Int
            var input: Int
            var to: Int
            var gradient: String
            var amount: String
            var total: String
        }
        var nodes: [Node]
        var right: [Step]
        var naive: [Step]
    }

    /// How many gradients a node waits for.
    private func uses(of node: Int) -> Int { transfers.count { $0.to == node } }

    private func step(_ transfer: Transfer) -> PageData.Step {
        let from = nodes[transfer.from].shape, to = nodes[transfer.to].shape
        return .init(
            from: transfer.from, input: transfer.input, to: transfer.to,
            gradient: Self.text(transfer.gradient, from),
            amount: Self.text(transfer.amount, to), total: Self.text(transfer.total, to))
    }

    private static func unnamed(_ position: Int) -> String { "n\(position)" }

    private var drawing: String {
        let layout = GraphLayout(nodes)
        let edges = layout.edges.map { edge in edgeDrawing(edge, layout) }.joined(separator: "\n")
        let boxes = nodes.indices.map { nodeDrawing($0, layout) }.joined(separator: "\n")
        let width = Int(layout.width.rounded(.up)), height = Int((layout.height + 24).rounded(.up))
        return """
            <svg id="graph" viewBox="0 -12 \(width) \(height)" width="\(width)" style="min-width: \(width * 2 / 3)px" role="img" \
            aria-label="The graph: numbers on the left, the result on the right">
            <defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="13" markerHeight="13" orient="auto-start-reverse">\
            <path d="M0 0 10 5 0 10z"/></marker><marker id="back" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" \
            markerWidth="14" markerHeight="14" orient="auto-start-reverse"><path d="M0 0 10 5 0 10z"/></marker></defs>
            \(edges)
            \(boxes)
            </svg>
            """
    }

    /// One curve per use; uses of the same node by the same are bent apart.
    private func edgeDrawing(_ edge: GraphLayout.Edge, _ layout: GraphLayout) -> String {
        let inputs = nodes[edge.to].inputs, twins = inputs.indices.filter { inputs[$0] == edge.from }
        let rank = Double(twins.firstIndex(of: edge.input) ?? 0) - Double(twins.count - 1) / 2
        let spread = Double(edge.input) - Double(inputs.count - 1) / 2
        var points = edge.points
        points[0].x += GraphLayout.boxWidth / 2
        points[0].y += rank * 22
        points[points.count - 1].x -= GraphLayout.boxWidth / 2
        points[points.count - 1].y += spread * 22
        var path = "M\(Self.digits(points[0].x)) \(Self.digits(points[0].y))"
        for (a, b) in zip(points, points.dropFirst()) {
            let bend = (b.x - a.x) * 0.5
            let numbers = [a.x + bend, a.y + rank * 14, b.x - bend, b.y + rank * 14, b.x, b.y]
            path += " C" + numbers.map(Self.digits).joined(separator: " ")
        }
        let a = points[points.count - 2], b = points[points.count - 1]
        let local = nodes[edge.to].localDerivatives[edge.input].map(shortText) ?? ""
        let label =
            "<text class=\"local\" x=\"\(Self.digits((a.x + b.x) / 2))\" y=\"\(Self.digits((a.y + b.y) / 2 + rank * 10 - 7))\">"
            + "\(Self.escaped(local))</text>"
        return "<g class=\"edge\" id=\"e\(edge.to)-\(edge.input)\"><path d=\"\(path)\"/>\(label)</g>"
    }

    private func nodeDrawing(_ position: Int, _ layout: GraphLayout) -> String {
        let node = nodes[position], center = layout.centers[position]
        let x = center.x - GraphLayout.boxWidth / 2, y = center.y - GraphLayout.boxHeight / 2
        let name = node.name.isEmpty ? Self.symbol(node.operation) : node.name
        let operation = node.name.isEmpty ? Self.unnamed(position) : Self.symbol(node.operation)
        let width = Self.digits(GraphLayout.boxWidth), height = Self.digits(GraphLayout.boxHeight)
        return """
            <g class="node" id="n\(position)" transform="translate(\(Self.digits(x)) \(Self.digits(y)))">\
            <rect width="\(width)" height="\(height)" rx="9"/>\
            <text class="name" x="12" y="21">\(Self.escaped(name))</text>\
            <text class="operation" x="\(Self.digits(GraphLayout.boxWidth - 12))" y="21">\(Self.escaped(operation))</text>\
            <text class="value" x="12" y="42"></text><text class="gradient" x="12" y="61"></text></g>
            """
    }

    private static func digits(_ number: Double) -> String { String(format: "%.1f", number) }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
    }
}
