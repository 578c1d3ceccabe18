import ArgumentParser
import Foundation
import Profiles
import Tables

/// What ends the command, in words.
struct Failure: Error, CustomStringConvertible {
    let description: String
}

@main
struct Profile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract:
            "Writes a report about a CSV file: types, missing values, distributions, correlations, warnings.")

    @Argument(help: "The CSV file.") var file: String
    @Option(name: [.short, .customLong("out")], help: "The report. By default the file's name with .html.")
    var out: String?
    @Option(help: "What stands between two fields. By default it is found out.") var separator: String?
    @Option(help: "The decimal mark.") var decimal: String = "."
    @Option(help: "The lines to skip at the beginning.") var skip: Int = 0
    @Flag(help: "The first row is data, not names.") var noHeader = false

    func validate() throws {
        guard (separator ?? ",").count == 1, decimal.count == 1, (separator ?? ",").utf8.count == 1, skip >= 0
        else {
            throw ValidationError(
                "--separator and --decimal take one ASCII character, --skip a number from 0 on.")
        }
    }

    func run() throws {
        var options = CSVOptions()
        options.separator = separator?.first.map { .character($0) } ?? .detected
        options.decimalMark = decimal.first ?? "."
        options.skippedLines = skip
        options.header = noHeader ? .numbered : .firstRow
        options.badRows = .keepAside
        let target = out ?? URL(fileURLWithPath: file).deletingPathExtension().path + ".html"
        let paths = [file, target].map {
            URL(fileURLWithPath: $0).standardizedFileURL.resolvingSymlinksInPath()
        }
        guard paths[0] != paths[1] else {
            throw ValidationError("The report would overwrite \(file): give another name with --out.")
        }
        let profile = try TableProfile(csv: file, options)
        do {
            try profile.html.write(toFile: target, atomically: true, encoding: .utf8)
        } catch {
            throw Failure(description: "\(target) cannot be written: \(error.localizedDescription)")
        }
        print(
            "\(counted(profile.rows, "row")), \(counted(profile.columns.count, "column")), \(counted(profile.warnings.count, "note")): \(target)"
        )
    }
}
