import LinearAlgebra

extension Resampler {
    /// The watched rows with other numbers of rows in each class; copies and made-up rows know what they come from.
    ///
    /// - Parameters:
    ///   - data: The rows, with a class each.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func resample(_ data: Observations, file: String = #fileID, line: Int = #line) throws(FitError)
        -> Observations
    {
        let rows = try resample(data.features, data.labels)
        let place = CodeLine(file: file, line: line), name = stepName(Self.self)
        let held = data.sides.count { $0 == .test || $0 == .validation }
        if held > 0 {
            data.guardian.report(
                .resampledTestRows, "\(name) was given \(held) rows that are held out", place, key: "\(place)"
            )
        }
        var result = data[rows: rows.sources]
        result.features = rows.features
        result.target = .labels(rows.labels)
        var seen: Set<Int> = []
        result.origins = zip(rows.sources, rows.partners).map { source, partner in
            let old = data.origins[source]
            if partner >= 0 {
                return RowOrigin(
                    source: old.source, row: old.row, partner: data.origins[partner].row, making: .synthetic)
            }
            let isFirst = seen.insert(source).inserted
            return RowOrigin(
                source: old.source, row: old.row, partner: old.partner, making: isFirst ? old.making : .copied
            )
        }
        return result
    }
}
