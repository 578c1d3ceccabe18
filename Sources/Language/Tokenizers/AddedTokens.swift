/// A token that is found in a text before anything else looks at it: `<|im_end|>`, `[MASK]`.
public struct AddedToken: Sendable, Equatable {
    /// Its id.
    public var id: Int
    /// How it is written in a text.
    public var content: String
    /// Whether decoding can leave it out.
    public var isSpecial: Bool
    /// Whether it counts only where no letter, digit or underscore touches it.
    public var isSingleWord: Bool
    /// Whether it takes the white space before it along.
    public var stripsLeft: Bool
    /// Whether it takes the white space behind it along.
    public var stripsRight: Bool
    /// Whether it is looked for in the normalised text, and normalised itself.
    public var isNormalized: Bool

    /// A token with its rules; a special one where nothing is said.
    public init(
        id: Int, content: String, isSpecial: Bool = true, isSingleWord: Bool = false,
        stripsLeft: Bool = false, stripsRight: Bool = false, isNormalized: Bool = false
    ) {
        (self.id, self.content, self.isSpecial, self.isSingleWord) = (id, content, isSpecial, isSingleWord)
        (self.stripsLeft, self.stripsRight, self.isNormalized) = (stripsLeft, stripsRight, isNormalized)
    }
}

/// Finds added tokens in texts: at each place the longest that begins there.
struct AddedTokenFinder: Sendable {
    private let tokens: [AddedToken]
    private let trie: ByteTrie
    /// The only byte that any of them begins with, where there is just one.
    private let onlyFirst: UInt8?

    /// - Parameter spelled: The bytes to look for, for each token.
    init(_ tokens: [AddedToken], spelled: (AddedToken) -> [UInt8]) {
        self.tokens = tokens
        let strings = tokens.enumerated().map { (bytes: spelled($1), value: $0) }
        trie = ByteTrie(strings)
        let firsts = Set(strings.compactMap(\.bytes.first))
        onlyFirst = firsts.count == 1 ? firsts.first : nil
    }

    var isEmpty: Bool { tokens.isEmpty }

    /// Calls `text` with what lies between the tokens and `token` with the ids of those found, in order; none is found that begins at
    /// one of `plainStarts`.
    @inline(__always)
    func split(
        _ bytes: Bytes, plainStarts: Set<Int> = [], text: (Range<Int>) -> Void, token: (Int) -> Void
    ) {
        var done = 0, place = 0
        while !tokens.isEmpty, let next = candidate(bytes, from: place) {
            place = next + 1
            if !plainStarts.isEmpty, plainStarts.contains(next) { continue }
            guard let (value, length) = trie.longest(bytes, from: next) else { continue }
            place = next + length
            let found = tokens[value]
            var start = next, end = place
            if found.isSingleWord, isInsideWord(bytes, start, end) { continue }
            if found.stripsLeft { start = max(done, spaceStart(bytes, before: start)) }
            if found.stripsRight { end = ClassedText(bytes).skip(end) { $0.contains(.space) } }
            if done < start { text(done..<start) }
            token(found.id)
            done = max(done, end)
        }
        if done < bytes.count { text(done..<bytes.count) }
    }

    @inline(__always)
    private func candidate(_ bytes: Bytes, from place: Int) -> Int? {
        var place = place
        if let onlyFirst {
            while place < bytes.count, bytes[place] != onlyFirst { place += 1 }
        } else {
            while place < bytes.count, !trie.begins(with: bytes[place]) { place += 1 }
        }
        return place < bytes.count ? place : nil
    }

    private func isInsideWord(_ bytes: Bytes, _ start: Int, _ end: Int) -> Bool {
        let text = ClassedText(bytes)
        let before = start > 0 && text.character(at: previous(bytes, start)).flags.contains(.word)
        return before || end < bytes.count && text.character(at: end).flags.contains(.word)
    }

    private func spaceStart(_ bytes: Bytes, before place: Int) -> Int {
        let text = ClassedText(bytes)
        var place = place
        while place > 0 {
            let last = previous(bytes, place)
            if !text.character(at: last).flags.contains(.space) { break }
            place = last
        }
        return place
    }

    /// Where the character that ends at `place` begins.
    private func previous(_ bytes: Bytes, _ place: Int) -> Int {
        var start = place - 1
        while start > 0, place - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }
}
