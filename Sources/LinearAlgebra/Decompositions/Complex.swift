/// A complex number, `real + imaginary · i`: what the eigenvalues of a real matrix can be.
public struct Complex<Element: Scalar>: Sendable, Hashable, Codable {
    /// The real part.
    public var real: Element
    /// The imaginary part.
    public var imaginary: Element

    /// `real + imaginary · i`.
    public init(_ real: Element, _ imaginary: Element = 0) {
        self.real = real
        self.imaginary = imaginary
    }

    /// `|z| = √(real² + imaginary²)`, computed without overflow.
    public var magnitude: Element {
        let large = max(abs(real), abs(imaginary)), small = min(abs(real), abs(imaginary))
        if large == 0 || large.isInfinite { return large }
        let ratio = small / large
        return large * (1 + ratio * ratio).squareRoot()
    }

    /// `real - imaginary · i`.
    public var conjugate: Complex { Complex(real, -imaginary) }

    /// The sum.
    public static func + (left: Complex, right: Complex) -> Complex {
        Complex(left.real + right.real, left.imaginary + right.imaginary)
    }

    /// The difference.
    public static func - (left: Complex, right: Complex) -> Complex {
        Complex(left.real - right.real, left.imaginary - right.imaginary)
    }

    /// The product, `(ac - bd) + (ad + bc)i`.
    public static func * (left: Complex, right: Complex) -> Complex {
        Complex(
            left.real * right.real - left.imaginary * right.imaginary,
            left.real * right.imaginary + left.imaginary * right.real)
    }

    /// The quotient, by Smith's scaling, which does not overflow where the result does not.
    public static func / (left: Complex, right: Complex) -> Complex {
        if abs(right.real) >= abs(right.imaginary) {
            let ratio = right.imaginary / right.real, scale = 1 / (right.real + right.imaginary * ratio)
            return Complex(
                (left.real + left.imaginary * ratio) * scale, (left.imaginary - left.real * ratio) * scale)
        }
        let ratio = right.real / right.imaginary, scale = 1 / (right.real * ratio + right.imaginary)
        return Complex(
            (left.real * ratio + left.imaginary) * scale, (left.imaginary * ratio - left.real) * scale)
    }
}

extension Complex: CustomStringConvertible {
    /// `"1.0 + 2.0i"`.
    public var description: String {
        imaginary.sign == .minus ? "\(real) - \(-imaginary)i" : "\(real) + \(imaginary)i"
    }
}
