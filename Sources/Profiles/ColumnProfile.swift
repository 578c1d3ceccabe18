import LinearAlgebra
import Tables

/// What is worth knowing about one column before anything is done with it.
public struct ColumnProfile: Sendable {
    /// A value and how often it occurs.
    public struct Frequency: Sendable, Equatable {
        /// The value as text.
        public var value: String
        /// How many rows have it.
        public var count: Int
    }

    /// Moments and quantiles of the finite values of a column of numbers.
    public struct Summary: Sendable, Equatable {
        /// The arithmetic mean.
        public var mean: Double
        /// The standard deviation of a sample, with n - 1 below; NaN for fewer than two values.
        public var deviation: Double
        /// The third central moment over the cube of the deviation with n below: 0 for symmetric data.
        public var skewness: Double
        /// The fourth central moment over the fourth power of that deviation, minus 3: 0 for the normal distribution.
        public var excessKurtosis: Double
        /// The quantiles 0, 0.05, 0.25, 0.5, 0.75, 0.95 and 1, between neighbours by linear interpolation.
        public var quantiles: [Double]
        /// How many values are 0, below 0, and infinite.
        public var zeros: Int
        /// How many values are below 0.
        public var negatives: Int
        /// How many values are infinite; they are in no moment and no quantile.
        public var infinities: Int
    }

    /// The name of the column.
    public let name: String
    /// Its type.
    public let type: ColumnType
    /// The number of rows.
    public let rows: Int
    /// How many values are missing.
    public let missing: Int
    /// How many different values there are, missing ones aside.
    public let distinct: Int
    /// The most frequent values, the most frequent first; values that are equally frequent in the order of their text.
    public let top: [Frequency]
    /// Moments and quantiles; `nil` unless the column has numbers.
    public let summary: Summary?
    /// About how many bytes the column takes in memory.
    public let bytes: Int
    /// The shortest and the longest text in characters; `nil` for other types.
    public let lengths: ClosedRange<Int>?
    /// The earliest and the latest time; `nil` for other types.
    public let times: ClosedRange<Timestamp>?
    /// The finite values, for figures: numbers, or times as days since 1970.
    let values: [Double]
    /// What a reader should look at.
    public internal(set) var warnings: [ProfileWarning] = []

    /// Looks at a column. O(rows · log(rows)).
    ///
    /// - Parameters:
    ///   - column: the column.
    ///   - name: its name.
    public init(_ column: Column, name: String) {
        self.name = name
        type = column.type
        rows = column.count
        missing = column.missingCount
        bytes = ColumnProfile.bytes(column)
        var all: [Double] = []
        switch column.storage {
        case .integers(let values):
            all = values.indices.lazy.filter { !column.isMissing(at: $0) }.map { Double(values[$0]) }
        case .numbers(let values): all = values.filter { !$0.isNaN }
        case .timestamps(let values):
            all = values.indices.lazy.filter { !column.isMissing(at: $0) }.map {
                Double(values[$0]) / 86_400e6
            }
        default: break
        }
        values = all.filter(\.isFinite)
        let isNumeric = type == .integer || type == .number
        summary = isNumeric && !all.isEmpty ? ColumnProfile.summary(all, finite: values) : nil
        let frequencies = ColumnProfile.frequencies(column)
        distinct = frequencies.distinct
        top = frequencies.top
        lengths = type == .text ? ColumnProfile.lengths(column) : nil
        times = type == .timestamp ? ColumnProfile.times(column) : nil
        warnings = ProfileWarning.about(self, column)
    }

    /// Whether the most frequent values say something: they are few, or one is a hundredth of the rows.
    var hasFrequentValues: Bool {
        guard let first = top.first else { return false }
        return distinct <= 20 || first.count * 100 >= rows
    }

    private static func summary(_ all: [Double], finite: [Double]) -> Summary {
        let count = Double(finite.count), mean = finite.isEmpty ? .nan : Vector(finite).mean()
        var second = 0.0, third = 0.0, fourth = 0.0
        for value in finite {
            let distance = value - mean, square = distance * distance
            second += square
            third += square * distance
            fourth += square * square
        }
        let variance = second / count
        let skewness = (third / count) / (variance * variance.squareRoot())
        let kurtosis = (fourth / count) / (variance * variance) - 3
        let shares: Vector<Double> = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]
        let quantiles = finite.isEmpty ? [] : Array(Vector(finite).quantiles(shares))
        return Summary(
            mean: mean, deviation: finite.count > 1 ? (second / (count - 1)).squareRoot() : .nan,
            skewness: skewness, excessKurtosis: kurtosis, quantiles: quantiles,
            zeros: all.count { $0 == 0 }, negatives: all.count { $0 < 0 },
            infinities: all.count - finite.count)
    }

    private static func frequencies(_ column: Column) -> (distinct: Int, top: [Frequency]) {
        func count<Key: Hashable>(_ keys: some Sequence<Key>, _ text: (Key) -> String) -> (Int, [Frequency]) {
            var counts: [Key: Int] = [:]
            for key in keys { counts[key, default: 0] += 1 }
            // Only what may be among the first is turned into text.
            let limit = counts.values.sorted(by: >).prefix(10).last ?? 0
            let candidates = counts.filter { $0.value >= limit }
            let shown = candidates.count > 1000 ? Array(candidates.prefix(0)) : Array(candidates)
            let top = shown.map { Frequency(value: text($0.key), count: $0.value) }
            return (
                counts.count, Array(top.sorted { ($1.count, $0.value) < ($0.count, $1.value) }.prefix(10))
            )
        }
        let present = (0..<column.count).lazy.filter { !column.isMissing(at: $0) }
        switch column.storage {
        case .integers(let values): return count(present.map { values[$0] }, String.init)
        case .numbers(let values): return count(present.map { values[$0] + 0 }) { "\($0)" }
        case .booleans(let values): return count(present.map { values[$0] }) { "\($0)" }
        case .timestamps(let values):
            return count(present.map { values[$0] }) { Timestamp(microseconds: $0).description }
        case .categories(let codes, let names): return count(present.map { codes[$0] }) { names[Int($0)] }
        case .texts(let texts): return count(present.map { texts[$0] }) { $0 }
        }
    }

    private static func lengths(_ column: Column) -> ClosedRange<Int>? {
        guard case .texts(let texts) = column.storage else { return nil }
        let counts = (0..<texts.count).lazy.filter { !column.isMissing(at: $0) }.map { texts[$0].count }
        guard let shortest = counts.min(), let longest = counts.max() else { return nil }
        return shortest...longest
    }

    private static func times(_ column: Column) -> ClosedRange<Timestamp>? {
        guard case .timestamps(let values) = column.storage else { return nil }
        let present = values.indices.lazy.filter { !column.isMissing(at: $0) }.map { values[$0] }
        guard let first = present.min(), let last = present.max() else { return nil }
        return Timestamp(microseconds: first)...Timestamp(microseconds: last)
    }

    private static func bytes(_ column: Column) -> Int {
        let bits = (column.count + 7) / 8
        switch column.storage {
        case .integers, .numbers, .timestamps: return column.count * 8 + bits
        case .booleans: return column.count + bits
        case .categories(let codes, let names):
            return codes.count * 4 + names.reduce(0) { $0 + $1.utf8.count + 16 }
        case .texts(let texts): return texts.bytes.count + texts.offsets.count * 8 + bits
        }
    }
}
