/// The tokens of a model with their spellings.
///
/// A byte-level vocabulary spells bytes as characters (`Ġthe`); the bytes themselves are what a text is compared with.
public struct Vocabulary: Sendable {
    /// Whether tokens are spelled in the `ByteAlphabet`.
    public let isByteLevel: Bool
    let table: TokenTable
    /// Tokens of a byte-level vocabulary that are no spelling of bytes, special ones as a rule.
    private let exceptions: [Int: String]

    /// The number of tokens.
    public var count: Int { table.count }

    /// - Parameters:
    ///   - tokens: The spelling of each token, at the place of its id.
    ///   - isByteLevel: Whether they are spelled in the `ByteAlphabet`.
    public init(_ tokens: [String], isByteLevel: Bool) {
        var exceptions: [Int: String] = [:]
        let bytes = tokens.enumerated().map { id, token in
            if !isByteLevel { return Array(token.utf8) }
            if let bytes = ByteAlphabet.bytes(of: token) { return bytes }
            exceptions[id] = token
            return Array(token.utf8)
        }
        let found = exceptions
        self.isByteLevel = isByteLevel
        self.exceptions = exceptions
        table = TokenTable(bytes) { found[$0] == nil }
    }

    /// How the vocabulary spells a token, or nil where there is no such id.
    public func token(of id: Int) -> String? {
        guard id >= 0, id < count else { return nil }
        if let exception = exceptions[id] { return exception }
        return isByteLevel ? ByteAlphabet.spell(table[id]) : String(decoding: table[id], as: UTF8.self)
    }

    /// The id of a token as the vocabulary spells it.
    public func id(of token: String) -> Int? {
        if isByteLevel {
            if let bytes = ByteAlphabet.bytes(of: token) { return table.id(of: bytes) }
            return exceptions.first { $0.value.utf8.elementsEqual(token.utf8) }?.key
        }
        return table.id(of: Array(token.utf8))
    }

    /// All tokens, spelled, by id.
    public var tokens: [String] { (0..<count).map { token(of: $0) ?? "" } }

    /// The ids of the 256 tokens `<0x00>` … `<0xFF>`, -1 where one is missing; nil where all are.
    func byteTokens() -> [Int32]? {
        let digits = Array("0123456789ABCDEF".utf8)
        let ids = (0..<256).map { byte in
            let spelling = Array("<0x".utf8) + [digits[byte >> 4], digits[byte & 15]] + Array(">".utf8)
            return Int32(table.id(of: spelling) ?? -1)
        }
        return ids.contains { $0 >= 0 } ? ids : nil
    }
}
