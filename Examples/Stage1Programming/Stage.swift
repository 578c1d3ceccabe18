import LessonKit

extension Stage {
    /// Stage 1 of the roadmap: programming, and the tools that data passes through before anything is learnt from it.
    public static let programming = Stage(
        name: "stage1", title: "Stage 1 · Programming and data tools",
        lessons: lessons)

    private static var lessons: [any Lesson] {
        #if SQLite
            [Arrays(), TableLesson(), Cleaning(), Exploring(), SQLLesson(), LargerThanMemory()]
        #else
            [Arrays(), TableLesson(), Cleaning(), Exploring(), LargerThanMemory()]
        #endif
    }
}
