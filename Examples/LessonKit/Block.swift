/// One piece of a lesson's page, the same for the console and for the report.
public enum Block: Sendable, Equatable {
    /// The head of a section.
    case heading(String)
    /// A paragraph; words between backticks are code.
    case text(String)
    /// A formula, or several lines of them, in Unicode.
    case formula(String)
    /// A piece of source.
    case code(String)
    /// Numbers in rows and columns.
    case table(Table)
    /// A drawing.
    case figure(Picture)
    /// A page of its own, such as a drawing that can be stepped through.
    case attachment(Attachment)
    /// What the learner should see, and would miss if it were not said.
    case expectation(String)
    /// A number of the lesson, held against a bound.
    case check(Check)
}

/// A drawing on a lesson's page.
public struct Picture: Sendable, Equatable {
    /// The name of its file in a report, without folder: `"projections-1.svg"`.
    public var file: String
    /// What stands below it.
    public var caption: String
    /// The drawing as the text of an SVG file.
    public var svg: String
}

/// A page of its own beside a lesson's page.
public struct Attachment: Sendable, Equatable {
    /// The name of its file in a report: `"stage2-chain-rule-1.html"`.
    public var file: String
    /// What the link to it says.
    public var title: String
    /// The whole page as HTML.
    public var text: String
}

/// A number held against a bound.
public struct Check: Sendable, Equatable {
    /// What was measured.
    public var name: String
    /// The measured number, as it is shown.
    public var measured: String
    /// The bound, as it is shown.
    public var required: String
    /// Whether the bound was kept.
    public var passed: Bool

    /// `target` against `score`.
    public init(_ target: Target, score: Double) {
        name = target.name
        measured = score.text(4)
        required = target.requirement
        passed = target.isMet(by: score)
    }

    /// A check whose numbers are shown as given.
    package init(name: String, measured: String, required: String, passed: Bool) {
        self.name = name
        self.measured = measured
        self.required = required
        self.passed = passed
    }
}
