/// Byte strings for finding all of them that begin at a place, each with a number.
///
/// The edges lie in one table by open addressing: (node, byte) → node.
struct ByteTrie: Sendable {
    private struct Slot: BitwiseCopyable {
        var key: UInt64
        var node: Int32
    }

    private let slots: FixedStorage<Slot>
    private let values: FixedStorage<Int32>
    private let roots: FixedStorage<Int32>
    private let shift: UInt64

    /// - Parameter strings: The strings and their numbers, 0 or more; of two equal strings the first holds. Empty strings are left out.
    init(_ strings: [(bytes: [UInt8], value: Int)]) {
        var edges: [UInt64: Int32] = [:], values: [Int32] = [-1]
        for (bytes, value) in strings where !bytes.isEmpty {
            var node: Int32 = 0
            for byte in bytes {
                let key = ByteTrie.key(node, byte)
                if let next = edges[key] {
                    node = next
                } else {
                    values.append(-1)
                    node = Int32(values.count - 1)
                    edges[key] = node
                }
            }
            if values[Int(node)] < 0 { values[Int(node)] = Int32(value) }
        }
        self.values = FixedStorage(values)
        var bits: UInt64 = 4
        while 1 << bits < 2 * edges.count { bits += 1 }
        shift = 64 - bits
        slots = FixedStorage(repeating: Slot(key: .max, node: -1), count: 1 << Int(bits))
        roots = FixedStorage(repeating: -1, count: 256)
        for (key, node) in edges {
            var place = self.place(key)
            while slots.base[place].key != .max { place = (place + 1) & (slots.count - 1) }
            slots.base[place] = Slot(key: key, node: node)
            if key < 256 { roots.base[Int(key)] = node }
        }
    }

    @inline(__always)
    private static func key(_ node: Int32, _ byte: UInt8) -> UInt64 { UInt64(node) << 8 | UInt64(byte) }

    @inline(__always)
    private func place(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    @inline(__always)
    private func next(_ node: Int32, _ byte: UInt8) -> Int32 {
        let key = ByteTrie.key(node, byte)
        var place = self.place(key)
        while true {
            let slot = slots.base[place]
            if slot.key == key { return slot.node }
            if slot.key == .max { return -1 }
            place = (place + 1) & (slots.count - 1)
        }
    }

    /// Whether any string begins with a byte.
    @inline(__always)
    func begins(with byte: UInt8) -> Bool { roots.base[Int(byte)] >= 0 }

    /// Calls `body` with the number and the length of each string that begins at `start`, the shortest first.
    @inline(__always)
    func prefixes(_ text: Bytes, from start: Int, _ body: (_ value: Int, _ length: Int) -> Void) {
        guard start < text.count else { return }
        var node = roots.base[Int(text[start])], place = start + 1
        while node >= 0 {
            let value = values.base[Int(node)]
            if value >= 0 { body(Int(value), place - start) }
            guard place < text.count else { return }
            node = next(node, text[place])
            place += 1
        }
    }

    /// The longest string that begins at `start`.
    func longest(_ text: Bytes, from start: Int) -> (value: Int, length: Int)? {
        var best: (value: Int, length: Int)?
        prefixes(text, from: start) { best = ($0, $1) }
        return best
    }
}
