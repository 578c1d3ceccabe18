import LinearAlgebra
import Testing

@Suite struct HistogramTests {
    @Test func countsOverARangeWhoseWidthOverflows() {
        let h = ([-1e308, 0, 1e308] as Vector).histogram(bins: 4)
        #expect(h.counts == [1, 0, 1, 1])
        #expect(h.edges == [-1e308, -5e307, 0, 5e307, 1e308])
        let f = ([-3e38, 3e38] as Vector<Float>).histogram()
        #expect(f.counts.sum() == 2 && f.edges.isFinite.all)
    }

    @Test func widensAConstantUntilTheBinsDiffer() {
        let most = Double.greatestFiniteMagnitude
        for value in [1.7e18, -1.7e18, 1e16, 1e300, most, -most] {
            for bins in [1, 2, 10, 1000] {
                let h = (Vector(repeating: value, count: 3)).histogram(bins: bins)
                #expect(h.counts.sum() == 3, "\(value), \(bins)")
                #expect(h.edges.isFinite.all && (h.edges[..<bins] .< h.edges[1...]).all, "\(value), \(bins)")
            }
        }
        #expect(([5.0, 5] as Vector).histogram(bins: 2).edges == [4.5, 5, 5.5])
        #expect(([1.7e18, 1.7e18] as Vector<Float>).histogram().counts.sum() == 2)
    }
}
