import LinearAlgebra

/// The derivative of a function of one element: the table.
///
/// Each entry says of what the derivative is written, of x or of y = f(x), and what it is. It serves both modes: a gradient and a
/// tangent are multiplied by it alike. Written in differentiable operations, it has derivatives itself.
///
/// Source: Abramowitz and Stegun, *Handbook of Mathematical Functions* (1964), 4.1 to 4.6 and 7.1.
enum ElementwiseDerivative<Element: Scalar>: Sendable {
    typealias Rule = @Sendable (Tensor<Element>) -> Tensor<Element>
    /// `f'` as a function of x.
    case ofInput(Rule)
    /// `f'` as a function of y = f(x).
    case ofOutput(Rule)
    /// `f'(x) = 0` wherever it exists.
    case zero

    static func of(_ operation: UnaryOperation) -> ElementwiseDerivative {
        switch operation {
        case .exp: .ofOutput { y in y }
        case .exp2: .ofOutput { y in y * Element(0.6931471805599453) }
        case .expm1: .ofOutput { y in y + 1 }
        case .log: .ofInput { x in x.reciprocal() }
        case .log2: .ofInput { x in 1 / (x * Element(0.6931471805599453)) }
        case .log10: .ofInput { x in 1 / (x * Element(2.302585092994046)) }
        case .log1p: .ofInput { x in 1 / (x + 1) }
        case .sqrt: .ofOutput { y in 0.5 / y }
        case .rsqrt: .ofOutput { y in -0.5 * y * y * y }
        case .reciprocal: .ofOutput { y in -y * y }
        case .cbrt: .ofOutput { y in 1 / (3 * y * y) }
        case .sin: .ofInput { x in x.cos() }
        case .cos: .ofInput { x in -x.sin() }
        case .tan: .ofOutput { y in 1 + y * y }
        case .asin: .ofInput { x in (1 - x * x).rsqrt() }
        case .acos: .ofInput { x in -(1 - x * x).rsqrt() }
        case .atan: .ofInput { x in 1 / (1 + x * x) }
        case .sinh: .ofInput { x in x.cosh() }
        case .cosh: .ofInput { x in x.sinh() }
        case .tanh: .ofOutput { y in 1 - y * y }
        case .asinh: .ofInput { x in (x * x + 1).rsqrt() }
        case .acosh: .ofInput { x in (x * x - 1).rsqrt() }
        case .atanh: .ofInput { x in 1 / (1 - x * x) }
        case .erf: .ofInput { x in Element(1.1283791670955126) * (-x * x).exp() }  // 2/√π exp(-x²)
        case .erfc: .ofInput { x in Element(-1.1283791670955126) * (-x * x).exp() }
        case .sigmoid: .ofOutput { y in y * (1 - y) }
        case .logSigmoid: .ofInput { x in (-x).sigmoid() }
        case .softplus: .ofInput { x in x.sigmoid() }
        case .gelu: .ofInput { x in geluDerivative(x) }
        case .geluTanh: .ofInput { x in geluTanhDerivative(x) }
        case .silu: .ofInput { x in siluDerivative(x) }
        case .relu: .ofOutput { y in y.sign() }
        case .abs: .ofInput { x in x.sign() }
        case .negate: .ofInput { x in Tensor(-1) }
        case .square: .ofInput { x in 2 * x }
        case .sign, .floor, .ceil, .round, .trunc: .zero
        }
    }

    /// `Φ(x) + x φ(x)`, with Φ and φ the distribution and the density of the normal distribution.
    private static func geluDerivative(_ x: Tensor<Element>) -> Tensor<Element> {
        let distribution = 0.5 * (x * Element(-0.7071067811865476)).erfc()
        let density = Element(0.3989422804014327) * (-0.5 * x * x).exp()
        return distribution + x * density
    }

    /// With `t = tanh(√(2/π)(x + 0.044715x³))`: `(1 + t)/2 + x/2 (1 - t²) √(2/π)(1 + 3 · 0.044715x²)`.
    private static func geluTanhDerivative(_ x: Tensor<Element>) -> Tensor<Element> {
        let root = Element(0.7978845608028654), cube = Element(0.044715)
        let squares = x * x
        let t = (root * x * (1 + cube * squares)).tanh()
        let inner = root * (1 + 3 * cube * squares)
        return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner
    }

    /// `σ(x)(1 + x(1 - σ(x)))`.
    private static func siluDerivative(_ x: Tensor<Element>) -> Tensor<Element> {
        let s = x.sigmoid()
        return s * (1 + x * (1 - s))
    }

    func saving(_ x: Tensor<Element>, _ y: Tensor<Element>) -> [SavedTensor<Element>] {
        switch self {
        case .ofInput: [.kept(0, x)]
        case .ofOutput: [.output(y)]
        case .zero: []
        }
    }

    /// The gradient, or the tangent, times the derivative: by one fused kernel where nothing is to be recorded.
    func times(
        _ change: Tensor<Element>, _ saved: Saved<Element>, _ operation: UnaryOperation
    ) -> Tensor<Element> {
        switch self {
        case .zero: return Tensor(repeating: 0, shape: change.shape)
        case .ofInput(let rule), .ofOutput(let rule):
            if !saved.isRecording, !change.isTracked, change.shape == saved[0].shape,
                let fused = GradientOperation(rawValue: operation.rawValue), fused.usesResult == isOfOutput
            {
                return multiplied(change, saved[0], fused)
            }
            return change * rule(saved[0])
        }
    }

    private var isOfOutput: Bool {
        if case .ofOutput = self { true } else { false }
    }

    private func multiplied(
        _ change: Tensor<Element>, _ kept: Tensor<Element>, _ operation: GradientOperation
    ) -> Tensor<Element> {
        let g = change.contiguous(), x = kept.contiguous(), result = Tensor<Element>(uninitialized: g.shape)
        let kernel = Element.gradientKernel(for: operation)
        inParallel(g.count, grain: 1 << 13) { kernel(g.start + $0, x.start + $0, result.start + $0, $1) }
        return result
    }
}

/// The derivatives of a function of two elements: the table.
///
/// `left` and `right` multiply a gradient, or a tangent, by ∂z/∂x and ∂z/∂y. Of the saved tensors, [0] is x, [1] is y and
/// [2] is z = f(x, y), where the rule keeps them.
struct BinaryDerivative<Element: Scalar>: Sendable {
    typealias Rule = @Sendable (_ change: Tensor<Element>, _ saved: Saved<Element>) -> Tensor<Element>
    var keepsInputs = true
    var keepsOutput = false
    let left: Rule
    let right: Rule

    static func of(_ operation: BinaryOperation) -> BinaryDerivative {
        switch operation {
        case .add: .init(keepsInputs: false, left: { g, _ in g }, right: { g, _ in g })
        case .subtract: .init(keepsInputs: false, left: { g, _ in g }, right: { g, _ in -g })
        case .multiply: .init(left: { g, s in g * s[1] }, right: { g, s in g * s[0] })
        case .divide:
            .init(keepsOutput: true, left: { g, s in g / s[1] }, right: { g, s in -g * s[2] / s[1] })
        // Where both are equal, each side takes half, as in PyTorch.
        case .minimum:
            .init(left: { g, s in g * share(s[0] .< s[1], s) }, right: { g, s in g * share(s[1] .< s[0], s) })
        case .maximum:
            .init(left: { g, s in g * share(s[0] .> s[1], s) }, right: { g, s in g * share(s[1] .> s[0], s) })
        case .pow:
            .init(keepsOutput: true, left: { g, s in powerLeft(g, s) }, right: { g, s in powerRight(g, s) })
        case .atan2:
            .init(
                left: { g, s in g * s[1] / squaredRadius(s) }, right: { g, s in -g * s[0] / squaredRadius(s) }
            )
        case .hypot:
            .init(keepsOutput: true, left: { g, s in g * s[0] / s[2] }, right: { g, s in g * s[1] / s[2] })
        case .remainder: .init(left: { g, _ in g }, right: { g, s in -g * (s[0] / s[1]).trunc() })
        case .copySign:
            .init(
                keepsOutput: true, left: { g, s in g * s[0].sign() * s[2].sign() },
                right: { g, _ in Tensor(repeating: 0, shape: g.shape) })
        case .logAddExp:
            .init(
                left: { g, s in g * (s[0] - s[1]).sigmoid() }, right: { g, s in g * (s[1] - s[0]).sigmoid() })
        }
    }

    /// `y xʸ⁻¹`; 0 where y is 0, whatever x is.
    private static func powerLeft(_ g: Tensor<Element>, _ s: Saved<Element>) -> Tensor<Element> {
        let y = s[1], isZero = Tensor<Element>(y .== 0)
        return g * y * s[0].pow(y - 1 + isZero) * (1 - isZero)
    }

    /// `xʸ log x`; 0 where x is 0 and y is not negative.
    private static func powerRight(_ g: Tensor<Element>, _ s: Saved<Element>) -> Tensor<Element> {
        let x = s[0], vanishes = Tensor<Element>(x .== 0) * Tensor<Element>(s[1] .>= 0)
        return g * s[2] * (x + vanishes).log() * (1 - vanishes)
    }

    /// `x² + y²`; 1 at the origin, where the derivatives of the angle are taken as 0.
    private static func squaredRadius(_ s: Saved<Element>) -> Tensor<Element> {
        let squares = s[0] * s[0] + s[1] * s[1]
        return squares + Tensor<Element>(squares .== 0)
    }

    /// 1 where the mask is true, ½ where both sides are equal, else 0.
    private static func share(_ isTaken: Mask, _ s: Saved<Element>) -> Tensor<Element> {
        Tensor<Element>(isTaken) + Tensor<Element>(s[0] .== s[1]) * 0.5
    }

    func saving(_ x: Tensor<Element>, _ y: Tensor<Element>, _ z: Tensor<Element>) -> [SavedTensor<Element>] {
        guard keepsInputs else { return [] }
        return keepsOutput ? [.kept(0, x), .kept(1, y), .output(z)] : [.kept(0, x), .kept(1, y)]
    }
}

extension Tensor {
    /// 1 where the mask is true, else 0, in the shape of the tensor that was compared.
    public init(_ mask: Mask) {
        let shape: [Int] =
            switch mask.shape {
            case .vector(let count): [count]
            case .matrix(let rows, let columns): [rows, columns]
            case .tensor(let lengths): lengths
            }
        let ones = Tensor(repeating: 1, shape: shape), zeros = Tensor(repeating: 0, shape: shape)
        self.init(uninitialized: shape)
        Element.select(mask.start, ones.start, zeros.start, start, count)
    }
}
