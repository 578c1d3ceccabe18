/// What a template is given and what JSON holds: nothing, a truth value, a number, a text, a list, or named values in order.
///
///     let tool: TemplateValue = ["name": "clock", "parameters": [:]]
public indirect enum TemplateValue: Sendable, Equatable {
    /// JSON's null, Python's None.
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// Any other number.
    case number(Double)
    /// A text.
    case string(String)
    /// Values in order.
    case list([TemplateValue])
    /// Named values, in the order in which they were written.
    case object([Member])

    /// A name and its value.
    public struct Member: Sendable, Equatable {
        /// The name.
        public var name: String
        /// What is called so.
        public var value: TemplateValue

        /// - Parameters:
        ///   - name: The name.
        ///   - value: What is called so.
        public init(_ name: String, _ value: TemplateValue) { (self.name, self.value) = (name, value) }
    }

    /// The value of that name in an object; nil where there is none, and for anything but an object.
    ///
    /// - Parameter name: The name; of several equal ones the last counts.
    public subscript(name: String) -> TemplateValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    /// The values of a list; nil for anything else.
    public var elements: [TemplateValue]? { if case .list(let values) = self { values } else { nil } }
    /// The text of a string; nil for anything else.
    public var text: String? { if case .string(let text) = self { text } else { nil } }
}

extension TemplateValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// Nothing.
    public init(nilLiteral: ()) { self = .null }
    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A number.
    public init(floatLiteral value: Double) { self = .number(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Values in order.
    public init(arrayLiteral elements: TemplateValue...) { self = .list(elements) }
    /// Named values in order.
    public init(dictionaryLiteral elements: (String, TemplateValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
