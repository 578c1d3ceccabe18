import Autodiff
import Foundation
import LinearAlgebra

/// Attention with linear biases: the further a key is from the query, the more is taken from its score, at a rate of each head's own.
///
/// `score(i, j) = qᵢ·kⱼ/√d - mₕ |i - j|`; of n heads, a power of 2, head h = 1, 2, …, n has the slope `mₕ = 2^(-8h/n)`. For other n the slopes are
/// those of the next lower power of 2, then every second one of twice as many heads. There is nothing to learn, and models read further than
/// they were trained to.
///
///     print(ALiBi(heads: 4).slopes)  // [0.25, 0.0625, 0.015625, 0.00390625]
///
/// Source: Press, Smith and Lewis, *Train Short, Test Long: Attention with Linear Biases* (2022).
public struct ALiBi: Sendable, Hashable, Codable {
    /// mₕ of each head.
    public let slopes: [Double]

    /// The slopes of the paper.
    ///
    /// - Parameter heads: n, at least 1.
    public init(heads: Int) {
        require(heads >= 1, "ALiBi: \(heads) heads")
        var power = 1
        while 2 * power <= heads { power *= 2 }
        let first = (1...power).map { pow(2, -8 * Double($0) / Double(power)) }
        let others = (0..<(heads - power)).map { pow(2, -4 * Double(2 * $0 + 1) / Double(power)) }
        slopes = first + others
    }

    /// Slopes of your own, one for each head.
    ///
    /// - Parameter slopes: At least one.
    public init(slopes: [Double]) {
        require(!slopes.isEmpty, "ALiBi: no slopes")
        self.slopes = slopes
    }

    /// What is added to the scores: `-mₕ |i - j|`.
    ///
    /// - Parameters:
    ///   - queries: Their positions i, T of them.
    ///   - keys: Their positions j, S of them.
    ///   - type: `Float` or `Double`.
    /// - Returns: `[heads, T, S]`.
    ///
    /// O(heads · T · S).
    public func bias<T: Scalar>(
        queries: some Collection<Int>, keys: some Collection<Int>, as type: T.Type = T.self
    ) -> Tensor<T> {
        let result = Tensor<T>(uninitialized: [slopes.count, queries.count, keys.count])
        var place = result.start
        for slope in slopes {
            for query in queries {
                for key in keys {
                    place.pointee = T(0 - slope * Double(abs(query - key)))
                    place += 1
                }
            }
        }
        return result
    }
}
