#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The C library's mathematics, called at run time.
///
/// The draws are bit-equal to NumPy's because both call the same C library with the same arguments. The optimiser must
/// therefore not replace a call by a folded constant, nor `pow(x, 0.5)` by a square root, which can differ in the last
/// bit; hence one function each, never inlined. Another C library (macOS, musl) may round a last bit otherwise: there,
/// draws that pass through these functions agree with NumPy on Linux to one unit in the last place, not to the bit.
@usableFromInline
package enum CMath {
    @usableFromInline @inline(never) static func log(_ x: Double) -> Double { _log(x) }
    @usableFromInline @inline(never) static func exp(_ x: Double) -> Double { _exp(x) }
    @usableFromInline @inline(never) static func log1p(_ x: Double) -> Double { _log1p(x) }
    @usableFromInline @inline(never) static func expm1(_ x: Double) -> Double { _expm1(x) }
    @usableFromInline @inline(never) package static func pow(_ x: Double, _ y: Double) -> Double {
        _pow(x, y)
    }
    @usableFromInline @inline(never) static func cos(_ x: Double) -> Double { _cos(x) }
    @usableFromInline @inline(never) static func acos(_ x: Double) -> Double { _acos(x) }
    @usableFromInline @inline(never) static func fmod(_ x: Double, _ y: Double) -> Double { _fmod(x, y) }
    @usableFromInline @inline(never) static func log1p(_ x: Float) -> Float { _log1p(x) }
    @usableFromInline @inline(never) static func exp(_ x: Float) -> Float { _exp(x) }
    @usableFromInline @inline(never) static func log(_ x: Float) -> Float { _log(x) }
    @usableFromInline @inline(never) static func pow(_ x: Float, _ y: Float) -> Float { _pow(x, y) }
}

// Inside `CMath` the bare names mean its own members.
private func _log(_ x: Double) -> Double { log(x) }
private func _exp(_ x: Double) -> Double { exp(x) }
private func _log1p(_ x: Double) -> Double { log1p(x) }
private func _expm1(_ x: Double) -> Double { expm1(x) }
private func _pow(_ x: Double, _ y: Double) -> Double { pow(x, y) }
private func _cos(_ x: Double) -> Double { cos(x) }
private func _acos(_ x: Double) -> Double { acos(x) }
private func _fmod(_ x: Double, _ y: Double) -> Double { fmod(x, y) }
private func _log1p(_ x: Float) -> Float { log1pf(x) }
private func _exp(_ x: Float) -> Float { expf(x) }
private func _log(_ x: Float) -> Float { logf(x) }
private func _pow(_ x: Float, _ y: Float) -> Float { powf(x, y) }
