import CKernels
import LinearAlgebra
import Randomness

/// How the values of a feature become bins.
enum BinnedColumn: Sendable {
    /// Bin b holds the values above border b - 1, up to border b.
    case numbers(borders: [Double])
    /// Bin b holds the category `codes[b]`; what is no such code counts as missing. The codes ascend.
    case categories(codes: [Double])

    /// How many bins there are, without that of missing values.
    var count: Int {
        switch self {
        case .numbers(let borders): borders.count + 1
        case .categories(let codes): codes.count
        }
    }

    /// Bins of values that lie `stride` apart.
    func bin(
        _ x: UnsafePointer<Double>, stride: Int, count: Int, into bins: UnsafeMutablePointer<UInt8>
    ) {
        switch self {
        case .numbers(let borders): cairn_boosting_bin(x, stride, count, borders, borders.count, bins)
        case .categories(let codes):
            for row in 0..<count {
                bins[row * Int(CAIRN_BOOSTING_BLOCK)] = BinnedColumn.place(x[row * stride], codes)
            }
        }
    }

    private static func place(_ value: Double, _ codes: [Double]) -> UInt8 {
        var low = 0, high = codes.count
        while low < high {
            let middle = (low + high) / 2
            if codes[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < codes.count && codes[low] == value ? UInt8(low) : BinnedRows.missing
    }

    /// Numbers by borders that lie between values and part the rows' weight evenly; where there are no more distinct values than bins,
    /// each has a bin of its own.
    ///
    /// - Parameters:
    ///   - values: Finite numbers, ascending.
    ///   - weights: The weight of each; nil for 1.
    ///   - bins: At most how many bins, 255 at most.
    static func numbers(sorted values: UnsafeBufferPointer<Double>, weights: [Double]?, bins: Int)
        -> BinnedColumn
    {
        var distinct: [Double] = [], totals: [Double] = []
        for place in 0..<values.count {
            let weight = weights?[place] ?? 1
            if let last = distinct.last, last == values[place] {
                totals[totals.count - 1] += weight
            } else {
                distinct.append(values[place])
                totals.append(weight)
            }
        }
        guard distinct.count > bins else {
            return .numbers(borders: zip(distinct, distinct.dropFirst()).map { between($0, $1) })
        }
        return .numbers(borders: borders(distinct, totals, bins))
    }

    /// Fills one bin after the other with an even share of the weight that is left: what weighs more than a share is alone in its bin.
    private static func borders(_ values: [Double], _ totals: [Double], _ bins: Int) -> [Double] {
        var borders: [Double] = [], left = totals.reduce(0, +), filled = 0.0
        borders.reserveCapacity(bins - 1)
        for place in 0..<values.count - 1 {
            filled += totals[place]
            let binsLeft = bins - borders.count
            if binsLeft == 1 { break }
            let share = left / Double(binsLeft), next = totals[place + 1]
            // As many values as bins are left: one each.
            let isTight = values.count - place <= binsLeft
            if isTight || filled >= share || (filled + next / 2 > share && filled >= share / 2) {
                borders.append(between(values[place], values[place + 1]))
                left -= filled
                filled = 0
            }
        }
        return borders
    }

    /// A number from `low` on, below `high`, in their middle where there is one.
    private static func between(_ low: Double, _ high: Double) -> Double {
        let middle = low / 2 + high / 2
        return middle >= low && middle < high ? middle : low
    }
}

extension BinnedColumn {
    /// At most so many rows are looked at to place borders.
    private static let sampleSize = 200_000

    /// The bins of each column, from the rows whose weight is positive.
    ///
    /// - Throws: ``FitError/badFeature(row:column:value:expected:)`` where a category is no whole number from 0 to 999999.
    static func find(
        _ x: Matrix<Double>, weights: Vector<Double>?, rows: [UInt32], categorical: Set<Int>, bins: Int,
        seed: UInt64
    ) throws(FitError) -> [BinnedColumn] {
        let x = x.contiguous(), sample = sampled(rows, seed)
        for column in categorical { try checkCategories(x, column) }
        var found = [BinnedColumn](repeating: .numbers(borders: []), count: x.columns)
        // The fewest columns that each thread can take at a time: they are gathered together, a line of memory for eight.
        let step = 8, steps = (x.columns + step - 1) / step
        found.withUnsafeMutableBufferPointer { found in
            let found = SharedPointer(found.baseAddress)
            concurrently(steps) { part in
                let first = part * step, last = min(x.columns, first + step)
                let scratch = UnsafeMutablePointer<Double>.allocate(capacity: (step + 1) * sample.count)
                defer { scratch.deallocate() }
                let counts = gather(x, first..<last, sample, into: scratch)
                for column in first..<last {
                    let values = UnsafeMutableBufferPointer(
                        start: scratch + (column - first) * sample.count, count: counts[column - first])
                    found.pointer?[column] = fitted(
                        values, scratch + step * sample.count, x, column, weights, sample,
                        isCategorical: categorical.contains(column), bins)
                }
            }
        }
        return found
    }

    /// Copies the numbers of columns, one after the other, without those that are missing; tells how many each has.
    private static func gather(
        _ x: Matrix<Double>, _ columns: Range<Int>, _ rows: [UInt32],
        into values: UnsafeMutablePointer<Double>
    ) -> [Int] {
        var counts = [Int](repeating: 0, count: columns.count)
        let start = x.start, width = x.columns, stride = rows.count
        for row in rows {
            let line = start + Int(row) * width
            for (place, column) in columns.enumerated() {
                let value = line[column]
                values[place * stride + counts[place]] = value
                counts[place] += value.isNaN ? 0 : 1
            }
        }
        return counts
    }

    private static func fitted(
        _ values: UnsafeMutableBufferPointer<Double>, _ scratch: UnsafeMutablePointer<Double>,
        _ x: Matrix<Double>, _ column: Int, _ weights: Vector<Double>?, _ rows: [UInt32],
        isCategorical: Bool, _ bins: Int
    ) -> BinnedColumn {
        guard weights == nil || isCategorical else {
            return weighted(x, column, weights, rows, bins)
        }
        cairn_boosting_sort(values.baseAddress, scratch, values.count)
        return isCategorical
            ? categories(sorted: UnsafeBufferPointer(values), bins: bins)
            : numbers(sorted: UnsafeBufferPointer(values), weights: nil, bins: bins)
    }

    private static func weighted(
        _ x: Matrix<Double>, _ column: Int, _ weights: Vector<Double>?, _ rows: [UInt32], _ bins: Int
    ) -> BinnedColumn {
        var pairs = rows.map { (value: x[Int($0), column], weight: weights?[Int($0)] ?? 1) }
        pairs.removeAll { $0.value.isNaN }
        pairs.sort { $0.value < $1.value }
        return pairs.map(\.value).withUnsafeBufferPointer {
            numbers(sorted: $0, weights: pairs.map(\.weight), bins: bins)
        }
    }

    /// A bin for each category; of more than there are bins, for the most frequent, the smaller of equals.
    private static func categories(sorted values: UnsafeBufferPointer<Double>, bins: Int) -> BinnedColumn {
        var counts: [(code: Double, count: Int)] = []
        for value in values {
            if let last = counts.last, last.code == value {
                counts[counts.count - 1].count += 1
            } else {
                counts.append((value, 1))
            }
        }
        if counts.count > bins {
            counts.sort { ($1.count, $0.code) < ($0.count, $1.code) }
            counts.removeLast(counts.count - bins)
        }
        return .categories(codes: counts.map(\.code).sorted())
    }

    private static func checkCategories(_ x: Matrix<Double>, _ column: Int) throws(FitError) {
        for row in 0..<x.rows {
            let value = x[row, column]
            guard value.isNaN || (value >= 0 && value < 1e6 && value == value.rounded()) else {
                throw .badFeature(
                    row: row, column: column, value: value,
                    expected: "a category, a whole number from 0 to 999999")
            }
        }
    }

    /// All rows, or one from each of `sampleSize` runs of them.
    private static func sampled(_ rows: [UInt32], _ seed: UInt64) -> [UInt32] {
        guard rows.count > sampleSize else { return rows }
        var generator = Generator(seed: seed)
        let places = generator.uniform(count: sampleSize)
        return places.enumerated().map { run, place in
            rows[min(rows.count - 1, Int((Double(run) + place) * Double(rows.count) / Double(sampleSize)))]
        }
    }
}

/// A pointer that parts of a concurrent loop share, each writing to places of its own.
struct SharedPointer<Pointee>: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Pointee>?
    init(_ pointer: UnsafeMutablePointer<Pointee>?) { self.pointer = pointer }
}
