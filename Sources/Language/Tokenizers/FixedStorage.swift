/// Memory that is filled once and then only read, without the checks of an array: what the inner loops of the tokenizers look things up in.
final class FixedStorage<Element: BitwiseCopyable>: @unchecked Sendable {
    let count: Int
    let base: UnsafeMutablePointer<Element>

    init(repeating value: Element, count: Int) {
        self.count = count
        base = .allocate(capacity: max(1, count))
        base.initialize(repeating: value, count: count)
    }

    convenience init(_ elements: [Element]) {
        self.init(count: elements.count) { base in
            for index in elements.indices { base[index] = elements[index] }
        }
    }

    /// `fill` must set all `count` elements.
    init(count: Int, fill: (UnsafeMutablePointer<Element>) -> Void) {
        self.count = count
        base = .allocate(capacity: max(1, count))
        fill(base)
    }

    deinit { base.deallocate() }
}

typealias Bytes = UnsafeBufferPointer<UInt8>

/// Mixes two words into one whose high and low bits depend on all of them.
@inline(__always)
func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = (a ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: b ^ 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
}

extension UnsafePointer<UInt8> {
    /// The `count` bytes (at most 8) from here as a number, byte by byte.
    @inline(__always)
    func word(_ count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(self[index]) << UInt64(8 * index) }
        return value
    }

    @inline(__always)
    var eight: UInt64 { UnsafeRawPointer(self).loadUnaligned(as: UInt64.self) }

    /// A hash of `count` bytes.
    @inline(__always)
    func hash(_ count: Int) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: count), index = 0
        while index + 8 <= count {
            hash = mixed(hash, (self + index).eight)
            index += 8
        }
        return mixed(hash, (self + index).word(count - index))
    }

    @inline(__always)
    func equals(_ other: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        var index = 0
        while index + 8 <= count {
            if (self + index).eight != (other + index).eight { return false }
            index += 8
        }
        while index < count {
            if self[index] != other[index] { return false }
            index += 1
        }
        return true
    }
}
