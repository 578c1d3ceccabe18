import ArgumentParser
import Foundation
import LessonKit
import Plots
import Synchronization
import Testing

/// Keeps what is written to it.
private final class Transcript: Sendable {
    private let storage = Mutex("")
    var text: String { storage.withLock { $0 } }
    func terminal(isInteractive: Bool = false) -> Terminal {
        Terminal(isInteractive: isInteractive) { text in self.storage.withLock { $0 += text } }
    }
}

private struct Sample: Lesson {
    var name = "sample"
    var title = "A <b>bold</b> title & more"
    let summary = "Shows `code` & \"quotes\"."
    let topics = ["Stage 0 · item 0 <nothing>"]
    var budget = Budget(seconds: 60, megabytes: 500)
    let target = Target("score", atLeast: 1)
    var body: @Sendable (inout Narrator) throws -> Double = { _ in 1 }

    func run(_ page: inout Narrator) throws -> Double { try body(&page) }
}

private struct Broken: Error, CustomStringConvertible {
    var description: String { "the data are gone" }
}

@Suite struct RunnerTests {
    private func run(_ lesson: Sample, _ transcript: Transcript = Transcript()) -> Outcome {
        LessonRunner(terminal: transcript.terminal()).run(lesson, of: stage([lesson]))
    }

    private func stage(_ lessons: [any Lesson]) -> Stage {
        Stage(name: "stage0", title: "Stage 0 · Tests", lessons: lessons)
    }

    @Test func aLessonThatReachesItsTargetPasses() {
        #expect(run(Sample()).passed)
    }

    @Test func aMissedTargetFails() {
        let outcome = run(Sample(body: { _ in 0.5 }))
        #expect(outcome.failures.map(\.name) == ["score"])
    }

    @Test func aMissedCheckOnThePageFails() {
        let outcome = run(
            Sample(body: { page in
                page.check(Target("error", atMost: 0), score: 1)
                return 1
            }))
        #expect(outcome.failures.map(\.name) == ["error"])
    }

    @Test func anErrorFailsWithItsWords() {
        let outcome = run(Sample(body: { _ in throw Broken() }))
        #expect(outcome.failures.first?.measured == "the data are gone")
    }

    @Test func timeOverTheBudgetFails() {
        let outcome = run(Sample(budget: Budget(seconds: 0, megabytes: 500)))
        #expect(outcome.failures.map(\.name) == ["wall time"])
    }

    @Test func memoryOverTheBudgetFails() {
        let checks = LessonRunner.checkCost(
            seconds: 1, megabytes: 201, Budget(seconds: 2, megabytes: 200))
        #expect(checks.map(\.passed) == [true, false])
        #expect(checks[1].measured == "201 MB")
    }

    @Test func theMeterSeesMemoryThatIsTouched() {
        let meter = Meter()
        let block = [UInt8](repeating: 1, count: 256_000_000)
        withExtendedLifetime(block) {
            #expect(block[255_999_999] == 1)
            #if os(Linux)
                // Tests that run beside this one give memory back in the meantime.
                #expect(meter.megabytes > 40)
            #endif
        }
        #expect(meter.seconds > 0)
    }

    @Test func theConclusionNamesWhatFailed() {
        let transcript = Transcript()
        let runner = LessonRunner(terminal: transcript.terminal())
        let lesson = Sample(body: { _ in 0.5 })
        runner.conclude([runner.run(lesson, of: stage([lesson]))])
        #expect(transcript.text.contains("1 of 1 lessons failed"))
        #expect(transcript.text.contains("stage0 sample: ✗ FAIL  score: 0.5 (must be ≥ 1)"))
    }

    @Test func aFailureEndsWithStatusOneAndAPassDoesNot() throws {
        let options = try RunOptions.parse([])
        try options.perform([stage([Sample()])], title: "", on: Transcript().terminal())
        let error = #expect(throws: ExitCode.self) {
            try options.perform(
                [stage([Sample(body: { _ in 0 })])], title: "", on: Transcript().terminal())
        }
        #expect(error == .failure)
    }

    @Test func anUnknownNameSuggestsTheClosestAndEndsWithStatus64() throws {
        #expect(try LessonOptions.find("sample", in: stage([Sample()])).name == "sample")
        let error = #expect(throws: ValidationError.self) {
            try LessonOptions.find("sampel", in: stage([Sample()]))
        }
        #expect(error?.message.contains("Did you mean ‘sample’?") == true)
        #expect(LessonOptions.exitCode(for: try #require(error)).rawValue == 64)
    }

    @Test func progressIsDrawnForAPersonAndSilentInAFile() {
        let lesson = Sample(body: { page in
            Double(page.progress("working", over: 0..<3).reduce(0, +)) - 2
        })
        for isInteractive in [true, false] {
            let transcript = Transcript()
            let runner = LessonRunner(terminal: transcript.terminal(isInteractive: isInteractive))
            #expect(runner.run(lesson, of: stage([lesson])).passed)
            #expect(transcript.text.contains("working") == isInteractive)
            #expect(transcript.text.contains("\r") == isInteractive)
        }
    }
}

@Suite struct ReportTests {
    private func report() -> Report {
        let lesson = Sample(body: { page in
            page.text("1 < 2 & `a < b`")
            page.code("<script>alert('x')</script>")
            page.table(["<head>"], rows: [["\"cell\""]])
            page.figure(Figure(title: "A figure"), caption: "a <caption>")
            page.youShouldSee("<i>nothing</i>")
            page.attachment("<b>bold", text: "<p>a page</p>")
            return 1
        })
        let stage = Stage(name: "stage0", title: "Stage <0>", lessons: [lesson])
        let runner = LessonRunner(terminal: Transcript().terminal())
        return Report(title: "Report & <co>", outcomes: [runner.run(lesson, of: stage)])
    }

    @Test func theFiveCharactersOfMarkupAreEscaped() {
        #expect(HTML.escape("<a href=\"x\">&'\u{0}\u{1B}") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")
        #expect(HTML.inline("a `b<c` d") == "a <code>b&lt;c</code> d")
        #expect(HTML.inline("one ` alone") == "one ` alone")
    }

    @Test func everyTextOfAReportIsEscaped() {
        for file in report().files where file.name.hasSuffix(".html") {
            for forbidden in [
                "<b>bold", "<script", "<nothing>", "<head>\"", "<caption>", "<i>", "<0>", "<co>",
            ] {
                #expect(!file.text.contains(forbidden), "\(forbidden) in \(file.name)")
            }
        }
    }

    @Test func aReportHasAContentsPageALessonPageAndItsFigures() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("lessonkit-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try report().write(to: folder.path)
        let index = try String(contentsOf: folder.appendingPathComponent("index.html"), encoding: .utf8)
        #expect(index.contains("href=\"stage0-sample.html\""))
        let page = try String(
            contentsOf: folder.appendingPathComponent("stage0-sample.html"), encoding: .utf8)
        #expect(page.contains("<svg"))
        #expect(page.contains("1 &lt; 2 &amp; <code>a &lt; b</code>"))
        let figure = folder.appendingPathComponent("figures/stage0-sample-1.svg")
        #expect(try String(contentsOf: figure, encoding: .utf8).contains("<svg"))
    }

    @Test func anAttachmentIsAFileThatThePageLinksTo() {
        let files = report().files
        #expect(files.contains { $0.name == "stage0-sample-1.html" && $0.text == "<p>a page</p>" })
        let page = files.first { $0.name == "stage0-sample.html" }
        #expect(page?.text.contains("<a href=\"stage0-sample-1.html\">&lt;b&gt;bold</a>") == true)
    }

    @Test func aFolderThatCannotBeMadeIsNamed() throws {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("lessonkit-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data().write(to: file)
        let error = #expect(throws: ReportError.self) { try report().write(to: file.path) }
        #expect(error?.description.contains(file.path) == true)
    }

    @Test func nothingIsFetchedFromElsewhere() {
        for file in report().files where file.name.hasSuffix(".html") {
            #expect(
                !file.text.contains("<link") && !file.text.contains("src=") && !file.text.contains("@import"))
        }
    }
}
