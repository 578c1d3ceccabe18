import Foundation
import LinearAlgebra
import Randomness
import TestSupport
import Testing

import Classical

@Suite struct KMeansTests {
    struct Reference: Decodable {
        struct Entry: Decodable {
            var labels: [Int]
            var centers: [Double]
            var inertia: Double
            var weightedInertia: Double
            var spread: [Double]
            var batchSpread: [Double]
        }
        var sets: [String: Entry]
    }

    @Test func conforms() throws {
        try Conformance.clusterer(KMeans(clusters: 3))
        try Conformance.clusterer(KMeans(clusters: 3, algorithm: .elkan, initialization: .random))
        try Conformance.clusterer(MiniBatchKMeans(clusters: 3))
    }

    @Test(arguments: ClusterData.names)
    func endsWhereTheReferenceEndsFromTheSameStart(_ name: String) throws {
        let entry = try #require(try Golden.load("classical/kmeans", as: Reference.self).sets[name])
        let x = ClusterData.load(name), k = ClusterData.groups(name)
        for algorithm in [KMeans.Algorithm.lloyd, .elkan] {
            var means = KMeans(clusters: k, algorithm: algorithm)
            means.initialization = .given(x[0..<k, 0..<x.columns])
            let model = try means.fit(x)
            let error = ClusterData.error(Array(model.centers.flattened), entry.centers)
            #expect(
                Parity.holds(
                    "Classical", "KMeans", against: "scikit-learn 1.9.1 KMeans",
                    on: "\(name), \(algorithm), given start",
                    measure: "relative error of the centres", tolerance: 1e-10, error: error))
            #expect(model.labels == entry.labels && abs(model.inertia / entry.inertia - 1) < 1e-10)
            let weights = Vector(count: x.rows) { 1 + Double($0 % 3) }
            let weighted = try means.fit(x, weights: weights)
            #expect(abs(weighted.inertia / entry.weightedInertia - 1) < 1e-9, "\(algorithm)")
        }
    }

    @Test(arguments: ClusterData.names)
    func findsAsGoodAMinimumAsTheReferenceOverTenSeeds(_ name: String) throws {
        let entry = try #require(try Golden.load("classical/kmeans", as: Reference.self).sets[name])
        let x = ClusterData.load(name), k = ClusterData.groups(name)
        let width = entry.spread[1] / entry.spread[0] - 1
        let own = try (0..<10).map { seed in
            try KMeans(clusters: k, seed: UInt64(seed)).fit(x).inertia / entry.spread[0] - 1
        }
        #expect(
            Parity.holds(
                "Classical", "KMeans", against: "scikit-learn 1.9.1 KMeans",
                on: "\(name), 10 seeds of 10 starts", measure: "mean inertia above the reference's best",
                tolerance: max(width, 2e-4), error: own.reduce(0, +) / 10))
        let batch = try (0..<10).map { seed in
            try MiniBatchKMeans(clusters: k, seed: UInt64(seed)).fit(x).inertia
        }
        let median = batch.sorted()[5]
        #expect(
            Parity.holds(
                "Classical", "MiniBatchKMeans", against: "scikit-learn 1.9.1 MiniBatchKMeans",
                on: "\(name), 10 seeds", measure: "median inertia over the reference's worst", tolerance: 1,
                error: median / entry.batchSpread[1]))
    }

    @Test func weightsAreRepeatedRows() throws {
        let x = ClusterData.load("iris"), times = (0..<150).map { ($0 * 7 + 3) % 4 }
        let repeated = (0..<150).flatMap { [Int](repeating: $0, count: times[$0]) }
        var means = KMeans(clusters: 3)
        means.initialization = .given(x[rows: [0, 60, 120]])
        let one = try means.fit(x, weights: Vector(times.map(Double.init))),
            other = try means.fit(x[rows: repeated])
        #expect((one.centers - other.centers).abs().max() < 1e-10)
        #expect(abs(one.inertia - other.inertia) < 1e-8)
        #expect(throws: FitError.badWeight(row: 1, value: -1)) {
            try means.fit(x, weights: Vector(count: 150) { $0 == 1 ? -1 : 1 })
        }
    }

    @Test func doesNotDependOnTheNumberOfThreads() throws {
        let x = ClusterData.heaps(5000, 7, count: 6), threads = Threads.count
        let two = try KMeans(clusters: 6).fit(x)
        Threads.count = 1
        let one = try KMeans(clusters: 6).fit(x)
        Threads.count = threads
        #expect(one.centers == two.centers && one.inertia == two.inertia && one.labels == two.labels)
    }

    @Test func movesACentreWithoutRowsToTheFarthestRow() throws {
        let x: Matrix = [[0.0], [1.0], [10.0], [11.0], [50.0]]
        var means = KMeans(clusters: 3)
        // The third centre is nearest to no row.
        means.initialization = .given([[0.5], [10.5], [-1000.0]])
        let model = try means.fit(x)
        #expect(model.clusterCount == 3 && model.inertia == 1)
    }

    @Test func keepsFewerCentresThanAskedForWhereRowsAreEqual() throws {
        let model = try KMeans(clusters: 4).fit([[1.0, 2.0], [1.0, 2.0], [3.0, 4.0], [3.0, 4.0]])
        #expect(model.clusterCount == 2 && model.inertia == 0)
        #expect(throws: FitError.self) { try KMeans(clusters: 3).fit([[1.0], [2.0]]) }
    }

    @Test func isNotFooledByAFarOffset() throws {
        let x = ClusterData.heaps(600, 3, count: 3)
        let near = try KMeans(clusters: 3).fit(x), far = try KMeans(clusters: 3).fit(x + 1e7)
        #expect(Conformance.sameGroups(near.labels, far.labels))
        #expect(far.predict(x + 1e7) == far.labels)
        #expect(throws: FitError.self) { try KMeans(clusters: 3).fit(x * 1e200) }
    }

    @Test func predictsAndMeasuresDistances() throws {
        let x = ClusterData.heaps(500, 40, count: 20)
        let model = try KMeans(clusters: 20).fit(x), distances = model.distances(x)
        #expect(model.predict(x) == model.labels && distances.argmin(over: .columns) == model.labels)
        let inertia = (0..<500).reduce(0.0) {
            $0 + distances[$1, model.labels[$1]] * distances[$1, model.labels[$1]]
        }
        #expect(abs(inertia / model.inertia - 1) < 1e-12)
    }

    @Test func theTextbookVersionAgrees() throws {
        let x = ClusterData.load("iris"), start = x[rows: [0, 60, 120]]
        let (centers, labels) = Textbook.kMeans(x, centers: start)
        let model = try KMeans(clusters: 3, initialization: .given(start), tolerance: 0).fit(x)
        #expect((centers - model.centers).abs().max() < 1e-12 && labels == model.labels)
    }
}
