import LinearAlgebra
import Randomness
import TestSupport
import Testing

import Classical

@Suite struct DensityTests {
    struct Reference: Decodable {
        struct Entry: Decodable {
            var radius: Double
            var dbscan: [Int]
            var core: Int
            var unstable: [Int]
            var eom: [Int]
            var eomProbabilities: [Double]
            var eomSum: Double
            var leaf: [Int]
            var leafSum: Double
            var single: [Int]
            var ordering: [Int]
            var reachabilitySum: Double
            var xi: [Int]
            var cut: [Int]
            var bandwidth: Double
            var meanShift: [Int]
            var modes: [Double]
        }
        var sets: [String: Entry]
    }

    @Test func conforms() throws {
        try Conformance.clusterer(DBSCAN(radius: 1.5))
        try Conformance.clusterer(OPTICS(extraction: .dbscan(radius: 1.5)), except: .orderOfRows)
        try Conformance.clusterer(OPTICS(), except: .orderOfRows)
        try Conformance.clusterer(MeanShift(bandwidth: 2))
    }

    private func expectSame(
        _ algorithm: String, _ reference: String, _ name: String, _ own: [Int], _ other: [Int]
    ) {
        let isEqual = Parity.holds(
            "Classical", algorithm, against: "scikit-learn 1.9.1 \(reference)", on: name,
            measure: "labels that differ", tolerance: 0, error: Double(ClusterData.differences(own, other)))
        #expect(isEqual, "\(algorithm), \(name): \(ClusterData.differences(own, other)) labels differ")
    }

    @Test(arguments: ClusterData.names)
    func dbscanGivesTheReferenceLabels(_ name: String) throws {
        let entry = try #require(try Golden.load("classical/density", as: Reference.self).sets[name])
        let model = try DBSCAN(radius: entry.radius, minimumNeighbors: 5).fit(ClusterData.load(name))
        expectSame("DBSCAN", "DBSCAN", name, model.labels, entry.dbscan)
        let hasEqualNumbers = model.labels == entry.dbscan
        #expect(hasEqualNumbers && model.coreRows.count == entry.core)
    }

    @Test(arguments: ClusterData.names)
    func hdbscanGivesTheReferenceLabels(_ name: String) throws {
        let entry = try #require(try Golden.load("classical/density", as: Reference.self).sets[name])
        let x = ClusterData.load(name), model = try HDBSCAN(minimumClusterSize: 5).fit(x)
        expectSame(
            "HDBSCAN", "HDBSCAN", "\(name), excess of mass, equal edges in order", model.labels, entry.eom
        )
        #expect(abs(model.probabilities.reduce(0, +) - entry.eomSum) < 1e-6 * max(1, entry.eomSum))
        if !entry.eomProbabilities.isEmpty {
            #expect(ClusterData.error(model.probabilities, entry.eomProbabilities) < 1e-6)
        }
        let leaf = try HDBSCAN(minimumClusterSize: 5, minimumNeighbors: 3, selection: .leaf).fit(x)
        expectSame(
            "HDBSCAN", "HDBSCAN", "\(name), leaf, equal edges in order", leaf.labels, entry.leaf)
        #expect(abs(leaf.probabilities.reduce(0, +) - entry.leafSum) < 1e-6 * max(1, entry.leafSum))
        let single = try HDBSCAN(minimumClusterSize: 10, allowsSingleCluster: true).fit(x)
        expectSame(
            "HDBSCAN", "HDBSCAN", "\(name), one group allowed, equal edges in order", single.labels,
            entry.single)
    }

    @Test(arguments: ClusterData.names)
    func opticsGivesTheReferenceOrderAndLabels(_ name: String) throws {
        let entry = try #require(try Golden.load("classical/density", as: Reference.self).sets[name])
        let model = try OPTICS(minimumNeighbors: 5).fit(ClusterData.load(name))
        let sum = model.reachability.filter(\.isFinite).reduce(0, +)
        #expect(abs(sum / entry.reachabilitySum - 1) < 1e-10)
        let inOrder = model.order == entry.ordering
        #expect(inOrder)
        expectSame("OPTICS", "OPTICS", "\(name), xi", model.labels, entry.xi)
        expectSame(
            "OPTICS", "cluster_optics_dbscan", name, model.labels(radius: entry.radius), entry.cut)
        #expect(model.figure().svg().contains("<svg"))
    }

    @Test(arguments: ClusterData.names)
    func meanShiftGivesTheReferenceLabels(_ name: String) throws {
        let entry = try #require(try Golden.load("classical/density", as: Reference.self).sets[name])
        let x = ClusterData.load(name), width = MeanShift.estimateBandwidth(x)
        #expect(abs(width / entry.bandwidth - 1) < 1e-12)
        let model = try MeanShift(bandwidth: width).fit(x)
        expectSame("MeanShift", "MeanShift", name, model.labels, entry.meanShift)
        #expect(ClusterData.error(Array(model.centers[row: 0]), entry.modes) < 1e-9)
    }

    @Test func dbscanAgreesWithItsDefinitionOnManyLeaves() throws {
        try expectDefinition(ClusterData.heaps(700, 3, count: 5), radius: 1.1, minimum: 6)
    }

    /// Close to the density at which groups of all sizes, some of them long and winding, become one.
    @Test(arguments: [1, 4]) func dbscanAgreesWithItsDefinitionOnWindingGroups(_ minimum: Int) throws {
        var generator = Generator(seed: 3)
        let x = Matrix<Double>(rows: 1000, columns: 2, elements: generator.uniform(count: 2000))
        for radius in [0.02, 0.035, 0.04, 0.05] {
            try expectDefinition(x, radius: radius, minimum: minimum)
        }
    }

    @Test func dbscanFollowsALongChain() throws {
        var generator = Generator(seed: 4)
        let order = generator.permutation(5000)
        // Neighbours are 1 apart, and there is a gap in the middle.
        let x = Matrix<Double>(rows: 5000, columns: 1) { row, _ in
            Double(order[row]) + (order[row] < 2500 ? 0 : 0.5)
        }
        let model = try DBSCAN(radius: 1, minimumNeighbors: 2).fit(x)
        #expect(model.clusterCount == 2)
        let isSame = model.labels.indices.allSatisfy {
            (model.labels[$0] == model.labels[0]) == ((order[$0] < 2500) == (order[0] < 2500))
        }
        #expect(isSame)
    }

    private func expectDefinition(_ x: Matrix<Double>, radius: Double, minimum: Int) throws {
        let model = try DBSCAN(radius: radius, minimumNeighbors: minimum).fit(x)
        let rows = (0..<x.rows).map { Array(x[row: $0]) }
        let near = rows.map { row in
            rows.indices.filter { other in
                var sum = 0.0
                for (a, b) in zip(row, rows[other]) { sum += (a - b) * (a - b) }
                return sum <= radius * radius
            }
        }
        #expect(model.coreRows == rows.indices.filter { near[$0].count >= minimum })
        var labels = [Int](repeating: -1, count: x.rows), group = 0
        for row in model.coreRows where labels[row] < 0 {
            var stack = [row]
            while let next = stack.popLast() {
                if labels[next] >= 0 { continue }
                labels[next] = group
                if near[next].count >= minimum { stack += near[next].filter { labels[$0] < 0 } }
            }
            group += 1
        }
        #expect(model.clusterCount == group && zip(model.labels, labels).count { $0 != $1 } == 0)
    }

    @Test func countsRowsAtExactlyTheRadius() throws {
        let line = Matrix(rows: 5, columns: 1) { row, _ in Double(row) * 2 }
        #expect(try DBSCAN(radius: 2, minimumNeighbors: 2).fit(line).clusterCount == 1)
        #expect(try DBSCAN(radius: 1.999, minimumNeighbors: 2).fit(line).labels == [-1, -1, -1, -1, -1])
        let same = Matrix(repeating: 3.0, rows: 500, columns: 2)
        #expect(try DBSCAN(radius: 0.1, minimumNeighbors: 500).fit(same).clusterCount == 1)
    }

    @Test func meanShiftLeavesFarRowsOutWhereAsked() throws {
        let x: Matrix = [[0.0], [0.1], [0.2], [10.0]]
        #expect(try MeanShift(bandwidth: 1, assignsAll: false).fit(x).labels == [0, 0, 0, 1])
        #expect(throws: FitError.self) { try MeanShift(bandwidth: 0).fit(x) }
    }
}
