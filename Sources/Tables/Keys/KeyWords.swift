import LinearAlgebra

/// Values of a column as unsigned integers in the same order: smaller values have smaller words.
///
/// Sorting, grouping and joining all work on these, so that each is written once. Numbers are mapped as for radix sort (Herf 2001):
/// of a positive number the sign bit is turned over, of a negative one all bits; 0 and -0 are the same.
struct KeyWords {
    /// One word for each row; what stands where a value is missing means nothing.
    let words: Buffer<UInt64>
    /// The smallest and the largest word of the values that are there; 0 and 0 where none is.
    let smallest: UInt64
    let largest: UInt64

    /// The words of a column; nothing for strings of more than seven bytes, which do not fit.
    init?(_ column: Column) {
        let count = column.count, words = Buffer<UInt64>(uninitialized: count), base = words.base
        switch column.storage {
        case .integers(let values): values.withUnsafeBufferPointer { KeyWords.fill(base, $0) }
        case .timestamps(let values): values.withUnsafeBufferPointer { KeyWords.fill(base, $0) }
        case .categories(let values, _): values.withUnsafeBufferPointer { KeyWords.fill(base, $0) }
        case .numbers(let values):
            values.withUnsafeBufferPointer { values in
                forRows(count) { rows in
                    for row in rows {
                        let value = values[row], bits = value == 0 ? 0 : value.bitPattern
                        base[row] = bits >> 63 == 1 ? ~bits : bits | 1 << 63
                    }
                }
            }
        case .booleans(let values):
            values.withUnsafeBufferPointer { values in
                forRows(count) { rows in for row in rows { base[row] = values[row] ? 1 : 0 } }
            }
        case .texts(let texts):
            guard texts.longest <= 7 else { return nil }
            texts.withPointers { bytes, offsets in
                forRows(count) { rows in
                    for row in rows {
                        let start = offsets[row], length = offsets[row + 1] - start
                        base[row] = bigEndianWord(bytes + start, length) | UInt64(length)
                    }
                }
            }
        }
        self.words = words
        (smallest, largest) = KeyWords.extremes(base, count, column.validity)
    }

    /// Words that were filled elsewhere.
    init(_ words: Buffer<UInt64>, _ validity: Bitmap?) {
        self.words = words
        (smallest, largest) = KeyWords.extremes(words.base, words.count, validity)
    }

    private static func fill<Value: FixedWidthInteger>(
        _ base: UnsafeMutablePointer<UInt64>, _ values: UnsafeBufferPointer<Value>
    ) {
        forRows(values.count) { rows in
            for row in rows {
                base[row] = UInt64(bitPattern: Int64(truncatingIfNeeded: values[row])) ^ 1 << 63
            }
        }
    }

    private static func extremes(
        _ words: UnsafePointer<UInt64>, _ count: Int, _ validity: Bitmap?
    ) -> (UInt64, UInt64) {
        var low = UInt64.max, high: UInt64 = 0
        if let validity {
            for row in 0..<count where validity[row] {
                low = min(low, words[row])
                high = max(high, words[row])
            }
        } else {
            for row in 0..<count {
                low = min(low, words[row])
                high = max(high, words[row])
            }
        }
        return low > high ? (0, 0) : (low, high)
    }
}

/// The first bytes of a string, at most eight, the first one highest; zeros where it is shorter.
@inline(__always)
func bigEndianWord(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(bytes)
    if count >= 8 { return UInt64(bigEndian: raw.loadUnaligned(as: UInt64.self)) }
    var word: UInt64 = 0
    var place = 0
    if count & 4 != 0 {
        word = UInt64(UInt32(bigEndian: raw.loadUnaligned(as: UInt32.self))) << 32
        place = 4
    }
    while place < count {
        word |= UInt64(bytes[place]) << UInt64(56 - 8 * place)
        place += 1
    }
    return word
}

extension TextStorage {
    /// The number of bytes of the longest string.
    var longest: Int {
        var longest = 0
        offsets.withUnsafeBufferPointer { offsets in
            for row in 0..<count { longest = max(longest, offsets[row + 1] - offsets[row]) }
        }
        return longest
    }
}

/// Mixes the bits of a word: both halves of a product of 128 bits, one on the other.
@inline(__always)
func mixed(_ word: UInt64) -> UInt64 {
    let product = (word ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
}

/// A hash of bytes, eight at a time.
@inline(__always)
func hashOf(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(bytes)
    if count < 8 { return mixed(bigEndianWord(bytes, count) | UInt64(count)) }
    var hash = UInt64(count), place = 0
    while place + 8 <= count {
        hash = mixed(hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        place += 8
    }
    return mixed(hash &+ raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
}
