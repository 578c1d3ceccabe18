import FuzzSupport
import Language

/// Any bytes as a `tokenizer.json`. What is read must encode any text without a crash, and be written so that it is read again and encodes the same.
@main struct TokenizerFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            guard let tokenizer = try? SubwordTokenizer(json: bytes) else { return 0 }
            let texts = [
                "", "Hello  world, it's 2026!\n", "e\u{301}\u{1F468}\u{200D}\u{1F469} \u{AC01}\u{5E9}\u{0}",
                String(decoding: bytes.suffix(200), as: UTF8.self),
            ]
            let ids = texts.map { tokenizer.encode($0) }
            for row in ids { _ = tokenizer.decode(row, skippingSpecialTokens: row.count % 2 == 0) }
            for id in -1...min(300, tokenizer.vocabularyCount) { _ = tokenizer.bytes(of: id) }
            _ = tokenizer.encode(bytes: bytes.suffix(100))
            guard let again = try? SubwordTokenizer(json: tokenizer.json()) else { return 0 }
            precondition(
                texts.map { again.encode($0) } == ids || again.vocabularyCount != tokenizer.vocabularyCount)
            return 0
        }
    }
}
