import LinearAlgebra

/// The mean, the variance, the skewness and the kurtosis of numbers that pass by once.
///
/// Each number moves the mean and the sums Mₖ = Σ (x - mean)ᵏ, k = 2, 3, 4, by formulas in which nothing large cancels; two of
/// them merge into what one would have been that had seen the numbers of both, so that parts can be done apart.
///
///     var moments = StreamingMoments()
///     for x in [2.0, 4, 4, 4, 5, 5, 7, 9] { moments.add(x) }
///     print(moments.mean, abs(moments.variance() - 4) < 1e-15)     // 5.0 true
///
/// O(1) for a number, and for a merge. Sources: Welford 1962; Chan, Golub and LeVeque 1979; Pébay 2008.
public struct StreamingMoments: Sendable, Equatable, Codable {
    /// How many numbers were added.
    public private(set) var count = 0
    /// Their mean; NaN before the first.
    public var mean: Double { count == 0 ? .nan : average }
    /// The smallest; +∞ before the first, NaN once a NaN was added.
    public private(set) var minimum = Double.infinity
    /// The largest; -∞ before the first, NaN once a NaN was added.
    public private(set) var maximum = -Double.infinity
    private var average = 0.0
    private var m2 = 0.0, m3 = 0.0, m4 = 0.0

    /// Of no numbers yet.
    public init() {}

    /// Of the numbers of a sequence. O(count).
    ///
    /// - Parameter values: Any numbers.
    public init(_ values: some Sequence<Double>) {
        for value in values { add(value) }
    }

    /// Takes one number.
    ///
    /// - Parameter x: Any number; a NaN makes every moment NaN.
    public mutating func add(_ x: Double) {
        let before = Double(count), n = before + 1
        let delta = x - average, share = delta / n, product = delta * share * before
        count += 1
        average += share
        let fourth = product * share * share * (n * n - 3 * n + 3)
        m4 += fourth + 6 * share * share * m2 - 4 * share * m3
        m3 += product * share * (n - 2) - 3 * share * m2
        m2 += product
        minimum = x < minimum || x.isNaN ? x : minimum
        maximum = x > maximum || x.isNaN ? x : maximum
    }

    /// Takes all that another has seen.
    ///
    /// - Parameter other: Moments of other numbers.
    public mutating func merge(_ other: StreamingMoments) {
        guard other.count > 0 else { return }
        guard count > 0 else { return self = other }
        let a = Double(count), b = Double(other.count), n = a + b
        let delta = other.average - average, share = delta / n, product = delta * share * a * b
        let cubic = 3 * share * (a * other.m2 - b * m2), fourthA = a * a * other.m2 + b * b * m2
        let fourth = product * share * share * (a * a - a * b + b * b)
        m4 += other.m4 + fourth + 6 * share * share * fourthA + 4 * share * (a * other.m3 - b * m3)
        m3 += other.m3 + product * share * (a - b) + cubic
        m2 += other.m2 + product
        average += share * b
        count += other.count
        minimum = minimum.isNaN || other.minimum.isNaN ? .nan : min(minimum, other.minimum)
        maximum = maximum.isNaN || other.maximum.isNaN ? .nan : max(maximum, other.maximum)
    }

    /// The sum of the numbers.
    public var sum: Double { average * Double(count) }

    /// M₂/(n - ddof); NaN for n ≤ ddof.
    ///
    /// - Parameter ddof: What is taken off the count: 0, the default, for the moment itself, 1 for an unbiased estimate.
    public func variance(ddof: Int = 0) -> Double { count > ddof ? m2 / Double(count - ddof) : .nan }

    /// The root of the variance.
    ///
    /// - Parameter ddof: As for `variance(ddof:)`.
    public func standardDeviation(ddof: Int = 0) -> Double { variance(ddof: ddof).squareRoot() }

    /// √n M₃/M₂^1.5, SciPy's `skew`; NaN where all are equal.
    ///
    /// - Parameter unbiased: Times √(n (n - 1))/(n - 2), the form of SAS and Excel, which needs n > 2. Default false.
    public func skewness(unbiased: Bool = false) -> Double {
        guard count > 0, isSpread else { return .nan }
        let n = Double(count), g = (m3 / n) / ((m2 / n) * (m2 / n).squareRoot())
        if !unbiased { return g }
        return count > 2 ? g * (n * (n - 1)).squareRoot() / (n - 2) : .nan
    }

    /// n M₄/M₂² - 3, which is 0 for a normal distribution: SciPy's `kurtosis`; NaN where all are equal.
    ///
    /// - Parameter unbiased: ((n + 1) g + 6)(n - 1)/((n - 2)(n - 3)), which needs n > 3. Default false.
    public func excessKurtosis(unbiased: Bool = false) -> Double {
        guard count > 0, isSpread else { return .nan }
        let n = Double(count), variance = m2 / n, g = (m4 / n) / variance / variance - 3
        if !unbiased { return g }
        return count > 3 ? (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g + 6) : .nan
    }

    /// Whether the numbers differ by more than rounding.
    private var isSpread: Bool { m2 > 0 && (m2 / Double(count)).squareRoot() > 1e-16 * abs(average) }
}
