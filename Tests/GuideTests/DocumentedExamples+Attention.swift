import Cairn
import Testing

// The examples in the comments of scaled dot-product attention.

@Suite(.printsItsComments) struct DocumentedAttention {
    @Test func attentionExample() {
        // snippet
        let x = Tensor<Double>([[1, 0], [0, 1]]).reshaped([1, 1, 2, 2])  // one head, two positions
        print(scaledDotProductAttention(x, x, x, mask: .causal)[0, 0, 0].elements)  // [1.0, 0.0]
        // end
    }

    @Test func packedExample() {
        // snippet
        // One head of width 2, two positions.
        let packed = Tensor<Double>([[[1, 0, 1, 0, 1, 2], [0, 1, 0, 1, 3, 4]]])
        let y = scaledDotProductAttention(packed: packed, heads: 1, mask: .causal)
        print(y[0, 0].elements)  // [1.0, 2.0]
        // end
    }

    @Test func textbookExample() {
        // snippet
        let x: Matrix = [[1.0, 0.0], [0.0, 1.0]]
        let y = Textbook.attention(x * 100, x * 100, [[1.0, 2.0], [3.0, 4.0]])
        print(y == [[1, 2], [3, 4]])  // true
        // end
    }
}
