import ArgumentParser
import LessonKit
import Stage4DeepLearning

@main
struct Stage4: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage4",
        abstract: "Deep learning: lessons that train, draw, and check their own numbers.")

    @OptionGroup var options: LessonOptions

    func run() throws { try options.perform(on: .deepLearning) }
}
