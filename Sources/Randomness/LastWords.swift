#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import Synchronization

/// A message that gets printed even where the search for its place crashes.
///
/// The search walks the stack by frame pointers and reads the debug information of the program. Neither need be as it expects: in a
/// program built without frame pointers the walk reads memory at whatever number a register held. So while it runs, the signals
/// of a crash print the message and end the program, as the message was about to do anyway.
package enum LastWords {
    private static let isTaken = Atomic(false)

    /// What `search` gives; where it crashes, `message` is printed and the program ends. Nil for all but the first who ask.
    package static func kept(_ message: String, _ search: () -> String?) -> String? {
        guard !isTaken.exchange(true, ordering: .acquiringAndReleasing) else { return nil }
        words = strdup("Fatal error: " + message + "\n")
        let before = signals.map { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            signal(number, speak)
            return action
        }
        let place = search()
        for (number, action) in zip(signals, before) {
            var action = action
            sigaction(number, &action, nil)
        }
        return place
    }
}

/// The signals of a crash.
private let signals = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE]

/// What is printed in a crash. Written before any of the signals is caught.
private nonisolated(unsafe) var words: UnsafeMutablePointer<CChar>?

/// Calls only what a handler of signals may call. Nobody else looks at this stack: it is the one that could not be walked.
private func speak(_: Int32) {
    if let words { _ = write(STDERR_FILENO, words, strlen(words)) }
    signal(SIGABRT, SIG_DFL)
    abort()
}
