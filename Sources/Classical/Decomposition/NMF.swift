import Foundation
import LinearAlgebra
import Randomness

/// Non-negative matrix factorisation: rows as sums of parts, of which none is subtracted.
///
/// `X ≈ WH` with W, n × k, and H, k × p, none of them negative, such that `½‖X - WH‖²` or the divergence
/// `Σ x log(x / wh) - x + wh` is small. Penalties are `p·α(r‖W‖₁ + ½(1 - r)‖W‖²) + n·α(r‖H‖₁ + ½(1 - r)‖H‖²)` with α = ``penalty`` and r = ``mixing``.
///
///     let model = try NMF(components: 10).fit(pictures)
///     let parts = model.components                // 10 × p
///
/// Coordinate descent makes each element in turn the best that it can be; multiplicative updates scale elements, and never leave 0. Both end in one of many
/// minima, which the start decides: ``Start/singularVectors`` is the same for every seed.
/// Source: Lee and Seung, *Algorithms for Non-negative Matrix Factorization* (2001); Cichocki and Phan, *Fast Local Algorithms for Large Scale
/// Nonnegative Matrix and Tensor Factorizations* (2009); Boutsidis and Gallopoulos, *SVD Based Initialization* (2008).
public struct NMF: FeatureTransformer, Codable, Hashable {
    /// What is made small, and how.
    public enum Algorithm: Sendable, Codable, Hashable {
        /// The squared error, element by element.
        case coordinateDescent
        /// The squared error, by multiplicative updates.
        case multiplicativeSquares
        /// Kullback and Leibler's divergence, by multiplicative updates: for counts.
        case multiplicativeDivergence
    }

    /// Where W and H begin.
    public enum Start: Sendable, Codable, Hashable {
        /// At the larger halves of the singular vectors, their zeros replaced by the mean of X; needs k ≤ min(n, p).
        case singularVectors
        /// At magnitudes of normal numbers.
        case random(seed: UInt64)
        /// At these, n × k and k × p.
        case given(w: Matrix<Double>, h: Matrix<Double>)
    }

    /// How many parts, at least 1.
    public var components: Int
    /// What is made small, and how.
    public var algorithm: Algorithm
    /// Where W and H begin.
    public var start: Start
    /// Stop where the change, or the gain of ten updates, is below this share of the first, at least 0.
    public var tolerance: Double
    /// How many iterations are made at the most.
    public var maximumIterations: Int
    /// α, at least 0.
    public var penalty: Double
    /// r, 0 for squares to 1 for magnitudes.
    public var mixing: Double

    /// A factorisation.
    ///
    /// - Parameters:
    ///   - components: How many parts, at least 1.
    ///   - algorithm: What is made small, and how.
    ///   - start: Where W and H begin.
    ///   - tolerance: Stop where the change, or the gain of ten updates, is below this share of the first, at least 0.
    ///   - maximumIterations: How many iterations are made at the most, at least 1.
    ///   - penalty: α, at least 0.
    ///   - mixing: r, 0 to 1.
    public init(
        components: Int = 2, algorithm: Algorithm = .coordinateDescent, start: Start = .singularVectors,
        tolerance: Double = 1e-4, maximumIterations: Int = 200, penalty: Double = 0, mixing: Double = 0
    ) {
        self.components = components
        self.algorithm = algorithm
        self.start = start
        self.tolerance = tolerance
        self.maximumIterations = maximumIterations
        self.penalty = penalty
        self.mixing = mixing
    }

    /// Finds the parts.
    ///
    /// - Parameter x: The rows, n × p, none negative.
    /// - Throws: ``FitError``, ``FitError/badFeature(row:column:value:expected:)`` at a negative number.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try SparseRows.nonNegative(x)
        guard components >= 1, maximumIterations >= 1, tolerance >= 0, penalty >= 0, (0...1).contains(mixing)
        else {
            throw .badOption(
                "\(components) components, \(maximumIterations) iterations, tolerance \(tolerance), penalty \(penalty) or mixing \(mixing) out of range"
            )
        }
        var (w, h) = try firstFactors(x)
        let iterations =
            algorithm == .coordinateDescent ? descend(x, &w, &h) : multiply(x, &w, &h)
        let error = NMF.error(x, w, h, algorithm)
        guard error.isFinite else {
            throw .diverged(iterations: iterations, why: "the factors are no numbers")
        }
        return Model(options: self, components: h, weights: w, error: error, iterations: iterations)
    }

    /// `√(2·½‖X - WH‖²)`, or the root of twice the divergence.
    static func error(_ x: Matrix<Double>, _ w: Matrix<Double>, _ h: Matrix<Double>, _ algorithm: Algorithm)
        -> Double
    {
        let product = matmul(w, h)
        guard algorithm == .multiplicativeDivergence else {
            let rest = x - product
            return (rest * rest).sum().squareRoot()
        }
        let x = x.contiguous(), product2 = product.contiguous()
        var sum = product.sum() - x.sum()
        for place in 0..<x.count where x.start[place] > tiny {
            sum += x.start[place] * log(x.start[place] / max(product2.start[place], tiny))
        }
        return (2 * max(0, sum)).squareRoot()
    }

    /// What divides is at least this, the rounding of single precision.
    static let tiny = Double(Float.ulpOfOne)

    // MARK: Starts

    private func firstFactors(_ x: Matrix<Double>) throws(FitError) -> (Matrix<Double>, Matrix<Double>) {
        let (n, p) = x.shape
        switch start {
        case .given(let w, let h):
            guard w.shape == (n, components), h.shape == (components, p) else {
                throw .badOption(
                    "W \(w.rows) × \(w.columns) and H \(h.rows) × \(h.columns) to start from, for \(n) × \(p) and \(components) components"
                )
            }
            return (try SparseRows.nonNegative(w), try SparseRows.nonNegative(h))
        case .random(let seed):
            var generator = Generator(seed: seed)
            let scale = (x.mean() / Double(components)).squareRoot()
            let h = Matrix(
                rows: components, columns: p, elements: generator.standardNormal(count: components * p))
            let w = Matrix(
                rows: n, columns: components, elements: generator.standardNormal(count: components * n))
            return (w.abs() * scale, h.abs() * scale)
        case .singularVectors: return try fromSingularVectors(x)
        }
    }

    private func fromSingularVectors(_ x: Matrix<Double>) throws(FitError) -> (Matrix<Double>, Matrix<Double>)
    {
        let count = try Factorization.count(
            components, limit: min(x.rows, x.columns), "as many as rows or columns")
        let svd = try Factorization.run { () throws(LinearAlgebraError) in try SingularValueDecomposition(x) }
        var w = Matrix<Double>.zeros(x.rows, count), h = Matrix<Double>.zeros(count, x.columns)
        for part in 0..<count {
            let root = svd.singularValues[part].squareRoot(), u = svd.u[column: part],
                v = svd.vTransposed[row: part]
            if part == 0 {
                w[column: 0] = u.abs() * root
                h[row: 0] = v.abs() * root
                continue
            }
            let up = u.maximum(0), vp = v.maximum(0), un = (-u).maximum(0), vn = (-v).maximum(0)
            let positive = up.norm() * vp.norm(), negative = un.norm() * vn.norm()
            let (a, b) = positive > negative ? (up, vp) : (un, vn)
            let length = max(positive, negative)
            guard length > 0 else { continue }
            let scale = (svd.singularValues[part] * length).squareRoot()
            w[column: part] = a * (scale / a.norm())
            h[row: part] = b * (scale / b.norm())
        }
        let mean = x.mean()
        let fill: (Double) -> Double = { $0 < 1e-6 ? mean : $0 }
        return (w.map(fill), h.map(fill))
    }

    // MARK: Iterations

    private func descend(_ x: Matrix<Double>, _ w: inout Matrix<Double>, _ h: inout Matrix<Double>) -> Int {
        let (n, p) = x.shape
        let w1 = Double(p) * penalty * mixing, w2 = Double(p) * penalty * (1 - mixing)
        let h1 = Double(n) * penalty * mixing, h2 = Double(n) * penalty * (1 - mixing)
        var turned = h.transposed.contiguous(), first = 0.0, iterations = 0
        for iteration in 1...maximumIterations {
            iterations = iteration
            var violation = NMF.sweep(&w, gram(turned, w2), matmul(x, turned) - w1)
            violation += NMF.sweep(&turned, gram(w, h2), matmul(x.transposed, w) - h1)
            if iteration == 1 { first = violation }
            if first == 0 || violation / first <= tolerance { break }
        }
        h = turned.transposed.contiguous()
        return iterations
    }

    private func gram(_ factor: Matrix<Double>, _ ridge: Double) -> Matrix<Double> {
        var result = matmul(factor.transposed, factor)
        result.diagonal { $0 += ridge }
        return result
    }

    /// Makes each element of each row in turn the best that it can be: `w_t ← max(0, w_t - (Gw - b)_t / G_tt)`. Returns the sum of the projected
    /// slopes. The rows do not depend on each other.
    static func sweep(_ w: inout Matrix<Double>, _ gram: Matrix<Double>, _ target: Matrix<Double>) -> Double {
        w.makeUnique()
        let k = w.columns, gram = gram.contiguous(), target = target.contiguous(), rows = w.rows
        let result = w.contiguous(), parts = (rows + 127) / 128
        let sums = Vector<Double>.zeros(parts)
        concurrently(parts) { part in
            var sum = 0.0
            for row in part * 128..<min(rows, part * 128 + 128) {
                let line = result.start + row * k, wanted = target.start + row * k
                for t in 0..<k {
                    let own = gram.start + t * k
                    var slope = -wanted[t]
                    for r in 0..<k { slope += own[r] * line[r] }
                    sum += abs(line[t] == 0 ? min(0, slope) : slope)
                    if own[t] != 0 { line[t] = max(0, line[t] - slope / own[t]) }
                }
            }
            sums.start[part] = sum
        }
        w = result
        return sums.sum()
    }

    private func multiply(_ x: Matrix<Double>, _ w: inout Matrix<Double>, _ h: inout Matrix<Double>) -> Int {
        let (n, p) = x.shape, first = NMF.error(x, w, h, algorithm)
        let w1 = Double(p) * penalty * mixing, w2 = Double(p) * penalty * (1 - mixing)
        let h1 = Double(n) * penalty * mixing, h2 = Double(n) * penalty * (1 - mixing)
        var last = first
        for iteration in 1...maximumIterations {
            w = scaled(w, x, h.transposed, w1, w2) { matmul($0, h) }
            let turned = scaled(h.transposed, x.transposed, w, h1, h2) { matmul(w, $0.transposed).transposed }
            h = turned.transposed.contiguous()
            if algorithm == .multiplicativeDivergence {
                w = w.map { $0 < Double.ulpOfOne ? 0 : $0 }
                h = h.map { $0 < Double.ulpOfOne ? 0 : $0 }
            }
            guard tolerance > 0, iteration % 10 == 0 else { continue }
            let error = NMF.error(x, w, h, algorithm)
            if (last - error) / first < tolerance { return iteration }
            last = error
        }
        return maximumIterations
    }

    /// `w ∘ (X./WH)Hᵀ / 1Hᵀ`, or `w ∘ XHᵀ / WHHᵀ`, with the penalties in the divisor. `other` is Hᵀ.
    private func scaled(
        _ w: Matrix<Double>, _ x: Matrix<Double>, _ other: Matrix<Double>, _ l1: Double, _ l2: Double,
        _ product: (Matrix<Double>) -> Matrix<Double>
    ) -> Matrix<Double> {
        var above: Matrix<Double>, below: Matrix<Double>
        if algorithm == .multiplicativeDivergence {
            above = matmul(x / product(w).maximum(NMF.tiny), other)
            below = other.sum(over: .rows).asRow.broadcast(toRows: w.rows, columns: w.columns).contiguous()
        } else {
            above = matmul(x, other)
            below = matmul(w, matmul(other.transposed, other))
        }
        if l1 > 0 { below += l1 }
        if l2 > 0 { below += w * l2 }
        below = below.map { $0 == 0 ? NMF.tiny : $0 }
        above = above / below
        return w * above
    }
}
