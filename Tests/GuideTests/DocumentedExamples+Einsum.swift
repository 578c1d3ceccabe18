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
}
