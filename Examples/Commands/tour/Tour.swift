import ArgumentParser
import LessonKit
import Stage1Programming
import Stage2Mathematics
import Stage3ClassicalLearning
import Stage4DeepLearning
import Stage5LanguageModels

@main
struct Tour: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tour",
        abstract: "Every lesson of every stage on bundled data, with each number and each budget checked.")

    @OptionGroup var options: RunOptions

    func run() throws {
        try options.perform(
            [.programming, .mathematics, .classicalLearning, .deepLearning, .languageModels],
            title: "A tour of Cairn", on: .standard())
    }
}
