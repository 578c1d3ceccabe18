import Classical
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite struct RepulsionTreeTests {
    /// Seven heaps in a row, some points on top of each other.
    private func points(_ count: Int, _ dimensions: Int) -> [[Float]] {
        var generator = Generator(seed: 7)
        return (0..<count).map { row in
            (0..<dimensions).map { _ in
                row.isMultiple(of: 50)
                    ? Float(row % 3) : Float(generator.standardNormal() * 20 + Double(row % 7) * 15)
            }
        }
    }

    /// `Σⱼ q² (yᵢ - yⱼ)` for each i, coordinate by coordinate, and `Σ q`.
    private func exact(_ points: [[Float]], _ dimensions: Int) -> (forces: [Double], total: Double) {
        var forces = [Double](repeating: 0, count: points.count * dimensions), total = 0.0
        for (i, a) in points.enumerated() {
            for (j, b) in points.enumerated() where i != j {
                var square = 0.0
                for d in 0..<dimensions { square += Double(a[d] - b[d]) * Double(a[d] - b[d]) }
                let q = 1 / (1 + square)
                total += q
                for d in 0..<dimensions { forces[d * points.count + i] += q * q * Double(a[d] - b[d]) }
            }
        }
        return (forces, total)
    }

    private func byTree(_ points: [[Float]], _ dimensions: Int, angle: Double, sums: Int = 1) -> (
        forces: [Double], total: Double
    ) {
        let n = points.count, tree = RepulsionTree(n, dimensions, angle: angle)
        var y = [Float](repeating: 0, count: n * dimensions), force = y, total = 0.0
        for d in 0..<dimensions { for i in 0..<n { y[d * n + i] = points[i][d] } }
        for _ in 0..<sums {
            y.withUnsafeBufferPointer { y in
                force.withUnsafeMutableBufferPointer { force in
                    guard let y = y.baseAddress, let force = force.baseAddress else { return }
                    total = tree.sum(y, n, into: force)
                }
            }
        }
        return (force.map(Double.init), total)
    }

    private func error(_ own: [Double], _ other: [Double]) -> Double {
        var difference = 0.0, size = 0.0
        for (a, b) in zip(own, other) {
            difference += (a - b) * (a - b)
            size += b * b
        }
        return (difference / size).squareRoot()
    }

    @Test(arguments: [1, 2, 3]) func withoutAnAngleTheForcesAreThoseOfAllPairs(_ dimensions: Int) {
        for count in [3, 31, 33, 700] {
            let points = points(count, dimensions)
            let truth = exact(points, dimensions), own = byTree(points, dimensions, angle: 0)
            // Each row's sum holds its own q = 1, in single precision.
            let limit = 1e-6 * (truth.total + Double(count))
            #expect(error(own.forces, truth.forces) < 3e-6 && abs(own.total - truth.total) < limit)
        }
    }

    @Test(arguments: [1, 2, 3]) func withAnAngleTheyAreClose(_ dimensions: Int) {
        let points = points(1500, dimensions), truth = exact(points, dimensions)
        // In a line the forces of both sides nearly cancel, so that errors weigh more.
        let limits = dimensions == 1 ? [0.02, 0.06] : [0.003, 0.01]
        for (angle, limit) in zip([0.3, 0.5], limits) {
            // The second sum begins with the order that the first left.
            let own = byTree(points, dimensions, angle: angle, sums: 2)
            let found = max(error(own.forces, truth.forces), abs(own.total / truth.total - 1))
            #expect(
                Parity.holds(
                    "Classical", "TSNE, repulsion by a tree", against: "all pairs in Double",
                    on: "1500 points in \(dimensions) dimensions, angle \(angle)",
                    measure: "relative error of the forces",
                    tolerance: limit, error: found), "\(dimensions) dimensions, angle \(angle): \(found)")
        }
    }

    @Test func placesThatAreNoNumbersAndEqualPlacesEnd() {
        let equal = [[Float]](repeating: [1, 2], count: 500)
        let own = byTree(equal, 2, angle: 0.5)
        #expect(own.forces.allSatisfy { $0 == 0 } && abs(own.total - 500 * 499) < 1)
        var broken = points(500, 2)
        broken[17] = [.nan, .nan]
        broken[18] = [.infinity, 0]
        _ = byTree(broken, 2, angle: 0.5)
    }

    @Test func theTreeDrawsAPictureAsGood() throws {
        let x = ClusterData.heaps(1200, 8, count: 6)
        let exact = try TSNE(perplexity: 20, iterations: 500, repulsion: .exact).fit(x)
        let tree = try TSNE(perplexity: 20, iterations: 500, repulsion: .tree()).fit(x)
        #expect(exact.embedding != tree.embedding)
        #expect(abs(tree.divergence / exact.divergence - 1) < 0.02, "\(tree.divergence), \(exact.divergence)")
        #expect(
            try TSNE(perplexity: 20, iterations: 100).fit(x)
                == TSNE(perplexity: 20, iterations: 100, repulsion: .exact).fit(x))
        #expect(throws: FitError.self) { try TSNE(repulsion: .tree(angle: -1)).fit(x) }
        #expect(throws: FitError.self) { try TSNE(repulsion: .tree(angle: .nan)).fit(x) }
    }
}
