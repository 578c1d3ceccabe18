import CKernels
import Foundation
import TestSupport
import Testing

/// Softmax and the normalisations, against their formulas.
struct RowTests {
    static let shapes = [(1, 1), (3, 5), (7, 64), (5, 65), (4, 1000)]

    @Test(arguments: shapes) func softmaxIsItsFormula(rows: Int, cols: Int) {
        let x = scattered(rows * cols, scale: 30)
        var y = [Double](repeating: 0, count: x.count), logs = y, worst = 0.0
        cairn_softmax_f64(x, cols, &y, cols, rows, cols)
        cairn_log_softmax_f64(x, cols, &logs, cols, rows, cols)
        for i in 0..<rows {
            let row = x[i * cols..<(i + 1) * cols]
            let total = row.reduce(0) { $0 + exp($1) }
            for (j, v) in row.enumerated() {
                worst = max(worst, abs(y[i * cols + j] / (exp(v) / total) - 1))
                #expect(abs(logs[i * cols + j] - (v - log(total))) <= 4e-14)
            }
            #expect(abs(y[i * cols..<(i + 1) * cols].reduce(0, +) - 1) < 1e-13)
        }
        #expect(
            Parity.holds(
                "CKernels", "softmax f64", against: "its formula in libm", on: "\(rows) × \(cols)",
                tolerance: 3e-14,
                error: worst))
    }

    @Test func maskedEntriesVanishAndEmptyRowsAreNaN() {
        let x: [Float] = [0, -.infinity, 1, -.infinity, -.infinity, -.infinity, .nan, 0, 1, .infinity, 0, 1]
        var y = [Float](repeating: 7, count: 12)
        cairn_softmax_f32(x, 3, &y, 3, 4, 3)
        #expect(y[1] == 0 && abs(y[0] + y[2] - 1) < 1e-6)
        #expect(y[3..<12].allSatisfy { $0.isNaN })
        cairn_log_softmax_f32(x, 3, &y, 3, 4, 3)
        #expect(y[1] == -.infinity && abs(y[0] + 1.313_261_7) < 1e-6)
        #expect(y[3..<12].allSatisfy { $0.isNaN })
    }

    @Test func softmaxOfFarApartValuesNeitherOverflowsNorLosesSubnormals() {
        let x: [Double] = [0, -720, -745, -1000, -1e300]
        var y = [Double](repeating: 0, count: 5)
        cairn_softmax_f64(x, 5, &y, 5, 1, 5)
        #expect(
            y[0] == 1 && distance(y[1], exp(-720)) <= 2 && y[2] == Double.leastNonzeroMagnitude && y[3] == 0
                && y[4] == 0)
    }

    @Test(arguments: shapes) func layerNormCentresAndScalesEachRow(rows: Int, cols: Int) {
        let x = scattered(rows * cols, scale: 2, shift: 100), gamma = scattered(cols, shift: 1),
            beta = scattered(cols)
        var y = [Double](repeating: 0, count: x.count), mean = [Double](repeating: 0, count: rows),
            rstd = mean
        cairn_layer_norm_f64(x, cols, gamma, beta, 1e-5, &y, cols, &mean, &rstd, rows, cols)
        var plain = y, worst = 0.0
        cairn_layer_norm_f64(x, cols, nil, nil, 1e-5, &plain, cols, nil, nil, rows, cols)
        for i in 0..<rows {
            let row = Array(x[i * cols..<(i + 1) * cols])
            let m = cairn_sum_kahan_f64(row, cols) / Double(cols)
            let variance = row.reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(cols)
            #expect(abs(mean[i] - m) <= 1e-13 && abs(rstd[i] * (variance + 1e-5).squareRoot() - 1) <= 1e-11)
            for j in 0..<cols {
                let z = (row[j] - m) / (variance + 1e-5).squareRoot()
                worst = max(
                    worst, abs(plain[i * cols + j] - z), abs(y[i * cols + j] - (z * gamma[j] + beta[j])))
            }
        }
        #expect(
            Parity.holds(
                "CKernels", "layer_norm f64", against: "its formula", on: "\(rows) × \(cols), mean 100",
                measure: "absolute error", tolerance: 1e-10, error: worst))
    }

    @Test func rootMeanSquareNormLeavesTheMean() {
        let x: [Float] = [3, 4, 0, 0], gamma: [Float] = [1, 2]
        var y = [Float](repeating: 0, count: 4), rstd: [Float] = [0, 0]
        cairn_rms_norm_f32(x, 2, gamma, 0, &y, 2, &rstd, 1, 2)
        let r = 1 / Float(12.5).squareRoot()
        #expect(abs(y[0] - 3 * r) < 1e-6 && abs(y[1] - 8 * r) < 1e-6 && abs(rstd[0] - r) < 1e-7)
        cairn_rms_norm_f32(x, 2, nil, 1e-6, &y, 2, nil, 2, 2)
        #expect(y[2] == 0 && y[3] == 0)
    }
}
