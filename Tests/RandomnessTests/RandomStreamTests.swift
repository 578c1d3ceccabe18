import Randomness
import Testing

@Test func singleDrawsBulkDrawsAndFillsAreOneStream() {
    func check<Stream: RandomStream>(_ original: Stream) {
        var (single, bulk, filled) = (original, original, original)
        let singles = (0..<1001).map { _ in single.gamma(shape: 0.7, scale: 2) }
        #expect(bulk.gamma(shape: 0.7, scale: 2, count: 1001) == singles)
        var memory = [Double](repeating: 0, count: 1001)
        memory.withUnsafeMutableBufferPointer { filled.fill($0) { $0.gamma(shape: 0.7, scale: 2) } }
        #expect(memory == singles)
        #expect(single.random() == bulk.random())
        let integers = (0..<7).map { _ in single.integer(in: -3...3) }
        #expect(bulk.integers(in: -3...3, count: 7) == integers)
        _ = filled.random()
        #expect(filled.integers(in: -3...3, count: 7) == integers)
    }
    check(Generator(seed: 11))
    check(RandomState(seed: 11))
}

@Test func thePagesExamplesPrintWhatTheySay() {
    var rng = Generator(seed: 42)
    #expect(rng.random() == 0.7739560485559633)
    #expect(rng.integers(in: 0..<10, count: 3) == [6, 4, 4])
    var dice = Generator(seed: 42)
    #expect(dice.integer(in: 1...6) == 1)
    var normal = Generator(seed: 42)
    #expect(normal.standardNormal() == 0.30471707975443135)
    var cards = Array(0..<5)
    var shuffler = Generator(seed: 42)
    shuffler.shuffle(&cards)
    #expect(cards == [4, 2, 3, 1, 0])
    var legacy = RandomState(seed: 42)
    #expect(legacy.random() == 0.3745401188473625)
    #expect(SeedSequence(42).generateState(2) == [3_444_837_047, 2_669_555_309])
    var bits = MT19937(legacySeed: 42)
    #expect(bits.next32() == 1_608_637_542)
}

@Test func emptyAndDegenerateRequestsGiveWhatTheyMust() {
    func check(_ original: some RandomStream) {
        var rng = original
        #expect(rng.random(count: 0).isEmpty)
        #expect(rng.permutation(0).isEmpty)
        #expect(rng.permutation(1) == [0])
        #expect(rng.integers(in: 5..<6, count: 3) == [5, 5, 5])
        #expect(rng.integer(in: Int.max...Int.max) == .max)
        #expect(rng.integer(in: Int.min...Int.min) == .min)
        #expect(rng.uniform(2, 2) == 2)
        #expect(rng.normal(mean: 3, standardDeviation: 0) == 3)
        #expect(rng.gamma(shape: 0) == 0)
        #expect(rng.poisson(0) == 0)
        #expect(rng.binomial(trials: 0, probability: 0.3) == 0)
        #expect(rng.binomial(trials: 9, probability: 0) == 0)
        #expect(rng.binomial(trials: 9, probability: 1) == 9)
        #expect(rng.geometric(1) == 1)
        #expect(rng.multinomial(trials: 7, probabilities: [0, 1, 0]) == [0, 7, 0])
        #expect(rng.hypergeometric(good: 0, bad: 5, sample: 3) == 0)
        #expect(rng.hypergeometric(good: 5, bad: 0, sample: 3) == 3)
        #expect(rng.choice(probabilities: [0, 0, 1]) == 2)
    }
    check(Generator(seed: 1))
    check(RandomState(seed: 1))
    var rng = Generator(seed: 1)
    #expect(rng.choice(0, count: 0).isEmpty)
    #expect(rng.choice(4, count: 4, replacing: false).sorted() == [0, 1, 2, 3])
    #expect(Set(rng.choice(of: ["a", "b"], count: 40, probabilities: [0, 1])) == ["b"])
}

@Test func extremeParametersStayFinite() {
    var rng = Generator(seed: 2)
    #expect(rng.gamma(shape: 1e-300, count: 100).allSatisfy { $0 >= 0 && $0.isFinite })
    #expect(rng.gamma(shape: 1e300, count: 100).allSatisfy { $0.isFinite })
    #expect(rng.beta(1e-300, 1e-300, count: 100).allSatisfy { $0 == 0 || $0 == 1 })
    #expect(rng.poisson(9.2e18, count: 1000).allSatisfy { $0 > 0 })
    #expect(rng.binomial(trials: 1 << 40, probability: 1e-12, count: 100).allSatisfy { $0 >= 0 })
    #expect(rng.binomial(trials: 1 << 40, probability: 0.5, count: 100).allSatisfy { $0 > 0 })
    #expect(rng.zipf(1.0001, count: 100).allSatisfy { $0 >= 1 })
    #expect(rng.geometric(1e-300) == .max)
}

@Test func aWrongArgumentStopsWithTheMethodAndTheValue() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        var rng = Generator(seed: 1)
        print(rng.gamma(shape: -2))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("gamma") && message.contains("-2.0"), "\(message)")
    await #expect(processExitsWith: .failure) {
        var rng = Generator(seed: 1)
        print(rng.integer(in: 3..<3))
    }
    await #expect(processExitsWith: .failure) {
        var rng = Generator(seed: 1)
        print(rng.normal(standardDeviation: .nan))
    }
    await #expect(processExitsWith: .failure) {
        var rng = RandomState(seed: 1)
        print(rng.choice(3, count: 4, replacing: false))
    }
    await #expect(processExitsWith: .failure) {
        var rng = RandomState(seed: 1)
        print(rng.choice(3, count: 4, probabilities: [0.5, 0.6, 0.1]))
    }
}
