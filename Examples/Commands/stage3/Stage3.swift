import ArgumentParser
import LessonKit
import Stage3ClassicalLearning

@main
struct Stage3: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage3",
        abstract: "Classical machine learning: lessons on real tables that check their own numbers.",
        subcommands: [Lessons.self, Compare.self], defaultSubcommand: Lessons.self)
}

struct Lessons: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lessons", abstract: "Lists the lessons, or runs one or all of them.")

    @OptionGroup var options: LessonOptions

    func run() throws { try options.perform(on: .classicalLearning) }
}
