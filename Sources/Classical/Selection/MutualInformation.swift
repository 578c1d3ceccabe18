import LinearAlgebra
import Randomness
import Statistics

/// How much a column of numbers tells of a target, in nats, by the distances of nearest neighbours.
///
/// For two columns of numbers, with the k-th nearest neighbour of each row at the distance r in the larger of both differences, and n and m
/// the rows nearer than r in each column alone: `I = ψ(N) + ψ(k) - mean(ψ(n + 1) + ψ(m + 1))`. For a column and classes, r is the
/// distance of the k-th neighbour among the n rows of the class and m counts all rows nearer than it, the row itself among them:
/// `I = ψ(N) + mean(ψ(k) - ψ(n) - ψ(m))`. Estimates below 0 are 0.
///
/// Columns are divided by their deviation, and moved by 1e-10 of their size at random, with the same seed each time, so that equal values
/// part. O(N log N) but for the search of two columns, which is O(N √N) where they are spread. Sources: Kraskov, Stögbauer and
/// Grassberger, *Estimating Mutual Information* (2004); Ross, *Mutual Information between Discrete and Continuous Data Sets* (2014).
enum MutualInformation {
    /// Of a column with numbers.
    static func ofNumbers(_ column: Vector<Double>, _ target: Vector<Double>, neighbors: Int) -> Double {
        let n = column.count, x = parted(column, 1), y = parted(target, 2)
        let order = (0..<n).sorted { x[$0] < x[$1] }
        let ordered = order.map { (x: x[$0], y: y[$0]) }
        let first = SortedNumbers(x), second = SortedNumbers(y)
        var sum = 0.0
        for place in 0..<n {
            let radius = distance(place, neighbors, ordered)
            let own = ordered[place]
            sum += Special.digamma(Double(first.count(within: radius, of: own.x)))
            sum += Special.digamma(Double(second.count(within: radius, of: own.y)))
        }
        let whole = Special.digamma(Double(n)) + Special.digamma(Double(neighbors))
        return max(0, whole - sum / Double(n))
    }

    /// Of a column with classes. Rows that are the only one of their class do not count.
    static func ofClasses(_ column: Vector<Double>, _ target: Labels, neighbors: Int) -> Double {
        let x = parted(column, 1), counts = target.counts
        let kept = (0..<x.count).filter { counts[target.codes[$0]] > 1 }
        if kept.isEmpty { return 0 }
        let all = SortedNumbers(kept.map { x[$0] })
        var members = [[Double]](repeating: [], count: counts.count)
        for row in kept { members[target.codes[row]].append(x[row]) }
        var sum = 0.0
        for values in members where !values.isEmpty {
            let group = SortedNumbers(values), k = min(neighbors, values.count - 1)
            let own = Special.digamma(Double(k)) - Special.digamma(Double(values.count))
            for place in 0..<values.count {
                let radius = group.distance(toNeighbor: k, of: place)
                sum += own - Special.digamma(Double(all.count(within: radius, of: group.values[place])))
            }
        }
        return max(0, Special.digamma(Double(kept.count)) + sum / Double(kept.count))
    }

    /// The numbers of unit deviation, equal ones a little apart.
    private static func parted(_ column: Vector<Double>, _ seed: UInt64) -> [Double] {
        let deviation = column.standardDeviation(), scale = deviation > 0 ? deviation : 1
        var generator = Generator(seed: seed)
        let values = column.map { $0 / scale }, noise = generator.standardNormal(count: column.count)
        let size = values.reduce(0.0) { $0 + abs($1) } / Double(max(1, values.count))
        let step = 1e-10 * max(1, size)
        return zip(values, noise).map { $0 + step * $1 }
    }

    /// The distance of the k-th neighbour in the larger of both differences; the rows are in the order of x.
    private static func distance(_ place: Int, _ k: Int, _ rows: [(x: Double, y: Double)]) -> Double {
        let own = rows[place]
        var nearest = [Double](repeating: .infinity, count: k), low = place - 1, high = place + 1
        while low >= 0 || high < rows.count {
            let below = low >= 0 ? own.x - rows[low].x : .infinity
            let above = high < rows.count ? rows[high].x - own.x : .infinity
            if min(below, above) >= nearest[k - 1] { break }
            let other = below <= above ? low : high
            if below <= above { low -= 1 } else { high += 1 }
            let distance = max(min(below, above), abs(rows[other].y - own.y))
            if distance >= nearest[k - 1] { continue }
            var slot = k - 1
            while slot > 0 && nearest[slot - 1] > distance {
                nearest[slot] = nearest[slot - 1]
                slot -= 1
            }
            nearest[slot] = distance
        }
        return nearest[k - 1]
    }
}

/// Numbers in order, for counting those near one.
private struct SortedNumbers {
    let values: [Double]

    init(_ values: [Double]) { self.values = values.sorted() }

    /// How many are nearer to `center` than `radius`, the centre itself among them.
    func count(within radius: Double, of center: Double) -> Int {
        // As the reference does: the largest number below the radius, up to which a distance counts.
        let radius = radius.nextDown
        return values.firstPlace { !(center - $0 > radius) }.distance(
            to: values.firstPlace { $0 - center > radius })
    }

    /// The distance of the k-th nearest other number.
    func distance(toNeighbor k: Int, of place: Int) -> Double {
        var low = place, high = place
        for _ in 0..<k {
            let below = low > 0 ? values[place] - values[low - 1] : .infinity
            let above = high + 1 < values.count ? values[high + 1] - values[place] : .infinity
            if below <= above { low -= 1 } else { high += 1 }
        }
        return max(values[place] - values[low], values[high] - values[place])
    }
}

extension [Double] {
    /// The first place from which on `isBehind` holds, in an array in which it holds from some place on.
    fileprivate func firstPlace(_ isBehind: (Double) -> Bool) -> Int {
        var low = 0, high = count
        while low < high {
            let middle = (low + high) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
