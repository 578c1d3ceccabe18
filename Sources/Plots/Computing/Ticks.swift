import Foundation

/// Where the marks of an axis stand, as exact decimals.
///
/// Steps are 1, 2, 2.5 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990).
/// A tick is a whole number of units, so that 0.3 is 3 × 10⁻¹ and never 0.30000000000000004.
package struct LinearTicks: Sendable {
    /// The ticks are `mantissas[i] × 10^exponent`.
    package private(set) var mantissas: [Int] = []
    /// The power of ten that all ticks share.
    package private(set) var exponent = 0

    /// The ticks in `lower...upper`, about `target` of them (never more than twice as many); none where the range is
    /// empty, infinite or narrower than 10⁻²⁹⁸.
    package init(from lower: Double, to upper: Double, target: Int) {
        let span = upper - lower
        guard span.isFinite, span > 1e-298, lower.isFinite, upper.isFinite else { return }
        let raw = span / Double(max(target, 1))
        var power = Int(log10(raw).rounded(.down))
        var step = 10
        let factor = raw / decimal(1, power)
        switch factor {
        case ...1.0000001: step = 10
        case ...2.0000001: step = 20
        case ...2.5000001: step = 25
        case ...5.0000001: step = 50
        default: step = 100
        }
        power -= 1
        while step % 10 == 0 {
            step /= 10
            power += 1
        }
        let width = decimal(step, power)
        let first = (lower / width - 1e-9).rounded(.up), last = (upper / width + 1e-9).rounded(.down)
        // A range that is tiny against its own position has no whole multiples left.
        guard first <= last, abs(first) < 4e15, abs(last) < 4e15, last - first < 1000 else { return }
        mantissas = (Int(first)...Int(last)).map { $0 * step }
        exponent = power
    }

    /// The values of the ticks, each the double nearest to its decimal.
    package var values: [Double] { mantissas.map { decimal($0, exponent) } }

    /// The labels: plain decimals, or `m×10ᵉ` with a shared power where plain ones would be long.
    package var labels: [String] {
        guard let largest = mantissas.map(\.magnitude).max(), largest > 0 else {
            return mantissas.map { _ in "0" }
        }
        let top = String(largest).count - 1 + exponent
        let plain = (-4..<7).contains(top)
        return mantissas.map { mantissa in
            if mantissa == 0 { return plain ? NumberText.decimal(0, exponent) : "0" }
            if plain { return NumberText.decimal(mantissa, exponent) }
            return NumberText.decimal(mantissa, exponent - top) + "×" + NumberText.power(of: 10, top)
        }
    }
}

/// `mantissa × 10^exponent`, rounded once where the power is exact.
package func decimal(_ mantissa: Int, _ exponent: Int) -> Double {
    if exponent >= 0 { return Double(mantissa) * pow(10, Double(exponent)) }
    if exponent >= -300 { return Double(mantissa) / pow(10, Double(-exponent)) }
    return Double(mantissa) / 1e300 / pow(10, Double(-exponent - 300))
}

/// Ticks of a logarithmic axis.
package struct LogTicks: Sendable {
    /// The ticks with a label.
    package private(set) var values: [Double] = []
    /// Their labels.
    package private(set) var labels: [String] = []
    /// The ticks without one: 2 to 9 times each power of ten.
    package private(set) var minor: [Double] = []

    /// The ticks of `lower...upper`, both positive.
    ///
    /// - Parameter base: 10 or 2; powers of two below a million are written out, 1024.
    package init(from lower: Double, to upper: Double, base: Int, target: Int) {
        guard lower >= 1e-305, upper > lower, upper.isFinite else { return }
        let low = base == 2 ? log2(lower) : log10(lower), high = base == 2 ? log2(upper) : log10(upper)
        let first = Int((low - 1e-9).rounded(.up)), last = Int((high + 1e-9).rounded(.down))
        let stride = max(1, Int((Double(max(last - first, 0)) / Double(max(target, 1))).rounded(.up)))
        if last >= first {
            for exponent in first...last where exponent % stride == 0 { add(base, exponent) }
        }
        if base == 10 {
            addMinor(lower, upper, first, last, stride)
        } else if stride > 1 && last - first <= 60 {
            minor = (first...last).filter { $0 % stride != 0 }.map { exp2(Double($0)) }
        }
    }

    private mutating func add(_ base: Int, _ exponent: Int) {
        values.append(base == 2 ? exp2(Double(exponent)) : decimal(1, exponent))
        let writtenOut = base == 2 && (0...19).contains(exponent)
        labels.append(
            writtenOut ? NumberText.decimal(1 << exponent, 0) : NumberText.power(of: base, exponent))
    }

    /// The marks between the powers: 2…9 × 10ᵉ while decades are few, the powers skipped otherwise. With fewer than
    /// two powers in sight the marks at 2 and 5 (or all) get labels.
    private mutating func addMinor(_ lower: Double, _ upper: Double, _ first: Int, _ last: Int, _ stride: Int)
    {
        if stride > 1 {
            if last - first <= 60 {
                minor = (first...last).filter { $0 % stride != 0 }.map { decimal(1, $0) }
            }
            return
        }
        guard last - first <= 12 else { return }
        var marks: [(mantissa: Int, exponent: Int)] = []
        for exponent in (first - 1)...max(last, first - 1) {
            marks += (2...9).map { ($0, exponent) }
        }
        marks = marks.filter { mark in
            let value = decimal(mark.mantissa, mark.exponent)
            return value >= lower * (1 - 1e-9) && value <= upper * (1 + 1e-9)
        }
        let labelled: Set<Int> = values.count >= 2 ? [] : upper / lower < 4 ? Set(2...9) : [2, 5]
        for mark in marks {
            let value = decimal(mark.mantissa, mark.exponent)
            if labelled.contains(mark.mantissa) {
                values.append(value)
                let short = (-2...3).contains(mark.exponent)
                labels.append(
                    short
                        ? NumberText.decimal(mark.mantissa, mark.exponent)
                        : "\(mark.mantissa)×" + NumberText.power(of: 10, mark.exponent))
            } else {
                minor.append(value)
            }
        }
    }
}
