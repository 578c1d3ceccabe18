import LinearAlgebra

/// Unpacks a gzip file of one member (P. Deutsch, "GZIP file format specification", RFC 1952, 1996) and holds it against its
/// checksum.
///
/// Memory grows with what has been unpacked, never with what the file claims. O(bytes).
///
/// - Parameters:
///   - bytes: The whole file.
///   - name: What the file is called in an error.
package func gunzip(_ bytes: [UInt8], name: String) throws(DatasetError) -> [UInt8] {
    func broken(_ problem: String) -> DatasetError { .malformed(file: name, problem: problem) }
    let start = try gzipHeaderLength(bytes, broken)
    guard bytes.count >= start + 8 else {
        throw broken("\(bytes.count) bytes end inside the gzip header or before the checksum")
    }
    func word(_ place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * $1) }
    }
    let unpacked: [UInt8]
    do throws(InflateError) {
        unpacked = try inflate(
            Array(bytes[start..<bytes.count - 8]), count: Int(word(bytes.count - 4)))
    } catch {
        throw broken("packed byte \(start + error.offset): \(error.problem)")
    }
    let checksum = CRC32.of(unpacked)
    guard checksum == word(bytes.count - 8) else {
        throw broken("the checksum of \(unpacked.count) unpacked bytes is not the one that the file gives")
    }
    return unpacked
}

/// Whether bytes begin as a gzip file does.
func isGzip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

/// Where the packed data begins: after ten fixed bytes, and the extra field, name, comment and checksum that flags announce.
private func gzipHeaderLength(
    _ bytes: [UInt8], _ broken: (String) -> DatasetError
) throws(DatasetError) -> Int {
    guard isGzip(bytes) else { throw broken("no gzip file: it does not begin with 1F 8B") }
    guard bytes.count >= 10 else { throw broken("\(bytes.count) bytes end inside the gzip header") }
    guard bytes[2] == 8 else { throw broken("packing method \(bytes[2]), not 8 (deflate)") }
    let flags = bytes[3]
    guard flags & 0xE0 == 0 else { throw broken("reserved flags \(flags) in the gzip header") }
    var place = 10
    if flags & 4 != 0 {
        guard bytes.count >= 12 else { throw broken("\(bytes.count) bytes end inside the gzip header") }
        place = 12 + Int(bytes[10]) + Int(bytes[11]) << 8
    }
    for flag in [UInt8(8), 16] where flags & flag != 0 {
        guard place < bytes.count, let end = bytes[place...].firstIndex(of: 0) else {
            throw broken("a name without end in the gzip header")
        }
        place = end + 1
    }
    return place + (flags & 2 != 0 ? 2 : 0)
}
