extension Textbook {
    /// Inverse transform: if U is uniform in [0, 1), then F⁻¹(U) has the distribution function F.
    ///
    /// For P(F⁻¹(U) ≤ x) = P(U ≤ F(x)) = F(x). One uniform gives one draw, and order is kept.
    ///
    ///     var rng = Generator(seed: 1)
    ///     let wait = Textbook.inverseTransform(from: &rng) { -2 * log1p(-$0) }    // exponential of mean 2
    ///
    /// - Parameters:
    ///   - stream: Where U comes from.
    ///   - quantile: F⁻¹ on [0, 1).
    public static func inverseTransform<Value>(
        from stream: inout some RandomStream, _ quantile: (Double) -> Value
    ) -> Value {
        quantile(stream.random())
    }

    /// Box and Muller's two independent standard normals from two uniforms.
    ///
    ///     R = √(−2·ln(1 − U)),   Θ = 2πV,   (R·cos Θ, R·sin Θ)
    ///
    /// The density exp(−(x² + y²)/2)/2π depends on the radius only: the angle is uniform, and R²/2 is exponential of mean
    /// 1, which the inverse transform draws.
    ///
    /// Source: G. E. P. Box, M. E. Muller, "A Note on the Generation of Random Normal Deviates" (1958).
    public static func boxMuller(from stream: inout some RandomStream) -> (Double, Double) {
        let radius = (-2 * CMath.log1p(-stream.random())).squareRoot()
        let angle = 2 * Double.pi * stream.random()
        return (radius * CMath.cos(angle), radius * CMath.cos(angle - .pi / 2))
    }

    /// Rejection sampling: a point under a cover of the density, kept where it lies under the density itself.
    ///
    ///     repeat: x from `proposal`, u uniform   until  u · bound · proposalDensity(x) < density(x)
    ///
    /// Kept points are uniform under the density, so their x have it as their law. The expected number of rounds is
    /// `bound` where both densities integrate to 1.
    ///
    ///     // The half disc's density on [−1, 1] from uniform proposals:
    ///     let x = Textbook.rejection(from: &rng, density: { 2 / .pi * (1 - $0 * $0).squareRoot() },
    ///         proposalDensity: { _ in 0.5 }, bound: 4 / .pi) { $0.uniform(-1, 1) }
    ///
    /// - Parameters:
    ///   - stream: Where the draws come from.
    ///   - density: The wanted density; a constant factor may be missing.
    ///   - proposalDensity: The density of `proposal`.
    ///   - bound: A number M with density ≤ M·proposalDensity everywhere.
    ///   - proposal: A draw from the proposal.
    ///
    /// Source: J. von Neumann, "Various Techniques Used in Connection with Random Digits" (1951).
    public static func rejection<Stream: RandomStream>(
        from stream: inout Stream, density: (Double) -> Double, proposalDensity: (Double) -> Double,
        bound: Double,
        _ proposal: (inout Stream) -> Double
    ) -> Double {
        while true {
            let x = proposal(&stream)
            if stream.random() * bound * proposalDensity(x) < density(x) { return x }
        }
    }
}
