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
}
