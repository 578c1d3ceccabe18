import Cairn
import LessonKit

/// How many kinds of customers are there? Three ways to ask, once where the honest answer is one.
struct Customers: Lesson {
    let name = "customers"
    let title = "Clustering customers"
    let summary =
        "Any data can be cut into k groups. Silhouette, stability and BIC tell whether there were any."
    let topics = [
        "Stage 3 · item 55 K-means and basic clustering", "Stage 3 · item 56 Hierarchical clustering",
        "Stage 3 · item 57 DBSCAN",
    ]
    let budget = Budget(seconds: 30, megabytes: 400)
    let target = Target("agreement of the segments that two halves of the customers give", atLeast: 0.95)

    private let minutes = [
        "total_day_minutes", "total_eve_minutes", "total_night_minutes", "total_intl_minutes",
    ]

    func run(_ page: inout Narrator) throws -> Double {
        let churn = loadChurn()
        page.heading("Groups that are not there")
        page.text(
            "5000 customers of a telephone company. k-means cuts any cloud into as many parts as it is asked for, so the first question is whether the parts were there before. Three answers: the silhouette (1 where a customer is far nearer to his own group than to the next, 0 on the border), the stability (do two halves of the customers give the same groups?) and the BIC of a mixture of normal distributions (the lower the better, one component included)."
        )
        let calls = standardized(churn.matrix(minutes))
        page.text("First on the minutes by day, evening and night and abroad:")
        try judge(calls, page: &page, bic: true)
        page.youShouldSee(
            "A silhouette of 0.16 whatever k, two halves that hardly agree, and the lowest BIC at one component: minutes form one cloud. Segments cut from it would be lines on water, however well their profiles read."
        )
        page.heading("Groups that are")
        page.text(
            "What customers have booked is another matter: an international plan, and a voice mail with its messages. With the minutes by day they make three columns. (No BIC here: a column of zeros and ones has no density, and a component that sits on one value is infinitely likely.)"
        )
        let plan = Vector(churn["international_plan"].strings.map { $0 == "yes" ? 1.0 : 0 })
        let day = churn["total_day_minutes"].doubles, mail = churn["number_vmail_messages"].doubles
        let booked = standardized(
            Matrix(rows: churn.rowCount, columns: 3) { row, column in [day, mail, plan][column][row] })
        let agreement = try judge(booked, page: &page, bic: false)
        page.text(
            "Two and three groups are found again by any half; from five on they are not. The silhouette falls slowly and decides nothing. We take three."
        )
        let segments = try KMeans(clusters: 3).fit(booked)
        profile(segments.labels, churn, plan, &page)
        draw(segments.labels, booked, &page)
        try drawTree(booked, &page)
        return agreement[3] ?? .nan
    }

    private func standardized(_ x: Matrix<Double>) -> Matrix<Double> {
        (x - x.mean(over: .rows)) / x.standardDeviation(over: .rows)
    }

    /// Silhouette, stability and BIC for several k; returns the stabilities.
    @discardableResult
    private func judge(_ x: Matrix<Double>, page: inout Narrator, bic: Bool) throws -> [Int: Double] {
        var generator = Generator(seed: page.seed), rows: [[String]] = [], agreement: [Int: Double] = [:]
        let some = generator.choice(x.rows, count: 1500, replacing: false)
        if bic { rows.append(["1", "", "", try GaussianMixture().fit(x).bic(x).fixed(0)]) }
        for k in page.progress("clustering", over: Array(2...6)) {
            let labels = try KMeans(clusters: k).fit(x).labels
            let silhouette = Metrics.silhouette(x[rows: some], some.map { labels[$0] })
            let stability = try (0..<4).map { _ in try halves(x, k, &generator) }.reduce(0, +) / 4
            agreement[k] = stability
            let mixture = bic ? [try GaussianMixture(components: k).fit(x).bic(x).fixed(0)] : []
            rows.append(["\(k)", silhouette.fixed(2), stability.fixed(2)] + mixture)
        }
        page.table(["k", "silhouette", "two halves agree"] + (bic ? ["BIC"] : []), rows: rows)
        return agreement
    }

    /// How far the groups that two halves of the rows give agree on all rows: the adjusted Rand index.
    private func halves(_ x: Matrix<Double>, _ k: Int, _ generator: inout Generator) throws -> Double {
        let order = generator.permutation(x.rows), middle = x.rows / 2
        let a = try KMeans(clusters: k, seed: 1).fit(x[rows: Array(order[..<middle])])
        let b = try KMeans(clusters: k, seed: 2).fit(x[rows: Array(order[middle...])])
        return Metrics.adjustedRandIndex(a.predict(x), b.predict(x))
    }

    /// What each segment is like. Whether they left was not among the columns that made the segments.
    private func profile(_ labels: [Int], _ churn: DataFrame, _ plan: Vector<Double>, _ page: inout Narrator)
    {
        let day = churn["total_day_minutes"].doubles, mail = churn["number_vmail_messages"].doubles
        let left = Vector(churn["churn"].strings.map { $0 == "yes" ? 1.0 : 0 })
        var shares: [Double] = [], rows: [[String]] = []
        for segment in 0..<3 {
            let own = labels.indices.filter { labels[$0] == segment }
            shares.append(left[at: own].mean())
            rows.append([
                "\(segment)", "\(own.count)", plan[at: own].mean().fixed(2), mail[at: own].mean().fixed(1),
                day[at: own].mean().fixed(0), (100 * shares[segment]).fixed(0) + " %",
            ])
        }
        page.table(
            ["segment", "customers", "international plan", "messages", "minutes by day", "left"], rows: rows)
        var figure = Figure(title: "Who left", xLabel: "segment", yLabel: "share that left")
        figure.bar((0..<3).map(String.init), shares, showsValues: true)
        page.figure(
            figure, caption: "The share of each segment that left the company. The segments never saw it.")
        page.youShouldSee(
            "Those with an international plan leave three to four times as often as those without, those with voice mail seldom. A segment is worth its name when it tells something that it was not made from."
        )
    }

    private func draw(_ labels: [Int], _ x: Matrix<Double>, _ page: inout Narrator) {
        var generator = Generator(seed: page.seed)
        let some = generator.choice(x.rows, count: 1500, replacing: false)
        var figure = Figure(
            title: "Three segments", xLabel: "minutes by day, standardised",
            yLabel: "voice mail messages, standardised")
        figure.scatter(
            some.map { x[$0, 0] }, some.map { x[$0, 1] }, classes: some.map { labels[$0] },
            names: ["0", "1", "2"], size: 5)
        page.figure(figure, caption: "1500 of the customers in two of the three columns.")
    }

    private func drawTree(_ x: Matrix<Double>, _ page: inout Narrator) throws {
        page.heading("A tree of all joins")
        var generator = Generator(seed: page.seed)
        let some = x[rows: generator.choice(x.rows, count: 1000, replacing: false)]
        let tree = try AgglomerativeClustering(linkage: .ward, clusters: 3).fit(some).dendrogram
        page.figure(
            tree.figure(last: 20, title: "Ward's joins of 1000 customers"),
            caption:
                "The last 20 joins, each as high as the distance that it bridges: long lines are groups that stand apart."
        )
        page.text(
            "The highest joins bridge far more than all below them: there are groups, and no k was asked for. Whether they are three or four is a matter of where the cut goes; the lines at the top do not say."
        )
    }
}
