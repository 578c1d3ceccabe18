extension Textbook {
    /// The oldest of generators, `state ← a·state + c mod 2ᵏ`, and a lesson in why its low bits fail.
    ///
    /// Bit j of the state depends on bits 0…j alone, for a carry only moves upwards. So the low j + 1 bits are a linear
    /// congruential generator of their own, modulo 2ʲ⁺¹, and repeat after at most 2ʲ⁺¹ steps: the lowest bit alternates
    /// 0, 1, 0, 1, … PCG64 takes the same recurrence with k = 128 and gives out a mixture of the *high* bits.
    ///
    ///     var coin = Textbook.LinearCongruential(seed: 42)
    ///     print((0..<6).map { _ in coin.next() & 1 })     // [1, 0, 1, 0, 1, 0]
    ///
    /// The period is 2ᵏ where c is odd and a mod 4 = 1 (Hull and Dobell, 1962). Constants: D. E. Knuth's MMIX, "The Art
    /// of Computer Programming", vol. 2 (1997), 3.3.4.
    public struct LinearCongruential: RandomNumberGenerator, Sendable {
        private var state: UInt64

        /// Starts at a seed.
        public init(seed: UInt64) {
            state = seed
        }

        /// The next state, all 64 bits of it.
        public mutating func next() -> UInt64 {
            state = 6_364_136_223_846_793_005 &* state &+ 1_442_695_040_888_963_407
            return state
        }

        /// After how many steps bit `place` of the state repeats: 2^(place + 1).
        public static func period(ofBit place: Int) -> UInt64 {
            require(place >= 0 && place < 63, "period(ofBit:): place must be in 0..<63, not \(place)")
            return 1 << UInt64(place + 1)
        }
    }
}
