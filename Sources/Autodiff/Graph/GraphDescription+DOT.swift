extension GraphDescription {
    /// The graph in the language of Graphviz: `dot -Tsvg` draws it.
    ///
    /// Nodes show name, operation, value and gradient; edges the local derivative, where both ends are single numbers.
    public func dot() -> String {
        var lines = [
            "digraph {", "  rankdir=LR;", "  node [shape=box, style=rounded, fontname=\"Helvetica\"];",
        ]
        let gradients = self.gradients
        for (position, node) in nodes.enumerated() {
            let what = [node.name, node.operation].filter { !$0.isEmpty }.joined(separator: " = ")
            let parts = [
                what, Self.text(node.value, node.shape), "∂ " + Self.text(gradients[position], node.shape),
            ]
            lines.append("  n\(position) [label=\"\(parts.map(Self.quoted).joined(separator: "\\n"))\"];")
        }
        for (position, node) in nodes.enumerated() {
            for (input, from) in node.inputs.enumerated() {
                let local = node.localDerivatives[input].map { " [label=\"\(shortText($0))\"]" } ?? ""
                lines.append("  n\(from) -> n\(position)\(local);")
            }
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private static func quoted(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character.isNewline ? " " : character)
        }
        return result
    }

    /// A number; of several their shape and the first.
    static func text(_ elements: [Double], _ shape: [Int]) -> String {
        let count = shape.reduce(1, *)
        if count == 1 { return elements.first.map(shortText) ?? "" }
        let first = elements.prefix(3).map(shortText).joined(separator: ", ")
        return "\(describe(shape)) " + first + (count > 3 ? ", …" : "")
    }

    /// The operation as formulas write it.
    static func symbol(_ operation: String) -> String {
        switch operation {
        case "add", "+": "+"
        case "subtract", "negate", "-": "−"
        case "multiply", "*": "×"
        case "divide", "/": "÷"
        default: operation
        }
    }
}
