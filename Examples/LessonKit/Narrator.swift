import Plots

/// What a lesson writes on: every piece appears on the console at once and in the report afterwards.
///
///     page.heading("The angle between two vectors")
///     page.text("The dot product measures how far `x` points along `y`.")
///     page.formula("cos θ = x·y / (‖x‖ ‖y‖)")
///     page.table(["x", "y", "cos θ"], rows: [["1", "2", cosine.text()]])
///     page.figure(plot, caption: "x, y and the angle between them")
///     page.youShouldSee("a right angle where the dot product is 0.")
public struct Narrator: Sendable {
    /// Whether sizes should be small, for continuous integration. The numbers are checked all the same.
    public let isQuick: Bool
    /// The seed for every random stream of the lesson.
    public let seed: UInt64
    /// What was written so far.
    public private(set) var blocks: [Block] = []

    private let terminal: Terminal
    private let slug: String
    private let figureFolder: String?
    private var figureCount = 0
    private var attachmentCount = 0

    /// A page whose figures are named `slug-1.svg`, `slug-2.svg`, …
    package init(
        slug: String, terminal: Terminal, isQuick: Bool = false, seed: UInt64 = 42,
        figureFolder: String? = nil
    ) {
        self.slug = slug
        self.terminal = terminal
        self.isQuick = isQuick
        self.seed = seed
        self.figureFolder = figureFolder
    }

    private mutating func add(_ block: Block) {
        blocks.append(block)
        terminal.show(block, figures: figureFolder)
    }

    /// The head of a section.
    public mutating func heading(_ text: String) { add(.heading(text)) }

    /// A paragraph; words between backticks are shown as code.
    public mutating func text(_ text: String) { add(.text(text)) }

    /// A formula in Unicode, or several lines of them.
    public mutating func formula(_ text: String) { add(.formula(text)) }

    /// A piece of source.
    public mutating func code(_ text: String) { add(.code(text)) }

    /// Numbers in rows and columns; columns of numbers stand flush right.
    public mutating func table(_ columns: [String], rows: [[String]]) {
        add(.table(Table(columns: columns, rows: rows)))
    }

    /// A drawing with a caption.
    public mutating func figure(_ drawing: some Drawing, caption: String) {
        figureCount += 1
        let name = "\(slug)-\(figureCount)"
        add(.figure(Picture(file: name + ".svg", caption: caption, svg: drawing.svg(id: name))))
    }

    /// A page of its own, such as a graph to step through; the report holds it and links to it.
    public mutating func attachment(_ title: String, text: String) {
        attachmentCount += 1
        add(.attachment(Attachment(file: "\(slug)-\(attachmentCount).html", title: title, text: text)))
    }

    /// What the learner should see, after the words "What you should see".
    public mutating func youShouldSee(_ text: String) { add(.expectation(text)) }

    /// Holds one more number of the lesson against a bound; a run fails where the bound is not kept.
    public mutating func check(_ target: Target, score: Double) { add(.check(Check(target, score: score))) }

    /// `steps`, one by one, with a progress bar named `label` while a person is looking:
    ///
    ///     for size in page.progress("timing", over: sizes) { … }
    public func progress<Steps: Collection>(_ label: String, over steps: Steps) -> ProgressSteps<Steps> {
        ProgressSteps(steps: steps, bar: ProgressBar(label: label, total: steps.count, terminal: terminal))
    }
}
