import Cairn
import LessonKit

/// Customers who leave: probabilities, what errors cost, and where to decide.
struct Churn: Lesson {
    let name = "churn"
    let title = "Churn and the cost of errors"
    let summary =
        "Which customers to write to: honest probabilities, a threshold by cost, and the profit that it brings."
    let topics = [
        "Stage 3 · item 78 Class imbalance", "Stage 3 · item 64 Precision, recall, ROC",
        "Stage 3 · item 65 Calibration",
    ]
    let budget = Budget(seconds: 40, megabytes: 400)
    let target = Target(
        "cost saved by deciding at the right place instead of at one half, per customer", atLeast: 0.2)

    func run(_ page: inout Narrator) throws -> Double {
        let table = loadChurn()
        let (x, y) = Self.rows(table)
        let parts = try trainTestSplit(x, y, testShare: 0.4, seed: 1)
        page.heading("Five thousand customers")
        let left = Double(y.indicator(of: "leaves").sum()) / Double(y.count)
        let nobody = try BaselineClassifier().fit(parts.trainX, parts.trainY).predict(parts.testX)
        page.text(
            "Of \(y.count) customers of a telephone company \((100 * left).fixed(1)) % left. To say of all that they stay is right in \((100 * Metrics.accuracy(nobody, parts.testY)).fixed(1)) % of the cases, and useless: accuracy does not know what the company wants to know."
        )
        let rows = judgements(parts)
        page.table(
            ["model", "accuracy", "recall of leaves", "ROC area", "log loss", "calibration error"],
            rows: rows.map { [$0.name] + $0.numbers.map { $0.text(3) } })
        guard let plain = rows.first, let calibrated = rows.last else { return .nan }
        page.youShouldSee(
            "trees that rank customers far better than the line does. At one half the logistic regression finds few of those who leave, and boosting most."
        )
        reliability(rows, parts, &page)
        return try decide(plain.p, calibrated.p, parts, &page)
    }

    struct Row {
        var name: String, p: Vector<Double>, numbers: [Double]
    }

    private func judgements(_ parts: TrainTest<Labels>) -> [Row] {
        func row(_ name: String, _ model: (some ProbabilisticModel)?) -> [Row] {
            guard let model else { return [] }
            let p = model.probabilities(parts.testX), predicted = model.predict(parts.testX), y = parts.testY
            return [
                Row(
                    name: name, p: p[column: 0],
                    numbers: [
                        Metrics.accuracy(predicted, y), Metrics.recall(predicted, y, of: "leaves"),
                        Metrics.rocAUC(p[column: 0], y, of: "leaves"), Metrics.logLoss(p, y),
                        ReliabilityDiagram(p[column: 0], y, of: "leaves").expectedError,
                    ])
            ]
        }
        let logistic = StandardScaler().then(LogisticRegression())
        let boosting = GradientBoostingClassifier(trees: 150)
        return row("logistic regression", try? logistic.fit(parts.trainX, parts.trainY))
            + row("gradient boosting", try? boosting.fit(parts.trainX, parts.trainY))
            + row(
                "boosting, calibrated",
                try? CalibratedClassifier(boosting, method: .isotonic).fit(parts.trainX, parts.trainY))
    }

    private func reliability(_ rows: [Row], _ parts: TrainTest<Labels>, _ page: inout Narrator) {
        page.heading("Are the probabilities honest?")
        page.text(
            "Among customers given 30 %, three in ten should leave. The calibrated model learnt a curve from scores to shares on rows that its trees had not seen."
        )
        var figure = Figure(title: "Reliability", xLabel: "predicted probability", yLabel: "share that left")
        figure.line([0, 1], [0, 1], label: "honest")
        for row in rows {
            let diagram = ReliabilityDiagram(row.p, parts.testY, of: "leaves", bins: .equalCount(8))
            figure.line(diagram.predicted, diagram.observed, label: row.name)
        }
        page.figure(figure, caption: "Eight bins with as many customers each.")
    }

    private func decide(
        _ plain: Vector<Double>, _ calibrated: Vector<Double>, _ parts: TrainTest<Labels>,
        _ page: inout Narrator
    ) throws -> Double {
        page.heading("What errors cost")
        page.text(
            "An offer costs 10, and four in ten who wanted to leave take it; a customer who leaves costs 100. So a leaver with an offer costs 10 + 0.6 · 100 = 70, one without 100, and an offer to someone who stays 10."
        )
        page.formula(
            "decide for the offer where  p ≥ (FP - TN) / (FP - TN + FN - TP) = 10 / (10 + 30) = 0.25")
        let costs = ErrorCosts(falsePositive: 10, falseNegative: 100, truePositive: 70)
        let curves = [plain, calibrated].map { CostCurve($0, parts.testY, of: "leaves", costs: costs) }
        let model = try ThresholdClassifier(
            StandardScaler().then(LogisticRegression()), positive: "leaves", costs: costs
        ).fit(parts.trainX, parts.trainY)
        func row(_ name: String, _ cost: (CostCurve) -> Double) -> [String] {
            [name] + curves.map { cost($0).text(4) }
        }
        page.table(
            ["decision", "logistic regression", "boosting, calibrated"],
            rows: [
                row("no offers at all") { $0.costs[0] },
                row("offers to all") { $0.costs[$0.costs.count - 1] },
                row("p ≥ 0.5") { $0.cost(at: 0.5) },
                row("p ≥ 0.25, from the formula") { $0.cost(at: costs.threshold) },
                [
                    "p ≥ \(model.threshold.text(3)), learnt by folds",
                    curves[0].cost(at: model.threshold).text(4), "–",
                ],
                row("best on these very rows (not to be had)") { $0.bestCost },
            ])
        var figure = Figure(
            title: "Gain", xLabel: "share of customers who get an offer", yLabel: "gain per customer")
        for (curve, name) in zip(curves, ["logistic regression", "boosting, calibrated"]) {
            figure.line(Array(curve.takenShares), Array(-curve.costs), label: name)
        }
        page.figure(figure, caption: "Minus the cost per customer, for every threshold.")
        page.youShouldSee(
            "for the logistic regression the formula and the learnt threshold close to the best that can be had, and one half worse: it is right only where both errors cost the same. The boosted trees gain more than any threshold, and hardly care where it is: most of their probabilities are near 0 or 1."
        )
        page.check(
            Target("calibration error of the calibrated model", atMost: 0.03),
            score: ReliabilityDiagram(calibrated, parts.testY, of: "leaves").expectedError)
        return curves[0].cost(at: 0.5) - curves[0].cost(at: model.threshold)
    }

    /// The measurements, and the two plans as 0 and 1.
    static func rows(_ table: DataFrame) -> (Matrix<Double>, Labels) {
        let plans = ["international_plan", "voice_mail_plan"]
        let numbers = table.columnNames.filter { table[$0].type.isNumeric }
        let columns =
            numbers.map { table[$0].doubles }
            + plans.map { name in Vector(table[name].strings.map { $0 == "yes" ? 1.0 : 0 }) }
        let x = Matrix(rows: table.rowCount, columns: columns.count) { columns[$1][$0] }
        return (x, Labels(table["churn"].strings.map { $0 == "yes" ? "leaves" : "stays" }))
    }
}
