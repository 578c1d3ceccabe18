import LinearAlgebra

/// Which group each row belongs to.
struct Groups: Sendable {
    /// The number of each row's group; -1 for a row in none.
    let codes: [Int32]
    /// A row of each group: the first.
    let firstRows: RowList

    var count: Int { firstRows.count }

    init(codes: [Int32], firstRows: RowList) {
        self.codes = codes
        self.firstRows = firstRows
    }

    init(_ encoding: KeyEncoding) { self.init(codes: encoding.codes, firstRows: encoding.firstRows) }

    /// One group of all rows.
    init(whole rows: Int) { self.init(codes: [Int32](repeating: 0, count: rows), firstRows: [0]) }

    /// The rows of all groups one group after another, each in their order, and where each group begins. O(rows), by counting.
    func rowsByGroup() -> (rows: RowList, starts: [Int]) {
        var starts = [Int](repeating: 0, count: count + 1)
        for code in codes where code >= 0 { starts[Int(code) + 1] += 1 }
        for group in 0..<count { starts[group + 1] += starts[group] }
        var next = starts
        let rows: RowList = filledArray(starts[count]) { rows in
            next.withUnsafeMutableBufferPointer { next in
                codes.withUnsafeBufferPointer { codes in
                    for row in 0..<codes.count where codes[row] >= 0 {
                        let group = Int(codes[row])
                        rows[next[group]] = Int32(truncatingIfNeeded: row)
                        next[group] += 1
                    }
                }
            }
        }
        return (rows, starts)
    }

    /// The number of rows of each group. O(rows).
    func rowCounts() -> [Int] {
        var counts = [Int](repeating: 0, count: count)
        counts.withUnsafeMutableBufferPointer { counts in
            codes.withUnsafeBufferPointer { codes in
                for row in 0..<codes.count where codes[row] >= 0 { counts[Int(codes[row])] += 1 }
            }
        }
        return counts
    }

    /// The number of rows of each group whose value is there. O(rows).
    func counts(_ validity: Bitmap?) -> [Int] {
        guard let validity else { return rowCounts() }
        var counts = [Int](repeating: 0, count: count)
        counts.withUnsafeMutableBufferPointer { counts in
            for row in 0..<codes.count where codes[row] >= 0 && validity[row] { counts[Int(codes[row])] += 1 }
        }
        return counts
    }
}

extension Groups {
    /// The result of an operation on a column, one value for each group.
    ///
    /// - Parameters:
    ///   - operation: What to compute.
    ///   - column: As many rows as there are codes.
    func aggregate(_ operation: Aggregate.Operation, _ column: Column) throws(TableError) -> Column {
        switch operation {
        case .rows: return Column(rowCounts())
        case .count: return Column(counts(column.validity))
        case .sum: return try sum(column)
        case .mean: return Column(means(try numbers(column, "mean")))
        case .variance(let ddof): return Column(variances(try numbers(column, "variance"), ddof))
        case .standardDeviation(let ddof):
            return Column(variances(try numbers(column, "standardDeviation"), ddof).applying(.sqrt))
        case .smallest: return extreme(column, isLargest: false)
        case .largest: return extreme(column, isLargest: true)
        case .first: return column.taking(edge(column.validity, isLast: false), hasGaps: true)
        case .last: return column.taking(edge(column.validity, isLast: true), hasGaps: true)
        case .distinct: return Column(distinctCounts(column))
        case .quantile(let q): return Column(quantiles(try numbers(column, "quantile"), q))
        case .all: return try truth(column, "all", start: true)
        case .any: return try truth(column, "any", start: false)
        case .custom(let function): return try custom(column, function)
        }
    }

    private func numbers(_ column: Column, _ operation: String) throws(TableError) -> Vector<Double> {
        guard let numbers = column.doublesIfNumeric else {
            throw .wrongType(operation: operation, found: "\(column.type)", expected: "numeric")
        }
        return numbers.contiguous()
    }

    // MARK: Sums

    private func sum(_ column: Column) throws(TableError) -> Column {
        switch column.storage {
        case .integers(let values): return Column(try integerSums(values))
        case .booleans(let values): return Column(try integerSums(values.map { $0 ? 1 : 0 }))
        default: return Column(sums(try numbers(column, "sum")).sums)
        }
    }

    private func integerSums(_ values: [Int]) throws(TableError) -> [Int] {
        // What stands for a missing integer is 0 and adds nothing.
        var sums = [Int](repeating: 0, count: count), overflows = false
        sums.withUnsafeMutableBufferPointer { sums in
            codes.withUnsafeBufferPointer { codes in
                values.withUnsafeBufferPointer { values in
                    for row in 0..<codes.count where codes[row] >= 0 {
                        let (sum, overflow) = sums[Int(codes[row])].addingReportingOverflow(values[row])
                        sums[Int(codes[row])] = sum
                        overflows = overflows || overflow
                    }
                }
            }
        }
        if overflows { throw .overflow(operation: "sum") }
        return sums
    }

    /// A sum, what rounding took from it (Kahan 1965), and how many were added.
    struct RunningSum: BitwiseCopyable {
        var sum = 0.0
        var lost = 0.0
        var count = 0
    }

    /// Sums with compensation, and counts, of what is not NaN.
    func sums(_ values: Vector<Double>) -> (sums: Vector<Double>, counts: [Int]) {
        let totals = Buffer<RunningSum>(repeating: RunningSum(), count: count), base = totals.base
        values.withUnsafeBufferPointer { values in
            codes.withUnsafeBufferPointer { codes in
                for row in 0..<codes.count where codes[row] >= 0 {
                    let value = values[row]
                    if value.isNaN { continue }
                    let total = base + Int(codes[row])
                    let term = value - total.pointee.lost, sum = total.pointee.sum + term
                    let lost = (sum - total.pointee.sum) - term
                    // Beyond infinity there is nothing to make good.
                    total.pointee.lost = lost.isNaN ? 0 : lost
                    total.pointee.sum = sum
                    total.pointee.count += 1
                }
            }
        }
        let sums = Vector(count: count) { base[$0].sum }, counts = (0..<count).map { base[$0].count }
        withExtendedLifetime(totals) {}
        return (sums, counts)
    }

    func means(_ values: Vector<Double>) -> Vector<Double> {
        let (sums, counts) = sums(values)
        return Vector(count: count) { counts[$0] == 0 ? .nan : sums[$0] / Double(counts[$0]) }
    }

    /// In two passes: the means, then the squares of what differs from them.
    private func variances(_ values: Vector<Double>, _ ddof: Int) -> Vector<Double> {
        let (sums, counts) = sums(values)
        let means = (0..<count).map { counts[$0] == 0 ? 0 : sums[$0] / Double(counts[$0]) }
        let squares = Vector(parallel: values.count) { row in
            let group = Int(codes[row])
            if group < 0 { return 0 }
            let distance = values[row] - means[group]
            return distance * distance
        }
        let totals = self.sums(squares).sums
        return Vector(count: count) { group in
            counts[group] <= ddof ? .nan : totals[group] / Double(counts[group] - ddof)
        }
    }

    // MARK: Order

    private func extreme(_ column: Column, isLargest: Bool) -> Column {
        if case .numbers(let values) = column.storage { return Column(extremeNumbers(values, isLargest)) }
        if case .integers(let values) = column.storage {
            return extremeIntegers(values, column.validity, isLargest)
        }
        // The place in sorted order stands for the value: the smallest place wins.
        let encoding = KeyEncoding(column, sorted: true)
        var best = [Int32](repeating: -1, count: count)
        for row in codes.indices where codes[row] >= 0 {
            let code = encoding.codes[row], group = Int(codes[row])
            if code < 0 { continue }
            if best[group] < 0 || (isLargest ? code > best[group] : code < best[group]) { best[group] = code }
        }
        return column.taking(best.map { $0 < 0 ? -1 : encoding.firstRows[Int($0)] }, hasGaps: true)
    }

    private func extremeNumbers(_ values: Vector<Double>, _ isLargest: Bool) -> Vector<Double> {
        let result = Vector<Double>(repeating: .nan, count: count), best = result.start
        values.withUnsafeBufferPointer { values in
            codes.withUnsafeBufferPointer { codes in
                for row in 0..<codes.count where codes[row] >= 0 {
                    let value = values[row], group = Int(codes[row]), old = best[group]
                    // A NaN in the old one or in the new one makes these comparisons false.
                    let isBetter = isLargest ? !(value <= old) : !(value >= old)
                    if isBetter && !value.isNaN { best[group] = value }
                }
            }
        }
        return result
    }

    private func extremeIntegers(_ values: [Int], _ validity: Bitmap?, _ isLargest: Bool) -> Column {
        var best = [Int](repeating: isLargest ? .min : .max, count: count)
        for row in codes.indices where codes[row] >= 0 && (validity?[row] ?? true) {
            let group = Int(codes[row])
            best[group] = isLargest ? max(best[group], values[row]) : min(best[group], values[row])
        }
        let counts = counts(validity)
        for group in 0..<count where counts[group] == 0 { best[group] = 0 }
        return Column(.integers(best), validity: Bitmap(count: count) { counts[$0] > 0 })
    }

    /// The first or the last row of each group whose value is there; -1 where none is.
    private func edge(_ validity: Bitmap?, isLast: Bool) -> RowList {
        var rows = RowList(repeating: -1, count: count)
        for row in codes.indices where codes[row] >= 0 && (validity?[row] ?? true) {
            let group = Int(codes[row])
            if isLast || rows[group] < 0 { rows[group] = Int32(row) }
        }
        return rows
    }

    private func distinctCounts(_ column: Column) -> [Int] {
        let encoding = KeyEncoding(column, sorted: false)
        var lastGroup = [Int32](repeating: -1, count: encoding.count),
            counts = [Int](repeating: 0, count: count)
        let (rows, starts) = rowsByGroup()
        for group in 0..<count {
            for place in starts[group]..<starts[group + 1] {
                let code = Int(encoding.codes[Int(rows[place])])
                if code >= 0 && lastGroup[code] != Int32(group) {
                    lastGroup[code] = Int32(group)
                    counts[group] += 1
                }
            }
        }
        return counts
    }

    // MARK: Others

    private func truth(_ column: Column, _ operation: String, start: Bool) throws(TableError) -> Column {
        guard case .booleans(let values) = column.storage else {
            throw .wrongType(operation: operation, found: "\(column.type)", expected: "boolean")
        }
        var results = [Bool](repeating: start, count: count)
        for row in codes.indices
        where codes[row] >= 0 && (column.validity?[row] ?? true) && values[row] != start {
            results[Int(codes[row])] = !start
        }
        return Column(results)
    }

    private func custom(_ column: Column, _ function: (Column) -> Cell) throws(TableError) -> Column {
        let (rows, starts) = rowsByGroup()
        let cells = (0..<count).map { function(column.taking(RowList(rows[starts[$0]..<starts[$0 + 1]]))) }
        return try Column(cells: cells)
    }
}
