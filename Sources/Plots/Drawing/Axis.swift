import Foundation

/// How values become positions along an axis.
public enum AxisScale: Sendable {
    /// Equal steps are equal distances.
    case linear
    /// Equal factors are equal distances; ticks at powers of ten. Values of zero or less have no place and are left out.
    case log10
    /// As `log10`, with ticks at powers of two, for sizes such as 64, 128, 256.
    case log2

    /// Whether `value` has a place on the axis. Beyond ±10³⁰⁰ differences would overflow, so those have none either.
    func shows(_ value: Double) -> Bool {
        self == .linear ? abs(value) <= 1e300 : value >= 1e-300 && value <= 1e300
    }

    func forward(_ value: Double) -> Double { self == .linear ? value : Foundation.log10(value) }
    func backward(_ value: Double) -> Double { self == .linear ? value : pow(10, value) }
}

/// The values that marks ask an axis to show.
struct Extent: Sendable {
    private(set) var lower = Double.infinity
    private(set) var upper = -Double.infinity
    /// Values that need no air around them where they are outermost: the foot of a bar, the edge of an image.
    var anchors: [Double] = []

    var isEmpty: Bool { lower > upper }

    mutating func include(_ value: Double, on scale: AxisScale) {
        guard scale.shows(value) else { return }
        lower = min(lower, value)
        upper = max(upper, value)
    }

    mutating func include(_ values: [Double], on scale: AxisScale) {
        for value in values { include(value, on: scale) }
    }

    mutating func anchor(_ value: Double, on scale: AxisScale) {
        guard scale.shows(value) else { return }
        include(value, on: scale)
        anchors.append(value)
    }

    mutating func merge(_ other: Extent) {
        if other.isEmpty { return }
        lower = min(lower, other.lower)
        upper = max(upper, other.upper)
        anchors += other.anchors
    }
}

/// A label at a value.
struct Tick: Sendable {
    var value: Double
    var label: String
}

/// An axis with its range settled: turns values into fractions of its length.
struct Axis: Sendable {
    var scale: AxisScale
    var lower: Double
    var upper: Double
    var reversed = false
    var ticks: [Tick] = []
    var minor: [Double] = []
    /// Whether the ticks name categories instead of numbers; those get no grid line.
    var isCategorical = false

    /// The range of an axis: what the reader fixed, otherwise the data with 4 % of air on each side.
    init(scale: AxisScale, extent: Extent, limits: ClosedRange<Double>?) {
        self.scale = scale
        if let limits {
            (lower, upper) = (limits.lowerBound, limits.upperBound)
            widenIfFlat()
            return
        }
        guard !extent.isEmpty else {
            (lower, upper) = scale == .linear ? (0, 1) : (1, 10)
            return
        }
        (lower, upper) = (extent.lower, extent.upper)
        let wasFlat = widenIfFlat()
        if wasFlat && extent.anchors.isEmpty { return }
        let low = scale.forward(lower), high = scale.forward(upper)
        let air = 0.04 * (high - low)
        if !extent.anchors.contains(lower) { lower = max(scale.backward(low - air), -1.05e300) }
        if !extent.anchors.contains(upper) { upper = min(scale.backward(high + air), 1.05e300) }
        if scale != .linear { lower = max(lower, 1e-300) }
    }

    /// Gives a range without width, or with one lost in rounding, a width that suits its size.
    @discardableResult
    private mutating func widenIfFlat() -> Bool {
        let size = max(abs(lower), abs(upper))
        if scale != .linear {
            guard upper / lower < 1 + 1e-9 else { return false }
            (lower, upper) = (lower / 2, upper * 2)
            return true
        }
        guard upper - lower <= max(size * 1e-12, 1e-290) else { return false }
        let centre = lower / 2 + upper / 2
        let half = size < 1e-290 ? 1 : abs(centre) * 0.1
        (lower, upper) = (centre - half, centre + half)
        return true
    }

    /// 0 at the lower end, 1 at the upper; nil where the value has no place.
    func fraction(_ value: Double) -> Double? {
        guard scale.shows(value) else { return nil }
        let low = scale.forward(lower), high = scale.forward(upper)
        let fraction = (scale.forward(value) - low) / (high - low)
        guard fraction.isFinite else { return nil }
        // Far outside the frame the exact distance does not matter, but it must stay countable in pixels.
        let near = min(max(fraction, -1e12), 1e12)
        return reversed ? 1 - near : near
    }

    /// Sets ticks for an axis of `length` pixels with room for a label every `spacing`.
    mutating func setTicks(length: Double, spacing: Double) {
        let target = max(1, Int(length / spacing))
        switch scale {
        case .linear:
            let found = LinearTicks(from: lower, to: upper, target: target)
            ticks = zip(found.values, found.labels).map { Tick(value: $0, label: $1) }
        case .log10, .log2:
            let found = LogTicks(from: lower, to: upper, base: scale == .log2 ? 2 : 10, target: target)
            ticks = zip(found.values, found.labels).map { Tick(value: $0, label: $1) }
            minor = found.minor
        }
        if ticks.isEmpty {
            ticks = [lower, upper].map { Tick(value: $0, label: NumberText.short($0, digits: 6)) }
        }
    }
}

/// The place inside the axes where marks are drawn, with the two axes that map onto it.
struct Frame: Sendable {
    var rect: Rect
    var x: Axis
    var y: Axis
    /// How the labels below the horizontal axis stand, and how much room they take.
    var xLabels = (isSlanted: false, height: 24.0)

    func pixelX(_ value: Double) -> Double? { x.fraction(value).map { rect.x + $0 * rect.width } }
    func pixelY(_ value: Double) -> Double? { y.fraction(value).map { rect.bottom - $0 * rect.height } }

    func point(_ xValue: Double, _ yValue: Double) -> Point? {
        guard let px = pixelX(xValue), let py = pixelY(yValue) else { return nil }
        return Point(x: px, y: py)
    }

    /// As `pixelY`, but values without a place (0 on a logarithmic axis) stand at the lower end.
    func pixelYOrFoot(_ value: Double) -> Double { pixelY(value) ?? (y.reversed ? rect.y : rect.bottom) }
    func pixelXOrFoot(_ value: Double) -> Double { pixelX(value) ?? (x.reversed ? rect.right : rect.x) }
}
