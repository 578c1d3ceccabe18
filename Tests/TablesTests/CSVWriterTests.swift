import Foundation
import Tables
import Testing

@Suite struct CSVWriterTests {
    private let frame: DataFrame = [
        "i": [1, nil, -3],
        "x": [0.1, 1e300, nil],
        "b": [true, nil, false],
        "t": ["a,\"b\"\r\n", "", " é "],
        "d": Column([Timestamp(year: 2024, month: 2, day: 29), nil, Timestamp(microseconds: -1)]),
        "quote\"d": ["NA", nil, "x"],
    ]

    @Test func readsBackWhatItWrote() throws {
        var options = CSVOptions()
        options.quotedMissing = false
        options.missingValues = [""]
        #expect(try DataFrame(csvText: frame.csvText(), options) == frame)
        let single: DataFrame = ["t": ["a", nil, "b"]]
        options.quotedMissing = true
        #expect(try DataFrame(csvText: single.csvText(), options) == single)
        options.separator = .character(";")
        options.header = .numbered
        let text = single.csvText(separator: ";", writesHeader: false)
        #expect(try DataFrame(csvText: text, options).columns == single.columns)
    }

    @Test func leavesNothingBehindWhenItFails() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("t.csv").path
        try frame.write(csv: path)
        try frame.write(csv: path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["t.csv"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == frame.csvText())
        #expect(throws: CSVError.self) { try frame.write(csv: folder.path + "/none/t.csv") }
        #expect(throws: CSVError.self) { try frame.write(csv: folder.path) }
        #expect(throws: CSVError.self) { try DataFrame(csv: folder.path) }
        #expect(throws: CSVError.self) { try DataFrame(csv: folder.path + "/none.csv") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["t.csv"])
    }
}
