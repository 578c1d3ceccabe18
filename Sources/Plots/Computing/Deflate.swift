/// Compresses bytes (RFC 1951) with the fixed Huffman code and matches found through a hash of three bytes.
///
/// Small and plain rather than tight: about half the size for drawings, where a full encoder reaches a third.
package enum Deflate {
    /// The compressed form of `data`, without a header.
    package static func compress(_ data: [UInt8]) -> [UInt8] {
        var bits = BitWriter()
        bits.write(1, 1)  // the last block
        bits.write(1, 2)  // with the fixed code
        var latest = [Int](repeating: -1, count: 1 << 13)
        var position = 0
        while position < data.count {
            let match = longestMatch(data, position, &latest)
            if match.length >= 3 {
                write(length: match.length, distance: match.distance, &bits)
                for skipped in (position + 1)..<(position + match.length) where skipped + 2 < data.count {
                    latest[hash(data, skipped)] = skipped
                }
                position += match.length
            } else {
                writeSymbol(Int(data[position]), &bits)
                position += 1
            }
        }
        writeSymbol(256, &bits)
        return bits.finished
    }

    private static func hash(_ data: [UInt8], _ at: Int) -> Int {
        let key = UInt32(data[at]) << 16 | UInt32(data[at + 1]) << 8 | UInt32(data[at + 2])
        return Int((key &* 2_654_435_761) >> 19)
    }

    /// The match with the latest place that has the same hash, and notes the present one.
    private static func longestMatch(
        _ data: [UInt8], _ position: Int, _ latest: inout [Int]
    ) -> (length: Int, distance: Int) {
        guard position + 2 < data.count else { return (0, 0) }
        let slot = hash(data, position), candidate = latest[slot]
        latest[slot] = position
        guard candidate >= 0, position - candidate <= 32_768 else { return (0, 0) }
        let most = min(258, data.count - position)
        var length = 0
        while length < most && data[candidate + length] == data[position + length] { length += 1 }
        return (length, position - candidate)
    }

    /// A letter of the fixed code: 8, 9, 7 or 8 bits, sent from the highest.
    private static func writeSymbol(_ symbol: Int, _ bits: inout BitWriter) {
        switch symbol {
        case 0...143: bits.writeReversed(0x30 + symbol, 8)
        case 144...255: bits.writeReversed(0x190 + symbol - 144, 9)
        case 256...279: bits.writeReversed(symbol - 256, 7)
        default: bits.writeReversed(0xC0 + symbol - 280, 8)
        }
    }

    private static func write(length: Int, distance: Int, _ bits: inout BitWriter) {
        if length == 258 {
            writeSymbol(285, &bits)
        } else {
            let (symbol, extra, rest) = code(length - 3, group: 4)
            writeSymbol(257 + symbol, &bits)
            bits.write(rest, extra)
        }
        let (symbol, extra, rest) = code(distance - 1, group: 2)
        bits.writeReversed(symbol, 5)
        bits.write(rest, extra)
    }

    /// Lengths and distances share one scheme: `group` codes for each number of extra bits, doubling each time.
    private static func code(_ value: Int, group: Int) -> (symbol: Int, extraBits: Int, rest: Int) {
        if value < 2 * group { return (value, 0, 0) }
        let top = Int.bitWidth - 1 - value.leadingZeroBitCount
        let groupBits = group.trailingZeroBitCount
        let extra = top - groupBits
        let symbol = group * (extra + 1) + ((value >> extra) & (group - 1))
        return (symbol, extra, value & ((1 << extra) - 1))
    }
}

/// Packs bits into bytes, the lowest first.
private struct BitWriter {
    private var bytes: [UInt8] = []
    private var pending = 0
    private var count = 0

    mutating func write(_ value: Int, _ bits: Int) {
        pending |= value << count
        count += bits
        while count >= 8 {
            bytes.append(UInt8(pending & 255))
            pending >>= 8
            count -= 8
        }
    }

    mutating func writeReversed(_ value: Int, _ bits: Int) {
        var reversed = 0
        for place in 0..<bits where value >> place & 1 == 1 { reversed |= 1 << (bits - 1 - place) }
        write(reversed, bits)
    }

    var finished: [UInt8] { count > 0 ? bytes + [UInt8(pending & 255)] : bytes }
}
