import ArgumentParser
import LessonKit
import Stage5LanguageModels

@main
struct Stage5: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage5",
        abstract: "Attention and language models: lessons that train, answer, and check their own numbers.",
        subcommands: [Lessons.self, Chat.self], defaultSubcommand: Lessons.self)
}

struct Lessons: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lessons", abstract: "Lists the lessons, or runs one or all of them.")

    @OptionGroup var options: LessonOptions

    func run() throws { try options.perform(on: .languageModels) }
}
