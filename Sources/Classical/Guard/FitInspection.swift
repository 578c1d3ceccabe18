import LinearAlgebra

extension Observations {
    /// Rows of the test side must not be learned from.
    func reportFitOnTestRows(_ step: LearnedStep) {
        let held = sides.count { $0 == .test }
        guard held > 0 else { return }
        guardian.report(
            .fittedOnTestRows,
            "\(step.name) learned from \(held) rows of the test side of \"\(source(of: 0))\"",
            step.line, key: "\(step.id)")
    }
}

/// Estimators that compare columns with one another, by the names of their types.
private let comparingColumns: Set<String> = [
    "NearestNeighborsClassifier", "NearestNeighborsRegressor", "RadiusNeighborsClassifier",
    "RadiusNeighborsRegressor", "SupportVectorClassifier", "SupportVectorRegressor",
    "LinearSupportVectorClassifier", "LinearSupportVectorRegressor", "OneClassSVM", "KMeans",
    "MiniBatchKMeans", "BisectingKMeans", "KMedoids", "AgglomerativeClustering", "DBSCAN", "HDBSCAN",
    "OPTICS",
    "MeanShift", "SpectralClustering", "AffinityPropagation", "LocalOutlierFactor",
    "GaussianProcessClassifier", "GaussianProcessRegressor",
]

/// What is looked at when a last step learns.
struct FitInspection {
    let data: Observations
    let step: LearnedStep
    /// The rows as the last step sees them.
    let input: Matrix<Double>
    let lastName: String
    let supervised: Bool

    private var guardian: MistakeGuard { data.guardian }

    func run() {
        if comparingColumns.contains(lastName) { widths() }
        if supervised { leaks() }
        if supervised, data.time == nil { identifiers() }
    }

    /// One column so wide that it decides alone.
    private func widths() {
        let wide = input.variance(over: .rows).filter { $0 > 0 && $0.isFinite }.sorted()
        guard wide.count >= 2, let most = wide.last else { return }
        let sum = wide.reduce(0, +), squares: Double = wide.reduce(0) { $0 + $1 * $1 }
        let effective = sum * sum / squares, middle = wide[(wide.count - 1) / 2]
        guard effective < max(1.5, 0.2 * Double(wide.count)), most >= 100 * middle else { return }
        let ratio = Int((most / middle).squareRoot().rounded())
        guardian.report(
            .unscaledFeatures,
            "\(lastName) compares columns, and the widest is \(ratio) times as wide as the middle one: it is as if there were \(Int(effective.rounded())) of \(wide.count)",
            step.line, key: "\(step.line)")
    }

    /// Columns that tell the target alone.
    private func leaks() {
        guard let target = data.target, data.names.count >= 2, data.count >= 20 else { return }
        let columns = data.names.indices.map { ColumnEvidence(data.features[column: $0]) }
        switch target {
        case .numbers(let y): numberLeaks(columns, y)
        case .labels(let y): classLeaks(columns, y)
        }
    }

    private func numberLeaks(_ columns: [ColumnEvidence], _ y: Vector<Double>) {
        let later = nextTargets(y)
        for (column, evidence) in columns.enumerated() {
            let now = evidence.correlation(y)
            if now >= 0.998 {
                leak(column, "its correlation with the target is \(rounded(now))")
            } else if let (rows, next) = later {
                let ahead = ColumnEvidence(evidence.values[at: rows]).correlation(next)
                if ahead >= 0.99999 { leak(column, "it is the target of the next row in time") }
            }
        }
    }

    /// The rows but the last in time, and the target of the row after each.
    private func nextTargets(_ y: Vector<Double>) -> (rows: [Int], next: Vector<Double>)? {
        guard let time = data.time, y.count >= 20 else { return nil }
        let order = time.argsort()
        return (Array(order.dropLast()), y[at: Array(order.dropFirst())])
    }

    private func classLeaks(_ columns: [ColumnEvidence], _ y: Labels) {
        var tells = [Double](repeating: 0, count: columns.count)
        for (column, evidence) in columns.enumerated() {
            // The class that the column tells worst.
            let classes = y.classes.count == 2 ? 1 : y.classes.count
            var worst = 1.0
            if classes == 1 || evidence.distinct <= 20 {
                worst = classes == 1 ? evidence.separation(y.codes.map { $0 == 1 }) : 0
            } else {
                worst = orderGain(evidence, y)
            }
            tells[column] = max(worst, evidence.gain(y.codes, y.classes.count))
        }
        // Where several columns tell the classes apart the task is easy, and none is to blame.
        let telling = tells.count { $0 >= 0.9 }
        for (column, tell) in tells.enumerated() where tell >= 0.985 && telling <= max(1, tells.count / 4) {
            leak(column, "alone it tells \(percent(tell)) of what there is to tell")
        }
    }

    /// Of many different values: the share of the error that is saved by cutting the order into as many runs as there are classes.
    private func orderGain(_ evidence: ColumnEvidence, _ y: Labels) -> Double {
        let order = evidence.values.argsort()
        let totals = y.counts, base = totals.max() ?? 0
        guard y.count > base else { return 0 }
        // Runs of the classes in the order of their mean rank.
        let ranks = ColumnEvidence.ranks(evidence.values)
        var means = [Double](repeating: 0, count: totals.count)
        for (row, code) in y.codes.enumerated() { means[code] += ranks[row] / Double(max(1, totals[code])) }
        var right = 0, first = 0
        for code in totals.indices.sorted(by: { means[$0] < means[$1] }) {
            let end = first + totals[code]
            right += order[first..<end].count { y.codes[$0] == code }
            first = end
        }
        return max(0, Double(right - base) / Double(y.count - base))
    }

    private func leak(_ column: Int, _ facts: String) {
        guardian.report(
            .targetLeak, "\"\(data.names[column])\": \(facts)", step.line,
            key: "\(data.names[column]) \(step.line)")
    }

    /// Columns that number the rows.
    private func identifiers() {
        for (column, name) in data.names.enumerated()
        where ColumnEvidence(data.features[column: column]).isIdentifier(name) {
            guardian.report(
                .identifierAsFeature,
                "\"\(name)\" has another whole number in each of the \(data.count) rows",
                step.line, key: "\(name) \(step.line)")
        }
    }

    private func rounded(_ value: Double) -> String { "\((value * 100000).rounded() / 100000)" }
}
