import ArgumentParser
import LessonKit
import Stage1Programming

@main
struct Stage1: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stage1",
        abstract: "Programming and data tools: lessons that run, draw, and check their own numbers.")

    @OptionGroup var options: LessonOptions

    func run() throws { try options.perform(on: .programming) }
}
