/// A floating-point type that the library computes with: `Float` or `Double`.
///
/// The requirements are kernels over whole arrays (`gemm`, `sum`, `kernel(for: .exp)`), so that code which is generic
/// over `Scalar` pays one witness call for an array and never one for an element. They take raw pointers and are
/// meant for this package: use `Vector` and `Matrix`.
///
/// No other type can usefully conform.
public protocol Scalar: BinaryFloatingPoint, SIMDScalar, BitwiseCopyable, Codable, Sendable,
    LosslessStringConvertible,
    BLASScalar, LAPACKScalar, ElementwiseScalar, ReductionScalar, ComparisonScalar, NeuralScalar,
    ConvolutionScalar, OptimizerScalar, LossScalar, RecurrentScalar
{
    /// The type's name as NumPy spells it: `"float32"` or `"float64"`.
    static var typeName: String { get }
}

extension Float: Scalar {
    /// `"float32"`.
    public static var typeName: String { "float32" }
}

extension Double: Scalar {
    /// `"float64"`.
    public static var typeName: String { "float64" }
}
