import Foundation
import LinearAlgebra

/// How rows fall into the groups of two labellings.
struct Contingency {
    /// The rows in group i of the one and j of the other, where there are any.
    var cells: [(first: Int, second: Int, count: Double)] = []
    var firsts: [Double] = []
    var seconds: [Double] = []
    var total = 0.0

    init(_ name: StaticString, _ first: [Int], _ second: [Int]) {
        require(
            first.count == second.count,
            "Metrics.\(name): \(first.count) groups predicted for \(second.count) rows")
        let (a, left) = Contingency.numbered(first), (b, right) = Contingency.numbered(second)
        firsts = [Double](repeating: 0, count: left)
        seconds = [Double](repeating: 0, count: right)
        total = Double(first.count)
        for code in a { firsts[code] += 1 }
        for code in b { seconds[code] += 1 }
        if left * right <= max(1 << 20, 4 * first.count) {
            var table = [Double](repeating: 0, count: left * right)
            for row in a.indices { table[a[row] * right + b[row]] += 1 }
            for (place, count) in table.enumerated() where count > 0 {
                cells.append((place / right, place % right, count))
            }
        } else {
            var table: [Int: Double] = [:]
            for row in a.indices { table[a[row] * right + b[row], default: 0] += 1 }
            for (place, count) in table.sorted(by: { $0.key < $1.key }) {
                cells.append((place / right, place % right, count))
            }
        }
    }

    /// Each group as a number from 0 on, and how many there are.
    static func numbered(_ groups: [Int]) -> (codes: [Int], count: Int) {
        guard let least = groups.min(), let most = groups.max() else { return ([], 0) }
        if most - least < max(1 << 16, 4 * groups.count) {
            var places = [Int](repeating: -1, count: most - least + 1)
            for group in groups { places[group - least] = 0 }
            var next = 0
            for place in places.indices where places[place] == 0 {
                places[place] = next
                next += 1
            }
            return (groups.map { places[$0 - least] }, next)
        }
        let sorted = Set(groups).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(sorted, 0...))
        return (groups.map { places[$0, default: 0] }, sorted.count)
    }

    var swapped: Contingency {
        var other = self
        other.firsts = seconds
        other.seconds = firsts
        other.cells = cells.map { ($0.second, $0.first, $0.count) }
        return other
    }

    var isTrivial: Bool { firsts.count == seconds.count && firsts.count <= 1 }

    /// -Σ p ln p.
    static func entropy(_ counts: [Double], _ total: Double) -> Double {
        if counts.count <= 1 { return 0 }
        let logTotal = log(total)
        return -counts.reduce(0.0) { $0 + $1 / total * (log($1) - logTotal) }
    }

    /// Σ p ln(p / (q r)).
    var mutualInformation: Double {
        if firsts.count <= 1 || seconds.count <= 1 { return 0 }
        let logTotal = log(total)
        var sum = 0.0
        for cell in cells {
            let share = cell.count / total
            let outer = 2 * logTotal - log(firsts[cell.first] * seconds[cell.second])
            let term = share * (log(cell.count) - logTotal) + share * outer
            if abs(term) >= 0x1p-52 { sum += term }
        }
        return max(0, sum)
    }

    /// Pairs of rows together in both, in the first only, in the second only, in neither; each counted twice.
    var pairs: (both: Double, first: Double, second: Double, neither: Double) {
        let squares = cells.reduce(0.0) { $0 + $1.count * $1.count }
        let inFirst = firsts.reduce(0.0) { $0 + $1 * $1 }, inSecond = seconds.reduce(0.0) { $0 + $1 * $1 }
        return (
            squares - total, inFirst - squares, inSecond - squares,
            total * total - inFirst - inSecond + squares
        )
    }
}

extension Metrics {
    /// The share of pairs of rows on which two labellings agree, together or apart. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row.
    ///   - actual: The true group of each row.
    ///
    /// Source: W. Rand, "Objective criteria for the evaluation of clustering methods" (1971).
    public static func randIndex(_ predicted: [Int], _ actual: [Int]) -> Double {
        let pairs = Contingency("randIndex", predicted, actual).pairs
        let all = pairs.both + pairs.first + pairs.second + pairs.neither
        return all == 0 ? 1 : (pairs.both + pairs.neither) / all
    }

    /// The Rand index beyond chance: 1 for the same groups, 0 on average for random ones. O(n).
    ///
    ///     print(Metrics.adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1]))  // 0.5714285714285714
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row; -1, no group, counts as a group of its own.
    ///   - actual: The true group of each row.
    ///
    /// Source: L. Hubert, P. Arabie, "Comparing partitions" (1985).
    public static func adjustedRandIndex(_ predicted: [Int], _ actual: [Int]) -> Double {
        let (both, first, second, neither) = Contingency("adjustedRandIndex", predicted, actual).pairs
        if first == 0 && second == 0 { return 1 }
        let below = (both + second) * (second + neither) + (both + first) * (first + neither)
        return 2 * (both * neither - first * second) / below
    }

    /// The geometric mean of precision and recall over pairs of rows that are together. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row.
    ///   - actual: The true group of each row.
    ///
    /// Source: E. Fowlkes, C. Mallows, "A method for comparing two hierarchical clusterings" (1983).
    public static func fowlkesMallows(_ predicted: [Int], _ actual: [Int]) -> Double {
        let pairs = Contingency("fowlkesMallows", predicted, actual).pairs
        if pairs.both == 0 { return 0 }
        return (pairs.both / (pairs.both + pairs.first)).squareRoot()
            * (pairs.both / (pairs.both + pairs.second)).squareRoot()
    }

    /// What one labelling tells about the other, `Σ p(i, j) ln(p(i, j) / (p(i) p(j)))`, in nats. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row.
    ///   - actual: The true group of each row.
    public static func mutualInformation(_ predicted: [Int], _ actual: [Int]) -> Double {
        Contingency("mutualInformation", predicted, actual).mutualInformation
    }

    /// The mutual information over the mean of the two entropies: 0 for independent, 1 for the same groups. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row.
    ///   - actual: The true group of each row.
    public static func normalizedMutualInformation(_ predicted: [Int], _ actual: [Int]) -> Double {
        let table = Contingency("normalizedMutualInformation", predicted, actual)
        if table.isTrivial { return 1 }
        let information = table.mutualInformation
        if information == 0 { return 0 }
        let first = Contingency.entropy(table.firsts, table.total)
        return information / ((first + Contingency.entropy(table.seconds, table.total)) / 2)
    }

    /// The mutual information beyond chance, over its largest value beyond chance. O(n + Σ over pairs of groups of the smaller one).
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row.
    ///   - actual: The true group of each row.
    ///
    /// Source: N. X. Vinh, J. Epps, J. Bailey, "Information theoretic measures for clusterings comparison" (2010).
    public static func adjustedMutualInformation(_ predicted: [Int], _ actual: [Int]) -> Double {
        let table = Contingency("adjustedMutualInformation", predicted, actual)
        if table.isTrivial { return 1 }
        if table.firsts.count == 1 || table.seconds.count == 1 { return 0 }
        let expected = expectedInformation(table)
        let first = Contingency.entropy(table.firsts, table.total)
        let entropy = (first + Contingency.entropy(table.seconds, table.total)) / 2
        func awayFromZero(_ x: Double) -> Double { x < 0 ? min(x, -0x1p-52) : max(x, 0x1p-52) }
        return awayFromZero(table.mutualInformation - expected) / awayFromZero(entropy - expected)
    }

    /// The mutual information of two random labellings with groups of the same sizes: hypergeometric chances of every count.
    private static func expectedInformation(_ table: Contingency) -> Double {
        let n = Int(table.total)
        var logFactorials = [Double](repeating: 0, count: n + 2)
        for k in 1..<n + 2 { logFactorials[k] = lgamma(Double(k) + 1) }
        var sum = 0.0
        for first in table.firsts {
            for second in table.seconds {
                let a = Int(first), b = Int(second)
                let fixed =
                    logFactorials[a] + logFactorials[b] + logFactorials[n - a] + logFactorials[n - b]
                    - logFactorials[n]
                for count in max(1, a + b - n)...max(1, min(a, b)) {
                    let information = log(table.total) + log(Double(count)) - log(first * second)
                    let chosen = logFactorials[count] + logFactorials[a - count] + logFactorials[b - count]
                    let chance = exp(fixed - chosen - logFactorials[n - a - b + count])
                    sum += Double(count) / table.total * information * chance
                }
            }
        }
        return sum
    }

    /// Whether each found group holds rows of one true group only: 1 - H(actual | predicted) / H(actual). O(n).
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row.
    ///   - actual: The true group of each row.
    ///
    /// Source: A. Rosenberg, J. Hirschberg, "V-Measure" (2007).
    public static func homogeneity(_ predicted: [Int], _ actual: [Int]) -> Double {
        let table = Contingency("homogeneity", predicted, actual)
        let entropy = Contingency.entropy(table.seconds, table.total)
        return entropy == 0 ? 1 : table.mutualInformation / entropy
    }

    /// Whether each true group lies within one found group: homogeneity the other way round. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row.
    ///   - actual: The true group of each row.
    public static func completeness(_ predicted: [Int], _ actual: [Int]) -> Double {
        homogeneity(actual, predicted)
    }

    /// The harmonic mean of homogeneity and completeness, `(1 + β) h c / (β h + c)`. O(n).
    ///
    /// - Parameters:
    ///   - predicted: The group found for each row.
    ///   - actual: The true group of each row.
    ///   - beta: How much completeness counts more than homogeneity, 0 or more, default 1.
    public static func vMeasure(_ predicted: [Int], _ actual: [Int], beta: Double = 1) -> Double {
        let h = homogeneity(predicted, actual), c = completeness(predicted, actual)
        return share((1 + beta) * h * c, beta * h + c)
    }
}
