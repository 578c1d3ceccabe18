import LinearAlgebra
import Randomness

/// Rows that were copied, left out or made up so that classes are less unequal.
public struct ResampledRows: Sendable {
    /// The new rows.
    public let features: Matrix<Double>
    /// The class of each.
    public let labels: Labels
    /// For each new row the old one that it is, or is made from.
    public let sources: [Int]
    /// For each new row the second old one that it is made from; -1 for rows that are old ones.
    public let partners: [Int]
}

/// Changes how many rows each class has. Training rows only: test rows stand for what the model will meet.
public protocol Resampler: Sendable {
    /// The rows with other numbers of rows in each class.
    ///
    /// - Parameters:
    ///   - x: The rows, n × p.
    ///   - y: The class of each.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func resample(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> ResampledRows
}

/// How many rows each class shall have.
public enum ClassBalance: Sendable, Codable, Hashable {
    /// As many as the largest class (for additions) or the smallest (for removals).
    case equal
    /// So many for each named class; the others stay.
    case counts([Label: Int])
    /// Of two classes, so many rows of the smaller for each row of the larger.
    case ratio(Double)

    /// The wanted count of each class.
    func wanted(_ y: Labels, adding: Bool) throws(FitError) -> [Int] {
        let counts = y.counts, most = counts.max() ?? 0, least = counts.filter { $0 > 0 }.min() ?? 0
        switch self {
        case .equal: return counts.map { adding ? max($0, most) : min($0, least) }
        case .counts(let given):
            for (label, count) in given {
                guard let place = y.classes.firstIndex(of: label) else {
                    throw .badClass(label, why: "no row is of it")
                }
                guard adding ? count >= counts[place] : count <= counts[place] && count >= 0 else {
                    throw .badClass(
                        label, why: "it has \(counts[place]) rows, and \(count) are asked for")
                }
            }
            return zip(y.classes, counts).map { given[$0] ?? $1 }
        case .ratio(let ratio):
            guard counts.count == 2 else {
                throw .badOption("a ratio of rows is for two classes, not \(counts.count)")
            }
            guard ratio > 0, ratio <= 1 else {
                throw .badOption("a ratio of \(ratio), where 0 < ratio ≤ 1 is expected")
            }
            if adding {
                let rows = Int((ratio * Double(most)).rounded(.down))
                guard rows >= least else { throw .badOption("the ratio of rows is above \(ratio) already") }
                return counts.map { $0 == most ? $0 : rows }
            }
            let rows = Int((Double(least) / ratio).rounded(.down))
            guard rows <= most else { throw .badOption("the ratio of rows is above \(ratio) already") }
            return counts.map { $0 == least ? $0 : rows }
        }
    }
}

extension Resampler {
    /// The old rows and then, for each source and partner, a new one.
    func gathered(_ x: Matrix<Double>, _ y: Labels, _ sources: [Int]) -> ResampledRows {
        ResampledRows(
            features: x[rows: sources], labels: y[sources], sources: sources,
            partners: [Int](repeating: -1, count: sources.count))
    }
}

/// Repeats random rows of the small classes.
///
/// Like imbalanced-learn's class of this name. O(rows of the result · columns).
public struct RandomOverSampler: Resampler, Codable, Hashable {
    /// How many rows each class shall have.
    public var balance: ClassBalance
    /// Which rows are repeated.
    public var seed: UInt64

    /// A sampler.
    ///
    /// - Parameters:
    ///   - balance: How many rows each class shall have.
    ///   - seed: Which rows are repeated.
    public init(_ balance: ClassBalance = .equal, seed: UInt64 = 0) {
        self.balance = balance
        self.seed = seed
    }

    /// All rows, and then the repeated ones, class by class.
    public func resample(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> ResampledRows {
        try Checks.features(x, allowsMissing: true)
        let y = try Checks.labels(y, rows: x.rows), wanted = try balance.wanted(y, adding: true)
        var generator = Generator(seed: seed), sources = Array(0..<x.rows)
        for (code, count) in y.counts.enumerated() where wanted[code] > count {
            let own = y.codes.indices.filter { y.codes[$0] == code }
            sources += generator.integers(in: 0..<own.count, count: wanted[code] - count).map { own[$0] }
        }
        return gathered(x, y, sources)
    }
}

/// Leaves out random rows of the large classes.
///
/// Like imbalanced-learn's class of this name. O(rows of the result · columns).
public struct RandomUnderSampler: Resampler, Codable, Hashable {
    /// How many rows each class shall have.
    public var balance: ClassBalance
    /// Which rows stay.
    public var seed: UInt64

    /// A sampler.
    ///
    /// - Parameters:
    ///   - balance: How many rows each class shall have.
    ///   - seed: Which rows stay.
    public init(_ balance: ClassBalance = .equal, seed: UInt64 = 0) {
        self.balance = balance
        self.seed = seed
    }

    /// The rows that stay, in their order.
    public func resample(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> ResampledRows {
        try Checks.features(x, allowsMissing: true)
        let y = try Checks.labels(y, rows: x.rows), wanted = try balance.wanted(y, adding: false)
        var generator = Generator(seed: seed), sources: [Int] = []
        for code in y.classes.indices {
            var own = y.codes.indices.filter { y.codes[$0] == code }
            if wanted[code] < own.count {
                generator.shuffle(&own)
                own = Array(own.prefix(wanted[code]))
            }
            sources += own
        }
        return gathered(x, y, sources.sorted())
    }
}
