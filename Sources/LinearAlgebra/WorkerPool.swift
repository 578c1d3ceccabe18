#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import CKernels
import Synchronization

/// The threads that share the library's heavy work: matrix products, element-wise passes, reductions.
///
/// OpenBLAS itself runs on one thread; what is large enough is cut into parts here, and each part is a one-thread
/// call. Docs/Threads.md has the measurements behind that. Results do not depend on the number of threads.
public enum Threads {
    /// How many threads take part, the caller's included.
    ///
    /// The default is the number of processors that this process may use, or `CAIRN_NUM_THREADS` where the
    /// environment has it. Setting a higher number than that has no effect.
    public static var count: Int {
        get { WorkerPool.shared.limit.load(ordering: .relaxed) }
        set {
            let pool = WorkerPool.shared
            pool.limit.store(min(max(1, newValue), pool.capacity), ordering: .relaxed)
        }
    }

    /// The instruction set that OpenBLAS chose its kernels for, `"SkylakeX"` or `"Haswell"`.
    ///
    /// The environment variable `OPENBLAS_CORETYPE` overrides the choice and can hide faster kernels. Where OpenBLAS does not
    /// know the processor, the library chooses for it.
    public static var openBLASCore: String {
        OpenBLAS.ready
        return OpenBLAS.core
    }
}

/// Runs `body(0) … body(parts - 1)`, in any order, on the pool's threads and the caller's.
///
/// Returns when all are done. Calls from inside a part, or while another thread has the pool, run in place.
package func concurrently(_ parts: Int, _ body: (Int) -> Void) {
    WorkerPool.shared.run(parts, body)
}

/// Cuts `0..<count` into runs of a multiple of `grain` elements and runs `body(start, length)` on each.
package func inParallel(_ count: Int, grain: Int, _ body: (Int, Int) -> Void) {
    let threads = Threads.count
    guard count >= 2 * grain, threads > 1 else { return body(0, count) }
    let parts = min(count / grain, 4 * threads)
    let length = (count / parts + 63) & ~63
    concurrently((count + length - 1) / length) { part in
        let start = part * length
        body(start, min(length, count - start))
    }
}

/// A fixed set of threads that wait for one job at a time.
///
/// A job is a closure and a number of parts. `ticket` holds the job's number, its parts and the next part in one
/// word, so that taking a part is one atomic addition and a late worker can never take a part of a job
/// that it did not see. A worker that finds no part spins for a short while (a training step issues the next
/// product within microseconds), then sleeps on a condition, so that another process gets the core.
final class WorkerPool: @unchecked Sendable {
    static let shared = WorkerPool()

    let capacity: Int
    let limit: Atomic<Int>
    private let ticket = Atomic<UInt64>(0)
    private let unfinished = Atomic<Int>(0)
    private let busy = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    private let ownerSleeps = Atomic<Bool>(false)
    private var body: ((Int) -> Void)?
    private var jobNumber: UInt64 = 0
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let workArrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let workFinished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    private static let partBits: UInt64 = 20
    private static let partMask: UInt64 = (1 << partBits) - 1
    /// About 20 µs of polling before a thread sleeps: longer than the gap between the products of a training step,
    /// shorter than what another process would notice.
    private static let spins = 400

    private init() {
        OpenBLAS.ready
        capacity = WorkerPool.availableProcessors()
        limit = Atomic(capacity)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(workArrived, nil)
        pthread_cond_init(workFinished, nil)
        for worker in 1..<max(1, capacity) { start(worker) }
    }

    private static func availableProcessors() -> Int {
        var processors = Int(cairn_available_processors())
        if let text = getenv("CAIRN_NUM_THREADS"), let wanted = Int(String(cString: text)), wanted >= 1 {
            processors = wanted
        }
        return max(1, min(processors, 256))
    }

    func run(_ parts: Int, _ body: (Int) -> Void) {
        let isFree = parts > 1 && limit.load(ordering: .relaxed) > 1 && parts < Int(WorkerPool.partMask)
        guard isFree, busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
        else {
            for part in 0..<parts { body(part) }
            return
        }
        withoutActuallyEscaping(body) { body in
            self.body = body
            jobNumber &+= 1
            unfinished.store(parts, ordering: .relaxed)
            let word = jobNumber << (2 * WorkerPool.partBits) | UInt64(parts) << WorkerPool.partBits
            ticket.store(word, ordering: .sequentiallyConsistent)
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wake(workArrived) }
            takeParts()
            waitForTheOthers()
            self.body = nil
        }
        busy.store(false, ordering: .releasing)
    }

    /// Takes parts of the current job until none is left.
    private func takeParts() {
        while true {
            if !hasParts(ticket.load(ordering: .relaxed)) { return }
            let word = ticket.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
            guard hasParts(word) else { return }
            perform(Int(word & WorkerPool.partMask))
            if unfinished.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == 0,
                ownerSleeps.load(ordering: .sequentiallyConsistent)
            {
                wake(workFinished)
            }
        }
    }

    /// A function of its own, so that no reference to the job's closure outlives the part.
    @inline(never)
    private func perform(_ part: Int) {
        body?(part)
    }

    private func hasParts(_ word: UInt64) -> Bool {
        word & WorkerPool.partMask < (word >> WorkerPool.partBits) & WorkerPool.partMask
    }

    private func waitForTheOthers() {
        for _ in 0..<WorkerPool.spins {
            if unfinished.load(ordering: .acquiring) == 0 { return }
            cairn_pause()
        }
        pthread_mutex_lock(mutex)
        ownerSleeps.store(true, ordering: .sequentiallyConsistent)
        while unfinished.load(ordering: .sequentiallyConsistent) > 0 {
            pthread_cond_wait(workFinished, mutex)
        }
        ownerSleeps.store(false, ordering: .relaxed)
        pthread_mutex_unlock(mutex)
    }

    private func wake(_ condition: UnsafeMutablePointer<pthread_cond_t>) {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    private func start(_ worker: Int) {
        let context = Unmanaged.passRetained(Worker(pool: self, number: worker)).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
            if let context {
                let worker = Unmanaged<Worker>.fromOpaque(context).takeRetainedValue()
                worker.pool.work(as: worker.number)
            }
            return nil
        }
        #if canImport(Darwin)
            let failed = pthread_create(&thread, nil, { entry($0) }, context) != 0
            if !failed, let thread { pthread_detach(thread) }
        #else
            let failed = pthread_create(&thread, nil, entry, context) != 0
            if !failed { pthread_detach(thread) }
        #endif
        if failed { Unmanaged<Worker>.fromOpaque(context).release() }
    }

    private final class Worker: Sendable {
        let pool: WorkerPool
        let number: Int
        init(pool: WorkerPool, number: Int) {
            self.pool = pool
            self.number = number
        }
    }

    /// A worker's life: take parts, spin, sleep.
    private func work(as number: Int) {
        var idle = 0
        while true {
            if number < limit.load(ordering: .relaxed), hasParts(ticket.load(ordering: .acquiring)) {
                takeParts()
                idle = 0
            } else if idle < WorkerPool.spins {
                idle += 1
                cairn_pause()
            } else {
                sleep(as: number)
                idle = 0
            }
        }
    }

    private func sleep(as number: Int) {
        pthread_mutex_lock(mutex)
        sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
        while !(number < limit.load(ordering: .relaxed)
            && hasParts(ticket.load(ordering: .sequentiallyConsistent)))
        {
            pthread_cond_wait(workArrived, mutex)
        }
        sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }
}
