import Cairn
import Testing

// The examples in the comments of Sources/Classical/Clusters.

@Suite(.printsItsComments) struct DocumentedClusters {
    @Test func kMeans() throws {
        // snippet
        let x: Matrix = [[1.0, 1.0], [1.2, 0.9], [8.0, 8.0], [8.2, 7.9]]
        let model = try KMeans(clusters: 2).fit(x)
        print(model.labels[0] == model.labels[1], model.labels[0] == model.labels[2])  // true false
        // end
    }

    @Test func agglomerativeClustering() throws {
        // snippet
        let x: Matrix = [[0.0], [1.0], [5.0], [6.0], [20.0]]
        let model = try AgglomerativeClustering(linkage: .ward, clusters: 3).fit(x)
        print(model.labels)  // [0, 0, 1, 1, 2]
        // end
    }
}
