/// Turns a seed of any quality into as many well-mixed words as a bit generator needs, and into the seeds of
/// independent children: NumPy's `SeedSequence`.
///
/// The entropy is cut into 32-bit words e₀, e₁, … and hashed into a pool of four. One hash step multiplies by a
/// constant that itself changes at every step, and folds the high half down:
///
///     hash(v):    v ← v ⊕ h;  h ← 0x931e8875 · h;  v ← v · h;  v ⊕ (v ≫ 16)
///     mix(x, y):  r ← 0xca01f9dd · x − 0x4973f715 · y;  r ⊕ (r ≫ 16)            (all mod 2³²)
///
/// Every pool word is mixed with the hash of every other, so that each bit of the seed reaches each bit of the pool;
/// seeds 0 and 1 give unrelated streams.
///
///     let seeds = SeedSequence(42)
///     print(seeds.generateState(2))           // [3444837047, 2669555309]
///     var parent = SeedSequence(42)
///     let workers = parent.spawn(4)           // four independent streams, the same on every run
///
/// Complexity: O(pool² + words of entropy) to build, O(n) for n words of state.
///
/// Source: M. E. O'Neill, "Developing a seed_seq Alternative" (2015), as in NumPy since 1.17 (2019).
public struct SeedSequence: Sendable, Hashable {
    /// The seed, as 32-bit words, the least significant first.
    public let entropy: [UInt32]
    /// The path from the root: which child of which child this is; empty for a root.
    public let spawnKey: [UInt32]
    /// How many children have been spawned so far.
    public private(set) var childrenSpawned: Int = 0
    /// The mixed entropy, four words.
    let pool: [UInt32]

    /// A root sequence of one non-negative integer, NumPy's `SeedSequence(seed)`.
    public init(_ seed: UInt64) {
        self.init(entropy: [seed])
    }

    /// A sequence of several integers and, for a child, its path: NumPy's `SeedSequence(entropy, spawn_key=…)`.
    ///
    /// - Parameters:
    ///   - entropy: The seed's parts. Each takes one 32-bit word, or two where it is 2³² or more.
    ///   - spawnKey: The path from the root; empty for a root.
    public init(entropy: [UInt64], spawnKey: [UInt32] = []) {
        self.init(words: entropy.flatMap(Self.words), spawnKey: spawnKey)
    }

    private init(words: [UInt32], spawnKey: [UInt32]) {
        entropy = words
        self.spawnKey = spawnKey
        var assembled = words
        // Zeros up to the pool's size keep a child's path from being read as more seed.
        while !spawnKey.isEmpty, assembled.count < Self.poolSize { assembled.append(0) }
        pool = Self.mixed(assembled + spawnKey)
    }

    /// A root sequence of 128 bits from the operating system: another stream on every run, NumPy's `SeedSequence()`.
    public static func fromSystem() -> SeedSequence {
        var system = SystemRandomNumberGenerator()
        return SeedSequence(words: (0..<4).map { _ in system.next() }, spawnKey: [])
    }

    /// The next children: sequences that share this entropy and differ in their path.
    ///
    /// - Parameter count: How many, 0 or more. Later calls go on where this one stopped.
    public mutating func spawn(_ count: Int) -> [SeedSequence] {
        require(count >= 0, "SeedSequence.spawn: count must be ≥ 0, not \(count)")
        let first = childrenSpawned
        childrenSpawned += count
        return (first..<childrenSpawned).map { child in
            SeedSequence(words: entropy, spawnKey: spawnKey + [UInt32(truncatingIfNeeded: child)])
        }
    }

    /// `count` 32-bit words for a bit generator's state, NumPy's `generate_state(count)`.
    public func generateState(_ count: Int) -> [UInt32] {
        require(count >= 0, "SeedSequence.generateState: count must be ≥ 0, not \(count)")
        var hashConstant: UInt32 = 0x8b51_f9dd
        return (0..<count).map { index in
            var value = pool[index % Self.poolSize] ^ hashConstant
            hashConstant &*= 0x58f3_8ded
            value &*= hashConstant
            return value ^ (value >> 16)
        }
    }

    /// `count` 64-bit words, NumPy's `generate_state(count, np.uint64)`: pairs of 32-bit words, the low one first.
    public func generateState64(_ count: Int) -> [UInt64] {
        let halves = generateState(2 * count)
        return (0..<count).map { UInt64(halves[2 * $0]) | UInt64(halves[2 * $0 + 1]) << 32 }
    }
}

extension SeedSequence {
    private static let poolSize = 4

    private static func words(_ value: UInt64) -> [UInt32] {
        let low = UInt32(truncatingIfNeeded: value)
        let high = UInt32(truncatingIfNeeded: value >> 32)
        return high == 0 ? [low] : [low, high]
    }

    private static func mixed(_ entropy: [UInt32]) -> [UInt32] {
        var hashConstant: UInt32 = 0x43b0_d7e5
        func hash(_ word: UInt32) -> UInt32 {
            var value = word ^ hashConstant
            hashConstant &*= 0x931e_8875
            value &*= hashConstant
            return value ^ (value >> 16)
        }
        func mix(_ x: UInt32, _ y: UInt32) -> UInt32 {
            let result = 0xca01_f9dd &* x &- 0x4973_f715 &* y
            return result ^ (result >> 16)
        }
        var pool = (0..<poolSize).map { hash($0 < entropy.count ? entropy[$0] : 0) }
        for source in 0..<poolSize {
            for target in 0..<poolSize where target != source {
                pool[target] = mix(pool[target], hash(pool[source]))
            }
        }
        for word in entropy.dropFirst(poolSize) {
            for target in 0..<poolSize { pool[target] = mix(pool[target], hash(word)) }
        }
        return pool
    }
}
