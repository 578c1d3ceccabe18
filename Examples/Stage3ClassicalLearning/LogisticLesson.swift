import Cairn
import Foundation
import LessonKit

/// Logistic regression on a whole population: odds, odds ratios, and what a p-value cannot say.
struct LogisticLesson: Lesson {
    let name = "logistic"
    let title = "Logistic regression and what its numbers mean"
    let summary =
        "Who survived the Titanic? Odds ratios with intervals, predicted against observed shares, and what a penalty and a threshold change."
    let topics = ["Stage 3 · item 43 Logistic regression"]
    let budget = Budget(seconds: 10, megabytes: 200)
    let target = Target(
        "largest difference between predicted and observed survivors of a class", atMost: 1e-6)

    private static let names = ["first class", "second class", "third class", "child", "female"]

    func run(_ page: inout Narrator) throws -> Double {
        let people = loadTitanic(), kinds = people["class"].strings.map { $0 ?? "" }
        let ages = people["age"].strings.map { $0 ?? "" }, sexes = people["sex"].strings.map { $0 ?? "" }
        let x = Matrix(rows: people.rowCount, columns: 5) { row, column in
            switch column {
            case 0: kinds[row] == "first" ? 1.0 : 0.0
            case 1: kinds[row] == "second" ? 1.0 : 0.0
            case 2: kinds[row] == "third" ? 1.0 : 0.0
            case 3: ages[row] == "child" ? 1.0 : 0.0
            default: sexes[row] == "female" ? 1.0 : 0.0
            }
        }
        let survived = people.vector("survived"), y = Labels(survived.map { Int($0) } as [Int])
        page.heading("From a line to a probability")
        page.text(
            "A probability lies between 0 and 1, a line does not. The odds p/(1 - p) lie between 0 and infinity, and their logarithm anywhere: that is what the line is for."
        )
        page.formula("ln(p/(1 - p)) = b₀ + xᵀβ        p = 1/(1 + e^-(b₀ + xᵀβ))        odds ratio = e^β")
        let model = try LogisticRegression(penalty: .none).fit(x, y)
        let summary = try model.summary(x, y, names: Self.names)
        page.table(
            ["", "β", "odds ratio", "95 % interval of the ratio", "p"],
            rows: summary.coefficients.map { row in
                [
                    row.term == "Intercept" ? "man of the crew" : row.term, row.estimate.fixed(2),
                    exp(row.estimate).fixed(2), "\(exp(row.lower).fixed(2)) to \(exp(row.upper).fixed(2))",
                    row.pValue < 1e-4 ? "< 0.0001" : row.pValue.fixed(4),
                ]
            })
        page.youShouldSee(
            "odds eleven times as high for a woman as for a man of the same class and age. Odds are not probabilities: where 70 % survive, eleven times the odds is 96 %, not 770 %."
        )
        let probability = model.probabilities(x)[column: 1]
        let worst = calibration(kinds, survived, probability, &page)
        penalties(x, y, &page)
        thresholds(survived, probability, &page)
        return worst
    }

    /// At the maximum of the likelihood, `Xᵀ(y - p) = 0`: in each class as many survivors are expected as there were.
    private func calibration(
        _ kinds: [String], _ survived: Vector<Double>, _ probability: Vector<Double>, _ page: inout Narrator
    ) -> Double {
        page.heading("Expected and observed")
        page.text(
            "Where the likelihood is greatest, Xᵀ(y - p) = 0: for each column of 0 and 1 the model expects exactly as many survivors as there were."
        )
        var rows: [[String]] = [], worst = 0.0
        for kind in Set(kinds).sorted() {
            let places = kinds.indices.filter { kinds[$0] == kind }
            let observed = survived[at: places].sum(), expected = probability[at: places].sum()
            worst = max(worst, Swift.abs(observed - expected))
            rows.append([kind, "\(places.count)", observed.fixed(0), expected.fixed(4)])
        }
        page.table(["class", "people", "survived", "expected"], rows: rows)
        return worst
    }

    private func penalties(_ x: Matrix<Double>, _ y: Labels, _ page: inout Narrator) {
        page.heading("What a penalty does")
        let strengths = [0.1, 1, 10, 100, 1000]
        var figure = Figure(title: "Coefficients under a ridge penalty", xLabel: "λ", yLabel: "β")
        figure.xScale = .log10
        let models = strengths.compactMap { try? LogisticRegression(penalty: .ridge($0)).fit(x, y) }
        guard models.count == strengths.count else { return }
        for (column, name) in Self.names.enumerated() {
            figure.line(strengths, models.map { $0.coefficients[0, column] }, label: name, marker: .circle)
        }
        page.figure(
            figure,
            caption:
                "2201 rows speak louder than a penalty of 1; one of 1000 draws all to 0, and no p-value is left."
        )
    }

    private func thresholds(_ survived: Vector<Double>, _ probability: Vector<Double>, _ page: inout Narrator)
    {
        page.heading("A probability is not yet a decision")
        page.text(
            "Where to say yes is a question of what errors cost, not of the model. A threshold of one half is right only where both cost the same."
        )
        page.table(
            ["threshold", "said yes", "of these right", "of survivors found"],
            rows: [0.2, 0.3, 0.5, 0.7].map { threshold in
                let said = (0..<survived.count).filter { probability[$0] > threshold }
                let right = survived[at: said].sum()
                return [
                    threshold.fixed(1), "\(said.count)", "\((100 * right / Double(said.count)).fixed(0)) %",
                    "\((100 * right / survived.sum()).fixed(0)) %",
                ]
            })
    }
}
