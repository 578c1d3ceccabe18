extension Textbook {
    /// The solution of `Ax = b`, A symmetric positive definite, by conjugate gradients: the version to read of
    /// ``conjugateGradient(_:start:tolerance:maximumIterations:preconditioner:product:)``.
    ///
    /// `d₀ = r₀ = b`; then, step by step, `α = rᵀr / dᵀAd`, `x ← x + αd`, `r' = r - αAd`, `d ← r' + (r'ᵀr' / rᵀr) d`, until `‖r‖ ≤ tolerance · ‖b‖`.
    /// Nil where that does not happen in 10n steps. 2n² operations a step. Source: Hestenes and Stiefel (1952).
    public static func conjugateGradient(
        _ matrix: Matrix<Double>, _ b: Vector<Double>, tolerance: Double = 1e-10
    ) -> Vector<Double>? {
        require(matrix.isSquare && matrix.rows == b.count, "Textbook.conjugateGradient: sizes differ")
        var x = Vector(repeating: 0.0, count: b.count), r = b, d = b
        for _ in 0...(10 * b.count) {
            if r.norm() <= tolerance * b.norm() { return x }
            let image = matmul(matrix, d), square = dot(r, r)
            let alpha = square / dot(d, image)
            x += alpha * d
            r -= alpha * image
            d = r + (dot(r, r) / square) * d
        }
        return nil
    }
}
