import FuzzSupport
import Tables

/// The type and value of a single field: whole number, number, date or text, against Swift's own conversions.
@main struct FieldFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count)).filter {
                $0 != 10 && $0 != 13 && $0 != 34 && $0 != 44
            }
            guard count < 4000 else { return 0 }
            let text = String(decoding: bytes, as: UTF8.self)
            var options = CSVOptions()
            options.missingValues = []
            options.timestampPatterns = count % 4 == 0 ? ["d": String(text.prefix(12))] : [:]
            _ = try? DataFrame(csvText: "d,x\n\(text),1\n", options)
            options.timestampPatterns = [:]
            guard let frame = try? DataFrame(csvText: "d,x\n\(text),1\n", options) else { return 0 }
            switch frame.columnTypes[0] {
            case .integer: precondition(Double(trimmed(text)) != nil)
            case .number:
                if let expected = Double(trimmed(text)) {
                    let read = frame.csvText().split(separator: "\n")[1].split(separator: ",")
                    let value = read.count == 1 ? Double.nan : Double(String(read[0])) ?? .nan
                    precondition(value == expected || expected.isNaN)
                }
            case .timestamp:
                precondition(Timestamp(text.replacing("/", with: "-").replacing(",", with: ".")) != nil)
            default: break
            }
            return 0
        }
    }
}

private func trimmed(_ text: String) -> String {
    var view = Substring(text)
    while view.first == " " || view.first == "\t" { view.removeFirst() }
    while view.last == " " || view.last == "\t" { view.removeLast() }
    return String(view)
}
