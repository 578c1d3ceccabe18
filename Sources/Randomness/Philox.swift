/// A counter-based generator, Philox4x64-10: each block of output is a bijection of a counter under a key.
///
/// There is no state to iterate, so block n can be had without the blocks before it, and streams with different keys are
/// independent. The 256-bit counter c₀…c₃ goes through ten rounds; one round with key k₀, k₁ is
///
///     (h₀, l₀) = 0xD2E7470EE14C6C93 · c₀        (h₁, l₁) = 0xCA5A826395121157 · c₂     (128-bit products)
///     (c₀, c₁, c₂, c₃) ← (h₁ ⊕ c₁ ⊕ k₀,  l₁,  h₀ ⊕ c₃ ⊕ k₁,  l₀)
///     k₀ ← k₀ + 0x9E3779B97F4A7C15 (golden ratio),  k₁ ← k₁ + 0xBB67AE8584CAA73B (√3 − 1)
///
///     var bits = Philox(seed: 42)
///     print(bits.next64())                    // 1587852024645073290
///
/// Complexity: 20 wide multiplications for four words; `advance` is O(1).
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (2011).
public struct Philox: BitGenerator {
    @usableFromInline var counter: SIMD4<UInt64> = .zero
    @usableFromInline let key: SIMD2<UInt64>
    /// The four words of the present block, and how many of them are spent.
    @usableFromInline var block: SIMD4<UInt64> = .zero
    @usableFromInline var spent = 4
    @usableFromInline var spareHalf: UInt32 = 0
    @usableFromInline var hasSpareHalf = false

    /// The generator that NumPy's `Philox(seedSequence)` is: counter zero, the key from the seed.
    public init(_ seeds: SeedSequence) {
        let words = seeds.generateState64(2)
        self.init(key: (words[0], words[1]))
    }

    /// The generator of a key, from a counter on: NumPy's `Philox(key=…, counter=…)`. The first block drawn is the one
    /// after `counter`.
    ///
    /// - Parameters:
    ///   - key: Two words; every key is a stream of its own.
    ///   - counter: Four words, the least significant first.
    public init(key: (UInt64, UInt64), counter: SIMD4<UInt64> = .zero) {
        self.key = SIMD2(key.0, key.1)
        self.counter = counter
    }

    /// The next 64 random bits.
    @inlinable
    @inline(__always)
    public mutating func next64() -> UInt64 {
        if spent == 4 {
            Self.increment(&counter)
            block = Self.rounds(counter, key)
            spent = 0
        }
        let word = block[spent]
        spent += 1
        return word
    }

    /// The next 32 random bits: the low half of a word, then its high half.
    @inlinable
    @inline(__always)
    public mutating func next32() -> UInt32 {
        if hasSpareHalf {
            hasSpareHalf = false
            return spareHalf
        }
        let word = next64()
        hasSpareHalf = true
        spareHalf = UInt32(truncatingIfNeeded: word >> 32)
        return UInt32(truncatingIfNeeded: word)
    }

    /// Moves the counter on by `blocks` blocks of four words, NumPy's `advance(blocks)`; the present block is dropped.
    public mutating func advance(byBlocks blocks: UInt64) {
        var (word, carry) = counter[0].addingReportingOverflow(blocks)
        counter[0] = word
        for place in 1..<4 where carry {
            (word, carry) = counter[place].addingReportingOverflow(1)
            counter[place] = word
        }
        spent = 4
        hasSpareHalf = false
    }

    @inlinable
    @inline(__always)
    static func increment(_ counter: inout SIMD4<UInt64>) {
        for place in 0..<4 {
            counter[place] &+= 1
            if counter[place] != 0 { return }
        }
    }

    /// Ten rounds of the bijection.
    @inlinable
    static func rounds(_ counter: SIMD4<UInt64>, _ key: SIMD2<UInt64>) -> SIMD4<UInt64> {
        var (c0, c1, c2, c3) = (counter[0], counter[1], counter[2], counter[3])
        var (k0, k1) = (key[0], key[1])
        for _ in 0..<10 {
            let first = c0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
            let second = c2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
            (c0, c1, c2, c3) = (second.high ^ c1 ^ k0, second.low, first.high ^ c3 ^ k1, first.low)
            k0 &+= 0x9E37_79B9_7F4A_7C15
            k1 &+= 0xBB67_AE85_84CA_A73B
        }
        return SIMD4(c0, c1, c2, c3)
    }
}
