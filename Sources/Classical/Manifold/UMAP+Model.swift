import LinearAlgebra

extension UMAP {
    /// The picture, and the rows that it was made of, next to which new ones are placed.
    public struct Model: FeatureTransform, Hashable {
        /// The options that it was made with.
        public let options: UMAP
        /// The place of each row that was fitted, n × components.
        public let embedding: Matrix<Double>
        /// The rows that were fitted, n × p.
        let points: Matrix<Double>
        let curve: MembershipCurve

        /// How many columns the rows must have.
        public var featureCount: Int { points.columns }
        /// The dimensions of the picture.
        public var outputCount: Int { embedding.columns }

        /// Places rows between their neighbours among those fitted, which stay where they are, and refines the places by the same gradients,
        /// for a fifth of the epochs. Each row is placed by itself. O(mnp).
        ///
        /// - Parameter x: The rows, m × p.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "UMAP.transform")
            guard x.rows > 0 else { return Matrix(repeating: 0, rows: 0, columns: outputCount) }
            Neighborhoods.require(x, "UMAP.transform")
            let k = min(options.neighbors, points.rows)
            let nearest = Neighborhoods(k, of: x, in: points, excludingSelf: false)
            let weights = Memberships.weights(nearest, rows: x.rows, neighbors: k, connects: false)
            return UMAPLayout.place(nearest, weights, among: embedding, options, curve)
        }
    }
}

/// The curve `1 / (1 + a d²ᵇ)` that is nearest, by least squares, to 1 up to the minimum distance and to exponential decay beyond it.
struct MembershipCurve: Sendable, Codable, Hashable {
    let a: Double
    let b: Double
}
