import ArgumentParser
import LessonKit
import Stage2Mathematics

@main
struct Stage2: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage2", abstract: "Mathematics: lessons that run, draw, and check their own numbers.")

    @OptionGroup var options: LessonOptions

    func run() throws { try options.perform(on: .mathematics) }
}
