import Foundation
import Synchronization
import Testing

// How the guides stay true: each Swift block of a guide stands in a test of this target between `// snippet` and `// end`. There
// `print` writes to a transcript, which the trait below compares with the comments that say what is printed.

/// What a test prints.
final class Transcript: Sendable {
    @TaskLocal static var current: Transcript?
    private let storage = Mutex("")
    var text: String { storage.withLock { $0 } }
    func write(_ text: String) { storage.withLock { $0 += text } }
}

/// Takes the place of Swift's `print` in this target: writes to the transcript of the test.
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
    let line = items.map { "\($0)" }.joined(separator: separator) + terminator
    if let transcript = Transcript.current {
        transcript.write(line)
    } else {
        Swift.print(line, terminator: "")
    }
}

/// The lines between a `// snippet` and its `// end`, without their common indentation.
struct Snippet {
    /// The number of the line `// snippet`, counted from 1.
    var line: Int
    var lines: [String]

    /// The snippets of a source text, in order.
    static func all(in source: String) -> [Snippet] {
        var snippets: [Snippet] = [], open: Snippet?
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            switch (line.trimmingCharacters(in: .whitespaces), open != nil) {
            case ("// snippet", _): open = Snippet(line: index + 1, lines: [])
            case ("// end", true):
                if let complete = open { snippets.append(complete.withoutIndentation()) }
                open = nil
            case (_, true): open?.lines.append(String(line))
            case (_, false): break
            }
        }
        return snippets
    }

    private func withoutIndentation() -> Snippet {
        Snippet(line: line, lines: Text.withoutIndentation(lines))
    }

    /// What the comments say that is printed, line by line.
    ///
    /// These are the comments behind a `print`, and the lines of comments directly below code. Comments after an empty line, or at
    /// the beginning, explain what follows.
    var claims: [String] {
        var claims: [String] = [], isBelowCode = false
        for line in lines {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("//") {
                if isBelowCode && !text.hasPrefix("///") { claims.append(Snippet.content(of: text)) }
            } else {
                isBelowCode = !text.isEmpty
                if text.contains("print("), let comment = text.range(of: " // ", options: .backwards) {
                    claims.append(String(text[comment.upperBound...]))
                }
            }
        }
        return claims
    }

    private static func content(of comment: String) -> String {
        String(comment.dropFirst(comment.hasPrefix("// ") ? 3 : 2))
    }
}

enum Text {
    /// The lines without trailing blanks, without the indentation that all have, and without empty lines around them.
    static func withoutIndentation(_ lines: [String]) -> [String] {
        var lines = lines.map { line in String(line.reversed().drop(while: \.isWhitespace).reversed()) }
        while lines.first == "" { lines.removeFirst() }
        while lines.last == "" { lines.removeLast() }
        let indentation = lines.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        return lines.map { String($0.dropFirst(indentation)) }
    }

    /// The lines as one text, with two blanks before each comment behind code, however a page lines them up.
    static func joined(_ lines: [String]) -> String {
        lines.joined(separator: "\n").replacing(#/(?<before>\S) +// /#) { "\($0.before)  // " }
    }
}

/// Compares what a test prints with the comments in its snippets.
struct PrintsItsComments: SuiteTrait, TestTrait, TestScoping {
    var comparesComments = true
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let transcript = Transcript()
        try await Transcript.$current.withValue(transcript) { try await function() }
        guard comparesComments else { return }
        let source = try Repository.text("Tests/GuideTests/\(test.sourceLocation.fileName)")
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let first = test.sourceLocation.line
        let end = lines.indices.first { $0 >= first && lines[$0].contains("@Test") } ?? lines.count
        let snippets = Snippet.all(in: source).filter { $0.line > first && $0.line <= end }
        #expect(!snippets.isEmpty, "no snippet in \(test.name)")
        let claimed = snippets.flatMap(\.claims).joined(separator: "\n")
        let printed = transcript.text.trimmingCharacters(in: .newlines)
        #expect(printed == claimed, sourceLocation: test.sourceLocation)
    }
}

extension Trait where Self == PrintsItsComments {
    /// What the snippets print must be what their comments say.
    static var printsItsComments: Self { PrintsItsComments() }
    /// What the snippets print is kept, and compared by the test itself.
    static var keepsWhatItPrints: Self { PrintsItsComments(comparesComments: false) }
}

/// The files of this repository.
enum Repository {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }

    /// The paths of the files below a folder with a given ending.
    static func files(in path: String, ending suffix: String) -> [String] {
        let names = FileManager.default.enumerator(atPath: folder.appendingPathComponent(path).path)
        return (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(suffix) }.sorted().map {
            "\(path)/\($0)"
        }
    }
}
