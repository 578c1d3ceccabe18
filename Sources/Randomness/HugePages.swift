#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Asks Linux for large pages where an array is new and of 4 MB or more: to touch fresh memory 4 kB at a time costs more
/// than to draw a number.
@usableFromInline
func adviseHugePages(_ memory: UnsafeRawBufferPointer) {
    #if os(Linux)
        guard memory.count >= 1 << 22, let start = memory.baseAddress else { return }
        let page = 4096
        let aligned = start.alignedUp(toMultipleOf: page)
        // Advice only: where it is refused, nothing is lost.
        _ = madvise(UnsafeMutableRawPointer(mutating: aligned), memory.count - page, MADV_HUGEPAGE)
    #endif
}

extension UnsafeRawPointer {
    fileprivate func alignedUp(toMultipleOf alignment: Int) -> UnsafeRawPointer {
        UnsafeRawPointer(bitPattern: (UInt(bitPattern: self) + UInt(alignment - 1)) & ~UInt(alignment - 1))
            ?? self
    }
}
