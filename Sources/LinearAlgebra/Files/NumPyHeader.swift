/// What stands before the numbers of an `.npy` file (NumPy Enhancement Proposal 1, 2007):
///
///     byte 0   0x93 N U M P Y      magic
///     byte 6   1 0                 format version: 1.0, 2.0 or 3.0
///     byte 8   118 0               length of the text: 2 bytes in version 1, 4 in 2 and 3, little-endian
///     byte 10  {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }   spaces, newline
///     byte 128 the numbers
struct NumPyHeader: Equatable {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// Text of more than this is refused: what is read here needs about a hundred bytes, 64 dimensions about a thousand.
    static let maximumLength = 1 << 16
    /// NumPy's own limit.
    static let maximumDimensions = 64

    var type: NumPyArray.ElementType
    var isBigEndian = false
    var isFortranOrder = false
    var shape: [Int]
    /// Where the numbers begin.
    var dataOffset = 0

    /// The number of numbers. Reading has checked that it, and its bytes, fit in `Int`.
    var count: Int { byteCount / type.width }
    var byteCount: Int { NumPyHeader.byteCount(shape, type) ?? 0 }

    /// How many bytes the numbers of an array take; nil where that is beyond `Int`. No dimension is negative.
    ///
    /// A zero anywhere makes it 0; the other lengths must fit all the same, as in NumPy: what walks along them, or
    /// allots something for each of their places, would not come to an end.
    static func byteCount(_ shape: [Int], _ type: NumPyArray.ElementType) -> Int? {
        var product = type.width
        for length in shape where length != 0 {
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            if overflow { return nil }
            product = next
        }
        return shape.contains(0) ? 0 : product
    }
}

extension NumPyHeader {
    /// Reads and checks the header of `source`, to whose last byte the numbers must reach.
    init(_ source: some ByteSource) throws(NumPyFileError) {
        let start = try source.bytes(at: 0, count: min(12, source.count))
        guard start.count >= 8, start.starts(with: NumPyHeader.magic) else {
            throw NumPyFileError(
                .notNumPy, path: source.path, offset: 0,
                expected: "an .npy file, which begins with 0x93 NUMPY",
                found: start.isEmpty ? "an empty file" : "the bytes \(NumPyHeader.hex(start))")
        }
        let (major, minor) = (start[6], start[7])
        guard (1...3).contains(major), minor == 0 else {
            throw NumPyFileError(
                .unsupportedVersion, path: source.path, offset: 6,
                expected: "format version 1.0, 2.0 or 3.0", found: "\(major).\(minor)")
        }
        let lengthBytes = major == 1 ? 2 : 4
        guard start.count >= 8 + lengthBytes else {
            throw NumPyFileError(
                .malformedHeader, path: source.path, offset: 8, expected: "the length of the header",
                found: "the end of the file")
        }
        let length = start[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
        dataOffset = 8 + lengthBytes + length
        guard length <= NumPyHeader.maximumLength, dataOffset <= source.count else {
            throw NumPyFileError(
                .malformedHeader, path: source.path, offset: 8,
                expected:
                    "a header of at most \(min(NumPyHeader.maximumLength, source.count - 8 - lengthBytes)) bytes",
                found: "a length of \(length)")
        }
        var parser = NumPyHeaderParser(
            text: try source.bytes(at: 8 + lengthBytes, count: length), offset: 8 + lengthBytes,
            path: source.path)
        (type, isBigEndian, isFortranOrder, shape) = try parser.parse()
        try checkSize(in: source)
    }

    private func checkSize(in source: some ByteSource) throws(NumPyFileError) {
        let present = source.count - dataOffset
        let array = "shape \(NumPyHeader.tuple(shape)) of \(type.rawValue)"
        guard let needed = NumPyHeader.byteCount(shape, type) else {
            throw NumPyFileError(
                .wrongSize, path: source.path, offset: dataOffset,
                expected: "an array whose lengths, but for those of 0, can be multiplied", found: array)
        }
        guard needed == present else {
            throw NumPyFileError(
                .wrongSize, path: source.path, offset: dataOffset,
                expected: "\(needed) bytes of data for \(array)", found: "\(present) bytes")
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}

extension NumPyHeader {
    /// The bytes before the numbers, equal to what `numpy.save` of NumPy 2 writes: room for the first dimension to grow to
    /// 21 digits in place, and numbers that begin at a multiple of 64.
    var bytes: [UInt8] {
        let order = type.width == 1 ? "|" : isBigEndian ? ">" : "<"
        var text = "{'descr': '\(order)\(type.code)', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
        text += "'shape': \(NumPyHeader.tuple(shape)), }"
        if let growing = isFortranOrder ? shape.last : shape.first {
            text += String(repeating: " ", count: max(0, 21 - String(growing).utf8.count))
        }
        // 64 dimensions of 19 digits still fit the two-byte length of version 1.
        let unpadded = 10 + text.utf8.count + 1
        text += String(repeating: " ", count: 64 - unpadded % 64) + "\n"
        let length = text.utf8.count
        return NumPyHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
    }

    /// `shape` as Python writes a tuple: `()`, `(3,)`, `(3, 4)`.
    static func tuple(_ shape: [Int]) -> String {
        shape.count == 1 ? "(\(shape[0]),)" : "(" + shape.map(String.init).joined(separator: ", ") + ")"
    }
}
