import Foundation
import Randomness
import Tables
import Testing

/// Files made to hurt: no crash, no hang, and a message or the right table.
@Suite struct HostileCSVTests {
    @Test func readsAHundredThousandColumns() throws {
        let count = 100_000
        let header = (0..<count).map { "c\($0)" }.joined(separator: ",")
        let row = (0..<count).map { "\($0)" }.joined(separator: ",")
        let frame = try DataFrame(csvText: header + "\n" + row + "\n" + row + "\nx" + row)
        #expect(frame.shape == (3, count))
        #expect(
            frame.columns[0].type == .text
                && frame.columns[count - 1].integers == [count - 1, count - 1, count - 1])
    }

    @Test func readsOneHugeField() throws {
        let huge = String(repeating: "line \"\"of\"\" text,\n", count: 300_000)
        let frame = try DataFrame(csvText: "a,b\n1,\"\(huge)\"\n2,y\n")
        #expect(frame.columns[0].integers == [1, 2])
        #expect(frame.columns[1].strings[0]?.utf8.count == 300_000 * 16)
        #expect(throws: CSVError.unclosedQuote(file: "text", line: 2)) {
            try DataFrame(csvText: "a,b\n1,\"\(huge)\n2,y\n")
        }
    }

    @Test func readsManyQuotedLineEndsAcrossBlocks() throws {
        let field = "\"" + String(repeating: "a,b\n", count: 500) + "\""
        let lines = (0..<2000).map { "\($0),\(field)" }
        let frame = try DataFrame(csvText: "n,t\n" + lines.joined(separator: "\n"))
        #expect(frame.columns[0].integers == (0..<2000).map { $0 })
        #expect(frame.columns[1].strings.allSatisfy { $0?.utf8.count == 2000 })
    }

    @Test func keepsManyBadRowsAside() throws {
        var options = CSVOptions(), report = CSVReport()
        options.badRows = .keepAside
        options.types = ["a": .integer]
        let lines = (0..<50_000).map { $0 % 3 == 0 ? "\($0),1,2" : $0 % 3 == 1 ? "x,1" : "\($0),1" }
        let text = "a,b\n" + lines.joined(separator: "\n")
        let frame = try DataFrame(csvBytes: Array(text.utf8), options, report: &report)
        #expect(frame.rowCount == 16_666 && report.rejected.count == 33_334)
        #expect(report.rejected[0].line == 2 && report.rejected[33_333].line == 50_001)
    }

    @Test func readsEveryShortText() throws {
        // All texts of up to six of these bytes: every state of the reader meets every byte.
        let alphabet: [UInt8] = [UInt8(ascii: "a"), 44, 34, 10, 13]
        for length in 0...6 {
            var digits = [Int](repeating: 0, count: length)
            repeat {
                let body = digits.map { alphabet[$0] }
                try check(Array("p,q\n".utf8) + body)
                var place = 0
                while place < length {
                    digits[place] += 1
                    if digits[place] < alphabet.count { break }
                    digits[place] = 0
                    place += 1
                }
                if place == length { break }
            } while true
        }
    }

    private func check(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        var options = CSVOptions()
        options.missingValues = []
        options.header = .names(["p", "q"])
        let rows = CSVStateMachine.rows(text).filter { $0 != [""] }
        let result = Result { try DataFrame(csvBytes: bytes, options) }
        switch result {
        case .success(let frame): compare(frame, rows, text)
        case .failure(CSVError.badRow): #expect(rows.contains { $0.count > 2 }, "\(text.debugDescription)")
        case .failure(let error): #expect(text.contains("\""), "\(text.debugDescription): \(error)")
        }
    }

    private func compare(_ frame: DataFrame, _ rows: [[String]], _ text: String) {
        // A quoted empty field alone is a row, and the strings of the version to read do not show the marks.
        if text.contains("\"\"") { return }
        #expect(frame.rowCount == rows.count, "\(text.debugDescription)")
        for (row, fields) in rows.enumerated() where row < frame.rowCount {
            for (column, field) in fields.enumerated() {
                #expect(frame.columns[column].strings[row] == field, "\(text.debugDescription)")
            }
        }
    }

    @Test func survivesRandomBytes() {
        var generator = Generator(seed: 5)
        let alphabet = Array("\"\"\",,;\n\n\r\t #'1.5eE+-aNé\u{FEFF}\0".utf8) + [0xFF, 0xFE, 0xC3]
        for _ in 0..<3000 {
            let length = Int(generator.next() % 200)
            let bytes = (0..<length).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] }
            var options = CSVOptions(), report = CSVReport()
            let choice = generator.next()
            options.badRows = choice & 1 == 0 ? .keepAside : .skip
            options.separator = choice & 2 == 0 ? .detected : .character("\t")
            options.comment = choice & 4 == 0 ? "#" : nil
            options.quote = choice & 8 == 0 ? "'" : "\""
            options.thousandsMark = choice & 16 == 0 ? "+" : nil
            options.fillsShortRows = choice & 32 == 0
            options.rowLimit = choice & 64 == 0 ? 2 : nil
            if let frame = try? DataFrame(csvBytes: bytes, options, report: &report) {
                #expect(frame.columns.allSatisfy { $0.count == frame.rowCount })
                #expect(frame.rowCount <= 2 || options.rowLimit == nil)
            }
        }
    }

    /// What the fuzzer reported, if only because its machine stood still meanwhile.
    @Test func readsWhatTheFuzzerFound() throws {
        let bytes: [UInt8] = [
            0xFF, 0x01, 0x2F, 0x62, 0x0A, 0x22, 0x22, 0x0D, 0x0A, 0x62, 0x0A, 0x22, 0x22, 0x0D, 0x0A, 0x22,
            0x22, 0x0A,
            0x12, 0x26, 0x62, 0x0A, 0x22, 0x22, 0x96, 0x96, 0x0A, 0x4A, 0x17, 0x00, 0x02, 0x0A, 0x0A, 0x63,
            0x0A, 0x96,
            0x96, 0x96,
        ]
        var options = CSVOptions(), report = CSVReport()
        options.comment = "#"
        options.separator = .detected
        options.header = .numbered
        let frame = try DataFrame(csvBytes: bytes, options, report: &report)
        #expect(frame.columnCount == 1 && report.encoding == "Windows-1252" && report.skippedRows == 0)
    }

    @Test func aFileThatIsNotThereIsAnError() {
        for path in ["/nowhere.csv", "/", "/dev/null", "a\0b"] {
            #expect(throws: CSVError.self) { try DataFrame(csv: path) }
        }
    }
}
