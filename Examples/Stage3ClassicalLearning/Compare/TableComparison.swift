import Cairn
import LessonKit

/// `stage3 compare`: trains several models on the rows of a table and says which one to take.
public struct TableComparison {
    let table: ComparedTable
    let name: String
    let targetName: String

    /// A comparison on a table.
    ///
    /// - Parameters:
    ///   - frame: The rows.
    ///   - target: The column to be predicted.
    ///   - name: What the table is called.
    ///   - isRegression: Whether a number is predicted; nil to find out.
    public init(_ frame: DataFrame, target: String, name: String, isRegression: Bool? = nil) throws {
        table = try ComparedTable(frame, target: target, isRegression: isRegression)
        self.name = name
        targetName = target
    }

    /// Trains the models and writes on `page`; returns the winner's name.
    @discardableResult
    public func run(_ page: inout Narrator) throws -> String {
        page.heading("\(name): predicting \(targetName)")
        introduce(&page)
        let split = try trainTestSplit(
            rows: table.rows, testShare: 0.2, stratifiedBy: table.target.labels,
            seed: UInt32(truncatingIfNeeded: page.seed))
        let contenders =
            isRegression ? comparedRegressors(table.categories) : comparedClassifiers(table.categories)
        var judged: [Judgement] = [], failed: [String] = []
        for contender in page.progress("training", over: contenders) {
            do {
                judged.append(try contender.judge(table, split, UInt32(truncatingIfNeeded: page.seed)))
            } catch {
                failed.append("\(contender.name) could not be trained: \(error)")
            }
        }
        judged.sort { order($0) > order($1) }
        guard let winner = judged.first else {
            throw ComparisonError(description: failed.joined(separator: "\n"))
        }
        tables(judged, &page)
        verdict(winner, judged, &page)
        for line in table.warnings + failed + doubts(winner, judged) { page.text("⚠ " + line) }
        return winner.name
    }

    private var isRegression: Bool { table.target.labels == nil }

    private func order(_ one: Judgement) -> Double {
        let mean = one.scores.mean()
        return mean.isNaN ? -.infinity : mean
    }

    private func introduce(_ page: inout Narrator) {
        let missing = table.x.elements.count { $0.isNaN }
        let kind: String
        switch table.target {
        case .numbers: kind = "a number"
        case .labels(let y):
            let counts = zip(y.classes, y.counts).sorted { $0.1 > $1.1 }.prefix(6)
            kind =
                "one of \(y.classes.count) classes (" + counts.map { "\($0) \($1)" }.joined(separator: ", ")
                + ")"
        }
        page.text(
            "\(count(table.rows, "row")), \(count(table.x.columns, "column")) (\(table.categories.count) of categories), \(count(missing, "cell")) missing. To be predicted: \(kind). A fifth of the rows is held back; on the others each model is tested ten times, on folds that it has not seen, and gaps, scales and categories are learnt within each fold."
        )
    }

    private func tables(_ judged: [Judgement], _ page: inout Narrator) {
        let names = judged[0].scores.scoreNames
        let columns = Array(names.dropFirst().prefix(3))
        page.table(
            ["model", names[0], "95 % interval", "held back"] + columns,
            rows: judged.map { one in
                let interval = one.scores.interval()
                let others = columns.map { column in
                    one.scores.scoreNames.contains(column) ? one.scores.mean(column).text(4) : "–"
                }
                return [
                    one.name, one.scores.mean().text(4),
                    "\(interval.lower.text(4)) to \(min(1, interval.upper).text(4))",
                    one.testScore.text(4),
                ] + others
            })
        page.table(
            ["model", "fit in s", "one row in µs", "a row of many in µs", "saved in kB"],
            rows: judged.map { one in
                [
                    one.name, one.fitSeconds.text(3), (one.rowSeconds * 1e6).text(3),
                    (one.batchSeconds * 1e6).text(3), (Double(one.bytes) / 1000).text(3),
                ]
            })
        var figure = Figure(title: names[0], xLabel: names[0], yLabel: "")
        for (place, one) in judged.enumerated() {
            let height = Double(judged.count - place), interval = one.scores.interval()
            figure.line([interval.lower, interval.upper], [height, height], label: one.name)
            figure.scatter([one.scores.mean()], [height])
        }
        page.figure(
            figure,
            caption: "The mean over ten folds with its 95 % interval, which knows that folds share rows.")
    }

    private func verdict(_ winner: Judgement, _ judged: [Judgement], _ page: inout Narrator) {
        let score = winner.scores.scoreNames[0], held = winner.testInterval
        let range =
            held.lower.isNaN ? "" : " (95 % interval \(held.lower.text(4)) to \(held.upper.text(4)))"
        page.heading("The winner: \(winner.name)")
        page.text(
            "\(score) \(winner.scores.mean().text(4)) on the folds; on the rows held back, which had no part in the choice, \(winner.testScore.text(4))\(range)."
        )
        let tied = judged.dropFirst().filter { winner.scores.compared(with: $0.scores).pValue >= 0.05 }
        if !tied.isEmpty {
            let simplest = tied.min { $0.bytes < $1.bytes }
            let hint =
                simplest.map { $0.bytes < winner.bytes ? " The smallest of them is \($0.name)." : "" } ?? ""
            page.text(
                "Not worse beyond chance (corrected t-test, 5 %): \(tied.map(\.name).joined(separator: ", ")).\(hint)"
            )
        }
    }

    private func doubts(_ winner: Judgement, _ judged: [Judgement]) -> [String] {
        var lines: [String] = []
        if let baseline = judged.first(where: { $0.name.hasPrefix("baseline") }),
            winner.name != baseline.name,
            winner.scores.compared(with: baseline.scores).pValue >= 0.05
        {
            lines.append(
                "The winner does not beat the baseline beyond chance: there may be nothing to learn here.")
        }
        if winner.name.hasPrefix("baseline") {
            lines.append("No model beats the baseline: there may be nothing to learn here.")
        }
        let gap = winner.scores.mean() - winner.testInterval.upper
        if gap > 0 {
            lines.append(
                "On the rows held back the winner is worse than on the folds: trust the lower number.")
        }
        return lines
    }
}

extension TableComparison {
    /// Runs on a terminal; returns the page as HTML.
    public func run(seed: UInt64) throws -> String {
        var page = Narrator(slug: "compare", terminal: .standard(), seed: seed)
        try run(&page)
        return HTML.page(
            title: "\(name): predicting \(targetName)",
            body: "<main>\(page.blocks.map(HTML.block).joined(separator: "\n"))</main>")
    }
}
