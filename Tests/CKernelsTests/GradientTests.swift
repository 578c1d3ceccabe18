import CKernels
import Foundation
import TestSupport
import Testing

typealias Gradient32 =
    @Sendable (
        UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int
    ) -> Void
typealias Gradient64 =
    @Sendable (
        UnsafePointer<Double>?, UnsafePointer<Double>?, UnsafeMutablePointer<Double>?, Int
    ) -> Void

/// A gradient of a function of one element: both kernels, the function and its derivative as libm has them, and where.
struct Gradient: Sendable {
    let name: String
    let f32: Gradient32
    let f64: Gradient64
    let usesResult: Bool
    let value: @Sendable (Double) -> Double
    let slope: @Sendable (Double) -> Double
    let range: ClosedRange<Double>
}

private let everywhere = -12.0...12.0
private let within = -0.95...0.95
private let positive = 0.1...20.0
private let deviation = 1 / (2 * Double.pi).squareRoot()
private func sigmoid(_ x: Double) -> Double { x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)) }
private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
private func normal(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }
private func geluExponent(_ x: Double) -> Double { (8 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x) }
private func geluTanhSlope(_ x: Double) -> Double {
    let u = geluExponent(x)
    let rise = (8 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
    return sigmoid(u) * (1 + x * rise * sigmoid(-u))
}
private func mishSlope(_ x: Double) -> Double {
    let t = tanh(softplus(x))
    return t + x * (1 - t * t) * sigmoid(x)
}
private func hardSigmoid(_ x: Double) -> Double { min(max(x + 3, 0), 6) / 6 }

let gradients: [Gradient] = [
    .init(
        name: "relu", f32: cairn_relu_grad_f32, f64: cairn_relu_grad_f64, usesResult: true,
        value: { max($0, 0) }, slope: { $0 > 0 ? 1 : 0 }, range: everywhere),
    .init(
        name: "sigmoid", f32: cairn_sigmoid_grad_f32, f64: cairn_sigmoid_grad_f64, usesResult: true,
        value: sigmoid, slope: { sigmoid($0) * sigmoid(-$0) }, range: -4...4),
    .init(
        name: "log_sigmoid", f32: cairn_log_sigmoid_grad_f32, f64: cairn_log_sigmoid_grad_f64,
        usesResult: false, value: { -softplus(-$0) }, slope: { sigmoid(-$0) }, range: everywhere),
    .init(
        name: "tanh", f32: cairn_tanh_grad_f32, f64: cairn_tanh_grad_f64, usesResult: true,
        value: { tanh($0) }, slope: { 1 / (cosh($0) * cosh($0)) }, range: -2...2),
    .init(
        name: "softplus", f32: cairn_softplus_grad_f32, f64: cairn_softplus_grad_f64, usesResult: false,
        value: softplus, slope: sigmoid, range: everywhere),
    .init(
        name: "gelu", f32: cairn_gelu_grad_f32, f64: cairn_gelu_grad_f64, usesResult: false,
        value: { $0 * normal($0) }, slope: { normal($0) + $0 * deviation * exp(-0.5 * $0 * $0) },
        range: everywhere),
    .init(
        name: "gelu_tanh", f32: cairn_gelu_tanh_grad_f32, f64: cairn_gelu_tanh_grad_f64, usesResult: false,
        value: { $0 * sigmoid(geluExponent($0)) }, slope: geluTanhSlope, range: everywhere),
    .init(
        name: "silu", f32: cairn_silu_grad_f32, f64: cairn_silu_grad_f64, usesResult: false,
        value: { $0 * sigmoid($0) }, slope: { sigmoid($0) * (1 + $0 * sigmoid(-$0)) }, range: everywhere),
    .init(
        name: "mish", f32: cairn_mish_grad_f32, f64: cairn_mish_grad_f64, usesResult: false,
        value: { $0 * tanh(softplus($0)) }, slope: mishSlope, range: everywhere),
    .init(
        name: "hard_sigmoid", f32: cairn_hard_sigmoid_grad_f32, f64: cairn_hard_sigmoid_grad_f64,
        usesResult: false, value: hardSigmoid, slope: { abs($0) < 3 ? 1.0 / 6 : 0 }, range: everywhere),
    .init(
        name: "hard_swish", f32: cairn_hard_swish_grad_f32, f64: cairn_hard_swish_grad_f64, usesResult: false,
        value: { $0 * hardSigmoid($0) }, slope: { $0 >= 3 ? 1 : $0 > -3 ? $0 / 3 + 0.5 : 0 },
        range: everywhere),
    .init(
        name: "softsign", f32: cairn_softsign_grad_f32, f64: cairn_softsign_grad_f64, usesResult: false,
        value: { $0 / (1 + abs($0)) }, slope: { 1 / ((1 + abs($0)) * (1 + abs($0))) }, range: everywhere),
    .init(
        name: "abs", f32: cairn_abs_grad_f32, f64: cairn_abs_grad_f64, usesResult: false,
        value: { abs($0) }, slope: { $0 > 0 ? 1 : -1 }, range: everywhere),
    .init(
        name: "square", f32: cairn_square_grad_f32, f64: cairn_square_grad_f64, usesResult: false,
        value: { $0 * $0 }, slope: { 2 * $0 }, range: everywhere),
    .init(
        name: "sqrt", f32: cairn_sqrt_grad_f32, f64: cairn_sqrt_grad_f64, usesResult: true,
        value: { $0.squareRoot() }, slope: { 0.5 / $0.squareRoot() }, range: positive),
    .init(
        name: "rsqrt", f32: cairn_rsqrt_grad_f32, f64: cairn_rsqrt_grad_f64, usesResult: true,
        value: { 1 / $0.squareRoot() }, slope: { -0.5 / ($0 * $0.squareRoot()) }, range: positive),
    .init(
        name: "reciprocal", f32: cairn_reciprocal_grad_f32, f64: cairn_reciprocal_grad_f64, usesResult: true,
        value: { 1 / $0 }, slope: { -1 / ($0 * $0) }, range: positive),
    .init(
        name: "cbrt", f32: cairn_cbrt_grad_f32, f64: cairn_cbrt_grad_f64, usesResult: true,
        value: { cbrt($0) }, slope: { 1 / (3 * cbrt($0) * cbrt($0)) }, range: positive),
    .init(
        name: "expm1", f32: cairn_expm1_grad_f32, f64: cairn_expm1_grad_f64, usesResult: true,
        value: { expm1($0) }, slope: { exp($0) }, range: -3...3),
    .init(
        name: "exp2", f32: cairn_exp2_grad_f32, f64: cairn_exp2_grad_f64, usesResult: true,
        value: { exp2($0) }, slope: { exp2($0) * log(2) }, range: everywhere),
    .init(
        name: "log2", f32: cairn_log2_grad_f32, f64: cairn_log2_grad_f64, usesResult: false,
        value: { log2($0) }, slope: { 1 / ($0 * log(2)) }, range: positive),
    .init(
        name: "log10", f32: cairn_log10_grad_f32, f64: cairn_log10_grad_f64, usesResult: false,
        value: { log10($0) }, slope: { 1 / ($0 * log(10)) }, range: positive),
    .init(
        name: "log1p", f32: cairn_log1p_grad_f32, f64: cairn_log1p_grad_f64, usesResult: false,
        value: { log1p($0) }, slope: { 1 / (1 + $0) }, range: positive),
    .init(
        name: "tan", f32: cairn_tan_grad_f32, f64: cairn_tan_grad_f64, usesResult: true,
        value: { tan($0) }, slope: { 1 / (cos($0) * cos($0)) }, range: within),
    .init(
        name: "asin", f32: cairn_asin_grad_f32, f64: cairn_asin_grad_f64, usesResult: false,
        value: { asin($0) }, slope: { 1 / ((1 - $0) * (1 + $0)).squareRoot() }, range: within),
    .init(
        name: "acos", f32: cairn_acos_grad_f32, f64: cairn_acos_grad_f64, usesResult: false,
        value: { acos($0) }, slope: { -1 / ((1 - $0) * (1 + $0)).squareRoot() }, range: within),
    .init(
        name: "atan", f32: cairn_atan_grad_f32, f64: cairn_atan_grad_f64, usesResult: false,
        value: { atan($0) }, slope: { 1 / (1 + $0 * $0) }, range: everywhere),
    .init(
        name: "asinh", f32: cairn_asinh_grad_f32, f64: cairn_asinh_grad_f64, usesResult: false,
        value: { asinh($0) }, slope: { 1 / ($0 * $0 + 1).squareRoot() }, range: everywhere),
    .init(
        name: "acosh", f32: cairn_acosh_grad_f32, f64: cairn_acosh_grad_f64, usesResult: false,
        value: { acosh($0) }, slope: { 1 / (($0 - 1) * ($0 + 1)).squareRoot() }, range: 1.1...20),
    .init(
        name: "atanh", f32: cairn_atanh_grad_f32, f64: cairn_atanh_grad_f64, usesResult: false,
        value: { atanh($0) }, slope: { 1 / ((1 - $0) * (1 + $0)) }, range: within),
    .init(
        name: "erf", f32: cairn_erf_grad_f32, f64: cairn_erf_grad_f64, usesResult: false,
        value: { erf($0) }, slope: { 2 / Double.pi.squareRoot() * exp(-$0 * $0) }, range: -5...5),
]

/// Gradients of functions of one element, against their derivatives in libm and by differences.
struct GradientTests {
    /// Points of the range that no kink (0, ±3) falls on.
    static func points(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
        (0..<count).map {
            range.lowerBound + (range.upperBound - range.lowerBound) * (Double($0) + 0.37) / Double(count)
        }
    }

    @Test(arguments: gradients.map(\.name), [0, 1, 7, 64, 1000])
    func gradientsAreTheDerivative(name: String, count: Int) throws {
        let gradient = try #require(gradients.first { $0.name == name })
        let x = Self.points(gradient.range, count), g = x.map { 1 + 0.3 * sin(5 * $0) }
        let saved = gradient.usesResult ? x.map(gradient.value) : x
        var dx = [Double](repeating: 7, count: count + 1), worst = 0.0
        gradient.f64(g, saved, &dx, count)
        #expect(dx[count] == 7)
        for i in 0..<count {
            let want = g[i] * gradient.slope(x[i])
            worst = max(worst, abs(dx[i] - want) / max(abs(want), 1))
        }
        #expect(
            Parity.holds(
                "CKernels", "\(name)_grad f64", against: "the derivative in libm", on: "\(count) arguments",
                measure: "error, relative above 1", tolerance: 1e-14, error: worst))
        let g32 = g.map(Float.init), saved32 = saved.map(Float.init)
        var dx32 = [Float](repeating: 7, count: count + 1)
        gradient.f32(g32, saved32, &dx32, count)
        var wide = [Double](repeating: 0, count: count)
        gradient.f64(g32.map(Double.init), saved32.map(Double.init), &wide, count)
        worst = zip(dx32, wide).reduce(0) { max($0, abs(Double($1.0) - $1.1) / max(abs($1.1), 1)) }
        #expect(dx32[count] == 7)
        #expect(
            Parity.holds(
                "CKernels", "\(name)_grad f32", against: "the f64 kernel", on: "\(count) arguments",
                measure: "error, relative above 1", tolerance: 1e-6, error: worst))
    }

    @Test(arguments: gradients.map(\.name)) func gradientsAgreeWithCentralDifferences(name: String) throws {
        let gradient = try #require(gradients.first { $0.name == name })
        let x = Self.points(gradient.range, 53), saved = gradient.usesResult ? x.map(gradient.value) : x
        var dx = [Double](repeating: 0, count: 53)
        gradient.f64([Double](repeating: 1, count: 53), saved, &dx, 53)
        for (x, slope) in zip(x, dx) {
            let h = 1e-5 * max(1, abs(x))
            let difference = (gradient.value(x + h) - gradient.value(x - h)) / (2 * h)
            #expect(abs(slope - difference) <= 1e-6 * max(abs(slope), 1), "\(name) at \(x)")
        }
    }

    @Test(arguments: gradients.map(\.name)) func writesOverEitherInput(name: String) throws {
        let gradient = try #require(gradients.first { $0.name == name })
        let x = Self.points(gradient.range, 137), g = x.map { 2 - $0 }
        var dx = x, overG = g, overX = x
        gradient.f64(g, x, &dx, 137)
        overG.withUnsafeMutableBufferPointer {
            gradient.f64(UnsafePointer($0.baseAddress), x, $0.baseAddress, 137)
        }
        overX.withUnsafeMutableBufferPointer {
            gradient.f64(g, UnsafePointer($0.baseAddress), $0.baseAddress, 137)
        }
        #expect(zip(dx, overG).allSatisfy { same($0, $1) } && zip(dx, overX).allSatisfy { same($0, $1) })
    }

    @Test(arguments: gradients.map(\.name)) func nanStaysNaNAndLeavesItsNeighboursAlone(name: String) throws {
        let gradient = try #require(gradients.first { $0.name == name })
        for spoilt in [0, 5, 63, 64, 99] {
            var x = Self.points(gradient.range, 100)
            let g = [Double](repeating: 1, count: 100)
            var clean = g, dx = g
            gradient.f64(g, x, &clean, 100)
            x[spoilt] = .nan
            gradient.f64(g, x, &dx, 100)
            #expect(dx[spoilt].isNaN)
            for i in 0..<100 where i != spoilt { #expect(abs(dx[i] - clean[i]) <= 1e-15 * abs(clean[i])) }
            var dx32 = [Float](repeating: 0, count: 100)
            gradient.f32([Float](repeating: 1, count: 100), x.map(Float.init), &dx32, 100)
            #expect(dx32[spoilt].isNaN)
        }
    }

    @Test func gradientsReachTheirLimits() {
        let x: [Double] = [.infinity, -.infinity, 1e300, -1e300, 1e30, -1e30, 800, -800]
        let g = [Double](repeating: 1, count: 8)
        for name in ["softplus", "gelu", "gelu_tanh", "silu", "mish", "relu", "hard_swish"] {
            let gradient = gradients.first { $0.name == name }!
            var dx = g, dx32 = g.map(Float.init)
            gradient.f64(g, x, &dx, 8)
            #expect(dx == [1, 0, 1, 0, 1, 0, 1, 0], "\(name)")
            gradient.f32(g.map(Float.init), x.map(Float.init), &dx32, 8)
            #expect(dx32 == [1, 0, 1, 0, 1, 0, 1, 0], "\(name)")
        }
        var dx = g
        cairn_erf_grad_f64(g, x, &dx, 8)
        #expect(dx.allSatisfy { $0 == 0 })
    }

    @Test func leftTailsKeepTheirDigits() {
        let x = (0..<100).map { -5 - 0.05 * Double($0) }, g = [Double](repeating: 1, count: 100)
        for name in ["gelu", "gelu_tanh", "silu", "mish", "softplus"] {
            let gradient = gradients.first { $0.name == name }!
            var dx = g, dx32 = g.map(Float.init)
            gradient.f64(g, x, &dx, 100)
            gradient.f32(g.map(Float.init), x.map { Float($0) }, &dx32, 100)
            var wide = g
            gradient.f64(g, x.map { Double(Float($0)) }, &wide, 100)
            // libm's tanh near 0 and exp(-x²/2) lose a few digits themselves.
            for i in 0..<100 {
                #expect(abs(dx[i] / gradient.slope(x[i]) - 1) < 1e-12, "\(name) at \(x[i])")
                #expect(abs(Double(dx32[i]) / wide[i] - 1) < 1e-6, "\(name) at \(x[i])")
            }
        }
    }
}
