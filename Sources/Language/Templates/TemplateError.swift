/// What is wrong with a template, or with what it was given.
public enum TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text is no template.
    case syntax(line: Int, message: String)
    /// Something that the templates of chats do not need, and that is not understood here: `{% include %}`.
    case unsupported(line: Int, what: String)
    /// It cannot be carried out: a value is missing, or of the wrong kind.
    case evaluation(line: Int, message: String)
    /// The template itself objects, by `raise_exception`.
    case raised(line: Int, message: String)
    /// It takes too long, becomes too large, or is nested too deep.
    case limit(line: Int, what: String)

    /// The line and the message.
    public var description: String {
        switch self {
        case .syntax(let line, let message): "template, line \(line): \(message)"
        case .unsupported(let line, let what): "template, line \(line): \(what) is not supported"
        case .evaluation(let line, let message): "template, line \(line): \(message)"
        case .raised(let line, let message): "template, line \(line), objects: \(message)"
        case .limit(let line, let what): "template, line \(line): \(what)"
        }
    }
}
