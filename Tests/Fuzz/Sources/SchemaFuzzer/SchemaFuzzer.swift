import FuzzSupport
import Language

/// Any text as a schema. What a schema's automaton writes, the schema accepts: the lowest allowed byte each time, within the promised number of tokens.
@main struct SchemaFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
            if let value = try? TemplateValue(json: text) {
                precondition((try? TemplateValue(json: value.json)) != nil)
            }
            guard let schema = try? JSONSchema(text),
                var constraint = try? JSONConstraint(schema, vocabulary), constraint.minimumTokens < 200
            else { return 0 }
            var bytes: [UInt8] = []
            var remaining = constraint.minimumTokens + count % 7
            while remaining > 0 {
                let mask = constraint.allowed(remaining: remaining)
                let byte = count % 2 == 0 ? (0..<256).first { mask[$0] } : (0..<256).last { mask[$0] }
                guard let byte else { break }
                constraint.advance(byte)
                bytes.append(UInt8(byte))
                remaining -= 1
            }
            precondition(constraint.mayEnd)
            precondition(schema.accepts(String(decoding: bytes, as: UTF8.self)))
            return 0
        }
    }
}

private let vocabulary = VocabularyTrie(tokens: (0..<256).map { [UInt8($0)] })
