import LinearAlgebra
import Tables

extension TablePipeline where Final: Regressor {
    /// Learns from the rows of a watched table.
    ///
    /// - Parameters:
    ///   - data: Rows of a table, with a number each.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(_ data: Observations, file: String = #fileID, line: Int = #line) throws(FitError)
        -> Watched<TableModel<Part, Final.Model>>
    {
        let (model, x) = try preparation.fitTransform(data.watchedTable, data.target)
        let whole = TableModel<Part, Final.Model>(preparation: model, final: try final.fit(x, data.numbers))
        return data.learnTable("\(self)", stepName(Final.self), x, whole, CodeLine(file: file, line: line))
    }
}

extension TablePipeline where Final: Classifier {
    /// Learns from the rows of a watched table.
    ///
    /// - Parameters:
    ///   - data: Rows of a table, with a class each.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(_ data: Observations, file: String = #fileID, line: Int = #line) throws(FitError)
        -> Watched<TableModel<Part, Final.Model>>
    {
        let (model, x) = try preparation.fitTransform(data.watchedTable, data.target)
        let whole = TableModel<Part, Final.Model>(preparation: model, final: try final.fit(x, data.labels))
        return data.learnTable("\(self)", stepName(Final.self), x, whole, CodeLine(file: file, line: line))
    }
}

extension Observations {
    /// The table. Requires that there is one.
    var watchedTable: DataFrame {
        require(table != nil, "fit: these observations were not made of a table")
        return table ?? DataFrame()
    }

    /// Notes the fit of a table's pipeline, and looks at what its last step was given.
    func learnTable<M: FittedModel>(
        _ setting: String, _ name: String, _ input: Matrix<Double>, _ model: M, _ line: CodeLine
    ) -> Watched<M> {
        let watched = learn("ColumnTransformer then \(name)", usesTarget: true, setting: setting, line, model)
        let last = name.split(separator: " then ").last.map { String($0.prefix { $0 != "<" }) } ?? ""
        FitInspection(data: self, step: watched.step, input: input, lastName: last, supervised: true).run()
        return watched
    }
}

extension Watched {
    /// The number expected for each row of a watched table.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func predict<Part: TablePart, Final: RegressionModel>(
        _ data: Observations, file: String = #fileID, line: Int = #line
    ) -> Vector<Double> where Model == TableModel<Part, Final> {
        inspect(data, CodeLine(file: file, line: line), isScore: false)
        return model.predict(data.watchedTable)
    }

    /// The class of each row of a watched table.
    ///
    /// - Parameters:
    ///   - data: The rows.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func predict<Part: TablePart, Final: ClassificationModel>(
        _ data: Observations, file: String = #fileID, line: Int = #line
    ) -> Labels where Model == TableModel<Part, Final> {
        inspect(data, CodeLine(file: file, line: line), isScore: false)
        return model.predict(data.watchedTable)
    }

    /// How well the numbers of the rows of a watched table are predicted.
    ///
    /// - Parameters:
    ///   - data: The rows, with a number each.
    ///   - measure: Predictions first, then the truth: `Metrics.r2`.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func score<Part: TablePart, Final: RegressionModel>(
        _ data: Observations, file: String = #fileID, line: Int = #line,
        by measure: (Vector<Double>, Vector<Double>) -> Double
    ) -> Double where Model == TableModel<Part, Final> {
        inspect(data, CodeLine(file: file, line: line), isScore: true)
        return measure(model.predict(data.watchedTable), data.numbers)
    }

    /// How well the classes of the rows of a watched table are predicted.
    ///
    /// - Parameters:
    ///   - data: The rows, with a class each.
    ///   - measure: Predictions first, then the truth.
    ///   - file: Where the call stands.
    ///   - line: Where the call stands.
    public func score<Part: TablePart, Final: ClassificationModel>(
        _ data: Observations, file: String = #fileID, line: Int = #line,
        by measure: (Labels, Labels) -> Double
    ) -> Double where Model == TableModel<Part, Final> {
        inspect(data, CodeLine(file: file, line: line), isScore: true)
        return measure(model.predict(data.watchedTable), data.labels)
    }
}
