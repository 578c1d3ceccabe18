import Randomness

/// Stops the program, in debug and in release builds alike, with a message and the line of the caller.
///
/// The standard `precondition` drops its message in optimised builds, and a learner who multiplies a 2 × 3 by a
/// 2 × 3 matrix needs to read both shapes there too.
@inlinable @inline(__always)
package func require(_ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String) {
    if !condition() { stop(message()) }
}

/// Prints `message` with the caller's line and ends the program. The line is found as `endProgram` of Randomness tells.
@usableFromInline @inline(never)
package func stop(_ message: String) -> Never { endProgram(message) }
