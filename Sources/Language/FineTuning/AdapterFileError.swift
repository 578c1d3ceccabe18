import Neural

/// Why a folder holds no adapters that fit a model, or could not be written.
public enum AdapterFileError: Error, Equatable, Sendable {
    /// A file that is not there, or cannot be read or written.
    case cannotRead(path: String, reason: String)
    /// A field of `adapter_config.json` that says what this library cannot do.
    case configuration(path: String, field: String, expected: String, found: String)
    /// A safetensors file that cannot be read.
    case tensors(SafetensorsError)
    /// Tensors that the folder should have.
    case missing(path: String, names: [String])
    /// Tensors of layers that the model does not have.
    case unexpected(path: String, names: [String])
    /// A tensor whose shape does not fit the layer.
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
}

extension AdapterFileError: CustomStringConvertible {
    /// One line: the file, the field or the tensors, what was expected and what was found.
    public var description: String {
        switch self {
        case .cannotRead(let path, let reason): "\(path): \(reason)"
        case .configuration(let path, let field, let expected, let found):
            "\(path), field \"\(field)\": expected \(expected), found \(found)"
        case .tensors(let error): error.description
        case .missing(let path, let names): "\(path): no \(AdapterFileError.list(names))"
        case .unexpected(let path, let names):
            "\(path): \(AdapterFileError.list(names)), which the model has no layer for"
        case .wrongShape(let path, let name, let expected, let found):
            "\(path), tensor \"\(name)\": expected shape \(expected), found \(found)"
        }
    }

    private static func list(_ names: [String]) -> String {
        let some = names.prefix(5).map { "\"\($0.prefix(100))\"" }.joined(separator: ", ")
        return names.count > 5 ? "\(some) and \(names.count - 5) more" : some
    }
}
