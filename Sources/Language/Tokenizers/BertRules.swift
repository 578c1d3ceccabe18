/// BERT's normalisation in one pass over ASCII, and run by run over the rest.
struct BertRules: Sendable {
    var cleaning: Bool
    var ideographs: Bool
    var accents: Bool
    var lowercase: Bool

    func apply(_ text: [UInt8]) -> [UInt8] {
        let table = asciiTable()
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 8 + 16)
        text.withUnsafeBufferPointer { text in
            var place = 0
            while place < text.count {
                let byte = text[place]
                if byte < 0x80 {
                    let mapped = table[Int(byte)]
                    if mapped < 0x80 { result.append(mapped) }
                    place += 1
                } else {
                    var end = place + 1
                    while end < text.count, text[end] >= 0x80 { end += 1 }
                    appendWide(Bytes(rebasing: text[place..<end]), to: &result)
                    place = end
                }
            }
        }
        return result
    }

    /// What becomes of each ASCII byte; 0xFF falls out.
    private func asciiTable() -> [UInt8] {
        (UInt8(0)..<128).map { byte in
            if cleaning, byte == 9 || byte == 10 || byte == 13 { return 0x20 }
            if cleaning, byte < 32 || byte == 127 { return 0xFF }
            return lowercase && (65...90).contains(byte) ? byte + 32 : byte
        }
    }

    private static let ideographs: [ClosedRange<UInt32>] = [
        0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
        0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F,
    ]

    private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x3400 && ideographs.contains { $0.contains(scalar.value) }
    }

    /// A run without ASCII. Cleaning, spaces around ideographs, then NFD without marks, then lower case: in this order.
    private func appendWide(_ run: Bytes, to result: inout [UInt8]) {
        var cleaned = String.UnicodeScalarView()
        for scalar in String(decoding: run, as: UTF8.self).unicodeScalars {
            let flags = CharacterClass(scalar)
            if cleaning, flags.contains(.other) || scalar.value == 0xFFFD { continue }
            if cleaning, flags.contains(.space) {
                cleaned.append(" ")
            } else if ideographs, BertRules.isIdeograph(scalar) {
                cleaned.append(contentsOf: [" ", scalar, " "])
            } else {
                cleaned.append(scalar)
            }
        }
        guard accents || lowercase else { return result.append(contentsOf: String(cleaned).utf8) }
        if accents { cleaned = NormalForm.decomposed.apply(String(cleaned)).unicodeScalars }
        for scalar in cleaned {
            if accents, CharacterClass(scalar).contains(.mark) { continue }
            if lowercase {
                result.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            } else {
                result.append(contentsOf: String(scalar).utf8)
            }
        }
    }
}
