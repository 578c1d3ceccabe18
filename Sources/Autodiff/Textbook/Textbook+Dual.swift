import LinearAlgebra
import Randomness

extension Textbook {
    /// A dual number `a + bε` with `ε² = 0`: forward-mode differentiation, to read.
    ///
    /// Put `x + 1ε` into a function and the result is `f(x) + f'(x)ε`, for Taylor's series ends after its second term. The
    /// derivative is exact up to rounding, and nothing needs to be remembered; but each input costs a calculation of its own.
    /// A dual number of dual numbers carries second derivatives.
    ///
    ///     let x = Textbook.Dual(3.0, 1)
    ///     let y = x * x + 1
    ///     print(y.value, y.derivative)  // 10.0 6.0
    ///
    /// Source: Clifford (1873); Wengert, *A simple automatic derivative evaluation program* (1964).
    public struct Dual<Base: Number>: Number {
        /// a, the value.
        public var value: Base
        /// b, the derivative.
        public var derivative: Base

        /// The number `value + derivative ε`.
        ///
        /// - Parameters:
        ///   - value: a.
        ///   - derivative: b: 1 for the variable to differentiate by, 0 for a constant.
        public init(_ value: Base, _ derivative: Base) {
            self.value = value
            self.derivative = derivative
        }

        /// A constant.
        public init(_ number: Double) { self.init(Base(number), 0) }
        /// A constant, `2.5`.
        public init(floatLiteral number: Double) { self.init(number) }
        /// A constant, `2`.
        public init(integerLiteral number: Int) { self.init(Double(number)) }

        /// The value, without derivatives.
        public var number: Double { value.number }

        /// `(x + x'ε) + (y + y'ε) = (x + y) + (x' + y')ε`
        public static func + (x: Dual, y: Dual) -> Dual {
            Dual(x.value + y.value, x.derivative + y.derivative)
        }

        /// `(x + x'ε) - (y + y'ε) = (x - y) + (x' - y')ε`
        public static func - (x: Dual, y: Dual) -> Dual {
            Dual(x.value - y.value, x.derivative - y.derivative)
        }

        /// `(x + x'ε)(y + y'ε) = xy + (x'y + xy')ε`, for ε² = 0.
        public static func * (x: Dual, y: Dual) -> Dual {
            Dual(x.value * y.value, x.derivative * y.value + x.value * y.derivative)
        }

        /// `(x + x'ε)/(y + y'ε) = q + ((x' - q y')/y)ε` with q = x/y.
        public static func / (x: Dual, y: Dual) -> Dual {
            let quotient = x.value / y.value
            return Dual(quotient, (x.derivative - quotient * y.derivative) / y.value)
        }

        /// `-(x + x'ε) = -x - x'ε`
        public static prefix func - (x: Dual) -> Dual { Dual(-x.value, -x.derivative) }

        /// `f(x + x'ε) = f(x) + f'(x) x' ε`
        public func applying(_ function: Function) -> Dual {
            let result = value.applying(function)
            return Dual(result, function.derivative(at: value, value: result) * derivative)
        }
    }

    /// `f'(x)`, exact up to rounding.
    ///
    /// - Parameters:
    ///   - x: Where.
    ///   - function: f.
    public static func derivative(
        at x: Double, of function: (Dual<Double>) throws -> Dual<Double>
    ) rethrows -> Double {
        try function(Dual(x, 1)).derivative
    }

    /// `f''(x)`: with `ε` and `η`, `f(x + ε + η + 0εη) = f + f'ε + f'η + f''εη`.
    ///
    /// - Parameters:
    ///   - x: Where.
    ///   - function: f.
    public static func secondDerivative(
        at x: Double, of function: (Dual<Dual<Double>>) throws -> Dual<Dual<Double>>
    ) rethrows -> Double {
        try function(Dual(Dual(x, 1), Dual(1, 0))).derivative.derivative
    }

    /// The gradient of a function of several numbers in forward mode: one calculation of it for each of them.
    ///
    /// - Parameters:
    ///   - point: Where.
    ///   - function: f.
    public static func forwardGradient(
        at point: [Double], of function: ([Dual<Double>]) throws -> Dual<Double>
    ) rethrows -> [Double] {
        try point.indices.map { index in
            try function(point.indices.map { Dual(point[$0], $0 == index ? 1 : 0) }).derivative
        }
    }
}
