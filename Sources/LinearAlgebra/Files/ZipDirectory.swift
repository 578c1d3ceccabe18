/// A file inside a ZIP archive, as the archive's directory lists it.
struct ZipEntry: Sendable {
    var name: [UInt8]
    var flags: Int
    var method: Int
    var checksum: UInt32
    var packedSize: Int
    var size: Int
    /// Where the entry begins, with its local header.
    var offset: Int
}

/// Reads ZIP archives (PKWARE, "APPNOTE.TXT – .ZIP File Format Specification", 6.3), with the 64-bit extensions.
///
/// An archive is read from its end: the last record tells where the directory is, and the directory where each entry is.
/// None of these is believed before it has been held against the size of the file.
struct ZipReader: Sendable {
    let source: any ByteSource
    private(set) var entries: [ZipEntry] = []
    /// Where the directory begins, and so where entries end.
    private var directoryOffset = 0

    private static let unset16 = 0xFFFF, unset32 = 0xFFFF_FFFF
    /// Deflate cannot make less than one byte of 1032.
    static let largestRatio = 1032

    init(_ source: any ByteSource) throws(NumPyFileError) {
        self.source = source
        let (count, size, offset) = try findDirectory()
        directoryOffset = offset
        entries = try readDirectory(Fields(source.bytes(at: offset, count: size)), count: count)
    }

    /// Finds the record at the end of the archive, behind which there is at most a comment.
    private func findDirectory() throws(NumPyFileError) -> (count: Int, size: Int, offset: Int) {
        let recordSize = 22
        let tailStart = max(0, source.count - recordSize - 0xFFFF)
        let tail = Fields(try source.bytes(at: tailStart, count: source.count - tailStart))
        var start = tail.bytes.count - recordSize
        while start >= 0,
            tail[4, start] != 0x0605_4B50 || tail[2, start + 20] != tail.bytes.count - start - recordSize
        {
            start -= 1
        }
        guard start >= 0 else {
            throw malformed(
                0, "a ZIP archive, which ends with a directory", "\(source.count) bytes without one")
        }
        let end = tailStart + start
        var (count, size, offset) = (tail[2, start + 10], tail[4, start + 12], tail[4, start + 16])
        var limit = end
        let isPart = tail[2, start + 4] != 0 || tail[2, start + 6] != 0 || tail[2, start + 8] != count
        if count == ZipReader.unset16 || size == ZipReader.unset32 || offset == ZipReader.unset32,
            let wide = try wideRecord(before: end)
        {
            (count, size, offset, limit) = wide
        } else if isPart {
            throw unsupported(end, "an archive in one piece", "a part of one")
        }
        guard offset <= limit, size <= limit - offset, count <= size / 46 else {
            throw malformed(
                end, "a directory inside the \(limit) bytes before",
                "\(count) entries in \(size) bytes from byte \(offset)")
        }
        return (count, size, offset)
    }

    /// The 64-bit version of the record at the end, where there is one.
    private func wideRecord(
        before end: Int
    ) throws(NumPyFileError) -> (count: Int, size: Int, offset: Int, limit: Int)? {
        guard end >= 20 else { return nil }
        let locator = Fields(try source.bytes(at: end - 20, count: 20))
        guard locator[4, 0] == 0x0706_4B50 else { return nil }
        let position = locator[8, 8]
        guard position <= end - 20 - 56 else {
            throw malformed(end - 12, "a record before byte \(end - 20)", "byte \(position)")
        }
        let record = Fields(try source.bytes(at: position, count: 56))
        guard record[4, 0] == 0x0606_4B50 else {
            throw malformed(position, "the 64-bit end record", "something else")
        }
        guard record[8, 24] == record[8, 32] else {
            throw unsupported(position, "an archive in one piece", "a part of one")
        }
        return (record[8, 32], record[8, 40], record[8, 48], position)
    }

    private func readDirectory(_ directory: Fields, count: Int) throws(NumPyFileError) -> [ZipEntry] {
        var entries: [ZipEntry] = []
        var position = 0
        let end = directory.bytes.count
        for _ in 0..<count {
            guard end - position >= 46, directory[4, position] == 0x0201_4B50 else {
                throw malformed(
                    directoryOffset + position, "entry \(entries.count) of \(count)", "something else")
            }
            let nameLength = directory[2, position + 28], extraLength = directory[2, position + 30]
            let nameStart = position + 46,
                next = nameStart + nameLength + extraLength + directory[2, position + 32]
            guard next <= end else {
                throw malformed(directoryOffset + position, "an entry inside the directory", "a longer one")
            }
            var entry = ZipEntry(
                name: Array(directory.bytes[nameStart..<nameStart + nameLength]),
                flags: directory[2, position + 8], method: directory[2, position + 10],
                checksum: UInt32(directory[4, position + 16]), packedSize: directory[4, position + 20],
                size: directory[4, position + 24], offset: directory[4, position + 42])
            let extra = nameStart + nameLength
            widen(&entry, directory, extra..<extra + extraLength)
            entries.append(entry)
            position = next
        }
        return entries
    }

    /// Takes from the extra field with number 1 the sizes and the offset that do not fit in 32 bits.
    private func widen(_ entry: inout ZipEntry, _ directory: Fields, _ range: Range<Int>) {
        var position = range.lowerBound
        while position + 4 <= range.upperBound {
            let end = min(position + 4 + directory[2, position + 2], range.upperBound)
            if directory[2, position] == 1 {
                var field = position + 4
                for path in [\ZipEntry.size, \.packedSize, \.offset]
                where entry[keyPath: path] == ZipReader.unset32 && field + 8 <= end {
                    entry[keyPath: path] = directory[8, field]
                    field += 8
                }
                return
            }
            position = end
        }
    }

    /// The unpacked content of `entry`, held against its size and checksum; refused where it is packed and has more than
    /// `limit` bytes, or where `check` throws, which may read the beginning of the content before the rest is unpacked.
    func content(
        _ entry: ZipEntry, limit: Int, check: (PackedSource) throws(NumPyFileError) -> Void
    ) throws(NumPyFileError) -> [UInt8] {
        let start = try dataOffset(entry)
        var content = try source.bytes(at: start, count: entry.packedSize)
        if entry.method != 0 {
            try checkSize(entry, at: start, limit: limit)
            let packed = PackedSource(packed: content, count: entry.size, archive: source.path, start: start)
            try check(packed)
            content = try packed.content()
        }
        let checksum = CRC32.of(content)
        guard checksum == entry.checksum else {
            throw NumPyFileError(
                .wrongChecksum, path: source.path, offset: start,
                expected: "data with the checksum \(String(entry.checksum, radix: 16))",
                found: String(checksum, radix: 16))
        }
        return content
    }

    /// Where the data of `entry` begins: checked to lie, with all its bytes, before the directory.
    private func dataOffset(_ entry: ZipEntry) throws(NumPyFileError) -> Int {
        guard entry.offset <= directoryOffset - 30 else {
            throw malformed(entry.offset, "an entry before the directory", "byte \(entry.offset)")
        }
        let header = Fields(try source.bytes(at: entry.offset, count: 30))
        let start = entry.offset + 30 + header[2, 26] + header[2, 28]
        guard header[4, 0] == 0x0403_4B50, header[2, 8] == entry.method, header[2, 26] == entry.name.count,
            start <= directoryOffset, entry.packedSize <= directoryOffset - start,
            try source.bytes(at: entry.offset + 30, count: entry.name.count) == entry.name
        else {
            throw malformed(entry.offset, "the entry that the directory lists", "another or none")
        }
        // Bits 0 and 13 of the flags tell of encryption.
        guard entry.flags & 0x2001 == 0 else {
            throw unsupported(entry.offset, "open data", "encrypted data")
        }
        guard entry.method == 0 || entry.method == 8 else {
            throw unsupported(entry.offset, "data stored or deflated", "compression method \(entry.method)")
        }
        guard entry.method != 0 || entry.size == entry.packedSize else {
            throw malformed(entry.offset, "\(entry.size) stored bytes", "\(entry.packedSize)")
        }
        return start
    }

    /// Holds the size that `entry` claims to unpack to against its packed size and `limit`.
    private func checkSize(_ entry: ZipEntry, at offset: Int, limit: Int) throws(NumPyFileError) {
        guard entry.size / ZipReader.largestRatio <= entry.packedSize else {
            throw malformed(
                offset, "at most \(ZipReader.largestRatio) bytes of each of \(entry.packedSize)",
                "\(entry.size)")
        }
        guard entry.size <= limit else {
            throw NumPyFileError(
                .tooLarge, path: source.path, offset: offset, expected: "at most \(limit) bytes unpacked",
                found: "\(entry.size)")
        }
    }

    private func malformed(_ offset: Int, _ expected: String, _ found: String) -> NumPyFileError {
        NumPyFileError(
            .malformedArchive, path: source.path, offset: offset, expected: expected, found: found)
    }

    private func unsupported(_ offset: Int, _ expected: String, _ found: String) -> NumPyFileError {
        NumPyFileError(
            .unsupportedArchive, path: source.path, offset: offset, expected: expected, found: found)
    }
}

/// The content of a packed entry, of which as much is unpacked as is asked for.
struct PackedSource: ByteSource {
    let packed: [UInt8]
    /// The number of bytes that the directory claims.
    let count: Int
    /// The path of the archive, and where in it the packed data begins.
    let archive: String?
    let start: Int

    var path: String? { nil }

    /// All of it.
    func content() throws(NumPyFileError) -> [UInt8] {
        do throws(InflateError) { return try inflate(packed, count: count) } catch { throw failure(error) }
    }

    /// Unpacks everything up to the end of `target`: for places near the beginning.
    func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(NumPyFileError) {
        let end = offset + target.count
        let bytes: [UInt8]
        do throws(InflateError) { bytes = try inflate(packed, first: end) } catch { throw failure(error) }
        guard bytes.count == end else {
            throw failure(InflateError(offset: packed.count, problem: "\(bytes.count) bytes"))
        }
        bytes.withUnsafeBytes { target.copyMemory(from: .init(rebasing: $0[offset...])) }
    }

    private func failure(_ error: InflateError) -> NumPyFileError {
        NumPyFileError(
            .malformedCompression, path: archive, offset: start + error.offset,
            expected: "\(count) bytes of deflated data", found: error.problem)
    }
}

/// Little-endian numbers in bytes: `fields[4, 16]` is the one of four bytes from byte 16 on.
private struct Fields {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A number of eight bytes beyond `Int` becomes `Int.max`, which no check of a size or place lets pass.
    subscript(width: Int, offset: Int) -> Int {
        var value: UInt64 = 0
        for index in (0..<width).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
        return Int(clamping: value)
    }
}
