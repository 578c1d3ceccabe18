import LinearAlgebra
import Randomness

/// Finds the best split of a node.
struct SplitSearch<Criterion: SplitCriterion> {
    private let data: RankedColumns
    private let options: TreeOptions
    private let drawsThresholds: Bool
    private let limit: Int
    private var order: [Int]
    private var desks: [Desk]
    private let found: UnsafeMutablePointer<Found>

    /// What one thread works on.
    private struct Desk {
        var sort: KeySort
        /// The places of rows whose value is missing.
        let missing: UnsafeMutablePointer<Int32>

        init(capacity: Int) {
            sort = KeySort(capacity: capacity)
            missing = .allocate(capacity: capacity)
        }

        func deallocate() {
            sort.deallocate()
            missing.deallocate()
        }
    }

    /// The best split of one column.
    private struct Found {
        /// The weighted impurity that it takes away; -∞ where there is no split.
        var gain = -Double.infinity
        /// The places of the rows on either side of the threshold; the second is -1 where only missing values lie beyond.
        var low: Int32 = 0
        var high: Int32 = 0
        /// The rank of the last row on the left, for categories its place in their order.
        var lastRank: UInt32 = 0
        var missingGoesLeft = false
        /// Whether all rows have the same value.
        var isConstant = false
        /// A threshold that was drawn, NaN where it is the middle between two rows.
        var threshold = Double.nan
    }

    init(_ data: RankedColumns, _ options: TreeOptions, _ drawsThresholds: Bool, capacity: Int, parts: Int) {
        (self.data, self.options, self.drawsThresholds) = (data, options, drawsThresholds)
        limit = options.maximumFeatures.count(of: data.columns)
        order = Array(0..<data.columns)
        desks = (0..<parts).map { _ in Desk(capacity: capacity) }
        found = .allocate(capacity: data.columns)
    }

    func deallocate() {
        for desk in desks { desk.deallocate() }
        found.deallocate()
    }

    /// The best split, nil where there is none.
    ///
    /// - Parameter constants: The columns known to be constant in these rows; those that are found to be are added.
    mutating func best(
        _ criterion: Criterion, _ rows: UnsafePointer<Int32>, _ count: Int, _ constants: inout [UInt64],
        _ generator: inout Generator
    ) -> TreeSplit? {
        // Gains that differ by less are equal: rounding must not choose.
        let slack = 1e-12 * criterion.weight * criterion.impurity
        var best: (feature: Int, found: Found)?
        func take(_ feature: Int, _ found: Found) {
            if found.gain > (best?.found.gain ?? -.infinity) + slack { best = (feature, found) }
        }
        if limit == data.columns, !drawsThresholds {
            searchAll(criterion, rows, count, constants, slack)
            for feature in 0..<data.columns where constants[feature >> 6] >> UInt64(feature & 63) & 1 == 0 {
                if found[feature].isConstant { constants[feature >> 6] |= 1 << UInt64(feature & 63) }
                take(feature, found[feature])
            }
        } else {
            var tried = 0, isAnySplittable = false
            while tried < data.columns, tried < limit || !isAnySplittable {
                order.swapAt(tried, generator.integer(in: tried...data.columns - 1))
                let feature = order[tried]
                tried += 1
                if constants[feature >> 6] >> UInt64(feature & 63) & 1 != 0 { continue }
                let found =
                    drawsThresholds
                    ? draw(feature, criterion, rows, count, &generator)
                    : examine(feature, criterion, rows, count, part: 0, slack)
                if found.isConstant {
                    constants[feature >> 6] |= 1 << UInt64(feature & 63)
                } else {
                    isAnySplittable = true
                    take(feature, found)
                }
            }
        }
        guard let (feature, chosen) = best else { return nil }
        return split(feature, chosen, criterion, rows, count)
    }

    /// Examines all columns, on several threads where that is worth it.
    private mutating func searchAll(
        _ criterion: Criterion, _ rows: UnsafePointer<Int32>, _ count: Int, _ constants: [UInt64],
        _ slack: Double
    ) {
        let columns = data.columns, parts = count * columns > 10_000 ? min(desks.count, columns) : 1
        if parts == 1 { return examine(0..<columns, criterion, rows, count, constants, part: 0, slack) }
        nonisolated(unsafe) let shared = self, criterion = criterion, rows = rows
        concurrently(parts) { part in
            var search = shared
            let run = part * columns / parts..<(part + 1) * columns / parts
            search.examine(run, criterion, rows, count, constants, part: part, slack)
        }
    }

    /// Examines some columns.
    private mutating func examine(
        _ columns: Range<Int>, _ criterion: Criterion, _ rows: UnsafePointer<Int32>, _ count: Int,
        _ constants: [UInt64], part: Int, _ slack: Double
    ) {
        for feature in columns where constants[feature >> 6] >> UInt64(feature & 63) & 1 == 0 {
            found[feature] = examine(feature, criterion, rows, count, part: part, slack)
        }
    }

    /// The best split of one column.
    private mutating func examine(
        _ feature: Int, _ criterion: Criterion, _ rows: UnsafePointer<Int32>, _ count: Int, part: Int,
        _ slack: Double
    ) -> Found {
        if data.isCategorical[feature] {
            return categories(feature, criterion, rows, count, part: part, slack)
        }
        let ranks = data.column(feature), keys = desks[part].sort.keys
        var lowest = UInt32.max, highest: UInt32 = 0, present = 0, missing = 0
        if data.hasMissing[feature] {
            let holes = desks[part].missing
            for place in 0..<count {
                let rank = ranks[Int(rows[place])]
                if rank == RankedColumns.missing {
                    holes[missing] = Int32(truncatingIfNeeded: place)
                    missing &+= 1
                } else {
                    keys[present] = UInt64(rank) << 32 | UInt64(truncatingIfNeeded: place)
                    present &+= 1
                    lowest = min(lowest, rank)
                    highest = max(highest, rank)
                }
            }
        } else {
            for place in 0..<count {
                let rank = ranks[Int(rows[place])]
                keys[place] = UInt64(rank) << 32 | UInt64(truncatingIfNeeded: place)
                lowest = min(lowest, rank)
                highest = max(highest, rank)
            }
            present = count
        }
        if present == 0 || (missing == 0 && lowest == highest) { return Found(isConstant: true) }
        desks[part].sort.sort(present, lowest: lowest, highest: highest)
        return walk(criterion, present, missing, part: part, slack)
    }

    /// Walks through sorted keys; twice where values are missing, with these on the right and on the left.
    private func walk(_ criterion: Criterion, _ present: Int, _ missing: Int, part: Int, _ slack: Double)
        -> Found
    {
        let keys = UnsafePointer(desks[part].sort.keys), holes = desks[part].missing
        // A split that takes nothing away is taken where there is no better one: the next may take all (exclusive or).
        var best = Found(), target = -1000 * slack
        var scan = criterion.scan(part)
        let least = options.minimumLeafRows, count = present + missing
        for missingGoesLeft in missing > 0 ? [false, true] : [false] {
            scan.reset()
            var moved = 0
            if missingGoesLeft {
                for index in 0..<missing { scan.move(Int(holes[index])) }
                moved = missing
            }
            // The last of all rows never moves; where only missing rows would stay, the last present row may.
            let last = missingGoesLeft || missing == 0 ? present - 1 : present
            for index in 0..<last {
                let key = keys[index]
                scan.move(Int(truncatingIfNeeded: key & 0xffff_ffff))
                let isEnd = index + 1 == present
                if !isEnd, keys[index &+ 1] >> 32 == key >> 32 { continue }
                moved = index &+ 1 &+ (missingGoesLeft ? missing : 0)
                if moved < least || count &- moved < least { continue }
                let gain = scan.gain()
                if gain > target {
                    target = gain + slack
                    best.gain = gain
                    best.low = Int32(truncatingIfNeeded: key & 0xffff_ffff)
                    best.high = isEnd ? -1 : Int32(truncatingIfNeeded: keys[index &+ 1] & 0xffff_ffff)
                    best.lastRank = UInt32(truncatingIfNeeded: key >> 32)
                    best.missingGoesLeft = missing > 0 ? missingGoesLeft : moved > count &- moved
                }
            }
        }
        return best
    }

    /// The split of a column at a threshold drawn between its least and its largest value.
    private func draw(
        _ feature: Int, _ criterion: Criterion, _ rows: UnsafePointer<Int32>, _ count: Int,
        _ generator: inout Generator
    ) -> Found {
        let ranks = data.column(feature), values = data.categories[feature]
        var lowest = UInt32.max, highest: UInt32 = 0, missing = 0
        for place in 0..<count {
            let rank = ranks[Int(rows[place])]
            if rank == RankedColumns.missing {
                missing &+= 1
            } else {
                lowest = min(lowest, rank)
                highest = max(highest, rank)
            }
        }
        if missing == count || (missing == 0 && lowest == highest) { return Found(isConstant: true) }
        if lowest == highest { return Found() }
        let low = values[Int(lowest)], high = values[Int(highest)]
        let share = generator.random()
        var threshold = low * (1 - share) + high * share
        if !(threshold < high && threshold >= low) { threshold = low }
        let missingGoesLeft = missing > 0 && generator.random() < 0.5
        // The last rank whose value is at most the threshold.
        var first = Int(lowest), end = Int(highest)
        while end - first > 1 {
            let middle = (first + end) / 2
            if values[middle] <= threshold { first = middle } else { end = middle }
        }
        let last = UInt32(first)
        var scan = criterion.scan(0), left = 0
        scan.reset()
        for place in 0..<count {
            let rank = ranks[Int(rows[place])]
            if rank == RankedColumns.missing ? missingGoesLeft : rank <= last {
                scan.move(place)
                left &+= 1
            }
        }
        let least = options.minimumLeafRows
        if left < least || count - left < least { return Found() }
        return Found(
            gain: scan.gain(), lastRank: last,
            missingGoesLeft: missing > 0 ? missingGoesLeft : left > count - left, threshold: threshold)
    }

    private func split(
        _ feature: Int, _ found: Found, _ criterion: Criterion, _ rows: UnsafePointer<Int32>, _ count: Int
    ) -> TreeSplit {
        var split = TreeSplit(
            feature: feature, threshold: found.threshold, gain: found.gain,
            missingGoesLeft: found.missingGoesLeft, lastRank: found.lastRank)
        if data.isCategorical[feature], !drawsThresholds {
            let positions = categoryOrder(feature, criterion, rows, count)
            let values = data.categories[feature]
            split.ranksLeft = positions.map { $0 <= found.lastRank }
            var words = [UInt32](repeating: 0, count: 1)
            for (rank, goesLeft) in split.ranksLeft.enumerated() where goesLeft {
                let category = Int(values[rank])
                while words.count <= category / 32 { words.append(0) }
                words[category / 32] |= 1 << UInt32(category % 32)
            }
            split.categories = words
        } else if split.threshold.isNaN {
            if found.high < 0 {
                split.threshold = .infinity
            } else {
                let low = data.x[Int(rows[Int(found.low)]), feature]
                let high = data.x[Int(rows[Int(found.high)]), feature]
                let middle = low / 2 + high / 2
                split.threshold = middle < high ? middle : low
            }
        }
        return split
    }

    // MARK: - Categories

    /// The best split of a column of categories: these are put in the order of their mean responses, and the order is cut. With numbers and
    /// with two classes no set of categories is better than the best of these cuts (Fisher 1958, Breiman et al. 1984); with more classes
    /// the response is the share of the node's most frequent class, which is a guide and no proof.
    private mutating func categories(
        _ feature: Int, _ criterion: Criterion, _ rows: UnsafePointer<Int32>, _ count: Int, part: Int,
        _ slack: Double
    ) -> Found {
        let positions = categoryOrder(feature, criterion, rows, count), ranks = data.column(feature)
        let keys = desks[part].sort.keys, holes = desks[part].missing
        var present = 0, missing = 0, highest: UInt32 = 0
        for place in 0..<count {
            let rank = ranks[Int(rows[place])]
            if rank == RankedColumns.missing {
                holes[missing] = Int32(truncatingIfNeeded: place)
                missing += 1
            } else {
                let position = positions[Int(rank)]
                keys[present] = UInt64(position) << 32 | UInt64(place)
                highest = max(highest, position)
                present += 1
            }
        }
        if present == 0 || (missing == 0 && highest == 0) { return Found(isConstant: true) }
        desks[part].sort.sort(present, lowest: 0, highest: highest)
        return walk(criterion, present, missing, part: part, slack)
    }

    /// For each rank of a categorical column its place in the order of mean responses; the largest number where no row has it.
    private func categoryOrder(
        _ feature: Int, _ criterion: Criterion, _ rows: UnsafePointer<Int32>, _ count: Int
    ) -> [UInt32] {
        let ranks = data.column(feature), kinds = data.categories[feature].count
        var sums = [Double](repeating: 0, count: kinds), weights = sums
        for place in 0..<count {
            let rank = ranks[Int(rows[place])]
            if rank == RankedColumns.missing { continue }
            let (value, weight) = criterion.response(place)
            sums[Int(rank)] += value
            weights[Int(rank)] += weight
        }
        let order = (0..<kinds).filter { weights[$0] > 0 }.sorted {
            (sums[$0] / weights[$0], $0) < (sums[$1] / weights[$1], $1)
        }
        var positions = [UInt32](repeating: .max, count: kinds)
        for (position, rank) in order.enumerated() { positions[rank] = UInt32(position) }
        return positions
    }
}
