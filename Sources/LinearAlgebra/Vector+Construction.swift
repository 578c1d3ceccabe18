#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Vector {
    /// `count` zeros. O(count).
    public static func zeros(_ count: Int) -> Vector {
        require(count >= 0, "Vector.zeros: a count of \(count)")
        return Vector(repeating: 0, count: count)
    }

    /// `count` ones. O(count).
    public static func ones(_ count: Int) -> Vector {
        require(count >= 0, "Vector.ones: a count of \(count)")
        return Vector(repeating: 1, count: count)
    }

    /// The integers of `range`: `Vector<Double>(0..<3)` is `[0.0, 1.0, 2.0]`. NumPy's `arange(3.0)`. O(count).
    public init(_ range: Range<Int>) {
        self.init(uninitialized: range.count)
        Element.count(from: Element(range.lowerBound), by: 1, start, count)
    }

    /// The numbers from `first` in steps of `step`, up to `end` and without it: NumPy's `arange`.
    ///
    ///     print(Vector(from: 0.0, to: 1, by: 0.25))    // [0.0, 0.25, 0.5, 0.75]
    ///
    /// Element i is `first + i · step`, and there are `⌈(end - first)/step⌉` of them, none where that is negative. With a
    /// step that is not a sum of powers of two, such as 0.1, rounding decides whether a last element just below `end`
    /// is there; where the count matters, use ``linspace(_:_:count:)``. Requires a step other than 0. O(count).
    public init(from first: Element, to end: Element, by step: Element = 1) {
        require(
            step != 0 && step.isFinite && first.isFinite && end.isFinite,
            "Vector(from:to:by:): from \(first) to \(end) by \(step)")
        let count = ((end - first) / step).rounded(.up)
        require(count < Element(1 << 40), "Vector(from:to:by:): \(count) elements")
        self.init(uninitialized: Swift.max(0, Int(count)))
        Element.count(from: first, by: step, start, self.count)
    }

    /// `count` numbers at equal distances from `first` to `last`, both included: NumPy's `linspace`.
    ///
    ///     print(Vector.linspace(0.0, 1, count: 5))     // [0.0, 0.25, 0.5, 0.75, 1.0]
    ///
    /// One number is `first` alone. O(count).
    public static func linspace(_ first: Element, _ last: Element, count: Int) -> Vector {
        require(count >= 0, "Vector.linspace: a count of \(count)")
        let result = Vector(uninitialized: count)
        guard count > 1 else {
            if count == 1 { result.start[0] = first }
            return result
        }
        if first.isFinite, last.isFinite, !(last - first).isFinite {
            // Both halves, and what is between them, are in range.
            return linspace(first / 2, last / 2, count: count) * 2
        }
        Element.count(from: first, by: (last - first) / Element(count - 1), result.start, count)
        result.start[count - 1] = last
        return result
    }

    /// `count` numbers from `base` to the power of `first` to `base` to the power of `last`, with exponents at
    /// equal distances: NumPy's `logspace`. O(count).
    ///
    ///     print(Vector.logspace(0.0, 3, count: 4))     // [1.0, 10.0, 100.0, 1000.0]
    public static func logspace(_ first: Element, _ last: Element, count: Int, base: Element = 10) -> Vector {
        linspace(first, last, count: count).applying(.pow, toLeft: base)
    }

    /// `count` numbers from `first` to `last`, each the same multiple of the one before: NumPy's `geomspace`. O(count).
    ///
    /// Requires two finite numbers of one sign, neither of them 0.
    public static func geomspace(_ first: Element, _ last: Element, count: Int) -> Vector {
        require(
            first.isFinite && last.isFinite && first != 0 && last != 0 && (first < 0) == (last < 0),
            "Vector.geomspace: from \(first) to \(last)")
        let shares = linspace(0, 1, count: count), ratio = last / first
        var result: Vector
        if ratio.isNormal {
            result = shares.applying(.pow, toLeft: ratio) * first
        } else {
            // The quotient is beyond the range of the type, but no share of either end is: |first|¹⁻ᵗ · |last|ᵗ.
            result = (1 - shares).applying(.pow, toLeft: Swift.abs(first))
            result *= shares.applying(.pow, toLeft: Swift.abs(last))
            if first < 0 { result = -result }
        }
        if count > 0 { result[0] = first }
        if count > 1 { result[count - 1] = last }
        return result
    }

    /// The elements of a vector of the other type, rounded where this type is the narrower. O(count).
    public init<Other: Scalar>(converting other: Vector<Other>) {
        let source = other.contiguous()
        self.init(uninitialized: other.count)
        convert(source.start, to: start, count)
    }

    /// `element(x)` for each element x, in order. O(count).
    ///
    ///     let v: Vector = [1.0, 2.0]
    ///     let w: Vector = v.map { $0 > 1 ? 10 : 0 }
    ///     print(w)                                     // [0.0, 10.0]
    ///
    /// Without the type of `w` Swift would take 10 and 0 for integers, and the `map` of any sequence, which makes an array.
    /// Where one of the functions of ``DenseArray`` does it, that is several times faster.
    @inlinable
    public func map(_ transform: (Element) throws -> Element) rethrows -> Vector {
        try Vector(count: count) { try transform(buffer.base[offset + $0 * stride]) }
    }
}

extension Matrix {
    /// `transform(x)` for each element x, row by row. O(rows · columns).
    @inlinable
    public func map(_ transform: (Element) throws -> Element) rethrows -> Matrix {
        try Matrix(rows: rows, columns: columns) {
            try transform(buffer.base[offset + $0 * rowStride + $1 * columnStride])
        }
    }

    /// The elements of a matrix of the other type, rounded where this type is the narrower. O(rows · columns).
    public init<Other: Scalar>(converting other: Matrix<Other>) {
        let source = other.contiguous()
        self.init(uninitialized: other.rows, other.columns)
        convert(source.start, to: start, count)
    }
}

/// Copies numbers of one type to memory of another.
@specialized(where From == Float, To == Double)
@specialized(where From == Double, To == Float)
func convert<From: Scalar, To: Scalar>(
    _ source: UnsafePointer<From>, to target: UnsafeMutablePointer<To>, _ count: Int
) {
    for index in 0..<count { target[index] = To(source[index]) }
}
