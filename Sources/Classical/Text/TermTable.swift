/// Numbers for terms, which are looked up by their bytes: an open-addressed hash table over one run of bytes.
struct TermTable {
    private var slots: [Int32]
    private var hashes: [UInt32] = []
    private var offsets: [Int] = [0]
    private var bytes: [UInt8] = []

    /// No terms.
    init() { slots = [Int32](repeating: -1, count: 1 << 12) }

    /// Terms that are numbered in their order.
    init(_ terms: [String]) {
        self.init()
        for term in terms {
            var term = term
            _ = term.withUTF8 { insert($0) }
        }
    }

    var count: Int { hashes.count }

    /// The number of a term; nil where it has none.
    @inline(__always)
    func number(of term: UnsafeBufferPointer<UInt8>) -> Int? {
        let hash = MurmurHash.hash32(term)
        let slot = slots[place(of: term, hash)]
        return slot < 0 ? nil : Int(slot)
    }

    /// The number of a term, the next one where it had none.
    @inline(__always)
    mutating func insert(_ term: UnsafeBufferPointer<UInt8>) -> Int {
        let hash = MurmurHash.hash32(term), place = place(of: term, hash)
        if slots[place] >= 0 { return Int(slots[place]) }
        slots[place] = Int32(hashes.count)
        hashes.append(hash)
        bytes.append(contentsOf: term)
        offsets.append(bytes.count)
        if 2 * hashes.count > slots.count { grow() }
        return hashes.count - 1
    }

    @inline(__always)
    private func place(of term: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
        slots.withUnsafeBufferPointer { slots in
            bytes.withUnsafeBufferPointer { bytes in
                let mask = slots.count - 1
                var place = Int(hash) & mask
                while slots[place] >= 0 {
                    let number = Int(slots[place])
                    if hashes[number] == hash, isTerm(number, term, bytes) { break }
                    place = (place + 1) & mask
                }
                return place
            }
        }
    }

    @inline(__always)
    private func isTerm(
        _ number: Int, _ term: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let start = offsets[number], count = offsets[number + 1] - start
        guard count == term.count else { return false }
        for place in 0..<count where bytes[start + place] != term[place] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: 2 * slots.count)
        let mask = slots.count - 1
        for (number, hash) in hashes.enumerated() {
            var place = Int(hash) & mask
            while slots[place] >= 0 { place = (place + 1) & mask }
            slots[place] = Int32(number)
        }
    }

    /// The term of a number.
    func term(_ number: Int) -> String {
        String(decoding: bytes[offsets[number]..<offsets[number + 1]], as: UTF8.self)
    }
}
