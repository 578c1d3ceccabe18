import Cairn
import Testing

// The examples in the comments of neighbours, naive Bayes and kernel machines.

@Suite(.printsItsComments) struct DocumentedKernelMachines {
    @Test func neighborIndex() {
        // snippet
        let index = NeighborIndex([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]])
        let found = index.nearest(2, to: [[3.0, 0.0]])
        print(found.indices, found.distances)  // [0, 1] [[3.0, 4.0]]
        // end
    }

    @Test func nearestNeighborsClassifier() throws {
        // snippet
        let x: Matrix = [[1.0], [2.0], [3.0], [7.0], [8.0], [9.0]]
        let model = try NearestNeighborsClassifier(neighbors: 3).fit(x, ["a", "a", "a", "b", "b", "b"])
        print(model.predict([[2.5], [6.0]]))  // [a, b]
        // end
    }

    @Test func gaussianNaiveBayes() throws {
        // snippet
        let x: Matrix = [[1.0], [2.0], [7.0], [9.0]]
        let model = try GaussianNaiveBayes().fit(x, ["mail", "mail", "spam", "spam"])
        print(model.means[0, 0], model.predict([[6.0]]))  // 1.5 [spam]
        // end
    }

    @Test func supportVectorClassifier() throws {
        // snippet
        let x: Matrix = [[0.0, 0.0], [0.0, 4.0]]
        let model = try SupportVectorClassifier(penalty: 10, kernel: .linear).fit(x, [0, 1])
        print(model.dualCoefficients[0, 0], model.predict([[1.0, 3.0]]))  // 0.125 [1]
        // end
    }
}
