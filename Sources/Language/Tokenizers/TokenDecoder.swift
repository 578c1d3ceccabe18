/// How tokens become text again.
public struct TokenDecoder: Sendable, Equatable {
    /// The steps, each on the list of tokens that the step before left.
    public var steps: [DecoderStep]

    /// A decoder of some steps.
    public init(_ steps: [DecoderStep]) { self.steps = steps }

    /// Tokens are spelled bytes.
    public static let byteLevel = TokenDecoder([.byteLevel])
    /// Spaces between words, none before `##` or before what closes.
    public static let wordPiece = TokenDecoder([.wordPiece(prefix: "##", cleaning: true)])
    /// The mark of a space is a space, but for the first.
    public static let metaspace = TokenDecoder([.metaspace(mark: "▁", dropsFirst: true)])

    /// The text of spelled tokens. Bytes that are no UTF-8 become U+FFFD.
    func text(of tokens: [[UInt8]]) -> String {
        if steps.isEmpty { return String(decoding: Array(tokens.joined(separator: [0x20])), as: UTF8.self) }
        let pieces = steps.reduce(tokens) { $1.apply($0) }
        return String(decoding: pieces.joined(), as: UTF8.self)
    }
}

/// One step of a `TokenDecoder`.
public enum DecoderStep: Sendable, Equatable {
    /// The characters of the `ByteAlphabet` are bytes.
    case byteLevel
    /// Tokens that begin with `prefix` go on without it, others are preceded by a space; `cleaning` draws punctuation to the word before.
    case wordPiece(prefix: String, cleaning: Bool)
    /// `mark` is a space; those of the first token fall out.
    case metaspace(mark: String, dropsFirst: Bool)
    /// Runs of `<0xE2>` are bytes.
    case byteFallback
    /// All tokens are one.
    case fuse
    /// Up to `start` of a character fall out at the beginning of each token, and up to `stop` at its end.
    case strip(String, start: Int, stop: Int)
    /// Every occurrence of one text by another.
    case replace(String, by: String)
    /// `suffix` ends words.
    case suffix(String)
}

extension DecoderStep {
    func apply(_ tokens: [[UInt8]]) -> [[UInt8]] {
        switch self {
        case .byteLevel: return [lossy(tokens.flatMap(DecoderStep.bytes))]
        case .wordPiece(let prefix, let cleaning):
            let prefix = Array(prefix.utf8)
            return tokens.enumerated().map { index, token in
                var token = token
                if index > 0 {
                    token = token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [0x20] + token
                }
                return cleaning ? DecoderStep.cleaned(token) : token
            }
        case .metaspace(let mark, let dropsFirst):
            return tokens.enumerated().map { index, token in
                replacing(Array(mark.utf8), in: token, by: index == 0 && dropsFirst ? [] : [0x20])
            }
        case .byteFallback: return byteFallback(tokens)
        case .fuse: return [Array(tokens.joined())]
        case .strip(let content, let start, let stop):
            return tokens.map { strip($0, Array(content.utf8), start, stop) }
        case .replace(let pattern, let replacement):
            return tokens.map { replacing(Array(pattern.utf8), in: $0, by: Array(replacement.utf8)) }
        case .suffix(let suffix):
            return tokens.enumerated().map { index, token in
                let isLast = index == tokens.count - 1
                return replacing(Array(suffix.utf8), in: token, by: isLast ? [] : [0x20])
            }
        }
    }

    private static func bytes(_ token: [UInt8]) -> [UInt8] {
        ByteAlphabet.bytes(of: String(decoding: token, as: UTF8.self)) ?? token
    }

    private func lossy(_ bytes: [UInt8]) -> [UInt8] { Array(String(decoding: bytes, as: UTF8.self).utf8) }

    private static let cleanings: [(String, String)] = [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]

    private static func cleaned(_ token: [UInt8]) -> [UInt8] {
        cleanings.reduce(token) { replacing(Array($1.0.utf8), in: $0, by: Array($1.1.utf8)) }
    }

    /// The byte of a token that spells one, `<0xE2>`.
    static func fallbackByte(_ token: some Collection<UInt8>) -> UInt8? {
        guard token.count == 6, token.starts(with: "<0x".utf8), token.dropFirst(5).first == 0x3E else {
            return nil
        }
        let digits = token.dropFirst(3).prefix(2)
        guard digits.first != UInt8(ascii: "+") else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private func byteFallback(_ tokens: [[UInt8]]) -> [[UInt8]] {
        var result: [[UInt8]] = [], run: [UInt8] = []
        func flush() {
            if run.isEmpty { return }
            if String(validating: run, as: UTF8.self) != nil {
                result.append(run)
            } else {
                result += Array(repeating: [0xEF, 0xBF, 0xBD], count: run.count)
            }
            run = []
        }
        for token in tokens {
            if let byte = DecoderStep.fallbackByte(token) {
                run.append(byte)
            } else {
                flush()
                result.append(token)
            }
        }
        flush()
        return result
    }

    private func strip(_ token: [UInt8], _ content: [UInt8], _ start: Int, _ stop: Int) -> [UInt8] {
        guard !content.isEmpty else { return token }
        var token = token[...], left = start
        while left > 0, token.starts(with: content) {
            token = token.dropFirst(content.count)
            left -= 1
        }
        left = stop
        while left > 0, token.suffix(content.count).elementsEqual(content) {
            token = token.dropLast(content.count)
            left -= 1
        }
        return Array(token)
    }
}
