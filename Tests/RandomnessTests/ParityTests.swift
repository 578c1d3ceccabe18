import Randomness
import TestSupport
import Testing

/// What `Golden/randomness.py` wrote.
struct RandomnessGolden: Decodable, Sendable {
    struct Case: Decodable, Sendable {
        var first: [String]
        var digests: [String]
    }
    var count: Int
    var seeds: [UInt32]
    var cases: [String: Case]

    static let shared = try? Golden.load("randomness", as: RandomnessGolden.self)
}

/// Σ xᵢ·(2i + 1)·0x9E3779B97F4A7C15 (mod 2⁶⁴), folded: every weight is odd, so one changed bit always shows.
func digest(_ words: [UInt64]) -> UInt64 {
    var (sum, weight): (UInt64, UInt64) = (0, 0x9E37_79B9_7F4A_7C15)
    for word in words {
        sum &+= word &* weight
        weight &+= 2 &* 0x9E37_79B9_7F4A_7C15
    }
    return sum ^ sum >> 32
}

@Test(arguments: drawCases)
func aMillionDrawsEqualNumPysForEachOfTwentySeeds(drawCase: DrawCase) throws {
    let golden = try #require(RandomnessGolden.shared)
    let expected = try #require(golden.cases[drawCase.name], "no reference values for \(drawCase.name)")
    #expect(golden.count == drawCount)
    var seedsThatDiffer: [UInt32] = []
    for (seed, reference) in zip(golden.seeds, expected.digests) {
        let words = drawCase.words(seed)
        #expect(words.count == drawCount)
        if seed == 42 {
            #expect(words.prefix(3).map { String($0, radix: 16) } == expected.first, "first draws, seed 42")
        }
        if digest(words) != UInt64(reference, radix: 16) { seedsThatDiffer.append(seed) }
    }
    #expect(
        seedsThatDiffer.isEmpty, "\(drawCase.name): the digests of these seeds differ: \(seedsThatDiffer)")
    #expect(
        Parity.holds(
            "Randomness", drawCase.method, against: "NumPy 2.4.6 \(drawCase.name)",
            on: "10⁶ draws × \(expected.digests.count) seeds",
            measure: "draws that differ", tolerance: 0, error: Double(seedsThatDiffer.count)))
}

@Test func everyCaseOfTheReferenceIsDrawn() throws {
    let golden = try #require(RandomnessGolden.shared)
    #expect(Set(golden.cases.keys) == Set(drawCases.map(\.name)))
}
