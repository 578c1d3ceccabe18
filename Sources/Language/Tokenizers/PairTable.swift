/// What two neighbouring tokens merge into and how soon: (left, right) → (rank, merged), by open addressing.
struct PairTable: Sendable {
    private struct Slot: BitwiseCopyable {
        var key: UInt64
        var rank: Int32
        var merged: Int32
    }

    static let none = Int32.max
    private let slots: FixedStorage<Slot>
    private let shift: UInt64

    init(_ merges: [(left: Int32, right: Int32, merged: Int32)]) {
        var bits: UInt64 = 4
        while 1 << bits < 2 * merges.count { bits += 1 }
        let empty = Slot(key: .max, rank: PairTable.none, merged: -1)
        slots = FixedStorage(repeating: empty, count: 1 << Int(bits))
        shift = 64 - bits
        for (rank, merge) in merges.enumerated() {
            let key = PairTable.key(merge.left, merge.right), place = self.place(key)
            // The last of two equal merges holds, as a dictionary filled in order would have it.
            slots.base[place] = Slot(key: key, rank: Int32(rank), merged: merge.merged)
        }
    }

    @inline(__always)
    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private func place(_ key: UInt64) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
        while slots.base[place].key != key, slots.base[place].key != .max { place = (place + 1) & mask }
        return place
    }

    /// The rank and the result of the merge of two tokens; the rank is `PairTable.none` where they do not merge.
    @inline(__always)
    subscript(left: Int32, right: Int32) -> (rank: Int32, merged: Int32) {
        let slot = slots.base[place(PairTable.key(left, right))]
        return (slot.rank, slot.merged)
    }
}
