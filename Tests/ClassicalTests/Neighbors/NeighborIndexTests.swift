import Foundation
import LinearAlgebra
import Randomness
import TestSupport
import Testing

import Classical

@Suite struct NeighborIndexTests {
    private static let metrics: [NeighborMetric] = [
        .euclidean, .manhattan, .chebyshev, .minkowski(power: 3), .cosine,
    ]

    private static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Double> {
        var generator = Generator(seed: seed)
        return Matrix(
            rows: rows, columns: columns, elements: generator.standardNormal(count: rows * columns))
    }

    private static func distance(_ metric: NeighborMetric, _ x: Vector<Double>, _ z: Vector<Double>) -> Double
    {
        let sizes = (x - z).abs()
        switch metric {
        case .euclidean: return sizes.norm()
        case .manhattan: return sizes.sum()
        case .chebyshev: return sizes.max()
        case .minkowski(let power): return pow(sizes.pow(power).sum(), 1 / power)
        case .cosine: return 1 - x.dot(z) / (x.norm() * z.norm())
        }
    }

    /// All distances, sorted with their places: what the index must find.
    private static func sorted(_ metric: NeighborMetric, _ x: Matrix<Double>, _ query: Vector<Double>)
        -> [(Double, Int)]
    {
        (0..<x.rows).map { (distance(metric, x[$0, ...], query), $0) }.sorted { $0 < $1 }
    }

    private static func algorithms(_ metric: NeighborMetric) -> [NeighborIndex.Algorithm] {
        metric == .cosine ? [.brute] : [.brute, .kdTree, .ballTree]
    }

    @Test(arguments: metrics) func findsTheNearestByEveryAlgorithm(_ metric: NeighborMetric) {
        let x = Self.random(1500, 4, seed: 1), queries = Self.random(70, 4, seed: 2)
        for algorithm in Self.algorithms(metric) {
            let index = NeighborIndex(x, metric: metric, algorithm: algorithm)
            let found = index.nearest(7, to: queries)
            for query in 0..<queries.rows {
                let expected = Self.sorted(metric, x, queries[query, ...]).prefix(7)
                #expect(Array(found.indices(of: query)) == expected.map(\.1), "\(metric) \(algorithm)")
                for (place, pair) in expected.enumerated() {
                    #expect(abs(found.distances[query, place] - pair.0) < 1e-12)
                }
            }
        }
    }

    @Test(arguments: metrics) func findsAllWithinARadiusByEveryAlgorithm(_ metric: NeighborMetric) {
        let x = Self.random(1500, 4, seed: 3), queries = Self.random(70, 4, seed: 4)
        let radius = metric == .cosine ? 0.05 : 0.8
        for algorithm in Self.algorithms(metric) {
            let index = NeighborIndex(x, metric: metric, algorithm: algorithm)
            let found = index.within(radius, of: queries)
            for query in 0..<queries.rows {
                let expected = Self.sorted(metric, x, queries[query, ...]).filter { $0.0 <= radius }
                    .sorted { $0.1 < $1.1 }
                #expect(Array(found.indices(of: query)) == expected.map(\.1), "\(metric) \(algorithm)")
                #expect(zip(found.distances(of: query), expected).allSatisfy { abs($0 - $1.0) < 1e-12 })
            }
        }
    }

    @Test func digitsHaveTheNeighborsOfALoop() throws {
        let (x, y) = KernelsGolden.load("digits")
        let found = NeighborIndex(x).nearest(6, to: x), radius = 7.0
        var worst = 0.0, wrong = 0, means = Vector<Double>.zeros(x.rows)
        let target = KernelsGolden.target(x, y)
        for row in 0..<x.rows {
            let expected = Self.sorted(.euclidean, x, x[row, ...])
            for place in 0..<6 {
                worst = max(worst, abs(found.distances[row, place] - expected[place].0))
                if found.indices(of: row)[row * 6 + place] != expected[place].1 { wrong += 1 }
            }
            let near = expected.filter { $0.0 <= radius }.map { target[$0.1] }
            means[row] = near.reduce(0, +) / Double(near.count)
        }
        #expect(
            Parity.holds(
                "Classical", "NeighborIndex", against: "closed form: all distances, sorted",
                on: "300 digits, 6 neighbours", measure: "error of distances and wrong neighbours",
                tolerance: 1e-12, error: worst + Double(wrong)))
        let model = try RadiusNeighborsRegressor(radius: radius).fit(x, target)
        #expect(
            Parity.holds(
                "Classical", "RadiusNeighborsRegressor", against: "closed form: the mean within the radius",
                on: "300 digits", measure: "largest error", tolerance: 1e-10,
                error: (model.predict(x) - means).abs().max()))
    }

    @Test func algorithmsAgreeToTheLastBitInManyDimensionsAndWithTies() {
        let wide = Self.random(2500, 40, seed: 5)
        let lattice = Self.random(2500, 3, seed: 6).map { ($0 * 2).rounded() }
        for x in [wide, lattice, Matrix(repeating: 1.0, rows: 300, columns: 2)] {
            let brute = NeighborIndex(x, algorithm: .brute).nearest(9, to: x)
            #expect(NeighborIndex(x, algorithm: .kdTree).nearest(9, to: x) == brute)
            #expect(NeighborIndex(x, algorithm: .ballTree).nearest(9, to: x) == brute)
            let near = NeighborIndex(x, algorithm: .brute).within(1, of: x)
            #expect(NeighborIndex(x, algorithm: .kdTree).within(1, of: x) == near)
            #expect(NeighborIndex(x, algorithm: .ballTree).within(1, of: x) == near)
        }
    }

    @Test func singlePrecisionDoesNotDecide() {
        // Far from the origin, with one row a million times farther, and gaps of 1e-9: floats see none of them.
        var x = Matrix(rows: 400, columns: 3) { row, column in 1e3 + Double((row * 37 + column) % 400) * 1e-9
        }
        x[399, 0] = 1e9
        let brute = NeighborIndex(x, algorithm: .brute).nearest(4, to: x)
        #expect(NeighborIndex(x, algorithm: .kdTree).nearest(4, to: x) == brute)
        #expect((0..<399).allSatisfy { brute.indices(of: $0).first == $0 })
        // A query so far away that floats cannot hold it.
        let far: Matrix = [[1e30, 0.0, 0.0]]
        #expect(
            NeighborIndex(x, algorithm: .brute).nearest(2, to: far)
                == NeighborIndex(x, algorithm: .ballTree).nearest(2, to: far))
        let huge = x * 1e160
        #expect(
            NeighborIndex(huge, metric: .manhattan, algorithm: .brute).nearest(2, to: huge)
                == NeighborIndex(huge, metric: .manhattan, algorithm: .kdTree).nearest(2, to: huge))
    }

    @Test func othersLeaveOutTheRowItselfAmongEqualRowsToo() {
        let x: Matrix = [[0.0], [0.0], [0.0], [5.0]]
        let others = NeighborIndex(x).nearestOthers(2)
        #expect(others.indices == [1, 2, 0, 2, 0, 1, 0, 1])
        #expect(others.distances[3, 0] == 5)
    }

    @Test func emptyAndSmallIndexesAnswer() {
        for algorithm in [NeighborIndex.Algorithm.brute, .kdTree, .ballTree] {
            let one = NeighborIndex([[1.0, 2.0]], algorithm: algorithm)
            #expect(one.nearest(1, to: [[1.0, 2.0], [4.0, 6.0]]).distances == [[0.0], [5.0]])
            #expect(one.nearest(0, to: [[1.0, 2.0]]).indices.isEmpty)
            #expect(one.nearest(1, to: Matrix(uninitialized: 0, 2)).indices.isEmpty)
            let none = NeighborIndex(Matrix<Double>(uninitialized: 0, 2), algorithm: algorithm)
            #expect(none.within(1, of: [[1.0, 2.0]]).indices.isEmpty)
        }
    }

    @Test func theCosineOfARowOfZerosIsFarFromAll() {
        let index = NeighborIndex([[0.0, 0.0], [2.0, 0.0], [0.0, 3.0]], metric: .cosine)
        let found = index.nearest(3, to: [[1.0, 0.0], [0.0, 0.0]])
        #expect(found.indices == [1, 0, 2, 0, 1, 2])
        #expect(found.distances == [[0.0, 1.0, 1.0], [1.0, 1.0, 1.0]])
    }

    @Test func isSavedWithItsRows() throws {
        let x = Self.random(60, 3, seed: 7), index = NeighborIndex(x, metric: .manhattan, algorithm: .kdTree)
        let data = try PropertyListEncoder().encode(index)
        let again = try PropertyListDecoder().decode(NeighborIndex.self, from: data)
        #expect(again.nearest(3, to: x) == index.nearest(3, to: x))
        #expect(again.algorithm == .kdTree && again.metric == .manhattan)
    }
}
