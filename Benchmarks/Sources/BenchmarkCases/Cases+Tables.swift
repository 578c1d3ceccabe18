import Foundation
import Tables

extension Cases {
    private static let million = 1_000_000

    /// Reading and writing a million rows of ten columns.
    static let tableFiles: [Case] = [
        task("readCSV", quick: true) { path in
            Trial(check: { (frame: DataFrame?) in shape(frame, rows: million, columns: 10) }) {
                try? DataFrame(csv: path)
            }
        },
        task("writeCSV") { path in
            guard let frame = try? DataFrame(csv: path) else { return unreadable(path) }
            let copy = FileManager.default.temporaryDirectory.appendingPathComponent("cairn-bench-copy.csv")
                .path
            return Trial(check: { (error: String?) in error }) {
                do {
                    try frame.write(csv: copy)
                    return nil
                } catch { return "\(error)" }
            }
        },
    ]

    /// Grouping, joining, sorting and choosing among a million rows.
    static let tableOperations: [Case] = [
        group("groupInteger", by: ["user"], groups: nil),
        group("groupText", by: ["city"], groups: 100, quick: true),
        group("groupTwo", by: ["city", "kind"], groups: 500),
        operation("groupMedian", rows: nil, columns: 2) { frame in
            try frame.grouped(by: "user").aggregate(.median("amount").named("middle"))
        },
        join("joinInteger", on: "id"),
        join("joinText", on: "name"),
        join("joinMany", on: "user"),
        operation("sortNumber", rows: million, columns: 10) { $0.sorted(by: "amount") },
        operation("sortInteger", rows: million, columns: 10) { $0.sorted(by: "user") },
        operation("sortText", rows: million, columns: 10) { $0.sorted(by: "name") },
        operation("sortTwo", rows: million, columns: 10) { $0.sorted(by: "city", "amount") },
        operation("filter", rows: nil, columns: 10) {
            try $0.filter(column("amount") > 0.5 && column("city") == "city 7")
        },
        operation("valueCounts", rows: 100, columns: 2) { $0.valueCounts("city") },
        operation("describe", rows: nil, columns: nil) { $0.describe() },
    ]

    private static func group(_ name: String, by keys: [String], groups: Int?, quick: Bool = false) -> Case {
        operation(name, rows: groups, columns: keys.count + 3, quick: quick) { frame in
            try frame.grouped(by: keys).aggregate(
                .sum("amount").named("total"), .mean("price").named("average"), .rows("rows"))
        }
    }

    /// All rows with a table of one row for each key, in another order.
    private static func join(_ name: String, on key: String) -> Case {
        task(name) { path in
            guard let frame = try? DataFrame(csv: path) else { return unreadable(path) }
            let other = frame.select(key, "amount").droppingDuplicates(by: [key]).renamed(["amount": "other"])
                .reversed()
            return Trial(check: { (joined: DataFrame?) in shape(joined, rows: million, columns: 11) }) {
                try? frame.joined(other, on: key)
            }
        }
    }

    private static func operation(
        _ name: String, rows: Int?, columns: Int?, quick: Bool = false,
        _ body: @escaping @Sendable (DataFrame) throws -> DataFrame
    ) -> Case {
        task(name, quick: quick) { path in
            guard let frame = try? DataFrame(csv: path) else { return unreadable(path) }
            return Trial(check: { (result: DataFrame?) in shape(result, rows: rows, columns: columns) }) {
                try? body(frame)
            }
        }
    }

    private static func task(
        _ name: String, quick: Bool = false, _ prepare: @escaping @Sendable (String) -> Trial
    ) -> Case {
        Case(
            "table.\(name).\(million)", group: "tables", work: .items(Double(million)), rival: .pandas,
            isQuick: quick
        ) { prepare(TableFile.path(rows: million)) }
    }

    private static func unreadable(_ path: String) -> Trial {
        Trial(check: { (_: Void) in "\(path) cannot be read" }) {}
    }

    private static func shape(_ frame: DataFrame?, rows: Int?, columns: Int?) -> String? {
        guard let frame else { return "an error was thrown" }
        if let rows, frame.rowCount != rows { return "\(frame.rowCount) rows, expected \(rows)" }
        if let columns, frame.columnCount != columns {
            return "\(frame.columnCount) columns, expected \(columns)"
        }
        return nil
    }
}
