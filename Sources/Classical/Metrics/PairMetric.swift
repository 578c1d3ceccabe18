import LinearAlgebra

/// How far two rows are apart.
public enum PairMetric: Sendable, Hashable, Codable {
    /// √Σ (aᵢ - bᵢ)².
    case euclidean
    /// Σ (aᵢ - bᵢ)².
    case squaredEuclidean
    /// Σ |aᵢ - bᵢ|.
    case manhattan
    /// max |aᵢ - bᵢ|.
    case chebyshev
    /// (Σ |aᵢ - bᵢ|ᵖ)^(1/p), p ≥ 1.
    case minkowski(Double)
    /// 1 - a·b / (‖a‖ ‖b‖); 1 where one of the two is 0.
    case cosine
}
