import Foundation

/// The report of a run: `index.html` with a table of contents, a page per lesson, and each figure as a file of its own.
/// Every page holds all it needs: text, style and drawings.
public struct Report: Sendable {
    /// What the table of contents is headed.
    public var title: String
    /// The lessons that ran, in order.
    public var outcomes: [Outcome]

    /// A report of `outcomes`.
    public init(title: String, outcomes: [Outcome]) {
        self.title = title
        self.outcomes = outcomes
    }

    /// The files by name, with what they hold.
    package var files: [(name: String, text: String)] {
        var files = [("index.html", index)]
        for (position, outcome) in outcomes.enumerated() {
            files.append((outcome.slug + ".html", lessonPage(position)))
            for case .figure(let picture) in outcome.blocks {
                files.append(("figures/" + picture.file, picture.svg))
            }
            for case .attachment(let attachment) in outcome.blocks {
                files.append((attachment.file, attachment.text))
            }
        }
        return files
    }

    /// Makes the folder of a report, and the one of its figures within, where they are missing.
    public static func makeFolders(_ folder: String) throws {
        let figures = URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent("figures")
        do {
            try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
        } catch {
            throw ReportError(folder: folder, reason: error.localizedDescription)
        }
    }

    /// Writes the files into `folder`, which is made where it is missing. Each appears whole or not at all.
    public func write(to folder: String) throws {
        try Self.makeFolders(folder)
        let root = URL(fileURLWithPath: folder, isDirectory: true)
        for file in files {
            let target = root.appendingPathComponent(file.name)
            do {
                try Data(file.text.utf8).write(to: target, options: .atomic)
            } catch {
                throw ReportError(folder: target.path, reason: error.localizedDescription)
            }
        }
    }

    private func lessonPage(_ position: Int) -> String {
        let outcome = outcomes[position], lesson = outcome.lesson
        let topics = lesson.topics.map { "<li>\(HTML.escape($0))</li>" }.joined()
        let before = position > 0 ? link(outcomes[position - 1], "← ", "") : "<span></span>"
        let after = position + 1 < outcomes.count ? link(outcomes[position + 1], "", " →") : "<span></span>"
        let body = """
            <nav><a href="index.html">\(HTML.escape(title))</a>\
            \(stageName(outcome))</nav>
            <main>
            <h1>\(HTML.escape(lesson.title))</h1>
            <ul class="topics">\(topics)</ul>
            \(outcome.blocks.map(HTML.block).joined(separator: "\n"))
            <h2>What this run reached</h2>
            \(HTML.checks(outcome.verdicts))
            <p>Run it yourself:</p>
            <pre class="code"><code>swift run -c release \(HTML.escape("\(outcome.stage.name) \(lesson.name)"))</code></pre>
            </main>
            <nav class="foot">\(before)\(after)</nav>
            """
        return HTML.page(title: "\(lesson.title) · \(title)", body: body)
    }

    /// The stage, where the report's title does not say it already.
    private func stageName(_ outcome: Outcome) -> String {
        outcome.stage.title == title ? "" : "<span class=\"dim\">\(HTML.escape(outcome.stage.title))</span>"
    }

    private func link(_ outcome: Outcome, _ before: String, _ after: String) -> String {
        "<a href=\"\(outcome.slug).html\">\(before)\(HTML.escape(outcome.lesson.title))\(after)</a>"
    }

    private var index: String {
        let passed = outcomes.count(where: \.passed)
        let verdict =
            passed == outcomes.count
            ? "<b class=\"pass\">✓ All \(outcomes.count) reached their target within their budget.</b>"
            : "<b class=\"fail\">✗ \(outcomes.count - passed) of \(outcomes.count) failed.</b>"
        let body = """
            <main>
            <h1>\(HTML.escape(title))</h1>
            <p>\(verdict)</p>
            \(stages.map(section).joined(separator: "\n"))
            <h2>What each lesson reached</h2>
            \(summary)
            </main>
            """
        return HTML.page(title: title, body: body)
            .replacingOccurrences(of: "<body>", with: "<body class=\"index\">")
    }

    /// The outcomes stage by stage, in order.
    private var stages: [[Outcome]] {
        var groups: [[Outcome]] = []
        for outcome in outcomes {
            if groups.last?.first?.stage.name == outcome.stage.name {
                groups[groups.count - 1].append(outcome)
            } else {
                groups.append([outcome])
            }
        }
        return groups
    }

    private func section(_ outcomes: [Outcome]) -> String {
        let cards = outcomes.map { outcome in
            let cover =
                outcome.cover.map { "<div class=\"cover\" aria-hidden=\"true\">\($0.svg)</div>" } ?? ""
            let mark = outcome.passed ? "" : " <b class=\"fail\">✗ fail</b>"
            return """
                <a class="card" href="\(outcome.slug).html">\(cover)<div class="words">
                <h3>\(HTML.escape(outcome.lesson.title))\(mark)</h3>
                <p>\(HTML.inline(outcome.lesson.summary))</p></div></a>
                """
        }
        let stage = outcomes.first?.stage.title ?? ""
        return """
            \(stage == title ? "" : "<h2>\(HTML.escape(stage))</h2>")
            <div class="cards">
            \(cards.joined(separator: "\n"))
            </div>
            """
    }

    private var summary: String {
        let rows = outcomes.map { outcome in
            let cells = outcome.verdicts.map { check in
                let mark = check.passed ? "" : " ✗"
                return """
                    <td class="number">\(HTML.escape(check.measured))\(mark) \
                    <span class="dim">\(HTML.escape(check.required))</span></td>
                    """
            }
            let what = outcome.verdicts.first?.name ?? ""
            return """
                <tr><td><a href="\(outcome.slug).html">\(HTML.escape(outcome.lesson.title))</a></td>\
                <td>\(HTML.inline(what))</td>\(cells.joined())</tr>
                """
        }
        return """
            <div class="wide"><table><thead><tr><th>Lesson</th><th>Its number</th><th class="number">reached</th>\
            <th class="number">wall time</th><th class="number">memory added</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
    }
}

/// A folder for a report that cannot be made.
public struct ReportError: Error, CustomStringConvertible {
    /// The folder that was asked for.
    public var folder: String
    /// What the system said.
    public var reason: String

    /// One sentence with the folder and the reason.
    public var description: String { "no report can be written to \(folder): \(reason)" }
}
