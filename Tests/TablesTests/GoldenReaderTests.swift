import Foundation
import Tables
import TestSupport
import Testing

@Suite struct GoldenReaderTests {
    private struct Reference: Decodable {
        var versions: [String: String]
        var csv: [File]
        var json: [Text]
    }

    private struct File: Decodable {
        var name: String
        var bytes: Data
        var options: Options
        var columns: [Values]?
    }

    private struct Options: Decodable {
        var separator: String?
        var decimal: String?
        var thousands: String?
        var comment: String?
        var skip: Int?
        var header: Bool?

        var csv: CSVOptions {
            var options = CSVOptions()
            options.findsDates = false
            if let first = separator?.first { options.separator = .character(first) }
            if let first = decimal?.first { options.decimalMark = first }
            options.thousandsMark = thousands?.first
            options.comment = comment?.first
            options.skippedLines = skip ?? 0
            if header == false { options.header = .numbered }
            return options
        }
    }

    private struct Text: Decodable {
        var name: String
        var text: String
        var columns: [Values]
    }

    private struct Values: Decodable {
        var name: String
        var values: [Value?]
    }

    private enum Value: Decodable {
        case boolean(Bool), number(Double), text(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Bool.self) {
                self = .boolean(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    /// Whether a cell says what pandas read. pandas turns whole numbers with gaps into fractions: the value counts.
    private func agrees(_ cell: Cell, _ value: Value?) -> Bool {
        switch (cell, value) {
        case (.missing, nil): return true
        case (.boolean(let left), .boolean(let right)): return left == right
        case (.integer(let left), .number(let right)): return Double(left) == right
        case (.number(let left), .number(let right)): return left == right && left.sign == right.sign
        case (.number(let left), .text(let right)): return left.isInfinite && Double(right) == left
        case (.text(let left), .text(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.text(let left), .boolean(let right)): return left.lowercased() == "\(right)"
        default: return false
        }
    }

    private func differences(_ frame: DataFrame, _ columns: [Values]) -> Int {
        guard frame.columnNames == columns.map(\.name) else { return 1 }
        return zip(frame.columns, columns).reduce(0) { sum, pair in
            guard pair.0.count == pair.1.values.count else { return sum + 1 }
            return sum + zip(pair.0.cells, pair.1.values).count { !agrees($0, $1) }
        }
    }

    @Test func readsWhatPandasReads() throws {
        let reference = try Golden.load("tables/readers", as: Reference.self)
        let version = reference.versions["pandas"] ?? "?"
        var wrong = 0
        for file in reference.csv {
            let frame = try? DataFrame(csvBytes: Array(file.bytes), file.options.csv)
            guard let columns = file.columns else {
                #expect(frame == nil, "\(file.name): pandas refuses this")
                wrong += frame == nil ? 0 : 1
                continue
            }
            let found = frame.map { differences($0, columns) } ?? 1
            #expect(found == 0, "\(file.name)")
            wrong += found
        }
        #expect(
            Parity.holds(
                "Tables", "DataFrame.init(csv:)", against: "pandas \(version) read_csv",
                on: "\(reference.csv.count) hostile and real files", measure: "cells that differ",
                tolerance: 0,
                error: Double(wrong)))
    }

    @Test func readsTheJSONThatPandasReads() throws {
        let reference = try Golden.load("tables/readers", as: Reference.self)
        let version = reference.versions["pandas"] ?? "?"
        var wrong = 0
        for text in reference.json {
            var options = JSONOptions()
            options.findsDates = false
            let frame =
                text.name == "lines"
                ? try DataFrame(jsonLinesText: text.text, options)
                : try DataFrame(jsonText: text.text, options)
            let found = differences(frame, text.columns)
            #expect(found == 0, "\(text.name)")
            wrong += found
        }
        #expect(
            Parity.holds(
                "Tables", "DataFrame.init(json:)", against: "pandas \(version) json_normalize",
                on: "\(reference.json.count) texts", measure: "cells that differ", tolerance: 0,
                error: Double(wrong)))
    }
}
