/// What a model has written so far: tokens and text, up to a stop token, a stop string or another ending.
///
/// It is what all ways of writing have in common; which token comes next is theirs.
struct WrittenText: Sendable {
    /// Tokens and text; it is whole once `isFinished`.
    private(set) var result = Generation()
    /// What was read and written.
    private(set) var history: TokenHistory
    /// Whether nothing more comes.
    private(set) var isFinished = false

    private let tokenizer: any Tokenizer
    private let stopTokens: Set<Int>
    private var assembler: TextAssembler

    /// Nothing yet, after a prompt; `past` is what was read before the prompt.
    init(
        after past: [Int] = [], reading prompt: [Int], _ tokenizer: any Tokenizer,
        _ options: GenerationOptions
    ) {
        self.tokenizer = tokenizer
        stopTokens = options.stopTokens
        assembler = TextAssembler(stopStrings: options.stopStrings)
        history = TokenHistory(prompt: past + prompt)
        result.promptCount = prompt.count
    }

    /// Adds a token, or ends where it is a stop token; returns the text that became sure by it, which may be empty.
    mutating func take(_ token: Int) -> String {
        if stopTokens.contains(token) { return finish(.stopToken(token)) }
        history.append(token)
        result.tokens.append(token)
        let piece = assembler.append(tokenizer.bytes(of: token))
        result.text += piece
        if let stop = assembler.foundStop {
            isFinished = true
            result.ending = .stopString(stop)
        }
        return piece
    }

    /// Ends the text; returns what was held back.
    mutating func finish(_ ending: Generation.Ending) -> String {
        isFinished = true
        result.ending = ending
        let rest = assembler.finish()
        result.text += rest
        return rest
    }
}
