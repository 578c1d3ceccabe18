import LinearAlgebra

extension Watched where Model: RegressionModel {
    /// The number expected for each row.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func predict(_ data: Observations, file: String = #fileID, line: Int = #line) -> Vector<Double> {
        inspect(data, CodeLine(file: file, line: line), isScore: false)
        return model.predict(data.features)
    }

    /// How well the numbers of the rows are predicted.
    ///
    /// - Parameters:
    ///   - data: The rows, with a number each.
    ///   - measure: Predictions first, then the truth: `Metrics.r2`.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func score(
        _ data: Observations, file: String = #fileID, line: Int = #line,
        by measure: (Vector<Double>, Vector<Double>) -> Double
    ) -> Double {
        inspect(data, CodeLine(file: file, line: line), isScore: true)
        return measure(model.predict(data.features), data.numbers)
    }

    /// The share of the variance that is explained: 1 - Σ(y - ŷ)²/Σ(y - ȳ)².
    ///
    /// - Parameters:
    ///   - data: The rows, with a number each.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func r2(_ data: Observations, file: String = #fileID, line: Int = #line) -> Double {
        score(data, file: file, line: line) { predicted, actual in
            let errors = (predicted - actual).sumOfSquares()
            return 1 - errors / (actual - actual.mean()).sumOfSquares()
        }
    }
}

extension Watched where Model: ClassificationModel {
    /// The class of each row.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func predict(_ data: Observations, file: String = #fileID, line: Int = #line) -> Labels {
        inspect(data, CodeLine(file: file, line: line), isScore: false)
        return model.predict(data.features)
    }

    /// How well the classes of the rows are predicted.
    ///
    /// - Parameters:
    ///   - data: The rows, with a class each.
    ///   - measure: Predictions first, then the truth.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func score(
        _ data: Observations, file: String = #fileID, line: Int = #line,
        by measure: (Labels, Labels) -> Double
    ) -> Double {
        inspect(data, CodeLine(file: file, line: line), isScore: true)
        return measure(model.predict(data.features), data.labels)
    }

    /// The share of rows whose class is predicted.
    ///
    /// - Parameters:
    ///   - data: The rows, with a class each.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func accuracy(_ data: Observations, file: String = #fileID, line: Int = #line) -> Double {
        let place = CodeLine(file: file, line: line), actual = data.labels
        inspect(data, place, isScore: true)
        let predicted = model.predict(data.features)
        let right = zip(predicted, actual).count { $0 == $1 }
        let accuracy = Double(right) / Double(max(1, actual.count))
        reportImbalance(actual, accuracy, place)
        return accuracy
    }

    /// One class has nearly all rows: whoever always says so is nearly always right.
    private func reportImbalance(_ actual: Labels, _ accuracy: Double, _ line: CodeLine) {
        guard let most = actual.counts.max(), actual.count > 0 else { return }
        let share = Double(most) / Double(actual.count)
        guard share >= 0.9, share < 1, let place = actual.counts.firstIndex(of: most) else { return }
        guardian.report(
            .accuracyOnImbalance,
            "\(percent(share)) of the rows are \"\(actual.classes[place])\": always saying so has accuracy \(percent(share)), the model \(percent(accuracy))",
            line, key: "\(line) \(step.id)")
    }
}

extension Watched where Model: InductiveClusterModel {
    /// The group of each row.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func predict(_ data: Observations, file: String = #fileID, line: Int = #line) -> [Int] {
        inspect(data, CodeLine(file: file, line: line), isScore: false)
        return model.predict(data.features)
    }
}

extension Watched where Model: OutlierModel {
    /// How unusual each row is.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func anomalyScores(_ data: Observations, file: String = #fileID, line: Int = #line)
        -> Vector<Double>
    {
        inspect(data, CodeLine(file: file, line: line), isScore: false)
        return model.anomalyScores(data.features)
    }
}

/// A share in percent, to a tenth.
func percent(_ share: Double) -> String {
    let tenths = Int((1000 * share).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
}
