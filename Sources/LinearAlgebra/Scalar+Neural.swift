import CKernels

/// The gradient of a function of one element, `dx = g f'(…)`, from what the forward pass kept.
public enum GradientOperation: String, CaseIterable, Sendable {
    /// From the result `y` of an activation; `relu` may be given `x` as well.
    case relu, sigmoid, tanh
    /// From the argument `x` of an activation.
    case logSigmoid, softplus, gelu, geluTanh, silu, mish, hardSigmoid, hardSwish, softsign
    /// From the result `y` of a function; `exp` needs no kernel of its own, it is `g · y`.
    case sqrt, rsqrt, reciprocal, cbrt, expm1, exp2, tan
    /// From the argument `x` of a function; `log` needs no kernel of its own, it is `g / x`.
    case abs, square, log2, log10, log1p, asin, acos, atan, asinh, acosh, atanh, erf

    /// Whether the kernel wants the function's result, and not its argument.
    public var usesResult: Bool {
        switch self {
        case .relu, .sigmoid, .tanh, .sqrt, .rsqrt, .reciprocal, .cbrt, .expm1, .exp2, .tan: true
        default: false
        }
    }
}

/// Activations of neural networks without a parameter that `UnaryOperation` has not.
public enum ActivationOperation: String, CaseIterable, Sendable {
    /// `min(max(x + 3, 0), 6) / 6`, the same times `x`, `x tanh(log(1 + eˣ))` and `x / (1 + |x|)`.
    case hardSigmoid, hardSwish, mish, softsign
}

/// The kernels of a type that neural networks need beyond the functions of elements: gradients, bias, accumulation.
///
/// All take raw pointers and check nothing; they are meant for this package. Results may be written over an input.
/// Matrices are row-major, and a stride counts the elements from the start of one row to the start of the next.
public protocol NeuralScalar {
    /// The kernel of `dx = g f'(…)`: `(g, saved, dx, count)`, where `saved` is the result or the argument of `f`
    /// as the operation says.
    static func gradientKernel(for operation: GradientOperation) -> BinaryKernel<Self>
    /// The kernel of `y = f(x)`.
    static func activationKernel(for activation: ActivationOperation) -> UnaryKernel<Self>
    /// `y = x` where `x > 0`, else `slope x`.
    static func leakyRelu(
        _ x: UnsafePointer<Self>, slope: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int)
    /// `dx = g` where `x > 0`, else `slope g`.
    static func leakyReluGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, slope: Self, _ dx: UnsafeMutablePointer<Self>,
        _ count: Int)
    /// `y = scale x` where `x > 0`, else `scale alpha (exp(rate x) - 1)`, `rate > 0`: ELU, SELU and CELU.
    static func elu(
        _ x: UnsafePointer<Self>, alpha: Self, scale: Self, rate: Self, _ y: UnsafeMutablePointer<Self>,
        _ count: Int)
    /// `dx = scale g` where `x > 0`, else `g scale alpha rate exp(rate x)`.
    static func eluGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, alpha: Self, scale: Self, rate: Self,
        _ dx: UnsafeMutablePointer<Self>, _ count: Int)
    /// `y = min(max(x, lower), upper)`.
    static func clamp(
        _ x: UnsafePointer<Self>, lower: Self, upper: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int)
    /// `dx = g` where `x` lies between the bounds, else 0; on a bound itself `g` where `inclusive` (PyTorch's `clamp`),
    /// else 0 (its `hardtanh`, `relu6`).
    static func clampGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, lower: Self, upper: Self, inclusive: Bool,
        _ dx: UnsafeMutablePointer<Self>, _ count: Int)
    /// `out += g x`, element by element.
    static func addProduct(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, to out: UnsafeMutablePointer<Self>, _ count: Int)
    /// `y[i][j] = max(x[i][j] + bias[j], 0)`.
    static func biasRelu(
        _ x: UnsafePointer<Self>, _ xStride: Int, bias: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>,
        _ yStride: Int, rows: Int, columns: Int)
    /// The gradient of that in one pass: `dx = g` where `y > 0`, else 0, and `bias[j]` = (or +=) `Σ_i dx[i][j]`.
    static func biasReluGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, bias: UnsafeMutablePointer<Self>, accumulate: Bool,
        rows: Int, columns: Int)
    /// `bias[j]` = (or +=) `Σ_i g[i][j]`.
    static func biasGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, bias: UnsafeMutablePointer<Self>, accumulate: Bool,
        rows: Int, columns: Int)
}

extension Float: NeuralScalar {
    public static func gradientKernel(for operation: GradientOperation) -> BinaryKernel<Self> {
        switch operation {
        case .relu: cairn_relu_grad_f32
        case .sigmoid: cairn_sigmoid_grad_f32
        case .logSigmoid: cairn_log_sigmoid_grad_f32
        case .tanh: cairn_tanh_grad_f32
        case .softplus: cairn_softplus_grad_f32
        case .gelu: cairn_gelu_grad_f32
        case .geluTanh: cairn_gelu_tanh_grad_f32
        case .silu: cairn_silu_grad_f32
        case .mish: cairn_mish_grad_f32
        case .hardSigmoid: cairn_hard_sigmoid_grad_f32
        case .hardSwish: cairn_hard_swish_grad_f32
        case .softsign: cairn_softsign_grad_f32
        case .abs: cairn_abs_grad_f32
        case .square: cairn_square_grad_f32
        case .sqrt: cairn_sqrt_grad_f32
        case .rsqrt: cairn_rsqrt_grad_f32
        case .reciprocal: cairn_reciprocal_grad_f32
        case .cbrt: cairn_cbrt_grad_f32
        case .expm1: cairn_expm1_grad_f32
        case .exp2: cairn_exp2_grad_f32
        case .log2: cairn_log2_grad_f32
        case .log10: cairn_log10_grad_f32
        case .log1p: cairn_log1p_grad_f32
        case .tan: cairn_tan_grad_f32
        case .asin: cairn_asin_grad_f32
        case .acos: cairn_acos_grad_f32
        case .atan: cairn_atan_grad_f32
        case .asinh: cairn_asinh_grad_f32
        case .acosh: cairn_acosh_grad_f32
        case .atanh: cairn_atanh_grad_f32
        case .erf: cairn_erf_grad_f32
        }
    }

    public static func activationKernel(for activation: ActivationOperation) -> UnaryKernel<Self> {
        switch activation {
        case .hardSigmoid: cairn_hard_sigmoid_f32
        case .hardSwish: cairn_hard_swish_f32
        case .mish: cairn_mish_f32
        case .softsign: cairn_softsign_f32
        }
    }

    public static func leakyRelu(
        _ x: UnsafePointer<Self>, slope: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_leaky_relu_f32(x, slope, y, count)
    }

    public static func leakyReluGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, slope: Self, _ dx: UnsafeMutablePointer<Self>,
        _ count: Int
    ) {
        cairn_leaky_relu_grad_f32(g, x, slope, dx, count)
    }

    public static func elu(
        _ x: UnsafePointer<Self>, alpha: Self, scale: Self, rate: Self, _ y: UnsafeMutablePointer<Self>,
        _ count: Int
    ) {
        cairn_elu_f32(x, alpha, scale, rate, y, count)
    }

    public static func eluGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, alpha: Self, scale: Self, rate: Self,
        _ dx: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_elu_grad_f32(g, x, alpha, scale, rate, dx, count)
    }

    public static func clamp(
        _ x: UnsafePointer<Self>, lower: Self, upper: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_clamp_f32(x, lower, upper, y, count)
    }

    public static func clampGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, lower: Self, upper: Self, inclusive: Bool,
        _ dx: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        if inclusive {
            cairn_clamp_grad_f32(g, x, lower, upper, dx, count)
        } else {
            cairn_hardtanh_grad_f32(g, x, lower, upper, dx, count)
        }
    }

    public static func addProduct(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, to out: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_addmul_f32(g, x, out, count)
    }

    public static func biasRelu(
        _ x: UnsafePointer<Self>, _ xStride: Int, bias: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>,
        _ yStride: Int, rows: Int, columns: Int
    ) {
        cairn_bias_relu_f32(x, xStride, bias, y, yStride, rows, columns)
    }

    public static func biasReluGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, bias: UnsafeMutablePointer<Self>, accumulate: Bool,
        rows: Int, columns: Int
    ) {
        cairn_bias_relu_grad_f32(
            g, gStride, y, yStride, dx, dxStride, bias, accumulate ? 1 : 0, rows, columns)
    }

    public static func biasGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, bias: UnsafeMutablePointer<Self>, accumulate: Bool,
        rows: Int, columns: Int
    ) {
        cairn_bias_grad_f32(g, gStride, bias, accumulate ? 1 : 0, rows, columns)
    }
}

extension Double: NeuralScalar {
    public static func gradientKernel(for operation: GradientOperation) -> BinaryKernel<Self> {
        switch operation {
        case .relu: cairn_relu_grad_f64
        case .sigmoid: cairn_sigmoid_grad_f64
        case .logSigmoid: cairn_log_sigmoid_grad_f64
        case .tanh: cairn_tanh_grad_f64
        case .softplus: cairn_softplus_grad_f64
        case .gelu: cairn_gelu_grad_f64
        case .geluTanh: cairn_gelu_tanh_grad_f64
        case .silu: cairn_silu_grad_f64
        case .mish: cairn_mish_grad_f64
        case .hardSigmoid: cairn_hard_sigmoid_grad_f64
        case .hardSwish: cairn_hard_swish_grad_f64
        case .softsign: cairn_softsign_grad_f64
        case .abs: cairn_abs_grad_f64
        case .square: cairn_square_grad_f64
        case .sqrt: cairn_sqrt_grad_f64
        case .rsqrt: cairn_rsqrt_grad_f64
        case .reciprocal: cairn_reciprocal_grad_f64
        case .cbrt: cairn_cbrt_grad_f64
        case .expm1: cairn_expm1_grad_f64
        case .exp2: cairn_exp2_grad_f64
        case .log2: cairn_log2_grad_f64
        case .log10: cairn_log10_grad_f64
        case .log1p: cairn_log1p_grad_f64
        case .tan: cairn_tan_grad_f64
        case .asin: cairn_asin_grad_f64
        case .acos: cairn_acos_grad_f64
        case .atan: cairn_atan_grad_f64
        case .asinh: cairn_asinh_grad_f64
        case .acosh: cairn_acosh_grad_f64
        case .atanh: cairn_atanh_grad_f64
        case .erf: cairn_erf_grad_f64
        }
    }

    public static func activationKernel(for activation: ActivationOperation) -> UnaryKernel<Self> {
        switch activation {
        case .hardSigmoid: cairn_hard_sigmoid_f64
        case .hardSwish: cairn_hard_swish_f64
        case .mish: cairn_mish_f64
        case .softsign: cairn_softsign_f64
        }
    }

    public static func leakyRelu(
        _ x: UnsafePointer<Self>, slope: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_leaky_relu_f64(x, slope, y, count)
    }

    public static func leakyReluGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, slope: Self, _ dx: UnsafeMutablePointer<Self>,
        _ count: Int
    ) {
        cairn_leaky_relu_grad_f64(g, x, slope, dx, count)
    }

    public static func elu(
        _ x: UnsafePointer<Self>, alpha: Self, scale: Self, rate: Self, _ y: UnsafeMutablePointer<Self>,
        _ count: Int
    ) {
        cairn_elu_f64(x, alpha, scale, rate, y, count)
    }

    public static func eluGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, alpha: Self, scale: Self, rate: Self,
        _ dx: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_elu_grad_f64(g, x, alpha, scale, rate, dx, count)
    }

    public static func clamp(
        _ x: UnsafePointer<Self>, lower: Self, upper: Self, _ y: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_clamp_f64(x, lower, upper, y, count)
    }

    public static func clampGradient(
        _ g: UnsafePointer<Self>, x: UnsafePointer<Self>, lower: Self, upper: Self, inclusive: Bool,
        _ dx: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        if inclusive {
            cairn_clamp_grad_f64(g, x, lower, upper, dx, count)
        } else {
            cairn_hardtanh_grad_f64(g, x, lower, upper, dx, count)
        }
    }

    public static func addProduct(
        _ g: UnsafePointer<Self>, _ x: UnsafePointer<Self>, to out: UnsafeMutablePointer<Self>, _ count: Int
    ) {
        cairn_addmul_f64(g, x, out, count)
    }

    public static func biasRelu(
        _ x: UnsafePointer<Self>, _ xStride: Int, bias: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>,
        _ yStride: Int, rows: Int, columns: Int
    ) {
        cairn_bias_relu_f64(x, xStride, bias, y, yStride, rows, columns)
    }

    public static func biasReluGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, y: UnsafePointer<Self>, _ yStride: Int,
        _ dx: UnsafeMutablePointer<Self>, _ dxStride: Int, bias: UnsafeMutablePointer<Self>, accumulate: Bool,
        rows: Int, columns: Int
    ) {
        cairn_bias_relu_grad_f64(
            g, gStride, y, yStride, dx, dxStride, bias, accumulate ? 1 : 0, rows, columns)
    }

    public static func biasGradient(
        _ g: UnsafePointer<Self>, _ gStride: Int, bias: UnsafeMutablePointer<Self>, accumulate: Bool,
        rows: Int, columns: Int
    ) {
        cairn_bias_grad_f64(g, gStride, bias, accumulate ? 1 : 0, rows, columns)
    }
}
