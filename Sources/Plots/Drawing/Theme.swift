/// Whether a figure follows the reader's setting or is always light or dark.
public enum Theme: Sendable {
    /// Light, and dark where the reader's system asks for dark pages; viewers that know no such setting show light.
    case automatic
    /// Dark ink on white, for print.
    case light
    /// Light ink on a dark page.
    case dark
}

/// The style sheet inside a figure. Each rule starts with the figure's own id: a page that inlines many figures
/// shares one style space among them.
struct StyleSheet {
    private static let plainLight = [
        "b": "fill:#fff", "t": "fill:#1f2328", "T": "fill:#1f2328", "m": "fill:#59636e",
        "g": "stroke:#e4e7eb",
        "a": "stroke:#8c959f", "e": "stroke:#fff", "k": "color:#59636e",
    ]
    private static let plainDark = [
        "b": "fill:#14171c", "t": "fill:#e6e8eb", "T": "fill:#e6e8eb", "m": "fill:#9aa4af",
        "g": "stroke:#2b3038",
        "a": "stroke:#6b7480", "e": "stroke:#14171c", "k": "color:#9aa4af",
    ]

    static func markup(theme: Theme, hues: Set<Hue>) -> [UInt8] {
        let light = rules(plainLight, hues) { $0.onLight }
        let dark = rules(plainDark, hues) { $0.onDark }
        let fixed: Markup = "#\(id: "") .T{font-weight:600}"
        var bytes = Array("<style>".utf8) + fixed.bytes
        switch theme {
        case .light: bytes += light
        case .dark: bytes += dark
        case .automatic:
            bytes += light + Array("@media (prefers-color-scheme:dark){".utf8) + dark + Array("}".utf8)
        }
        return bytes + Array("</style>".utf8)
    }

    private static func rules(
        _ plain: [String: String], _ hues: Set<Hue>, _ colour: (Hue) -> String
    ) -> [UInt8] {
        var rules = plain.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        rules += hues.sorted { $0.rawValue < $1.rawValue }.map { ($0.cssClass, "color:\(colour($0))") }
        return rules.flatMap { name, rule -> [UInt8] in
            let markup: Markup = "#\(id: "") .\(name){\(rule)}"
            return markup.bytes
        }
    }
}
