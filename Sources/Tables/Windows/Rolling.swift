import LinearAlgebra

/// A window that slides over a numeric column: the current row and those before it.
///
///     let price: Column = [1, 2, nil, 4, 6]
///     print(price.rolling(2).mean())                // [<missing>, 1.5, <missing>, <missing>, 5.0] (number)
///     print(price.rolling(2, minimum: 1).sum())     // [1.0, 3.0, 2.0, 4.0, 10.0] (number)
///     print(price.expanding().max())                // [1.0, 2.0, 2.0, 4.0, 6.0] (number)
///
/// Missing values are left out; a window with fewer values than `minimum` gives a missing one. pandas' `rolling` and `expanding`.
public struct RollingWindow: Sendable {
    let values: Vector<Double>
    /// The rows of each window: from the first to before the end.
    let size: Int
    let minimum: Int
    /// How many rows after the current one belong to its window.
    let ahead: Int

    private func range(_ row: Int) -> Range<Int> {
        let end = Swift.min(values.count, row + ahead + 1)
        return Swift.max(0, size == .max ? 0 : row + ahead + 1 - size)..<Swift.max(end, 0)
    }

    /// How many values are in each window. O(count).
    public func count() -> Column {
        var present = [0]
        for value in values { present.append(present[present.count - 1] + (value.isNaN ? 0 : 1)) }
        return Column(values.indices.map { present[range($0).upperBound] - present[range($0).lowerBound] })
    }

    /// The sum of each window: compensated running sums, begun afresh once in a window's length so that no rounding piles up. O(count).
    public func sum() -> Column { Column(moments { sum, _, _ in sum }) }

    /// The mean of each window. O(count).
    public func mean() -> Column { Column(moments { sum, count, _ in sum / Double(count) }) }

    /// Runs a compensated sum and a count over the windows.
    private func moments(_ result: (Double, Int, Int) -> Double) -> Vector<Double> {
        let values = values.contiguous(), start = values.start
        var running = CompensatedSum(), present = 0, low = 0, high = 0, age = 0
        let output = Vector<Double>(count: values.count) { row in
            let range = range(row)
            if low >= range.lowerBound + size / 2 || age >= Swift.max(size, 64) && size != .max {
                (running, present, low, high, age) = (
                    CompensatedSum(), 0, range.lowerBound, range.lowerBound, 0
                )
            }
            while high < range.upperBound {
                if !start[high].isNaN {
                    running.add(start[high])
                    present += 1
                }
                high += 1
            }
            while low < range.lowerBound {
                if !start[low].isNaN {
                    running.add(-start[low])
                    present -= 1
                }
                low += 1
            }
            age += 1
            // What once was infinite stays in a running sum.
            if !running.total.isFinite {
                (running, present, low, high, age) = (
                    CompensatedSum(), 0, range.lowerBound, range.lowerBound, 0
                )
                while high < range.upperBound {
                    if !start[high].isNaN {
                        running.add(start[high])
                        present += 1
                    }
                    high += 1
                }
            }
            if present < Swift.max(minimum, 0) { return .nan }
            return result(present == 0 ? 0 : running.total, present, row)
        }
        withExtendedLifetime(values) {}
        return output
    }

    /// The variance of each window. O(count · window), but O(count) for expanding windows.
    ///
    /// - Parameter ddof: What to subtract from the number of values; 1 by default.
    public func variance(ddof: Int = 1) -> Column {
        if size == .max { return Column(expandingVariance(ddof)) }
        return apply { window in
            guard window.count > ddof else { return .nan }
            let mean = window.sum() / Double(window.count), differences = window - mean
            return dot(differences, differences) / Double(window.count - ddof)
        }
    }

    /// The square root of the variance.
    ///
    /// - Parameter ddof: What to subtract from the number of values; 1 by default.
    public func standardDeviation(ddof: Int = 1) -> Column {
        Column(variance(ddof: ddof).doubles.applying(.sqrt))
    }

    /// Welford's recurrence (1962).
    private func expandingVariance(_ ddof: Int) -> Vector<Double> {
        var count = 0, mean = 0.0, squares = 0.0
        return values.map { (value: Double) -> Double in
            if !value.isNaN {
                count += 1
                let distance = value - mean
                mean += distance / Double(count)
                squares += distance * (value - mean)
            }
            return count < Swift.max(minimum, ddof + 1) ? .nan : squares / Double(count - ddof)
        }
    }

    /// The smallest value of each window. O(count), by a queue of candidates.
    public func min() -> Column { extreme { $0 <= $1 } }

    /// The largest value of each window. O(count), by a queue of candidates.
    public func max() -> Column { extreme { $0 >= $1 } }

    private func extreme(_ replaces: (Double, Double) -> Bool) -> Column {
        var queue: [Int] = [], head = 0, high = 0
        let counts = count().doubles
        return Column(
            Vector(count: values.count) { row in
                let range = range(row)
                while high < range.upperBound {
                    let value = values[high]
                    if !value.isNaN {
                        while queue.count > head, replaces(value, values[queue[queue.count - 1]]) {
                            queue.removeLast()
                        }
                        queue.append(high)
                    }
                    high += 1
                }
                while head < queue.count && queue[head] < range.lowerBound { head += 1 }
                return Int(counts[row]) < Swift.max(1, minimum) ? .nan : values[queue[head]]
            })
    }

    /// The median of each window. O(count · window).
    public func median() -> Column { quantile(0.5) }

    /// The value that the share `q` of each window lies below. O(count · window).
    ///
    /// - Parameter q: From 0 to 1.
    public func quantile(_ q: Double) -> Column {
        require(q >= 0 && q <= 1, "RollingWindow.quantile: a share of \(q)")
        return apply { $0.count == 0 ? .nan : $0.quantile(q) }
    }

    /// A function of the values of each window, the missing left out. O(count · window) and the calls.
    ///
    /// - Parameter function: Called for each window that has enough values.
    public func apply(_ function: (Vector<Double>) -> Double) -> Column {
        Column(
            Vector(count: values.count) { row in
                let range = range(row)
                var own = values[range]
                if own.contains(where: { $0.isNaN }) { own = Vector(own.filter { !$0.isNaN }) }
                return own.count < Swift.max(1, minimum) ? .nan : function(own)
            })
    }
}

/// A sum with what rounding took from it (Neumaier 1974).
struct CompensatedSum {
    private var sum = 0.0
    private var lost = 0.0

    /// What is not finite has lost nothing.
    var total: Double { sum.isFinite ? sum + lost : sum }

    mutating func add(_ value: Double) {
        let next = sum + value
        lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
        sum = next
    }
}

extension Column {
    /// A window of `size` rows that ends at each row. Requires a numeric type.
    ///
    /// - Parameters:
    ///   - size: How many rows, 1 or more.
    ///   - minimum: How many values a window must have; `size` by default.
    ///   - centered: Whether the current row stands in the middle of its window; by default at its end.
    public func rolling(_ size: Int, minimum: Int? = nil, centered: Bool = false) -> RollingWindow {
        require(size >= 1, "Column.rolling: a window of \(counted(size, "row"))")
        require(
            minimum.map { $0 >= 0 && $0 <= size } ?? true,
            "Column.rolling: \(counted(minimum ?? 0, "value")) in \(counted(size, "row"))")
        return RollingWindow(
            values: doubles, size: size, minimum: minimum ?? size, ahead: centered ? (size - 1) / 2 : 0)
    }

    /// A window of all rows up to each row. Requires a numeric type.
    ///
    /// - Parameter minimum: How many values a window must have; 1 by default.
    public func expanding(minimum: Int = 1) -> RollingWindow {
        require(minimum >= 0, "Column.expanding: a minimum of \(counted(minimum, "value"))")
        return RollingWindow(values: doubles, size: .max, minimum: minimum, ahead: 0)
    }
}
