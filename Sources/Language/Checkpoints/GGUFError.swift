import LinearAlgebra

/// Why a GGUF file could not be read or written, with the facts: which file, which key or tensor, where, what was expected and what
/// was found.
public struct GGUFError: Error, Equatable, Sendable {
    /// The kind of failure, for code that decides by it.
    public enum Reason: String, Equatable, Sendable {
        /// The system could not open or read the file, or it is not a regular file.
        case cannotRead
        /// The system could not write the file; whatever stood there before is untouched.
        case cannotWrite
        /// The file does not begin with the four letters GGUF.
        case notGGUF
        /// A version other than 2 and 3, or numbers with the highest byte first.
        case unsupportedVersion
        /// The file ends before what it announces.
        case truncated
        /// A count or a shape that does not fit the file or an `Int`.
        case tooLarge
        /// A name that is not UTF-8 or too long.
        case malformedName
        /// Two keys or two tensors of one name.
        case duplicateName
        /// A value or a tensor of a type that is not read.
        case unsupportedType
        /// An alignment that is not a power of two.
        case wrongAlignment
        /// Tensor data that begins off the alignment or leaves the file.
        case wrongOffset
        /// A shape of too many dimensions, or one whose rows are no whole number of blocks.
        case wrongShape
        /// No metadata under that key, or no tensor of that name.
        case missing
        /// Metadata of another type than the one asked for, or out of range.
        case wrongValue
    }

    /// The kind of failure.
    public var reason: Reason
    /// The path as the caller gave it; nil where the bytes were in memory.
    public var path: String?
    /// The metadata key or the tensor concerned, where there is one.
    public var name: String?
    /// The first byte of the file concerned; nil where no single place is to blame.
    public var offset: Int?
    /// What should have been there.
    public var expected: String
    /// What was there.
    public var found: String

    package init(
        _ reason: Reason, path: String? = nil, name: String? = nil, offset: Int? = nil, expected: String,
        found: String
    ) {
        self.reason = reason
        self.path = path
        self.name = name
        self.offset = offset
        self.expected = expected
        self.found = found
    }

    /// The same failure, in the file at `path`.
    func inFile(_ path: String?) -> GGUFError {
        var error = self
        error.path = path
        return error
    }
}

extension GGUFError: CustomStringConvertible {
    /// One line: the file, the place, what was expected and what was found.
    public var description: String {
        var place = path ?? "bytes in memory"
        if let name { place += ", \"\(GGUFError.short(name))\"" }
        if let offset { place += ", byte \(offset)" }
        return "\(place): expected \(expected), found \(found)"
    }

    /// `text` as far as it fits a message: a hostile name may have millions of letters.
    static func short(_ text: String) -> String {
        guard text.utf8.count > 80 else { return text }
        return
            "\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(60))))… (\(text.utf8.count) bytes)"
    }
}
