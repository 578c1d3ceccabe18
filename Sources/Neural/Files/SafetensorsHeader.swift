/// What the header of a safetensors file says, once it is found to be consistent.
struct SafetensorsHeader: Sendable {
    /// The longest header that is read, the limit of the reference implementation.
    static let longest = 100_000_000

    /// The tensors in the order of their data; where several are empty at one place, in that of the header.
    var entries: [SafetensorsFile.Entry]
    var metadata: [String: String]

    /// Reads the bytes of the header, which begin at byte 8 of the file, and checks them against the number of bytes
    /// that follow it.
    init(_ bytes: [UInt8], dataCount: Int) throws(SafetensorsError) {
        try SafetensorsHeader.checkUTF8(bytes)
        var parser = SafetensorsHeaderParser(bytes)
        let (metadata, records) = try parser.parse()
        self.metadata = metadata
        var entries: [SafetensorsFile.Entry] = []
        entries.reserveCapacity(records.count)
        for record in records { entries.append(try SafetensorsHeader.entry(record, dataCount: dataCount)) }
        let order = entries.indices.sorted {
            let first = entries[$0].bytes, second = entries[$1].bytes
            return (first.lowerBound, first.upperBound, $0) < (second.lowerBound, second.upperBound, $1)
        }
        self.entries = order.map { entries[$0] }
        try checkThatDataIsFilled(dataCount, from: 8 + bytes.count)
    }

    /// The format allows no gap and no overlap, so that nothing can hide in a file and no byte has two meanings.
    private func checkThatDataIsFilled(_ dataCount: Int, from start: Int) throws(SafetensorsError) {
        var end = 0
        var previous = "the header"
        for entry in entries {
            guard entry.bytes.lowerBound == end else {
                throw SafetensorsError(
                    .wrongOffsets, tensor: entry.name, offset: start + entry.bytes.lowerBound,
                    expected: "data from offset \(end) on, where \(previous) ends",
                    found: entry.bytes.lowerBound < end
                        ? "an overlap: offset \(entry.bytes.lowerBound)"
                        : "a gap: offset \(entry.bytes.lowerBound)")
            }
            end = entry.bytes.upperBound
            previous = "tensor \"\(SafetensorsError.short(entry.name))\""
        }
        guard end == dataCount else {
            throw SafetensorsError(
                .wrongOffsets, offset: start + end, expected: "the end of the file, where \(previous) ends",
                found: "\(dataCount - end) more bytes")
        }
    }

    private static func entry(
        _ record: SafetensorsHeaderParser.Record, dataCount: Int
    ) throws(SafetensorsError) -> SafetensorsFile.Entry {
        guard let type = SafetensorsFile.ElementType(rawValue: record.type) else {
            throw SafetensorsError(
                .unsupportedType, tensor: record.name,
                expected:
                    "one of \(SafetensorsFile.ElementType.allCases.map(\.rawValue).joined(separator: " "))",
                found: "dtype \"\(SafetensorsError.short(record.type))\"")
        }
        guard let size = byteCount(record.shape, type.width) else {
            throw SafetensorsError(
                .tooLarge, tensor: record.name, expected: "a size below 2⁶³ bytes",
                found: "shape \(describe(record.shape)) of \(record.type)")
        }
        let (start, end) = record.offsets
        guard start <= end, end <= dataCount else {
            throw SafetensorsError(
                .wrongOffsets, tensor: record.name, expected: "rising offsets of at most \(dataCount)",
                found: "[\(start), \(end)]")
        }
        guard end - start == size else {
            throw SafetensorsError(
                .wrongOffsets, tensor: record.name,
                expected: "\(size) bytes for shape \(describe(record.shape)) of \(record.type)",
                found: "\(end - start) bytes, [\(start), \(end)]")
        }
        return SafetensorsFile.Entry(name: record.name, type: type, shape: record.shape, bytes: start..<end)
    }

    /// The bytes of a tensor; nil where the lengths other than 0 have no product, which no product of some of them would
    /// then have either.
    static func byteCount(_ shape: [Int], _ width: Int) -> Int? {
        var product = width
        for length in shape where length != 0 {
            let (next, overflows) = product.multipliedReportingOverflow(by: length)
            if overflows { return nil }
            product = next
        }
        return shape.contains(0) ? 0 : product
    }

    private static func describe(_ shape: [Int]) -> String {
        shape.count <= 12 ? "\(shape)" : "of \(shape.count) dimensions that begins \(shape.prefix(8))"
    }

    private static func checkUTF8(_ bytes: [UInt8]) throws(SafetensorsError) {
        // Where a byte is no UTF-8, decoding puts a replacement in its place.
        let decoded = String(decoding: bytes, as: UTF8.self).utf8
        if decoded.count == bytes.count, decoded.elementsEqual(bytes) { return }
        let place = zip(decoded, bytes).enumerated().first { $1.0 != $1.1 }?.offset ?? bytes.count - 1
        throw SafetensorsError(
            .notUTF8, offset: 8 + place, expected: "UTF-8",
            found: "byte 0x\(String(bytes[place], radix: 16, uppercase: true))")
    }
}
