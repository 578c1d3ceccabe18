/// Pieces of a page as HTML. Every text is escaped; only the drawings are taken as they are.
package enum HTML {
    /// `text` with the five characters that mean something in HTML replaced, and control characters left out.
    package static func escape(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// `text` escaped, words between backticks as code.
    package static func inline(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map { escape(String($0)) }
        guard parts.count % 2 == 1 else { return escape(text) }
        return parts.enumerated().map { $0 % 2 == 1 ? "<code>\($1)</code>" : $1 }.joined()
    }

    /// One piece of a lesson's page.
    package static func block(_ block: Block) -> String {
        switch block {
        case .heading(let text): "<h2>\(inline(text))</h2>"
        case .text(let text): "<p>\(inline(text))</p>"
        case .formula(let text): "<pre class=\"formula\">\(escape(text))</pre>"
        case .code(let text): "<pre class=\"code\"><code>\(escape(text))</code></pre>"
        case .table(let table): self.table(table)
        case .figure(let picture):
            "<figure>\(picture.svg)<figcaption>\(inline(picture.caption))</figcaption></figure>"
        case .attachment(let attachment):
            "<p class=\"see\"><a href=\"\(escape(attachment.file))\">\(inline(attachment.title))</a></p>"
        case .expectation(let text):
            "<p class=\"see\"><strong>What you should see:</strong> \(inline(text))</p>"
        case .check(let check): checks([check])
        }
    }

    private static func table(_ table: Table) -> String {
        let classes = table.columns.indices.map { table.isNumeric($0) ? " class=\"number\"" : "" }
        let head = zip(classes, table.columns).map { "<th\($0)>\(inline($1))</th>" }.joined()
        let rows = table.rows.map { row in
            "<tr>" + zip(classes, row).map { "<td\($0)>\(inline($1))</td>" }.joined() + "</tr>"
        }
        return """
            <div class="wide"><table><thead><tr>\(head)</tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody></table></div>
            """
    }

    /// Checks as a list, each marked by a sign and a word.
    package static func checks(_ checks: [Check]) -> String {
        let items = checks.map { check in
            """
            <li class="\(check.passed ? "pass" : "fail")"><b>\(check.passed ? "✓ pass" : "✗ fail")</b> \
            \(inline(check.name)): <span class="measured">\(escape(check.measured))</span> \
            <span class="dim">(must be \(escape(check.required)))</span></li>
            """
        }
        return "<ul class=\"checks\">\n\(items.joined(separator: "\n"))\n</ul>"
    }

    /// A whole page that needs nothing from elsewhere.
    package static func page(title: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(escape(title))</title>
        <style>
        \(stylesheet)
        </style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }
}
