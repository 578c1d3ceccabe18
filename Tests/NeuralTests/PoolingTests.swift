import LinearAlgebra
import Neural
import Randomness
import Testing

@Suite struct PoolingTests {
    static let cases: [PoolingGeometry] = [
        .init(planes: 3, input: PlaneSize(26), kernel: PlaneSize(2)),
        .init(planes: 2, input: PlaneSize(7, 37), kernel: PlaneSize(2)),
        .init(planes: 2, input: PlaneSize(2), kernel: PlaneSize(2)),
        .init(planes: 5, input: PlaneSize(1), kernel: PlaneSize(1)),
        .init(
            planes: 2, input: PlaneSize(9, 8), kernel: PlaneSize(3, 2), stride: PlaneSize(2, 1),
            padding: PlaneSize(1)),
        .init(
            planes: 2, input: PlaneSize(9, 8), kernel: PlaneSize(3), stride: PlaneSize(2),
            padding: PlaneSize(1), countsPadding: false),
        .init(planes: 4, input: PlaneSize(6, 11), kernel: PlaneSize(6, 11)),
        .init(planes: 90, input: PlaneSize(33), kernel: PlaneSize(3), stride: PlaneSize(4)),
        .init(planes: 0, input: PlaneSize(3), kernel: PlaneSize(2)),
    ]

    @Test(arguments: cases) func equalsThePlainLoopsInDouble(_ geometry: PoolingGeometry) {
        check(geometry, Double.self, tolerance: 1e-14)
    }

    @Test(arguments: cases) func equalsThePlainLoopsInFloat(_ geometry: PoolingGeometry) {
        check(geometry, Float.self, tolerance: 1e-6)
    }

    @Test(arguments: [PlaneSize(2), PlaneSize(3)]) func givesNaNWhereAWindowHasOne(_ kernel: PlaneSize) {
        let geometry = PoolingGeometry(planes: 1, input: PlaneSize(6), kernel: kernel)
        for place in 0..<36 {
            var x = [Float](repeating: .infinity, count: 36)
            x[place] = .nan
            var y = [Float](repeating: 0, count: geometry.outputCount)
            var indices = [Int32](repeating: 0, count: geometry.outputCount)
            geometry.maximum(x, into: &y, indices: &indices)
            let window = place / 6 / kernel.height * geometry.output.width + place % 6 / kernel.width
            #expect(y[window].isNaN && indices[window] == place)
            #expect(y.filter { $0.isNaN }.count == 1)
        }
    }

    @Test func takesTheFirstOfEqualElements() {
        let geometry = PoolingGeometry(planes: 1, input: PlaneSize(4), kernel: PlaneSize(2))
        let x = [Double](repeating: -.infinity, count: 16)
        var y = [Double](repeating: 0, count: 4), indices = [Int32](repeating: 0, count: 4)
        geometry.maximum(x, into: &y, indices: &indices)
        #expect(y == [Double](repeating: -.infinity, count: 4) && indices == [0, 2, 8, 10])
    }

    private func check<T: Scalar>(_ geometry: PoolingGeometry, _: T.Type, tolerance: T) {
        var generator = Generator(seed: 8)
        let x = (0..<geometry.inputCount).map { _ in T(Float(generator.normal())) }
        let g = (0..<geometry.outputCount).map { _ in T(Float(generator.normal())) }
        let blank = [T](repeating: .nan, count: g.count)
        var (maxima, bare, means) = (blank, blank, blank)
        var indices = [Int32](repeating: -1, count: g.count)
        var maximaGradient = [T](repeating: .nan, count: x.count), meansGradient = maximaGradient
        geometry.maximum(x, into: &maxima, indices: &indices)
        geometry.maximum(x, into: &bare, indices: nil)
        geometry.maximumBackward(g, indices: indices, into: &maximaGradient)
        geometry.average(x, into: &means)
        geometry.averageBackward(g, into: &meansGradient)
        #expect(maxima == bare)
        var (expectedMaxima, expectedMeans) = ([T](), [T]())
        var expectedGradient = [T](repeating: 0, count: x.count), expectedShares = expectedGradient
        for (at, window) in plainWindows(geometry).enumerated() {
            let divisor = T(geometry.countsPadding ? geometry.kernel.count : window.count)
            guard let best = window.max(by: { x[$0] < x[$1] }) else { continue }
            expectedMaxima.append(x[best])
            expectedGradient[best] += g[at]
            #expect(Int(indices[at]) == best % geometry.input.count)
            expectedMeans.append(window.reduce(0) { $0 + x[$1] } / divisor)
            for place in window { expectedShares[place] += g[at] / divisor }
        }
        #expect(maxima == expectedMaxima && maximaGradient == expectedGradient)
        #expect(zip(means, expectedMeans).allSatisfy { abs($0 - $1) <= tolerance })
        #expect(zip(meansGradient, expectedShares).allSatisfy { abs($0 - $1) <= tolerance })
    }
}

/// The elements of x in each window.
private func plainWindows(_ geometry: PoolingGeometry) -> [[Int]] {
    (0..<geometry.outputCount).map { at in
        let (plane, place) = at.quotientAndRemainder(dividingBy: geometry.output.count)
        let (i, j) = place.quotientAndRemainder(dividingBy: geometry.output.width)
        return (0..<geometry.kernel.count).compactMap { tap in
            let (u, v) = tap.quotientAndRemainder(dividingBy: geometry.kernel.width)
            let row = i * geometry.stride.height + u - geometry.padding.height
            let column = j * geometry.stride.width + v - geometry.padding.width
            let input = geometry.input
            guard (0..<input.height).contains(row), (0..<input.width).contains(column) else { return nil }
            return plane * input.count + row * input.width + column
        }
    }
}
