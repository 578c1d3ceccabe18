/// Compressed lines, rows or columns: what ``SparseMatrix`` is made of, without knowing which of the two.
struct SparseLines<Element: Scalar> {
    var offsets: [Int32]
    var indices: [Int32]
    var values: Vector<Element>

    /// Lines of the given elements, each line in the order of the list.
    static func unordered(major: [Int], minor: [Int], _ values: Vector<Element>, lines: Int) -> SparseLines {
        var offsets = [Int32](repeating: 0, count: lines + 1)
        for line in major { offsets[line + 1] += 1 }
        for line in 0..<lines { offsets[line + 1] += offsets[line] }
        var next = offsets, indices = [Int32](repeating: 0, count: major.count)
        let sorted = Vector<Element>(uninitialized: major.count)
        for (position, line) in major.enumerated() {
            let place = Int(next[line])
            next[line] += 1
            indices[place] = Int32(minor[position])
            sorted.start[place] = values.start[position]
        }
        return SparseLines(offsets: offsets, indices: indices, values: sorted)
    }

    /// The elements that are not zero of a row-major matrix without gaps.
    static func nonZeros(of matrix: Matrix<Element>) -> SparseLines {
        var offsets: [Int32] = [0], indices: [Int32] = []
        offsets.reserveCapacity(matrix.rows + 1)
        for row in 0..<matrix.rows {
            appendNonZeros(matrix.start + row * matrix.columns, matrix.columns, &indices)
            require(indices.count < Int(Int32.max), "SparseMatrix: more than 2³¹ elements are not zero")
            offsets.append(Int32(indices.count))
        }
        let values = Vector<Element>(uninitialized: indices.count)
        for row in 0..<matrix.rows {
            for position in Int(offsets[row])..<Int(offsets[row + 1]) {
                values.start[position] = matrix.start[row * matrix.columns + Int(indices[position])]
            }
        }
        return SparseLines(offsets: offsets, indices: indices, values: values)
    }

    /// The same elements in `lines` lines the other way; within each, indices rise.
    func transposed(lines: Int) -> SparseLines {
        var newOffsets = [Int32](repeating: 0, count: lines + 1)
        var newIndices = [Int32](repeating: 0, count: indices.count)
        let newValues = Vector<Element>(uninitialized: indices.count)
        transposeLines(
            offsets.count - 1, offsets, indices, values.start, lines, &newOffsets, &newIndices,
            newValues.start)
        return SparseLines(offsets: newOffsets, indices: newIndices, values: newValues)
    }

    /// Neighbours of one index in one line, summed.
    func withDuplicatesSummed() -> SparseLines {
        var result = SparseLines(offsets: [0], indices: [], values: Vector(uninitialized: values.count))
        result.offsets.reserveCapacity(offsets.count)
        result.indices.reserveCapacity(indices.count)
        for line in 0..<(offsets.count - 1) {
            let first = result.indices.count
            for position in Int(offsets[line])..<Int(offsets[line + 1]) {
                if result.indices.count > first, result.indices.last == indices[position] {
                    result.values.start[result.indices.count - 1] += values.start[position]
                } else {
                    result.values.start[result.indices.count] = values.start[position]
                    result.indices.append(indices[position])
                }
            }
            result.offsets.append(Int32(result.indices.count))
        }
        result.values = result.values[0..<result.indices.count].copied()
        return result
    }
}

@specialized(where T == Float)
@specialized(where T == Double)
private func appendNonZeros<T: Scalar>(_ row: UnsafePointer<T>, _ count: Int, _ indices: inout [Int32]) {
    for column in 0..<count where row[column] != 0 { indices.append(Int32(truncatingIfNeeded: column)) }
}

/// A counting sort by the minor index: stable, so that the new lines' indices rise.
@specialized(where T == Float)
@specialized(where T == Double)
private func transposeLines<T: Scalar>(
    _ lines: Int, _ offsets: UnsafePointer<Int32>, _ indices: UnsafePointer<Int32>,
    _ values: UnsafePointer<T>,
    _ newLines: Int, _ newOffsets: UnsafeMutablePointer<Int32>, _ newIndices: UnsafeMutablePointer<Int32>,
    _ newValues: UnsafeMutablePointer<T>
) {
    let count = Int(offsets[lines])
    for position in 0..<count { newOffsets[Int(indices[position]) + 1] += 1 }
    for line in 0..<newLines { newOffsets[line + 1] += newOffsets[line] }
    for line in 0..<lines {
        for position in Int(offsets[line])..<Int(offsets[line + 1]) {
            let target = Int(indices[position]), place = Int(newOffsets[target])
            newIndices[place] = Int32(truncatingIfNeeded: line)
            newValues[place] = values[position]
            newOffsets[target] += 1
        }
    }
    // Each offset has moved to the end of its line, which is where the next one begins.
    for line in stride(from: newLines, to: 0, by: -1) { newOffsets[line] = newOffsets[line - 1] }
    newOffsets[0] = 0
}
