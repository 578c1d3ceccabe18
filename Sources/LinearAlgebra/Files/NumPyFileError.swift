/// Why an `.npy` or `.npz` file could not be read or written, with the facts: which file, where, what was expected there
/// and what was found.
///
///     do {
///         _ = try Matrix<Double>(npy: "/tmp/scores.npy")
///     } catch {
///         print(error)
///         // /tmp/scores.npy, byte 128: expected 96 bytes of data for shape (3, 4) of float64, found 90 bytes
///     }
public struct NumPyFileError: Error, Equatable, Sendable {
    /// The kind of failure, for code that decides by it.
    public enum Reason: String, Equatable, Sendable {
        /// The system could not open or read the file, or it is not a regular file.
        case cannotRead
        /// The system could not write the file; whatever stood there before is untouched.
        case cannotWrite
        /// The file does not begin as an `.npy` file does.
        case notNumPy
        /// An `.npy` format version other than 1.0, 2.0 and 3.0.
        case unsupportedVersion
        /// The `.npy` header cannot be understood.
        case malformedHeader
        /// The array holds pickled Python objects: reading those would run code from the file.
        case pickled
        /// Numbers of a type that is not read: complex, strings, dates, records.
        case unsupportedType
        /// The data is longer or shorter than the header says.
        case wrongSize
        /// The array has another number of dimensions than the type that is to hold it.
        case wrongShape
        /// A value that the wanted type cannot hold.
        case notRepresentable
        /// The `.npz` file is not a ZIP archive, or one that contradicts itself.
        case malformedArchive
        /// An archive that is encrypted, split, or compressed by another method than deflate.
        case unsupportedArchive
        /// Compressed data that breaks the deflate format.
        case malformedCompression
        /// Data that does not have the checksum stored beside it.
        case wrongChecksum
        /// No array of that name in the archive.
        case noSuchArray
        /// A compressed array that would unpack to more than the limit set by the caller.
        case tooLarge
    }

    /// The kind of failure.
    public var reason: Reason
    /// The path as the caller gave it; nil where the bytes were in memory.
    public var path: String?
    /// The name of the array inside an `.npz` archive, where the failure is inside one.
    public var arrayName: String?
    /// The first byte concerned, counted from the start of the file, or from the start of the unpacked array where
    /// `arrayName` is given; nil where no single place is to blame.
    public var offset: Int?
    /// What should have been there.
    public var expected: String
    /// What was there.
    public var found: String

    init(
        _ reason: Reason, path: String?, arrayName: String? = nil, offset: Int? = nil, expected: String,
        found: String
    ) {
        self.reason = reason
        self.path = path
        self.arrayName = arrayName
        self.offset = offset
        self.expected = expected
        self.found = found
    }
}

extension NumPyFileError: CustomStringConvertible {
    /// One line: the file, the place, what was expected and what was found.
    public var description: String {
        var place = path ?? "bytes in memory"
        if let arrayName { place += ", array \"\(arrayName)\"" }
        if let offset { place += ", byte \(offset)" }
        return "\(place): expected \(expected), found \(found)"
    }
}
