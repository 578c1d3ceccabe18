extension Matrix {
    /// The exponential of a square matrix, `I + A + A²/2! + A³/3! + …`: not the exponential of its elements.
    ///
    /// `x(t) = exp(tA) x(0)` solves `x′ = Ax`. A Padé approximant (a quotient of polynomials) is exact to rounding for small A;
    /// a large A is halved s times first, and the result squared s times, for exp(A) = exp(A/2)².
    ///
    ///     let turn: Matrix = [[0.0, -Double.pi], [Double.pi, 0.0]]
    ///     print(try turn.exponential())          // about [[-1, 0], [0, -1]]
    ///
    /// About 2(6 + s)n³ + ⅔n³ operations. Requires a square matrix; throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a
    /// NaN or an infinity. SciPy: `expm`. Source: Higham, *The Scaling and Squaring Method for the Matrix Exponential
    /// Revisited* (2005).
    public func exponential() throws(LinearAlgebraError) -> Matrix {
        require(isSquare, "exponential: \(rows) × \(columns) is not square")
        try checkFinite("exponential")
        let size = Double(largestSum(ofRows: false))
        // The degree up to which a norm is safe (Higham 2005, table 2.3).
        let degrees: [(bound: Double, degree: Int)] = [
            (1.495585217958292e-2, 3), (2.539398330063230e-1, 5), (9.504178996162932e-1, 7),
            (2.097847961257068, 9),
        ]
        if let (_, degree) = degrees.first(where: { size <= $0.bound }) {
            return try padéExponential(degree: degree)
        }
        let halvings = Swift.max(0, Int((size / 5.371920351148152).logarithm2RoundedUp))
        var result = try (self * Element(sign: .plus, exponent: Element.Exponent(-halvings), significand: 1))
            .padéExponential(degree: 13)
        for _ in 0..<halvings { result = matmul(result, result) }
        return result
    }

    /// `q(A)⁻¹p(A)`, q(x) = p(-x): with U the odd part of p and V the even one, `(V - U)⁻¹(V + U)`.
    private func padéExponential(degree: Int) throws(LinearAlgebraError) -> Matrix {
        let c = Matrix.padéCoefficients(degree: degree)
        let identity = Matrix.unit(rows, rows), a2 = matmul(self, self)
        var u: Matrix, v: Matrix
        if degree == 13 {
            // Six products instead of twelve, by factoring out A⁶.
            let a4 = matmul(a2, a2), a6 = matmul(a4, a2)
            let highU = matmul(a6, c[13] * a6 + c[11] * a4 + c[9] * a2)
            u = matmul(self, highU + c[7] * a6 + c[5] * a4 + c[3] * a2 + c[1] * identity)
            v = matmul(a6, c[12] * a6 + c[10] * a4 + c[8] * a2)
            v += c[6] * a6 + c[4] * a4 + c[2] * a2 + c[0] * identity
        } else {
            var power = identity
            u = c[1] * identity
            v = c[0] * identity
            for k in stride(from: 2, to: degree, by: 2) {
                power = matmul(power, a2)
                u += c[k + 1] * power
                v += c[k] * power
            }
            u = matmul(self, u)
        }
        return try (v - u).solve(v + u, onIllConditioned: .ignore)
    }

    /// The numerator of the Padé approximant of eˣ: `cₖ = (2m - k)! m! / ((2m)! (m - k)! k!)`, scaled to c₀ = 1.
    private static func padéCoefficients(degree m: Int) -> [Element] {
        var coefficients: [Double] = [1]
        for k in 1...m {
            coefficients.append(coefficients[k - 1] * Double(m - k + 1) / Double((2 * m - k + 1) * k))
        }
        return coefficients.map { Element($0) }
    }
}

extension Double {
    /// The least whole number that is no less than log₂ of a positive, finite number.
    fileprivate var logarithm2RoundedUp: Int { Int(exponent) + (significand > 1 ? 1 : 0) }
}
