import Cairn
import LessonKit

/// Customers who leave: probabilities, what errors cost, and where to decide.
struct Churn: Lesson {
    let name = "churn"
    let title = "Churn and the cost of errors"
    let summary = "Which customers to write to: honest probabilities, a threshold by cost, and the profit that it brings."
    let topics = [
        "Stage 3 · item 62 Class imbalance", "Stage 3 · item 64 Precision, recall, ROC", "Stage 3 · item 65 Calibration",
    ]
    let budget = Budget(seconds: 40, megabytes: 400)
    let target = Target("cost saved by deciding at the right place instead of at one half, per customer", atLeast: 0.2)

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
        guard let chosen = rows.last else { return .nan }
        page.youShouldSee(
            "two models of which the second ranks customers far better. Both call few customers leavers at one half.")
        reliability(rows, parts, &page)
        return try decide(chosen.p, parts, &page)
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

    private func decide(_ p: Vector<Double>, _ parts: TrainTest<Labels>, _ page: inout Narrator) throws -> Double {
        page.heading("What errors cost")
        page.text(
            "An offer costs 10, and four in ten who wanted to leave take it; a customer who leaves costs 100. So a leaver with an offer costs 10 + 0.6 · 100 = 70, one without 100, and an offer to someone who stays 10."
        )
        page.formula("decide for the offer where  p ≥ (FP - TN) / (FP - TN + FN - TP) = 10 / (10 + 30) = 0.25")
        let costs = ErrorCosts(falsePositive: 10, falseNegative: 100, truePositive: 70)
        let curve = CostCurve(p, parts.testY, of: "leaves", costs: costs)
        let model = try ThresholdClassifier(
            GradientBoostingClassifier(trees: 150), positive: "leaves", costs: costs
        ).fit(parts.trainX, parts.trainY)
        func cost(_ labels: Labels) -> Double {
            costs.total(Metrics.confusionMatrix(labels, parts.testY).outcomes(of: "leaves")) / Double(labels.count)
        }
        let half = curve.cost(at: 0.5), learned = cost(model.predict(parts.testX))
        page.table(
            ["decision", "cost per customer"],
            rows: [
                ["no offers at all", curve.costs[0].text(4)],
                ["offers to all", curve.costs[curve.costs.count - 1].text(4)],
                ["calibrated, p ≥ 0.5", half.text(4)],
                ["calibrated, p ≥ 0.25, from the formula", curve.cost(at: costs.threshold).text(4)],
                ["threshold \(model.threshold.text(3)), learnt by folds", learned.text(4)],
                ["best on these very rows (not to be had)", curve.bestCost.text(4)],
            ])
        page.figure(curve.figure(title: "Gain"), caption: "Gain per customer against the share of customers who get an offer.")
        page.youShouldSee(
            "the formula and the learnt threshold close to the best that can be had, and one half clearly worse: it is the right place only where both errors cost the same."
        )
        page.check(
            Target("calibration error of the calibrated model", atMost: 0.03),
            score: ReliabilityDiagram(p, parts.testY, of: "leaves").expectedError)
        return half - min(curve.cost(at: costs.threshold), learned)
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
