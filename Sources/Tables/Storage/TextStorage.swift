#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The strings of a column, one after another in a single run of UTF-8.
///
/// Row i is the bytes `offsets[i]..<offsets[i + 1]`. A column of a million strings is two allocations and not a million.
package struct TextStorage: Sendable, Hashable {
    /// All bytes, always valid UTF-8.
    package var bytes: [UInt8]
    /// Where each row begins, and the end: `count + 1` of them, from 0.
    package var offsets: [Int]

    /// No rows.
    package init() {
        bytes = []
        offsets = [0]
    }

    /// Bytes and offsets that were filled elsewhere.
    package init(bytes: [UInt8], offsets: [Int]) {
        self.bytes = bytes
        self.offsets = offsets
    }

    /// The given strings in order.
    package init(_ strings: some Sequence<String>) {
        self.init()
        for string in strings { append(string) }
    }

    /// The number of rows.
    package var count: Int { offsets.count - 1 }

    /// The string of a row. Copies its bytes.
    package subscript(row: Int) -> String {
        String(decoding: bytes[offsets[row]..<offsets[row + 1]], as: UTF8.self)
    }

    /// One more row.
    package mutating func append(_ string: String) {
        bytes.append(contentsOf: string.utf8)
        offsets.append(bytes.count)
    }

    /// Calls `body` with all bytes and offsets. The pointers are valid during the call.
    @inline(__always)
    package func withPointers<Result>(
        _ body: (UnsafePointer<UInt8>, UnsafePointer<Int>) throws -> Result
    ) rethrows -> Result {
        try bytes.withUnsafeBufferPointer { bytes in
            try offsets.withUnsafeBufferPointer { offsets in
                let start = bytes.baseAddress ?? UnsafePointer(bitPattern: 1)
                guard let start, let first = offsets.baseAddress else {
                    return try withUnsafePointer(to: 0) { zero in
                        try body(UnsafeRawPointer(zero).assumingMemoryBound(to: UInt8.self), zero)
                    }
                }
                return try body(start, first)
            }
        }
    }

    /// `transform` of the bytes of each row, one after another. O(bytes).
    package func map(_ transform: (UnsafeBufferPointer<UInt8>, inout [UInt8]) -> Void) -> TextStorage {
        var result = TextStorage()
        result.bytes.reserveCapacity(bytes.count)
        result.offsets.reserveCapacity(offsets.count)
        withPointers { bytes, offsets in
            for row in 0..<count {
                let text = UnsafeBufferPointer(
                    start: bytes + offsets[row], count: offsets[row + 1] - offsets[row])
                transform(text, &result.bytes)
                result.offsets.append(result.bytes.count)
            }
        }
        return result
    }
}

/// Compares two runs of bytes: below, at or above 0 as the first is before, equal to or behind the second.
///
/// The order of UTF-8 bytes is the order of code points, as in Python.
@inline(__always)
func compareBytes(
    _ left: UnsafePointer<UInt8>, _ leftCount: Int, _ right: UnsafePointer<UInt8>, _ rightCount: Int
) -> Int {
    let difference = memcmp(left, right, min(leftCount, rightCount))
    return difference != 0 ? Int(difference) : leftCount - rightCount
}
