/// A piece of SVG text, written as a string literal whose interpolations look after themselves: numbers are
/// rounded to two decimals, strings are escaped, identifiers get the figure's own prefix.
///
///     let markup: Markup = #"<text x="\#(1.0 / 3)">\#("a < b")</text>"#   // <text x=".33">a &lt; b</text>
struct Markup: ExpressibleByStringInterpolation, Sendable {
    /// Stands for the figure's prefix until the whole text is known and can be hashed.
    static let prefixMark: UInt8 = 1

    private(set) var bytes: [UInt8]

    init(stringLiteral value: String) { bytes = Array(value.utf8) }
    init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    struct StringInterpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 8 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { bytes.append(contentsOf: literal.utf8) }
        mutating func appendInterpolation(_ number: Double) { appendNumber(number, to: &bytes) }
        mutating func appendInterpolation(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }
        mutating func appendInterpolation(_ text: String) { appendEscaped(text, to: &bytes) }
        mutating func appendInterpolation(markup: [UInt8]) { bytes.append(contentsOf: markup) }
        mutating func appendInterpolation(id name: String) {
            bytes.append(Markup.prefixMark)
            bytes.append(contentsOf: name.utf8)
        }
    }
}

/// Appends `number` in hundredths, without zeros that say nothing: `1.50` is `1.5`, `0.25` is `.25`.
///
/// What is not finite never reaches the file: it becomes 0, and what is huge stops at ±10⁷.
func appendNumber(_ number: Double, to bytes: inout [UInt8]) {
    appendHundredths(hundredths(number), to: &bytes)
}

/// `number` in hundredths, rounded.
@inline(__always)
func hundredths(_ number: Double) -> Int {
    number.isFinite ? Int((min(max(number, -1e7), 1e7) * 100).rounded()) : 0
}

/// Appends `value / 100`.
func appendHundredths(_ value: Int, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let magnitude = value.magnitude
    let (whole, part) = (magnitude / 100, magnitude % 100)
    if whole > 0 || part == 0 { appendDigits(whole, to: &bytes) }
    guard part > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(48 + UInt8(part / 10))
    if part % 10 > 0 { bytes.append(48 + UInt8(part % 10)) }
}

private func appendDigits(_ value: UInt, to bytes: inout [UInt8]) {
    if value >= 10 { appendDigits(value / 10, to: &bytes) }
    bytes.append(48 + UInt8(value % 10))
}

/// Appends `text` so that XML reads it back as it was; characters that XML forbids become spaces or vanish.
func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": bytes.append(contentsOf: "&amp;".utf8)
        case "<": bytes.append(contentsOf: "&lt;".utf8)
        case ">": bytes.append(contentsOf: "&gt;".utf8)
        case "\"": bytes.append(contentsOf: "&quot;".utf8)
        case "'": bytes.append(contentsOf: "&#39;".utf8)
        case "\n", "\t", "\r": bytes.append(UInt8(ascii: " "))
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": break
        default: bytes.append(contentsOf: UTF8.encode(scalar)!)
        }
    }
}
