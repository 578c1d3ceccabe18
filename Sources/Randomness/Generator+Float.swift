/// Draws in single precision, NumPy's `dtype=np.float32`. They take 32-bit words, so they are other draws than those in
/// double precision from the same seed, not the same ones rounded.
extension GeneratorOver {
    /// A number in [0, 1) with 24 random bits. NumPy: `random(dtype=np.float32)`.
    @inlinable
    @inline(__always)
    public mutating func randomFloat() -> Float { bits.nextFloat() }

    /// `count` numbers in [0, 1) in single precision.
    @inlinable
    public mutating func randomFloat(count: Int) -> [Float] {
        draws(count) { $0.randomFloat() }
    }

    /// A standard normal draw in single precision. NumPy: `standard_normal(dtype=np.float32)`.
    @inlinable
    @inline(__always)
    public mutating func standardNormalFloat() -> Float {
        let table = Ziggurats.normalFloat
        while true {
            let word = bits.next32()
            let index = Int(truncatingIfNeeded: word & 0xff)
            let place = word >> 9 & 0x7f_ffff
            let layer = table.layers[index]
            let magnitude = Float(Int32(bitPattern: place)) * layer.width
            let x = Float(bitPattern: magnitude.bitPattern | (word & 0x100) << 23)
            if UInt64(place) < layer.threshold { return x }
            if index == 0 { return normalTailFloat(isNegative: place & 0x100 != 0) }
            // NumPy compares in double precision here.
            if Double(table.wedge(index, bits.nextFloat())) < CMath.exp(-0.5 * Double(x) * Double(x)) {
                return x
            }
        }
    }

    @inlinable
    @inline(__always)
    mutating func normalTailFloat(isNegative: Bool) -> Float {
        while true {
            let excess = -Float(ZigguratEdge.inverseNormal) * CMath.log1p(-bits.nextFloat())
            let height = -CMath.log1p(-bits.nextFloat())
            if height + height > excess * excess {
                let x = Float(ZigguratEdge.normal) + excess
                return isNegative ? -x : x
            }
        }
    }

    /// `count` standard normal draws in single precision.
    @inlinable
    public mutating func standardNormalFloat(count: Int) -> [Float] {
        draws(count) { $0.standardNormalFloat() }
    }

    /// An exponential draw of mean 1 in single precision. NumPy: `standard_exponential(dtype=np.float32)`.
    @inlinable
    @inline(__always)
    public mutating func standardExponentialFloat() -> Float {
        let table = Ziggurats.exponentialFloat
        while true {
            let word = bits.next32() >> 1
            let index = Int(truncatingIfNeeded: word & 0xff)
            let place = word >> 8
            let layer = table.layers[index]
            let x = Float(Int32(bitPattern: place)) * layer.width
            if UInt64(place) < layer.threshold { return x }
            if index == 0 { return Float(ZigguratEdge.exponential) - CMath.log1p(-bits.nextFloat()) }
            if table.wedge(index, bits.nextFloat()) < CMath.exp(-x) { return x }
        }
    }

    /// `count` exponential draws of mean 1 in single precision.
    @inlinable
    public mutating func standardExponentialFloat(count: Int) -> [Float] {
        draws(count) { $0.standardExponentialFloat() }
    }
}
