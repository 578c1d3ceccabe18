import CKernels

/// A function of one element, applied to a whole array by one kernel.
public enum UnaryOperation: String, CaseIterable, Sendable {
    /// Exponentials, logarithms and roots; `rsqrt` is 1/√x.
    case exp, exp2, expm1, log, log2, log10, log1p, sqrt, rsqrt, reciprocal, cbrt
    /// Trigonometric and hyperbolic functions and their inverses.
    case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
    /// The error function and the activations of neural networks.
    case erf, erfc, sigmoid, logSigmoid, softplus, gelu, geluTanh, silu, relu
    /// Signs, squares and roundings; `round` takes halves to the even neighbour.
    case abs, negate, square, sign, floor, ceil, round, trunc

    /// Whether memory, and not arithmetic, limits the kernel.
    package var isCheap: Bool {
        switch self {
        case .sqrt, .reciprocal, .relu, .abs, .negate, .square, .sign, .floor, .ceil, .round, .trunc: true
        default: false
        }
    }
}

/// A function of two elements, applied to two whole arrays, or to an array and a number, by one kernel.
public enum BinaryOperation: String, CaseIterable, Sendable {
    /// Arithmetic, extremes (NaN where either side is) and powers.
    case add, subtract, multiply, divide, minimum, maximum, pow
    /// The angle, the length, the remainder of a division, a sign taken over, and log(eˣ + eᶻ).
    case atan2, hypot, remainder, copySign, logAddExp

    /// Whether memory, and not arithmetic, limits the kernel.
    package var isCheap: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .minimum, .maximum, .copySign: true
        default: false
        }
    }
}

/// `y[i] = f(x[i])` for `i < n`; `y` may be `x`.
public typealias UnaryKernel<T> = (UnsafePointer<T>, UnsafeMutablePointer<T>, Int) -> Void
/// `y[i] = f(x[i], z[i])` for `i < n`; `y` may be `x` or `z`.
public typealias BinaryKernel<T> = (UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>, Int) -> Void
/// `y[i] = f(x[i], s)` for `i < n`; `y` may be `x`.
public typealias VectorScalarKernel<T> = (UnsafePointer<T>, T, UnsafeMutablePointer<T>, Int) -> Void
/// `y[i] = f(s, x[i])` for `i < n`; `y` may be `x`.
public typealias ScalarVectorKernel<T> = (T, UnsafePointer<T>, UnsafeMutablePointer<T>, Int) -> Void

/// The element-wise kernels of a type: tables from operation to C function.
public protocol ElementwiseScalar {
    /// The kernel of `y = f(x)`.
    static func kernel(for operation: UnaryOperation) -> UnaryKernel<Self>
    /// The kernel of `y = f(x, z)`.
    static func kernel(for operation: BinaryOperation) -> BinaryKernel<Self>
    /// The kernel of `y = f(x, s)` with a number `s`; nil where there is none and the number is spread out.
    static func vectorScalarKernel(for operation: BinaryOperation) -> VectorScalarKernel<Self>?
    /// The kernel of `y = f(s, x)` with a number `s`; nil where there is none and the number is spread out.
    static func scalarVectorKernel(for operation: BinaryOperation) -> ScalarVectorKernel<Self>?
}

extension Float: ElementwiseScalar {
    public static func kernel(for operation: UnaryOperation) -> UnaryKernel<Self> {
        switch operation {
        case .exp: cairn_exp_f32
        case .exp2: cairn_exp2_f32
        case .expm1: cairn_expm1_f32
        case .log: cairn_log_f32
        case .log2: cairn_log2_f32
        case .log10: cairn_log10_f32
        case .log1p: cairn_log1p_f32
        case .sqrt: cairn_sqrt_f32
        case .rsqrt: cairn_rsqrt_f32
        case .reciprocal: cairn_reciprocal_f32
        case .cbrt: cairn_cbrt_f32
        case .sin: cairn_sin_f32
        case .cos: cairn_cos_f32
        case .tan: cairn_tan_f32
        case .asin: cairn_asin_f32
        case .acos: cairn_acos_f32
        case .atan: cairn_atan_f32
        case .sinh: cairn_sinh_f32
        case .cosh: cairn_cosh_f32
        case .tanh: cairn_tanh_f32
        case .asinh: cairn_asinh_f32
        case .acosh: cairn_acosh_f32
        case .atanh: cairn_atanh_f32
        case .erf: cairn_erf_f32
        case .erfc: cairn_erfc_f32
        case .sigmoid: cairn_sigmoid_f32
        case .logSigmoid: cairn_log_sigmoid_f32
        case .softplus: cairn_softplus_f32
        case .gelu: cairn_gelu_f32
        case .geluTanh: cairn_gelu_tanh_f32
        case .silu: cairn_silu_f32
        case .relu: cairn_relu_f32
        case .abs: cairn_abs_f32
        case .negate: cairn_neg_f32
        case .square: cairn_square_f32
        case .sign: cairn_sign_f32
        case .floor: cairn_floor_f32
        case .ceil: cairn_ceil_f32
        case .round: cairn_round_f32
        case .trunc: cairn_trunc_f32
        }
    }

    public static func kernel(for operation: BinaryOperation) -> BinaryKernel<Self> {
        switch operation {
        case .add: cairn_add_f32
        case .subtract: cairn_sub_f32
        case .multiply: cairn_mul_f32
        case .divide: cairn_div_f32
        case .minimum: cairn_minimum_f32
        case .maximum: cairn_maximum_f32
        case .pow: cairn_pow_f32
        case .atan2: cairn_atan2_f32
        case .hypot: cairn_hypot_f32
        case .remainder: cairn_fmod_f32
        case .copySign: cairn_copysign_f32
        case .logAddExp: cairn_logaddexp_f32
        }
    }

    public static func vectorScalarKernel(for operation: BinaryOperation) -> VectorScalarKernel<Self>? {
        switch operation {
        case .add: cairn_add_vs_f32
        case .subtract: cairn_sub_vs_f32
        case .multiply: cairn_mul_vs_f32
        case .divide: cairn_div_vs_f32
        case .minimum: cairn_minimum_vs_f32
        case .maximum: cairn_maximum_vs_f32
        case .pow: cairn_pow_vs_f32
        default: nil
        }
    }

    public static func scalarVectorKernel(for operation: BinaryOperation) -> ScalarVectorKernel<Self>? {
        switch operation {
        case .add: cairn_add_sv_f32
        case .subtract: cairn_sub_sv_f32
        case .multiply: cairn_mul_sv_f32
        case .divide: cairn_div_sv_f32
        case .minimum: cairn_minimum_sv_f32
        case .maximum: cairn_maximum_sv_f32
        case .pow: cairn_pow_sv_f32
        default: nil
        }
    }
}

extension Double: ElementwiseScalar {
    public static func kernel(for operation: UnaryOperation) -> UnaryKernel<Self> {
        switch operation {
        case .exp: cairn_exp_f64
        case .exp2: cairn_exp2_f64
        case .expm1: cairn_expm1_f64
        case .log: cairn_log_f64
        case .log2: cairn_log2_f64
        case .log10: cairn_log10_f64
        case .log1p: cairn_log1p_f64
        case .sqrt: cairn_sqrt_f64
        case .rsqrt: cairn_rsqrt_f64
        case .reciprocal: cairn_reciprocal_f64
        case .cbrt: cairn_cbrt_f64
        case .sin: cairn_sin_f64
        case .cos: cairn_cos_f64
        case .tan: cairn_tan_f64
        case .asin: cairn_asin_f64
        case .acos: cairn_acos_f64
        case .atan: cairn_atan_f64
        case .sinh: cairn_sinh_f64
        case .cosh: cairn_cosh_f64
        case .tanh: cairn_tanh_f64
        case .asinh: cairn_asinh_f64
        case .acosh: cairn_acosh_f64
        case .atanh: cairn_atanh_f64
        case .erf: cairn_erf_f64
        case .erfc: cairn_erfc_f64
        case .sigmoid: cairn_sigmoid_f64
        case .logSigmoid: cairn_log_sigmoid_f64
        case .softplus: cairn_softplus_f64
        case .gelu: cairn_gelu_f64
        case .geluTanh: cairn_gelu_tanh_f64
        case .silu: cairn_silu_f64
        case .relu: cairn_relu_f64
        case .abs: cairn_abs_f64
        case .negate: cairn_neg_f64
        case .square: cairn_square_f64
        case .sign: cairn_sign_f64
        case .floor: cairn_floor_f64
        case .ceil: cairn_ceil_f64
        case .round: cairn_round_f64
        case .trunc: cairn_trunc_f64
        }
    }

    public static func kernel(for operation: BinaryOperation) -> BinaryKernel<Self> {
        switch operation {
        case .add: cairn_add_f64
        case .subtract: cairn_sub_f64
        case .multiply: cairn_mul_f64
        case .divide: cairn_div_f64
        case .minimum: cairn_minimum_f64
        case .maximum: cairn_maximum_f64
        case .pow: cairn_pow_f64
        case .atan2: cairn_atan2_f64
        case .hypot: cairn_hypot_f64
        case .remainder: cairn_fmod_f64
        case .copySign: cairn_copysign_f64
        case .logAddExp: cairn_logaddexp_f64
        }
    }

    public static func vectorScalarKernel(for operation: BinaryOperation) -> VectorScalarKernel<Self>? {
        switch operation {
        case .add: cairn_add_vs_f64
        case .subtract: cairn_sub_vs_f64
        case .multiply: cairn_mul_vs_f64
        case .divide: cairn_div_vs_f64
        case .minimum: cairn_minimum_vs_f64
        case .maximum: cairn_maximum_vs_f64
        case .pow: cairn_pow_vs_f64
        default: nil
        }
    }

    public static func scalarVectorKernel(for operation: BinaryOperation) -> ScalarVectorKernel<Self>? {
        switch operation {
        case .add: cairn_add_sv_f64
        case .subtract: cairn_sub_sv_f64
        case .multiply: cairn_mul_sv_f64
        case .divide: cairn_div_sv_f64
        case .minimum: cairn_minimum_sv_f64
        case .maximum: cairn_maximum_sv_f64
        case .pow: cairn_pow_sv_f64
        default: nil
        }
    }
}
