import LinearAlgebra
import Statistics

/// Gives every column a uniform or a normal distribution, by the share of the fitted values that lie below.
///
/// Between the fitted quantiles the share is linear; of equal quantiles the mean share is taken. Values beyond those fitted go to the ends. Outliers come
/// close, and distances between values lose their meaning. Equal to scikit-learn's class of this name without subsampling. O(n log n) for each column.
public struct QuantileTransformer: FeatureTransformer, Codable, Hashable {
    /// The distribution that comes out.
    public enum Output: Sendable, Codable, Hashable {
        /// Shares from 0 to 1.
        case uniform
        /// The quantiles of the standard normal distribution for these shares, cut at ±5.2.
        case normal
    }

    /// How many quantiles are kept; no more than there are rows.
    public var quantiles: Int
    /// The distribution that comes out.
    public var output: Output
    /// NaN is left out.
    public static let acceptsMissingValues = true

    /// A transformer.
    ///
    /// - Parameters:
    ///   - quantiles: How many quantiles are kept, 2 or more.
    ///   - output: The distribution that comes out.
    public init(_ output: Output = .uniform, quantiles: Int = 1000) {
        self.output = output
        self.quantiles = quantiles
    }

    /// The quantiles of the columns.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// The quantiles, a row for each share, a column for each column.
        public let quantiles: Matrix<Double>
        /// The shares, from 0 to 1.
        public let shares: Vector<Double>
        /// The distribution that comes out.
        public let output: Output
        /// How many columns the rows must have.
        public var featureCount: Int { quantiles.columns }
        /// As many columns as went in.
        public var outputCount: Int { quantiles.columns }

        /// The shares, or the normal quantiles for them.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "QuantileTransformer.transform")
            let steps = Array(shares), columns = (0..<featureCount).map { Array(quantiles[column: $0]) }
            return ColumnPasses.map(x) { value, column in
                value.isNaN ? .nan : converted(share(value, columns[column], steps))
            }
        }

        /// The values whose shares these are.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(z, featureCount, "QuantileTransformer.inverseTransform")
            let steps = Array(shares), columns = (0..<featureCount).map { Array(quantiles[column: $0]) }
            return ColumnPasses.map(z) { value, column in
                if value.isNaN { return .nan }
                let share = output == .normal ? Special.normalCDF(value) : value
                return interpolated(min(max(share, 0), 1), steps, columns[column])
            }
        }

        private func share(_ value: Double, _ known: [Double], _ steps: [Double]) -> Double {
            // At the ends scikit-learn takes what is as good as the last quantile for it.
            let margin = output == .normal ? 1e-7 : 0
            guard let low = known.first, let high = known.last else { return .nan }
            if value - margin < low || (margin == 0 && value <= low) { return 0 }
            if value + margin > high || (margin == 0 && value >= high) { return 1 }
            let below = interpolated(value, known, steps)
            let above = -interpolated(-value, known.reversed().map { -$0 }, steps.reversed().map { -$0 })
            return (below + above) / 2
        }

        private func converted(_ share: Double) -> Double {
            if output == .uniform { return share }
            let edge = 1e-7 - Double.ulpOfOne
            return Special.normalQuantile(min(max(share, edge), 1 - edge))
        }
    }

    /// Finds the quantiles. O(n p log n).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        guard quantiles >= 2 else { throw .badOption("QuantileTransformer: \(quantiles) quantiles") }
        let count = max(2, min(quantiles, x.rows)), shares = Vector.linspace(0, 1, count: count)
        let columns = (0..<x.columns).map { column -> Vector<Double> in
            let values = Vector(ColumnPasses.present(x, column))
            if values.count == 0 { return Vector(repeating: 0, count: count) }
            // Rounding must not let them fall.
            var highest = -Double.infinity
            return Vector(
                Array(values.quantiles(shares)).map { value -> Double in
                    highest = max(highest, value)
                    return highest
                })
        }
        return Model(quantiles: stack(columns, as: .columns), shares: shares, output: output)
    }
}

/// The value at x on the line through points whose x do not fall; of equal x the last, beyond the ends theirs.
private func interpolated(_ x: Double, _ xs: [Double], _ ys: [Double]) -> Double {
    var low = 0, high = xs.count
    while low < high {
        let middle = (low + high) / 2
        if xs[middle] <= x { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return ys[0] }
    if low == xs.count { return ys[low - 1] }
    // The share first: a slope over a gap of 1e-310 would have no room in 64 bits.
    let share = (x - xs[low - 1]) / (xs[low] - xs[low - 1])
    return share * (ys[low] - ys[low - 1]) + ys[low - 1]
}
