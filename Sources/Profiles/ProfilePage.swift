import Tables

extension TableProfile {
    /// The report as one HTML page that needs nothing else: no script, no font, no picture from elsewhere.
    ///
    /// Colours follow the reader's light or dark setting. O(columns), and the figures.
    public var html: String {
        let title = escaped(name)
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Profile of \(title)</title>
            <style>\(ProfileStyle.sheet)</style>
            </head>
            <body>
            <header><h1>\(title)</h1>\(tiles)</header>
            <main>
            \(warningSection)
            <section><h2>Columns</h2>\(overview)</section>
            \(columns.enumerated().map { card($1, $0) }.joined(separator: "\n"))
            \(correlationSection)
            \(sampleSection)
            </main>
            </body>
            </html>

            """
    }

    private var tiles: String {
        let cells = rows * columns.count, missing = columns.reduce(0) { $0 + $1.missing }
        let share = cells > 0 ? Double(missing) / Double(cells) : 0
        let facts = [
            (NumberFormat.grouped(rows), "rows"), (NumberFormat.grouped(columns.count), "columns"),
            (NumberFormat.bytes(columns.reduce(0) { $0 + $1.bytes }), "in memory"),
            (NumberFormat.grouped(missing), "missing (\(ProfileWarning.percent(share)))"),
            (NumberFormat.grouped(duplicates), "duplicate rows"),
        ]
        let tiles = facts.map { "<div class=\"tile\"><b>\($0.0)</b><span>\($0.1)</span></div>" }
        return "<div class=\"tiles\">\(tiles.joined())</div>"
    }

    private var warningSection: String {
        guard !warnings.isEmpty else {
            return "<section><h2>Warnings</h2><p class=\"quiet\">None.</p></section>"
        }
        let items = warnings.map { warning in
            let place = warning.column.map { name in
                let index = columns.firstIndex { $0.name == name }
                return "<a href=\"#c\(index ?? 0)\">\(escaped(name))</a> "
            }
            return "<li>\(badge(warning)) \(place ?? "")\(escaped(warning.text))</li>"
        }
        return
            "<section><h2>Warnings</h2><ul class=\"warnings\">\(items.joined(separator: "\n"))</ul></section>"
    }

    private func badge(_ warning: ProfileWarning) -> String {
        "<span class=\"badge \(warning.level == .warning ? "warn" : "note")\">\(warning.kind.rawValue)</span>"
    }

    private var overview: String {
        let lines = columns.enumerated().map { place, column in
            let share = rows > 0 ? Double(column.missing) / Double(rows) : 0
            return """
                <tr><td><a href="#c\(place)">\(escaped(column.name))</a></td><td>\(column.type)</td>\
                <td class="n">\(NumberFormat.grouped(column.missing))</td>\
                <td><span class="bar"><i style="width:\(Int((share * 100).rounded(.up)))%"></i></span></td>\
                <td class="n">\(NumberFormat.grouped(column.distinct))</td>\
                <td>\(column.warnings.map(badge).joined(separator: " "))</td></tr>
                """
        }
        return """
            <div class="wide"><table><thead><tr><th>name</th><th>type</th><th class="n">missing</th><th></th>\
            <th class="n">different</th><th>notes</th></tr></thead><tbody>\(lines.joined(separator: "\n"))</tbody></table></div>
            """
    }

    private func card(_ column: ColumnProfile, _ place: Int) -> String {
        let figure = ProfileFigures.distribution(column, id: "f\(place)") ?? ""
        let notes = column.warnings.map { "<li>\(badge($0)) \(escaped($0.text))</li>" }.joined()
        return """
            <section class="card" id="c\(place)"><h3>\(escaped(column.name)) <small>\(column.type)</small></h3>
            \(notes.isEmpty ? "" : "<ul class=\"warnings\">\(notes)</ul>")
            <div class="split"><div class="facts">\(facts(column))\(top(column))</div><div class="figure">\(figure)</div></div>
            </section>
            """
    }

    private func facts(_ column: ColumnProfile) -> String {
        var facts = [
            ("present", NumberFormat.grouped(column.rows - column.missing)),
            ("missing", NumberFormat.grouped(column.missing)),
            ("different", NumberFormat.grouped(column.distinct)),
        ]
        if let summary = column.summary {
            let short = NumberFormat.short
            facts += [("mean", short(summary.mean)), ("standard deviation", short(summary.deviation))]
            if summary.quantiles.count == 7 {
                let names = ["minimum", "5 %", "25 %", "median", "75 %", "95 %", "maximum"]
                facts += zip(names, summary.quantiles.map(short))
            }
            facts += [
                ("skewness", short(summary.skewness)), ("excess kurtosis", short(summary.excessKurtosis)),
            ]
            facts += [
                ("zeros", NumberFormat.grouped(summary.zeros)),
                ("negative", NumberFormat.grouped(summary.negatives)),
            ]
            if summary.infinities > 0 {
                facts.append(("infinite, left out above", NumberFormat.grouped(summary.infinities)))
            }
        }
        if let times = column.times {
            facts += [("first", times.lowerBound.description), ("last", times.upperBound.description)]
        }
        if let lengths = column.lengths {
            facts.append(("letters", "\(lengths.lowerBound) to \(lengths.upperBound)"))
        }
        facts.append(("memory", NumberFormat.bytes(column.bytes)))
        return "<dl>\(facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }.joined())</dl>"
    }

    private func top(_ column: ColumnProfile) -> String {
        let isListed = column.summary == nil && column.times == nil
        guard isListed, column.hasFrequentValues else { return "" }
        let lines = column.top.prefix(8).map { entry in
            let share = ProfileWarning.percent(Double(entry.count) / Double(max(1, column.rows)))
            let value = entry.value.isEmpty ? "(empty)" : String(entry.value.prefix(60))
            return "<tr><td>\(escaped(value))</td><td class=\"n\">\(NumberFormat.grouped(entry.count))</td>"
                + "<td class=\"n\">\(share)</td></tr>"
        }
        return "<table class=\"top\"><tbody>\(lines.joined())</tbody></table>"
    }

    private var correlationSection: String {
        guard let figure = ProfileFigures.correlations(self, id: "correlations") else { return "" }
        let numeric = columns.count { $0.summary != nil && $0.distinct > 1 }
        let note =
            numeric > correlated.count
            ? "<p class=\"quiet\">The first \(correlated.count) of \(counted(numeric, "column")) of numbers.</p>"
            : ""
        return "<section><h2>Correlations</h2>\(note)<div class=\"wide\">\(figure)</div></section>"
    }

    private var sampleSection: String {
        guard !sample.isEmpty else { return "" }
        let head = columns.map { "<th>\(escaped($0.name))</th>" }.joined()
        let lines = sample.map { row in
            let cells = row.map { cell in
                cell.map { "<td>\(escaped(String($0.prefix(60))))</td>" } ?? "<td class=\"none\">missing</td>"
            }
            return "<tr>\(cells.joined())</tr>"
        }
        return """
            <section><h2>First rows</h2><div class="wide"><table><thead><tr>\(head)</tr></thead>\
            <tbody>\(lines.joined(separator: "\n"))</tbody></table></div></section>
            """
    }

    /// Text that HTML takes as text; control characters, which it does not know, become a replacement.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 32 || scalar.value == 127: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
