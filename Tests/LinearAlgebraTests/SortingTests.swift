import LinearAlgebra
import Testing

@Suite struct SortingTests {
    /// Reproducible numbers of both signs, with ties, zeros of both signs, NaN and infinities.
    private func messy<T: Scalar>(_ count: Int) -> Vector<T> {
        var state: UInt64 = 1
        return Vector(count: count) { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            switch state >> 60 {
            case 0: return index % 2 == 0 ? 0 : -0.0
            case 1: return index % 3 == 0 ? .nan : .infinity
            case 2: return -.infinity
            case 3: return T(Int(state >> 40) % 100)
            default: return (T(state >> 33) / T(1 << 30) - 1) * T(1 << Int(state >> 58 & 31))
            }
        }
    }

    @Test(arguments: [0, 1, 2, 100, 511, 512, 5000]) func sortsAsTheStandardLibraryDoes(count: Int) {
        check(messy(count) as Vector<Double>)
        check(messy(count) as Vector<Float>)
    }

    private func check<T>(_ v: Vector<T>) {
        let expected = v.enumerated().sorted { a, b in
            if a.element.isNaN { return b.element.isNaN && a.offset < b.offset }
            return b.element.isNaN || a.element < b.element || (a.element == b.element && a.offset < b.offset)
        }
        #expect(v.argsort() == expected.map(\.offset))
        let sorted = v.sorted(), numbers = v.count - v.isNaN.count
        #expect(sorted[..<numbers].elementsEqual(expected.prefix(numbers).map(\.element)))
        #expect(sorted[numbers...].isNaN.all)
        for rank in stride(from: 0, to: numbers, by: max(1, numbers / 7)) {
            #expect(v.element(ofRank: rank) == sorted[rank])
        }
    }

    @Test func findsTheLargest() {
        let v: Vector = [1.0, 9, .nan, 9, -4, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        for k in [0, 1, 2, 3, 12] {
            let top = v.top(k)
            #expect(top.indices == Array(v.argsort(descending: true).prefix(k)))
            #expect(top.values == v[at: top.indices])
        }
        #expect(v.top(3).indices == [1, 3, 5])
        let many = Vector<Float>(count: 10_000) { Float(($0 * 7919) % 10_007) }
        #expect(many.top(5).values == many.sorted().reversed()[..<5])
    }

    @Test func sortsRowsAndColumns() {
        let a: Matrix = [[3.0, 1], [2, 5]]
        #expect(a.sorted(along: .columns) == [[1, 3], [2, 5]])
        #expect(a.sorted(along: .rows) == [[2, 1], [3, 5]])
    }

    @Test func aContrivedOrderStillFindsItsMedian() {
        // Organ pipes: 0 1 2 … 2 1 0, slow for careless pivots.
        let v = Vector<Double>(count: 20_001) { Double(min($0, 20_000 - $0)) }
        #expect(v.median() == 5000)
        #expect(Vector<Double>(repeating: 3, count: 9999).median() == 3)
        #expect(([1.0, .nan] as Vector).median().isNaN)
        #expect(Vector<Double>.zeros(0).median().isNaN)
        let a: Matrix = [[3.0, 1, 7], [2, 5, 8]]
        #expect(a.median(over: .columns) == [3, 5])
        #expect(a.quantile(0.5, over: .rows) == [2.5, 3, 7.5])
        #expect(a.median() == 4)
    }

    @Test func countsBins() {
        #expect(binCount([1, 0, 3, 1], minimumCount: 6) == [1, 2, 0, 1, 0, 0])
        #expect(binCount([]) == [])
    }
}
