/// Stops the program with the caller's line where an argument is out of range, also in optimised builds.
///
/// - Parameters:
///   - condition: What must hold.
///   - message: Names the method, the parameter and the value it was given.
@inlinable
@inline(__always)
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { stop(message()) }
}

@usableFromInline
@inline(never)
func stop(_ message: String) -> Never { endProgram("Randomness: " + message) }
