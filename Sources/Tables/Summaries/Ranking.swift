import LinearAlgebra

/// Which rank equal values get.
public enum RankMethod: String, Sendable, CaseIterable {
    /// The mean of the ranks that they take together.
    case average
    /// The lowest of these.
    case lowest
    /// The highest of these.
    case highest
    /// Ranks in the order in which they occur.
    case first
    /// One rank, and the next value gets the next one.
    case dense
}

extension Column {
    /// The rank of each value, from 1; missing for missing values. O(count).
    ///
    /// - Parameters:
    ///   - method: What equal values get; the average by default.
    ///   - descending: Whether the largest value has rank 1; by default the smallest.
    public func ranked(_ method: RankMethod = .average, descending: Bool = false) -> Column {
        let order = SortLevels.order([self], [!descending]), present = count - missingCount
        let encoding = KeyEncoding(self, sorted: false)
        let result = Vector<Double>(repeating: .nan, count: count), ranks = result.start
        var first = 0, distinct = 0
        while first < present {
            let code = encoding.codes[Int(order[first])]
            var end = first + 1
            while end < present && encoding.codes[Int(order[end])] == code { end += 1 }
            distinct += 1
            for place in first..<end {
                switch method {
                case .average: ranks[Int(order[place])] = Double(first + 1 + end) / 2
                case .lowest: ranks[Int(order[place])] = Double(first + 1)
                case .highest: ranks[Int(order[place])] = Double(end)
                case .first: ranks[Int(order[place])] = Double(place + 1)
                case .dense: ranks[Int(order[place])] = Double(distinct)
                }
            }
            first = end
        }
        return Column(result)
    }
}

/// Measures of how two columns go together, from -1 to 1.
public enum CorrelationMethod: String, Sendable, CaseIterable {
    /// Of the values: how near they lie to a straight line.
    case pearson
    /// Of the ranks: how near they lie to any rising or falling curve.
    case spearman
    /// Of pairs of rows: the share that agrees in order less the share that does not, with a correction for ties (τ-b).
    case kendall
}

extension DataFrame {
    /// The correlation of two numeric columns over the rows where both are there; NaN where one is constant.
    ///
    /// Pearson: Σ(x - x̄)(y - ȳ)/√(Σ(x - x̄)²·Σ(y - ȳ)²). Spearman: the same of the ranks. Kendall: τ-b (Kendall 1945), counted by
    /// sorting (Knight 1966). O(rows), O(rows · log rows) for Kendall.
    ///
    /// - Parameters:
    ///   - first: A numeric column.
    ///   - second: A numeric column.
    ///   - method: The measure; Pearson's by default.
    public func correlation(_ first: String, _ second: String, method: CorrelationMethod = .pearson) -> Double
    {
        correlation(vector(first), vector(second), method)
    }

    /// The correlations of all pairs of numeric columns: a table with the names in its first column, `column`. O(rows · columns²).
    ///
    /// - Parameter method: The measure; Pearson's by default.
    public func correlation(method: CorrelationMethod = .pearson) -> DataFrame {
        let names = columnNames.filter { self[$0].type.isNumeric }, vectors = names.map { self[$0].doubles }
        var values = Matrix<Double>.zeros(names.count, names.count)
        for row in names.indices {
            for column in 0...row {
                let value = correlation(vectors[row], vectors[column], method)
                values[row, column] = value
                values[column, row] = value
            }
        }
        var result: [(name: String, column: Column)] = [("column", Column(names))]
        for (place, name) in names.enumerated() {
            result.append((name == "column" ? "column_of" : name, Column(values[column: place])))
        }
        return DataFrame(result)
    }

    private func correlation(_ x: Vector<Double>, _ y: Vector<Double>, _ method: CorrelationMethod) -> Double
    {
        let rows = (0..<rowCount).filter { !x[$0].isNaN && !y[$0].isNaN }
        let a = x[at: rows], b = y[at: rows]
        switch method {
        case .pearson: return pearson(a, b)
        case .spearman: return pearson(Column(a).ranked().doubles, Column(b).ranked().doubles)
        case .kendall: return kendall(a, b)
        }
    }
}

private func pearson(_ x: Vector<Double>, _ y: Vector<Double>) -> Double {
    guard x.count > 1 else { return .nan }
    let a = x - x.sum() / Double(x.count), b = y - y.sum() / Double(y.count)
    let value = dot(a, b) / (dot(a, a).squareRoot() * dot(b, b).squareRoot())
    return value.isNaN ? .nan : min(1, max(-1, value))
}

private func kendall(_ x: Vector<Double>, _ y: Vector<Double>) -> Double {
    let count = x.count
    guard count > 1 else { return .nan }
    let order = SortLevels.order([Column(x), Column(y)], [true, true]).map { Int($0) }
    let a = x[at: order], b = y[at: order]
    let pairs = { (count: Int) -> Int in count * (count - 1) / 2 }
    var tiedX = 0, tiedBoth = 0
    forEachRun(count, { a[$0] == a[$1] }) { tiedX += pairs($0) }
    forEachRun(count, { a[$0] == a[$1] && b[$0] == b[$1] }) { tiedBoth += pairs($0) }
    var list = Array(b)
    let swaps = sortCountingSwaps(&list)
    var tiedY = 0
    forEachRun(count, { list[$0] == list[$1] }) { tiedY += pairs($0) }
    let all = pairs(count), agreeing = all - tiedX - tiedY + tiedBoth - 2 * swaps
    let scale = Double(all - tiedX).squareRoot() * Double(all - tiedY).squareRoot()
    return scale == 0 ? .nan : min(1, max(-1, Double(agreeing) / scale))
}

/// The length of each run of neighbours that are equal.
private func forEachRun(_ count: Int, _ areEqual: (Int, Int) -> Bool, _ body: (Int) -> Void) {
    var first = 0
    for place in 1...count where place == count || !areEqual(place - 1, place) {
        body(place - first)
        first = place
    }
}

/// Sorts by merging; how many pairs stood in the wrong order.
private func sortCountingSwaps(_ list: inout [Double]) -> Int {
    var swaps = 0, width = 1, source = list, target = list
    while width < source.count {
        for first in stride(from: 0, to: source.count, by: 2 * width) {
            let middle = min(first + width, source.count), end = min(first + 2 * width, source.count)
            var left = first, right = middle
            for place in first..<end {
                if left < middle && (right >= end || source[left] <= source[right]) {
                    target[place] = source[left]
                    left += 1
                } else {
                    target[place] = source[right]
                    right += 1
                    swaps += middle - left
                }
            }
        }
        swap(&source, &target)
        width *= 2
    }
    list = source
    return swaps
}
