import LinearAlgebra

extension Groups {
    /// The quantile `q` of each group, between neighbours by linear interpolation; NaN where a group has no value.
    ///
    /// The values are brought together group by group in one pass, by counting; then each group selects within its own run of
    /// memory. O(rows) on average.
    func quantiles(_ values: Vector<Double>, _ q: Double) -> Vector<Double> {
        let (gathered, starts) = valuesByGroup(values)
        let result = Vector<Double>(repeating: .nan, count: count)
        let base = gathered.base, target = result.start
        starts.withUnsafeBufferPointer { starts in
            inParallel(count, grain: 64) { first, length in
                for group in first..<(first + length) where starts[group + 1] > starts[group] {
                    let start = starts[group]
                    target[group] = quantile(of: base + start, starts[group + 1] - start, q)
                }
            }
        }
        withExtendedLifetime(gathered) {}
        return result
    }

    /// The values that are not NaN, one group after another, and where each group begins.
    private func valuesByGroup(_ values: Vector<Double>) -> (values: Buffer<Double>, starts: [Int]) {
        var starts = [Int](repeating: 0, count: count + 1)
        let gathered = starts.withUnsafeMutableBufferPointer { starts in
            codes.withUnsafeBufferPointer { codes in
                values.withUnsafeBufferPointer { values in
                    for row in 0..<codes.count where codes[row] >= 0 && !values[row].isNaN {
                        starts[Int(codes[row]) + 1] += 1
                    }
                    for group in 0..<count { starts[group + 1] += starts[group] }
                    let gathered = Buffer<Double>(uninitialized: starts[count]), base = gathered.base
                    for row in 0..<codes.count where codes[row] >= 0 && !values[row].isNaN {
                        base[starts[Int(codes[row])]] = values[row]
                        starts[Int(codes[row])] += 1
                    }
                    // What was the beginning of each group has moved to its end: the beginning of the next.
                    for group in (0..<count).reversed() { starts[group + 1] = starts[group] }
                    starts[0] = 0
                    return gathered
                }
            }
        }
        return (gathered, starts)
    }
}

/// The quantile `q` of one number or more, none of them NaN; reorders them.
private func quantile(of x: UnsafeMutablePointer<Double>, _ count: Int, _ q: Double) -> Double {
    let rank = Double(count - 1) * q, below = Int(rank)
    if count <= 24 { insertionSort(x, count) } else { selectRank(x, count, below) }
    let low = x[below], share = rank - Double(below)
    if share == 0 { return low }
    // What follows in order is the smallest of those behind.
    var high = x[below + 1]
    if count > 24 { for place in (below + 2)..<max(count, below + 2) { high = min(high, x[place]) } }
    let way = high - low
    // Beyond the largest number, and between infinite ones, the two parts are weighed first; of two equal ones nothing is lost.
    guard way.isFinite else { return low == high ? low : low * (1 - share) + high * share }
    return share < 0.5 ? low + way * share : high - way * (1 - share)
}

/// Few numbers in ascending order: each moves down past those that are larger.
private func insertionSort(_ x: UnsafeMutablePointer<Double>, _ count: Int) {
    for end in 1..<max(1, count) {
        let value = x[end]
        var place = end
        while place > 0 && x[place - 1] > value {
            x[place] = x[place - 1]
            place -= 1
        }
        x[place] = value
    }
}
