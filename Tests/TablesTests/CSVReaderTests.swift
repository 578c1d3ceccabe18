import Foundation
import Tables
import Testing

@Suite struct CSVReaderTests {
    private func read(_ text: String, _ change: (inout CSVOptions) -> Void = { _ in }) throws -> DataFrame {
        var options = CSVOptions()
        change(&options)
        return try DataFrame(csvText: text, options)
    }

    private func cells(_ frame: DataFrame) -> [[Cell]] { frame.columns.map(\.cells) }

    @Test func findsTheTypeOfEachColumn() throws {
        let frame = try read(
            """
            i,n,b,d,t,e,long
            1,1,true,2024-02-29,x,,9223372036854775808
            -2,2.5,False,2024-02-29T12:00:00Z,,NA,1
            """)
        #expect(frame.columnTypes == [.integer, .number, .boolean, .timestamp, .text, .number, .text])
        #expect(frame.columns[0].integers == [1, -2])
        #expect(frame.columns[1].cells == [.number(1), .number(2.5)])
        #expect(frame.columns[2].booleans == [true, false])
        #expect(frame.columns[3].timestamps[1] == Timestamp(year: 2024, month: 2, day: 29, hour: 12))
        #expect(frame.columns[4].strings == ["x", nil])
        #expect(frame.columns[5].missingCount == 2)
    }

    @Test func keepsQuotedSeparatorsLineEndsAndMarks() throws {
        let frame = try read("a,b\r\n\"x, \"\"y\"\"\",\"1\r\n2\"\r\n\"\"\"\",\"p\"q\r\n")
        #expect(frame.columns[0].strings == ["x, \"y\"", "\""])
        #expect(frame.columns[1].strings == ["1\r\n2", "pq"])
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func readsAllLineEnds(_ end: String) throws {
        let lines = ["a,b", "1,x", "", "2,y"]
        for text in [lines.joined(separator: end), lines.joined(separator: end) + end] {
            let frame = try read(text)
            #expect(frame.columns[0].integers == [1, 2])
            #expect(frame.columns[1].strings == ["x", "y"])
        }
    }

    @Test func widensATypeThatFailsLate() throws {
        let many = (0..<60_000).map { "\($0),\($0)" }
        let frame = try read((["a,b"] + many + ["1.5,007", ",x"]).joined(separator: "\n"))
        #expect(frame.columnTypes == [.number, .text])
        #expect(frame.columns[0][60_000] == .number(1.5) && frame.columns[0].missingCount == 1)
        #expect(frame.columns[1][60_000] == .text("007") && frame.columns[1][59_999] == .text("59999"))
        #expect(frame.rowCount == 60_002)
    }

    @Test func namesTheLineOfARowThatIsTooLong() throws {
        #expect(
            throws: CSVError.badRow(file: "text", line: 4, fields: 3, columns: 2, text: "3,\"4\",5")
        ) {
            try read("a,b\n1,\"x\ny\"\n3,\"4\",5\n")
        }
        #expect(throws: CSVError.unclosedQuote(file: "text", line: 3)) { try read("a,b\n1,2\n3,\"4\n5,6\n") }
        #expect(throws: CSVError.empty(file: "text")) { try read("\n\n") }
    }

    @Test func keepsBadRowsAside() throws {
        var options = CSVOptions(), report = CSVReport()
        options.badRows = .keepAside
        options.types = ["a": .integer]
        let text = "a,b\n1,2\n1,2,3\nx,5\n\"y\",6\n7\n8,9\n10,\"open"
        let frame = try DataFrame(csvBytes: Array(text.utf8), options, report: &report)
        #expect(frame.columns[0].integers == [1, 7, 8])
        #expect(frame.columns[1].integers == [2, nil, 9])
        #expect(report.rejected.map(\.line) == [3, 4, 5, 8])
        #expect(report.rejected[0].reason == "3 fields where the table has 2 columns")
        #expect(report.rejected[2].text == "\"y\",6")
        #expect(report.rejected[2].reason == "column a: \"y\" is not a whole number")
        #expect(report.rejected[3].reason == "a quotation mark that is never closed")
        #expect(report.filledRows == 1 && report.skippedRows == 4)
    }

    @Test func namesAValueThatIsNotOfTheGivenType() {
        #expect(
            throws: CSVError.badValue(file: "text", line: 3, column: "b", text: "x", expected: "a number")
        ) {
            try read("a,b\n1,2\n1,x\n") { $0.types = ["b": .number] }
        }
    }

    @Test func readsOtherDialects() throws {
        let german = try read("Maß;Datum\n1.234,5;1.3.2026\n-0,25;31.12.1999\n") {
            $0.separator = .detected
            $0.decimalMark = ","
            $0.thousandsMark = "."
            $0.timestampPatterns = ["Datum": "%d.%m.%Y"]
        }
        #expect(german.columns[0].cells == [.number(1234.5), .number(-0.25)])
        #expect(german.columns[1].timestamps[0] == Timestamp(year: 2026, month: 3, day: 1))
        let commented = try read("# made by hand\na b# names\n1 'x # y'#z\n#\n2 w") {
            $0.separator = .character(" ")
            $0.comment = "#"
            $0.quote = "'"
            $0.header = .replaced(["p", "q"])
        }
        #expect(commented.columns[1].strings == ["x # y", "w"])
    }

    @Test func takesNamesAndRowsAsTold() throws {
        #expect(try read("a,a,,a.1\n1,2,3,4\n").columnNames == ["a", "a.2", "Unnamed: 2", "a.1"])
        let chosen = try read("skip\nme,\n1,2,3\n4,5,6\n7,8,9\n") {
            $0.skippedLines = 2
            $0.header = .names(["x", "y", "z"])
            $0.columns = ["z", "x"]
            $0.rowLimit = 2
            $0.types = ["z": .category]
        }
        #expect(chosen.columnNames == ["x", "z"])
        #expect(chosen.columns[0].integers == [1, 4])
        #expect(chosen.columns[1].type == .category && chosen.columns[1].strings == ["3", "6"])
        #expect(try read("1,2\n") { $0.header = .numbered }.columnNames == ["0", "1"])
        #expect(try read("a,b").rowCount == 0)
    }

    @Test func readsOtherEncodings() throws {
        let text = "städte,€\nKöln,1\nŁódź 😀,2\n"
        let units = Array(text.utf16)
        let little = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let big = units.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let expected = try read(text)
        for bytes in [
            [0xEF, 0xBB, 0xBF] + Array(text.utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big, little, big,
        ] {
            #expect(try DataFrame(csvBytes: bytes) == expected)
        }
        var report = CSVReport()
        let western = try DataFrame(csvBytes: Array("a\nK".utf8) + [0xF6, 0x80], report: &report)
        #expect(western.columns[0].strings == ["Kö€"] && report.encoding == "Windows-1252")
        #expect(throws: CSVError.badEncoding(file: "text", line: 2, encoding: "UTF-8")) {
            var options = CSVOptions()
            options.encoding = .utf8
            return try DataFrame(csvBytes: Array("a\nK".utf8) + [0xF6, 0x80], options)
        }
    }

    /// Quoted line ends and every separator at random: the blocks' guessed starts are often wrong, and the outcome must not be.
    @Test func agreesWithTheVersionToReadOnLargeRandomText() throws {
        var seed: UInt64 = 7
        let random = { (limit: Int) -> Int in
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
        let pieces = [
            "a", "b,", "\"\"", "\n", "\r\n", "é", "x", "long text without marks", "\"\"\"\"", "1", ",\"\"\n",
        ]
        var text = "p,q,r\n"
        for _ in 0..<90_000 {
            let fields = (0..<3).map { _ -> String in
                let inside = (0..<random(4)).map { _ in pieces[random(pieces.count)] }.joined()
                return random(2) == 0 ? "\"\(inside)\"" : "plain\(random(100))"
            }
            text += fields.joined(separator: ",") + (random(9) == 0 ? "\r\n" : "\n")
        }
        let rows = CSVStateMachine.rows(text).dropFirst().filter { $0.count > 1 }
        let frame = try read(text) {
            $0.missingValues = []
            $0.types = ["p": .text, "q": .text, "r": .text]
        }
        #expect(frame.rowCount == rows.count)
        for (place, name) in ["p", "q", "r"].enumerated() {
            #expect(frame.columns[place].strings == rows.map { $0[place] }, "column \(name)")
        }
    }
}
