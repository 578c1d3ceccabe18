import Foundation

/// Numbers as people write them on a chart: a true minus sign, thin spaces between thousands, powers of ten raised.
package enum NumberText {
    /// `mantissa × 10^exponent` written out: `(25, -1)` is "2.5".
    package static func decimal(_ mantissa: Int, _ exponent: Int) -> String {
        var digits = String(mantissa.magnitude)
        var fraction = ""
        if exponent >= 0 {
            if mantissa != 0 { digits += String(repeating: "0", count: exponent) }
        } else {
            let places = -exponent
            if digits.count <= places {
                digits = String(repeating: "0", count: places + 1 - digits.count) + digits
            }
            fraction = "." + digits.suffix(places)
            digits = String(digits.dropLast(places))
        }
        return (mantissa < 0 ? "−" : "") + grouped(digits) + fraction
    }

    /// `base` to the power `exponent`, "10⁻³"; 10⁰ is "1" and 10¹ is "10".
    package static func power(of base: Int, _ exponent: Int) -> String {
        if exponent == 0 { return "1" }
        if exponent == 1 { return String(base) }
        return String(base) + raised(exponent)
    }

    /// `number` in superscript digits.
    package static func raised(_ number: Int) -> String {
        let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
        return (number < 0 ? "⁻" : "")
            + String(String(number.magnitude).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    }

    /// `value` with at most `digits` significant digits: "0.873", "12 400", "3.2×10⁻⁹". What is not a number is "–".
    package static func short(_ value: Double, digits: Int = 3) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : value > 0 ? "∞" : "−∞" }
        if value == 0 { return "0" }
        let parts = String(format: "%.*e", digits - 1, abs(value)).split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]),
            var mantissa = Int(parts[0].replacingOccurrences(of: ".", with: ""))
        else { return "–" }
        var power = exponent - digits + 1
        while mantissa % 10 == 0 && mantissa > 0 && power < 0
            || mantissa % 10 == 0 && exponent >= 7 && mantissa > 9
        {
            mantissa /= 10
            power += 1
        }
        let signed = value < 0 ? -mantissa : mantissa
        if (-4..<7).contains(exponent) { return decimal(signed, power) }
        return decimal(signed, power - exponent) + "×" + self.power(of: 10, exponent)
    }

    /// A count with thin spaces, "1 000 000".
    package static func count(_ value: Int) -> String { decimal(value, 0) }

    private static func grouped(_ digits: String) -> String {
        if digits.count < 5 { return digits }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { result.append("\u{2009}") }
            result.append(digit)
        }
        return result
    }
}
