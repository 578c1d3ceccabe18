/// Text to numbers and back.
///
/// A tokenizer cuts a text into tokens, pieces of a fixed vocabulary, and names each by its place in it.
public protocol Tokenizer: Sendable {
    /// The number of tokens, those that were added included: each id is below it.
    var vocabularyCount: Int { get }

    /// The ids of a text.
    ///
    /// - Parameters:
    ///   - text: Any text.
    ///   - addingSpecialTokens: Whether what the model expects around a text (`[CLS]`, `<s>`) is added.
    func encode(_ text: String, addingSpecialTokens: Bool) -> [Int]

    /// The bytes that a token stands for: a token may end in the middle of a character. Empty for special tokens.
    func bytes(of id: Int) -> [UInt8]

    /// The text of ids. Bytes that are no UTF-8 become U+FFFD.
    ///
    /// - Parameters:
    ///   - ids: The ids.
    ///   - skippingSpecialTokens: Whether tokens such as `<|im_end|>` are left out.
    func decode(_ ids: [Int], skippingSpecialTokens: Bool) -> String

    /// The id of a token as the vocabulary spells it, special ones included: `"<|im_end|>"`.
    func id(of token: String) -> Int?

    /// How the vocabulary spells a token.
    func token(of id: Int) -> String?
}

extension Tokenizer {
    /// The ids of a text, with the special tokens that the model expects around it.
    public func encode(_ text: String) -> [Int] { encode(text, addingSpecialTokens: true) }

    /// The text of ids, without special tokens.
    public func decode(_ ids: [Int]) -> String { decode(ids, skippingSpecialTokens: true) }
}
