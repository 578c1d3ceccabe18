import Foundation
import Testing

/// Holds the pages of the documentation against the code that the tests compile, and their links against the files there are.
@Suite struct GuideTests {
    static let pages = ["README.md", "CONTRIBUTING.md"] + Repository.files(in: "Docs", ending: ".md")

    static let snippets: [Snippet] = Repository.files(in: "Tests/GuideTests", ending: ".swift").flatMap {
        Snippet.all(in: (try? Repository.text($0)) ?? "")
    }

    @Test(arguments: pages) func everySwiftBlockIsCompiledAndRun(page: String) throws {
        let compiled = Set(Self.snippets.map { Text.joined($0.lines) })
        for block in Page(try Repository.text(page)).swiftBlocks where !block.isManifest {
            let isCompiled = compiled.contains(block.text)
            #expect(
                isCompiled,
                """
                \(page), line \(block.line): this block is in no test. Put it into a function in Tests/GuideTests, between \
                `// snippet` and `// end`, or fence it with ```text.
                """)
        }
    }

    @Test(arguments: Repository.files(in: "Sources", ending: ".swift"))
    func everyExampleThatPrintsIsCompiledAndRun(file: String) throws {
        let compiled = Set(Self.snippets.map { Text.joined($0.lines) })
        for example in Self.examples(in: try Repository.text(file)) {
            let isCompiled = compiled.contains(Text.joined(example))
            #expect(
                isCompiled,
                "\(file): put the example \(example) into Tests/GuideTests/DocumentedExamples….swift")
        }
    }

    /// The examples in documentation comments that print something.
    private static func examples(in source: String) -> [[String]] {
        var examples: [[String]] = [[]]
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("///     ") {
                examples[examples.count - 1].append(String(line.dropFirst("///     ".count)))
            } else {
                examples.append([])
            }
        }
        return examples.filter { example in example.contains { $0.contains("print(") } }
    }

    @Test func theSwiftSideOfEachTableIsCompiledToo() throws {
        let page = Page(try Repository.text("Docs/FromPythonToSwift.md"))
        let code = Self.snippets.flatMap(\.lines) + (try Self.tableLines())
        let cells = page.lastCells(ofTablesHeaded: "Cairn")
        #expect(cells.count > 30)
        for cell in cells {
            #expect(code.contains { $0.contains(cell) }, "`\(cell)` is in no code that the tests compile")
        }
    }

    /// The lines that stand for the cells of tables.
    private static func tableLines() throws -> [String] {
        try Repository.text("Tests/GuideTests/FromPythonToSwiftTables.swift").split(separator: "\n").map(
            String.init)
    }

    @Test(arguments: pages) func everyLinkLeadsToAFile(page: String) throws {
        let text = try Repository.text(page)
        let folder = Repository.folder.appendingPathComponent(page).deletingLastPathComponent()
        for link in text.matches(of: /\]\(([^)\s#]+)(?:#[^)]*)?\)/).map({ String($0.output.1) })
        where !link.contains("://") {
            #expect(
                FileManager.default.fileExists(atPath: folder.appendingPathComponent(link).path),
                "\(page): nothing at \(link)")
        }
    }

    /// Files that a command writes and that need not be there yet.
    static let written = ["Docs/Benchmarks.md"]

    @Test(arguments: pages) func everyFileThatIsNamedExists(page: String) throws {
        let text = try Repository.text(page)
        for match in text.matches(of: /`((?:Sources|Tests|Docs|Examples|Benchmarks|Scripts)\/[\w.+\/\-]+)`/) {
            let path = String(match.output.1)
            let exists = FileManager.default.fileExists(
                atPath: Repository.folder.appendingPathComponent(path).path)
            #expect(exists || Self.written.contains(path), "\(page) names \(path), which is not there")
        }
    }

    @Test(arguments: pages) func everyMakeTargetThatIsNamedExists(page: String) throws {
        let makefile = try Repository.text("Makefile")
        for match in try Repository.text(page).matches(of: /(?:`| {4})make ([a-z]+)/) {
            let isTarget = makefile.contains("\n\(match.output.1):")
            #expect(isTarget, "\(page) names `make \(match.output.1)`")
        }
    }

    @Test func theIndexNamesEveryPage() throws {
        let index = try Repository.text("Docs/README.md")
        for page in Self.pages where page.hasPrefix("Docs/") && page != "Docs/README.md" {
            let path = String(page.dropFirst("Docs/".count))
            let isNamed = index.contains("(\(path))") || Self.written.contains(page)
            #expect(isNamed, "Docs/README.md does not name \(path)")
        }
    }
}

/// A page in Markdown.
private struct Page {
    struct Block {
        /// The number of the line of its fence, counted from 1.
        var line: Int
        var lines: [String]

        /// The code without imports, which cannot stand in a function.
        var text: String {
            Text.joined(Text.withoutIndentation(lines.filter { !$0.hasPrefix("import ") }))
        }

        /// Whether this is a part of a `Package.swift`.
        var isManifest: Bool { lines.contains { $0.contains(".package(") || $0.contains(".product(") } }
    }

    var swiftBlocks: [Block] = []
    private var lines: [Substring]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var open: Block?
        for (index, line) in lines.enumerated() {
            if let block = open {
                if line.hasPrefix("```") {
                    swiftBlocks.append(block)
                    open = nil
                } else {
                    open?.lines.append(String(line))
                }
            } else if line.hasPrefix("```swift") {
                open = Block(line: index + 1, lines: [])
            }
        }
    }

    /// The code in the last column of the tables whose last column has this title.
    func lastCells(ofTablesHeaded title: String) -> [String] {
        var cells: [String] = [], isInside = false
        for line in lines {
            let columns = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            if !line.hasPrefix("|") {
                isInside = false
            } else if columns.last == title {
                isInside = true
            } else if isInside, let cell = columns.last {
                cells += cell.matches(of: /`([^`]+)`/).map { String($0.output.1) }
            }
        }
        return cells
    }
}
