// The functions of one element, as free functions and as methods: `exp(x)` and `x.exp()`.

extension DenseArray {
    /// `eˣ` for each element.
    public func exp() -> Self { applying(.exp) }
    /// `2ˣ` for each element.
    public func exp2() -> Self { applying(.exp2) }
    /// `eˣ - 1` for each element, exact for small x.
    public func expm1() -> Self { applying(.expm1) }
    /// The natural logarithm of each element.
    public func log() -> Self { applying(.log) }
    /// The logarithm to base 2 of each element.
    public func log2() -> Self { applying(.log2) }
    /// The logarithm to base 10 of each element.
    public func log10() -> Self { applying(.log10) }
    /// `log(1 + x)` for each element, exact for small x.
    public func log1p() -> Self { applying(.log1p) }
    /// The square root of each element.
    public func sqrt() -> Self { applying(.sqrt) }
    /// `1/√x` for each element.
    public func rsqrt() -> Self { applying(.rsqrt) }
    /// `1/x` for each element.
    public func reciprocal() -> Self { applying(.reciprocal) }
    /// The cube root of each element.
    public func cbrt() -> Self { applying(.cbrt) }
    /// `x²` for each element.
    public func square() -> Self { applying(.square) }
    /// The sine of each element, in radians.
    public func sin() -> Self { applying(.sin) }
    /// The cosine of each element, in radians.
    public func cos() -> Self { applying(.cos) }
    /// The tangent of each element, in radians.
    public func tan() -> Self { applying(.tan) }
    /// The angle in [-π/2, π/2] whose sine is x, for each element.
    public func asin() -> Self { applying(.asin) }
    /// The angle in [0, π] whose cosine is x, for each element.
    public func acos() -> Self { applying(.acos) }
    /// The angle in (-π/2, π/2) whose tangent is x, for each element.
    public func atan() -> Self { applying(.atan) }
    /// The hyperbolic sine of each element.
    public func sinh() -> Self { applying(.sinh) }
    /// The hyperbolic cosine of each element.
    public func cosh() -> Self { applying(.cosh) }
    /// The hyperbolic tangent of each element.
    public func tanh() -> Self { applying(.tanh) }
    /// The inverse hyperbolic sine of each element.
    public func asinh() -> Self { applying(.asinh) }
    /// The inverse hyperbolic cosine of each element.
    public func acosh() -> Self { applying(.acosh) }
    /// The inverse hyperbolic tangent of each element.
    public func atanh() -> Self { applying(.atanh) }
    /// The error function `2/√π ∫₀ˣ e^(-t²) dt` of each element.
    public func erf() -> Self { applying(.erf) }
    /// `1 - erf(x)` for each element, exact for large x.
    public func erfc() -> Self { applying(.erfc) }
    /// The logistic function `1/(1 + e⁻ˣ)` of each element.
    public func sigmoid() -> Self { applying(.sigmoid) }
    /// `log(1/(1 + e⁻ˣ))` for each element.
    public func logSigmoid() -> Self { applying(.logSigmoid) }
    /// `log(1 + eˣ)` for each element.
    public func softplus() -> Self { applying(.softplus) }
    /// `x Φ(x)` for each element, Φ the normal distribution function (Hendrycks and Gimpel, 2016).
    public func gelu() -> Self { applying(.gelu) }
    /// The approximation of ``gelu()`` by tanh: `x/2 (1 + tanh(√(2/π)(x + 0.044715x³)))`.
    public func geluTanh() -> Self { applying(.geluTanh) }
    /// `x/(1 + e⁻ˣ)` for each element, also called swish.
    public func silu() -> Self { applying(.silu) }
    /// `max(x, 0)` for each element.
    public func relu() -> Self { applying(.relu) }
    /// `|x|` for each element.
    public func abs() -> Self { applying(.abs) }
    /// -1, 0 or 1 for each element.
    public func sign() -> Self { applying(.sign) }
    /// The largest integer not above x, for each element.
    public func floor() -> Self { applying(.floor) }
    /// The smallest integer not below x, for each element.
    public func ceil() -> Self { applying(.ceil) }
    /// The nearest integer to each element; halves go to the even one, as in NumPy.
    public func round() -> Self { applying(.round) }
    /// The integer part of each element.
    public func trunc() -> Self { applying(.trunc) }
    /// `xᵖ` for each element.
    public func pow(_ exponent: Element) -> Self { applying(.pow, exponent) }
    /// `xᵖ` for each element and its own p.
    public func pow(_ exponents: Self) -> Self { applying(.pow, exponents) }
    /// The smaller of x and its counterpart; NaN where either is.
    public func minimum(_ other: Self) -> Self { applying(.minimum, other) }
    /// The smaller of x and a number; NaN where either is.
    public func minimum(_ number: Element) -> Self { applying(.minimum, number) }
    /// The larger of x and its counterpart; NaN where either is.
    public func maximum(_ other: Self) -> Self { applying(.maximum, other) }
    /// The larger of x and a number; NaN where either is.
    public func maximum(_ number: Element) -> Self { applying(.maximum, number) }
    /// Each element, moved into `range` where it lies outside: NumPy's `clip`.
    public func clamped(to range: ClosedRange<Element>) -> Self {
        var result = applying(.maximum, range.lowerBound)
        result.apply(.minimum, range.upperBound)
        return result
    }
    /// `log(eˣ + eʸ)` for each element and its counterpart, without overflow.
    public func logAddExp(_ other: Self) -> Self { applying(.logAddExp, other) }
    /// The angle of the point (other, self), for each element and its counterpart.
    public func atan2(_ other: Self) -> Self { applying(.atan2, other) }
    /// `√(x² + y²)` for each element and its counterpart, without overflow.
    public func hypot(_ other: Self) -> Self { applying(.hypot, other) }
    /// The remainder of `x/y` with the sign of x, for each element and its counterpart: NumPy's `fmod`.
    public func remainder(dividingBy other: Self) -> Self { applying(.remainder, other) }
}

/// `eˣ` for each element.
public func exp<A: DenseArray>(_ x: A) -> A { x.exp() }
/// The natural logarithm of each element.
public func log<A: DenseArray>(_ x: A) -> A { x.log() }
/// The square root of each element.
public func sqrt<A: DenseArray>(_ x: A) -> A { x.sqrt() }
/// The sine of each element, in radians.
public func sin<A: DenseArray>(_ x: A) -> A { x.sin() }
/// The cosine of each element, in radians.
public func cos<A: DenseArray>(_ x: A) -> A { x.cos() }
/// The hyperbolic tangent of each element.
public func tanh<A: DenseArray>(_ x: A) -> A { x.tanh() }
/// The tangent of each element, in radians.
public func tan<A: DenseArray>(_ x: A) -> A { x.tan() }
/// The angle in (-π/2, π/2) whose tangent is x, for each element.
public func atan<A: DenseArray>(_ x: A) -> A { x.atan() }
/// `eˣ - 1` for each element, exact for small x.
public func expm1<A: DenseArray>(_ x: A) -> A { x.expm1() }
/// `log(1 + x)` for each element, exact for small x.
public func log1p<A: DenseArray>(_ x: A) -> A { x.log1p() }
/// The logarithm to base 2 of each element.
public func log2<A: DenseArray>(_ x: A) -> A { x.log2() }
/// The logarithm to base 10 of each element.
public func log10<A: DenseArray>(_ x: A) -> A { x.log10() }
/// The largest integer not above x, for each element.
public func floor<A: DenseArray>(_ x: A) -> A { x.floor() }
/// The smallest integer not below x, for each element.
public func ceil<A: DenseArray>(_ x: A) -> A { x.ceil() }
/// The logistic function `1/(1 + e⁻ˣ)` of each element.
public func sigmoid<A: DenseArray>(_ x: A) -> A { x.sigmoid() }
/// `|x|` for each element.
public func abs<A: DenseArray>(_ x: A) -> A { x.abs() }
/// `xᵖ` for each element.
public func pow<A: DenseArray>(_ x: A, _ exponent: A.Element) -> A { x.pow(exponent) }
