/// Makes tokens of conversations so that what messages say stays text: a special token that a message spells is not that token.
///
/// In the messages, the first character of each such spelling is replaced by a stand-in, a character for private use that occurs nowhere in
/// the conversation, before the template writes it down. Afterwards each stand-in is again what it was, and no special token is looked for
/// where one stood. The end of a text counts too where a spelling could begin there: another text may follow.
struct SpokenMarks: Sendable {
    private let tokenizer: any Tokenizer
    private let guarded: Set<Int>
    /// The spellings by their first characters; nil where they are looked for in normalised text or by other tokenizers.
    private let spellings: [Unicode.Scalar: [[Unicode.Scalar]]]?
    /// What a text may become that spells nothing: the unknown token.
    private let harmless: Set<Int>

    /// - Parameter stopTokens: Tokens that count as special besides those that are.
    init(_ tokenizer: any Tokenizer, stopTokens: Set<Int>) {
        self.tokenizer = tokenizer
        if let subwords = tokenizer as? SubwordTokenizer {
            let tokens = subwords.addedTokens.filter {
                !$0.content.isEmpty && ($0.isSpecial || stopTokens.contains($0.id))
            }
            guarded = Set(tokens.map(\.id))
            if tokens.allSatisfy({ !$0.isNormalized }) {
                let scalars = tokens.map { Array($0.content.unicodeScalars) }
                spellings = Dictionary(grouping: scalars) { $0[0] }
                harmless = []
                return
            }
        } else {
            let special = (0..<tokenizer.vocabularyCount).filter {
                tokenizer.token(of: $0) != nil && tokenizer.bytes(of: $0).isEmpty
            }
            guarded = stopTokens.union(special)
        }
        spellings = nil
        harmless = Set(tokenizer.encode("\u{10FFFD}", addingSpecialTokens: false))
    }

    /// The tokens of a conversation.
    ///
    /// - Parameter avoiding: Other text that the template may write.
    /// - Throws: `ChatError.specialToken` where a message spells one and the tokenizer cannot take it as text; what `render` throws.
    func tokens(
        of messages: [ChatMessage], avoiding others: [TemplateValue], render: ([ChatMessage]) throws -> String
    ) throws -> [Int] {
        guard let spellings, let subwords = tokenizer as? SubwordTokenizer else {
            for message in messages { try refuseMarks(in: message) }
            return tokenizer.encode(try render(messages), addingSpecialTokens: false)
        }
        let found = messages.contains { message in
            message.texts.contains { text in !Self.starts(in: Array(text.unicodeScalars), spellings).isEmpty }
        }
        if !found { return tokenizer.encode(try render(messages), addingSpecialTokens: false) }
        let standIns = Self.standIns(
            for: spellings.keys, avoiding: messages.flatMap(\.texts) + others.flatMap(\.texts))
        let text = try render(messages.map { $0.mapped { Self.hide($0, spellings, standIns) } })
        let originals = Dictionary(standIns.map { ($1, $0) }) { $1 }
        var bytes: [UInt8] = [], starts: Set<Int> = []
        for scalar in text.unicodeScalars {
            if let original = originals[scalar] {
                starts.insert(bytes.count)
                bytes += Array(String(original).utf8)
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        return subwords.encode(utf8: bytes, plainStarts: starts)
    }

    private func refuseMarks(in message: ChatMessage) throws {
        for text in message.texts {
            let ids = tokenizer.encode(text, addingSpecialTokens: false)
            if let id = ids.first(where: { guarded.contains($0) && !harmless.contains($0) }) {
                throw ChatError.specialToken(tokenizer.token(of: id) ?? "\(id)")
            }
        }
    }

    /// Where a spelling begins, or would if the text went on.
    private static func starts(
        in text: [Unicode.Scalar], _ spellings: [Unicode.Scalar: [[Unicode.Scalar]]]
    ) -> [Int] {
        text.indices.filter { place in
            guard let candidates = spellings[text[place]] else { return false }
            return candidates.contains { zip($0, text[place...]).allSatisfy { $0 == $1 } }
        }
    }

    private static func hide(
        _ text: String, _ spellings: [Unicode.Scalar: [[Unicode.Scalar]]],
        _ standIns: [Unicode.Scalar: Unicode.Scalar]
    ) -> String {
        var scalars = Array(text.unicodeScalars)
        for place in starts(in: scalars, spellings) {
            if let standIn = standIns[scalars[place]] { scalars[place] = standIn }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// A character for private use for each of some characters, none of which occurs in the texts.
    private static func standIns(
        for firsts: some Sequence<Unicode.Scalar>, avoiding texts: [String]
    ) -> [Unicode.Scalar: Unicode.Scalar] {
        var used: Set<Unicode.Scalar> = []
        for text in texts { used.formUnion(text.unicodeScalars.filter { $0.value >= 0xF_0000 }) }
        // The highest planes, 131 068 characters: more than the texts that a template can write in its bounds would have to use up.
        var free = (UInt32(0xF_0000)...0x10_FFFD).lazy.compactMap(Unicode.Scalar.init)
            .filter { !used.contains($0) }.makeIterator()
        var result: [Unicode.Scalar: Unicode.Scalar] = [:]
        for first in firsts { result[first] = free.next() }
        return result
    }
}

extension ChatMessage {
    /// All that the message says, the names of its fields aside.
    fileprivate var texts: [String] { content.texts + fields.flatMap(\.value.texts) }

    /// The message with other texts.
    fileprivate func mapped(_ change: (String) -> String) -> ChatMessage {
        ChatMessage(
            role, content: content.mapped(change),
            fields: fields.map { .init($0.name, $0.value.mapped(change)) })
    }
}

extension TemplateValue {
    /// All texts in it.
    fileprivate var texts: [String] {
        switch self {
        case .null, .bool, .integer, .number: []
        case .string(let text): [text]
        case .list(let values): values.flatMap(\.texts)
        case .object(let members): members.flatMap { [$0.name] + $0.value.texts }
        }
    }

    /// The value with other texts.
    fileprivate func mapped(_ change: (String) -> String) -> TemplateValue {
        switch self {
        case .null, .bool, .integer, .number: self
        case .string(let text): .string(change(text))
        case .list(let values): .list(values.map { $0.mapped(change) })
        case .object(let members):
            .object(members.map { Member(change($0.name), $0.value.mapped(change)) })
        }
    }
}
