#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The one storage class: `count` elements, aligned to 64 bytes, not initialised.
///
/// A buffer returns its memory to a cache of size classes when the last reference goes, and the next buffer of that
/// class takes it again: a loop that makes a result per step touches no fresh pages. Copy-on-write is up to
/// the value types above: they ask `isKnownUniquelyReferenced` before they write.
@usableFromInline
package final class Buffer<Element: BitwiseCopyable>: @unchecked Sendable {
    /// The first element. `@unchecked Sendable`: all writes happen through a uniquely referenced buffer.
    @usableFromInline package let base: UnsafeMutablePointer<Element>
    /// How many elements there are.
    package let count: Int
    private let block: BufferCache.Block

    /// Storage for `count` elements whose values are whatever the memory held.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    package init(uninitialized count: Int) {
        require(count >= 0, "Buffer: a negative count of \(count)")
        let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        require(!overflow, "Buffer: \(count) elements do not fit in memory")
        block = BufferCache.shared.take(bytes: bytes)
        base = block.pointer.bindMemory(to: Element.self, capacity: count)
        self.count = count
    }

    /// Storage for `count` elements that all equal `value`.
    package convenience init(repeating value: Element, count: Int) {
        self.init(uninitialized: count)
        base.update(repeating: value, count: count)
    }

    deinit {
        BufferCache.shared.give(block)
    }
}

/// Freed memory, kept by size class for the next buffer of about that size.
///
/// Classes are powers of two with four steps between (at most 19 % waste). A class keeps what was freed until
/// the cache as a whole holds `limit` bytes; what comes beyond goes back to the system.
package final class BufferCache: Sendable {
    package static let shared = BufferCache()

    /// A piece of memory and the class it belongs to.
    struct Block: @unchecked Sendable {
        let pointer: UnsafeMutableRawPointer
        let sizeClass: Int
    }

    private struct State {
        var free: [[UnsafeMutableRawPointer]] = Array(repeating: [], count: 256)
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
            guard let pointer = state.free[sizeClass].popLast() else { return nil }
            state.cachedBytes -= size
            return pointer
        }
        if let cached { return Block(pointer: cached, sizeClass: sizeClass) }
        return Block(pointer: allocate(size), sizeClass: sizeClass)
    }

    func give(_ block: Block) {
        let size = BufferCache.bytes(sizeClass: block.sizeClass)
        let kept = state.withLock { state in
            guard state.cachedBytes + size <= limit else { return false }
            state.cachedBytes += size
            state.free[block.sizeClass].append(block.pointer)
            return true
        }
        if !kept { free(block.pointer) }
    }

    /// Returns all freed memory to the system.
    package func empty() {
        let pointers = state.withLock { state in
            let all = state.free.flatMap { $0 }
            for index in state.free.indices { state.free[index].removeAll() }
            state.cachedBytes = 0
            return State(free: [all], cachedBytes: 0)
        }
        for pointer in pointers.free[0] { free(pointer) }
    }

    private func allocate(_ size: Int) -> UnsafeMutableRawPointer {
        var pointer: UnsafeMutableRawPointer?
        // Large blocks sit on 2 MiB boundaries, where the kernel can back them with huge pages.
        let alignment = size >= 4 << 20 ? 2 << 20 : 64
        let status = posix_memalign(&pointer, alignment, size)
        guard status == 0, let pointer else { stop("Buffer: no memory for \(size) bytes") }
        #if os(Linux)
            if alignment > 64 { _ = madvise(pointer, size, Int32(MADV_HUGEPAGE)) }
        #endif
        return pointer
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
