import Cairn
import Testing

// The examples in the comments of Autodiff's textbook and graphs.

@Suite(.printsItsComments) struct DocumentedAutodiffTextbook {
    @Test func value() throws {
        // snippet
        let a = Textbook.Value(2, label: "a")
        let b = a + a
        let c = b * b
        print(c.number, Textbook.gradient(of: c, with: [a, b]))  // 16.0 [16.0, 8.0]
        // end
    }

    @Test func dual() throws {
        // snippet
        let x = Textbook.Dual(3.0, 1)
        let y = x * x + 1
        print(y.value, y.derivative)  // 10.0 6.0
        // end
    }
}
