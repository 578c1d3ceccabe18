import Cairn
import LessonKit

/// Five programs with a mistake that no score shows, and the same five without.
let guardLesson: any Lesson = FoolingYourself()

struct FoolingYourself: Lesson {
    let name = "mistake-guard"
    let title = "Ways to fool yourself, and a guard against them"
    let summary =
        "Five programs whose scores mean nothing, found by rows that know where they come from."
    let topics = [
        "Stage 3 · item 84 Data leakage",
        "Stage 3 · item 72 Train/validation/test split, training vs testing",
    ]
    let budget = Budget(seconds: 30, megabytes: 400)
    let target = Target("programs judged rightly, of ten", atLeast: 10)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Scores that mean nothing")
        page.text(
            "A score on test rows is a promise about rows to come. It is broken when the test rows had a say in the model, when they are not new, or when the features know the answer. The program runs, and the score is good. Here are five such programs on real data. Rows are watched: each knows its data set, its number and its side of the split, and what is fitted on which rows is noted."
        )
        var right = 0.0, rows: [[String]] = [], reports: [String] = []
        for pair in pairs {
            let (wrong, clean) = (MistakeGuard(), MistakeGuard())
            let flattering = try pair.wrong(wrong), honest = try pair.clean(clean)
            let found = wrong.mistakes.first { $0.kind == pair.kind }
            if found != nil { right += 1 }
            if clean.mistakes.isEmpty { right += 1 }
            rows.append([
                pair.name, flattering.text(3), honest.text(3), found?.kind.rawValue ?? "nothing",
                clean.mistakes.isEmpty ? "nothing" : clean.mistakes[0].kind.rawValue,
            ])
            if let found { reports.append("\(found)") }
        }
        page.table(["the mistake", "score with it", "without", "reported with it", "without"], rows: rows)
        page.text("This is what the guard writes: the line, the kind, the facts, and what to do instead.")
        page.code(reports.joined(separator: "\n"))
        page.youShouldSee(
            "labels that were thrown by a coin seem to be learned when features are chosen before the split, and are not when the choice is part of the pipeline."
        )
        return right
    }

    struct Pair {
        let name: String, kind: MistakeKind
        let wrong: (MistakeGuard) throws -> Double, clean: (MistakeGuard) throws -> Double
    }

    private let model = StandardScaler().then(LogisticRegression(penalty: .ridge(1)))

    private var pairs: [Pair] {
        [
            Pair(name: "features chosen before the split", kind: .preparedBeforeSplit) { guardian in
                let data = coins(guardian), best = try SelectBest(20, by: .anovaF).fit(data).transform(data)
                let (training, test) = best.split(testShare: 0.4, seed: 1)
                return try model.fit(training).accuracy(test)
            } clean: { guardian in
                let (training, test) = coins(guardian).split(testShare: 0.4, seed: 1)
                return try SelectBest(20, by: .anovaF).then(model).fit(training).accuracy(test)
            },
            Pair(name: "repeated mails", kind: .duplicatesAcrossSplit) { guardian in
                let (training, test) = mails(guardian).split(testShare: 0.25, seed: 1)
                return try model.fit(training).accuracy(test)
            } clean: { guardian in
                let (training, test) = mails(guardian).withoutDuplicates().split(testShare: 0.25, seed: 1)
                return try model.fit(training).accuracy(test)
            },
            Pair(name: "a column filled in afterwards", kind: .targetLeak) { guardian in
                let (training, test) = customers(guardian, withClosing: true).split(testShare: 0.25, seed: 1)
                return try SimpleImputer(.constant(-1)).then(model).fit(training).score(test) {
                    Metrics.balancedAccuracy($0, $1)
                }
            } clean: { guardian in
                let (training, test) = customers(guardian, withClosing: false).split(testShare: 0.25, seed: 1)
                return try model.fit(training).score(test) { Metrics.balancedAccuracy($0, $1) }
            },
            Pair(name: "copies of the rare before the split", kind: .resampledBeforeSplit) { guardian in
                let equal = try RandomOverSampler(seed: 1).resample(customers(guardian, withClosing: false))
                let (training, test) = equal.split(testShare: 0.25, seed: 1)
                return try model.fit(training).score(test) { Metrics.balancedAccuracy($0, $1) }
            } clean: { guardian in
                let (training, test) = customers(guardian, withClosing: false).split(testShare: 0.25, seed: 1)
                let equal = try RandomOverSampler(seed: 1).resample(training)
                return try model.fit(equal).score(test) { Metrics.balancedAccuracy($0, $1) }
            },
            Pair(name: "tomorrow in the training rows", kind: .shuffledTimeSeries) { guardian in
                let (training, test) = days(guardian).split(testShare: 0.25, seed: 1)
                return try model.fit(training).accuracy(test)
            } clean: { guardian in
                let (training, test) = days(guardian).split(last: 0.25)
                return try model.fit(training).accuracy(test)
            },
        ]
    }

    /// Real pictures of digits with the products of their pixels, and labels that a coin has thrown.
    private func coins(_ guardian: MistakeGuard) -> Observations {
        let digits = loadDigits().features[0..<120, 0...]
        let products = (try? PolynomialFeatures(degree: 2).fit(digits).transform(digits)) ?? digits
        var generator = Generator(seed: 4)
        let coin = generator.integers(in: 0...1, count: 120)
        return guardian.watch(products, Labels(coin), source: "digits with thrown labels")
    }

    private func mails(_ guardian: MistakeGuard) -> Observations {
        let spam = loadSpam()
        return guardian.watch(
            spam.features, Labels(spam.labels), names: spam.featureNames, source: "spam")
    }

    /// The numbers of the churn table; on demand with the day on which the account was closed, which only those who left have.
    private func customers(_ guardian: MistakeGuard, withClosing: Bool) -> Observations {
        let table = loadChurn()
        let numeric = table.columnNames.filter { table[$0].type == .integer || table[$0].type == .number }
        let data = guardian.watch(table.select(numeric + ["churn"]), target: "churn", source: "churn")
        guard withClosing else { return data }
        var generator = Generator(seed: 2)
        let day = generator.integers(in: 1...365, count: data.count)
        let closed = data.labels.enumerated().map { $1 == "yes" ? Double(day[$0]) : .nan }
        return data.with("closing_day", Vector(closed))
    }

    private func days(_ guardian: MistakeGuard) -> Observations {
        let table = loadSeattleWeather()
        let names = table.columnNames.filter { table[$0].type == .number }
        let x = stack(names.map { table[$0].doubles }, as: .columns)
        let kinds = Labels(table["weather"].strings.map { $0 ?? "" })
        return guardian.watch(
            x, target: .labels(kinds), names: names, time: Vector(0..<table.rowCount), source: "Seattle")
    }
}
