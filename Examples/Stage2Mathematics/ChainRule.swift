import Cairn
import LessonKit

/// The chain rule stepped through: what each node sends to its inputs, in the right order and in the wrong one.
struct ChainRule: Lesson {
    let name = "chain-rule"
    let title = "The chain rule, step by step"
    let summary =
        "Backpropagation is bookkeeping: local derivatives, products, sums, and an order. Without the order, `b = a + a; c = b + b` gives 2 instead of 4."
    let topics = [
        "Stage 2 · item 30 Derivatives, partial derivatives, gradients",
        "Stage 2 · item 31 Chain rule and backpropagation maths",
    ]
    let budget = Budget(seconds: 5, megabytes: 250)
    let target = Target("gradients of a neuron off central differences", atMost: 1e-9)

    func run(_ page: inout Narrator) throws -> Double {
        smallest(&page)
        doublings(&page)
        return neuron(&page)
    }

    private func smallest(_ page: inout Narrator) {
        page.heading("The smallest graph that can go wrong")
        page.text(
            "Each operation makes a node that knows its inputs and its local derivatives. The gradient of the result with respect to itself is 1; from there each node sends its gradient times the local derivative to each of its inputs, which add up what arrives."
        )
        page.formula("b = a + a        c = b + b        ∂c/∂a = ∂c/∂b · ∂b/∂a = 2 · 2 = 4")
        let a = Textbook.Value(1, label: "a"), b = (a + a).labelled("b"), c = (b + b).labelled("c")
        let graph = GraphDescription(of: c)
        page.table(
            ["step", "from", "to", "gradient × local", "arrived in all"],
            rows: steps(graph.transfers, graph))
        page.text(
            "Now without the order: go depth first, and let each node send as soon as it is reached. Then b sends the 1 that arrived first, and the second 1 comes too late."
        )
        page.table(
            ["step", "from", "to", "gradient × local", "arrived in all"],
            rows: steps(graph.naiveTransfers, graph))
        page.attachment(
            "Step through it: b = a + a, c = b + b", text: graph.html(title: "b = a + a, c = b + b"))
        page.check(
            Target("∂c/∂a with the order, off 4", atMost: 0), score: Swift.abs(graph.gradients[0][0] - 4))
        page.check(
            Target("∂c/∂a without it, off 2", atMost: 0), score: Swift.abs(graph.naiveGradients[0][0] - 2))
    }

    private func steps(_ transfers: [GraphDescription.Transfer], _ graph: GraphDescription) -> [[String]] {
        transfers.enumerated().map { index, step in
            let local = graph.nodes[step.from].localDerivatives[step.input] ?? .nan
            return [
                "\(index + 1)", name(step.from, graph), name(step.to, graph),
                "\(step.gradient[0].text(4)) × \(local.text(4)) = \(step.amount[0].text(4))",
                step.total[0].text(4),
            ]
        }
    }

    private func name(_ node: Int, _ graph: GraphDescription) -> String {
        let node = graph.nodes[node]
        return node.name.isEmpty
            ? "(\(node.operation.isEmpty ? node.value[0].text(3) : node.operation))" : node.name
    }

    private func doublings(_ page: inout Narrator) {
        page.heading("How wrong it gets")
        page.text(
            "Double a number n times. The derivative is 2ⁿ, for there are 2ⁿ ways from the result back to a. The order visits each node once; a walk along every way would take 2ⁿ steps, and a walk that visits each node once without the order gives 2, whatever n is."
        )
        let counts = Array(1...12)
        let graphs = counts.map { count in
            GraphDescription(of: (0..<count).reduce(Textbook.Value(1)) { value, _ in value + value })
        }
        var figure = Figure(
            title: "n doublings", xLabel: "n", yLabel: "derivative", height: 380)
        figure.yScale = .log10
        figure.line(
            counts.map { Double($0) }, graphs.map { $0.gradients[0][0] }, label: "in topological order")
        figure.line(counts.map { Double($0) }, graphs.map { $0.naiveGradients[0][0] }, label: "depth first")
        page.figure(figure, caption: "What arrives at a, against the number of doublings.")
        page.youShouldSee("a straight line on the logarithmic axis, 2ⁿ, and a flat one at 2.")
    }

    private func neuron(_ page: inout Narrator) -> Double {
        page.heading("One neuron")
        page.text(
            "y = tanh(wx + b), with a loss that wants y to be 1 and w to be small. The weight w has two uses, in the product and in the penalty, and its gradient is the sum of what both send."
        )
        page.formula(
            "loss = (tanh(wx + b) - 1)² + 0.1 w²\n∂loss/∂w = 2(y - 1) · (1 - y²) · x + 0.2 w        three local derivatives along one way, two along the other"
        )
        let inputs = [-2.0, 0.5, 1.5]
        let x = Textbook.Value(inputs[1], label: "x"), w = Textbook.Value(inputs[0], label: "w")
        let bias = Textbook.Value(inputs[2], label: "b")
        let y = tanh((w * x + bias).labelled("h")).labelled("y")
        let graph = GraphDescription(of: (pow(y - 1, 2) + 0.1 * (w * w)).labelled("loss"))
        page.table(
            ["step", "from", "to", "gradient × local", "arrived in all"], rows: steps(graph.transfers, graph))
        page.attachment(
            "Step through it: one neuron and its loss", text: graph.html(title: "One neuron and its loss"))
        let found = [w, x, bias].map { value in
            graph.nodes.firstIndex { $0.name == value.label }.map { graph.gradients[$0][0] } ?? .nan
        }
        let tensors = gradient(at: Tensor<Double>(inputs)) { p in
            let y = (p[0] * p[1] + p[2]).tanh()
            return (y - 1).square() + 0.1 * p[0].square()
        }
        let differences = centralDifferences(at: Vector(inputs)) { p in
            let y = tanh(p[0] * p[1] + p[2])
            return (y - 1) * (y - 1) + 0.1 * p[0] * p[0]
        }
        page.table(
            ["", "∂loss/∂w", "∂loss/∂x", "∂loss/∂b"],
            rows: [
                ["the graph"] + found.map { $0.fixed(9) },
                ["`gradient` of tensors"] + tensors.elements.map { $0.fixed(9) },
                ["central differences"] + differences.map { $0.fixed(9) },
            ])
        page.check(
            Target("graph off tensors", atMost: 1e-15),
            score: zip(found, tensors.elements).map { Swift.abs($0 - $1) }.max() ?? .nan)
        return zip(found, differences).map { Swift.abs($0 - $1) }.max() ?? .nan
    }
}
