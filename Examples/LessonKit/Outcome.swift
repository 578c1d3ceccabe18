/// What one run of a lesson gave: its page and what was measured.
public struct Outcome: Sendable {
    /// The lesson that ran.
    public var lesson: any Lesson
    /// The stage it belongs to.
    public var stage: Stage
    /// Its page.
    public var blocks: [Block]
    /// Its score against its target, and its cost against its budget.
    public var verdicts: [Check]

    /// The checks that failed, those on the page included.
    public var failures: [Check] {
        let onPage = blocks.compactMap { block -> Check? in
            if case .check(let check) = block { check } else { nil }
        }
        return (onPage + verdicts).filter { !$0.passed }
    }

    /// Whether every check passed.
    public var passed: Bool { failures.isEmpty }

    /// `stage2-projections`, the lesson's name in file names.
    var slug: String { "\(stage.name)-\(lesson.name)" }

    /// The first drawing of the page.
    var cover: Picture? {
        for case .figure(let picture) in blocks { return picture }
        return nil
    }
}

/// Runs lessons and measures them.
public struct LessonRunner: Sendable {
    /// Where the narration goes.
    public var terminal: Terminal
    /// Whether sizes should be small.
    public var isQuick = false
    /// The seed for the random streams.
    public var seed: UInt64 = 42
    /// The folder that the console names before the file of a figure; nil where none is written.
    public var figureFolder: String?

    /// A runner that narrates on `terminal`.
    public init(terminal: Terminal) { self.terminal = terminal }

    /// Runs `lesson` and checks its score, its time and its memory.
    public func run(_ lesson: any Lesson, of stage: Stage) -> Outcome {
        terminal.open(lesson, of: stage)
        let slug = "\(stage.name)-\(lesson.name)"
        var page = Narrator(
            slug: slug, terminal: terminal, isQuick: isQuick, seed: seed, figureFolder: figureFolder)
        let meter = Meter()
        var verdicts: [Check] = []
        do {
            let score = try lesson.run(&page)
            verdicts.append(Check(lesson.target, score: score))
        } catch {
            verdicts.append(
                Check(name: "runs to its end", measured: "\(error)", required: "without error", passed: false)
            )
        }
        verdicts += Self.checkCost(seconds: meter.seconds, megabytes: meter.megabytes, lesson.budget)
        terminal.line()
        for check in verdicts { terminal.line(terminal.verdict(check)) }
        return Outcome(lesson: lesson, stage: stage, blocks: page.blocks, verdicts: verdicts)
    }

    /// The cost of a run against its budget.
    package static func checkCost(seconds: Double, megabytes: Double, _ budget: Budget) -> [Check] {
        [
            Check(
                name: "wall time", measured: "\(seconds.fixed(2)) s",
                required: "≤ \(budget.seconds.text()) s",
                passed: seconds <= budget.seconds),
            Check(
                name: "memory added", measured: "\(megabytes.fixed(0)) MB",
                required: "≤ \(budget.megabytes.text()) MB", passed: megabytes <= budget.megabytes),
        ]
    }

    /// Says how many lessons passed, and what failed in the others.
    public func conclude(_ outcomes: [Outcome]) {
        let failed = outcomes.filter { !$0.passed }
        terminal.line()
        if failed.isEmpty {
            let count = outcomes.count == 1 ? "The lesson" : "All \(outcomes.count) lessons"
            terminal.line(terminal.styled("\(count) reached the target within the budget.", .good))
            return
        }
        terminal.line(terminal.styled("\(failed.count) of \(outcomes.count) lessons failed:", .bad))
        for outcome in failed {
            for check in outcome.failures {
                terminal.line("  \(outcome.stage.name) \(outcome.lesson.name): \(terminal.verdict(check))")
            }
        }
    }
}
