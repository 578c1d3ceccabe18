import Foundation
import LinearAlgebra

/// The distribution of Kolmogorov's D_n, the largest distance of an empirical distribution function of n
/// values from the true one, and of its one-sided parts.
///
/// No single formula is both right and fast everywhere; which one serves follows Simard and L'Ecuyer, without
/// their recursion of Pomeranz, in whose place Durbin's matrix is as exact:
///
/// | where | how |
/// |---|---|
/// | nD ≤ 1 or nD ≥ n − 1 | closed forms of Ruben and Gambino |
/// | the upper tail | twice the one-sided probability, which is exact for D ≥ ½ |
/// | n ≤ 140, or D small | powers of Durbin's matrix (Marsaglia, Tsang, Wang), in O((nD)³ log n) |
/// | large n | the series of Pelz and Good |
///
/// Source: R. Simard, P. L'Ecuyer, "Computing the Two-Sided Kolmogorov-Smirnov Distribution" (2011).
enum KolmogorovDistribution {
    /// P(D_n ≥ d).
    static func survival(_ n: Int, _ d: Double) -> Double {
        if d >= 1 { return 0 }
        let t = Double(n) * d, square = t * d
        if t <= 0.5 { return 1 }
        if t <= 1 { return 1 - rubenGambino(n, t) }
        if t >= Double(n - 1) { return 2 * pow(1 - d, Double(n)) }
        if d >= 0.5 || square > (n <= 140 ? 4 : 2.2) { return min(1, 2 * oneSided(n, d)) }
        let isExact = n <= 140 || (n <= 100_000 && Double(n) * d * d.squareRoot() <= 1.4)
        return min(1, max(0, 1 - (isExact ? durbin(n, d) : pelzGood(n, d))))
    }

    /// P(D_n⁺ ≥ d) = d Σ over j ≤ n(1 − d) of C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j), after Birnbaum and
    /// Tingey (1951).
    static func oneSided(_ n: Int, _ d: Double) -> Double {
        if d <= 0 { return 1 }
        if d >= 1 { return 0 }
        let size = Double(n)
        var sum = 0.0
        for j in 0...Int(size * (1 - d)) {
            // Each term is a probability of the binomial distribution of n and d + j/n, over d + j/n.
            let p = d + Double(j) / size
            if p < 1 { sum += exp(Special.logBinomialTerm(Double(j), size, p)) / p }
        }
        return min(1, d * sum)
    }

    /// P(D_n ≤ d) = n! ((2nd − 1)/n)ⁿ for ½ ≤ nd ≤ 1.
    private static func rubenGambino(_ n: Int, _ t: Double) -> Double {
        var product = 1.0
        for i in 1...n { product *= Double(i) / Double(n) * (2 * t - 1) }
        return product
    }

    /// P(D_n ≤ d) as an entry of the n-th power of Durbin's matrix, times n!/nⁿ. All entries are positive:
    /// nothing cancels.
    ///
    /// Source: G. Marsaglia, W. W. Tsang, J. Wang, "Evaluating Kolmogorov's Distribution" (2003).
    private static func durbin(_ n: Int, _ d: Double) -> Double {
        let t = Double(n) * d, k = Int(t.rounded(.up)), h = Double(k) - t, m = 2 * k - 1
        var factorials = [1.0]
        for i in 1...(m + 1) { factorials.append(factorials[i - 1] * Double(i)) }
        var matrix = Matrix<Double>(rows: m, columns: m) { row, column in
            row - column + 1 >= 0 ? 1 / factorials[row - column + 1] : 0
        }
        // The first column and the last row lack what lies beyond the boundary.
        for i in 0..<m {
            let lacking = pow(h, Double(i + 1)) / factorials[i + 1]
            matrix[i, 0] -= lacking
            matrix[m - 1, m - 1 - i] -= lacking
        }
        if h > 0.5 { matrix[m - 1, 0] += pow(2 * h - 1, Double(m)) / factorials[m] }
        var value = scaledPower(matrix, n)
        var result = value.matrix[k - 1, k - 1]
        for i in 1...n {
            result *= Double(i) / Double(n)
            if result < 0x1p-128 {
                result *= 0x1p128
                value.exponent -= 128
            }
        }
        return scalbn(result, value.exponent)
    }

    /// A matrix to a power, by squaring, and the power of 2 that was taken out against overflow.
    private static func scaledPower(_ matrix: Matrix<Double>, _ n: Int) -> (
        matrix: Matrix<Double>, exponent: Int
    ) {
        var result = Matrix<Double>.identity(matrix.rows), exponent = 0
        var square = matrix, squareExponent = 0, rest = n
        let middle = matrix.rows / 2
        while true {
            if rest & 1 == 1 {
                result = matmul(result, square)
                exponent += squareExponent
                if result[middle, middle] > 0x1p128 {
                    result *= 0x1p-128
                    exponent += 128
                }
            }
            rest >>= 1
            if rest == 0 { return (result, exponent) }
            square = matmul(square, square)
            squareExponent *= 2
            if square[middle, middle] > 0x1p128 {
                square *= 0x1p-128
                squareExponent += 128
            }
        }
    }

    /// P(D_n ≤ d) ≈ K₀(z) + K₁(z)/√n + K₂(z)/n + K₃(z)/n^1.5, z = √n d; right to five digits or more for n >
    /// 140.
    ///
    /// Source: W. Pelz, I. J. Good, "Approximating the Lower Tail-Areas of the Kolmogorov-Smirnov One-Sample
    /// Statistic" (1976).
    private static func pelzGood(_ n: Int, _ d: Double) -> Double {
        let root = Double(n).squareRoot(), z = root * d
        let z2 = z * z, z4 = z2 * z2, z6 = z4 * z2, z8 = z4 * z4
        let pi2 = Double.pi * Double.pi, pi4 = pi2 * pi2, pi6 = pi4 * pi2
        if pi2 / (8 * z2) > 708 { return 0 }
        var k0 = 0.0, k1 = 0.0, k2 = 0.0, k3 = 0.0, even2 = 0.0, even3 = 0.0
        for k in stride(from: Int((16 * z / .pi).rounded(.up)), through: 1, by: -1) {
            let odd = Double(2 * k - 1), m2 = odd * odd, m4 = m2 * m2, m6 = m4 * m2
            let weight = exp(-pi2 * m2 / (8 * z2))
            k0 += weight
            k1 += weight * (pi2 * m2 / 4 - z2)
            let second: Double = (2 * z4 - 5 * z2) * pi2 * m2 / 4 + pi4 * (1 - 2 * z2) * m4 / 16
            k2 += weight * (6 * z6 + 2 * z4 + second)
            let third: Double = pi2 * (135 * z4 - 96 * z6) * m2 / 4 + pi4 * (212 * z4 - 60 * z2) * m4 / 16
            k3 += weight * (third + pi6 * (5 - 30 * z2) * m6 / 64 - 30 * z6 - 90 * z8)
            let square = Double(k * k), tail = exp(-pi2 * square / (2 * z2))
            even2 += square * tail
            even3 += (3 * z2 - pi2 * square) * square * tail
        }
        let scale = (2 * Double.pi).squareRoot()
        let first: Double = k0 / z + k1 / (6 * z4 * root)
        let second: Double = (k2 / (72 * z6 * z) - pi2 * even2 / (36 * z2 * z)) / Double(n)
        let third: Double = (k3 / (6480 * z8 * z2) + pi2 * even3 / (216 * z6)) / (Double(n) * root)
        return scale * (first + second + third)
    }
}
