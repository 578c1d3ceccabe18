#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Freed memory, kept by size class for the next buffer of about that size.
///
/// Classes are powers of two with four steps between (at most 19 % waste). A class keeps what was freed until
/// the cache as a whole holds `limit` bytes; what comes beyond goes back to the system.
///
/// Large blocks lie in huge pages of 2 MiB, middling ones share some: a product that reads rows of many small pages loses up to a
/// tenth of its time to their addresses.
package final class BufferCache: Sendable {
    package static let shared = BufferCache()

    /// A piece of memory and the class it belongs to.
    struct Block: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
        let sizeClass: Int
    }

    private struct State {
        var free: [[UnsafeMutableRawPointer]] = Array(repeating: [], count: 256)
        /// Shared blocks whose pages the system has taken back; only their addresses are kept.
        var empty: [[UnsafeMutableRawPointer]] = Array(repeating: [], count: 256)
        var cachedBytes = 0
    }

    private let state = Guarded(State())
    /// At most this much freed memory is kept: a quarter of the machine's, and never more than 4 GiB.
    private let limit: Int = {
        let pages = sysconf(Int32(_SC_PHYS_PAGES)), pageSize = sysconf(Int32(_SC_PAGESIZE))
        return min(4 << 30, max(64 << 20, pages * pageSize / 4))
    }()

    /// Every array takes memory here before BLAS sees it, so OpenBLAS is made ready here.
    private init() {
        OpenBLAS.ready
    }

    func take(bytes: Int) -> Block {
        let sizeClass = BufferCache.sizeClass(bytes: bytes)
        let size = BufferCache.bytes(sizeClass: sizeClass)
        let cached: UnsafeMutableRawPointer? = state.withLock { state in
            guard let pointer = state.free[sizeClass].popLast() else {
                return state.empty[sizeClass].popLast()
            }
            state.cachedBytes -= size
            return pointer
        }
        if let cached { return Block(pointer: cached, sizeClass: sizeClass) }
        let pointer = MemoryPages.isShared(size) ? share(sizeClass, size) : MemoryPages.block(size)
        return Block(pointer: pointer, sizeClass: sizeClass)
    }

    func give(_ block: Block) {
        let size = BufferCache.bytes(sizeClass: block.sizeClass)
        let kept = state.withLock { state in
            guard state.cachedBytes + size <= limit else { return false }
            state.cachedBytes += size
            state.free[block.sizeClass].append(block.pointer)
            return true
        }
        if !kept { release(block.pointer, block.sizeClass) }
    }

    /// Returns all freed memory to the system.
    package func empty() {
        let cached = state.withLock { state in
            let all = state.free
            for index in state.free.indices { state.free[index].removeAll() }
            state.cachedBytes = 0
            return State(free: all)
        }
        for (sizeClass, pointers) in cached.free.enumerated() {
            for pointer in pointers { release(pointer, sizeClass) }
        }
    }

    /// Cuts new huge pages into blocks of a class: one to be used now, the others for later.
    private func share(_ sizeClass: Int, _ size: Int) -> UnsafeMutableRawPointer {
        let (start, blocks) = MemoryPages.shared(size)
        state.withLock { state in
            for block in stride(from: blocks - 1, to: 0, by: -1) {
                state.empty[sizeClass].append(start + block * size)
            }
        }
        return start
    }

    private func release(_ pointer: UnsafeMutableRawPointer, _ sizeClass: Int) {
        let size = BufferCache.bytes(sizeClass: sizeClass)
        guard MemoryPages.isShared(size) else { return free(pointer) }
        MemoryPages.discard(pointer, size)
        state.withLock { $0.empty[sizeClass].append(pointer) }
    }

    /// The size of the block that serves a request of `bytes`.
    package static func blockSize(for bytes: Int) -> Int { self.bytes(sizeClass: sizeClass(bytes: bytes)) }

    /// Class 4k + j holds blocks of 2ᵏ(1 + j/4) bytes; the smallest block is 64 bytes.
    static func sizeClass(bytes: Int) -> Int {
        let wanted = max(64, bytes)
        let exponent = Int.bitWidth - 1 - wanted.leadingZeroBitCount
        let quarter = 1 << (exponent - 2)
        let steps = (wanted - (1 << exponent) + quarter - 1) / quarter
        return 4 * exponent + steps  // steps == 4 is the next power of two's class 0
    }

    static func bytes(sizeClass: Int) -> Int {
        let exponent = sizeClass / 4, steps = sizeClass % 4
        return (1 << exponent) + steps * (1 << (exponent - 2))
    }
}

/// Memory from the system, in pages that suit its size.
enum MemoryPages {
    private static let huge = 2 << 20
    /// Blocks from here on begin on a huge page of their own.
    private static let largeBlock = 4 << 20

    /// Whether blocks of this size share huge pages.
    static func isShared(_ size: Int) -> Bool {
        #if os(Linux)
            return size >= 128 << 10 && size < largeBlock
        #else
            return false
        #endif
    }

    /// A block of its own.
    static func block(_ size: Int) -> UnsafeMutableRawPointer {
        size >= largeBlock ? allocate(size, alignment: huge) : allocate(size, alignment: 64)
    }

    /// Up to four huge pages, so that little is left over, and how many blocks of a size share them.
    static func shared(_ size: Int) -> (start: UnsafeMutableRawPointer, blocks: Int) {
        var bytes = huge
        while bytes < 4 * huge && (bytes < size || bytes % size > bytes / 8) { bytes += huge }
        return (allocate(bytes, alignment: huge), bytes / size)
    }

    private static func allocate(_ size: Int, alignment: Int) -> UnsafeMutableRawPointer {
        var pointer: UnsafeMutableRawPointer?
        let status = posix_memalign(&pointer, alignment, size)
        guard status == 0, let pointer else { stop("Buffer: no memory for \(size) bytes") }
        #if os(Linux)
            if alignment == huge { _ = madvise(pointer, size, Int32(MADV_HUGEPAGE)) }
        #endif
        return pointer
    }

    /// Gives the pages of a shared block back to the system; they are new ones when they are used again.
    static func discard(_ pointer: UnsafeMutableRawPointer, _ size: Int) {
        #if os(Linux)
            _ = madvise(pointer, size, Int32(MADV_DONTNEED))
        #endif
    }
}
