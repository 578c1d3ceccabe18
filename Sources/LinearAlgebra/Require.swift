#if canImport(Runtime)
    import Runtime
#endif

/// Stops the program, in debug and in release builds alike, with a message and the line of the caller.
///
/// The standard `precondition` drops its message in optimised builds, and a learner who multiplies a 2 × 3 by a
/// 2 × 3 matrix needs to read both shapes there too. Operators cannot take the caller's line as a default argument,
/// so nothing here does: when a check fails, the stack is walked to the first line outside this package's modules.
@inlinable @inline(__always)
package func require(_ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String) {
    if !condition() { stop(message()) }
}

/// Prints `message` with the caller's line and ends the program.
@usableFromInline @inline(never)
package func stop(_ message: String) -> Never {
    let place = callerOutsideCairn().map { " (called at \($0))" } ?? ""
    fatalError(message + place)
}

/// `file:line` of the innermost frame outside the modules of this package, where debug information tells.
private func callerOutsideCairn() -> String? {
    #if canImport(Runtime)
        guard let frames = try? Backtrace.capture(limit: 64).symbolicated()?.frames else { return nil }
        for frame in frames {
            guard let location = frame.symbol?.sourceLocation, location.line > 0 else { continue }
            if location.path.hasPrefix(sourcesFolder) || location.path.hasPrefix("/<compiler-generated>") {
                continue
            }
            return "\(location.path):\(location.line)"
        }
    #endif
    return nil
}

/// The absolute path of `Sources/` at build time, as debug information spells it.
private let sourcesFolder: String = {
    let path = "\(#filePath)"
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(2).joined(separator: "/") + "/"
}()
