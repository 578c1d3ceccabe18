import Randomness

/// Nasty strings by the rule of `Tests/Golden/language/nasty.py`.
enum NastyStrings {
    /// The first is empty, then come the pieces themselves, then random ones.
    static let all: [String] = {
        var generator = Generator(seed: 6), strings = [""] + pieces
        while strings.count < 10_000 { strings.append(string(&generator)) }
        return strings
    }()

    private static func string(_ generator: inout Generator) -> String {
        let kind = generator.integer(in: 0..<16)
        var text = String.UnicodeScalarView()
        switch kind {
        case 0:
            for _ in 0..<generator.integer(in: 0..<12) {
                let value = generator.integer(in: 0..<0x110000 - 0x800)
                text.append(contentsOf: scalar(value < 0xD800 ? value : value + 0x800))
            }
        case 1:
            for _ in 0..<generator.integer(in: 0..<16) {
                text.append(contentsOf: scalar(generator.integer(in: 0..<0x3000)))
            }
        case 2:
            let piece = pieces[generator.integer(in: 0..<pieces.count)]
            for _ in 0..<generator.integer(in: 1..<60) { text.append(contentsOf: piece.unicodeScalars) }
        default:
            for _ in 0..<generator.integer(in: 0..<14) {
                text.append(contentsOf: pieces[generator.integer(in: 0..<pieces.count)].unicodeScalars)
                if generator.integer(in: 0..<3) == 0 { text.append(" ") }
            }
        }
        return String(text)
    }

    private static func scalar(_ value: Int) -> [Unicode.Scalar] {
        Unicode.Scalar(UInt32(value)).map { [$0] } ?? []
    }

    static let pieces: [String] = [
        "the", " the", "Hello", " world", "don't", "'s", "'S", "'re", "'VE", "'ll", "'\u{17F}", "''",
        "I'm", " he'd", "'", " ", "  ", "   ", "\t", "\n", "\r\n", "\r", "\n\n", " \n ", "\u{A0}",
        "\u{2003}", "\u{3000}", "\u{2028}", "\u{85}", "\u{B}", "\u{C}", "\u{200B}", "\u{200C}", "\u{200D}",
        "\u{FEFF}", "\u{2060}", "\u{AD}", "\u{61C}", "\u{202E}", "\u{2066}", "0", "7", "42", "123",
        "1234567", "3.14159", "1e-9", "\u{BD}", "\u{B2}", "\u{2167}", "\u{663}\u{664}", "\u{96A}",
        "\u{4E09}", "\u{3007}", "\u{1D7D9}", "\u{2460}", ".", "...", ",", "!", "?!", "--", "\u{2014}",
        "\u{2026}", "(", ")", "[", "]", "{", "}", "<", ">", "/", "\\", "|", "_", "__init__", "#", "##",
        "$", "%", "^", "&", "*", "+", "=", "~", "`", "@", "\"", "\u{201C}", "\u{201D}", "\u{AB}",
        "\u{2019}", "\u{A1}", "\u{BF}", "\u{20AC}", "\u{A3}", "\u{A9}", "\u{2122}", "\u{2212}", "\u{2260}",
        "\u{221E}", "\u{2211}", "\u{2190}", "\u{2603}", "\u{2714}\u{FE0F}", "caf\u{E9}", "cafe\u{301}",
        "na\u{EF}ve", "\u{C5}ngstr\u{F6}m", "\u{212B}", "A\u{30A}", "stra\u{DF}e", "STRASSE", "\u{1E9E}",
        "\u{130}stanbul", "\u{131}", "\u{1C5}", "\u{FB01}le", "\u{FB03}", "\u{149}", "\u{1FB3}", "\u{390}",
        "a\u{300}\u{301}\u{302}\u{303}", "\u{301}", "o\u{323}\u{302}", "\u{1ED9}", "e\u{20DD}", "\u{334}x",
        "Z\u{351}\u{356}a\u{321}l\u{489}g\u{337}o", "\u{3A3}\u{3AF}\u{3C3}\u{3C5}\u{3C6}\u{3BF}\u{3C2}",
        "\u{395}\u{3BB}\u{3BB}\u{3AC}\u{3B4}\u{3B1}", "\u{41F}\u{440}\u{438}\u{432}\u{435}\u{442}",
        " \u{43C}\u{438}\u{440}", "\u{419}\u{43E}\u{433}\u{443}\u{440}\u{442}", "\u{401}", "\u{587}",
        "\u{10D0}\u{10D1}", "\u{1C90}", "\u{13A0}\u{AB70}",
        "\u{5E9}\u{5C1}\u{5B8}\u{5DC}\u{5D5}\u{5B9}\u{5DD}", "\u{5D0}\u{5D1}",
        "\u{627}\u{644}\u{633}\u{644}\u{627}\u{645}", " \u{639}\u{644}\u{64A}\u{643}\u{645}", "\u{640}",
        "\u{651}", "\u{FDFA}", "\u{6F1}\u{6F2}", "\u{712}\u{730}",
        "\u{928}\u{92E}\u{938}\u{94D}\u{924}\u{947}", "\u{915}\u{94D}\u{937}", "\u{995}\u{9CB}",
        "\u{BA8}\u{BBF}", "\u{E2A}\u{E27}\u{E31}\u{E2A}\u{E14}\u{E35}", "\u{E33}", "\u{F40}\u{F72}",
        "\u{1780}\u{17B6}", "\u{1019}\u{103C}", "\u{4F60}\u{597D}", "\u{4E16}\u{754C}", "\u{6F22}\u{5B57}",
        "\u{3042}\u{3044}", "\u{30AB}\u{3099}", "\u{30AC}", "\u{FF76}\u{FF9E}", "\u{FF21}\u{FF22}",
        "\u{FF11}", "\u{3002}", "\u{300C}", "\u{F900}", "\u{20000}", "\u{2F800}", "\u{31C0}", "\u{3400}",
        "\u{D55C}\u{AD6D}\u{C5B4}", "\u{1112}\u{1161}\u{11AB}", "\u{1100}\u{1161}", "\u{AC01}", "\u{3131}",
        "\u{A960}\u{D7B0}", "\u{302E}", "\u{1F600}",
        "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}", "\u{1F1E9}\u{1F1EA}",
        "\u{1F44D}\u{1F3FD}", "1\u{FE0F}\u{20E3}", "\u{1F3F4}\u{E0067}\u{E0062}\u{E007F}",
        "\u{2764}\u{FE0F}\u{200D}\u{1F525}", "\u{1FAF6}", "\u{1F9D1}\u{1F3FB}\u{200D}\u{1F680}",
        "\u{1D400}\u{1D4D0}", "\u{10330}", "\u{12000}", "\u{13000}", "\u{1F100}", "\u{A9C1}", "\u{10FFF}",
        "\u{E0100}", "\u{FE0E}", "\u{10FFFF}", "\u{E000}", "\u{FFFD}",
        String(String.UnicodeScalarView(scalar(0xFFFE))), String(String.UnicodeScalarView(scalar(0xFDD0))),
        "\u{378}",
        "\u{D7FF}", "\u{10400}\u{10428}", "\u{0}", "\u{1}", "\u{7}", "\u{8}", "\u{1B}[31m", "\u{1C}",
        "\u{1F}", "\u{7F}", "\u{80}", "\u{9F}", "https://example.com/a?b=c&d=%20#e",
        "user.name+tag@mail.example.org", "192.168.0.1", "C:\\path\\to", "/usr/bin/env",
        "2026-11-21T23:24:25Z", "+49 (0) 30 / 123-456", "#hash @at", "a_b-c.d",
        "def f(x):\n    return x**2\n", "if (a != b && !c) { i++; }", "\t\tfoo = bar;\n",
        "<div class=\"x\">&nbsp;</div>", "SELECT * FROM t WHERE a='b';", "\\n\\t\\u0000",
        "{\"a\": [1, 2.5e3, null]}", "$\\frac{1}{2}$", "x\u{2032} \u{2208} \u{211D}", "aaaaaaaa",
        "ABABABAB", "hahahahaha", "--------", "        ", "\n\n\n\n", "=====",
        "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "0000000000", "Donaudampfschifffahrtsgesellschaft",
        "antidisestablishmentarianism", "internationalization", "unbelievable", "Tokenizer", "subword",
        "ing", " ed", "playing", "McDonald's", "e.g.", "U.S.A.", "O'Neill", "rock'n'roll", "y'all'd've",
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "<s>",
        "</s>", "<unk>", "<pad>", "<mask>", "<0x0A>", "<|endoftext", "endoftext|>", "<|im_", "[MASK",
        "\u{2581}", "\u{2581}the", "\u{120}", "\u{10A}", "\u{120}the",
    ]
}

/// FNV-1a over numbers, as the golden script has it.
enum Digest {
    /// One for each thousand rows; a row ends with 2³² - 1.
    static func of(_ rows: [[Int]]) -> [String] {
        stride(from: 0, to: rows.count, by: 1000).map { start in
            var state: UInt64 = 0xCBF2_9CE4_8422_2325
            func mix(_ value: Int) { state = (state ^ UInt64(value)) &* 0x100_0000_01B3 }
            for row in rows[start..<min(start + 1000, rows.count)] {
                row.forEach(mix)
                mix(0xFFFF_FFFF)
            }
            let text = String(state, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
    }

    static func of(_ texts: [String]) -> [String] { of(texts.map { $0.utf8.map(Int.init) }) }
}
