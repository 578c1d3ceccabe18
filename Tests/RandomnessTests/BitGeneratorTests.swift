import Randomness
import TestSupport
import Testing

/// The short exact streams of `Golden/randomness.json`.
private struct SmallStreams: Decodable {
    enum Value: Decodable, Equatable {
        case words([String])
        case indices([Int])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let indices = try? container.decode([Int].self) {
                self = .indices(indices)
            } else {
                self = .words(try container.decode([String].self))
            }
        }
    }
    var small: [String: Value]
}

private func expected(_ name: String) throws -> [UInt64] {
    let golden = try Golden.load("randomness", as: SmallStreams.self)
    guard case .words(let words)? = golden.small[name] else { return [] }
    return try words.map { try #require(UInt64($0, radix: 16)) }
}

private func take(_ count: Int, _ draw: () -> UInt64) -> [UInt64] { (0..<count).map { _ in draw() } }

private func raw<Bits: BitGenerator>(_ bits: Bits, _ count: Int) -> [UInt64] {
    var bits = bits
    return take(count) { bits.next64() }
}

/// The outputs that the reference keeps of 1300: around both sweeps of the 624 words.
private func around(_ bits: MT19937) -> [UInt64] {
    var bits = bits
    let all = take(1300) { UInt64(bits.next32()) }
    return [0, 1, 2, 622, 623, 624, 1299].map { all[$0] }
}

@Test func bitGeneratorsGiveNumPysWords() throws {
    var advanced = PCG64(seed: 42)
    advanced.advance(by: 1 << 100 + 12345)
    let carry = Philox(key: (1, 2), counter: SIMD4(.max, .max, 5, 6))
    var key = MT19937(legacyKey: [1, 2, 3])
    let streams: [(String, String, [UInt64])] = [
        ("PCG64", "pcg64", raw(PCG64(seed: 42), 8)),
        ("PCG64", "pcg64 2^40", raw(PCG64(seed: 1 << 40), 4)),
        ("PCG64.advance", "pcg64 advanced", raw(advanced, 4)),
        ("PCG64.jumped", "pcg64 jumped", raw(PCG64(seed: 42).jumped(3), 4)),
        ("Philox", "philox", raw(Philox(seed: 42), 9)),
        ("Philox", "philox carry", raw(carry, 9)),
        ("MT19937", "mt19937", around(MT19937(seed: 42))),
        ("MT19937", "mt19937 legacy", around(MT19937(legacySeed: 42))),
        ("MT19937", "mt19937 legacy key", take(4) { UInt64(key.next32()) }),
    ]
    for (algorithm, name, words) in streams {
        let reference = try expected(name)
        let differing = zip(words, reference).count(where: { $0 != $1 })
        #expect(words == reference, "\(name)")
        #expect(
            Parity.holds(
                "Randomness", algorithm, against: "NumPy 2.4.6 random_raw", on: name,
                measure: "words that differ",
                tolerance: 0, error: Double(differing)))
    }
}

@Test func seedSequencesGiveNumPysStates() throws {
    let root = SeedSequence(42)
    var parent = root
    var third = parent.spawn(3)[2]
    let child = third.spawn(2)[1]
    let long = SeedSequence(entropy: [1, 1 << 40, 3, 4, 5, 6])
    let states: [(String, [UInt64])] = [
        ("sequence 42", root.generateState(9).map(UInt64.init)),
        ("sequence 0 wide", SeedSequence(0).generateState64(3)),
        ("sequence long", long.generateState(4).map(UInt64.init)),
        ("sequence child", child.generateState(4).map(UInt64.init)),
    ]
    var differing = 0
    for (name, state) in states {
        let reference = try expected(name)
        differing += zip(state, reference).count(where: { $0 != $1 })
        #expect(state == reference, "\(name)")
    }
    #expect(
        Parity.holds(
            "Randomness", "SeedSequence", against: "NumPy 2.4.6 SeedSequence.generate_state",
            on: "a seed, a wide seed, a list, a grandchild", measure: "words that differ", tolerance: 0,
            error: Double(differing)))
}

@Test func spawnedGeneratorsAreNumPysAndLeaveTheParentAlone() throws {
    var parent = Generator(seed: 42)
    let untouched = Generator(seed: 42).bits
    var second = parent.spawn(2)[1]
    let values = second.integers(in: 0..<1 << 60, count: 4).map { UInt64($0) }
    #expect(try values == expected("spawned"))
    #expect(parent.bits == untouched)
    #expect(parent.seedSequence?.childrenSpawned == 2)
    #expect(parent.spawn(1)[0].bits != second.bits)
}

@Test func halfWordsWaitAcrossFullWords() throws {
    var rng = Generator(seed: 7)
    var values: [UInt64] = []
    for _ in 0..<5 {
        values.append(UInt64(rng.integer(in: 0..<10)))
        values.append(UInt64(rng.integer(in: 0..<1_000_000_000_000)))
        values.append(UInt64(rng.integer(in: 0..<10)))
    }
    #expect(try values == expected("interleaved widths"))
}

@Test func trainTestSplitsAreThoseOfScikitLearn() throws {
    let golden = try Golden.load("randomness", as: SmallStreams.self)
    var (train, test): ([Int], [Int]) = ([], [])
    for count in [10, 101, 442] {
        // scikit-learn: the head of the permutation, rounded up, is for testing, what follows for training.
        var rng = RandomState(seed: 42)
        let order = rng.permutation(count)
        let held = (count + 3) / 4
        test += order.prefix(held)
        train += order.dropFirst(held)
    }
    #expect(golden.small["split train"] == .indices(train))
    #expect(golden.small["split test"] == .indices(test))
}

@Test func aCopyRepeatsTheOriginal() {
    func check(_ original: some RandomStream) {
        var first = original
        _ = first.standardNormal(count: 1001)
        var second = first
        #expect(first.standardNormal(count: 1500) == second.standardNormal(count: 1500))
    }
    check(Generator(seed: 3))
    check(GeneratorOver<Philox>(seed: 3))
    check(GeneratorOver<MT19937>(seed: 3))
    check(RandomState(seed: 3))
}

@Test func advancingBackReturnsToTheStart() {
    var bits = PCG64(seed: 5)
    let start = bits
    for _ in 0..<1000 { _ = bits.next64() }
    bits.advance(by: 0 &- 1000)
    #expect(bits == start)
}
