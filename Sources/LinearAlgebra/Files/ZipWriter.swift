/// Writes ZIP archives of uncompressed entries, byte for byte as Python's `zipfile` does for `numpy.savez`: no times, a
/// 64-bit size before every entry, and 64-bit fields in the directory only where they are needed.
struct ZipWriter {
    private var directory: [UInt8] = []
    private var count = 0
    private var offset = 0

    /// Python's `zipfile` turns to 64-bit fields from here on, the largest number of 31 bits.
    private static let limit = 0x7FFF_FFFF
    /// 1 January 1980, the first day that the format knows.
    private static let date = 0x21

    /// What stands before the data of an entry of `size` bytes; the data must follow it.
    mutating func header(name: String, size: Int, checksum: UInt32) -> [UInt8] {
        let name = Array(name.utf8)
        let flags = name.contains { $0 >= 0x80 } ? 0x800 : 0  // the name is UTF-8
        var header: [UInt8] = []
        header.put(4, 0x0403_4B50)
        header.put(2, 45, flags, 0, 0, ZipWriter.date)
        header.put(4, Int(checksum), 0xFFFF_FFFF, 0xFFFF_FFFF)
        header.put(2, name.count, 20)
        header += name
        header.put(2, 1, 16)
        header.put(8, size, size)
        list(name, flags, size, checksum)
        offset += header.count + size
        return header
    }

    private mutating func list(_ name: [UInt8], _ flags: Int, _ size: Int, _ checksum: UInt32) {
        let isLarge = size > ZipWriter.limit, isFar = offset > ZipWriter.limit
        var extra: [UInt8] = []
        if isLarge || isFar {
            extra.put(2, 1, (isLarge ? 16 : 0) + (isFar ? 8 : 0))
            if isLarge { extra.put(8, size, size) }
            if isFar { extra.put(8, offset) }
        }
        directory.put(4, 0x0201_4B50)
        directory.put(2, 45 | 3 << 8, 45, flags, 0, 0, ZipWriter.date)  // 3: the attributes below are Unix's
        directory.put(4, Int(checksum), isLarge ? 0xFFFF_FFFF : size, isLarge ? 0xFFFF_FFFF : size)
        directory.put(2, name.count, extra.count, 0, 0, 0)
        directory.put(4, 0o600 << 16, isFar ? 0xFFFF_FFFF : offset)
        directory += name
        directory += extra
        count += 1
    }

    /// What ends the archive.
    func end() -> [UInt8] {
        var end = directory
        if count > 0xFFFF || offset > ZipWriter.limit || directory.count > ZipWriter.limit {
            let position = offset + directory.count
            end.put(4, 0x0606_4B50)
            end.put(8, 44)
            end.put(2, 45, 45)
            end.put(4, 0, 0)
            end.put(8, count, count, directory.count, offset)
            end.put(4, 0x0706_4B50, 0)
            end.put(8, position)
            end.put(4, 1)
        }
        end.put(4, 0x0605_4B50)
        end.put(2, 0, 0, min(count, 0xFFFF), min(count, 0xFFFF))
        end.put(4, min(directory.count, 0xFFFF_FFFF), min(offset, 0xFFFF_FFFF))
        end.put(2, 0)
        return end
    }
}

extension [UInt8] {
    /// Appends each of `values` in `width` bytes, low byte first.
    fileprivate mutating func put(_ width: Int, _ values: Int...) {
        for value in values {
            for place in 0..<width { append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
        }
    }
}
