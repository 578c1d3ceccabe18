import Foundation
import Tables
import Testing

@Suite struct JSONTests {
    @Test func readsRecordsAndColumns() throws {
        let expected: DataFrame = ["a": [1, 2, nil], "b": ["x", nil, "y"], "c": [nil, 0.5, 2]]
        let records = """
            [{"a": 1, "b": "x"}, {"b": null, "a": 2, "c": 0.5},
             {"c": 2, "b": "y"}]
            """
        #expect(try DataFrame(jsonText: records) == expected)
        let columns = #"{"a": [1, 2, null], "b": ["x", null, "y"], "c": [null, 0.5, 2]}"#
        #expect(try DataFrame(jsonText: columns) == expected)
        #expect(try DataFrame(jsonText: "[]").shape == (0, 0))
        #expect(try DataFrame(jsonText: "[{}, {}]").shape == (2, 0))
    }

    @Test func flattensNestedObjectsOrKeepsThem() throws {
        let text = #"[{"a": {"b": 1, "c": {"d": [1, {"e": null}]}}}, {"a": 5}]"#
        let flat = try DataFrame(jsonText: text)
        #expect(flat.columnNames == ["a.b", "a.c.d", "a"])
        #expect(flat.columns[1].strings == [#"[1,{"e":null}]"#, nil])
        var options = JSONOptions()
        options.nested = .text
        let kept = try DataFrame(jsonText: text, options)
        #expect(kept.columns[0].strings == [#"{"b":1,"c":{"d":[1,{"e":null}]}}"#, "5"])
    }

    @Test func findsTypes() throws {
        let text = #"""
            [{"d": "2024-01-02", "m": 1, "t": "2024-01-02", "b": true, "n": 12345678901234567890},
             {"d": null, "m": "x", "t": "2024", "b": false, "n": 1e999}]
            """#
        let frame = try DataFrame(jsonText: text)
        #expect(frame.columnTypes == [.timestamp, .text, .text, .boolean, .number])
        #expect(frame.columns[4].cells == [.number(12_345_678_901_234_567_168), .number(.infinity)])
        var options = JSONOptions()
        options.types = ["m": .number]
        #expect(throws: JSONError.self) { try DataFrame(jsonText: text, options) }
    }

    @Test func readsEscapes() throws {
        let value = try JSONValue(parsing: #"["\"\\\/\b\f\n\r\t\u00e9\ud83d\uDE00\u0000", "é😀"]"#)
        #expect(value == .array([.string("\"\\/\u{8}\u{c}\n\r\té😀\0"), .string("é😀")]))
        #expect(try JSONValue(parsing: value.text) == value)
    }

    @Test(arguments: [
        "", " ", "[", "[1,", "[1,]", "[,1]", "{", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{a:1}",
        "{\"a\":1,\"a\":2}", "01", "-",
        "+1", "1.", ".5", "1e", "1e+", "NaN", "Infinity", "nul", "nullx", "true false", "\"", "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\n\"", "'a'", "[1]]", "/* */ 1",
        "\u{FEFF}\u{FEFF}1",
        "[1\u{A0}]", "--1", "0x1",
    ])
    func refusesWhatIsNotJSON(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test func tellsWhereTheErrorIs() {
        #expect(
            throws: JSONError.invalid(
                file: "text", line: 3, column: 7, reason: "no comma and no } after a value")
        ) { try JSONValue(parsing: "{\n\"a\": 1,\n\"b\":2 \"c\": 3}") }
    }

    @Test func limitsTheDepth() throws {
        let deep = { (levels: Int) in
            String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
        }
        _ = try JSONValue(parsing: deep(511))
        #expect(throws: JSONError.self) { try JSONValue(parsing: deep(512)) }
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: String(repeating: "[{\"a\":", count: 1_000_000))
        }
    }

    @Test func readsBackWhatItWrote() throws {
        let frame: DataFrame = [
            "i": [1, nil, .integer(.min)], "x": [0.1, -0.0, nil], "b": [true, nil, false],
            "t": ["a\"\\\n\u{1}", "", nil],
            "d": Column([Timestamp(microseconds: -1), nil, Timestamp(year: 2024, month: 1, day: 1)]),
        ]
        #expect(try DataFrame(jsonText: frame.jsonText()) == frame)
        #expect(try DataFrame(jsonText: frame.jsonText(layout: .columns)) == frame)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("t.jsonl").path
        try frame.write(jsonLines: path)
        #expect(try DataFrame(jsonLines: path) == frame)
        var chunks = try JSONLinesChunks(path, rowsPerChunk: 2), counts: [Int] = []
        while let chunk = try chunks.next() { counts.append(chunk.rowCount) }
        #expect(counts == [2, 1])
        try frame.write(json: path, layout: .columns)
        #expect(try DataFrame(json: path) == frame)
        #expect(throws: JSONError.self) { try frame.write(json: folder.path) }
        #expect(throws: JSONError.self) { try DataFrame(json: folder.path + "/none") }
    }

    @Test func keepsBadLinesAside() throws {
        let text = "{\"a\": 1}\n\n{\"a\": }\r\n[1]\n{\"a\": 2}"
        #expect(
            throws: JSONError.invalid(
                file: "text", line: 3, column: 7, reason: "no value begins like this")
        ) { try DataFrame(jsonLinesText: text) }
        var options = JSONOptions()
        options.badLines = .keepAside
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(text.utf8).write(to: folder)
        var report = JSONReport()
        let frame = try DataFrame(jsonLines: folder.path, options, report: &report)
        #expect(frame == ["a": [1, 2]])
        #expect(report.rejected.map(\.line) == [3, 4] && report.rejected[0].text == "{\"a\": }")
    }
}
