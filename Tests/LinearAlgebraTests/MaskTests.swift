import LinearAlgebra
import Testing

@Suite struct MaskTests {
    let v: Vector = [3.0, -1, .nan, 2]
    let a: Matrix = [[1.0, -2], [-3, 4]]

    @Test func comparesWithNumbersAndArrays() {
        #expect((v .< 2.5) == Mask([false, true, false, true]))
        #expect((2.5 .> v) == (v .< 2.5))
        #expect((v .!= v).indices == [2])
        #expect(v.isNaN.indices == [2])
        #expect((v .== 2).indices == [3])
        #expect(([.infinity, 1, .nan] as Vector<Double>).isFinite.indices == [1])
        #expect((a .> 0) == Mask([true, false, false, true]).reshaped(rows: 2, columns: 2))
        #expect((a .>= ([[0.0], [4]] as Matrix)).indices == [0, 3])
        #expect((a.transposed .< 0)[0, 1])
        #expect((a.transposed .< ([[0.0, -2.5]] as Matrix)).indices == [1, 2])
    }

    @Test func countsAndCombines() {
        let mask = (v .> 0) .& .!(v .> 2.5)
        #expect(mask.indices == [3])
        #expect(((v .> 2.5) .| (v .< 0)).count == 2)
        #expect(((v .> 0) .^ (v .> 2.5)).indices == [3])
        #expect(mask.any && !mask.all)
        #expect(Mask([]).all && !Mask([]).any)
        #expect("\(a .> 0)" == "[[true, false],\n [false, true]]")
        var copy = mask
        copy[0] = true
        #expect(!mask[0] && copy[0])
    }

    @Test func choosesAndReplaces() {
        #expect(v[v .< 2.5] == [-1, 2])
        #expect(a[a .> 0] == [1, 4])
        #expect(a.transposed[a.transposed .< 0] == [-3, -2])
        #expect(select(a .< 0, 0, a) == [[1, 0], [0, 4]])
        #expect(select(a .< 0, a, 9) == [[9, -2], [-3, 9]])
        #expect(select(a .< 0, -a, a) == abs(a))
        var w = v, b = a
        w[w.isNaN] = [7]
        w.replace(where: w .> 2.5, with: 0)
        #expect(w == [0, -1, 0, 2])
        b.replace(where: b .< 0, with: 5)
        #expect(b == [[1, 5], [5, 4]])
        #expect(a == [[1, -2], [-3, 4]])
        #expect(a[rows: Mask([false, true])] == [[-3, 4]])
        #expect(a[columns: Mask([true, false])] == [[1], [-3]])
    }
}
