/// Sorts the rows of a node along a column. A key is a rank in the upper and a place in the lower 32 bits.
///
/// Few keys are sorted by insertion, many by radix on the bits in which their ranks differ. Equal ranks keep their order.
struct KeySort {
    /// The keys; sorted after ``sort(_:lowest:highest:)``.
    private(set) var keys: UnsafeMutablePointer<UInt64>
    private var spare: UnsafeMutablePointer<UInt64>
    private let counts: UnsafeMutablePointer<UInt32>

    init(capacity: Int) {
        keys = .allocate(capacity: capacity)
        spare = .allocate(capacity: capacity)
        counts = .allocate(capacity: 4 * 256)
    }

    func deallocate() {
        keys.deallocate()
        spare.deallocate()
        counts.deallocate()
    }

    /// Sorts the first `count` keys by their ranks, which lie between `lowest` and `highest`. O(count).
    mutating func sort(_ count: Int, lowest: UInt32, highest: UInt32) {
        if count <= 40 { return insertion(count) }
        let bits = 32 - (highest &- lowest).leadingZeroBitCount, passes = (bits + 7) / 8
        for slot in 0..<256 * passes { counts[slot] = 0 }
        let base = UInt64(lowest) << 32
        for index in 0..<count {
            let rank = UInt32(truncatingIfNeeded: (keys[index] &- base) >> 32)
            for pass in 0..<passes {
                counts[pass << 8 | Int(rank >> UInt32(truncatingIfNeeded: 8 * pass) & 255)] &+= 1
            }
        }
        for pass in 0..<passes { scatter(count, pass, base) }
    }

    private mutating func scatter(_ count: Int, _ pass: Int, _ base: UInt64) {
        let counts = counts + pass << 8, keys = keys, spare = spare
        var sum: UInt32 = 0
        for digit in 0..<256 {
            let length = counts[digit]
            counts[digit] = sum
            sum &+= length
        }
        let shift = UInt64(truncatingIfNeeded: 32 + 8 * pass)
        for index in 0..<count {
            let key = keys[index], digit = Int(truncatingIfNeeded: (key &- base) >> shift & 255)
            let place = counts[digit]
            spare[Int(place)] = key
            counts[digit] = place &+ 1
        }
        swap(&self.keys, &self.spare)
    }

    private func insertion(_ count: Int) {
        let keys = keys
        for index in stride(from: 1, to: count, by: 1) {
            let key = keys[index]
            var place = index
            while place > 0, keys[place &- 1] > key {
                keys[place] = keys[place &- 1]
                place &-= 1
            }
            keys[place] = key
        }
    }
}
