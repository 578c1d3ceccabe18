import LinearAlgebra

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An array whose elements `fill` writes, every one of them.
///
/// Large arrays ask Linux for large pages: to touch fresh memory 4 kB at a time costs more than most of the work here.
@inline(__always)
func filledArray<Element: BitwiseCopyable>(
    _ count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void
) -> [Element] {
    if count == 0 { return [] }
    return [Element](unsafeUninitializedCapacity: count) { buffer, filled in
        adviseLargePages(UnsafeMutableRawBufferPointer(buffer))
        if let start = buffer.baseAddress { fill(start) }
        filled = count
    }
}

/// The array whose element at each place is `element(place)`, made on several threads where it is long. Costs a call for each
/// element: what must be fast uses `rowArray`.
@inline(__always)
func mappedArray<Element: BitwiseCopyable>(_ count: Int, _ element: (Int) -> Element) -> [Element] {
    filledArray(count) { start in
        inParallel(count, grain: rowGrain) { first, length in
            for place in first..<(first + length) { start[place] = element(place) }
        }
    }
}

/// Runs `body` on ranges that make up `0..<count`, on several threads where there are many rows.
///
/// The loop over the rows stands in `body` and not here: a closure for each row would be a call for each row.
@inline(__always)
func forRows(_ count: Int, _ body: (Range<Int>) -> Void) {
    inParallel(count, grain: rowGrain) { first, length in body(first..<(first + length)) }
}

/// An array whose elements `fill` writes range by range, on several threads where there are many.
@inline(__always)
func rowArray<Element: BitwiseCopyable>(
    _ count: Int, _ fill: (UnsafeMutablePointer<Element>, Range<Int>) -> Void
) -> [Element] {
    filledArray(count) { start in
        inParallel(count, grain: rowGrain) { first, length in fill(start, first..<(first + length)) }
    }
}

/// Fewer rows than this are not worth a second thread.
let rowGrain = 1 << 15

func adviseLargePages(_ memory: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
        guard memory.count >= 1 << 22, let start = memory.baseAddress else { return }
        let page = 4096, aligned = (UInt(bitPattern: start) + UInt(page - 1)) & ~UInt(page - 1)
        // Advice only: where it is refused, nothing is lost.
        _ = madvise(UnsafeMutableRawPointer(bitPattern: aligned), memory.count - page, MADV_HUGEPAGE)
    #endif
}

extension Vector where Element == Double {
    /// The vector whose element at each place is `element(place)`, made on several threads where it is long.
    @inline(__always)
    init(parallel count: Int, _ element: (Int) -> Double) {
        self.init(uninitialized: count)
        let start = start
        inParallel(count, grain: rowGrain) { first, length in
            for place in first..<(first + length) { start[place] = element(place) }
        }
    }
}
