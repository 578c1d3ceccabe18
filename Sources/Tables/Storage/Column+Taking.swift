import LinearAlgebra

/// Positions of rows; -1 stands for a row of missing values.
typealias RowList = [Int32]

extension Column {
    /// The values of the given rows, in that order. O(rows).
    ///
    /// - Parameters:
    ///   - rows: Positions within the column, or -1 for a missing value where `hasGaps` allows it.
    ///   - hasGaps: Whether -1 may occur.
    func taking(_ rows: RowList, hasGaps: Bool = false) -> Column {
        rows.withUnsafeBufferPointer { rows in
            let validity = takenValidity(rows, hasGaps)
            switch storage {
            case .integers(let values):
                return Column(.integers(take(values, rows, hasGaps, 0)), validity: validity)
            case .numbers(let values): return Column(.numbers(take(values, rows, hasGaps)))
            case .booleans(let values):
                return Column(.booleans(take(values, rows, hasGaps, false)), validity: validity)
            case .texts(let values): return Column(.texts(values.taking(rows)), validity: validity)
            case .categories(let codes, let names):
                return Column(
                    .categories(codes: take(codes, rows, hasGaps, -1), names: names), validity: validity)
            case .timestamps(let values):
                return Column(.timestamps(take(values, rows, hasGaps, 0)), validity: validity)
            }
        }
    }

    private func takenValidity(_ rows: UnsafeBufferPointer<Int32>, _ hasGaps: Bool) -> Bitmap? {
        if case .numbers = storage { return nil }
        if let validity {
            return validity.words.withUnsafeBufferPointer { words in
                Bitmap(count: rows.count) { place in
                    let row = Int(rows[place])
                    return row >= 0 && words[row >> 6] >> UInt64(row & 63) & 1 != 0
                }
            }
        }
        return hasGaps ? Bitmap(count: rows.count) { rows[$0] >= 0 } : nil
    }

    private func take(_ values: Vector<Double>, _ rows: UnsafeBufferPointer<Int32>, _ hasGaps: Bool)
        -> Vector<Double>
    {
        let values = values.contiguous(), start = values.start
        defer { withExtendedLifetime(values) {} }
        let result = Vector<Double>(uninitialized: rows.count), target = result.start
        forRows(rows.count) { places in
            if hasGaps {
                for place in places { target[place] = rows[place] < 0 ? .nan : start[Int(rows[place])] }
            } else {
                for place in places { target[place] = start[Int(rows[place])] }
            }
        }
        return result
    }

    @inline(__always)
    private func take<Value: BitwiseCopyable>(
        _ values: [Value], _ rows: UnsafeBufferPointer<Int32>, _ hasGaps: Bool, _ gap: Value
    ) -> [Value] {
        values.withUnsafeBufferPointer { values in
            rowArray(rows.count) { target, places in
                if hasGaps {
                    for place in places { target[place] = rows[place] < 0 ? gap : values[Int(rows[place])] }
                } else {
                    for place in places { target[place] = values[Int(rows[place])] }
                }
            }
        }
    }

    /// The values of a range of rows. O(rows of the range); all rows share their storage.
    func slice(_ range: Range<Int>) -> Column {
        if range == 0..<count { return self }
        let validity = validity.map { old in Bitmap(count: range.count) { old[range.lowerBound + $0] } }
        switch storage {
        case .integers(let values): return Column(.integers(Array(values[range])), validity: validity)
        case .numbers(let values): return Column(.numbers(values[range].copied()))
        case .booleans(let values): return Column(.booleans(Array(values[range])), validity: validity)
        case .texts(let values): return Column(.texts(values.slice(range)), validity: validity)
        case .categories(let codes, let names):
            return Column(.categories(codes: Array(codes[range]), names: names), validity: validity)
        case .timestamps(let values): return Column(.timestamps(Array(values[range])), validity: validity)
        }
    }
}

extension TextStorage {
    /// The strings of a range of rows.
    func slice(_ range: Range<Int>) -> TextStorage {
        let first = offsets[range.lowerBound], end = offsets[range.upperBound]
        return TextStorage(
            bytes: Array(bytes[first..<end]),
            offsets: offsets[range.lowerBound...range.upperBound].map { $0 - first })
    }

    /// The strings of the given rows, in that order; -1 stands for an empty one.
    func taking(_ rows: UnsafeBufferPointer<Int32>) -> TextStorage {
        withPointers { source, sourceOffsets in
            let offsets: [Int] = filledArray(rows.count + 1) { offsets in
                var end = 0
                offsets[0] = 0
                for place in 0..<rows.count {
                    let row = Int(rows[place])
                    if row >= 0 { end += sourceOffsets[row + 1] - sourceOffsets[row] }
                    offsets[place + 1] = end
                }
            }
            let bytes: [UInt8] = offsets.withUnsafeBufferPointer { offsets in
                filledArray(offsets[rows.count]) { bytes in
                    inParallel(rows.count, grain: rowGrain) { first, length in
                        for place in first..<(first + length) {
                            let row = Int(rows[place])
                            if row < 0 { continue }
                            let start = sourceOffsets[row]
                            copyBytes(source + start, bytes + offsets[place], sourceOffsets[row + 1] - start)
                        }
                    }
                }
            }
            return TextStorage(bytes: bytes, offsets: offsets)
        }
    }
}

/// Copies a few bytes faster than a call of the C library's `memcpy` would.
@inline(__always)
func copyBytes(_ source: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>, _ count: Int) {
    if count > 16 { return target.update(from: source, count: count) }
    let from = UnsafeRawPointer(source), to = UnsafeMutableRawPointer(target)
    if count >= 8 {
        let head = from.loadUnaligned(as: UInt64.self)
        let tail = from.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        to.storeBytes(of: head, as: UInt64.self)
        to.storeBytes(of: tail, toByteOffset: count - 8, as: UInt64.self)
    } else if count >= 4 {
        let head = from.loadUnaligned(as: UInt32.self)
        let tail = from.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
        to.storeBytes(of: head, as: UInt32.self)
        to.storeBytes(of: tail, toByteOffset: count - 4, as: UInt32.self)
    } else {
        for place in 0..<count { target[place] = source[place] }
    }
}
