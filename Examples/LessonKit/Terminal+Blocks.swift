extension Terminal {
    /// Writes one piece of a page.
    func show(_ block: Block, figures: String?) {
        switch block {
        case .heading(let text):
            line("\n" + styled(text, .bold))
            line(styled(String(repeating: "─", count: min(text.count, width)), .dim))
        case .text(let text):
            line()
            for row in Terminal.wrap(text, width: width) { line(row) }
        case .formula(let text):
            line()
            for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
                line(styled("    " + row, .accent))
            }
        case .code(let text):
            line()
            for row in text.split(separator: "\n", omittingEmptySubsequences: false) { line("    │ " + row) }
        case .table(let table):
            line()
            for (index, row) in table.lines().enumerated() {
                line("  " + (index == 0 ? styled(row, .bold) : row))
            }
        case .figure(let picture):
            let place = figures.map { "\($0)/\(picture.file)" } ?? "\(picture.file), drawn with --report DIR"
            line()
            show(prefix: "▣ ", "\(picture.caption) [\(place)]")
        case .attachment(let attachment):
            // The folder of the figures is one level below that of the pages.
            let place =
                figures.map { "\($0.replacingOccurrences(of: "/figures", with: ""))/\(attachment.file)" }
                ?? "\(attachment.file), written with --report DIR"
            line()
            show(prefix: "▣ ", "\(attachment.title) [\(place)]")
        case .expectation(let text):
            line()
            show(prefix: "→ ", "What you should see: " + text)
        case .check(let check):
            line()
            line(verdict(check))
        }
    }

    /// The opening of a lesson's page.
    func open(_ lesson: any Lesson, of stage: Stage) {
        let rule = styled(String(repeating: "━", count: width), .accent)
        line("\n" + rule)
        line(styled(lesson.title, .bold) + "  " + styled("\(stage.name) \(lesson.name)", .dim))
        for topic in lesson.topics { line(styled("  " + topic, .dim)) }
        line(rule)
    }

    /// One check in a line, marked by a sign and a word as well as by colour.
    func verdict(_ check: Check) -> String {
        let mark = check.passed ? styled("✓ pass", .good) : styled("✗ FAIL", .bad)
        return "\(mark)  \(check.name): \(check.measured) (must be \(check.required))"
    }

    private func show(prefix: String, _ text: String) {
        for (index, row) in Terminal.wrap(text, width: width - 3).enumerated() {
            line((index == 0 ? prefix : "  ") + row)
        }
    }
}
