import CKernels
import Foundation

typealias Kernel32 = (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void
typealias Kernel64 = (UnsafePointer<Double>?, UnsafeMutablePointer<Double>?, Int) -> Void

/// A function of one argument: both kernels, and the function in `Double` as libm has it (what the `Float` kernel is
/// held against; the `Double` kernel is held against mpmath's values).
struct Function: Sendable {
    let name: String
    let f32: @Sendable (UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void
    let f64: @Sendable (UnsafePointer<Double>?, UnsafeMutablePointer<Double>?, Int) -> Void
    let exact: @Sendable (Double) -> Double
}

private func sigmoid(_ x: Double) -> Double { x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)) }
private func softplus(_ x: Double) -> Double { x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }
private func geluTanh(_ x: Double) -> Double {
    x * sigmoid(2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))
}

/// Every kernel of one argument whose values need more than one operation.
let functions: [Function] = [
    .init(name: "exp", f32: cairn_exp_f32, f64: cairn_exp_f64, exact: { exp($0) }),
    .init(name: "exp2", f32: cairn_exp2_f32, f64: cairn_exp2_f64, exact: { exp2($0) }),
    .init(name: "expm1", f32: cairn_expm1_f32, f64: cairn_expm1_f64, exact: { expm1($0) }),
    .init(name: "log", f32: cairn_log_f32, f64: cairn_log_f64, exact: { log($0) }),
    .init(name: "log2", f32: cairn_log2_f32, f64: cairn_log2_f64, exact: { log2($0) }),
    .init(name: "log10", f32: cairn_log10_f32, f64: cairn_log10_f64, exact: { log10($0) }),
    .init(name: "log1p", f32: cairn_log1p_f32, f64: cairn_log1p_f64, exact: { log1p($0) }),
    .init(name: "sqrt", f32: cairn_sqrt_f32, f64: cairn_sqrt_f64, exact: { $0.squareRoot() }),
    .init(name: "rsqrt", f32: cairn_rsqrt_f32, f64: cairn_rsqrt_f64, exact: { 1 / $0.squareRoot() }),
    .init(name: "cbrt", f32: cairn_cbrt_f32, f64: cairn_cbrt_f64, exact: { cbrt($0) }),
    .init(name: "sin", f32: cairn_sin_f32, f64: cairn_sin_f64, exact: { sin($0) }),
    .init(name: "cos", f32: cairn_cos_f32, f64: cairn_cos_f64, exact: { cos($0) }),
    .init(name: "tan", f32: cairn_tan_f32, f64: cairn_tan_f64, exact: { tan($0) }),
    .init(name: "asin", f32: cairn_asin_f32, f64: cairn_asin_f64, exact: { asin($0) }),
    .init(name: "acos", f32: cairn_acos_f32, f64: cairn_acos_f64, exact: { acos($0) }),
    .init(name: "atan", f32: cairn_atan_f32, f64: cairn_atan_f64, exact: { atan($0) }),
    .init(name: "sinh", f32: cairn_sinh_f32, f64: cairn_sinh_f64, exact: { sinh($0) }),
    .init(name: "cosh", f32: cairn_cosh_f32, f64: cairn_cosh_f64, exact: { cosh($0) }),
    .init(name: "tanh", f32: cairn_tanh_f32, f64: cairn_tanh_f64, exact: { tanh($0) }),
    .init(name: "asinh", f32: cairn_asinh_f32, f64: cairn_asinh_f64, exact: { asinh($0) }),
    .init(name: "acosh", f32: cairn_acosh_f32, f64: cairn_acosh_f64, exact: { acosh($0) }),
    .init(name: "atanh", f32: cairn_atanh_f32, f64: cairn_atanh_f64, exact: { atanh($0) }),
    .init(name: "erf", f32: cairn_erf_f32, f64: cairn_erf_f64, exact: { erf($0) }),
    .init(name: "erfc", f32: cairn_erfc_f32, f64: cairn_erfc_f64, exact: { erfc($0) }),
    .init(name: "sigmoid", f32: cairn_sigmoid_f32, f64: cairn_sigmoid_f64, exact: sigmoid),
    .init(
        name: "log_sigmoid", f32: cairn_log_sigmoid_f32, f64: cairn_log_sigmoid_f64, exact: { -softplus(-$0) }
    ),
    .init(name: "softplus", f32: cairn_softplus_f32, f64: cairn_softplus_f64, exact: softplus),
    .init(
        name: "gelu", f32: cairn_gelu_f32, f64: cairn_gelu_f64,
        exact: { $0 == -.infinity ? -0.0 : $0 * 0.5 * erfc(-$0 * 0.5.squareRoot()) }),
    .init(
        name: "gelu_tanh", f32: cairn_gelu_tanh_f32, f64: cairn_gelu_tanh_f64,
        exact: { $0 == -.infinity ? -0.0 : geluTanh($0) }),
    .init(
        name: "silu", f32: cairn_silu_f32, f64: cairn_silu_f64,
        exact: { $0 == -.infinity ? -0.0 : $0 * sigmoid($0) }),
]

func apply(_ kernel: Kernel32, _ x: [Float]) -> [Float] {
    var y = [Float](repeating: 0, count: x.count)
    kernel(x, &y, x.count)
    return y
}

func apply(_ kernel: Kernel64, _ x: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: x.count)
    kernel(x, &y, x.count)
    return y
}

/// Equal to the last bit, or both NaN.
func same<T: BinaryFloatingPoint>(_ a: T, _ b: T) -> Bool {
    (a.isNaN && b.isNaN) || (a == b && a.sign == b.sign)
}

/// How many doubles lie between the two; infinity counts as the number after the largest.
func distance(_ a: Double, _ b: Double) -> Double {
    if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : .infinity }
    func rank(_ x: Double) -> Int64 {
        let bits = Int64(bitPattern: x.bitPattern)
        return bits < 0 ? Int64.min &- bits : bits
    }
    // Exact: ranks are near 2⁶², where a Double resolves no better than 512.
    let (gap, overflow) = rank(a).subtractingReportingOverflow(rank(b))
    return overflow ? 0x1p63 : Double(gap.magnitude)
}

/// The error of a float in units in the last place of the exact value.
func ulps(_ got: Float, _ exact: Double) -> Double {
    if exact.isNaN || got.isNaN { return exact.isNaN && got.isNaN ? 0 : .infinity }
    let nearest = Float(exact)
    if nearest.isInfinite {
        return same(got, nearest) || abs(got) == .greatestFiniteMagnitude ? 0 : .infinity
    }
    if got.isInfinite { return abs(nearest) == .greatestFiniteMagnitude ? 1 : .infinity }
    return abs(Double(got) - exact) / Double(nearest.ulp)
}
