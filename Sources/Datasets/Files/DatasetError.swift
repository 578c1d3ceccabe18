/// What can go wrong while data is fetched or read.
public enum DatasetError: Error, Hashable, CustomStringConvertible {
    /// Nothing answered at any address: offline, a wrong name, or a refusal.
    ///
    /// `reasons` has one line for each address that was tried.
    case unreachable(file: String, reasons: [String])
    /// The bytes are not those that were published.
    case wrongChecksum(file: String, expected: String, found: String, byteCount: Int)
    /// A file is not of its format: cut off, or not what its name says.
    case malformed(file: String, problem: String)
    /// A file that should be in a folder is not, or cannot be read or written.
    case inaccessible(path: String, reason: String)

    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .unreachable(let file, let reasons):
            "\(file) could not be fetched: \(reasons.joined(separator: "; "))"
        case .wrongChecksum(let file, let expected, let found, let byteCount):
            "\(file): the checksum of its \(byteCount) bytes is \(found), and should be \(expected)"
        case .malformed(let file, let problem):
            "\(file): \(problem)"
        case .inaccessible(let path, let reason):
            "\(path): \(reason)"
        }
    }
}
