import Foundation

extension Double {
    /// The number with so many significant digits and no needless zeros: `0.5178`, `1.2e-15`, `64`.
    public func text(_ digits: Int = 4) -> String {
        if isNaN { return "NaN" }
        if isInfinite { return self < 0 ? "-∞" : "∞" }
        return String(format: "%.\(max(1, digits))g", self)
    }

    /// The number with exactly so many digits after the point: `3.10`.
    public func fixed(_ decimals: Int = 2) -> String {
        if isNaN || isInfinite { return text() }
        return String(format: "%.\(max(0, decimals))f", self)
    }
}
