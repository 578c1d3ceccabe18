import LinearAlgebra

extension Evaluator {
    func text(_ function: TextFunction, _ operand: Operand) throws(TableError) -> Operand {
        let column = try textColumn(operand, "\(function)")
        // Of categories, each name is worked on once.
        if case .categories(let codes, let names) = column.storage {
            let values = try text(function, Column(names))
            return .column(values.taking(codes, hasGaps: true))
        }
        return .column(try text(function, column))
    }

    private func textColumn(_ operand: Operand, _ operation: String) throws(TableError) -> Column {
        let column = operand.column(count)
        guard column.type == .text || column.type == .category else {
            throw .wrongType(operation: operation, found: operand.typeName, expected: "text")
        }
        return column
    }

    private func text(_ function: TextFunction, _ column: Column) throws(TableError) -> Column {
        guard case .texts(let texts) = column.storage else {
            throw .wrongType(operation: "\(function)", found: "\(column.type)", expected: "text")
        }
        if case .length = function {
            let counts = (0..<texts.count).map { texts[$0].count }
            return Column(.integers(counts), validity: column.validity)
        }
        let result = texts.map { bytes, result in
            let isASCII = bytes.allSatisfy { $0 < 128 }
            switch function {
            case .lowercased where isASCII:
                result.append(contentsOf: bytes.lazy.map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 })
            case .uppercased where isASCII:
                result.append(contentsOf: bytes.lazy.map { $0 >= 97 && $0 <= 122 ? $0 - 32 : $0 })
            default:
                result.append(contentsOf: function.applied(to: String(decoding: bytes, as: UTF8.self)).utf8)
            }
        }
        return Column(.texts(result), validity: column.validity)
    }

    func test(_ test: TextTest, _ part: String, _ operand: Operand) throws(TableError) -> Operand {
        let column = try textColumn(operand, test.rawValue), wanted = Array(part.utf8)
        if case .categories(let codes, let names) = column.storage {
            let values = Column(names.map { name in test.holds(Array(name.utf8), wanted) })
            return .column(values.taking(codes, hasGaps: true))
        }
        guard case .texts(let texts) = column.storage else { return operand }
        let values: [Bool] = texts.withPointers { bytes, offsets in
            wanted.withUnsafeBufferPointer { wanted in
                mappedArray(texts.count) { row in
                    let start = offsets[row], count = offsets[row + 1] - start
                    return test.holds(UnsafeBufferPointer(start: bytes + start, count: count), wanted)
                }
            }
        }
        return .column(Column(.booleans(values), validity: column.validity))
    }

    // MARK: Dates

    private func times(_ operand: Operand, _ operation: String) throws(TableError) -> ([Int64], Bitmap?) {
        let column = operand.column(count)
        guard case .timestamps(let values) = column.storage else {
            throw .wrongType(operation: operation, found: operand.typeName, expected: "timestamp")
        }
        return (values, column.validity)
    }

    func dates(_ part: DatePart, _ operand: Operand) throws(TableError) -> Operand {
        let (values, validity) = try times(operand, part.rawValue)
        let parts: [Int] = values.withUnsafeBufferPointer { values in
            mappedArray(count) { Timestamp(microseconds: values[$0]).part(part) }
        }
        return .column(Column(.integers(parts), validity: validity))
    }

    func truncated(_ unit: TimeUnit, _ operand: Operand) throws(TableError) -> Operand {
        let (values, validity) = try times(operand, "truncated(to: \(unit.rawValue))")
        let truncated: [Int64] = values.withUnsafeBufferPointer { values in
            mappedArray(count) { Timestamp(microseconds: values[$0]).truncated(to: unit).microseconds }
        }
        return .column(Column(.timestamps(truncated), validity: validity))
    }
}

extension Timestamp {
    /// A part of the date or time as a number.
    ///
    /// - Parameter part: Which part.
    public func part(_ part: DatePart) -> Int {
        switch part {
        case .year: year
        case .quarter: quarter
        case .month: month
        case .week: week
        case .day: day
        case .dayOfYear: dayOfYear
        case .weekday: weekday
        case .hour: hour
        case .minute: minute
        case .second: second
        case .microsecond: microsecond
        }
    }
}

extension TextFunction {
    func applied(to text: String) -> String {
        switch self {
        case .lowercased: return text.lowercased()
        case .uppercased: return text.uppercased()
        case .trimmed:
            let tail = text.drop { $0.isWhitespace }
            return String(tail.reversed().drop { $0.isWhitespace }.reversed())
        case .length: return text
        case .prefix(let count): return String(text.prefix(count))
        case .suffix(let count): return String(text.suffix(count))
        case .replacing(let old, let new): return text.replacing(old, with: new)
        }
    }
}

extension TextTest {
    @inline(__always)
    func holds(_ text: some RandomAccessCollection<UInt8>, _ part: some RandomAccessCollection<UInt8>) -> Bool
    {
        switch self {
        case .hasPrefix: return text.starts(with: part)
        case .hasSuffix: return text.count >= part.count && text.suffix(part.count).elementsEqual(part)
        case .contains:
            guard let first = part.first else { return true }
            guard text.count >= part.count else { return false }
            let last = text.index(text.endIndex, offsetBy: -part.count)
            var place = text.startIndex
            while place <= last {
                if text[place] == first && text[place...].starts(with: part) { return true }
                place = text.index(after: place)
            }
            return false
        }
    }
}
