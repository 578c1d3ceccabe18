// Writes Docs/Parity.md from the rows that the tests recorded: `make parity`.

import Foundation
import TestSupport

guard CommandLine.arguments.count == 3 else {
    FileHandle.standardError.write(Data("usage: parity-report ROWS.jsonl Docs/Parity.md\n".utf8))
    exit(64)
}
do {
    let rows = try ParityLedger.read(URL(fileURLWithPath: CommandLine.arguments[1]))
    let page = ParityLedger.page(rows)
    try Data(page.utf8).write(to: URL(fileURLWithPath: CommandLine.arguments[2]), options: .atomic)
    print("\(rows.count) rows written to \(CommandLine.arguments[2])")
} catch {
    FileHandle.standardError.write(Data("parity-report: \(error)\n".utf8))
    exit(1)
}
