/// The Mersenne Twister, the generator of NumPy's legacy `RandomState` and of Python's `random`.
///
/// 624 words of 32 bits with the recurrence
///
///     x[k+624] = x[k+397] ⊕ A(upperBit(x[k]) | lower31Bits(x[k+1])),    A(y) = (y ≫ 1) ⊕ (0x9908B0DF if y is odd)
///
/// and a tempering of each output by four shifts and xors. The period is 2¹⁹⁹³⁷ − 1. It is here for the numbers of old
/// tutorials; `PCG64` is smaller, faster and passes tests that this one fails.
///
///     var bits = MT19937(legacySeed: 42)
///     print(bits.next32())                    // 1608637542
///
/// Complexity: O(1) amortised, a sweep over 624 words every 624 draws; 2.5 kB of state.
///
/// Source: M. Matsumoto, T. Nishimura, "Mersenne Twister: A 623-Dimensionally Equidistributed Uniform Pseudo-Random
/// Number Generator" (1998); seeding by the authors' revision of 2002.
public struct MT19937: BitGenerator, Hashable {
    /// Copied on the next sweep after a copy of the generator, not before.
    @usableFromInline var words: [UInt32]
    /// The next word to give out; 624 when all are spent.
    @usableFromInline var position: Int

    @usableFromInline static let size = 624
    private static let middle = 397

    /// The generator that NumPy's `MT19937(seedSequence)` is: all 624 words from the seed sequence.
    public init(_ seeds: SeedSequence) {
        words = seeds.generateState(Self.size)
        // The recurrence reads only the top bit of word 0; setting it keeps the state from being all zero.
        words[0] = 0x8000_0000
        position = Self.size - 1
    }

    /// The generator of `np.random.RandomState(seed)`: Knuth's multiplicative fill, the reference `init_genrand`.
    public init(legacySeed seed: UInt32) {
        words = [seed]
        words.reserveCapacity(Self.size)
        for index in 1..<UInt32(Self.size) {
            let last = words[words.count - 1]
            words.append(1_812_433_253 &* (last ^ (last >> 30)) &+ index)
        }
        position = Self.size
    }

    /// The generator of `np.random.RandomState([…])`: the reference `init_by_array`.
    ///
    /// - Parameter key: One 32-bit word or more.
    public init(legacyKey key: [UInt32]) {
        require(!key.isEmpty, "MT19937(legacyKey:): the key is empty")
        self.init(legacySeed: 19_650_218)
        var index = 1
        func carried(_ index: Int, _ factor: UInt32, _ words: [UInt32]) -> UInt32 {
            let last = words[index - 1]
            return words[index] ^ ((last ^ (last >> 30)) &* factor)
        }
        func advance(_ index: inout Int, _ words: inout [UInt32]) {
            index += 1
            if index == Self.size {
                words[0] = words[Self.size - 1]
                index = 1
            }
        }
        for step in 0..<max(Self.size, key.count) {
            let place = step % key.count
            words[index] = carried(index, 1_664_525, words) &+ key[place] &+ UInt32(truncatingIfNeeded: place)
            advance(&index, &words)
        }
        for _ in 1..<Self.size {
            words[index] = carried(index, 1_566_083_941, words) &- UInt32(index)
            advance(&index, &words)
        }
        words[0] = 0x8000_0000
    }

    /// The next 32 random bits, tempered.
    @inlinable
    @inline(__always)
    public mutating func next32() -> UInt32 {
        if position == Self.size {
            Self.sweep(&words)
            position = 0
        }
        var y = words[position]
        position += 1
        y ^= y >> 11
        y ^= (y << 7) & 0x9d2c_5680
        y ^= (y << 15) & 0xefc6_0000
        return y ^ (y >> 18)
    }

    /// The next 64 random bits: two 32-bit words, the high one first.
    @inlinable
    @inline(__always)
    public mutating func next64() -> UInt64 {
        let high = UInt64(next32())
        return high << 32 | UInt64(next32())
    }

    /// The next number in [0, 1): 27 bits of one word and 26 of the next, scaled by 2⁻⁵³.
    @inlinable
    @inline(__always)
    public mutating func nextDouble() -> Double {
        let high = Int64(next32() >> 5)
        return Double(high << 26 | Int64(next32() >> 6)) * 0x1p-53
    }

    /// Replaces all 624 words by their successors.
    @usableFromInline
    @inline(never)
    static func sweep(_ words: inout [UInt32]) {
        words.withUnsafeMutableBufferPointer { x in
            func successor(_ index: Int, _ next: Int, _ far: Int) -> UInt32 {
                let y = (x[index] & 0x8000_0000) | (x[next] & 0x7fff_ffff)
                return x[far] ^ (y >> 1) ^ ((y & 1) &* 0x9908_b0df)
            }
            for index in 0..<size - middle { x[index] = successor(index, index + 1, index + middle) }
            for index in size - middle..<size - 1 {
                x[index] = successor(index, index + 1, index + middle - size)
            }
            x[size - 1] = successor(size - 1, 0, middle - 1)
        }
    }
}
