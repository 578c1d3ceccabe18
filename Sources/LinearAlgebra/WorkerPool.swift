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
    let most = min(count / grain, 4 * threads), parts = most > threads ? most / threads * threads : most
    let length = (count / parts + 63) & ~63
    concurrently((count + length - 1) / length) { part in
        let start = part * length
        body(start, min(length, count - start))
    }
}

/// A fixed set of threads that wait for one job at a time.
///
/// A job is a closure and a number of parts. Each thread has a run of them of its own, the same run for the same number of parts, so
/// that what it wrote in one job is still in its cache in the next; a thread that has done its run helps with the others'. A run is
/// one word that holds the job's number, its end and its next part, so that taking a part is one atomic addition and a
/// late worker can never take a part of a job that it did not see. A worker that finds no part spins for a short while (a training step issues the next
/// product within microseconds), then sleeps on a condition, so that another process gets the core.
final class WorkerPool: @unchecked Sendable {
    static let shared = WorkerPool()

    let capacity: Int
    let limit: Atomic<Int>
    private let runs: UnsafeMutablePointer<Run>
    private let unfinished = Atomic<Int>(0)
    private let busy = Atomic<Bool>(false)
    private let sleepers = Atomic<Int>(0)
    private let ownerSleeps = Atomic<Bool>(false)
    private let threadNumbers: UnsafeMutablePointer<Atomic<Int>>
    private var avoided = -1
    private var body: ((Int) -> Void)?
    private var jobNumber: UInt64 = 0
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let workArrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let workFinished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// The parts of a job that one thread begins with, alone on its cache lines.
    private struct Run: ~Copyable {
        private let word = Atomic<UInt64>(0)
        private let padding: InlineArray<15, UInt64> = .init(repeating: 0)

        private static let bits: UInt64 = 20
        /// More parts than this do not fit into a word.
        static let limit = (1 << Int(bits)) - 1

        func start(_ parts: Range<Int>, of job: UInt64) {
            let end = UInt64(parts.upperBound) << Run.bits, first = UInt64(parts.lowerBound)
            word.store(job << (2 * Run.bits) | end | first, ordering: .sequentiallyConsistent)
        }

        var hasParts: Bool { Run.hasParts(word.load(ordering: .sequentiallyConsistent)) }

        /// The next part, or nil when the run is done.
        func next() -> Int? {
            if !Run.hasParts(word.load(ordering: .relaxed)) { return nil }
            let taken = word.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
            return Run.hasParts(taken) ? Int(taken & UInt64(Run.limit)) : nil
        }

        private static func hasParts(_ word: UInt64) -> Bool {
            word & UInt64(limit) < (word >> bits) & UInt64(limit)
        }
    }

    /// How often a thread polls before it sleeps. That is about 30 µs, longer than the gap between the products of a training step,
    /// shorter than what another process would notice; processors pause for 10 to 50 ns at a time.
    private let spins: Int = {
        let start = ContinuousClock.now
        for _ in 0..<500 { cairn_pause() }
        return min(20_000, max(200, Int(500 * 30e-6 / ((ContinuousClock.now - start) / .seconds(1)))))
    }()

    private init() {
        OpenBLAS.ready
        capacity = WorkerPool.availableProcessors()
        limit = Atomic(capacity)
        runs = .allocate(capacity: capacity)
        threadNumbers = .allocate(capacity: capacity)
        for thread in 0..<capacity {
            (runs + thread).initialize(to: Run())
            (threadNumbers + thread).initialize(to: Atomic(-1))
        }
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
        let isFree = parts > 1 && limit.load(ordering: .relaxed) > 1 && parts < Run.limit
        guard isFree, busy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
        else {
            for part in 0..<parts { body(part) }
            return
        }
        withoutActuallyEscaping(body) { body in
            keepWorkersOffThisProcessor()
            self.body = body
            jobNumber &+= 1
            unfinished.store(parts, ordering: .relaxed)
            let threads = limit.load(ordering: .relaxed)
            for thread in (0..<capacity).reversed() {
                let first = parts * min(thread, threads) / threads,
                    end = parts * min(thread + 1, threads) / threads
                runs[thread].start(first..<end, of: jobNumber)
            }
            if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wake(workArrived) }
            takeParts(as: 0)
            waitForTheOthers()
            self.body = nil
        }
        busy.store(false, ordering: .releasing)
    }

    /// Leaves the owner's processor to the owner.
    ///
    /// Schedulers wake a thread where its waker runs, and may leave it there in line behind the owner while another processor idles:
    /// for seconds on end every job then took twice its time. Called by the thread that holds `busy`; one system call for each
    /// worker when the owner has moved, none otherwise.
    private func keepWorkersOffThisProcessor() {
        let here = Int(cairn_current_processor())
        guard here >= 0, here != avoided else { return }
        var isComplete = true
        for worker in 1..<capacity {
            let number = threadNumbers[worker].load(ordering: .relaxed)
            if number < 0 { isComplete = false } else { cairn_keep_off(Int32(number), Int32(here)) }
        }
        if isComplete { avoided = here }
    }

    /// Takes parts of the current job until none is left, those of this thread's own run first.
    private func takeParts(as thread: Int) {
        for offset in 0..<capacity {
            let run = runs + (thread + offset) % capacity
            while let part = run.pointee.next() {
                perform(part)
                if unfinished.wrappingSubtract(1, ordering: .sequentiallyConsistent).newValue == 0,
                    ownerSleeps.load(ordering: .sequentiallyConsistent)
                {
                    wake(workFinished)
                }
            }
        }
    }

    /// A function of its own, so that no reference to the job's closure outlives the part.
    @inline(never)
    private func perform(_ part: Int) {
        body?(part)
    }

    /// Whether any run has parts left.
    private var hasParts: Bool {
        for thread in 0..<capacity where runs[thread].hasParts { return true }
        return false
    }

    private func waitForTheOthers() {
        for _ in 0..<spins {
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
        threadNumbers[number].store(Int(cairn_thread_number()), ordering: .relaxed)
        var idle = 0
        while true {
            if number < limit.load(ordering: .relaxed), hasParts {
                takeParts(as: number)
                idle = 0
            } else if idle < spins {
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
        while !(number < limit.load(ordering: .relaxed) && hasParts) {
            pthread_cond_wait(workArrived, mutex)
        }
        sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(mutex)
    }
}
