/// Text from tokens as they come, for writing while a model generates: a character is given when its last byte is there.
///
///     let tokenizer = try BytePairTrainer(vocabularyCount: 256).train(on: [""])
///     var decoder = TextDecoder(tokenizer)
///     print(tokenizer.encode("né").map { decoder.append($0) })  // ["n", "", "é"]
///
/// The pieces together are the text of all bytes; bytes that cannot become UTF-8 any more give U+FFFD at once.
public struct TextDecoder: Sendable {
    private let tokenizer: any Tokenizer
    private var held: [UInt8] = []
    private var isAtStart: Bool

    /// A decoder for the tokens of a tokenizer.
    ///
    /// - Parameters:
    ///   - tokenizer: Whose tokens they are.
    ///   - droppingFirstSpace: Whether a space before the first word is left out, as vocabularies that mark the beginnings of words need.
    public init(_ tokenizer: any Tokenizer, droppingFirstSpace: Bool = false) {
        self.tokenizer = tokenizer
        isAtStart = droppingFirstSpace
    }

    /// The text that is complete with one token more; empty where it ends inside a character.
    public mutating func append(_ id: Int) -> String { append(bytes: tokenizer.bytes(of: id)) }

    /// The text that is complete with some bytes more.
    public mutating func append(bytes: [UInt8]) -> String {
        var bytes = bytes[...]
        if isAtStart, let first = bytes.first {
            if first == 0x20 { bytes = bytes.dropFirst() }
            isAtStart = false
        }
        held += bytes
        let end = held.count - TextDecoder.unfinished(held)
        defer { held.removeFirst(end) }
        return String(decoding: held[..<end], as: UTF8.self)
    }

    /// What is left at the end: U+FFFD where the last character lacks bytes.
    public mutating func finish() -> String {
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
    }

    /// How many bytes at the end begin a character that more bytes could complete.
    static func unfinished(_ bytes: [UInt8]) -> Int {
        var length = 1
        while length < 4, length <= bytes.count {
            let first = bytes[bytes.count - length]
            if first & 0xC0 != 0x80 {
                let wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
                guard first < 0xF5, wanted > length else { return 0 }
                return isPrefix(bytes.suffix(length)) ? length : 0
            }
            length += 1
        }
        return 0
    }

    /// Whether the second byte fits the first: no overlong form, no surrogate, nothing beyond U+10FFFF.
    private static func isPrefix(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count > 1, let first = bytes.first else { return true }
        let second = bytes[bytes.startIndex + 1]
        return switch first {
        case 0xE0: second >= 0xA0
        case 0xED: second < 0xA0
        case 0xF0: second >= 0x90
        case 0xF4: second < 0x90
        default: true
        }
    }
}
