import Foundation
import LinearAlgebra

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

/// Version 1 of a saved model: what it is, and the model itself.
private struct Envelope<Model: Codable>: Codable {
    var model: Model
}

/// Version 2: what it is, the model as a property list of its own, and the checksum of that list (CRC-32), by which damage is found
/// before any of its numbers is taken for a place in memory.
private struct SealedEnvelope: Codable {
    var format: String
    var version: Int
    var type: String
    var checksum: UInt32
    var model: Data
}

/// A model whose numbers are places in its own arrays: those of a file are looked at before they are used.
package protocol CheckedModel {
    /// What is wrong with its places; nil where all are right.
    var fault: String? { get }
}

/// The head of a saved model, which any reader understands.
private struct EnvelopeHead: Codable {
    var format: String
    var version: Int
    var type: String
}

private let formatName = "cairn.classical"
private let formatVersion = 2

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
        let model = try encoder.encode(["model": self])
        return try encoder.encode(
            SealedEnvelope(
                format: formatName, version: formatVersion, type: Self.savedName,
                checksum: CRC32.of([UInt8](model)), model: model))
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
        let model: Self
        do {
            model = try decoder.decode(
                Envelope<Self>.self, from: head.version == 1 ? data : unsealed(data, path)
            ).model
        } catch {
            throw (error as? SavedModelError) ?? .damaged(path: path, reason: "\(error)")
        }
        if let fault = (model as? any CheckedModel)?.fault { throw .damaged(path: path, reason: fault) }
        return model
    }

    /// The property list of the model alone, if it is whole.
    private static func unsealed(_ data: Data, _ path: String) throws -> Data {
        let sealed = try PropertyListDecoder().decode(SealedEnvelope.self, from: data)
        guard CRC32.of([UInt8](sealed.model)) == sealed.checksum else {
            throw SavedModelError.damaged(path: path, reason: "its checksum is wrong")
        }
        return sealed.model
    }
}
