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
