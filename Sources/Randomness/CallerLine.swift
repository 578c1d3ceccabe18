#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
#if canImport(Runtime)
    import Runtime
#endif

/// Prints `message` with the caller's line and ends the program; what every check of the package comes to.
///
/// `precondition` drops its message in optimised builds, so this is the package's one `fatalError`. Operators cannot take the
/// caller's line as a default argument, so nothing does: the stack is walked to the first line outside this package's
/// modules. In release builds the line can be another's: of two functions with equal code the optimiser keeps one.
@inline(never)
package func endProgram(_ message: String) -> Never {
    let place = LastWords.kept(message) { callerOutsideCairn() }.map { " (called at \($0))" } ?? ""
    fatalError(message + place)
}

/// The file and line of the innermost frame outside the modules of this package, where debug information tells.
///
/// The stack is walked by frame pointers, which SwiftPM keeps and a plain `swiftc -O` does not: there the walk may crash, see ``LastWords``.
package func callerOutsideCairn() -> String? {
    #if canImport(Runtime)
        // No frames from the far end of the stack: there begins what the system calls us from, with frame pointers or without.
        guard let frames = try? Backtrace.capture(limit: 64, top: 0).symbolicated()?.frames else {
            return nil
        }
        for frame in frames {
            guard let symbol = frame.symbol, let location = symbol.sourceLocation, !location.path.isEmpty,
                !isOurs(location.path), !location.path.contains("<compiler-generated>"),
                !location.path.contains("swift-generated-sources")
            else { continue }
            // Where the optimiser has merged calls from several lines into one, the file is known and the line is not.
            return location.line > 0
                ? "\(location.path):\(location.line)" : "\(location.path), in \(symbol.name)"
        }
    #endif
    return nil
}

/// Whether a file belongs to a module of this package.
///
/// Of code that was inlined, debug information tells a path relative to the package that was built: `Sources/…` is then ours
/// where such a file exists here, and the user's elsewhere.
private func isOurs(_ path: String) -> Bool {
    path.hasPrefix(packageFolder + "Sources/")
        || (path.hasPrefix("Sources/") && access(packageFolder + path, F_OK) == 0)
}

/// The absolute path of this package at build time, as debug information spells it.
private let packageFolder: String = {
    let path = "\(#filePath)"
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/") + "/"
}()
