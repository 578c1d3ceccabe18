import LinearAlgebra

/// Which rows of two tables meet.
struct JoinPlan {
    /// The row of the left table, -1 where there is none; nothing where all rows are taken once and in order.
    var left: RowList?
    /// The row of the right table, -1 where there is none.
    var right: RowList
    var count: Int
    var leftHasGaps = false
    var rightHasGaps = false
}

/// The keys of two tables under one numbering, and the rows of the right table by key.
struct JoinKeys {
    let leftCount: Int
    let rightCount: Int
    /// The number of each row's key: first the rows of the left table, then those of the right; -1 for missing keys.
    let codes: [Int32]
    let keyCount: Int
    /// The row of the right table of each key, -1 where none has it; only the first where there are several.
    let firstRight: [Int32]
    /// The next row of the right table with the same key as each row, -1 for the last one; empty where no key repeats.
    let nextRight: [Int32]

    /// Whether no key repeats on the right.
    var rightIsUnique: Bool { nextRight.isEmpty }

    init(_ left: [Column], _ right: [Column]) {
        leftCount = left[0].count
        rightCount = right[0].count
        let encoding = KeyEncoding(zip(left, right).map { Column.joined([$0, $1]) }, sorted: false)
        codes = encoding.codes
        keyCount = encoding.count
        var first = [Int32](repeating: -1, count: keyCount), next: [Int32] = []
        let leftCount = leftCount, rightCount = rightCount, codes = codes
        // From the last row to the first, so that each list of rows ascends.
        for row in (0..<rightCount).reversed() {
            let code = Int(codes[leftCount + row])
            if code < 0 { continue }
            if first[code] >= 0 {
                if next.isEmpty { next = [Int32](repeating: -1, count: rightCount) }
                next[row] = first[code]
            }
            first[code] = Int32(truncatingIfNeeded: row)
        }
        (firstRight, nextRight) = (first, next)
    }

    /// Every left row with each of its right rows; left rows without any where `keepsLeft`. O(rows of the result).
    func plan(keepsLeft: Bool) -> JoinPlan {
        codes.withUnsafeBufferPointer { codes in
            firstRight.withUnsafeBufferPointer { first in
                rightIsUnique ? uniquePlan(codes, first, keepsLeft) : repeatedPlan(codes, first, keepsLeft)
            }
        }
    }

    private func uniquePlan(
        _ codes: UnsafeBufferPointer<Int32>, _ first: UnsafeBufferPointer<Int32>, _ keepsLeft: Bool
    ) -> JoinPlan {
        let matches: [Int32] = rowArray(leftCount) { matches, rows in
            for row in rows { matches[row] = codes[row] < 0 ? -1 : first[Int(codes[row])] }
        }
        var missing = 0
        matches.withUnsafeBufferPointer { for row in $0 where row < 0 { missing += 1 } }
        if keepsLeft || missing == 0 {
            return JoinPlan(left: nil, right: matches, count: leftCount, rightHasGaps: missing > 0)
        }
        var left = RowList(), right = RowList()
        left.reserveCapacity(leftCount - missing)
        right.reserveCapacity(leftCount - missing)
        for row in 0..<leftCount where matches[row] >= 0 {
            left.append(Int32(truncatingIfNeeded: row))
            right.append(matches[row])
        }
        return JoinPlan(left: left, right: right, count: left.count)
    }

    private func repeatedPlan(
        _ codes: UnsafeBufferPointer<Int32>, _ first: UnsafeBufferPointer<Int32>, _ keepsLeft: Bool
    ) -> JoinPlan {
        var left = RowList(), right = RowList(), hasGaps = false
        left.reserveCapacity(leftCount)
        right.reserveCapacity(leftCount)
        nextRight.withUnsafeBufferPointer { next in
            for row in 0..<leftCount {
                var match = codes[row] < 0 ? -1 : first[Int(codes[row])]
                if match < 0 && keepsLeft {
                    left.append(Int32(truncatingIfNeeded: row))
                    right.append(-1)
                    hasGaps = true
                }
                while match >= 0 {
                    left.append(Int32(truncatingIfNeeded: row))
                    right.append(match)
                    match = next[Int(match)]
                }
            }
        }
        require(left.count < Int(Int32.max), "DataFrame.joined: \(counted(left.count, "row"))")
        return JoinPlan(left: left, right: right, count: left.count, rightHasGaps: hasGaps)
    }

    /// For each row of the left table whether the right one has its key.
    func leftHasMatch() -> [Bool] {
        mappedArray(leftCount) { codes[$0] >= 0 && firstRight[Int(codes[$0])] >= 0 }
    }

    /// The rows of the right table whose key no row of the left one has.
    func rightWithoutMatch() -> RowList {
        var isLeft = [Bool](repeating: false, count: keyCount)
        for row in 0..<leftCount where codes[row] >= 0 { isLeft[Int(codes[row])] = true }
        return (0..<rightCount).compactMap { row in
            let code = codes[leftCount + row]
            return code >= 0 && isLeft[Int(code)] ? nil : Int32(row)
        }
    }

    /// A row of the left or of the right table whose key another row of it has too.
    func repeatedRow(inLeft: Bool) -> Int? {
        var seen = [Bool](repeating: false, count: keyCount)
        let range = inLeft ? 0..<leftCount : leftCount..<(leftCount + rightCount)
        for place in range where codes[place] >= 0 {
            let code = Int(codes[place])
            if seen[code] { return place - range.lowerBound }
            seen[code] = true
        }
        return nil
    }
}
