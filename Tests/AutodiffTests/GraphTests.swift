import Autodiff
import Foundation
import LinearAlgebra
import Randomness
import Testing

@Suite struct GraphTests {
    private var doubled: GraphDescription {
        let a = Textbook.Value(1, label: "a"), b = (a + a).labelled("b")
        return GraphDescription(of: (b + b).labelled("c"))
    }

    @Test func theRightOrderGives4AndTheNaiveWalkGives2() {
        let graph = doubled
        #expect(graph.nodes.map(\.name) == ["a", "b", "c"])
        #expect(graph.gradients == [[4], [2], [1]])
        #expect(graph.naiveGradients == [[2], [2], [1]])
        #expect(graph.transfers.map(\.to) == [1, 1, 0, 0])
        #expect(graph.naiveTransfers.map(\.to) == [1, 0, 0, 1])
    }

    @Test func aFunctionOfTensorsIsDescribedWithItsValues() {
        let graph = describeGraph(at: Tensor<Double>([1, 2]), names: ["x"]) { x in
            let y = x * x + 1
            return (y * x).sum()
        }
        #expect(graph.nodes.map(\.operation) == ["", "multiply", "add", "multiply", "sum"])
        #expect(graph.nodes.map(\.value) == [[1, 2], [1, 4], [2, 5], [2, 10], [12]])
        // 3x² + 1
        #expect(graph.gradients[0] == [4, 13])
    }

    @Test func gradientsOfAStructAgreeWithThoseOfTheReversePass() {
        let point = [Tensor<Double>([[1, 2], [3, 4]]), Tensor<Double>([0.5, -1])]
        let f: ([Tensor<Double>]) -> Tensor<Double> = { p in
            let h = linear(p[0], p[0].transposed, p[1]).tanh()
            return (h * h).mean() + p[1].norm()
        }
        let graph = describeGraph(at: point, f), expected = gradient(at: point, f)
        for (index, name) in ["0", "1"].enumerated() {
            let node = graph.nodes.firstIndex { $0.name == name } ?? 0
            let found = graph.gradients[node], wanted = expected[index].elements
            #expect(zip(found, wanted).allSatisfy { Swift.abs($0 - $1) < 1e-14 })
        }
    }

    @Test func aResultThatDoesNotDependOnThePointHasNoGraph() {
        let graph = describeGraph(at: Tensor<Double>(1)) { _ in Tensor<Double>(5) }
        #expect(graph.nodes.isEmpty && graph.transfers.isEmpty)
        #expect(graph.html().contains("</html>") && graph.dot().hasPrefix("digraph {"))
    }

    @Test func graphvizTextNamesNodesEdgesAndLocalDerivatives() {
        let a = Textbook.Value(2, label: "a \"quoted\\")
        let text = GraphDescription(of: a * a).dot()
        #expect(text.contains("n0 [label=\"a \\\"quoted\\\\\\n2\\n∂ 4\"];"))
        #expect(text.components(separatedBy: "n0 -> n1 [label=\"2\"];").count == 3)
    }

    @Test func thePageHoldsAllItNeedsAndEscapesNames() throws {
        let a = Textbook.Value(2, label: "</script><b>")
        let page = GraphDescription(of: sin(a) * a).html(title: "A & B")
        #expect(page.contains("<title>A &amp; B</title>"))
        #expect(!page.contains("</script><b>"))
        #expect(!page.contains("http") && !page.contains("%DATA%"))
        let folder = ProcessInfo.processInfo.environment["CAIRN_GRAPH_PAGES"]
        if let folder {
            try doubled.html(title: "b = a + a, c = b + b").write(
                toFile: folder + "/doubled.html", atomically: true, encoding: .utf8)
            let x = Textbook.Value(0.5, label: "x"), w = Textbook.Value(-2, label: "w"),
                bias = Textbook.Value(1.5, label: "b")
            let h = (w * x + bias).labelled("h"), y = tanh(h).labelled("y")
            let loss = (pow(y - 1, 2) + w * w * 0.1).labelled("loss")
            try GraphDescription(of: loss).html(title: "One neuron and its loss").write(
                toFile: folder + "/neuron.html", atomically: true, encoding: .utf8)
            let tensors = describeGraph(
                at: [Tensor<Double>([[1, 2], [3, 4]]), Tensor<Double>([0.5, -1])], names: ["W", "b"]
            ) { p in linear(p[0], p[0].transposed, p[1]).tanh().mean() + p[1].norm() }
            try tensors.html(title: "Tensors").write(
                toFile: folder + "/tensors.html", atomically: true, encoding: .utf8)
        }
    }

    @Test func aLongChainIsDescribed() {
        var y = Textbook.Value(1, label: "x")
        for _ in 0..<2000 { y = y * 1.001 }
        let graph = GraphDescription(of: y)
        #expect(graph.nodes.count == 4001)
        #expect(graph.naiveGradients[0] == graph.gradients[0] || graph.nodes[0].name != "x")
    }
}
