extension Matrix {
    /// The exponential of a square matrix, `I + A + A²/2! + A³/3! + …`: not the exponential of its elements.
    ///
    /// `x(t) = exp(tA) x(0)` solves `x′ = Ax`. A Padé approximant (a quotient of polynomials) is exact to rounding for small A;
    /// a large A is halved s times first, and the result squared s times, for exp(A) = exp(A/2)².
    ///
    ///     let turn: Matrix = [[0.0, -Double.pi], [Double.pi, 0.0]]
    ///     print((try turn.exponential() + .identity(2)).abs().max() < 1e-14)     // true
    ///
    /// How often to halve is told by ‖A⁴‖ and ‖A⁶‖, not by ‖A‖ alone: a nilpotent matrix, however large, needs no squaring. In a
    /// triangular matrix the diagonal and the one next to it are set to their closed forms at each squaring.
    ///
    /// About 2(6 + s)n³ + ⅔n³ operations. Requires a square matrix; throws ``LinearAlgebraError/notFinite(operation:row:column:value:)`` at a
    /// NaN or an infinity. SciPy: `expm`. Source: Al-Mohy and Higham, *A New Scaling and Squaring Algorithm for the Matrix
    /// Exponential* (2009).
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
        let a2 = matmul(self, self), a4 = matmul(a2, a2)
        let powers = [a2, a4, matmul(a4, a2)]
        let halvings = halvings(size: size, powers)
        if halvings == 0 { return try padéExponential13(powers) }
        // Scaled first: the powers of A itself may have overflowed.
        let scaled = scaledDown(by: halvings), b2 = matmul(scaled, scaled), b4 = matmul(b2, b2)
        let result = try scaled.padéExponential13([b2, b4, matmul(b4, b2)])
        return squared(result, times: halvings)
    }

    /// A / 2ˢ.
    private func scaledDown(by halvings: Int) -> Matrix {
        self * Element(sign: .plus, exponent: Element.Exponent(-halvings), significand: 1)
    }

    /// The s for which the approximant of degree 13 is exact to rounding at A / 2ˢ; `powers` are A², A⁴ and A⁶.
    ///
    /// Algorithm 5.1 of Al-Mohy and Higham, with the bounds that A⁴ and A⁶ give.
    private func halvings(size: Double, _ powers: [Matrix]) -> Int {
        let logarithmOfSize = size.logarithm2
        var radius = Swift.max(
            Double(powers[1].largestSum(ofRows: false)).logarithm2 / 4,
            Double(powers[2].largestSum(ofRows: false)).logarithm2 / 6)
        // Also where a power has overflowed.
        if !(radius < logarithmOfSize) { radius = logarithmOfSize }
        let halvings = Swift.max(0, (radius - 4.25.logarithm2).rounded(.up))
        // What the approximant leaves out, c‖|A|²⁷‖ / ‖A‖ with c = 13!² / (26! 27!), against the unit roundoff: the powers of |A|
        // may be far larger than those of A.
        var logarithm = -116.447004251763 - 26 * halvings - logarithmOfSize
        var sums = Matrix(repeating: 1, rows: 1, columns: rows)
        let magnitudes = abs()
        for _ in 0..<27 {
            sums = matmul(sums, magnitudes)
            let largest = sums.max()
            if largest == 0 { return Int(halvings) }
            logarithm += Double(largest).logarithm2
            sums /= largest
        }
        return Int(halvings + Swift.max(0, ((logarithm + 53) / 26).rounded(.up)))
    }

    private var triangularStructure: SystemStructure {
        if lowerTriangle(offset: -1) == .zeros(rows, rows) { return .upperTriangular }
        return upperTriangle(offset: 1) == .zeros(rows, rows) ? .lowerTriangular : .general
    }

    private var isDiagonal: Bool { self == Matrix(diagonal: diagonal()) }

    /// `x` squared `count` times, where x is about exp(A / 2ˢ), s = `count`.
    private func squared(_ x: Matrix, times count: Int) -> Matrix {
        let structure = triangularStructure
        if structure != .general && isDiagonal { return Matrix(diagonal: diagonal().exp()) }
        var result = x
        for remaining in (0...count).reversed() {
            if remaining < count { result = matmul(result, result) }
            if structure != .general {
                scaledDown(by: remaining).setKnownDiagonals(
                    of: &result, offset: structure == .upperTriangular ? 1 : -1)
            }
        }
        return result
    }

    /// Sets what is known of the exponential of a triangular matrix T: `exp(tᵢᵢ)` on the diagonal, and beside it
    /// `tᵢⱼ (exp(tᵢᵢ) - exp(tⱼⱼ)) / (tᵢᵢ - tⱼⱼ)` with j = i + 1 (Higham 2008, (10.42)).
    private func setKnownDiagonals(of result: inout Matrix, offset: Int) {
        let t = diagonal(), upper = t[1...], lower = t[..<(rows - 1)]
        let gap = (upper - lower).abs(), slope = select(gap .== 0, 1, -(-gap).expm1() / gap)
        let beside = diagonal(offset: offset) * upper.maximum(lower).exp() * slope, diagonal = t.exp()
        var index = 0
        result.diagonal { element in
            element = diagonal[index]
            index += 1
        }
        index = 0
        result.diagonal(offset: offset) { element in
            element = beside[index]
            index += 1
        }
    }

    /// `q(A)⁻¹p(A)`, q(x) = p(-x), of a small degree: with U the odd part of p and V the even one, `(V - U)⁻¹(V + U)`.
    private func padéExponential(degree: Int) throws(LinearAlgebraError) -> Matrix {
        let c = Matrix.padéCoefficients(degree: degree)
        let identity = Matrix.unit(rows, rows), a2 = matmul(self, self)
        var power = identity, u = c[1] * identity, v = c[0] * identity
        for k in stride(from: 2, to: degree, by: 2) {
            power = matmul(power, a2)
            u += c[k + 1] * power
            v += c[k] * power
        }
        u = matmul(self, u)
        return try (v - u).solve(v + u, assuming: triangularStructure, onIllConditioned: .ignore)
    }

    /// The same of degree 13, from A², A⁴ and A⁶: three more products instead of nine, by factoring out A⁶.
    private func padéExponential13(_ powers: [Matrix]) throws(LinearAlgebraError) -> Matrix {
        let c = Matrix.padéCoefficients(degree: 13)
        let identity = Matrix.unit(rows, rows), (a2, a4, a6) = (powers[0], powers[1], powers[2])
        let highU = matmul(a6, c[13] * a6 + c[11] * a4 + c[9] * a2)
        let u = matmul(self, highU + c[7] * a6 + c[5] * a4 + c[3] * a2 + c[1] * identity)
        var v = matmul(a6, c[12] * a6 + c[10] * a4 + c[8] * a2)
        v += c[6] * a6 + c[4] * a4 + c[2] * a2 + c[0] * identity
        return try (v - u).solve(v + u, assuming: triangularStructure, onIllConditioned: .ignore)
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
    /// log₂ x.
    fileprivate var logarithm2: Double { Vector([self]).log2()[0] }
}
