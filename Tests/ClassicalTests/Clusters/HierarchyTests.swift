import LinearAlgebra
import TestSupport
import Testing

import Classical

@Suite struct HierarchyTests {
    struct Reference: Decodable {
        struct Entry: Decodable {
            var labels: [Int]
            var total: Double
            var last: [Double]
            var sizes: [Int]
            var tree: [Double]?
        }
        var sets: [String: [String: Entry]]
    }

    @Test func conforms() throws {
        for linkage in Linkage.allCases {
            try Conformance.clusterer(AgglomerativeClustering(linkage: linkage, clusters: 3), except: .oneRow)
        }
        try Conformance.clusterer(AgglomerativeClustering(distanceThreshold: 4))
    }

    @Test(arguments: ClusterData.names)
    func givesTheReferenceTreesAndLabels(_ name: String) throws {
        let entries = try #require(try Golden.load("classical/agglomerative", as: Reference.self).sets[name])
        let x = ClusterData.load(name)
        for linkage in Linkage.allCases {
            let entry = try #require(entries[linkage.rawValue])
            let model = try AgglomerativeClustering(linkage: linkage, clusters: ClusterData.groups(name)).fit(
                x)
            let merges = model.dendrogram.merges, last = merges.suffix(20)
            let error = max(
                ClusterData.error(last.map(\.height), entry.last),
                abs(merges.reduce(0) { $0 + $1.height } / entry.total - 1))
            #expect(
                Parity.holds(
                    "Classical", "AgglomerativeClustering", against: "SciPy 1.17.1 linkage",
                    on: "\(name), \(linkage)",
                    measure: "relative error of the heights", tolerance: 1e-10, error: error), "\(linkage)")
            #expect(
                Parity.holds(
                    "Classical", "AgglomerativeClustering",
                    against: "scikit-learn 1.9.1 AgglomerativeClustering",
                    on: "\(name), \(linkage)", measure: "labels that differ", tolerance: 0,
                    error: Double(ClusterData.differences(model.labels, entry.labels))), "\(linkage)")
            if let tree = entry.tree {
                let own = merges.flatMap { [Double($0.left), Double($0.right), $0.height, Double($0.size)] }
                #expect(ClusterData.error(own, tree) < 1e-12, "\(linkage)")
            }
        }
    }

    /// So many numbers that the search for the nearest group runs in parts.
    @Test func wardFindsTheHeapsOfManyRows() throws {
        let x = ClusterData.heaps(3500, 80, count: 10)
        let model = try AgglomerativeClustering(linkage: .ward, clusters: 10).fit(x)
        #expect(model.labels == (0..<3500).map { $0 % 10 })
    }

    @Test func wardsHeightsAreWhatJoinsAddToTheSumOfSquares() throws {
        let x = ClusterData.heaps(300, 5, count: 4), tree = try AgglomerativeClustering().fit(x).dendrogram
        // Σ h²/2 over all joins is the sum of squares around the mean.
        let whole = (x - x.mean(over: .rows)).sumOfSquares()
        #expect(abs(tree.merges.reduce(0) { $0 + $1.height * $1.height / 2 } / whole - 1) < 1e-12)
    }

    @Test func cutsByNumberAndByHeight() throws {
        let x: Matrix = [[0.0], [1.0], [5.0], [6.0], [20.0]]
        let model = try AgglomerativeClustering(linkage: .single, distanceThreshold: 4).fit(x)
        #expect(model.labels == [0, 0, 1, 1, 2] && model.clusterCount == 3)
        let tree = model.dendrogram
        #expect(tree.merges.map(\.height) == [1, 1, 4, 14] && tree.merges.map(\.size) == [2, 2, 4, 5])
        #expect(tree.labels(clusters: 5) == [0, 1, 2, 3, 4] && tree.labels(clusters: 1) == [0, 0, 0, 0, 0])
        #expect(tree.labels(below: 4.5) == [0, 0, 0, 0, 1] && Set(tree.leafOrder) == Set(0..<5))
        #expect(throws: FitError.self) { try AgglomerativeClustering(clusters: 6).fit(x) }
        #expect(throws: FitError.self) { try AgglomerativeClustering(linkage: .average).fit(x * 1e300) }
    }

    @Test func drawsTheTree() throws {
        let tree = try AgglomerativeClustering().fit(ClusterData.load("iris")).dendrogram
        let whole = tree.figure(last: 1000).svg(), top = tree.figure(last: 20, title: "Iris").svg()
        #expect(whole.contains("<svg") && top.contains("Iris") && top.count < whole.count)
        let one = try AgglomerativeClustering(clusters: 1).fit([[1.0]]).dendrogram
        #expect(one.figure().svg().contains("<svg") && one.labels(clusters: 1) == [0])
    }

    @Test func hdbscanConforms() throws {
        try Conformance.clusterer(HDBSCAN())
        try Conformance.clusterer(HDBSCAN(minimumClusterSize: 8, selection: .leaf))
    }

    @Test func hdbscanSeparatesHeapsOfDifferentDensity() throws {
        let dense = ClusterData.normal(200, 2, seed: 7) * 0.1,
            thin = ClusterData.normal(200, 2, seed: 8) * 2 + 12
        let x = Matrix(rows: 400, columns: 2) { $0 < 200 ? dense[$0, $1] : thin[$0 - 200, $1] }
        let model = try HDBSCAN(minimumClusterSize: 20).fit(x)
        #expect(model.clusterCount == 2 && model.labels[0] != model.labels[200])
        #expect(model.probabilities.allSatisfy { (0...1).contains($0) } && model.stabilities.count == 2)
        // DBSCAN with a radius for the dense heap loses the thin one.
        #expect(try DBSCAN(radius: 0.1, minimumNeighbors: 5).fit(x).labels[200...].allSatisfy { $0 == -1 })
        #expect(throws: FitError.self) { try HDBSCAN(minimumClusterSize: 5).fit([[1.0], [2.0]]) }
    }
}
