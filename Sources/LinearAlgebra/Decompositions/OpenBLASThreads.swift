import COpenBLAS
import Synchronization

/// Lets OpenBLAS use its own threads for the duration of one large factorisation.
///
/// Matrix products are cut up by `WorkerPool`, with OpenBLAS on one thread. A LAPACK routine cannot be cut from outside: half the
/// work of an eigenvalue routine is matrix-vector products deep inside. So for a matrix that is large enough OpenBLAS is
/// told to use as many threads as the library does, and back to one when the routine returns. OpenBLAS's setting is one for the
/// whole process: of two threads that ask at once, one gets it, and the other runs with whatever is set.
package enum OpenBLASThreads {
    private static let isTaken = Atomic(false)

    /// Runs `body` with OpenBLAS's own threads where `isLarge`.
    package static func run<Result>(when isLarge: Bool, _ body: () -> Result) -> Result {
        // Reading the count starts the pool, which puts OpenBLAS on one thread before its first call.
        let threads = Threads.count
        guard isLarge, threads > 1, !isTaken.exchange(true, ordering: .acquiring) else { return body() }
        openblas_set_num_threads(Int32(threads))
        defer {
            openblas_set_num_threads(1)
            isTaken.store(false, ordering: .releasing)
        }
        return body()
    }
}
