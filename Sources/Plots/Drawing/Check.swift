import Foundation

/// Stops with `message` and the caller's line where `condition` is false: for mistakes that can be seen in the
/// arguments. A `precondition` would drop its message in an optimised build.
@inline(__always)
func demand(
    _ condition: Bool, _ message: @autoclosure () -> String, _ file: StaticString, _ line: UInt
) {
    if !condition { stop(message(), file, line) }
}

@inline(never)
private func stop(_ message: String, _ file: StaticString, _ line: UInt) -> Never {
    FileHandle.standardError.write(Data("\(file):\(line): \(message)\n".utf8))
    fatalError(message, file: file, line: line)
}
