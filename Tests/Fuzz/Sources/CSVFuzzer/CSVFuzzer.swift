import FuzzSupport
import Tables

/// The first byte picks the dialect, the rest is the file. What is read must be written so that it is read again, and have as many rows as the version to
/// read finds.
@main struct CSVFuzzer {
    static func main() {
        _ = fuzz { start, count in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            guard let choice = bytes.first else { return 0 }
            var options = CSVOptions()
            options.missingValues = choice & 1 == 0 ? [""] : CSVOptions.usualMissingValues
            options.quotedMissing = choice & 1 == 1
            options.badRows = choice & 2 == 0 ? .keepAside : .fail
            options.comment = choice & 4 == 0 ? nil : "#"
            options.separator = choice & 8 == 0 ? .character(",") : .detected
            options.encoding = choice & 16 == 0 ? .automatic : .utf8
            options.header = choice & 32 == 0 ? .firstRow : .numbered
            if choice & 64 != 0 { options.types = ["0": .integer, "1": .category] }
            if choice & 128 != 0 {
                options.decimalMark = ";"
                options.thousandsMark = "'"
                options.rowLimit = 3
            }
            var report = CSVReport()
            guard let frame = try? DataFrame(csvBytes: Array(bytes.dropFirst()), options, report: &report)
            else {
                return 0
            }
            precondition(report.rejected.count <= bytes.count)
            compareRows(Array(bytes.dropFirst()), frame, options, report)
            let text = frame.csvText()
            if choice & 0b1100_0001 == 0, frame.columnCount > 1 {
                var plain = CSVOptions()
                plain.missingValues = [""]
                plain.quotedMissing = false
                precondition((try? DataFrame(csvText: text, plain)) == frame)
            }
            return 0
        }
    }
}

private func compareRows(
    _ bytes: [UInt8], _ frame: DataFrame, _ options: CSVOptions, _ report: CSVReport
) {
    guard options.comment == nil, options.rowLimit == nil, report.encoding == "UTF-8", report.skippedRows == 0
    else { return }
    var text = String(decoding: bytes, as: UTF8.self)
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    let rows = CSVStateMachine.rows(text, separator: report.separator).filter { fields in
        fields.count > 1 || !fields[0].utf8.allSatisfy { $0 == 32 || $0 == 9 }
    }
    // A quoted empty field alone is a row that the strings do not show.
    if frame.columnCount == 1 { return }
    precondition(
        frame.rowCount == rows.count - (options.header == .firstRow ? 1 : 0) || text.contains("\"\""))
}
