import Foundation

/// Numbers for people.
enum NumberFormat {
    /// Four digits that count; large whole numbers in groups of three.
    static func short(_ value: Double) -> String {
        if value.isNaN { return "–" }
        if value.isInfinite { return value < 0 ? "−∞" : "∞" }
        if value == value.rounded(), abs(value) < 1e15 { return grouped(Int(value)) }
        if abs(value) >= 1e4, abs(value) < 1e9 { return grouped(Int(value.rounded())) }
        return String(format: "%.4g", value).replacing("-", with: "−")
    }

    /// Two digits that count.
    static func twoDigits(_ value: Double) -> String { String(format: "%.2g", value) }

    /// `12 345 678`, with thin spaces.
    static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += "\u{202F}" }
            text.append(digit)
        }
        return value < 0 ? "−" + text : text
    }

    /// `3.4 MB`.
    static func bytes(_ count: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var value = Double(count), unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(count) bytes" : String(format: "%.3g %@", value, units[unit])
    }
}
