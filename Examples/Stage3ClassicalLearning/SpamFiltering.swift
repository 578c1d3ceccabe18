import Cairn
import LessonKit

/// Naive Bayes on real mail, and what a false alarm costs.
struct SpamFiltering: Lesson {
    let name = "spam"
    let title = "Is it spam? Naive Bayes, and the cost of a false alarm"
    let summary =
        "4601 mails, 57 measurements: four kinds of naive Bayes, and a threshold that knows what mistakes cost."
    let topics = ["Stage 3 · item 52 Naive Bayes", "Stage 3 · item 51 Support vector machines"]
    let budget = Budget(seconds: 20, megabytes: 300)
    let target = Target("cost of a mail, threshold against one half", atMost: 0.6)

    /// What mistakes cost: a lost mail is worth ten pieces of spam in the inbox.
    private let falseAlarm = 10.0, missed = 1.0

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Turning a question around")
        page.text(
            "How probable is spam, given these words? Bayes turns that into what can be counted: how probable these words are in spam. Naive is to multiply the columns as if none knew of the others."
        )
        page.formula("P(spam | x) = P(spam) Π_j P(x_j | spam) / P(x)")
        let (training, test) = split(page.seed)
        let (x, y) = training, kinds = try models(x, y)
        page.table(
            ["model", "unseen mails right", "good mails lost", "spam let through"],
            rows: kinds.map { name, probability in
                let p = probability(test.x), counts = mistakes(p, test.y, threshold: 0.5)
                let right = 1 - Double(counts.lost + counts.passed) / Double(test.y.count)
                return [name, right.text(4), "\(counts.lost)", "\(counts.passed)"]
            })
        page.youShouldSee(
            "Normal distributions do badly: most of the columns are 0 in most mails, which is not a bell. What is counted, or is there or not, fits better."
        )
        return threshold(kinds, (x, y), test, &page)
    }

    private typealias Mails = (x: Matrix<Double>, y: Labels)

    /// Three quarters to learn from, one to judge by.
    private func split(_ seed: UInt64) -> (Mails, Mails) {
        let spam = loadSpam(), labels = Labels(spam.labels)
        var generator = Generator(seed: seed)
        let order = generator.permutation(labels.count), cut = labels.count * 3 / 4
        let first = Array(order[..<cut]), second = Array(order[cut...])
        return ((spam.features[rows: first], labels[first]), (spam.features[rows: second], labels[second]))
    }

    private typealias Scorer = (name: String, probability: (Matrix<Double>) -> Vector<Double>)

    /// The models, each as what it says of spam. The last three columns count capitals; the others are shares of words and signs.
    private func models(_ x: Matrix<Double>, _ y: Labels) throws -> [Scorer] {
        let bell = try GaussianNaiveBayes().fit(x, y),
            counts = try MultinomialNaiveBayes().fit(x[..., ..<54], y)
        let there = try BernoulliNaiveBayes().fit(x, y)
        let shares = try ComplementNaiveBayes().fit(x[..., ..<54], y)
        let scaled = { (x: Matrix<Double>) in (x * 100 + 1).log() }
        let linear = try LinearSupportVectorClassifier(penalty: 0.01).fit(scaled(x), y)
        return [
            ("normal distributions", { bell.probabilities($0)[..., 1] }),
            ("counts of words", { counts.probabilities($0[..., ..<54])[..., 1] }),
            ("complement", { shares.probabilities($0[..., ..<54])[..., 1] }),
            ("there or not", { there.probabilities($0)[..., 1] }),
            ("for comparison: a linear machine", { linear.scores(scaled($0))[..., 1].sigmoid() }),
        ]
    }

    private func mistakes(_ p: Vector<Double>, _ y: Labels, threshold: Double) -> (lost: Int, passed: Int) {
        let lost = y.codes.indices.filter { y.codes[$0] == 0 && p[$0] > threshold }.count
        let passed = y.codes.indices.filter { y.codes[$0] == 1 && p[$0] <= threshold }.count
        return (lost, passed)
    }

    private func cost(_ p: Vector<Double>, _ y: Labels, threshold: Double) -> Double {
        let counts = mistakes(p, y, threshold: threshold)
        return (falseAlarm * Double(counts.lost) + missed * Double(counts.passed)) / Double(y.count)
    }

    private func threshold(_ kinds: [Scorer], _ training: Mails, _ test: Mails, _ page: inout Narrator)
        -> Double
    {
        page.heading("What a mistake costs")
        page.text(
            "A good mail in the spam folder is worse than a piece of spam in the inbox: say, ten times. Then it pays to sort out only what is more than ten times as probable to be spam as not, p > 10/11, if the probabilities can be believed. Naive Bayes counts the same evidence many times and is too sure of itself, so the threshold is chosen by cost, on the mails that were learned from."
        )
        var figure = Figure(
            title: "Cost of a mail by threshold", xLabel: "log-odds that must be exceeded",
            yLabel: "cost of a mail")
        let odds = stride(from: -1.0, through: 20, by: 0.5).map { $0 }
        var rows: [[String]] = [], ratio = 1.0
        for (name, probability) in kinds where name != "normal distributions" {
            let known = probability(training.x), unseen = probability(test.x)
            let thresholds = odds.map { 1 / (1 + (-$0).exponential) }
            let best = thresholds.min {
                cost(known, training.y, threshold: $0) < cost(known, training.y, threshold: $1)
            }
            let half = cost(unseen, test.y, threshold: 0.5),
                chosen = cost(unseen, test.y, threshold: best ?? 0.5)
            let counts = mistakes(unseen, test.y, threshold: best ?? 0.5)
            rows.append([name, half.text(3), chosen.text(3), "\(counts.lost)", "\(counts.passed)"])
            figure.line(odds, thresholds.map { cost(unseen, test.y, threshold: $0) }, label: name)
            if name == "there or not" { ratio = chosen / half }
        }
        page.table(
            ["model", "cost at one half", "cost at the threshold", "good mails lost", "spam let through"],
            rows: rows)
        page.figure(
            figure,
            caption: "Unseen mails: for naive Bayes the cheapest threshold is far to the right of one half.")
        page.youShouldSee("The threshold costs nothing and saves more than the next better model does.")
        return ratio
    }
}

extension Double {
    fileprivate var exponential: Double { Vector([self]).exp()[0] }
}
