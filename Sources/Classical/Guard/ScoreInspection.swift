import LinearAlgebra

extension Watched {
    /// What is looked at when a model is given rows.
    func inspect(_ data: Observations, _ line: CodeLine, isScore: Bool, isStep: Bool = false) {
        columns(data, line)
        preparation(data, line)
        let isHeldOut = data.sides.contains { $0 == .test || $0 == .validation }
        if isScore || isHeldOut { overlaps(data, line, isScore, isHeldOut, isStep) }
        if isScore, isHeldOut { sides(data, line) }
        if isScore, data.sides.contains(.test) { tuning(data, line) }
    }

    /// The names of the columns, in their order.
    private func columns(_ data: Observations, _ line: CodeLine) {
        guard data.names != training.names else { return }
        let place = zip(data.names, training.names).enumerated().first { $1.0 != $1.1 }
        let facts =
            place.map { "column \($0) is \"\($1.0)\", and \"\($1.1)\" was fitted" }
            ?? "there are \(data.names.count) columns, and \(training.names.count) were fitted"
        guardian.report(.differentColumns, "\(step.name): \(facts)", line, key: "\(step.id) \(line)")
    }

    /// The fitted steps that have changed the rows.
    private func preparation(_ data: Observations, _ line: CodeLine) {
        let mine = training.lineage
        let given = data.lineage
        guard mine.map(\.id) != given.map(\.id) else { return }
        let words = { (steps: [LearnedStep]) in
            steps.isEmpty ? "none" : steps.map { "\($0.name) of \($0.line)" }.joined(separator: ", ")
        }
        guardian.report(
            .differentPreparation,
            "\(step.name) learned from rows that went through: \(words(mine)); these went through: \(words(given))",
            line, key: "\(step.id) \(given.map(\.id))")
    }

    /// Rows that the model or a preparation has learned from.
    private func overlaps(
        _ data: Observations, _ line: CodeLine, _ isScore: Bool, _ isHeldOut: Bool, _ isStep: Bool
    ) {
        let keys = data.origins.map(\.key)
        let steps =
            training.lineage + data.lineage + (isStep ? [step] : [])
        for earlier in steps where isHeldOut && !earlier.sawTestSide {
            let seen = keys.count { earlier.rows.contains($0) }
            if seen > 0 {
                guardian.report(
                    earlier.encodesTarget ? .targetEncodingLeak : .preparedBeforeSplit,
                    "\(earlier.name) learned from \(seen) of the \(data.count) rows held out", earlier.line,
                    key: "\(earlier.id)")
            }
        }
        // Rows that a common split has parted were looked at then.
        guard isScore, !data.sides.allSatisfy({ $0 == .training }),
            Set(data.splits).isDisjoint(with: training.splits)
        else { return }
        let seen = keys.count { step.rows.contains($0) }
        if seen > 0 {
            guardian.report(
                .scoredOnTrainingRows,
                "\(step.name) learned from \(seen) of the \(data.count) rows that it is scored on", line,
                key: "\(step.id)")
        }
    }

    /// Rows held out that no common split has parted from those of the training: other files.
    private func sides(_ data: Observations, _ line: CodeLine) {
        guard Set(data.splits).isDisjoint(with: training.splits), data.names == training.names else { return }
        let comparison = SideComparison(training: training, test: data, line: line, key: "\(step.id)")
        comparison.duplicates()
        comparison.groups()
        comparison.future(isShuffled: false)
    }

    /// The settings that were scored on these test rows.
    private func tuning(_ data: Observations, _ line: CodeLine) {
        var hasher = Hasher()
        for origin in data.origins { hasher.combine(origin.key) }
        let setting = "\(setting) \(training.names) \(training.lineage.map(\.name))"
        let (same, all) = guardian.noteScore(
            rows: hasher.finalize(), type: step.name, setting: setting)
        guard same == 3 || all == 6 else { return }
        guardian.report(
            .tunedOnTestRows,
            "\(same) settings of \(step.name) were scored on the same \(data.count) test rows: the best of them fits these rows by choice",
            line, key: "\(line)")
    }
}
