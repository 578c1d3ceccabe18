import Foundation

/// Why a saved model could not be loaded.
public enum SavedModelError: Error, Equatable, Sendable {
    /// The file cannot be read or written.
    case file(path: String, reason: String)
    /// The file is no saved model, or a damaged one.
    case damaged(path: String, reason: String)
    /// The file holds a model of another kind.
    case otherModel(path: String, found: String, expected: String)
    /// The file was written by a later version of the library.
    case laterVersion(path: String, found: Int, known: Int)
}

extension SavedModelError: CustomStringConvertible {
    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .file(let path, let reason): "\(path): \(reason)"
        case .damaged(let path, let reason): "\(path) is no saved model, or a damaged one: \(reason)"
        case .otherModel(let path, let found, let expected): "\(path) holds a \(found), not a \(expected)"
        case .laterVersion(let path, let found, let known):
            "\(path) has version \(found) of the format; this library knows versions up to \(known)"
        }
    }
}

/// A saved model: what it is, and the model itself.
private struct Envelope<Model: Codable>: Codable {
    var format: String
    var version: Int
    var type: String
    var model: Model
}

/// The head of a saved model, which any reader understands.
private struct EnvelopeHead: Codable {
    var format: String
    var version: Int
    var type: String
}

private let formatName = "cairn.classical"
private let formatVersion = 1

extension FittedModel {
    /// Its name in files: `"RidgeRegression.Model"`.
    private static var savedName: String {
        String(reflecting: Self.self).replacing("Classical.", with: "")
    }

    /// Writes the model to a file, a property list with the format's version and the model's type. The file appears whole or not at all.
    ///
    /// - Parameter path: The file; what it held is replaced.
    /// - Throws: ``SavedModelError/file(path:reason:)``.
    public func save(to path: String) throws(SavedModelError) {
        do {
            try saved().write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .file(path: path, reason: error.localizedDescription)
        }
    }

    /// The bytes that ``save(to:)`` writes.
    package func saved() throws -> Data {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        return try encoder.encode(
            Envelope(format: formatName, version: formatVersion, type: Self.savedName, model: self))
    }

    /// Reads a model that ``save(to:)`` wrote.
    ///
    /// - Parameter path: The file.
    /// - Throws: ``SavedModelError``, where the file cannot be read, is damaged, later, or of another kind of model.
    public static func load(from path: String) throws(SavedModelError) -> Self {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw .file(path: path, reason: error.localizedDescription)
        }
        return try decoded(data, path)
    }

    /// The model that the bytes of a file hold.
    package static func decoded(_ data: Data, _ path: String) throws(SavedModelError) -> Self {
        let decoder = PropertyListDecoder(), head: EnvelopeHead
        do { head = try decoder.decode(EnvelopeHead.self, from: data) } catch {
            throw .damaged(path: path, reason: "its head cannot be read")
        }
        guard head.format == formatName else {
            throw .damaged(path: path, reason: "its format is \(head.format)")
        }
        guard head.version <= formatVersion else {
            throw .laterVersion(path: path, found: head.version, known: formatVersion)
        }
        guard head.type == savedName else {
            throw .otherModel(path: path, found: head.type, expected: savedName)
        }
        do { return try decoder.decode(Envelope<Self>.self, from: data).model } catch {
            throw .damaged(path: path, reason: "\(error)")
        }
    }
}
