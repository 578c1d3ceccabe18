import LinearAlgebra

/// Which rank equal values get.
public enum TiedRanks: Sendable, Hashable, CaseIterable {
    /// The mean of the ranks they span, what rank tests use.
    case average
    /// The lowest of these ranks.
    case minimum
    /// The highest of these ranks.
    case maximum
    /// The lowest, and the next value gets the next integer.
    case dense
    /// Each a rank of its own, in the order of the vector.
    case ordinal
}

extension Vector where Element == Double {
    /// The rank of each element in ascending order, from 1: SciPy's `rankdata`.
    ///
    ///     let v: Vector = [10.0, 20.0, 20.0, 5.0]
    ///     print(v.ranks())                       // [2.0, 3.5, 3.5, 1.0]
    ///
    /// - Parameter ties: Which rank equal values get, default their mean.
    /// - Requires: no NaN. Complexity: O(count), by radix sort.
    public func ranks(ties: TiedRanks = .average) -> Vector {
        require(allSatisfy { !$0.isNaN }, "Vector.ranks: there are NaN, which have no rank")
        return Ranking(self, ties).ranks
    }
}

/// Ranks with what tests need of the ties.
package struct Ranking: Sendable {
    /// The ranks, from 1.
    package private(set) var ranks: Vector<Double>
    /// How many elements share each value, in ascending order of the values.
    package private(set) var tieCounts: [Int] = []

    /// Whether any value occurs twice.
    package var hasTies: Bool { tieCounts.count < ranks.count }

    /// Σ (t³ − t) over the groups of equal values.
    package var tieSum: Double {
        tieCounts.reduce(0.0) { sum, count in
            let t = Double(count)
            return sum + (t * t * t - t)
        }
    }

    /// The ranks of `x`, which has no NaN.
    package init(_ x: Vector<Double>, _ ties: TiedRanks = .average) {
        let order = x.argsort(), sorted = x[at: order]
        var ranks = [Double](repeating: 0, count: x.count)
        var first = 0
        while first < order.count {
            var end = first + 1
            while end < order.count, sorted[end] == sorted[first] { end += 1 }
            tieCounts.append(end - first)
            for place in first..<end {
                switch ties {
                case .average: ranks[order[place]] = Double(first + 1 + end) / 2
                case .minimum: ranks[order[place]] = Double(first + 1)
                case .maximum: ranks[order[place]] = Double(end)
                case .dense: ranks[order[place]] = Double(tieCounts.count)
                case .ordinal: ranks[order[place]] = Double(place + 1)
                }
            }
            first = end
        }
        self.ranks = Vector(ranks)
    }
}
