import ArgumentParser

/// The command line that all stages share: which lessons to run and how.
public struct LessonOptions: ParsableArguments {
    /// The lesson to run.
    @Argument(help: "The lesson to run; without a name the lessons are listed.")
    public var name: String?

    /// Whether all lessons run.
    @Flag(help: "Run every lesson.")
    public var all = false

    /// How to run them.
    @OptionGroup public var run: RunOptions

    /// Options as a command line without arguments gives them.
    public init() {}

    /// Does what the command line asks of `stage`: lists its lessons, or runs one or all of them.
    public func perform(on stage: Stage) throws {
        let terminal = Terminal.standard()
        if all {
            guard name == nil else { throw ValidationError("Name a lesson or say --all, not both.") }
            try run.perform([stage], title: stage.title, on: terminal)
        } else if let name {
            let lesson = try Self.find(name, in: stage)
            let alone = Stage(name: stage.name, title: stage.title, lessons: [lesson])
            try run.perform([alone], title: stage.title, on: terminal)
        } else {
            terminal.list(stage)
        }
    }

    /// The lesson of `stage` named `name`; where there is none, an error that suggests the closest (exit status 64).
    package static func find(_ name: String, in stage: Stage) throws -> any Lesson {
        if let lesson = stage.lessons.first(where: { $0.name == name }) { return lesson }
        let names = stage.lessons.map(\.name)
        let guess = Spelling.closest(to: name, in: names).map { " Did you mean ‘\($0)’?" } ?? ""
        throw ValidationError(
            "\(stage.name) has no lesson ‘\(name)’.\(guess) Its lessons: \(names.joined(separator: ", ")).")
    }
}

/// How lessons run.
public struct RunOptions: ParsableArguments {
    /// The folder of the report.
    @Option(help: ArgumentHelp("Write a report into this folder.", valueName: "dir"))
    public var report: String?

    /// Whether sizes are small.
    @Flag(help: "Small sizes, as for continuous integration; the numbers are checked all the same.")
    public var quick = false

    /// The seed of the random streams.
    @Option(help: "The seed of every random stream.")
    public var seed: UInt64 = 42

    /// Options as a command line without arguments gives them.
    public init() {}

    /// Runs the lessons of `stages`, writes the report, and ends with exit status 1 where a check failed.
    public func perform(_ stages: [Stage], title: String, on terminal: Terminal) throws {
        var runner = LessonRunner(terminal: terminal)
        runner.isQuick = quick
        runner.seed = seed
        runner.figureFolder = report.map { "\($0)/figures" }
        if let report { try Report.makeFolders(report) }
        var outcomes: [Outcome] = []
        for stage in stages {
            for lesson in stage.lessons { outcomes.append(runner.run(lesson, of: stage)) }
        }
        if let report {
            try Report(title: title, outcomes: outcomes).write(to: report)
            terminal.line("\nReport: \(report)/index.html")
        }
        runner.conclude(outcomes)
        if outcomes.contains(where: { !$0.passed }) { throw ExitCode.failure }
    }
}

extension Terminal {
    /// Names the lessons of `stage` and how to run them.
    func list(_ stage: Stage) {
        line(styled(stage.title, .bold) + "\n")
        let rows = stage.lessons.map { [$0.name, $0.title, $0.summary] }
        let widest = rows.map { $0[0].count }.max() ?? 0
        for row in rows {
            let name = row[0] + String(repeating: " ", count: widest - row[0].count)
            line("  " + styled(name, .accent) + "  " + row[1])
            let blanks = String(repeating: " ", count: widest + 4)
            for text in Terminal.wrap(row[2], width: width - widest - 4) { line(blanks + styled(text, .dim)) }
        }
        line("\nOne lesson:   swift run -c release \(stage.name) \(stage.lessons.first?.name ?? "NAME")")
        line("All lessons:  swift run -c release \(stage.name) --all --report report")
    }
}
