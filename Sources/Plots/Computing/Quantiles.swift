/// Order statistics of numbers sorted once.
package struct Quantiles: Sendable {
    /// The finite values, ascending.
    package let sorted: [Double]

    /// Sorts the finite values. O(n log n).
    package init(_ values: [Double]) { sorted = values.filter(\.isFinite).sorted() }

    /// The value below which the share `q` of the values lies, interpolated linearly between the two nearest order
    /// statistics (definition 7 of Hyndman and Fan, 1996); NaN without values.
    package subscript(q: Double) -> Double {
        guard let last = sorted.last else { return .nan }
        let position = q * Double(sorted.count - 1)
        let index = Int(position)
        guard index + 1 < sorted.count else { return last }
        let part = position - Double(index), low = sorted[index], high = sorted[index + 1]
        let step = high - low
        // From the nearer end: so rounding cannot carry the result past it.
        return part < 0.5 ? low + step * part : high - step * (1 - part)
    }
}

/// The five numbers of a box plot, and what lies beyond them (Tukey, "Exploratory Data Analysis", 1977).
///
///     let box = BoxSummary([1, 2, 3, 4, 100])
///     box.median     // 3.0
///     box.outliers   // [100.0]
public struct BoxSummary: Sendable, Equatable {
    /// The value below which a quarter of the values lies, as `numpy.percentile(values, 25)`.
    public let lowerQuartile: Double
    /// The middle value.
    public let median: Double
    /// The value below which three quarters of the values lie.
    public let upperQuartile: Double
    /// The smallest value not further than 1.5 interquartile ranges below the lower quartile.
    public let lowerWhisker: Double
    /// The largest value not further than 1.5 interquartile ranges above the upper quartile.
    public let upperWhisker: Double
    /// The values beyond the whiskers, ascending.
    public let outliers: [Double]

    /// The summary of the finite values; nil where there are none. O(n log n).
    public init?(_ values: [Double]) {
        let quantiles = Quantiles(values)
        guard let first = quantiles.sorted.first, let last = quantiles.sorted.last else { return nil }
        let (low, high) = (quantiles[0.25], quantiles[0.75])
        let reach = 1.5 * (high - low)
        let inside = quantiles.sorted.filter { $0 >= low - reach && $0 <= high + reach }
        (lowerQuartile, median, upperQuartile) = (low, quantiles[0.5], high)
        lowerWhisker = min(inside.first ?? first, low)
        upperWhisker = max(inside.last ?? last, high)
        outliers = quantiles.sorted.filter { $0 < low - reach || $0 > high + reach }
    }
}
