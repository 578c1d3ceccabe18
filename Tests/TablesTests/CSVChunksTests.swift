import Foundation
import Tables
import Testing

@Suite struct CSVChunksTests {
    private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    @Test func chunksAreTheFileInParts() throws {
        let lines = (0..<30_000).map { $0 % 7 == 0 ? "\"a\n,\($0)\",\($0).5,\($0)" : "b,\($0),\($0)\n" }
        try withFile("t,x,i\n" + lines.joined(separator: "\n")) { path in
            let whole = try DataFrame(csv: path)
            for rows in [1, 999, 29_999, 30_000, 1_000_000] where rows > 1 || whole.rowCount < 10 {
                var chunks = try CSVChunks(path, rowsPerChunk: rows)
                #expect(chunks.columnNames == ["t", "x", "i"])
                var texts: [String?] = [], integers: [Int?] = [], counts: [Int] = []
                while let chunk = try chunks.next() {
                    #expect(chunk.columnTypes == [.text, .number, .integer])
                    texts += chunk.columns[0].strings
                    integers += chunk.columns[2].integers
                    counts.append(chunk.rowCount)
                }
                #expect(counts.dropLast().allSatisfy { $0 == rows } && counts.reduce(0, +) == 30_000)
                #expect(texts == whole.columns[0].strings && integers == whole.columns[2].integers)
            }
        }
    }

    @Test func typesAreThoseOfTheWholeFileUnlessTold() throws {
        try withFile("a,b\n1,x\n2,y\n\n3.5,z\n") { path in
            var all = try CSVChunks(path, rowsPerChunk: 1)
            var counts = 0
            while let chunk = try all.next() {
                #expect(chunk.columnTypes == [.number, .text] && chunk.rowCount == 1)
                counts += 1
            }
            #expect(counts == 3)
            var first = try CSVChunks(path, rowsPerChunk: 2, types: .firstChunk)
            #expect(try first.next()?.columnTypes == [.integer, .text])
            let error = CSVError.badValue(
                file: path, line: 5, column: "a", text: "3.5", expected: "a whole number")
            #expect(throws: error) { try first.next() }
        }
    }

    @Test func addsUpWhatItLeftOut() throws {
        try withFile("a,b\n1,2,3\n4,5\n6\n7,8,9\n1,1\n") { path in
            var options = CSVOptions()
            options.badRows = .keepAside
            var chunks = try CSVChunks(path, rowsPerChunk: 1, options)
            var rows = 0
            while let chunk = try chunks.next() { rows += chunk.rowCount }
            #expect(rows == 3 && chunks.report.skippedRows == 2 && chunks.report.filledRows == 1)
            #expect(chunks.report.rejected.map(\.line) == [2, 5])
        }
    }
}
