/// Why a text is no schema that output can be held to.
public enum JSONSchemaError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The text is no JSON.
    case notJSON(TemplateJSONError)
    /// A keyword has a value that it cannot have. `path` says where, as a JSON pointer.
    case invalid(path: String, message: String)
    /// A keyword that restricts values in a way that is not supported here: it is refused rather than passed over.
    case unsupported(path: String, keyword: String)
    /// A `$ref` that names nothing in the schema.
    case unresolved(path: String, reference: String)
    /// No finite value satisfies the schema, or a reference leads back to itself without a value in between.
    case endless(String)

    /// Nothing satisfies what stands at `path`.
    static func endless(at path: String, _ message: String) -> JSONSchemaError {
        .endless("\(path.isEmpty ? "/" : path): \(message)")
    }

    /// The place and what is wrong there.
    public var description: String {
        switch self {
        case .notJSON(let error): "schema: \(error)"
        case .invalid(let path, let message): "schema, \(path.isEmpty ? "/" : path): \(message)"
        case .unsupported(let path, let keyword):
            "schema, \(path.isEmpty ? "/" : path): \(keyword) is not supported"
        case .unresolved(let path, let reference):
            "schema, \(path.isEmpty ? "/" : path): there is no \(reference)"
        case .endless(let message): "schema: \(message)"
        }
    }
}
