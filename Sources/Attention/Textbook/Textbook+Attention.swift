import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Textbook {
    /// Scaled dot-product attention in three lines: `softmax(QKᵀ/√d) V`.
    ///
    ///     let x: Matrix = [[1.0, 0.0], [0.0, 1.0]]
    ///     let y = Textbook.attention(x * 100, x * 100, [[1.0, 2.0], [3.0, 4.0]])
    ///     print(y == [[1, 2], [3, 4]])  // true
    ///
    /// - Parameters:
    ///   - q: Q, `[queries, d]`.
    ///   - k: K, `[keys, d]`.
    ///   - v: V, `[keys, dᵥ]`.
    /// - Returns: `[queries, dᵥ]`.
    ///
    /// O(queries · keys · (d + dᵥ)). Source: Vaswani et al., *Attention Is All You Need* (2017), equation 1.
    public static func attention(
        _ q: Matrix<Double>, _ k: Matrix<Double>, _ v: Matrix<Double>
    ) -> Matrix<Double> {
        require(
            q.columns == k.columns && k.rows == v.rows && q.columns > 0,
            "Textbook.attention: \(q.shape), \(k.shape), \(v.shape)")
        let scores = q %*% k.transposed / Double(q.columns).squareRoot()  // [queries, keys]
        let weights = scores.softmax()  // each row adds up to 1
        return weights %*% v
    }

    /// The same with a loop for each index, and without keys after the query where `isCausal`.
    ///
    /// Query i of n stands at position `keys - n + i`. One that sees no key gets zeros.
    ///
    /// - Parameters:
    ///   - q: Q, `[queries, d]`.
    ///   - k: K, `[keys, d]`.
    ///   - v: V, `[keys, dᵥ]`.
    ///   - isCausal: Whether keys after the position of the query are hidden.
    /// - Returns: `[queries, dᵥ]`.
    public static func attention(
        _ q: Matrix<Double>, _ k: Matrix<Double>, _ v: Matrix<Double>, isCausal: Bool
    ) -> Matrix<Double> {
        require(
            q.columns == k.columns && k.rows == v.rows && q.columns > 0,
            "Textbook.attention: \(q.shape), \(k.shape), \(v.shape)")
        var result = Matrix<Double>.zeros(q.rows, v.columns)
        for i in 0..<q.rows {
            let seen = isCausal ? max(0, min(k.rows, k.rows - q.rows + i + 1)) : k.rows
            // How well each key fits.
            var scores = Array(repeating: 0.0, count: seen)
            for j in 0..<seen {
                for c in 0..<q.columns { scores[j] += q[i, c] * k[j, c] }
                scores[j] /= Double(q.columns).squareRoot()
            }
            // As shares of 1; less the largest, so that no exponential overflows.
            let largest = scores.max() ?? 0
            let exponentials = scores.map { exp($0 - largest) }
            var sum = 0.0
            for exponential in exponentials { sum += exponential }
            // The mean of the values with these weights.
            for j in 0..<seen {
                for c in 0..<v.columns { result[i, c] += exponentials[j] / sum * v[j, c] }
            }
        }
        return result
    }

    /// The gradients of `Σ G · attention(Q, K, V)` by hand, with P the weights: `dV = PᵀG`, `dP = GVᵀ`,
    /// `dS = P (dP - rows of Σ P dP)`, `dQ = dS K/√d`, `dK = dSᵀQ/√d`.
    ///
    /// The derivation is in Docs/Attention/ScaledDotProduct.md.
    ///
    /// - Parameters:
    ///   - q: Q, `[queries, d]`.
    ///   - k: K, `[keys, d]`.
    ///   - v: V, `[keys, dᵥ]`.
    ///   - gradient: G, `[queries, dᵥ]`: how a loss changes with the result.
    /// - Returns: How it changes with Q, K and V.
    public static func attentionGradient(
        _ q: Matrix<Double>, _ k: Matrix<Double>, _ v: Matrix<Double>, gradient: Matrix<Double>
    ) -> (q: Matrix<Double>, k: Matrix<Double>, v: Matrix<Double>) {
        let root = Double(q.columns).squareRoot()
        let p = (q %*% k.transposed / root).softmax()  // [queries, keys]
        let dp = gradient %*% v.transposed  // [queries, keys]
        var ds = p * dp
        let sums = ds.sum(over: .columns)  // one for each query
        for i in 0..<ds.rows {
            for j in 0..<ds.columns { ds[i, j] -= p[i, j] * sums[i] }
        }
        return (ds %*% k / root, ds.transposed %*% q / root, p.transposed %*% gradient)
    }
}
