/// Why compressed data could not be unpacked.
package struct InflateError: Error, Equatable {
    /// The byte of the compressed data near which it happened.
    package let offset: Int
    /// What is wrong there.
    package let problem: String
}

/// Unpacks data in the deflate format (P. Deutsch, "DEFLATE Compressed Data Format Specification", RFC 1951, 1996).
///
/// Our own and not zlib's: this module is the one that everything else stands on, and with it a dependent needs
/// OpenBLAS on the system and nothing more. Unpacking alone is small; nothing here packs, and `.npz` files are
/// written uncompressed, as `numpy.savez` does.
///
/// Returns exactly `count` bytes or throws; a stream that ends early, goes on after them, or leaves bytes of `input` over is an
/// error. Memory grows with what has been unpacked, never with what a file claims. O(input + count).
package func inflate(_ input: [UInt8], count: Int) throws(InflateError) -> [UInt8] {
    var inflater = Inflater(input: input, limit: count)
    return try inflater.run()
}

/// The first `count` bytes of what `input` unpacks to, or fewer where there are no more; what comes after them is not looked at.
/// O(count).
package func inflate(_ input: [UInt8], first count: Int) throws(InflateError) -> [UInt8] {
    // A repetition is unpacked as a whole, and has at most 258 bytes.
    var inflater = Inflater(input: input, limit: count + 258)
    return Array(try inflater.runUntilFull().prefix(count))
}

private struct Inflater {
    private let input: [UInt8]
    private var next = 0
    /// Bits taken from `input` and not used yet, first bit lowest.
    private var bits: UInt64 = 0
    private var bitCount = 0
    /// What has been unpacked, and zeros to be overwritten.
    private var output: [UInt8] = []
    private var written = 0
    private let limit: Int
    /// Whether there was more to unpack than `limit` bytes.
    private var isFull = false

    init(input: [UInt8], limit: Int) {
        self.input = input
        self.limit = limit
    }

    mutating func run() throws(InflateError) -> [UInt8] {
        try unpackBlocks()
        guard written == limit else { throw broken("\(written) bytes, not \(limit)") }
        guard next - bitCount / 8 == input.count else { throw broken("bytes after the end of the data") }
        return output
    }

    /// What has been unpacked when `limit` is reached, or the end.
    mutating func runUntilFull() throws(InflateError) -> [UInt8] {
        do throws(InflateError) {
            try unpackBlocks()
        } catch {
            if !isFull { throw error }
        }
        return Array(output.prefix(written))
    }

    private mutating func unpackBlocks() throws(InflateError) {
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try copyStored()
            case 1: try unpack(HuffmanCode.fixedLiterals, HuffmanCode.fixedDistances)
            case 2:
                let (literals, distances) = try readCodes()
                try unpack(literals, distances)
            default: throw broken("a block of the reserved kind 3")
            }
        }
    }

    /// A block as it is: length, its complement, bytes.
    private mutating func copyStored() throws(InflateError) {
        _ = try take(bitCount % 8)
        let length = try take(16)
        guard try take(16) == length ^ 0xFFFF else {
            throw broken("a stored block with contradicting lengths")
        }
        next -= bitCount / 8
        (bits, bitCount) = (0, 0)
        guard length <= input.count - next else { throw broken("the end inside a stored block") }
        let fitting = min(length, limit - written)
        try makeRoom(fitting)
        for index in 0..<fitting { output[written + index] = input[next + index] }
        written += fitting
        next += fitting
        try makeRoom(length - fitting)
    }

    /// Makes sure that `length` more bytes, at most 65 535, fit in `output`, which at least doubles where they do not.
    @inline(__always)
    private mutating func makeRoom(_ length: Int) throws(InflateError) {
        if length > output.count - written { try grow(length) }
    }

    @inline(never)
    private mutating func grow(_ length: Int) throws(InflateError) {
        guard length <= limit - written else {
            isFull = true
            throw broken("more than \(limit) bytes")
        }
        let growth = max(output.count, 1 << 16)
        output.append(contentsOf: repeatElement(0, count: min(growth, limit - output.count)))
    }

    /// A compressed block: literals, and repetitions of what went before.
    private mutating func unpack(
        _ literals: HuffmanCode, _ distances: HuffmanCode
    ) throws(InflateError) {
        while true {
            let symbol = try decode(literals)
            if symbol < 256 {
                try makeRoom(1)
                output[written] = UInt8(symbol)
                written += 1
                continue
            }
            if symbol == 256 { return }
            guard symbol <= 285 else { throw broken("length symbol \(symbol)") }
            let length = lengthBases[symbol - 257] + (try take(lengthExtraBits[symbol - 257]))
            let code = try decode(distances)
            guard code < 30 else { throw broken("distance symbol \(code)") }
            let extra = max(0, code / 2 - 1)
            let distance = (code < 4 ? code + 1 : ((2 + code % 2) << extra) + 1) + (try take(extra))
            try repeatBytes(distance: distance, length: length)
        }
    }

    /// Appends `length` bytes, each a copy of the one `distance` before it, which may itself be new.
    private mutating func repeatBytes(distance: Int, length: Int) throws(InflateError) {
        guard distance <= written else { throw broken("a distance before the beginning") }
        try makeRoom(length)
        for index in written..<written + length { output[index] = output[index - distance] }
        written += length
    }

    /// The two codes that a block brings along, themselves coded (RFC 1951, 3.2.7).
    private mutating func readCodes() throws(InflateError) -> (HuffmanCode, HuffmanCode) {
        let literalCount = try take(5) + 257, distanceCount = try take(5) + 1, lengthCount = try take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw broken("too many symbols") }
        var orderedLengths = [UInt8](repeating: 0, count: 19)
        for symbol in codeLengthOrder[..<lengthCount] { orderedLengths[symbol] = UInt8(try take(3)) }
        guard let lengthCode = HuffmanCode(orderedLengths, mayBeIncomplete: false) else {
            throw broken("an impossible code for code lengths")
        }
        var lengths: [UInt8] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try decode(lengthCode)
            switch symbol {
            case 0...15: lengths.append(UInt8(symbol))
            case 16:
                guard let last = lengths.last else { throw broken("a repetition of nothing") }
                lengths += repeatElement(last, count: 3 + (try take(2)))
            case 17: lengths += repeatElement(0, count: 3 + (try take(3)))
            default: lengths += repeatElement(0, count: 11 + (try take(7)))
            }
        }
        guard lengths.count == literalCount + distanceCount else { throw broken("too many code lengths") }
        guard lengths[256] > 0,
            let literals = HuffmanCode(Array(lengths[..<literalCount]), mayBeIncomplete: true),
            let distances = HuffmanCode(Array(lengths[literalCount...]), mayBeIncomplete: true)
        else { throw broken("an impossible code") }
        return (literals, distances)
    }

    private mutating func decode(_ code: HuffmanCode) throws(InflateError) -> Int {
        refill()
        var entry = code.short[Int(truncatingIfNeeded: bits) & HuffmanCode.shortMask]
        if entry == 0 { entry = code.long(bits) }
        let length = Int(entry & 15)
        guard length > 0 else { throw broken("bits that no symbol has") }
        guard length <= bitCount else { throw broken("the end inside the data") }
        bits >>= UInt64(length)
        bitCount -= length
        return Int(entry >> 4)
    }

    /// The next `count` bits, at most 16, as a number, first bit lowest.
    private mutating func take(_ count: Int) throws(InflateError) -> Int {
        refill()
        guard count <= bitCount else { throw broken("the end inside the data") }
        let value = Int(truncatingIfNeeded: bits & (1 << UInt64(count) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    @inline(__always)
    private mutating func refill() {
        if bitCount > 32 { return }
        while bitCount <= 56, next < input.count {
            bits |= UInt64(input[next]) << UInt64(bitCount)
            next += 1
            bitCount += 8
        }
    }

    private func broken(_ problem: String) -> InflateError {
        InflateError(offset: next - bitCount / 8, problem: problem)
    }
}

/// A canonical Huffman code: shorter codes before longer ones, equal lengths in the order of the symbols.
private struct HuffmanCode: Sendable {
    static let shortBits = 10
    static let shortMask = (1 << shortBits) - 1

    /// For each way the next ten bits can be: 16 · symbol + length of the code they begin with; 0 where it is longer.
    let short: [UInt16]
    /// For each length: the first code, how many there are, and where their symbols begin in `symbols`.
    private var first = [Int](repeating: 0, count: 16)
    private var counts = [Int](repeating: 0, count: 16)
    private var starts = [Int](repeating: 0, count: 16)
    private var symbols: [UInt16]

    /// The code whose symbol s has `lengths[s]` bits, 0 for none; nil where there is no such code, or bits are left without a
    /// symbol. Of the incomplete ones, `mayBeIncomplete` lets those pass that zlib does: no symbol, or one with one bit.
    init?(_ lengths: [UInt8], mayBeIncomplete: Bool) {
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var code = 0, start = 0
        for length in 1...15 {
            code = (code + counts[length - 1]) << 1
            first[length] = code
            starts[length] = start
            start += counts[length]
            guard code + counts[length] <= 1 << length else { return nil }
        }
        let isComplete = code + counts[15] == 1 << 15
        guard isComplete || (mayBeIncomplete && start == counts[1]) else { return nil }
        symbols = [UInt16](repeating: 0, count: start)
        var short = [UInt16](repeating: 0, count: 1 << HuffmanCode.shortBits)
        var used = [Int](repeating: 0, count: 16)
        for (symbol, byte) in lengths.enumerated() where byte > 0 {
            let length = Int(byte)
            let code = first[length] + used[length]
            symbols[starts[length] + used[length]] = UInt16(symbol)
            used[length] += 1
            guard length <= HuffmanCode.shortBits else { continue }
            // The stream has a code's highest bit first, at the lowest place: hence the reversal.
            let reversed = Int(UInt16(code).reversedBits >> UInt16(16 - length))
            for index in stride(from: reversed, through: HuffmanCode.shortMask, by: 1 << length) {
                short[index] = UInt16(symbol << 4 | length)
            }
        }
        self.short = short
    }

    /// The entry for a code of more than ten bits at the low end of `bits`; 0 where there is none.
    func long(_ bits: UInt64) -> UInt16 {
        let reversed = Int(UInt16(truncatingIfNeeded: bits).reversedBits)
        for length in (HuffmanCode.shortBits + 1)...15 {
            let index = reversed >> (16 - length) - first[length]
            if index >= 0, index < counts[length] {
                return symbols[starts[length] + index] << 4 | UInt16(length)
            }
        }
        return 0
    }

    static let fixedLiterals = fixed(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    static let fixedDistances = fixed([UInt8](repeating: 5, count: 32))

    private static func fixed(_ lengths: [UInt8]) -> HuffmanCode {
        guard let code = HuffmanCode(lengths, mayBeIncomplete: false) else {
            stop("inflate: the fixed codes")
        }
        return code
    }
}

extension UInt16 {
    fileprivate var reversedBits: UInt16 {
        var x = self.byteSwapped
        x = (x >> 4 & 0x0F0F) | (x & 0x0F0F) << 4
        x = (x >> 2 & 0x3333) | (x & 0x3333) << 2
        return (x >> 1 & 0x5555) | (x & 0x5555) << 1
    }
}

/// The shortest length of symbols 257 to 285, and how many bits say how much longer (RFC 1951, 3.2.5).
private let lengthBases = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
]
private let lengthExtraBits = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]
/// The order in which a block gives the lengths of the code for code lengths.
private let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
