/// The loops over one column of a part of a file: no field is looked at twice where it is what it should be.
///
/// Each fills `out` from the part's first row on, notes what is missing, and returns the first field of another kind, if any.
extension CSVValueParser {
    func integers(
        _ fields: CSVFields, _ column: Int, into out: UnsafeMutablePointer<Int>, _ missing: inout MissingRows
    ) -> CSVMismatch? {
        for row in 0..<fields.rows {
            let (start, end) = fields.range(row, column)
            let text = fields.text + start, count = end &- start
            if count > 0, count < 19 {
                let isNegative = text[0] == UInt8(ascii: "-")
                var index = isNegative ? 1 : 0, value = 0, isNumber = index < count
                while index < count {
                    let digit = text[index] &- 48
                    if digit > 9 {
                        isNumber = false
                        break
                    }
                    value = value &* 10 &+ Int(digit)
                    index &+= 1
                }
                if isNumber {
                    out[row] = isNegative ? 0 &- value : value
                    continue
                }
            }
            let mismatch = content(text, count) { text, count, isMissing -> CSVKinds? in
                if isMissing {
                    missing.insert(row)
                    out[row] = 0
                    return nil
                }
                guard let found = integer(text, count), let value = found else { return kind(text, count) }
                out[row] = value
                return nil
            }
            if let mismatch { return CSVMismatch(row: row, kind: mismatch) }
        }
        return nil
    }

    func numbers(
        _ fields: CSVFields, _ column: Int, into out: UnsafeMutablePointer<Double>,
        _ missing: inout MissingRows
    ) -> CSVMismatch? {
        let decimal = decimal
        for row in 0..<fields.rows {
            let (start, end) = fields.range(row, column)
            let text = fields.text + start, count = end &- start
            if count > 0, let value = decimal.parse(text, count) {
                out[row] = value
                continue
            }
            let mismatch = content(text, count) { text, count, isMissing -> CSVKinds? in
                if isMissing {
                    missing.insert(row)
                    out[row] = .nan
                    return nil
                }
                guard let value = number(text, count) else { return kind(text, count) }
                out[row] = value
                return nil
            }
            if let mismatch { return CSVMismatch(row: row, kind: mismatch) }
        }
        return nil
    }

    func booleans(
        _ fields: CSVFields, _ column: Int, into out: UnsafeMutablePointer<Bool>, _ missing: inout MissingRows
    ) -> CSVMismatch? {
        for row in 0..<fields.rows {
            let (start, end) = fields.range(row, column)
            let mismatch = content(fields.text + start, end - start) { text, count, isMissing -> CSVKinds? in
                if isMissing {
                    missing.insert(row)
                    out[row] = false
                    return nil
                }
                guard let value = boolean(text, count) else { return kind(text, count) }
                out[row] = value
                return nil
            }
            if let mismatch { return CSVMismatch(row: row, kind: mismatch) }
        }
        return nil
    }

    func timestamps(
        _ fields: CSVFields, _ column: Int, pattern: TimestampPattern?, into out: UnsafeMutablePointer<Int64>,
        _ missing: inout MissingRows
    ) -> CSVMismatch? {
        for row in 0..<fields.rows {
            let (start, end) = fields.range(row, column)
            let text = fields.text + start, count = end &- start
            if pattern == nil, let value = TimestampParser.parse(text, count) {
                out[row] = value
                continue
            }
            let mismatch = content(text, count) { text, count, isMissing -> CSVKinds? in
                if isMissing {
                    missing.insert(row)
                    out[row] = 0
                    return nil
                }
                let value =
                    pattern.map { $0.parse(text, count) } ?? TimestampParser.parse(text, count)
                guard let value else { return kind(text, count) }
                out[row] = value
                return nil
            }
            if let mismatch { return CSVMismatch(row: row, kind: mismatch) }
        }
        return nil
    }

    /// `ends[row]` is where a row's text ends in the bytes that are returned.
    func texts(
        _ fields: CSVFields, _ column: Int, ends: UnsafeMutablePointer<Int>, _ missing: inout MissingRows
    ) -> [UInt8] {
        var room = 16
        for row in 0..<fields.rows {
            let (start, end) = fields.range(row, column)
            room &+= end &- start
        }
        return [UInt8](unsafeUninitializedCapacity: room) { target, length in
            let base = target.baseAddress!
            var place = 0
            for row in 0..<fields.rows {
                let (start, end) = fields.range(row, column)
                content(fields.text + start, end &- start) { text, count, isMissing in
                    if isMissing {
                        missing.insert(row)
                        return
                    }
                    // Both have 16 bytes to spare, and what is copied too much is overwritten by the next row.
                    if count <= 16 {
                        let source = UnsafeRawPointer(text).loadUnaligned(as: SIMD16<UInt8>.self)
                        UnsafeMutableRawPointer(base + place).storeBytes(of: source, as: SIMD16<UInt8>.self)
                    } else {
                        (base + place).update(from: text, count: count)
                    }
                    place &+= count
                }
                ends[row] = place
            }
            length = place
        }
    }

    /// What the fields of some rows are.
    func kinds(_ fields: CSVFields, _ column: Int, rows: Range<Int>) -> CSVKinds {
        var kinds: CSVKinds = []
        for row in rows {
            let (start, end) = fields.range(row, column)
            content(fields.text + start, end - start) { text, count, isMissing in
                if !isMissing { kinds.formUnion(kind(text, count)) }
            }
        }
        return kinds
    }
}
