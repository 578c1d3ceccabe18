import LinearAlgebra
import Randomness
import TestSupport
import Testing

/// The array functions against NumPy; Tests/Golden/arrays.py made the values.
@Suite struct GoldenArrayTests {
    struct Reference: Decodable {
        struct Quantiles: Decodable {
            let values: [Double], shares: [Double], quantiles: [String: [Double]]
        }
        struct Histogram: Decodable {
            let values: [Double], bins: Int, counts: [Double], edges: [Double]
            let range: [Double]?, weights: [Double]?
        }
        struct Covariance: Decodable {
            let rows: Int, columns: Int, values: [Double], cov: [Double], cov0: [Double], corr: [Double]
        }
        struct Sorting: Decodable {
            let values: [Double], sorted: [Double], argsort: [Int], unique: [Double], counts: [Int]
            let inverse: [Int], needles: [Double], left: [Int], right: [Int]
        }
        struct Random: Decodable {
            let normal: [Double], uniform: [Double], shuffled: [Double], choice: [Double]
        }
        let quantiles: [Quantiles], histograms: [Histogram], covariance: Covariance, sorting: Sorting
        let specialOrder: [Int], padding: [String: [Double]], random: Random
    }

    let numpy: Reference
    init() throws { numpy = try Golden.load("arrays") }

    private func relativeError(_ x: Vector<Double>, _ y: Vector<Double>) -> Double {
        zip(x, y).map { abs($0 - $1) / max(abs($1), 1e-300) }.map { $0.isNaN ? 0 : $0 }.max() ?? 0
    }

    @Test(arguments: QuantileMethod.allCases) func quantilesAgree(method: QuantileMethod) throws {
        var worst = 0.0
        for data in numpy.quantiles {
            let x = Vector(data.values), expected = Vector(try #require(data.quantiles[method.rawValue]))
            let all = x.quantiles(Vector(data.shares), method: method)
            worst = max(worst, relativeError(all, expected))
            for (share, value) in zip(data.shares, all) {
                #expect(x.quantile(share, method: method) == value)
            }
        }
        #expect(
            Parity.holds(
                "LinearAlgebra", "Vector.quantile(\(method))", against: "NumPy 2.4.6 quantile",
                on: "6 samples of 1 to 101, 11 shares", tolerance: 2e-14, error: worst))
    }

    @Test func histogramsAgree() {
        var differing = 0.0
        for data in numpy.histograms {
            let range = data.range.map { $0[0]...$0[1] }
            let h = Vector(data.values).histogram(
                bins: data.bins, range: range, weights: data.weights.map { Vector($0) })
            differing += zip(h.counts, data.counts).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
            #expect(
                h.edges.isApproximatelyEqual(
                    to: Vector(data.edges), relativeTolerance: 1e-15, absoluteTolerance: 1e-16))
            if data.weights == nil {
                let again = Vector(data.values).histogram(edges: h.edges)
                #expect(again.counts == h.counts)
                #expect(abs((h.density * h.edges.differences()).sum() - 1) < 1e-14)
            }
        }
        #expect(
            Parity.holds(
                "LinearAlgebra", "Vector.histogram", against: "NumPy 2.4.6 histogram",
                on: "7 samples, values on edges",
                measure: "bins that differ", tolerance: 0, error: differing))
    }

    @Test func covariancesAgree() {
        let data = numpy.covariance
        let x = Matrix(rows: data.rows, columns: data.columns, elements: data.values)
        let worst = max(
            relativeError(x.covariance().flattened, Vector(data.cov)),
            relativeError(x.covariance(ddof: 0).flattened, Vector(data.cov0)))
        #expect(
            Parity.holds(
                "LinearAlgebra", "Matrix.covariance", against: "NumPy 2.4.6 cov", on: "30 × 4",
                tolerance: 1e-13,
                error: worst))
        #expect(
            Parity.holds(
                "LinearAlgebra", "Matrix.correlation", against: "NumPy 2.4.6 corrcoef", on: "30 × 4",
                tolerance: 1e-13,
                error: relativeError(x.correlation().flattened, Vector(data.corr))))
        #expect(x.covariance() == x.covariance().transposed)
        #expect(abs(x[column: 0].covariance(with: x[column: 1]) - data.cov[1]) < 1e-13)
        #expect(abs(x[column: 0].correlation(with: x[column: 2]) - data.corr[2]) < 1e-13)
    }

    @Test func ordersAgree() {
        let data = numpy.sorting, x = Vector(data.values)
        #expect(x.sorted() == Vector(data.sorted))
        #expect(x.argsort() == data.argsort)
        let unique = x.unique()
        #expect(unique.values == Vector(data.unique))
        #expect(unique.counts == data.counts)
        #expect(unique.inverse == data.inverse)
        #expect(x.sorted().searchSorted(Vector(data.needles)) == data.left)
        #expect(x.sorted().searchSorted(Vector(data.needles), side: .right) == data.right)
        let special: Vector = [3, .nan, -.infinity, 0, -1, .infinity, 3, .nan, .leastNonzeroMagnitude, -2.5]
        #expect(special.argsort() == numpy.specialOrder)
        #expect(
            Parity.holds(
                "LinearAlgebra", "Vector.argsort", against: "NumPy 2.4.6 argsort(kind='stable')",
                on: "ties, NaN, infinities", measure: "places that differ", tolerance: 0,
                error: special.argsort() == numpy.specialOrder && x.argsort() == data.argsort ? 0 : 1))
    }

    @Test func paddingAgrees() {
        let x: Vector = [1.0, 2, 3]
        let paddings: [String: Padding<Double>] = [
            "edge": .edge, "reflect": .reflect, "symmetric": .symmetric, "wrap": .wrap,
        ]
        for (name, padding) in paddings {
            #expect(x.padded(before: 4, after: 5, padding) == Vector(numpy.padding[name] ?? []), "\(name)")
        }
    }

    @Test func randomArraysAreNumPys() {
        var (a, b, c, d) = (
            Generator(seed: 42), Generator(seed: 42), Generator(seed: 42), Generator(seed: 42)
        )
        let normal = Matrix<Double>.normal(3, 4, using: &a)
        #expect(normal.elements == numpy.random.normal)
        #expect(Matrix<Double>.uniform(2, 3, from: -1, to: 2, using: &b).elements == numpy.random.uniform)
        #expect(Vector<Double>(0..<6).shuffled(using: &c) == Vector(numpy.random.shuffled))
        #expect(Vector<Double>(0..<20).choice(5, replacing: false, using: &d) == Vector(numpy.random.choice))
        #expect(
            Parity.holds(
                "LinearAlgebra", "Matrix.normal",
                against: "NumPy 2.4.6 default_rng(42).standard_normal((3, 4))",
                on: "3 × 4", measure: "draws that differ", tolerance: 0,
                error: normal.elements == numpy.random.normal ? 0 : 1))
    }
}
