import Foundation
import LinearAlgebra

/// Power and sample size: how probable it is that a test finds an effect that is there, and what that takes.
///
/// Four numbers hang together, and any three give the fourth: the size of the effect, the number of
/// observations, the level α (how often a true null hypothesis is rejected) and the power 1 − β (how often a
/// false one is).
///
///     let study = PowerAnalysis.tTest(.twoSample())
///     print(try study.observations(effectSize: 0.5, power: 0.8))  // 63.76561019095228
///     print(study.power(effectSize: 0.5, observations: 64))       // 0.8014595579222537
///
/// The first line says: to find a difference of half a standard deviation in four studies of five takes 64
/// observations in each group (the number is rounded up).
///
/// | design | effect size | observations | small, medium, large |
/// |---|---|---|---|
/// | `tTest`, `zTest` | Cohen's d = (μ₁ − μ₂)/σ | of one sample, the first of two, or pairs | 0.2, 0.5, 0.8 |
/// | `proportions` | Cohen's h, see `cohensH(_:_:)` | of one sample or the first of two | 0.2, 0.5, 0.8 |
/// | `anova` | Cohen's f = √(η²/(1 − η²)) | of all groups together | 0.1, 0.25, 0.4 |
/// | `chiSquare` | Cohen's w = √(Σ(p₁ − p₀)²/p₀) | in all cells together | 0.1, 0.3, 0.5 |
/// | `correlation` | r | pairs | 0.1, 0.3, 0.5 |
///
/// The t test uses the noncentral t distribution, analysis of variance the noncentral F, χ² its own;
/// correlations Fisher's z.
///
/// Source: J. Cohen, "Statistical Power Analysis for the Behavioral Sciences" (1988).
public struct PowerAnalysis: Sendable {
    /// How many samples a test of means compares.
    public enum Samples: Sendable, Hashable {
        /// One with a number, or the differences of pairs with 0.
        case oneSample
        /// Two independent ones, the second with `ratio` times as many observations as the first, default 1.
        case twoSample(ratio: Double = 1)
    }

    private let name: String
    private let alternative: Alternative
    /// The fewest observations that the design makes sense for.
    private let fewest: Double
    /// The largest effect there is.
    private let largestEffect: Double
    private let function: @Sendable (_ effect: Double, _ observations: Double, _ level: Double) -> Double

    /// Student's t test of one mean, of pairs or of two means with one variance.
    ///
    /// - Parameters:
    ///   - samples: How many samples it compares.
    ///   - alternative: What it holds against the null hypothesis, default `.twoSided`.
    public static func tTest(_ samples: Samples, alternative: Alternative = .twoSided) -> PowerAnalysis {
        let design = Design(samples)
        return PowerAnalysis(name: "tTest", alternative: alternative, fewest: design.fewest) {
            effect, n, level in
            let degrees = design.degreesOfFreedom(n)
            let shifted = NoncentralT(
                degreesOfFreedom: degrees, noncentrality: effect * design.effective(n).squareRoot())
            let student = StudentT(degreesOfFreedom: degrees)
            switch alternative {
            case .greater: return shifted.survival(student.inverseSurvival(level))
            case .less: return shifted.cdf(student.quantile(level))
            case .twoSided:
                let critical = student.inverseSurvival(level / 2)
                return shifted.survival(critical) + shifted.cdf(-critical)
            }
        }
    }

    /// The z test of one mean or of two, with known deviations.
    ///
    /// - Parameters:
    ///   - samples: How many samples it compares.
    ///   - alternative: What it holds against the null hypothesis, default `.twoSided`.
    public static func zTest(_ samples: Samples, alternative: Alternative = .twoSided) -> PowerAnalysis {
        let design = Design(samples)
        return PowerAnalysis(name: "zTest", alternative: alternative, fewest: 0x1p-20) { effect, n, level in
            normalPower(effect * design.effective(n).squareRoot(), level, alternative)
        }
    }

    /// The z test of one proportion or of two; effects are Cohen's h.
    ///
    /// - Parameters:
    ///   - samples: How many samples it compares.
    ///   - alternative: What it holds against the null hypothesis, default `.twoSided`.
    public static func proportions(_ samples: Samples, alternative: Alternative = .twoSided) -> PowerAnalysis
    {
        zTest(samples, alternative: alternative)
    }

    /// One-way analysis of variance; effects are Cohen's f.
    ///
    /// - Parameter groups: How many groups, at least 2, of equal size.
    public static func anova(groups: Int) -> PowerAnalysis {
        require(groups >= 2, "PowerAnalysis.anova: \(groups) groups, at least 2 are needed")
        let k = Double(groups)
        return PowerAnalysis(name: "anova", alternative: .greater, fewest: k + 0x1p-10) { effect, n, level in
            let critical = FDistribution(numeratorDegrees: k - 1, denominatorDegrees: n - k).inverseSurvival(
                level)
            return NoncentralF(
                numeratorDegrees: k - 1, denominatorDegrees: n - k, noncentrality: effect * effect * n
            ).survival(critical)
        }
    }

    /// The χ² test of fit or of independence; effects are Cohen's w.
    ///
    /// - Parameter degreesOfFreedom: At least 1: cells − 1 for a test of fit, (rows − 1)(columns − 1) for a
    ///   table.
    public static func chiSquare(degreesOfFreedom: Int) -> PowerAnalysis {
        require(degreesOfFreedom >= 1, "PowerAnalysis.chiSquare: \(degreesOfFreedom) degrees of freedom")
        let degrees = Double(degreesOfFreedom)
        return PowerAnalysis(name: "chiSquare", alternative: .greater, fewest: 0x1p-20) { effect, n, level in
            let critical = ChiSquared(degreesOfFreedom: degrees).inverseSurvival(level)
            return NoncentralChiSquared(
                degreesOfFreedom: degrees, noncentrality: effect * effect * n
            ).survival(critical)
        }
    }

    /// The test of Pearson's correlation by Fisher's z: atanh r has the standard error 1/√(n − 3).
    ///
    /// - Parameter alternative: What it holds against a correlation of 0, default `.twoSided`.
    public static func correlation(alternative: Alternative = .twoSided) -> PowerAnalysis {
        PowerAnalysis(
            name: "correlation", alternative: alternative, fewest: 3 + 0x1p-20, largestEffect: 1 - 0x1p-50
        ) { effect, n, level in
            normalPower(atanh(effect) * (n - 3).squareRoot(), level, alternative)
        }
    }

    private init(
        name: String, alternative: Alternative, fewest: Double, largestEffect: Double = 1e6,
        _ function: @escaping @Sendable (Double, Double, Double) -> Double
    ) {
        self.name = name
        self.alternative = alternative
        self.fewest = fewest
        self.largestEffect = largestEffect
        self.function = function
    }
}

// The four questions.
extension PowerAnalysis {
    /// The probability that the test rejects.
    ///
    /// - Parameters:
    ///   - effectSize: As the table of `PowerAnalysis` says; negative ones point the other way.
    ///   - observations: As the table says; need not be whole.
    ///   - level: α, between 0 and 1, default 0.05.
    public func power(effectSize: Double, observations: Double, level: Double = 0.05) -> Double {
        check(level: level)
        require(
            observations >= fewest && observations.isFinite,
            "PowerAnalysis.\(name): \(observations) observations, at least \(fewest) are needed")
        require(
            abs(effectSize) <= largestEffect, "PowerAnalysis.\(name): effect size \(effectSize)")
        return min(1, function(effectSize, observations, level))
    }

    /// How many observations the test needs. Round up.
    ///
    /// - Parameters:
    ///   - effectSize: As the table of `PowerAnalysis` says; not 0.
    ///   - power: Between 0 and 1.
    ///   - level: α, between 0 and 1, default 0.05.
    /// - Throws: `PowerError.unreachable` where no number up to 10¹² is enough, because the effect points the
    ///   other way for instance.
    /// - Complexity: some 20 to 60 evaluations of the power.
    public func observations(
        effectSize: Double, power: Double, level: Double = 0.05
    ) throws(PowerError) -> Double {
        check(power: power)
        let shortfall = { (n: Double) in
            self.power(effectSize: effectSize, observations: n, level: level) - power
        }
        if shortfall(fewest) >= 0 { return fewest }
        var low = fewest, high = max(4, 2 * fewest)
        while shortfall(high) < 0 {
            if 2 * high > 1e12 { throw notReached(power, effectSize) }
            (low, high) = (high, 2 * high)
        }
        guard let root = bracketedRoot(between: low, and: high, shortfall) else {
            throw unreachable(power, "with any number of observations")
        }
        return root
    }

    /// The smallest effect that the test finds with the given power; negative for the alternative `.less`.
    ///
    /// - Parameters:
    ///   - observations: As the table of `PowerAnalysis` says; need not be whole.
    ///   - power: Between 0 and 1, above the level.
    ///   - level: α, between 0 and 1, default 0.05.
    /// - Throws: `PowerError.unreachable` where the power is not above the level.
    /// - Complexity: some 20 to 60 evaluations of the power.
    public func effectSize(
        observations: Double, power: Double, level: Double = 0.05
    ) throws(PowerError) -> Double {
        check(power: power)
        let sign: Double = alternative == .less ? -1 : 1
        let shortfall = { (effect: Double) in
            self.power(effectSize: sign * effect, observations: observations, level: level) - power
        }
        if shortfall(0) >= 0 {
            throw unreachable(power, "below or at the level \(level): even no effect has it")
        }
        var low = 0.0, high = min(0.1, largestEffect)
        while shortfall(high) < 0 {
            if high >= largestEffect { throw unreachable(power, "with any effect") }
            (low, high) = (high, min(2 * high, largestEffect))
        }
        guard let root = bracketedRoot(between: low, and: high, shortfall) else {
            throw unreachable(power, "with any effect")
        }
        return sign * root
    }

    /// The level at which the test has the given power.
    ///
    /// - Parameters:
    ///   - effectSize: As the table of `PowerAnalysis` says.
    ///   - observations: As the table says; need not be whole.
    ///   - power: Between 0 and 1.
    /// - Throws: `PowerError.unreachable` where no level above 10⁻¹⁰⁰ has so little power.
    /// - Complexity: some 20 to 60 evaluations of the power.
    public func level(
        effectSize: Double, observations: Double, power: Double
    ) throws(PowerError) -> Double {
        check(power: power)
        // By the logarithm, on whose scale the power moves evenly.
        let root = bracketedRoot(between: log(1e-100), and: log(1 - 0x1p-40)) { logarithm in
            self.power(effectSize: effectSize, observations: observations, level: exp(logarithm)) - power
        }
        guard let root else { throw unreachable(power, "at any level from 1e-100 to 1") }
        return exp(root)
    }

    private func check(level: Double) {
        require(level > 0 && level < 1, "PowerAnalysis.\(name): level \(level), must lie between 0 and 1")
    }

    private func check(power: Double) {
        require(power > 0 && power < 1, "PowerAnalysis.\(name): power \(power), must lie between 0 and 1")
    }

    /// What to say where 10¹² observations do not reach the power.
    private func notReached(_ power: Double, _ effectSize: Double) -> PowerError {
        let isSigned = name != "anova" && name != "chiSquare"
        let isOpposite =
            isSigned && (alternative == .greater && effectSize < 0 || alternative == .less && effectSize > 0)
        if effectSize == 0 || isOpposite {
            let fault =
                effectSize == 0 ? "is no effect" : "points away from the alternative .\(alternative.rawValue)"
            return unreachable(
                power, "with any number of observations: the effect size \(effectSize) \(fault)")
        }
        return unreachable(
            power,
            "with up to 10¹² observations: the effect size \(effectSize) is too small for that "
                + "(effectSize(observations:power:) tells the smallest that a number of observations finds)")
    }

    private func unreachable(_ power: Double, _ reason: String) -> PowerError {
        .unreachable(design: name, power: power, reason: reason)
    }
}

/// Why a question about power has no answer.
public enum PowerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The test cannot have this power.
    case unreachable(design: String, power: Double, reason: String)

    /// The facts in one line.
    public var description: String {
        switch self {
        case .unreachable(let design, let power, let reason):
            "PowerAnalysis.\(design): no power of \(power) \(reason)"
        }
    }
}

/// What a number of observations is worth to a test of means.
private struct Design: Sendable {
    let ratio: Double?

    init(_ samples: PowerAnalysis.Samples) {
        switch samples {
        case .oneSample: ratio = nil
        case .twoSample(let ratio):
            require(ratio > 0 && ratio.isFinite, "PowerAnalysis: ratio \(ratio), must be above 0")
            self.ratio = ratio
        }
    }

    /// 1/(1/n₁ + 1/n₂): the variance of a difference of means is σ² over this.
    func effective(_ n: Double) -> Double { ratio.map { n * $0 / (1 + $0) } ?? n }

    func degreesOfFreedom(_ n: Double) -> Double { ratio.map { n - 1 + n * $0 - 1 } ?? n - 1 }

    /// As many as leave some freedom.
    var fewest: Double { (ratio.map { 2 / (1 + $0) } ?? 1) * (1 + 0x1p-10) }
}

/// P that z with this shift lies beyond the critical value.
private func normalPower(_ shift: Double, _ level: Double, _ alternative: Alternative) -> Double {
    let normal = Normal.standard
    switch alternative {
    case .greater: return normal.survival(normal.inverseSurvival(level) - shift)
    case .less: return normal.cdf(normal.quantile(level) - shift)
    case .twoSided:
        let critical = normal.inverseSurvival(level / 2)
        return normal.survival(critical - shift) + normal.cdf(-critical - shift)
    }
}
