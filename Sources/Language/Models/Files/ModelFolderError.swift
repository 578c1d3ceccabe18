import Neural

/// Why a folder does not hold a model that can be read, or could not be written.
public enum ModelFolderError: Error, Equatable, Sendable {
    /// A file that is not there, or cannot be read or written.
    case cannotRead(path: String, reason: String)
    /// A file that is no JSON, or not the JSON that is expected.
    case malformed(path: String, reason: String)
    /// A field of `config.json` that is missing, of another type, or says what this library cannot do.
    case configuration(path: String, field: String, expected: String, found: String)
    /// A safetensors file that cannot be read.
    case tensors(SafetensorsError)
    /// A `tokenizer.json` that cannot be read.
    case tokenizer(TokenizerError)
    /// Tensors of the model that the folder does not have, under their names in the folder.
    case missing(path: String, names: [String])
    /// Tensors of the folder that the model does not have.
    case unexpected(path: String, names: [String])
    /// A tensor whose shape is another in the folder.
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
    /// A tensor whose numbers are no floating-point numbers.
    case wrongType(path: String, name: String, found: String)
}

extension ModelFolderError: CustomStringConvertible {
    /// One line: the file, the field or the tensors, what was expected and what was found.
    public var description: String {
        switch self {
        case .cannotRead(let path, let reason): "\(path): \(reason)"
        case .malformed(let path, let reason): "\(path): \(reason)"
        case .configuration(let path, let field, let expected, let found):
            "\(path), field \"\(field)\": expected \(expected), found \(found)"
        case .tensors(let error): error.description
        case .tokenizer(let error): "\(error)"
        case .missing(let path, let names): "\(path): no \(ModelFolderError.list(names)), which the model has"
        case .unexpected(let path, let names):
            "\(path): \(ModelFolderError.list(names)), which the model does not have"
        case .wrongShape(let path, let name, let expected, let found):
            "\(path), tensor \"\(name)\": expected shape \(expected), found \(found)"
        case .wrongType(let path, let name, let found):
            "\(path), tensor \"\(name)\": expected floating-point numbers, found \(found)"
        }
    }

    private static func list(_ names: [String]) -> String {
        let some = names.prefix(5).map { "\"\($0.prefix(80))\"" }.joined(separator: ", ")
        return names.count > 5 ? "\(some) and \(names.count - 5) more" : some
    }
}
