import ArgumentParser
import Cairn
import Foundation
import Stage3ClassicalLearning

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Trains several models on a CSV file and says which one to take.",
        discussion:
            "Missing values and categories are taken care of; the numbers of a model come from rows that it has not seen."
    )

    @Argument(help: "The CSV file.") var file: String
    @Option(help: "The column to be predicted.") var target: String
    @Option(help: "Write the comparison as HTML into this file.") var report: String?
    @Option(help: "Predict classes or a number. By default it is found out.") var task: Task?
    @Option(help: "The columns to leave out, separated by commas.") var without: String?
    @Option(help: "Use this many rows at most, drawn by the seed.") var rows: Int?
    @Option(help: "The seed by which rows are parted.") var seed: UInt64 = 0

    enum Task: String, ExpressibleByArgument, CaseIterable {
        case classes
        case number
    }

    func run() throws {
        if let report {
            let folder = URL(fileURLWithPath: report).deletingLastPathComponent().path
            guard FileManager.default.isWritableFile(atPath: folder) else {
                throw ValidationError(
                    "‘\(report)’ cannot be written: there is no folder ‘\(folder)’ to write in.")
            }
        }
        // Exported tables come with semicolons and tabs too, and with ? where a value is missing.
        var options = CSVOptions()
        options.separator = .detected
        options.missingValues.insert("?")
        var table = try DataFrame(csv: file, options)
        let unwanted =
            without.map { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } } ?? []
        for name in unwanted where !table.hasColumn(name) {
            throw ValidationError(
                "There is no column ‘\(name)’. The columns: \(table.columnNames.joined(separator: ", ")).")
        }
        guard !unwanted.contains(target) else {
            throw ValidationError("‘\(target)’ is to be predicted and cannot be left out.")
        }
        table = table.dropping(unwanted)
        if let rows, rows < table.rowCount {
            var generator = Generator(seed: seed)
            table = table.sample(rows, using: &generator)
        }
        let comparison: TableComparison
        comparison = try TableComparison(
            table, target: target, name: URL(fileURLWithPath: file).lastPathComponent,
            isRegression: task.map { $0 == .number })
        let page = try comparison.run(seed: seed)
        if let report {
            try page.write(toFile: report, atomically: true, encoding: .utf8)
            print("\nReport: \(report)")
        }
    }
}
