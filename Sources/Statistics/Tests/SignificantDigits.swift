import Foundation

/// `value` rounded to `digits` significant digits, without trailing zeros, in scientific notation where it is
/// very small or large.
package func significant(_ value: Double, _ digits: Int) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    return String(format: "%.\(digits)g", value)
}
