import CKernels
import Foundation
import TestSupport
import Testing

/// Numbers that need no generator: a fixed sequence in (-1, 1) without a pattern (multiples of the golden ratio).
func scattered(_ count: Int, scale: Double = 1, shift: Double = 0) -> [Double] {
    (0..<count).map { i in
        let t = Double(i + 1) * 0.618_033_988_749_894_9
        return (2 * (t - t.rounded(.down)) - 1) * scale + shift
    }
}

struct ReductionTests {
    static let sizes = [0, 1, 2, 31, 32, 33, 63, 64, 65, 511, 512, 513, 1024, 5000, 70_001]

    /// The exact sum of a few thousand doubles, in 80 bits' worth: double-double.
    func exactSum(_ x: [Double]) -> Double {
        var sum = 0.0, rest = 0.0
        for v in x {
            let t = sum + v, d = t - sum
            rest += (sum - (t - d)) + (v - d)
            sum = t
        }
        return sum + rest
    }

    @Test(arguments: sizes) func sumsAreExactToAFewRoundings(count: Int) {
        let x = scattered(count, scale: 1, shift: 3)
        let want = exactSum(x)
        #expect(abs(cairn_sum_f64(x, count) - want) <= 2e-15 * abs(want))
        #expect(cairn_sum_kahan_f64(x, count) == want)
        #expect(abs(cairn_sumsq_f64(x, count) - exactSum(x.map { $0 * $0 })) <= 4e-15 * Double(count) * 16)
        #expect(abs(cairn_sumabs_f64(x, count) - want) <= 2e-15 * abs(want))
        #expect(abs(cairn_dot_f64(x, x, count) - cairn_sumsq_f64(x, count)) <= 1e-15 * Double(count) * 16)
        let floats = x.map(Float.init), sum32 = exactSum(floats.map(Double.init))
        #expect(abs(Double(cairn_sum_f32(floats, count)) - sum32) <= 1e-6 * abs(sum32))
        #expect(cairn_sum_kahan_f32(floats, count) == Float(sum32))
    }

    /// Naively 0.1f summed ten million times gives 1 087 937.
    @Test func longSumsOfFloatsKeepTheirDigits() {
        let x = [Float](repeating: 0.1, count: 10_000_000)
        let want = 10_000_000 * Double(Float(0.1))
        let error = abs(Double(cairn_sum_f32(x, x.count)) - want) / want
        #expect(
            Parity.holds(
                "CKernels", "sum f32", against: "closed form", on: "0.1 ten million times", tolerance: 2e-7,
                error: error))
    }

    @Test func compensationRecoversWhatCancels() {
        #expect(cairn_sum_kahan_f64([1, 1e100, 1, -1e100], 4) == 2)
        #expect(cairn_sum_kahan_f64([.infinity, 1], 2) == .infinity)
        #expect(cairn_sum_kahan_f64([.infinity, -.infinity], 2).isNaN)
    }

    @Test(arguments: sizes.filter { $0 > 1 }) func momentsAreThoseOfTheDefinition(count: Int) {
        let x = scattered(count, scale: 1, shift: 1e4)
        let mean = exactSum(x) / Double(count)
        var got = [0.0, 0.0, 0.0, 0.0]
        cairn_moments_f64(x, count, &got)
        #expect(abs(got[0] - mean) <= 1e-15 * mean)
        for power in 2...4 {
            let terms = x.map { pow($0 - mean, Double(power)) }
            let size = terms.reduce(0) { $0 + abs($1) }
            #expect(abs(got[power - 1] - exactSum(terms)) <= 1e-11 * size)
        }
        var variance = [0.0, 0.0]
        variance.withUnsafeMutableBufferPointer {
            cairn_var_f64(x, count, $0.baseAddress, $0.baseAddress! + 1)
        }
        #expect(variance == Array(got[..<2]))
    }

    /// The textbook formula Σx² - n mean² returns nonsense here.
    @Test func varianceSurvivesALargeMean() {
        let x: [Double] = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]
        var mean = 0.0, m2 = 0.0
        cairn_var_f64(x, 4, &mean, &m2)
        #expect(mean == 1e9 + 10 && m2 == 90)
    }

    @Test(arguments: sizes.filter { $0 > 0 }) func extremesAreFoundWhereverTheyStand(count: Int) {
        for position in Set([0, count / 2, count - 1]) {
            var x = scattered(count)
            x[position] = 5
            #expect(cairn_max_f64(x, count) == 5 && cairn_argmax_f64(x, count) == position)
            x[position] = -5
            #expect(cairn_min_f64(x, count) == -5 && cairn_argmin_f64(x, count) == position)
            #expect(cairn_all_finite_f64(x, count) == 1 && cairn_first_nonfinite_f64(x, count) == count)
            x[position] = .infinity
            #expect(cairn_first_nonfinite_f64(x, count) == position && cairn_max_f64(x, count) == .infinity)
            x[position] = .nan
            #expect(cairn_min_f64(x, count).isNaN && cairn_max_f64(x, count).isNaN)
            #expect(cairn_argmin_f64(x, count) == position && cairn_argmax_f64(x, count) == position)
            #expect(cairn_first_nonfinite_f64(x, count) == position && cairn_all_finite_f64(x, count) == 0)
            var low = 0.0, high = 0.0
            cairn_minmax_f64(x, count, &low, &high)
            #expect(low.isNaN && high.isNaN)
        }
    }

    @Test func amongEqualsTheFirstWins() {
        let x: [Float] = [1, 3, 3, 0, 0]
        #expect(cairn_argmax_f32(x, 5) == 1 && cairn_argmin_f32(x, 5) == 3)
        #expect(cairn_argmax_f32([-.infinity, -.infinity], 2) == 0)
        #expect(cairn_argmin_f32([.nan, 1, .nan], 3) == 0)
    }

    @Test func emptyReductionsAreTheNeutralElement() {
        let none: [Double] = []
        #expect(
            cairn_sum_f64(none, 0) == 0 && cairn_prod_f64(none, 0) == 1 && cairn_dot_f64(none, none, 0) == 0)
        #expect(cairn_min_f64(none, 0) == .infinity && cairn_max_f64(none, 0) == -.infinity)
        #expect(cairn_mean_f64(none, 0).isNaN && cairn_logsumexp_f64(none, 0) == -.infinity)
        #expect(cairn_argmax_f64(none, 0) == 0 && cairn_first_nonfinite_f64(none, 0) == 0)
    }

    @Test func logsumexpNeitherOverflowsNorVanishes() {
        #expect(abs(cairn_logsumexp_f64([1000, 1000], 2) - 1000 - log(2)) < 1e-12)
        #expect(abs(cairn_logsumexp_f64([-1000, -1000, -1001], 3) + 1000 - log(2 + exp(-1))) < 1e-12)
        #expect(cairn_logsumexp_f64([-.infinity, -.infinity], 2) == -.infinity)
        #expect(cairn_logsumexp_f64([.infinity, 1], 2) == .infinity)
        #expect(cairn_logsumexp_f64([.nan, 1], 2).isNaN)
    }

    @Test func runningSumsAndProducts() {
        #expect(apply(cairn_cumsum_f64, [1, 2, 3, 4]) == [1, 3, 6, 10])
        #expect(apply(cairn_cumprod_f64, [1, 2, 3, 4]) == [1, 2, 6, 24])
    }

    /// Each row and each column of a matrix with a gap after each row, against the reductions of arrays.
    @Test(arguments: [(1, 1, 1), (3, 5, 5), (40, 7, 9), (100, 513, 520), (513, 64, 64), (70, 1100, 1100)])
    func rowsAndColumnsReduceAsArraysDo(rows: Int, cols: Int, stride: Int) {
        let x = scattered(rows * stride, scale: 2, shift: 0.25)
        let row = { (i: Int) in Array(x[i * stride..<i * stride + cols]) }
        let column = { (j: Int) in (0..<rows).map { x[$0 * stride + j] } }
        typealias Lines = (UnsafePointer<Double>?, Int, Int, Int, UnsafeMutablePointer<Double>?) -> Void
        typealias Whole = (UnsafePointer<Double>?, Int) -> Double
        let kernels: [(Lines, Lines, Whole)] = [
            (cairn_sum_rows_f64, cairn_sum_cols_f64, cairn_sum_f64),
            (cairn_mean_rows_f64, cairn_mean_cols_f64, cairn_mean_f64),
            (cairn_sumsq_rows_f64, cairn_sumsq_cols_f64, cairn_sumsq_f64),
            (cairn_min_rows_f64, cairn_min_cols_f64, cairn_min_f64),
            (cairn_max_rows_f64, cairn_max_cols_f64, cairn_max_f64),
            (cairn_logsumexp_rows_f64, cairn_logsumexp_cols_f64, cairn_logsumexp_f64),
        ]
        for (byRow, byColumn, whole) in kernels {
            var y = [Double](repeating: 0, count: rows)
            byRow(x, stride, rows, cols, &y)
            for i in 0..<rows { #expect(y[i] == whole(row(i), cols)) }
            y = [Double](repeating: 0, count: cols)
            byColumn(x, stride, rows, cols, &y)
            for j in 0..<cols { #expect(abs(y[j] - whole(column(j), rows)) <= 1e-13 * (1 + Double(rows))) }
        }
        var at = [Int64](repeating: 0, count: max(rows, cols))
        cairn_argmax_rows_f64(x, stride, rows, cols, &at)
        for i in 0..<rows { #expect(Int(at[i]) == cairn_argmax_f64(row(i), cols)) }
        cairn_argmin_cols_f64(x, stride, rows, cols, &at)
        for j in 0..<cols { #expect(Int(at[j]) == cairn_argmin_f64(column(j), rows)) }
        var mean = [Double](repeating: 0, count: cols), m2 = mean
        cairn_var_cols_f64(x, stride, rows, cols, &mean, &m2)
        for j in 0..<cols {
            var a = 0.0, b = 0.0
            cairn_var_f64(column(j), rows, &a, &b)
            #expect(abs(mean[j] - a) <= 1e-14 && abs(m2[j] - b) <= 1e-12 * (1 + b))
        }
    }
}
