import Foundation

/// Where narration goes: a width to wrap at, and whether a person is looking.
public struct Terminal: Sendable {
    /// The number of columns to fill, 40 to 100.
    public var width: Int
    /// Whether lines may be drawn over, as progress bars are.
    public var isInteractive: Bool
    /// Whether bold and colour are understood.
    public var usesStyle: Bool
    /// Takes the characters.
    public var write: @Sendable (String) -> Void

    /// A terminal that hands its characters to `write`.
    public init(
        width: Int = 80, isInteractive: Bool = false, usesStyle: Bool = false,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.width = min(max(width, 40), 100)
        self.isInteractive = isInteractive
        self.usesStyle = usesStyle
        self.write = write
    }

    /// Standard output: styled and with progress bars where a person is looking at it, plain text in a file or a pipe.
    public static func standard() -> Terminal {
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let environment = ProcessInfo.processInfo.environment
        let isDumb = environment["TERM"] == "dumb"
        return Terminal(
            width: columns(environment), isInteractive: isTerminal && !isDumb,
            usesStyle: isTerminal && !isDumb && environment["NO_COLOR", default: ""].isEmpty
        ) { text in
            FileHandle.standardOutput.write(Data(text.utf8))
        }
    }

    private static func columns(_ environment: [String: String]) -> Int {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return environment["COLUMNS"].flatMap(Int.init) ?? 80
    }

    /// How a piece of text stands out.
    enum Style: String {
        case bold = "1"
        case dim = "2"
        case good = "32"
        case bad = "31"
        case accent = "36"
    }

    func styled(_ text: String, _ style: Style) -> String {
        usesStyle ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    func line(_ text: String = "") { write(text + "\n") }

    /// `text` broken at blanks into lines of at most `width` characters, each but the first after `indent`.
    package static func wrap(_ text: String, width: Int, indent: String = "") -> [String] {
        var lines: [String] = []
        var current = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            if !current.isEmpty, current.count + 1 + word.count > width {
                lines.append(current)
                current = indent + word
            } else {
                current += current.isEmpty || current == indent ? String(word) : " " + word
            }
        }
        if !current.isEmpty { lines.append(current) }
        return lines
    }
}
