import FuzzSupport
import Tables

/// Any text as JSON, as a table, and as JSON Lines. What is read must be written so that it is read again.
@main struct JSONFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            let text = String(decoding: bytes, as: UTF8.self)
            var options = JSONOptions()
            options.findsDates = count % 2 == 0
            options.nested = count % 3 == 0 ? .text : .flattened
            options.badLines = .keepAside
            if let value = try? JSONValue(parsing: text) {
                precondition((try? JSONValue(parsing: value.text)) == value)
            }
            if let frame = try? DataFrame(jsonText: text, options), frame.rowCount > 0, frame.columnCount > 0
            {
                options.nested = .flattened
                precondition((try? DataFrame(jsonText: frame.jsonText(), options)) == frame)
            }
            _ = try? DataFrame(jsonLinesText: text, options)
            return 0
        }
    }
}
