import CKernels
import Testing

struct MovementTests {
    @Test(arguments: [(0, 3), (1, 1), (8, 8), (7, 9), (33, 40), (64, 31), (100, 130)])
    func transposesAnyShape(rows: Int, cols: Int) {
        let stride = cols + 3, turned = rows + 2
        let x = (0..<rows * stride).map(Float.init)
        var y = [Float](repeating: -1, count: cols * turned)
        cairn_transpose_f32(x, stride, &y, turned, rows, cols)
        for i in 0..<rows { for j in 0..<cols { #expect(y[j * turned + i] == x[i * stride + j]) } }
        for j in 0..<cols { #expect(y[j * turned + rows] == -1 && y[j * turned + rows + 1] == -1) }
        let x64 = x.map(Double.init)
        var y64 = [Double](repeating: -1, count: cols * turned)
        cairn_transpose_f64(x64, stride, &y64, turned, rows, cols)
        #expect(y64 == y.map(Double.init))
    }

    @Test func copiesBetweenStrides() {
        let x = (0..<12).map(Double.init)
        var y = [Double](repeating: 0, count: 6)
        cairn_copy_strided_f64(x, 4, 2, &y, 1, 3, 3, 2)  // even columns of 3 × 4, turned
        #expect(y == [0, 4, 8, 2, 6, 10])
        x.withUnsafeBufferPointer { cairn_copy_strided_f64($0.baseAddress! + 11, -4, -1, &y, 2, 1, 3, 2) }
        #expect(y == [11, 10, 7, 6, 3, 2])
    }

    @Test func gathersRows() {
        let x: [Float] = [0, 1, 10, 11, 20, 21]
        var y = [Float](repeating: 0, count: 6)
        cairn_gather_rows_f32(x, 2, [2, 0, 2], 3, &y, 2, 2)
        #expect(y == [20, 21, 0, 1, 20, 21])
    }

    @Test func fillsCountsAndConverts() {
        var y = [Float](repeating: 0, count: 70)
        cairn_fill_f32(2.5, &y, 70)
        #expect(y.allSatisfy { $0 == 2.5 })
        cairn_iota_f32(1, 0.5, &y, 70)
        #expect(y[69] == 35.5 && y[0] == 1)
        var wide = [Double](repeating: 0, count: 70), back = [Float](repeating: 0, count: 70)
        cairn_convert_f32_f64(y, &wide, 70)
        cairn_convert_f64_f32(wide, &back, 70)
        #expect(back == y && wide[3] == 2.5)
    }

    @Test func comparisonsWithNaNAreFalse() {
        let x: [Double] = [1, 2, .nan, .infinity], z: [Double] = [2, 2, 1, .infinity]
        var mask = [UInt8](repeating: 9, count: 4)
        cairn_lt_f64(x, z, &mask, 4)
        #expect(mask == [1, 0, 0, 0])
        cairn_ge_f64(x, z, &mask, 4)
        #expect(mask == [0, 1, 0, 1])
        cairn_ne_f64(x, z, &mask, 4)
        #expect(mask == [1, 0, 1, 0])
        cairn_eq_vs_f64(x, 2, &mask, 4)
        #expect(mask == [0, 1, 0, 0])
        cairn_isnan_f64(x, &mask, 4)
        #expect(mask == [0, 0, 1, 0])
        cairn_isinf_f64(x, &mask, 4)
        #expect(mask == [0, 0, 0, 1])
        cairn_isfinite_f64(x, &mask, 4)
        #expect(mask == [1, 1, 0, 0])
    }

    @Test func masksCombineSelectAndCount() {
        let count = 40_000
        let a = (0..<count).map { UInt8($0 % 3 == 0 ? 1 : 0) },
            b = (0..<count).map { UInt8($0 % 2 == 0 ? 255 : 0) }
        var y = [UInt8](repeating: 0, count: count)
        #expect(cairn_mask_count(a, count) == 13_334 && cairn_mask_count(b, count) == 20_000)
        cairn_mask_and(a, b, &y, count)
        #expect(cairn_mask_count(y, count) == 6667 && y[6] == 1 && y[3] == 0)
        cairn_mask_or(a, b, &y, count)
        #expect(cairn_mask_count(y, count) == 26_667)
        cairn_mask_xor(a, b, &y, count)
        #expect(cairn_mask_count(y, count) == 20_000)
        cairn_mask_not(b, &y, count)
        #expect(y[0] == 0 && y[1] == 1)
        var chosen = [Float](repeating: 0, count: 5)
        cairn_select_f32(b, [1, 2, 3, 4, 5], [-1, -2, -3, -4, -5], &chosen, 5)
        #expect(chosen == [1, -2, 3, -4, 5])
    }

    @Test func vectorsMeetRowsAndColumns() {
        let x: [Double] = [1, 2, 9, 3, 4, 9]  // 2 × 2, stride 3
        var y = [Double](repeating: 0, count: 4)
        cairn_add_row_f64(x, 3, [10, 20], &y, 2, 2, 2)
        #expect(y == [11, 22, 13, 24])
        cairn_sub_col_f64(x, 3, [1, 2], &y, 2, 2, 2)
        #expect(y == [0, 1, 1, 2])
        cairn_mul_row_f64(x, 3, [2, 3], &y, 2, 2, 2)
        #expect(y == [2, 6, 6, 12])
        cairn_div_col_f64(x, 3, [2, 4], &y, 2, 2, 2)
        #expect(y == [0.5, 1, 0.75, 1])
    }

    @Test func arithmeticIsExactAtEveryLength() {
        for count in [0, 1, 15, 16, 17, 33, 100] {
            let x = (0..<count).map { Float($0) }, z = (0..<count).map { Float(2 * $0 + 1) }
            var y = [Float](repeating: 0, count: count)
            cairn_add_f32(x, z, &y, count)
            #expect(y == zip(x, z).map { $0 + $1 })
            cairn_div_f32(x, z, &y, count)
            #expect(y == zip(x, z).map { $0 / $1 })
            cairn_sub_sv_f32(1, x, &y, count)
            #expect(y == x.map { 1 - $0 })
            cairn_scale_shift_f32(x, 2, 3, &y, count)
            #expect(y == x.map { 2 * $0 + 3 })
            cairn_clamp_f32(x, 2, 7, &y, count)
            #expect(y == x.map { min(max($0, 2), 7) })
            cairn_muladd_f32(x, z, x, &y, count)
            #expect(y == zip(x, z).map { $0 * $1 + $0 })
        }
        var y: [Float] = [.nan, 2]
        cairn_axpby_f32(2, [1, 1], 0, &y, 2)
        #expect(y == [2, 2])
        cairn_axpby_f32(1, [1, 1], 3, &y, 2)
        #expect(y == [7, 7])
    }
}
