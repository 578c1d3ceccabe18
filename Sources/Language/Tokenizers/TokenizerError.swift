/// Why a tokenizer could not be read, made or trained, with the facts.
public struct TokenizerError: Error, Equatable, Sendable {
    /// The kind of failure, for code that decides by it.
    public enum Reason: String, Equatable, Sendable {
        /// The system could not read the file.
        case cannotRead
        /// The system could not write the file.
        case cannotWrite
        /// The file is not JSON, or no UTF-8.
        case malformedJSON
        /// JSON, but not what a tokenizer consists of.
        case malformedTokenizer
        /// A kind of model, pattern or rule that is not known here.
        case unsupported
        /// Two tokens of one id, or ids with gaps, or a merge of tokens that are not there.
        case inconsistentVocabulary
        /// Nothing to train on, or options that no training can meet.
        case cannotTrain
    }

    /// The kind of failure.
    public var reason: Reason
    /// Where: `"model.merges[17]"`, `"byte 1290"`.
    public var place: String
    /// What is wrong there.
    public var detail: String

    init(_ reason: Reason, _ place: String, _ detail: String) {
        self.reason = reason
        self.place = place
        self.detail = detail
    }
}

extension TokenizerError: CustomStringConvertible {
    /// One line: the place and what is wrong there.
    public var description: String { "\(place): \(detail)" }

    /// `text` as far as it fits a message.
    static func short(_ text: String) -> String {
        text.utf8.count <= 60 ? text : "\(text.prefix(40))… (\(text.utf8.count) bytes)"
    }
}
