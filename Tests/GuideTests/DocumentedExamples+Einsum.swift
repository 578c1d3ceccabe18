import Cairn
import Testing

// The examples in the comments of einsum, diagonals and graphs.

@Suite(.printsItsComments) struct DocumentedEinsum {
    @Test func einsumExample() {
        // snippet
        let a = Tensor<Double>([[1, 2], [3, 4]]), b = Tensor<Double>([[5, 6], [7, 8]])
        print(einsum("ij,jk->ik", a, b).elements)  // [19.0, 22.0, 43.0, 50.0]
        print(einsum("ii", a).item)  // 5.0
        // end
    }

    @Test func diagonalExample() {
        // snippet
        print(Tensor<Double>([[1, 2], [3, 4]]).diagonal().elements)  // [1.0, 4.0]
        // end
    }

    @Test func graphDescriptionExample() {
        // snippet
        let a = Textbook.Value(1, label: "a"), b = (a + a).labelled("b"), c = (b + b).labelled("c")
        let graph = GraphDescription(of: c)
        print(graph.gradients[0], graph.naiveGradients[0])  // [4.0] [2.0]
        // end
    }

    @Test func describeGraphExample() {
        // snippet
        let graph = describeGraph(at: Tensor<Double>(3), names: ["x"]) { x in x * x + x }
        print(graph.nodes.map(\.operation), graph.gradients[0])  // ["", "multiply", "add"] [7.0]
        // end
    }
}
