/// Why a picture could not be read or written, with the facts.
public enum ImageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is not there, or the system does not let it be read or written.
    case inaccessible(path: String, reason: String)
    /// The bytes do not begin as a PNG file does.
    case notPNG(source: String, firstBytes: [UInt8])
    /// The file is cut off, or contradicts itself; `problem` in the words of libpng or ours.
    case malformed(source: String, problem: String)
    /// The picture has more pixels than the caller allows.
    case tooLarge(source: String, width: Int, height: Int, limit: Int)

    /// The facts in a sentence.
    public var description: String {
        switch self {
        case .inaccessible(let path, let reason): "\(path): \(reason)"
        case .notPNG(let source, let bytes):
            "\(source): no PNG file: it begins with \(bytes)"
        case .malformed(let source, let problem): "\(source): \(problem)"
        case .tooLarge(let source, let width, let height, let limit):
            "\(source): \(width) × \(height) pixels are more than the \(limit) that are allowed"
        }
    }
}
