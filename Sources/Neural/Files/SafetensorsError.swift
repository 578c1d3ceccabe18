import LinearAlgebra

/// Why a safetensors file could not be read or written, with the facts: which file, which tensor, what was expected and
/// what was found.
public struct SafetensorsError: Error, Equatable, Sendable {
    /// The kind of failure, for code that decides by it.
    public enum Reason: String, Equatable, Sendable {
        /// The system could not open or read the file, or it is not a regular file.
        case cannotRead
        /// The system could not write the file; whatever stood there before is untouched.
        case cannotWrite
        /// The header does not fit into the file, or is longer than 100 million bytes.
        case wrongHeaderLength
        /// The header is not UTF-8.
        case notUTF8
        /// The header is not the JSON that the format asks for.
        case malformedHeader
        /// Two tensors, two fields of a tensor or two entries of the metadata of one name.
        case duplicateName
        /// Numbers of a type that is not read: complex, or of fewer than 8 bits, or unheard of.
        case unsupportedType
        /// A shape whose number of elements does not fit into an `Int`.
        case tooLarge
        /// Offsets that leave the file, overlap, leave a gap or do not fit the shape.
        case wrongOffsets
        /// No tensor of that name in the file.
        case noSuchTensor
        /// A number that the wanted type cannot hold.
        case notRepresentable
    }

    /// The kind of failure.
    public var reason: Reason
    /// The path as the caller gave it; nil where the bytes were in memory.
    public var path: String?
    /// The name of the tensor concerned, where there is one.
    public var tensor: String?
    /// The first byte of the file concerned; nil where no single place is to blame.
    public var offset: Int?
    /// What should have been there.
    public var expected: String
    /// What was there.
    public var found: String

    init(
        _ reason: Reason, path: String? = nil, tensor: String? = nil, offset: Int? = nil, expected: String,
        found: String
    ) {
        self.reason = reason
        self.path = path
        self.tensor = tensor
        self.offset = offset
        self.expected = expected
        self.found = found
    }

    /// A failure of the file itself, which the files of LinearAlgebra report.
    init(_ error: NumPyFileError, tensor: String? = nil) {
        self.init(
            error.reason == .cannotWrite ? .cannotWrite : .cannotRead, path: error.path, tensor: tensor,
            offset: error.offset, expected: error.expected, found: error.found)
    }

    /// The same failure, in the file at `path`.
    func inFile(_ path: String?) -> SafetensorsError {
        var error = self
        error.path = path
        return error
    }
}

extension SafetensorsError: CustomStringConvertible {
    /// One line: the file, the place, what was expected and what was found.
    public var description: String {
        var place = path ?? "bytes in memory"
        if let tensor { place += ", tensor \"\(SafetensorsError.short(tensor))\"" }
        if let offset { place += ", byte \(offset)" }
        return "\(place): expected \(expected), found \(found)"
    }

    /// `text` as far as it fits a message: a hostile name may have millions of letters.
    static func short(_ text: String) -> String {
        text.utf8.count <= 80
            ? text
            : "\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(60))))… (\(text.utf8.count) bytes)"
    }
}
