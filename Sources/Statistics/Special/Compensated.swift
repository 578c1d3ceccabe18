/// A number as the unevaluated sum of two doubles, for the few places where the rounding of one product would show.
///
/// The sums and products are exact (Dekker 1971, Knuth 1969).
struct Compensated {
    var high: Double
    var low: Double

    /// a + b, exactly.
    @inline(__always)
    static func sum(_ a: Double, _ b: Double) -> Compensated {
        let s = a + b, shadow = s - a
        return Compensated(high: s, low: (a - (s - shadow)) + (b - shadow))
    }

    /// a b, exactly unless it underflows.
    @inline(__always)
    static func product(_ a: Double, _ b: Double) -> Compensated {
        let p = a * b
        return Compensated(high: p, low: (-p).addingProduct(a, b))
    }
}
