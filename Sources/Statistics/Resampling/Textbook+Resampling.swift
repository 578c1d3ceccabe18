import LinearAlgebra
import Randomness

// Resampling to read: each is the definition, one loop, one thread.
extension Textbook {
    /// The two-sided p-value of a difference of means by shuffling, as a book would print it.
    ///
    /// Put both samples into one bag, shuffle it, deal two samples of the old sizes, and see how often their
    /// means differ at least as much as those of the data. The data themselves count as one of the orders.
    ///
    /// - Parameters:
    ///   - x: The first sample.
    ///   - y: The second sample.
    ///   - orders: How many times to shuffle.
    ///   - generator: Where the randomness comes from.
    /// - Complexity: O(orders · (n + m)).
    ///
    /// Source: E. J. G. Pitman, "Significance Tests Which May Be Applied to Samples from Any Populations"
    /// (1937).
    public static func permutationPValue(
        _ x: [Double], _ y: [Double], orders: Int, using generator: inout some RandomStream
    ) -> Double {
        let observed = mean(x) - mean(y)
        let slack = abs(observed) * 2e-14
        var bag = x + y, below = 1, above = 1
        for _ in 0..<orders {
            generator.shuffle(&bag)
            let difference = mean(Array(bag[..<x.count])) - mean(Array(bag[x.count...]))
            if difference <= observed + slack { below += 1 }
            if difference >= observed - slack { above += 1 }
        }
        return min(1, 2 * Double(min(below, above)) / Double(orders + 1))
    }

    /// The percentile interval of a statistic by the bootstrap, as a book would print it.
    ///
    /// - Parameters:
    ///   - x: The sample.
    ///   - resamples: How many samples to draw from it.
    ///   - level: The confidence level, between 0 and 1.
    ///   - generator: Where the randomness comes from.
    ///   - statistic: A number that describes a sample.
    /// - Complexity: O(resamples · cost of the statistic).
    ///
    /// Source: B. Efron, "Bootstrap Methods: Another Look at the Jackknife" (1979).
    public static func bootstrapInterval(
        _ x: [Double], resamples: Int, level: Double = 0.95, using generator: inout some RandomStream,
        statistic: ([Double]) -> Double
    ) -> (lower: Double, upper: Double) {
        var values: [Double] = []
        for _ in 0..<resamples {
            let resample = x.map { _ in x[generator.integer(in: 0...(x.count - 1))] }
            values.append(statistic(resample))
        }
        let sorted = Vector(values).sorted()
        return (sorted.quantile((1 - level) / 2), sorted.quantile((1 + level) / 2))
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
