/// RFC 4180, one byte after another: the version to read of what `CSVScratch` does 64 bytes at a time.
///
/// A field is unquoted or quoted. A quotation mark opens a quoted field only at the field's very start; inside, two of them
/// stand for one, and a single one closes; what follows up to the separator belongs to the field as it stands. A row ends
/// at LF, CR LF or CR.
///
///     let rows = CSVStateMachine.rows("name,size\n\"a, b\",3")      // [["name", "size"], ["a, b", "3"]]
///
/// O(bytes). Source: Y. Shafranovich, RFC 4180 (2005), with pandas' leniency for text after a closing quotation mark.
public enum CSVStateMachine {
    private enum State { case fieldStart, unquoted, quoted, quoteInQuoted }

    /// The rows of `text`, each a list of fields. Empty lines are rows with one empty field.
    ///
    /// - Parameters:
    ///   - text: the content of a file; empty for no rows.
    ///   - separator: what stands between fields, one ASCII character.
    ///   - quote: what encloses a field with special characters, one ASCII character.
    public static func rows(_ text: String, separator: Character = ",", quote: Character = "\"") -> [[String]]
    {
        let comma = separator.asciiValue ?? 44, mark = quote.asciiValue ?? 34
        var rows: [[String]] = [], row: [String] = [], field: [UInt8] = [], state = State.fieldStart
        var isAfterReturn = false
        let endField = {
            row.append(String(decoding: field, as: UTF8.self))
            field = []
            state = .fieldStart
        }
        let endRow = {
            endField()
            rows.append(row)
            row = []
        }
        for byte in text.utf8 {
            defer { isAfterReturn = byte == 13 && state == .fieldStart && row.isEmpty }
            if isAfterReturn, byte == 10 { continue }
            switch (state, byte) {
            case (.fieldStart, mark): state = .quoted
            case (.quoted, mark): state = .quoteInQuoted
            case (.quoted, _): field.append(byte)
            case (.quoteInQuoted, mark):
                field.append(mark)
                state = .quoted
            case (_, comma): endField()
            case (_, 10), (_, 13): endRow()
            default:
                field.append(byte)
                state = .unquoted
            }
        }
        if state != .fieldStart || !row.isEmpty { endRow() }
        return rows
    }
}
