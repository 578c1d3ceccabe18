/// The tokens of a vocabulary as bytes: from id to bytes by an array, from bytes to id by open addressing.
///
/// Swift's `String` takes "é" of one scalar and "é" of two for equal; a vocabulary does not, so tokens are bytes here.
struct TokenTable: Sendable {
    let count: Int
    /// The number of bytes of the longest token.
    let longest: Int
    private let bytes: FixedStorage<UInt8>
    private let ends: FixedStorage<UInt32>
    private let slots: FixedStorage<Int32>
    private let mask: Int

    /// - Parameters:
    ///   - tokens: The bytes of each token, at the place of its id.
    ///   - isFound: Whether the token can be looked up; one that cannot has only an id.
    init(_ tokens: [[UInt8]], isFound: (Int) -> Bool = { _ in true }) {
        count = tokens.count
        longest = tokens.lazy.map(\.count).max() ?? 0
        bytes = FixedStorage(tokens.flatMap { $0 })
        var end: UInt32 = 0
        ends = FixedStorage(
            [0]
                + tokens.map { token in
                    end += UInt32(token.count)
                    return end
                })
        var size = 16
        while size < 2 * tokens.count { size *= 2 }
        slots = FixedStorage(repeating: -1, count: size)
        mask = size - 1
        for id in tokens.indices where isFound(id) { insert(id) }
    }

    private func insert(_ id: Int) {
        let token = self[id]
        guard let start = token.baseAddress else { return }
        var slot = Int(truncatingIfNeeded: start.hash(token.count)) & mask
        while slots.base[slot] >= 0 {
            if matches(Int(slots.base[slot]), start, token.count) { return }
            slot = (slot + 1) & mask
        }
        slots.base[slot] = Int32(id)
    }

    /// The bytes of a token; valid as long as the table.
    subscript(id: Int) -> Bytes {
        let start = Int(ends.base[id]), end = Int(ends.base[id + 1])
        return Bytes(start: bytes.base + start, count: end - start)
    }

    @inline(__always)
    private func matches(_ id: Int, _ word: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        let start = Int(ends.base[id])
        guard Int(ends.base[id + 1]) - start == length else { return false }
        return word.equals(UnsafePointer(bytes.base + start), length)
    }

    /// The id of `length` bytes, or -1 where no token is spelled so.
    @inline(__always)
    func id(_ word: UnsafePointer<UInt8>, _ length: Int) -> Int {
        if length > longest { return -1 }
        var slot = Int(truncatingIfNeeded: word.hash(length)) & mask
        while true {
            let id = Int(slots.base[slot])
            if id < 0 || matches(id, word, length) { return id }
            slot = (slot + 1) & mask
        }
    }

    /// The id of some bytes, or nil where no token is spelled so.
    func id(of word: [UInt8]) -> Int? {
        let id = word.withUnsafeBufferPointer { word in
            word.baseAddress.map { self.id($0, word.count) } ?? -1
        }
        return id < 0 ? nil : id
    }
}
