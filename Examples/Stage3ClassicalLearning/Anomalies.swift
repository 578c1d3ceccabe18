import Cairn
import LessonKit

/// Finding what is unusual without being told: isolation, and why scale, crowds and thresholds matter.
struct Anomalies: Lesson {
    let name = "anomalies"
    let title = "Anomalies"
    let summary =
        "Twenty malignant tumours among 357 benign ones, found without labels: how few random questions set a row apart."
    let topics = ["Stage 3 · item 62 Anomaly detection"]
    let budget = Budget(seconds: 15, megabytes: 150)
    let target = Target("area under the curve of the isolation forest", atLeast: 0.85)

    func run(_ page: inout Narrator) throws -> Double {
        let data = loadBreastCancer()
        let benign = data.labels.indices.filter { data.labels[$0] == 1 }
        let malignant = data.labels.indices.filter { data.labels[$0] == 0 }.prefix(20)
        let rows = benign + malignant, x = data.features[rows: rows]
        let isUnusual = rows.map { data.labels[$0] == 0 }
        page.text(
            "357 benign tumours and 20 malignant ones, by 30 measurements of their cells. The detectors do not see which is which; the labels only tell us afterwards how well they did."
        )
        idea(x, isUnusual, &page)
        let area = try isolate(x, isUnusual, &page)
        try others(x, isUnusual, &page)
        try masking(&page)
        return area
    }

    /// What lies far from the middle, column by column, each in units of its own spread.
    private func distances(_ x: Matrix<Double>) -> Vector<Double> {
        let mean = x.mean(over: .rows), deviation = x.standardDeviation(over: .rows)
        return Vector(count: x.rows) { row in
            (0..<x.columns).reduce(0.0) { sum, column in
                let z = (x[row, column] - mean[column]) / deviation[column]
                return sum + z * z
            }.squareRoot()
        }
    }

    /// How often an unusual row scores above a usual one.
    private func area(_ scores: Vector<Double>, _ isUnusual: [Bool]) -> Double {
        var won = 0.0, pairs = 0.0
        for a in 0..<scores.count where isUnusual[a] {
            for b in 0..<scores.count where !isUnusual[b] {
                pairs += 1
                won += scores[a] > scores[b] ? 1 : scores[a] == scores[b] ? 0.5 : 0
            }
        }
        return won / pairs
    }

    private func idea(_ x: Matrix<Double>, _ isUnusual: [Bool], _ page: inout Narrator) {
        page.heading("Far from the middle")
        page.text(
            "The simplest score is the distance from the mean, each column measured in its own standard deviation. It asks nothing about how columns go together, and a few wild rows stretch the very spread that they are measured by."
        )
        page.check(
            Target("area under the curve of the distance from the mean", atLeast: 0.7),
            score: area(distances(x), isUnusual))
    }

    private func isolate(_ x: Matrix<Double>, _ isUnusual: [Bool], _ page: inout Narrator) throws -> Double {
        page.heading("Alone after few questions")
        page.text(
            "Ask at random: is this column at most that number? A row in a crowd needs many questions until it is alone, a row apart only a few. The score turns the mean number of questions h into 2^(-h/c), with c what a row among ψ needs on average."
        )
        page.formula("score = 2^(-h / c(ψ)),    c(ψ) = 2(ln(ψ - 1) + 0.5772) - 2(ψ - 1)/ψ")
        let model = try IsolationForest(trees: 300, seed: page.seed).fit(x), scores = model.anomalyScores(x)
        var figure = Figure(title: "Scores of the isolation forest", xLabel: "score", yLabel: "density")
        for (kind, name) in [(false, "benign"), (true, "malignant")] {
            let own = isUnusual.indices.filter { isUnusual[$0] == kind }.map { scores[$0] }
            figure.histogram(own, density: true, label: name)
        }
        page.figure(figure, caption: "They overlap: unusual is not the same as dangerous.")
        let order = (0..<scores.count).sorted { scores[$0] > scores[$1] }
        var rows: [[String]] = []
        for count in [5, 10, 20, 40] {
            let found = order.prefix(count).count { isUnusual[$0] }
            rows.append(["\(count)", "\(found)", (Double(found) / 20).fixed(2)])
        }
        page.table(["looked at", "malignant among them", "share of all 20"], rows: rows)
        page.youShouldSee(
            "about three quarters of the twenty among the first forty. Whoever has time to look at forty cases picks the threshold by that, not by a number of the model. The plain distance does as well here: there is one crowd, and it is round enough. The forest needs neither."
        )
        return area(scores, isUnusual)
    }

    /// Other ideas of what is unusual, on the same rows.
    private func others(_ x: Matrix<Double>, _ isUnusual: [Bool], _ page: inout Narrator) throws {
        page.heading("Other ideas of unusual")
        let scaled = try StandardScaler().fit(x).transform(x)
        let local = try LocalOutlierFactor(neighbors: 20).fit(scaled).fittedScores
        let rows: [(String, String, Vector<Double>)] = [
            ("distance from the mean", "far, in units of each column", distances(x)),
            ("local outlier factor", "in thinner air than its neighbours", Vector(local)),
            (
                "robust covariance", "far, as the columns go together",
                try EllipticEnvelope(seed: page.seed).fit(scaled).anomalyScores(scaled)
            ),
            (
                "one-class machine", "outside of a border around most",
                try OneClassSVM().fit(scaled).anomalyScores(scaled)
            ),
        ]
        page.table(
            ["detector", "unusual is what stands", "area under the curve"],
            rows: rows.map { [$0.0, $0.1, area($0.2, isUnusual).fixed(3)] })
    }

    /// Small samples see better: a heap of anomalies hides its members.
    private func masking(_ page: inout Narrator) throws {
        page.heading("Why few rows are enough")
        page.text(
            "Forty anomalies in a heap of their own hide one another: among all rows they look like a crowd. A tree that draws few rows sees few of them, so they are alone again."
        )
        var generator = Generator(seed: page.seed)
        let count = 1000, apart = 40
        let x = Matrix(rows: count, columns: 2) { row, _ in
            row < apart ? 4 + 0.2 * generator.standardNormal() : generator.standardNormal()
        }
        let isUnusual = (0..<count).map { $0 < apart }
        var areas: [Double] = []
        for sample in [32, 1000] {
            let model = try IsolationForest(trees: 300, sampleRows: sample, seed: page.seed).fit(x)
            areas.append(area(model.anomalyScores(x), isUnusual))
        }
        page.table(
            ["rows a tree", "area under the curve"],
            rows: zip(["32", "1000"], areas).map { [$0, $1.fixed(3)] })
        page.check(
            Target("area with 32 rows a tree", atLeast: 0.97), score: areas[0])
    }
}
