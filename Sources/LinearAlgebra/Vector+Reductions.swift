/// How a sum is formed.
public enum Summation: Sendable {
    /// Half and half again, as NumPy does: the error grows with log n. The fast one.
    case pairwise
    /// With a second number that holds what rounding drops: an error of about one rounding whatever n is
    /// (Kahan 1965, Neumaier 1974).
    case compensated

    var reduction: Reduction { self == .pairwise ? .sum : .compensatedSum }
}

/// A norm of a vector, that is a measure of its length.
public enum VectorNorm: Sendable, Hashable {
    /// `Σ |xᵢ|`.
    case one
    /// `√(Σ xᵢ²)`, the Euclidean length.
    case two
    /// `max |xᵢ|`.
    case infinity
    /// `(Σ |xᵢ|ᵖ)^(1/p)`, for p > 0.
    case p(Double)
}

// Large vectors are reduced in blocks of 2¹⁶ elements on all threads. The blocks and the order in which their
// results are combined are fixed, so that a result does not depend on the number of threads.
extension Vector {
    /// The sum of the elements, `Σ xᵢ`; 0 where there are none. O(count).
    ///
    ///     print(([1.0, 1e100, 1.0, -1e100] as Vector).sum(.compensated))    // 2.0
    public func sum(_ method: Summation = .pairwise) -> Element { reduced(method.reduction) }

    /// The product of the elements, `Π xᵢ`; 1 where there are none. O(count).
    public func product() -> Element { reduced(.product) }

    /// The mean, `Σ xᵢ / n`; NaN where there are no elements. O(count).
    public func mean() -> Element { count == 0 ? .nan : sum() / Element(count) }

    /// The variance, `Σ (xᵢ - mean)² / (n - ddof)`.
    ///
    /// With `ddof` 0 that of the numbers at hand (as `numpy.var`), with 1 the unbiased estimate for what they were drawn
    /// from. NaN where n ≤ ddof. The mean is subtracted before squaring, so that no digits are lost
    /// where the mean is large against the deviation. O(count).
    public func variance(ddof: Int = 0) -> Element {
        guard count > ddof else { return .nan }
        let x = contiguous()
        defer { withExtendedLifetime(x) {} }
        return Blocks.meanAndSquares(x.start, count).squares / Element(count - ddof)
    }

    /// The standard deviation, the root of ``variance(ddof:)``. O(count).
    public func standardDeviation(ddof: Int = 0) -> Element { variance(ddof: ddof).squareRoot() }

    /// The smallest element; NaN where any is. Requires an element. O(count).
    public func min() -> Element {
        require(count > 0, "Vector.min: no elements")
        return reduced(.minimum)
    }

    /// The largest element; NaN where any is. Requires an element. O(count).
    public func max() -> Element {
        require(count > 0, "Vector.max: no elements")
        return reduced(.maximum)
    }

    /// The index of the first smallest element, or of the first NaN. Requires an element. O(count).
    public func argmin() -> Int {
        require(count > 0, "Vector.argmin: no elements")
        return argument { Element.indexOfMinimum($0, $1) }
    }

    /// The index of the first largest element, or of the first NaN. Requires an element. O(count).
    public func argmax() -> Int {
        require(count > 0, "Vector.argmax: no elements")
        return argument { Element.indexOfMaximum($0, $1) }
    }

    /// A norm, by default the Euclidean length `√(Σ xᵢ²)`, without overflow or underflow on the way. O(count).
    ///
    ///     print(([3.0, -4.0] as Vector).norm())             // 5.0
    ///     print(([3.0, -4.0] as Vector).norm(.one))         // 7.0
    public func norm(_ kind: VectorNorm = .two) -> Element {
        switch kind {
        case .one: return reduced(.sumOfAbsoluteValues)
        case .infinity: return count == 0 ? 0 : abs().max()
        case .two: return euclideanLength()
        case .p(let p):
            require(p > 0, "Vector.norm: p = \(p)")
            let largest = count == 0 ? 0 : abs().max()
            guard largest > 0, largest.isFinite else { return largest }
            return largest * Element.pow((abs() / largest).pow(Element(p)).sum(), 1 / Element(p))
        }
    }

    private func euclideanLength() -> Element {
        let squares = reduced(.sumOfSquares)
        // Squares below this have lost digits to underflow.
        let smallest = Element.leastNormalMagnitude / Element.ulpOfOne
        if squares.isNaN || (squares.isFinite && squares > smallest) { return squares.squareRoot() }
        let largest = count == 0 ? 0 : abs().max()
        guard largest > 0, largest.isFinite else { return largest }
        // Divided twice: 1/largest may overflow.
        return largest * (self / largest).reduced(.sumOfSquares).squareRoot()
    }

    /// `log Σ exp(xᵢ)`, without overflow; -∞ where there are no elements. O(count).
    public func logSumExp() -> Element { reduced(.logSumExp) }

    /// The running sums, `yᵢ = x₀ + … + xᵢ`: NumPy's `cumsum`. O(count).
    public func cumulativeSum() -> Vector {
        let x = contiguous(), result = Vector(uninitialized: count)
        Element.cumulativeSum(x.start, result.start, count)
        return result
    }

    /// The running products, `yᵢ = x₀ · … · xᵢ`: NumPy's `cumprod`. O(count).
    public func cumulativeProduct() -> Vector {
        let x = contiguous(), result = Vector(uninitialized: count)
        Element.cumulativeProduct(x.start, result.start, count)
        return result
    }

    /// The inner product `Σ xᵢyᵢ` with a vector of the same count. O(count).
    public func dot(_ other: Vector) -> Element { LinearAlgebra.dot(self, other) }

    /// The inner product with itself, `Σ xᵢ²`. O(count).
    public func sumOfSquares() -> Element { reduced(.sumOfSquares) }

    func reduced(_ reduction: Reduction) -> Element {
        let kernel = Element.kernel(for: reduction)
        let x = contiguous()
        defer { withExtendedLifetime(x) {} }
        switch reduction {
        case .sumOfSquares, .sumOfAbsoluteValues:
            return Blocks.reduce(x.start, count, kernel, combine: Element.kernel(for: .sum))
        default:
            return Blocks.reduce(x.start, count, kernel, combine: kernel)
        }
    }

    /// The place of the extreme element that `kernel` finds: the extreme of each block's extremes.
    private func argument(_ kernel: (UnsafePointer<Element>, Int) -> Int) -> Int {
        let x = contiguous()
        defer { withExtendedLifetime(x) {} }
        let length = Blocks.length, start = x.start, count = count
        if count <= length { return kernel(start, count) }
        let blocks = (count + length - 1) / length
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: blocks) { places in
            withUnsafeTemporaryAllocation(of: Element.self, capacity: blocks) { extremes in
                let places = places, extremes = extremes
                concurrently(blocks) { block in
                    let base = block * length
                    places[block] = base + kernel(start + base, Swift.min(length, count - base))
                    extremes[block] = start[places[block]]
                }
                guard let first = UnsafePointer(extremes.baseAddress) else { return 0 }
                return places[kernel(first, blocks)]
            }
        }
    }
}

extension Scalar {
    /// `xᵖ` of one number, by the kernel.
    static func pow(_ x: Self, _ p: Self) -> Self {
        var x = x, p = p, y: Self = 0
        kernel(for: .pow)(&x, &p, &y, 1)
        return y
    }
}
