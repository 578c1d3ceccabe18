extension Textbook {
    /// The right edges of a ziggurat's layers, from their definition: equal areas under a falling density f.
    ///
    /// The base strip and the tail beyond r have the area v = r·f(r) + ∫ᵣ^∞ f. Going up, each rectangle has it too:
    ///
    ///     xᵢ₋₁ = f⁻¹(f(xᵢ) + v / xᵢ),   x₂₅₅ = r,   x₀ = v / f(r)
    ///
    /// x₀ is the width that a rectangle of height f(r) would need to have the base's area. The right r is the one for
    /// which the top layer ends at f(0).
    ///
    /// - Parameters:
    ///   - count: How many layers, 2 or more.
    ///   - edge: r, where the tail begins.
    ///   - area: v.
    ///   - density: f, falling from f(0) = 1.
    ///   - inverse: f⁻¹.
    /// - Returns: x₀, x₁, …, x of the last layer.
    public static func zigguratLayers(
        count: Int, edge: Double, area: Double, density: (Double) -> Double, inverse: (Double) -> Double
    ) -> [Double] {
        require(count >= 2, "zigguratLayers: count must be ≥ 2, not \(count)")
        var edges = [Double](repeating: edge, count: count)
        for layer in stride(from: count - 2, through: 1, by: -1) {
            edges[layer] = inverse(density(edges[layer + 1]) + area / edges[layer + 1])
        }
        edges[0] = area / density(edge)
        return edges
    }
}
