import LinearAlgebra

/// The bytes of all tokens as a tree, laid out so that one pass over an array visits it: the nodes of a subtree follow their root.
///
/// Built once for a tokenizer and shared by all constraints. Complexity: O(bytes of the vocabulary) room; building sorts the tokens.
public struct VocabularyTrie: Sendable {
    /// How many tokens the vocabulary has.
    public let vocabularyCount: Int
    /// Whether every byte of ASCII from 0x20 to 0x7E is a token by itself: only then a constraint can promise to end in time.
    public let spellsEveryCharacter: Bool
    /// Of each node: its byte, its depth from 1, the node behind its subtree, and its token or −1.
    let bytes: [UInt8]
    let depths: [Int32]
    let skips: [Int32]
    let tokens: [Int32]
    /// Of each token, another one of the same bytes, or −1.
    let same: [Int32]
    let maximumDepth: Int

    /// - Parameter tokenizer: Its tokens; those without bytes are left out.
    public init(_ tokenizer: any Tokenizer) {
        self.init(tokens: (0..<tokenizer.vocabularyCount).map { tokenizer.bytes(of: $0) })
    }

    /// - Parameter tokens: The bytes of each token.
    public init(tokens: [[UInt8]]) {
        vocabularyCount = tokens.count
        let order = tokens.indices.filter { !tokens[$0].isEmpty }
            .sorted { tokens[$0].lexicographicallyPrecedes(tokens[$1]) }
        var bytes: [UInt8] = [], depths: [Int32] = [], skips: [Int32] = [], ids: [Int32] = []
        var same = [Int32](repeating: -1, count: tokens.count)
        var path: [Int] = []
        var previous: [UInt8] = []
        for token in order {
            let spelling = tokens[token]
            var shared = 0
            while shared < min(previous.count, spelling.count), previous[shared] == spelling[shared] {
                shared += 1
            }
            while path.count > shared { skips[path.removeLast()] = Int32(bytes.count) }
            if shared == spelling.count, let node = path.last {
                same[token] = ids[node]
                ids[node] = Int32(token)
                continue
            }
            for place in shared..<spelling.count {
                path.append(bytes.count)
                bytes.append(spelling[place])
                depths.append(Int32(place + 1))
                skips.append(0)
                ids.append(-1)
            }
            if let node = path.last { ids[node] = Int32(token) }
            previous = spelling
        }
        while let node = path.popLast() { skips[node] = Int32(bytes.count) }
        (self.bytes, self.depths, self.skips, self.tokens, self.same) = (bytes, depths, skips, ids, same)
        maximumDepth = Int(depths.max() ?? 0)
        let single = Set(tokens.filter { $0.count == 1 }.map { $0[0] })
        spellsEveryCharacter = (0x20...0x7E).allSatisfy { single.contains($0) }
    }

    /// The tokens that lead on from a state, and of the states they lead to the largest distance to a complete value.
    ///
    /// - Parameters:
    ///   - automaton: It may find new states.
    ///   - state: Where the text stands.
    ///   - limit: Only tokens after which at most so many bytes are needed.
    func mask(_ automaton: inout ByteAutomaton, from state: Int, limit: Int) -> (
        mask: TokenMask, farthest: Int
    ) {
        var mask = TokenMask(count: vocabularyCount)
        var farthest = 0
        var states = [Int32](repeating: 0, count: maximumDepth + 1)
        states[0] = Int32(state)
        var node = 0
        let count = bytes.count
        while node < count {
            let depth = Int(depths[node])
            let reached = automaton.move(states[depth - 1], bytes[node])
            if reached < 0 {
                node = Int(skips[node])
                continue
            }
            states[depth] = reached
            var token = tokens[node]
            if token >= 0 {
                let distance = automaton.distance[Int(reached)]
                if distance <= limit {
                    farthest = max(farthest, distance)
                    while token >= 0 {
                        mask.words[Int(token) >> 6] |= 1 << UInt64(token & 63)
                        token = same[Int(token)]
                    }
                }
            }
            node += 1
        }
        return (mask, farthest)
    }
}
