import Foundation

/// A drawing could not be written to a file.
public struct DrawingFileError: Error, CustomStringConvertible, Sendable {
    /// The path that was to be written.
    public let path: String
    /// What the system said.
    public let reason: String

    /// The path and the reason in one line.
    public var description: String { "cannot write the drawing to \(path): \(reason)" }
}

extension Drawing {
    /// Writes the drawing as an SVG file, first under a temporary name, then renamed.
    ///
    ///     try figure.write(to: "loss.svg")
    ///
    /// - Throws: `DrawingFileError` where the file cannot be written.
    public func write(to path: String) throws(DrawingFileError) {
        do {
            try Data(svg(id: nil).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw DrawingFileError(path: path, reason: error.localizedDescription)
        }
    }
}
