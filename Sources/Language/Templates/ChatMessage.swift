/// One message of a conversation.
public struct ChatMessage: Sendable, Equatable {
    /// Who speaks.
    public enum Role: String, Sendable {
        /// Instructions that hold for the whole conversation.
        case system
        /// The person.
        case user
        /// The model.
        case assistant
        /// What a tool answered.
        case tool
    }

    /// Who speaks.
    public var role: Role
    /// What is said: mostly a text; some templates take a list of parts.
    public var content: TemplateValue
    /// Other fields that a template may look at, such as `tool_calls` and `name`.
    public var fields: [TemplateValue.Member]

    /// - Parameters:
    ///   - role: Who speaks.
    ///   - content: What is said.
    ///   - fields: Other fields, in order.
    public init(_ role: Role, content: TemplateValue, fields: [TemplateValue.Member] = []) {
        (self.role, self.content, self.fields) = (role, content, fields)
    }

    /// Instructions that hold for the whole conversation.
    public static func system(_ text: String) -> ChatMessage { ChatMessage(.system, content: .string(text)) }
    /// What the person says.
    public static func user(_ text: String) -> ChatMessage { ChatMessage(.user, content: .string(text)) }
    /// What the model says.
    public static func assistant(_ text: String) -> ChatMessage {
        ChatMessage(.assistant, content: .string(text))
    }

    /// The message as templates see it.
    public var value: TemplateValue {
        .object([.init("role", .string(role.rawValue)), .init("content", content)] + fields)
    }
}
