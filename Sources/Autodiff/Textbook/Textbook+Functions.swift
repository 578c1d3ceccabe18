import Foundation
import LinearAlgebra
import Randomness

// What the engines of this folder share: the numbers they calculate with, and the table of derivatives.

extension Textbook {
    /// A number that one can calculate with: `Double`, which knows its value; ``Dual``, which carries a derivative along; ``Value``,
    /// which remembers where it came from.
    ///
    /// A function written once for `Number` can be differentiated by differences, forward and in reverse:
    ///
    ///     func f<N: Textbook.Number>(_ x: N) -> N { x * tanh(x) + exp(-x) }
    public protocol Number: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, Sendable {
        /// A constant.
        init(_ number: Double)
        /// The value, without what else is carried along.
        var number: Double { get }
        /// The sum.
        static func + (left: Self, right: Self) -> Self
        /// The difference.
        static func - (left: Self, right: Self) -> Self
        /// The product.
        static func * (left: Self, right: Self) -> Self
        /// The quotient.
        static func / (left: Self, right: Self) -> Self
        /// The negative.
        prefix static func - (operand: Self) -> Self
        /// The function of this number.
        func applying(_ function: Function) -> Self
    }

    /// The functions of one number, each with its derivative: the table that forward and reverse mode share.
    ///
    /// | y | dy/dx |
    /// |---|---|
    /// | `exp x` | `y` |
    /// | `log x` | `1/x` |
    /// | `sin x`, `cos x` | `cos x`, `-sin x` |
    /// | `tanh x` | `1 - y²` |
    /// | `σ(x) = 1/(1 + e⁻ˣ)` | `σ(x) σ(-x)` |
    /// | `max(x, 0)` | 1 where x > 0, else 0 |
    /// | `xⁿ` | `n xⁿ⁻¹` |
    public enum Function: Sendable, Hashable {
        /// A function of the table above.
        case exp, log, sin, cos, tanh, sigmoid, relu
        /// `xⁿ` for a constant n.
        case power(Double)

        /// The value at `x`.
        public func callAsFunction(_ x: Double) -> Double {
            switch self {
            case .exp: Foundation.exp(x)
            case .log: Foundation.log(x)
            case .sin: Foundation.sin(x)
            case .cos: Foundation.cos(x)
            case .tanh: Foundation.tanh(x)
            case .sigmoid: 1 / (1 + Foundation.exp(-x))
            case .relu: x < 0 ? 0 : x  // a NaN stays one
            case .power(let n): Foundation.pow(x, n)
            }
        }

        /// The derivative at `x`, where the function is `y`; itself a formula of numbers, so that it can be differentiated again.
        ///
        /// - Parameters:
        ///   - x: Where.
        ///   - y: The function's value there.
        public func derivative<N: Number>(at x: N, value y: N) -> N {
            switch self {
            case .exp: y
            case .log: 1 / x
            case .sin: x.applying(.cos)
            case .cos: -x.applying(.sin)
            case .tanh: 1 - y * y
            // y(1 - y) would lose its digits where y is close to 1.
            case .sigmoid: y * (-x).applying(.sigmoid)
            case .relu: N(x.number.isNaN ? .nan : x.number > 0 ? 1 : 0)
            case .power(0): 0
            case .power(let n): N(n) * x.applying(.power(n - 1))
            }
        }
    }
}

extension Textbook.Function: CustomStringConvertible {
    /// The name, `"tanh"` or `"^2"`.
    public var description: String {
        switch self {
        case .exp: "exp"
        case .log: "log"
        case .sin: "sin"
        case .cos: "cos"
        case .tanh: "tanh"
        case .sigmoid: "sigmoid"
        case .relu: "relu"
        case .power(let n): "^" + shortText(n)
        }
    }
}

extension Double: Textbook.Number {
    /// The number itself.
    public var number: Double { self }
    /// The function of this number.
    public func applying(_ function: Textbook.Function) -> Double { function(self) }
}

/// `eˣ`.
public func exp<N: Textbook.Number>(_ x: N) -> N { x.applying(.exp) }
/// The natural logarithm.
public func log<N: Textbook.Number>(_ x: N) -> N { x.applying(.log) }
/// The sine.
public func sin<N: Textbook.Number>(_ x: N) -> N { x.applying(.sin) }
/// The cosine.
public func cos<N: Textbook.Number>(_ x: N) -> N { x.applying(.cos) }
/// The hyperbolic tangent.
public func tanh<N: Textbook.Number>(_ x: N) -> N { x.applying(.tanh) }
/// The logistic function `1/(1 + e⁻ˣ)`.
public func sigmoid<N: Textbook.Number>(_ x: N) -> N { x.applying(.sigmoid) }
/// `max(x, 0)`, with the derivative 0 at 0.
public func relu<N: Textbook.Number>(_ x: N) -> N { x.applying(.relu) }
/// `xⁿ` for a constant n. For an exponent that varies too, write `exp(y * log(x))`.
public func pow<N: Textbook.Number>(_ x: N, _ n: Double) -> N { x.applying(.power(n)) }

/// Four digits: `0.3333`, `-2`, `1e+10`, `nan`.
func shortText(_ number: Double) -> String { String(format: "%.4g", number) }
