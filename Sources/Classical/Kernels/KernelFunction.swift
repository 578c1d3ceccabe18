import CKernels
import Foundation
import LinearAlgebra

/// How alike two rows are: the inner product of what some map, which need not be known, makes of them.
public enum KernelFunction: Sendable, Codable, Hashable {
    /// What γ is.
    public enum Gamma: Sendable, Codable, Hashable, ExpressibleByFloatLiteral {
        /// `1 / (p · variance)`, of all numbers of the (weighted) rows together.
        case scale
        /// `1 / p`.
        case auto
        /// A number above 0.
        case value(Double)

        /// A number above 0.
        public init(floatLiteral value: Double) { self = .value(value) }
    }

    /// `x · z`.
    case linear
    /// `exp(-γ‖x - z‖²)`.
    case rbf(gamma: Gamma = .scale)
    /// `(γ x·z + offset)^degree`.
    case polynomial(degree: Int = 3, gamma: Gamma = .scale, offset: Double = 0)
    /// `tanh(γ x·z + offset)`; no inner product for all values of the two.
    case sigmoid(gamma: Gamma = .scale, offset: Double = 0)

    /// The kernel with γ as a number.
    func resolved(_ x: Matrix<Double>, _ weights: Vector<Double>?) throws(FitError) -> ResolvedKernel {
        switch self {
        case .linear: return ResolvedKernel(kind: .linear, gamma: 1, offset: 0, degree: 1)
        case .rbf(let gamma):
            return ResolvedKernel(kind: .rbf, gamma: try value(gamma, x, weights), offset: 0, degree: 1)
        case .polynomial(let degree, let gamma, let offset):
            guard degree >= 0 else { throw .badOption("a polynomial kernel of degree \(degree)") }
            return ResolvedKernel(
                kind: .polynomial, gamma: try value(gamma, x, weights), offset: offset, degree: degree)
        case .sigmoid(let gamma, let offset):
            return ResolvedKernel(
                kind: .sigmoid, gamma: try value(gamma, x, weights), offset: offset, degree: 1)
        }
    }

    private func value(_ gamma: Gamma, _ x: Matrix<Double>, _ weights: Vector<Double>?) throws(FitError)
        -> Double
    {
        switch gamma {
        case .auto: return 1 / Double(x.columns)
        case .value(let value):
            guard value > 0, value.isFinite else { throw .badOption("a kernel with γ = \(value)") }
            return value
        case .scale:
            let variance = weights.map { weightedVariance(x, $0) } ?? x.flattened.variance()
            return variance > 0 ? 1 / (Double(x.columns) * variance) : 1
        }
    }

    private func weightedVariance(_ x: Matrix<Double>, _ weights: Vector<Double>) -> Double {
        let total = weights.sum() * Double(x.columns), mean = matmul(weights, x).sum() / total
        return matmul(weights, (x - mean).square()).sum() / total
    }
}

/// A kernel whose γ is known, evaluated on blocks of rows.
struct ResolvedKernel: Sendable, Codable, Hashable {
    enum Kind: Sendable, Codable, Hashable { case linear, rbf, polynomial, sigmoid }

    let kind: Kind
    let gamma: Double
    let offset: Double
    let degree: Int

    /// `‖x‖²` of each row, which the RBF kernel needs.
    static func norms(_ x: Matrix<Double>) -> Vector<Double> { x.sumOfSquares(over: .columns).contiguous() }

    /// The kernel of a row with itself.
    func diagonal(_ norms: Vector<Double>) -> Vector<Double> {
        if kind == .rbf { return .ones(norms.count) }
        return norms.map { of(dot: $0) }
    }

    /// The kernel from an inner product; not for RBF.
    @inline(__always)
    private func of(dot: Double) -> Double {
        switch kind {
        case .linear: return dot
        case .polynomial:
            let base = gamma * dot + offset
            var power = 1.0
            for _ in 0..<degree { power *= base }
            return power
        case .sigmoid: return tanh(gamma * dot + offset)
        case .rbf: return 0
        }
    }

    /// From the inner products of one row with `count` others to the kernel, in single precision.
    func map(
        _ dots: UnsafePointer<Double>, _ norm: Double, _ norms: UnsafePointer<Double>, _ count: Int,
        into y: UnsafeMutablePointer<Float>
    ) {
        if kind == .rbf { return cairn_rbf_row_f32(dots, norms, norm, gamma, y, count) }
        for index in 0..<count { y[index] = Float(of(dot: dots[index])) }
    }

    /// The same in double precision.
    func map(
        _ dots: UnsafePointer<Double>, _ norm: Double, _ norms: UnsafePointer<Double>, _ count: Int,
        into y: UnsafeMutablePointer<Double>
    ) {
        if kind == .rbf { return cairn_rbf_row_f64(dots, norms, norm, gamma, y, count) }
        for index in 0..<count { y[index] = of(dot: dots[index]) }
    }

    /// `K(a, b)`, m × n.
    func matrix(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Matrix<Double> {
        let dots = matmul(a, b.transposed), left = ResolvedKernel.norms(a), right = ResolvedKernel.norms(b)
        if kind == .linear { return dots }
        let n = dots.columns
        inParallel(dots.rows, grain: max(1, (1 << 14) / max(1, n))) { first, count in
            for row in first..<first + count {
                map(dots.start + row * n, left.start[row], right.start, n, into: dots.start + row * n)
            }
        }
        return dots
    }

    /// `K(x, x)` in single precision, row by row: tiles on and above the diagonal are computed, the others mirrored.
    func symmetric(_ x: Matrix<Double>, _ norms: Vector<Double>) -> Buffer<Float> {
        let n = x.rows, p = x.columns, tile = 192, tiles = (n + tile - 1) / tile
        let result = Buffer<Float>(uninitialized: n * n), x = x.contiguous()
        concurrently(tiles * (tiles + 1) / 2) { part in
            let (row, column) = ResolvedKernel.pair(part)
            let top = row * tile, left = column * tile
            let height = min(tile, n - top), width = min(tile, n - left)
            let dots = Buffer<Double>(uninitialized: tile * tile)
            Double.gemm(
                transposeA: false, transposeB: true, m: height, n: width, k: p, alpha: 1,
                a: x.start + top * p,
                lda: p, b: x.start + left * p, ldb: p, beta: 0, c: dots.base, ldc: tile)
            for line in 0..<height {
                map(
                    dots.base + line * tile, norms.start[top + line], norms.start + left, width,
                    into: result.base + (top + line) * n + left)
            }
            if row == column { return mirrorWithin(result.base + top * n + top, n, height) }
            Float.copyStrided(
                rows: width, columns: height, from: result.base + top * n + left, rowStride: 1,
                columnStride: n, to: result.base + left * n + top, rowStride: n, columnStride: 1)
        }
        return result
    }

    /// The pair (i ≤ j) at a place of 0 ≤ 0, 0 ≤ 1, 1 ≤ 1, 0 ≤ 2, …
    private static func pair(_ place: Int) -> (Int, Int) {
        var column = Int((Double(8 * place + 1).squareRoot() - 1) / 2)
        while column * (column + 1) / 2 > place { column -= 1 }
        while (column + 1) * (column + 2) / 2 <= place { column += 1 }
        return (place - column * (column + 1) / 2, column)
    }

    /// Gives the lower triangle of a diagonal tile the numbers of the upper.
    private func mirrorWithin(_ tile: UnsafeMutablePointer<Float>, _ stride: Int, _ size: Int) {
        for row in 0..<size {
            for column in 0..<row { tile[row * stride + column] = tile[column * stride + row] }
        }
    }
}
