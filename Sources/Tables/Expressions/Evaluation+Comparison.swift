import LinearAlgebra

extension Comparator {
    /// The comparison with its sides exchanged.
    var flipped: Comparator {
        switch self {
        case .equal, .unequal: self
        case .below: .above
        case .notAbove: .notBelow
        case .above: .below
        case .notBelow: .notAbove
        }
    }

    /// Whether a comparison holds that gave a number below, at or above 0.
    @inline(__always)
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .unequal: order != 0
        case .below: order < 0
        case .notAbove: order <= 0
        case .above: order > 0
        case .notBelow: order >= 0
        }
    }
}

extension Evaluator {
    func compare(_ comparator: Comparator, _ left: Operand, _ right: Operand) throws(TableError) -> Operand {
        if left.isMissingScalar || right.isMissingScalar {
            let unknown = Bitmap(repeating: false, count: count)
            return .column(Column(.booleans([Bool](repeating: false, count: count)), validity: unknown))
        }
        let validity = Bitmap?.both(left.validity, right.validity)
        let values = try compared(comparator, left, right)
        return .column(Column(.booleans(values), validity: validity))
    }

    private func compared(
        _ comparator: Comparator, _ left: Operand, _ right: Operand
    ) throws(TableError) -> [Bool] {
        switch (left.type, right.type) {
        case (.integer, .integer), (.boolean, .boolean):
            if let a = left.integers, let b = right.integers { return compareIntegers(comparator, a, b) }
        case (.integer, .number), (.number, .integer), (.number, .number):
            if let a = left.numbers, let b = right.numbers { return compareNumbers(comparator, a, b) }
        case (.timestamp, .timestamp), (.timestamp, .text), (.text, .timestamp):
            if let a = left.timestamps(readingText: true), let b = right.timestamps(readingText: true) {
                return compareIntegers(comparator, a, b)
            }
        case (.category, .text), (.category, .category), (.text, .category), (.text, .text):
            return try compareTexts(comparator, left, right)
        default: break
        }
        throw .wrongType(
            operation: comparator.rawValue, found: "\(left.typeName) beside \(right.typeName)",
            expected: "one type")
    }

    private func compareIntegers(_ comparator: Comparator, _ left: Integers, _ right: Integers) -> [Bool] {
        switch (left, right) {
        case (.array(let a), .scalar(let b)):
            return a.withUnsafeBufferPointer { compareAll(comparator, $0, with: b) }
        case (.scalar, .array): return compareIntegers(comparator.flipped, right, left)
        case (.array(let a), .array(let b)):
            return a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { compareAll(comparator, a, $0) }
            }
        case (.scalar(let a), .scalar(let b)):
            return [Bool](repeating: comparator.holds(a < b ? -1 : (a > b ? 1 : 0)), count: count)
        }
    }

    private func compareNumbers(_ comparator: Comparator, _ left: Numbers, _ right: Numbers) -> [Bool] {
        switch (left, right) {
        case (.vector(let a), .scalar(let b)):
            return a.withUnsafeBufferPointer { compareAll(comparator, $0, with: b) }
        case (.scalar, .vector): return compareNumbers(comparator.flipped, right, left)
        case (.vector(let a), .vector(let b)):
            return a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { compareAll(comparator, a, $0) }
            }
        case (.scalar(let a), .scalar(let b)):
            return [Bool](repeating: comparator.holds(a < b ? -1 : (a > b ? 1 : 0)), count: count)
        }
    }

    /// Compares each value with one.
    @inline(__always)
    private func compareAll<Value: Comparable & BitwiseCopyable>(
        _ comparator: Comparator, _ left: UnsafeBufferPointer<Value>, with right: Value
    ) -> [Bool] {
        rowArray(left.count) { result, rows in
            switch comparator {
            case .equal: for row in rows { result[row] = left[row] == right }
            case .unequal: for row in rows { result[row] = left[row] != right }
            case .below: for row in rows { result[row] = left[row] < right }
            case .notAbove: for row in rows { result[row] = left[row] <= right }
            case .above: for row in rows { result[row] = left[row] > right }
            case .notBelow: for row in rows { result[row] = left[row] >= right }
            }
        }
    }

    /// Compares each value with its counterpart.
    @inline(__always)
    private func compareAll<Value: Comparable & BitwiseCopyable>(
        _ comparator: Comparator, _ left: UnsafeBufferPointer<Value>, _ right: UnsafeBufferPointer<Value>
    ) -> [Bool] {
        rowArray(left.count) { result, rows in
            switch comparator {
            case .equal: for row in rows { result[row] = left[row] == right[row] }
            case .unequal: for row in rows { result[row] = left[row] != right[row] }
            case .below: for row in rows { result[row] = left[row] < right[row] }
            case .notAbove: for row in rows { result[row] = left[row] <= right[row] }
            case .above: for row in rows { result[row] = left[row] > right[row] }
            case .notBelow: for row in rows { result[row] = left[row] >= right[row] }
            }
        }
    }

    // Strings go by code points; categories by their own order, where both sides have it.
    private func compareTexts(_ comparator: Comparator, _ left: Operand, _ right: Operand) throws(TableError)
        -> [Bool]
    {
        if case .column(let column) = left, case .categories(let codes, let names) = column.storage {
            if case .scalar(.text(let text)) = right {
                return try compareCodes(comparator, codes, names, with: text)
            }
            if case .column(let other) = right, case .categories(let others, let otherNames) = other.storage,
                names == otherNames
            {
                return compareIntegers(
                    comparator, .array(codes.map { Int($0) }), .array(others.map { Int($0) }))
            }
        }
        if case .scalar = left, case .column = right {
            return try compareTexts(comparator.flipped, right, left)
        }
        if case .column(let column) = left, case .texts(let texts) = column.storage {
            if case .scalar(.text(let text)) = right { return compare(comparator, texts, with: text) }
            if case .column(let other) = right, case .texts(let others) = other.storage {
                return compare(comparator, texts, others)
            }
        }
        let a = try left.column(count).converted(to: .text), b = try right.column(count).converted(to: .text)
        guard case .texts(let texts) = a.storage, case .texts(let others) = b.storage else { return [] }
        return compare(comparator, texts, others)
    }

    private func compareCodes(
        _ comparator: Comparator, _ codes: [Int32], _ names: [String], with text: String
    ) throws(TableError) -> [Bool] {
        let place = names.firstIndex(of: text)
        if place == nil && comparator != .equal && comparator != .unequal {
            throw .wrongType(
                operation: comparator.rawValue, found: "\"\(text)\"", expected: "one of \(names)")
        }
        let code = Int32(place ?? -2)
        return codes.withUnsafeBufferPointer { compareAll(comparator, $0, with: code) }
    }

    private func compare(_ comparator: Comparator, _ texts: TextStorage, with text: String) -> [Bool] {
        let wanted = Array(text.utf8), length = wanted.count
        return texts.withPointers { bytes, offsets in
            wanted.withUnsafeBufferPointer { wanted in
                let pattern = wanted.baseAddress ?? bytes
                return mappedArray(count) { row in
                    let start = offsets[row], count = offsets[row + 1] - start
                    if comparator == .equal && count != length { return false }
                    return comparator.holds(compareBytes(bytes + start, count, pattern, length))
                }
            }
        }
    }

    private func compare(_ comparator: Comparator, _ left: TextStorage, _ right: TextStorage) -> [Bool] {
        left.withPointers { a, starts in
            right.withPointers { b, others in
                mappedArray(count) { row in
                    let first = starts[row], second = others[row]
                    return comparator.holds(
                        compareBytes(
                            a + first, starts[row + 1] - first, b + second, others[row + 1] - second))
                }
            }
        }
    }
}
