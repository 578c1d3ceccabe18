import CKernels
import Foundation
import TestSupport
import Testing

/// Activations with and without a parameter, bias and accumulation, against loops.
struct ActivationTests {
    static let sizes = [0, 1, 7, 64, 1000]

    static func arguments(_ count: Int) -> [Double] { (0..<count).map { 9 * sin(Double($0) * 1.7) } }

    @Test(arguments: sizes) func activationsAreTheirFormulas(count: Int) {
        let x = Self.arguments(count)
        func check(_ name: String, _ y: [Double], _ formula: (Double) -> Double) {
            let worst = zip(x, y).reduce(0) { max($0, abs($1.1 - formula($1.0)) / max(abs($1.1), 1e-300)) }
            #expect(
                Parity.holds(
                    "CKernels", "\(name) f64", against: "its formula in libm", on: "\(count) arguments",
                    tolerance: 4e-15, error: worst))
        }
        check("hard_sigmoid", apply(cairn_hard_sigmoid_f64, x)) { min(max($0 + 3, 0), 6) / 6 }
        check("hard_swish", apply(cairn_hard_swish_f64, x)) { $0 * min(max($0 + 3, 0), 6) / 6 }
        check("softsign", apply(cairn_softsign_f64, x)) { $0 / (1 + abs($0)) }
        check("mish", apply(cairn_mish_f64, x)) { $0 * tanh(log1p(exp($0))) }
        var y = x
        cairn_leaky_relu_f64(x, 0.01, &y, count)
        check("leaky_relu", y) { $0 > 0 ? $0 : 0.01 * $0 }
        cairn_elu_f64(x, 1.5, 1.25, 0.5, &y, count)
        check("elu", y) { $0 > 0 ? 1.25 * $0 : 1.25 * 1.5 * expm1(0.5 * $0) }
    }

    @Test(arguments: sizes) func gradientsWithParametersAreTheDerivatives(count: Int) {
        let x = Self.arguments(count), g = x.map { cos($0) }
        var dx = x
        cairn_leaky_relu_grad_f64(g, x, 0.01, &dx, count)
        for i in 0..<count { #expect(dx[i] == (x[i] > 0 ? g[i] : g[i] * 0.01)) }
        cairn_elu_grad_f64(g, x, 1.5, 1.25, 0.5, &dx, count)
        for i in 0..<count {
            let want = g[i] * (x[i] > 0 ? 1.25 : 1.25 * 1.5 * 0.5 * exp(0.5 * x[i]))
            #expect(abs(dx[i] - want) <= 1e-15 * max(abs(want), 1))
        }
        cairn_clamp_grad_f64(g, x, -2, 3, &dx, count)
        for i in 0..<count { #expect(dx[i] == (x[i] >= -2 && x[i] <= 3 ? g[i] : 0)) }
    }

    @Test func boundsCountForClampAndNotForHardtanh() {
        let x: [Float] = [-1, 0, 2, .nan], g: [Float] = [1, 1, 1, 1]
        var dx = g
        cairn_clamp_grad_f32(g, x, -1, 2, &dx, 4)
        #expect(dx[..<3] == [1, 1, 1] && dx[3].isNaN)
        cairn_hardtanh_grad_f32(g, x, -1, 2, &dx, 4)
        #expect(dx[..<3] == [0, 1, 0] && dx[3].isNaN)
    }

    @Test func activationsReachTheirLimitsAndKeepNaN() {
        let x: [Float] = [.infinity, -.infinity, .nan, 1e30, -1e30, -0.0]
        #expect(apply(cairn_mish_f32, x)[3] == 1e30 && apply(cairn_mish_f32, x)[1] == 0)
        #expect(apply(cairn_softsign_f32, x)[..<2] == [1, -1])
        #expect(apply(cairn_hard_swish_f32, x)[..<2] == [.infinity, 0])
        for kernel in [cairn_mish_f32, cairn_softsign_f32, cairn_hard_swish_f32, cairn_hard_sigmoid_f32] {
            #expect(apply(kernel, x)[2].isNaN)
        }
        var y = x
        cairn_elu_f32(x, 1, 1, 1, &y, 6)
        #expect(y[0] == .infinity && y[1] == -1 && y[2].isNaN && y[4] == -1 && y[5] == 0)
        cairn_leaky_relu_f32(x, 0.5, &y, 6)
        #expect(y[1] == -.infinity && y[2].isNaN)
    }

    @Test(arguments: sizes) func productsAreAdded(count: Int) {
        let g = Self.arguments(count), x = g.map { $0 + 1 }
        var out = g.map { 2 * $0 }
        cairn_addmul_f64(g, x, &out, count)
        for i in 0..<count { #expect(abs(out[i] - (2 * g[i] + g[i] * x[i])) <= 1e-13) }
    }

    @Test(arguments: [(0, 3), (1, 1), (32, 16), (33, 17), (5, 600), (2100, 3)])
    func biasAndReluGoTogetherForwardAndBack(rows: Int, cols: Int) {
        let stride = cols + 2, x = Self.arguments(rows * stride), bias = (0..<cols).map { Double($0 % 5) - 2 }
        var y = [Double](repeating: -1, count: x.count)
        cairn_bias_relu_f64(x, stride, bias, &y, stride, rows, cols)
        let g = x.map { 1 + $0 * $0 }
        var dx = [Double](repeating: -1, count: x.count), db = [Double](repeating: 1, count: cols),
            twice = db,
            plain = db
        cairn_bias_relu_grad_f64(g, stride, y, stride, &dx, stride, &db, 0, rows, cols)
        cairn_bias_relu_grad_f64(g, stride, y, stride, &dx, stride, &twice, 1, rows, cols)
        cairn_bias_grad_f64(g, stride, &plain, 0, rows, cols)
        for j in 0..<cols {
            var total = 0.0, all = 0.0
            for i in 0..<rows {
                let k = i * stride + j, want = max(x[k] + bias[j], 0)
                #expect(y[k] == want && dx[k] == (want > 0 ? g[k] : 0))
                total += dx[k]
                all += g[k]
            }
            #expect(abs(db[j] - total) <= 1e-12 * max(total, 1))
            #expect(abs(twice[j] - total - 1) <= 1e-12 * max(total, 1))
            #expect(abs(plain[j] - all) <= 1e-12 * max(all, 1))
        }
        for i in 0..<rows { #expect(y[i * stride + cols] == -1 && dx[i * stride + cols] == -1) }
    }

    @Test func longBiasSumsKeepTheirDigitsInFloat() {
        let rows = 300_000, g = [Float](repeating: 0.1, count: rows)
        var db: [Float] = [0]
        cairn_bias_grad_f32(g, 1, &db, 0, rows, 1)
        #expect(abs(Double(db[0]) / (Double(Float(0.1)) * Double(rows)) - 1) < 1e-5)
    }

    @Test func reluWithBiasKeepsNaN() {
        var y: [Float] = [0, 0], db: [Float] = [0, 0]
        cairn_bias_relu_f32([.nan, -1], 2, [0, 0], &y, 2, 1, 2)
        #expect(y[0].isNaN && y[1] == 0)
        var dx = y
        cairn_bias_relu_grad_f32([1, 1], 2, y, 2, &dx, 2, &db, 0, 1, 2)
        #expect(dx[0].isNaN && db[0].isNaN && db[1] == 0)
    }
}
