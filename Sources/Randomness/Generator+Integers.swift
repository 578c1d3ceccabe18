/// Bounded integers by Lemire's method: multiply a random word by the number of values and keep the high half.
///
///     m = word · s (twice the width),   result = high(m),   draw again while low(m) < 2ʷ mod s
///
/// The rejection, needed for exact fairness, is tried only when low(m) < s, so most draws divide nothing. NumPy takes
/// 32-bit words for up to 2³² values, 64-bit words beyond; so do we.
///
/// Source: D. Lemire, "Fast Random Integer Generation in an Interval" (2019).
extension GeneratorOver {
    /// A draw from the integers `low...high`, each equally likely. NumPy: `integers(low, high, endpoint=True)`.
    ///
    ///     var rng = Generator(seed: 42)
    ///     print(rng.integer(in: 1...6))           // 1
    @inlinable
    public mutating func integer(in range: ClosedRange<Int>) -> Int {
        let span = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
        return range.lowerBound &+ Int(truncatingIfNeeded: bits.lemire(span))
    }

    /// `count` draws from the integers `low...high`. NumPy: `integers(low, high, size=count, endpoint=True)`.
    @inlinable
    public mutating func integers(in range: ClosedRange<Int>, count: Int) -> [Int] {
        let low = range.lowerBound
        let span = UInt64(bitPattern: Int64(range.upperBound &- low))
        // One loop for each width of word keeps the choice out of the loop.
        if span > 0, span < UInt32.max {
            let span = UInt32(span)
            return draws(count) { low &+ Int(truncatingIfNeeded: $0.bits.lemire32(span)) }
        }
        if span > UInt32.max, span < UInt64.max {
            return draws(count) { low &+ Int(truncatingIfNeeded: $0.bits.lemire64(span)) }
        }
        return draws(count) { low &+ Int(truncatingIfNeeded: $0.bits.lemire(span)) }
    }
}

extension BitGenerator {
    /// An integer in 0...span.
    @inlinable
    @inline(__always)
    mutating func lemire(_ span: UInt64) -> UInt64 {
        if span == 0 { return 0 }
        if span < UInt32.max { return UInt64(lemire32(UInt32(span))) }
        if span == UInt32.max { return UInt64(next32()) }
        if span == UInt64.max { return next64() }
        return lemire64(span)
    }

    /// An integer in 0...span for 0 < span < 2³² − 1.
    @inlinable
    @inline(__always)
    mutating func lemire32(_ span: UInt32) -> UInt32 {
        let values = span + 1
        var product = UInt64(next32()) * UInt64(values)
        if UInt32(truncatingIfNeeded: product) < values {
            let threshold = (0 &- values) % values
            while UInt32(truncatingIfNeeded: product) < threshold {
                product = UInt64(next32()) * UInt64(values)
            }
        }
        return UInt32(truncatingIfNeeded: product >> 32)
    }

    /// An integer in 0...span for span < 2⁶⁴ − 1.
    @inlinable
    @inline(__always)
    mutating func lemire64(_ span: UInt64) -> UInt64 {
        let values = span + 1
        var product = next64().multipliedFullWidth(by: values)
        if product.low < values {
            let threshold = (0 &- values) % values
            while product.low < threshold { product = next64().multipliedFullWidth(by: values) }
        }
        return product.high
    }

    /// An integer in 0...span by masked rejection: draw as many bits as `span` has until the value is not above it.
    /// The legacy method for integers, and NumPy's way to shuffle with any generator.
    @inlinable
    @inline(__always)
    mutating func masked(_ span: UInt64) -> UInt64 {
        if span == 0 { return 0 }
        let mask = UInt64.max >> UInt64(span.leadingZeroBitCount)
        if span <= UInt32.max {
            while true {
                let value = UInt64(next32()) & mask
                if value <= span { return value }
            }
        }
        while true {
            let value = next64() & mask
            if value <= span { return value }
        }
    }
}

extension RandomStream {
    /// A draw from the integers `low..<high`, each equally likely. NumPy: `integers(low, high)`; legacy
    /// `randint(low, high)`.
    ///
    /// - Parameter range: Not empty.
    @inlinable
    public mutating func integer(in range: Range<Int>) -> Int {
        integer(in: Self.closed(range))
    }

    /// `count` draws from the integers `low..<high`. NumPy: `integers(low, high, size=count)`.
    @inlinable
    public mutating func integers(in range: Range<Int>, count: Int) -> [Int] {
        integers(in: Self.closed(range), count: count)
    }

    /// `count` draws from the integers `low...high`.
    @inlinable
    public mutating func integers(in range: ClosedRange<Int>, count: Int) -> [Int] {
        draws(count) { $0.integer(in: range) }
    }

    @inlinable
    static func closed(_ range: Range<Int>) -> ClosedRange<Int> {
        require(!range.isEmpty, "integers: the range \(range) is empty")
        return range.lowerBound...(range.upperBound - 1)
    }
}
