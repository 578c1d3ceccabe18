import LinearAlgebra

/// What is looked at when rows are parted.
struct SplitInspection {
    let whole: Observations
    let training: Observations
    let test: Observations
    let method: SplitMethod
    let line: CodeLine

    private var guardian: MistakeGuard { whole.guardian }
    private var key: String { "\(test.splits.last ?? 0)" }

    func run() {
        preparations()
        let resampled = origins()
        if !resampled { SideComparison(training: training, test: test, line: line, key: key).duplicates() }
        SideComparison(training: training, test: test, line: line, key: key).groups()
        if training.time != nil {
            SideComparison(training: training, test: test, line: line, key: key)
                .future(isShuffled: method == .shuffled)
        } else {
            if method == .inOrder || method == .given { sorted() }
        }
        if whole.lineage.isEmpty { marks() }
    }

    /// Steps that have changed the rows and had learned from those that are now held out.
    private func preparations() {
        let held = test.origins
        for step in whole.lineage {
            let seen = held.count { step.rows.contains($0.key) }
            guard seen > 0 else { continue }
            guardian.report(
                step.encodesTarget ? .targetEncodingLeak : .preparedBeforeSplit,
                "\(step.name) learned from \(seen) of the \(held.count) rows that \(line) holds out",
                step.line, key: "\(step.id)")
        }
    }

    /// Copies and mixtures of rows on both sides. Whether there are any.
    private func origins() -> Bool {
        var known: Set<Int> = []
        for origin in training.origins {
            known.insert(origin.key)
            if let partner = origin.partnerKey { known.insert(partner) }
        }
        let shared = test.origins.filter {
            known.contains($0.key) || ($0.partnerKey.map(known.contains) ?? false)
        }
        guard !shared.isEmpty else { return false }
        let made = (training.origins + test.origins).contains { $0.making != .original }
        guardian.report(
            made ? .resampledBeforeSplit : .duplicatesAcrossSplit,
            "\(shared.count) of the \(test.count) rows held out are rows of the training side too, or made from them",
            line, key: key)
        return true
    }

    /// Sides with different targets.
    private func sorted() {
        guard test.count >= 20, training.count >= 20, let left = training.target, let right = test.target,
            training.groups == nil
        else { return }
        var distance = 0.0
        switch (left, right) {
        case (.labels(let a), .labels(let b)) where a.classes == b.classes:
            for (one, other) in zip(a.counts, b.counts) {
                distance += abs(Double(one) / Double(a.count) - Double(other) / Double(b.count)) / 2
            }
            if distance < 0.3 { return }
        case (.numbers(let a), .numbers(let b)):
            let low = a.sorted(), high = b.sorted()
            for value in high {
                let below = Double(low.searchSorted(value, side: .right)) / Double(low.count)
                let own = Double(high.searchSorted(value, side: .right)) / Double(high.count)
                distance = max(distance, abs(below - own))
            }
            if distance < 0.5 { return }
        default: return
        }
        guardian.report(
            .sortedRowsSplit,
            "the targets of the \(training.count) and \(test.count) rows differ as those of shuffled rows never would (distance \(percent(distance)))",
            line, key: key)
    }

    /// Marks that scaling, imputing and encoding over all rows have left in the numbers.
    private func marks() {
        let x = whole.features
        guard whole.count >= 20 else { return }
        let columns = (0..<x.columns).map { ColumnEvidence(x[column: $0]) }
        let rich = columns.indices.filter { columns[$0].distinct >= 10 }
        let standard = rich.filter { columns[$0].isStandardized }
        if !standard.isEmpty, 2 * standard.count >= rich.count {
            prepared("have mean 0 and standard deviation 1", standard)
        }
        let unit = rich.filter { columns[$0].fillsUnitRange }
        if unit.count >= 2, unit.count == rich.count { prepared("reach from 0 to 1 exactly", unit) }
        for column in rich {
            if let count = columns[column].meanImputed {
                prepared("hold the mean of the other rows \(count) times", [column])
            }
        }
        encodings(columns)
    }

    private func encodings(_ columns: [ColumnEvidence]) {
        guard let target = whole.target else { return }
        for (column, evidence) in columns.enumerated() {
            if target.columns.contains(where: { evidence.isTargetMean($0) }) {
                guardian.report(
                    .targetEncodingLeak,
                    "\"\(whole.names[column])\" is the mean of the target over all rows with the same value, those held out among them",
                    line, key: "\(whole.names[column]) \(key)")
            }
        }
    }

    private func prepared(_ what: String, _ columns: [Int]) {
        let names = columns.prefix(3).map { "\"\(whole.names[$0])\"" }.joined(separator: ", ")
        let more = columns.count > 3 ? " and \(columns.count - 3) more" : ""
        guardian.report(
            .preparedBeforeSplit, "\(names)\(more) \(what) over both sides together", line,
            key: "\(what) \(names) \(key)")
    }
}

/// What the rows of two sides have in common that they should not.
struct SideComparison {
    let training: Observations
    let test: Observations
    let line: CodeLine
    let key: String

    private var guardian: MistakeGuard { test.guardian }

    /// Equal rows, and rows that differ by next to nothing.
    func duplicates() {
        let evidence = RowEvidence(training.features, test.features)
        let repeated = evidence.repeatedTestRows().count
        if repeated > 0, evidence.isTelling(repeated) {
            guardian.report(
                .duplicatesAcrossSplit,
                "\(repeated) of the \(test.count) rows held out equal a row of the training side in all \(test.names.count) columns",
                line, key: key)
        }
        guard test.time == nil else { return }
        let (near, seen, columns) = evidence.nearTestRows()
        if evidence.isTelling(near: near, seen: seen, columns: columns) {
            guardian.report(
                .nearDuplicatesAcrossSplit,
                "\(near) of \(seen) rows held out lie within 0.005 of the usual distance of two rows from a row of the training side",
                line, key: key)
        }
    }

    /// Groups with rows on both sides.
    func groups() {
        guard let left = training.groups, let right = test.groups else { return }
        let shared = Set(left).intersection(right)
        guard !shared.isEmpty else { return }
        let rows = right.count { shared.contains($0) }
        guardian.report(
            .groupsAcrossSplit,
            "\(shared.count) groups, such as \"\(shared.min() ?? "")\", are on both sides: \(rows) of the \(test.count) rows held out",
            line, key: key)
    }

    /// Training rows that are later than test rows.
    func future(isShuffled: Bool) {
        guard let left = training.time, let right = test.time, left.count > 0 else { return }
        let last = left.max(), early = right.count { $0 < last }
        guard early > 0 else { return }
        guardian.report(
            isShuffled ? .shuffledTimeSeries : .futureInTraining,
            "\(early) of the \(test.count) rows held out are earlier than the last row of the training side",
            line, key: key)
    }
}
