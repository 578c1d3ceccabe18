/// The tables of a ziggurat: a density covered by 256 layers of equal area.
///
/// Layer i > 0 is the rectangle of width xᵢ between the heights f(xᵢ) and f(xᵢ₋₁); layer 0 is the base strip with the
/// tail. With `b` random bits, a draw takes one table look-up and one comparison about 99 % of the time:
///
///     j uniform in [0, 2ᵇ),   x = j · (xᵢ / 2ᵇ),   accept at once if j < kᵢ = 2ᵇ · xᵢ₋₁ / xᵢ
///
/// since then x < xᵢ₋₁ lies wholly under the density. Otherwise the wedge (or, in layer 0, the tail) is sampled by
/// rejection. `Textbook.zigguratLayers` builds the layers from their definition; the numbers here are NumPy's, to the
/// bit.
///
/// Source: G. Marsaglia, W. W. Tsang, "The Ziggurat Method for Generating Random Variables" (2000).
@usableFromInline
struct Ziggurat<Value: BinaryFloatingPoint & BitwiseCopyable>: @unchecked Sendable {
    /// What the fast path needs of a layer, side by side in one cache line.
    @usableFromInline
    struct Layer: BitwiseCopyable {
        @usableFromInline let threshold: UInt64
        @usableFromInline let width: Value
    }

    // Allocated once for the life of the program and never written again, which is what makes sharing them safe.
    @usableFromInline let layers: UnsafePointer<Layer>
    @usableFromInline let heights: UnsafePointer<Value>

    init(thresholds: [UInt64], widths: [Value], heights: [Value]) {
        let layers = UnsafeMutablePointer<Layer>.allocate(capacity: thresholds.count)
        let copies = UnsafeMutablePointer<Value>.allocate(capacity: heights.count)
        for index in thresholds.indices {
            (layers + index).initialize(to: Layer(threshold: thresholds[index], width: widths[index]))
            (copies + index).initialize(to: heights[index])
        }
        self.layers = UnsafePointer(layers)
        self.heights = UnsafePointer(copies)
    }

    /// The height of a point that lies a share `uniform` of the way up the wedge of layer `index`.
    @inlinable
    @inline(__always)
    func wedge(_ index: Int, _ uniform: Value) -> Value {
        (heights[index - 1] - heights[index]) * uniform + heights[index]
    }
}

package enum ZigguratConstants {}

/// Where the tails begin: the edges of the base layers.
@usableFromInline
enum ZigguratEdge {
    @usableFromInline static let normal = 3.6541528853610088
    @usableFromInline static let inverseNormal = 0.27366123732975828
    @usableFromInline static let exponential = 7.69711747013104972
}

/// The four tables, filled at first use.
@usableFromInline
enum Ziggurats {
    @usableFromInline static let normal = Ziggurat(
        thresholds: ZigguratConstants.normalThresholds, widths: ZigguratConstants.normalWidths,
        heights: ZigguratConstants.normalHeights)

    @usableFromInline static let exponential = Ziggurat(
        thresholds: ZigguratConstants.exponentialThresholds, widths: ZigguratConstants.exponentialWidths,
        heights: ZigguratConstants.exponentialHeights)

    /// The same layers with 23 random bits in place of 52.
    @usableFromInline static let normalFloat = Ziggurat(
        thresholds: ZigguratConstants.normalThresholds.map { ($0 + (1 << 28)) >> 29 },
        widths: ZigguratConstants.normalWidths.map { Float($0 * 0x1p29) },
        heights: ZigguratConstants.normalHeights.map(Float.init))

    /// The same layers with 23 random bits in place of 53.
    @usableFromInline static let exponentialFloat: Ziggurat<Float> = {
        var widths = ZigguratConstants.exponentialWidths.map { Float($0 * 0x1p30) }
        var heights = ZigguratConstants.exponentialHeights.map(Float.init)
        // NumPy wrote these through nine decimal digits, which moved four of them to the neighbouring float.
        widths[226] = widths[226].nextUp
        heights[128] = heights[128].nextDown
        heights[154] = heights[154].nextUp
        heights[171] = heights[171].nextDown
        return Ziggurat(
            thresholds: ZigguratConstants.exponentialThresholds.map { ($0 + (1 << 29)) >> 30 },
            widths: widths, heights: heights)
    }()
}
