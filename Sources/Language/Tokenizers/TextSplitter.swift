/// How a text is cut into words before a model sees it; no token crosses a cut.
///
///     print(TextSplitter.gpt2.words(of: "Take  12 of them!"))
///     // ["Take", " ", " 12", " of", " them", "!"]
///
/// Hugging Face calls this the pre-tokenizer. A rule applies to every piece that the rule before it left.
public struct TextSplitter: Sendable, Equatable {
    /// The rules, in order; none leaves a text in one piece.
    public var rules: [SplitRule]

    /// A splitter of some rules, applied one after the other.
    public init(_ rules: [SplitRule]) { self.rules = rules }

    /// GPT-2's words, as bytes.
    public static let gpt2 = TextSplitter([.gpt2(addingSpace: false)])
    /// The words of Llama 3: at most three digits together, contractions in capitals too.
    public static let llama3 = TextSplitter([.contractions(digits: 3), .bytes(addingSpace: false)])
    /// The words of Qwen 2: each digit alone.
    public static let qwen2 = TextSplitter([.contractions(digits: 1), .bytes(addingSpace: false)])
    /// The words of SmolLM2 and StarCoder: each digit alone, then GPT-2's words.
    public static let smolLM2 = TextSplitter([.digits(individually: true), .gpt2(addingSpace: false)])
    /// BERT's words: between white space and around punctuation.
    public static let bert = TextSplitter([.bert])

    /// Whether the pieces are bytes, so that tokens are spelled in the `ByteAlphabet`.
    public var isByteLevel: Bool {
        rules.contains { rule in
            switch rule {
            case .gpt2, .bytes: true
            default: false
            }
        }
    }
}

/// One rule of a `TextSplitter`.
public enum SplitRule: Sendable, Equatable {
    /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, and tokens are bytes. `addingSpace` puts a space before
    /// a piece that does not begin with one.
    case gpt2(addingSpace: Bool)
    /// The same cuts, and nothing said of bytes.
    case gpt2Words
    /// No cut, and tokens are bytes.
    case bytes(addingSpace: Bool)
    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`, with at most
    /// `digits` numbers together.
    case contractions(digits: Int)
    /// Numbers apart from the rest, each alone or run by run.
    case digits(individually: Bool)
    /// White space falls out; words (`\w+`) and runs of what is neither stay.
    case words
    /// White space falls out.
    case whitespace
    /// White space falls out and each punctuation character stands alone.
    case bert
    /// Cuts around each punctuation character.
    case punctuation(SplitBehavior)
    /// Cuts at each occurrence of a text.
    case literal(String, SplitBehavior)
    /// Spaces become `mark` (U+2581), one is put in front, and a cut comes before each.
    case metaspace(mark: String, prepend: PrependScheme, cutting: Bool)
    /// Every character alone.
    case charactersAlone
}

/// What becomes of the text at which a rule cuts.
public enum SplitBehavior: String, Sendable, Equatable {
    /// It is a piece of its own.
    case isolated = "Isolated"
    /// It falls out.
    case removed = "Removed"
    /// It ends the piece before it.
    case mergedWithPrevious = "MergedWithPrevious"
    /// It begins the piece after it.
    case mergedWithNext = "MergedWithNext"
    /// Neighbours of its kind form one piece.
    case contiguous = "Contiguous"
}

/// Where a mark for a space is put in front of a text.
public enum PrependScheme: String, Sendable, Equatable {
    /// Before every piece.
    case always
    /// Before the first piece of a text only.
    case first
    /// Nowhere.
    case never
}

/// What takes the words of a text, one after the other. The bytes are valid during the call only.
protocol WordSink {
    mutating func take(_ word: Bytes)
}

extension TextSplitter {
    /// Cuts `text` and hands each word over. `isFirst`: whether the text begins with it.
    @inline(__always)
    func split<Sink: WordSink>(_ text: Bytes, isFirst: Bool, into sink: inout Sink) {
        split(text, from: 0, isFirst: isFirst, into: &sink)
    }

    private func split<Sink: WordSink>(_ text: Bytes, from index: Int, isFirst: Bool, into sink: inout Sink) {
        if text.isEmpty { return }
        guard index < rules.count else { return sink.take(text) }
        if index == rules.count - 1 { return rules[index].split(text, isFirst: isFirst, into: &sink) }
        if rules[index].keepsText {
            var pieces = PlaceList()
            rules[index].split(text, isFirst: isFirst, into: &pieces)
            for piece in pieces.words {
                let begins = piece.baseAddress == text.baseAddress
                split(piece, from: index + 1, isFirst: isFirst && begins, into: &sink)
            }
        } else {
            var pieces = PieceList()
            rules[index].split(text, isFirst: isFirst, into: &pieces)
            pieces.bytes.withUnsafeBufferPointer { bytes in
                var start = 0
                for end in pieces.ends {
                    let piece = Bytes(rebasing: bytes[start..<end])
                    split(piece, from: index + 1, isFirst: isFirst && start == 0, into: &sink)
                    start = end
                }
            }
        }
    }

    /// The words of a text as texts, for people to look at.
    public func words(of text: String) -> [String] {
        var pieces = PieceList(), text = text, start = 0
        text.withUTF8 { split($0, isFirst: true, into: &pieces) }
        return pieces.ends.map { end in
            defer { start = end }
            return String(decoding: pieces.bytes[start..<end], as: UTF8.self)
        }
    }
}

/// Words where they lie in the text.
private struct PlaceList: WordSink {
    var words: [Bytes] = []

    mutating func take(_ word: Bytes) { if !word.isEmpty { words.append(word) } }
}

extension SplitRule {
    /// Whether the words of a rule are parts of the text itself.
    fileprivate var keepsText: Bool {
        switch self {
        case .gpt2(let addingSpace), .bytes(let addingSpace): !addingSpace
        case .metaspace: false
        default: true
        }
    }
}

/// Words one behind the other, with their ends.
struct PieceList: WordSink {
    var bytes: [UInt8] = []
    var ends: [Int] = []

    mutating func take(_ word: Bytes) {
        if word.isEmpty { return }
        bytes.append(contentsOf: word)
        ends.append(bytes.count)
    }
}
