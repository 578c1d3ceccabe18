/// How wide a text will be. The font is not known before the page is shown, so this takes the widths of
/// Helvetica (in thousandths of the size, from its published metrics) and adds a little.
enum TextMetrics {
    static let tick = 12.0
    static let label = 13.0
    static let title = 15.0
    static let note = 11.0

    private static let widths: [Double] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,  // space to /
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,  // 0 to ?
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,  // @ to O
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,  // P to _
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,  // ` to o
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,  // p to ~
    ]

    /// The width of `text` in pixels.
    static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
        var total = 0.0
        for scalar in text.unicodeScalars { total += width(scalar) }
        return total * size / 1000 * (bold ? 1.12 : 1.05)
    }

    private static func width(_ scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 32..<127: widths[Int(scalar.value) - 32]
        case 0x2070...0x209F, 0xB2, 0xB3, 0xB9: 370  // superscripts and subscripts
        case 0x2009, 0x202F: 200  // thin spaces
        case 0x300...0x36F, 0x200B...0x200F: 0  // combining marks
        case 0x1100...0x11FF, 0x2E80...0xA4CF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0xFF00...0xFF60: 1000
        case 0x1F000...0x1FAFF: 1200
        default: 600
        }
    }

    /// `text`, cut to fit into `width` with an ellipsis.
    static func fitted(_ text: String, into width: Double, size: Double, bold: Bool = false) -> String {
        if self.width(text, size: size, bold: bold) <= width { return text }
        var kept = "", used = self.width("…", size: size, bold: bold)
        for character in text {
            used += self.width(String(character), size: size, bold: bold)
            if used > width { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// `text` in lines no wider than `width`, broken between words; what does not fit into `limit` lines is cut.
    static func wrapped(
        _ text: String, into width: Double, size: Double, bold: Bool = false, limit: Int = 3
    ) -> [String] {
        var lines: [String] = []
        var words = text.split(whereSeparator: { $0 == " " || $0.isNewline })[...]
        while let first = words.popFirst() {
            var line = String(first)
            if lines.count == limit - 1 {
                line = ([first] + words).joined(separator: " ")
                words = []
            }
            while let next = words.first, self.width(line + " " + next, size: size, bold: bold) <= width {
                line += " " + next
                words.removeFirst()
            }
            lines.append(fitted(line, into: width, size: size, bold: bold))
        }
        return lines
    }
}
