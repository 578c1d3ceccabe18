import Cairn
import Testing

// The examples in the comments of the decompositions.

@Suite(.printsItsComments) struct DocumentedClassicalDecompositions {
    @Test func principalComponentsExample() throws {
        // snippet
        let x: Matrix = [[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]
        let model = try PCA(components: 1).fit(x)
        print(model.components.isApproximatelyEqual(to: [[0.6, 0.8]]))  // true
        print(model.transform(x).isApproximatelyEqual(to: [[-5.0], [0.0], [5.0]]))  // true
        // end
    }
}
