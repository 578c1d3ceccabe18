/// Stops the program where a caller's argument is out of range, also in optimised builds.
///
/// - Parameters:
///   - condition: What must hold.
///   - message: Names the method, the parameter and the value it was given.
@inlinable
@inline(__always)
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { stop(message()) }
}

/// `precondition` drops its message in optimised builds, so this is the module's one `fatalError`.
@usableFromInline
@inline(never)
func stop(_ message: String) -> Never {
    fatalError("Randomness: " + message)
}
