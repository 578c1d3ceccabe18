import LinearAlgebra

/// Inputs that are the same on every run: numbers spread evenly over a range, by a linear congruential generator
/// (Knuth's MMIX constants).
struct Inputs {
    private var state: UInt64

    init(seed: UInt64 = 1) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next<T: Scalar>(_ low: T, _ high: T) -> T {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return low + (high - low) * T(Double(state >> 11) * 0x1p-53)
    }

    static func vector<T: Scalar>(_ count: Int, _ low: T = -1, _ high: T = 1, seed: UInt64 = 1) -> Vector<T> {
        var inputs = Inputs(seed: seed)
        return Vector(count: count) { _ in inputs.next(low, high) }
    }

    static func matrix<T: Scalar>(
        _ rows: Int, _ columns: Int, _ low: T = -1, _ high: T = 1, seed: UInt64 = 1
    ) -> Matrix<T> {
        vector(rows * columns, low, high, seed: seed).reshaped(rows: rows, columns: columns)
    }

    /// Symmetric and well conditioned: its eigenvalues lie in [1, 2] · n or so.
    static func positiveDefinite<T: Scalar>(_ n: Int) -> Matrix<T> {
        let a: Matrix<T> = matrix(n, n)
        return Matrix(rows: n, columns: n) { i, j in (a[i, j] + a[j, i]) / 2 + (i == j ? T(n) : 0) }
    }
}

extension Scalar {
    /// `"f32"` or `"f64"`, as in the names of cases.
    static var tag: String { Self.self == Float.self ? "f32" : "f64" }
    static var bytes: Double { Double(MemoryLayout<Self>.size) }
    /// What a computed number may be off, relative to its size, after `steps` roundings.
    static func tolerance(_ steps: Int) -> Double {
        Double(Self.ulpOfOne) * (16 + 4 * Double(steps).squareRoot())
    }
}

/// Says where two numbers differ more than they may; nil where they agree.
func difference<T: Scalar>(_ computed: T, _ expected: Double, scale: Double = 1, steps: Int = 1) -> String? {
    let error = abs(Double(computed) - expected)
    let allowed = T.tolerance(steps) * max(abs(expected), scale)
    return error <= allowed ? nil : "got \(computed), expected \(expected)"
}
