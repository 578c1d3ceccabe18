/// Binomial draws with the constants of the method worked out once.
///
/// With p ≤ ½ (else count failures) and n·p ≤ 30, inversion: subtract P(0), P(1), … from U until it would go negative.
/// Beyond, BTPE: a triangle, two parallelograms and two exponential tails cover the scaled probabilities, and a point
/// under the cover is accepted by a squeeze, by recursion from the mode, or by Stirling's formula.
///
/// Source: V. Kachitvichyanukul, B. W. Schmeiser, "Binomial Random Variate Generation" (1988).
@usableFromInline
struct BinomialSampler {
    @usableFromInline let trials: Int
    /// Whether success and failure are exchanged, for p above ½.
    @usableFromInline let isFlipped: Bool
    @usableFromInline let method: Method

    @usableFromInline
    enum Method {
        case none
        case inversion(BinomialInversion)
        case rejection(BinomialBTPE)
    }

    @inlinable
    init(trials: Int, probability: Double, legacy: Bool) {
        self.trials = trials
        isFlipped = probability > 0.5
        let p = isFlipped ? 1 - probability : probability
        if !legacy && (trials == 0 || probability == 0) {
            method = .none
        } else if p * Double(trials) <= 30 {
            method = .inversion(BinomialInversion(trials: trials, probability: p))
        } else {
            method = .rejection(BinomialBTPE(trials: trials, probability: p))
        }
    }

    @inlinable
    func draw(from stream: inout some RandomStream) -> Int {
        let successes: Int
        switch method {
        case .none: return 0
        case .inversion(let inversion): successes = inversion.draw(from: &stream)
        case .rejection(let rejection): successes = rejection.draw(from: &stream)
        }
        return isFlipped ? trials - successes : successes
    }
}

/// Binomial draws by inversion, for n·p ≤ 30.
@usableFromInline
struct BinomialInversion {
    @usableFromInline let n: Int
    @usableFromInline let p: Double
    @usableFromInline let q: Double
    @usableFromInline let none: Double
    @usableFromInline let bound: Int

    @inlinable
    init(trials: Int, probability: Double) {
        n = trials
        p = probability
        q = 1 - p
        none = CMath.exp(Double(n) * CMath.log(q))
        let mean = Double(n) * p
        bound = Int(min(Double(n), mean + 10 * (mean * q + 1).squareRoot()))
    }

    @inlinable
    func draw(from stream: inout some RandomStream) -> Int {
        var (value, term, u) = (0, none, stream.random())
        while u > term {
            value += 1
            if value > bound {
                (value, term, u) = (0, none, stream.random())
            } else {
                u -= term
                term = (Double(n - value + 1) * p * term) / (Double(value) * q)
            }
        }
        return value
    }
}

/// Binomial draws by the BTPE rejection, for n·p > 30. The names are the paper's.
@usableFromInline
struct BinomialBTPE {
    @usableFromInline let n: Int
    @usableFromInline let mode: Int
    @usableFromInline let r, q, variance: Double
    @usableFromInline let xm, xl, xr: Double
    @usableFromInline let c, lambdaL, lambdaR: Double
    @usableFromInline let p1, p2, p3, p4: Double

    @inlinable
    init(trials: Int, probability: Double) {
        n = trials
        r = min(probability, 1 - probability)
        q = 1 - r
        let trialCount = Double(n)
        variance = trialCount * r * q
        let fm = trialCount * r + r
        mode = Int(fm.rounded(.down))
        p1 = (2.195 * variance.squareRoot() - 4.6 * q).rounded(.down) + 0.5
        xm = Double(mode) + 0.5
        xl = xm - p1
        xr = xm + p1
        c = 0.134 + 20.5 / (15.3 + Double(mode))
        let left = (fm - xl) / (fm - xl * r)
        lambdaL = left * (1 + left / 2)
        let right = (xr - fm) / (xr * q)
        lambdaR = right * (1 + right / 2)
        p2 = p1 * (1 + 2 * c)
        p3 = p2 + c / lambdaL
        p4 = p3 + c / lambdaR
    }

    @inlinable
    func draw(from stream: inout some RandomStream) -> Int {
        while true {
            let u = stream.random() * p4
            let v = stream.random()
            // The triangle lies wholly under the probabilities.
            if u <= p1 { return Int(xm - p1 * v + u) }
            guard let (y, height) = candidate(u, v) else { continue }
            if accepts(y, height) { return y }
        }
    }

    /// A point of the parallelograms or the tails and its height, or `nil` where it falls outside. Rounding down is
    /// truncation here, since what is negative falls outside.
    @inlinable
    @inline(__always)
    func candidate(_ u: Double, _ v: Double) -> (Int, Double)? {
        if u <= p2 {
            let x = xl + (u - p1) / c
            let height = v * c + 1 - abs(Double(mode) - x + 0.5) / p1
            return height > 1 ? nil : (Int(x), height)
        }
        if v == 0 { return nil }
        if u <= p3 {
            let x = xl + CMath.log(v) / lambdaL
            return x < 0 ? nil : (Int(x), v * (u - p2) * lambdaL)
        }
        let x = xr - CMath.log(v) / lambdaR
        return x >= Double(n) + 1 ? nil : (Int(x), v * (u - p3) * lambdaR)
    }

    /// Whether a height lies under the probability of `y` relative to that of the mode.
    @inlinable
    func accepts(_ y: Int, _ height: Double) -> Bool {
        let k = abs(y - mode)
        if k <= 20 || Double(k) >= variance / 2 - 1 { return height <= relativeProbability(y) }
        let distance = Double(k)
        let rho =
            (distance / variance)
            * ((distance * (distance / 3 + 0.625) + 0.16666666666666666) / variance + 0.5)
        let t = Double(-k * k) / (2 * variance)
        let logHeight = CMath.log(height)
        if logHeight < t - rho { return true }
        if logHeight > t + rho { return false }
        return logHeight <= stirling(y)
    }

    /// P(y)/P(mode) by recursion from the mode.
    @inlinable
    func relativeProbability(_ y: Int) -> Double {
        let s = r / q
        let a = s * Double(n + 1)
        var ratio = 1.0
        if mode < y {
            for i in mode + 1...y { ratio *= a / Double(i) - s }
        } else if mode > y {
            for i in y + 1...mode { ratio /= a / Double(i) - s }
        }
        return ratio
    }

    /// ln(P(y)/P(mode)) by Stirling's formula with four correction terms.
    @inlinable
    func stirling(_ y: Int) -> Double {
        let x1 = Double(y + 1)
        let f1 = Double(mode + 1)
        let z = Double(n + 1 - mode)
        let w = Double(n - y + 1)
        let main =
            xm * CMath.log(f1 / x1) + (Double(n - mode) + 0.5) * CMath.log(z / w)
            + Double(y - mode) * CMath.log(w * r / (x1 * q))
        return main + Self.correction(f1) + Self.correction(z) + Self.correction(x1) + Self.correction(w)
    }

    @inlinable
    static func correction(_ x: Double) -> Double {
        let square = x * x
        let inner = 132 - (99 - 140 / square) / square
        return (13680 - (462 - inner / square) / square) / x / 166320
    }
}

extension RandomStream {
    /// The number of successes in n independent trials, P(k) = C(n, k)·pᵏ(1 − p)ⁿ⁻ᵏ. NumPy: `binomial(n, p)`.
    ///
    /// - Parameters:
    ///   - trials: n ≥ 0.
    ///   - probability: p in [0, 1].
    ///
    /// Complexity: O(min(n·p, 30)) for small n·p, O(1) expected beyond.
    @inlinable
    public mutating func binomial(trials: Int, probability: Double) -> Int {
        Self.sampler(trials, probability).draw(from: &self)
    }

    /// `count` draws of `binomial(trials:probability:)`.
    @inlinable
    public mutating func binomial(trials: Int, probability: Double, count: Int) -> [Int] {
        let sampler = Self.sampler(trials, probability)
        return draws(count) { sampler.draw(from: &$0) }
    }

    @inlinable
    static func sampler(_ trials: Int, _ probability: Double) -> BinomialSampler {
        require(trials >= 0, "binomial: trials must be ≥ 0, not \(trials)")
        require(
            probability >= 0 && probability <= 1, "binomial: probability must be in 0...1, not \(probability)"
        )
        return BinomialSampler(trials: trials, probability: probability, legacy: usesLegacyAlgorithms)
    }
}
