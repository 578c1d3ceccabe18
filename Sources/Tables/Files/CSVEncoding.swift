/// Other encodings, rewritten as UTF-8 before anything else is done.
extension ByteFile {
    /// What the beginning of a file says about its encoding, and how many bytes a byte-order mark takes.
    func encoding(_ wanted: CSVOptions.Encoding) throws(CSVError) -> (
        encoding: CSVOptions.Encoding, mark: Int
    ) {
        let start = try bytes(0, 1 << 12)
        let isMarked = start.starts(with: [0xEF, 0xBB, 0xBF])
        switch wanted {
        case .automatic: break
        case .utf8: return (.utf8, isMarked ? 3 : 0)
        case .utf16LittleEndian: return (wanted, start.starts(with: [0xFF, 0xFE]) ? 2 : 0)
        case .utf16BigEndian: return (wanted, start.starts(with: [0xFE, 0xFF]) ? 2 : 0)
        case .latin1, .windows1252: return (wanted, 0)
        }
        if isMarked { return (.utf8, 3) }
        if start.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if start.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        // Text of mostly Western characters in UTF-16 has a zero in nearly every other byte.
        let pairs = min(start.count, 512) / 2
        let evenZeros = (0..<pairs).count { start[2 * $0] == 0 }
        let oddZeros = (0..<pairs).count { start[2 * $0 + 1] == 0 }
        if pairs > 1, count % 2 == 0 {
            if oddZeros * 4 >= pairs * 3, evenZeros * 8 <= pairs { return (.utf16LittleEndian, 0) }
            if evenZeros * 4 >= pairs * 3, oddZeros * 8 <= pairs { return (.utf16BigEndian, 0) }
        }
        return (.automatic, 0)
    }

    /// The same text in UTF-8, in memory.
    func rewritten(from encoding: CSVOptions.Encoding, skipping mark: Int) throws(CSVError) -> ByteFile {
        switch encoding {
        case .automatic, .utf8: return self
        case .latin1, .windows1252:
            let table = encoding == .latin1 ? [] : TextEncodings.windows1252
            return .memory(
                TextEncodings.utf8(singleBytes: try bytes(mark, count - mark), highControls: table),
                name: name)
        case .utf16LittleEndian, .utf16BigEndian:
            let source = try bytes(mark, count - mark)
            let isLittle = encoding == .utf16LittleEndian
            guard let text = TextEncodings.utf8(utf16: source, isLittleEndian: isLittle) else {
                throw .badEncoding(file: name, line: 1, encoding: "UTF-16")
            }
            return .memory(text, name: name)
        }
    }
}

/// Rewriting of text as UTF-8.
enum TextEncodings {
    /// The characters of the bytes 0x80 to 0x9F in Windows-1252; five are not assigned and stay control codes.
    static let windows1252: [UInt16] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152,
        0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161,
        0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]

    /// Bytes of which each is a character; `highControls` are the characters of 0x80 to 0x9F.
    static func utf8(singleBytes source: [UInt8], highControls: [UInt16]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(source.count + source.count / 8)
        for byte in source {
            if byte < 0x80 {
                result.append(byte)
            } else {
                let index = Int(byte) - 0x80
                append(index < highControls.count ? UInt32(highControls[index]) : UInt32(byte), to: &result)
            }
        }
        return result
    }

    /// Pairs of bytes of UTF-16; nil where their number is odd or a surrogate stands alone.
    static func utf8(utf16 source: [UInt8], isLittleEndian: Bool) -> [UInt8]? {
        guard source.count % 2 == 0 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(source.count)
        var high: UInt32?
        for index in stride(from: 0, to: source.count, by: 2) {
            let first = UInt32(source[index]), second = UInt32(source[index + 1])
            let unit = isLittleEndian ? second << 8 | first : first << 8 | second
            if let lead = high {
                guard unit >> 10 == 0x37 else { return nil }
                append(0x10000 + (lead & 0x3FF) << 10 + unit & 0x3FF, to: &result)
                high = nil
            } else if unit >> 10 == 0x36 {
                high = unit
            } else if unit >> 10 == 0x37 {
                return nil
            } else {
                append(unit, to: &result)
            }
        }
        return high == nil ? result : nil
    }

    /// Appends a character that is not a surrogate.
    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        let low = { (shift: UInt32) in UInt8(0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case ..<0x80: bytes.append(UInt8(scalar))
        case ..<0x800: bytes += [UInt8(0xC0 | scalar >> 6), low(0)]
        case ..<0x10000: bytes += [UInt8(0xE0 | scalar >> 12), low(6), low(0)]
        default: bytes += [UInt8(0xF0 | scalar >> 18), low(12), low(6), low(0)]
        }
    }
}
