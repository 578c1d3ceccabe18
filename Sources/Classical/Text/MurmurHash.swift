/// MurmurHash3 with 32 bits (Austin Appleby, 2008, in the public domain), as scikit-learn hashes words.
package enum MurmurHash {
    /// The hash of some bytes.
    @inline(__always)
    package static func hash32(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt32 = 0) -> UInt32 {
        let blocks = bytes.count / 4
        var h = seed
        for block in 0..<blocks {
            let place = 4 * block
            let k =
                UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
                | UInt32(bytes[place + 3]) << 24
            h ^= mixed(k)
            h = (h << 13 | h >> 19) &* 5 &+ 0xe654_6b64
        }
        var rest: UInt32 = 0, place = bytes.count
        while place > 4 * blocks {
            place -= 1
            rest = rest << 8 | UInt32(bytes[place])
        }
        if bytes.count > 4 * blocks { h ^= mixed(rest) }
        h ^= UInt32(truncatingIfNeeded: bytes.count)
        h = (h ^ h >> 16) &* 0x85eb_ca6b
        h = (h ^ h >> 13) &* 0xc2b2_ae35
        return h ^ h >> 16
    }

    @inline(__always)
    private static func mixed(_ k: UInt32) -> UInt32 {
        let k = k &* 0xcc9e_2d51
        return (k << 15 | k >> 17) &* 0x1b87_3593
    }
}
