import LinearAlgebra
import Tables

/// A preparation of tables and what learns from the prepared rows: `preparation.then(estimator)`.
public struct TablePipeline<Part: TablePart, Final: Estimator>: Sendable {
    /// The preparation.
    public var preparation: ColumnTransformer<Part>
    /// What learns from the prepared rows.
    public var final: Final
}

extension ColumnTransformer {
    /// A pipeline that learns from tables.
    ///
    /// - Parameter final: A regressor, a classifier, or a pipeline that ends in one.
    public func then<Final: Estimator>(_ final: Final) -> TablePipeline<Part, Final> {
        TablePipeline(preparation: self, final: final)
    }
}

/// What a ``TablePipeline`` learned: how tables are prepared, and the model of the prepared rows.
public struct TableModel<Part: TablePart, Final: FittedModel>: FittedModel {
    /// How tables are prepared.
    public let preparation: ColumnTransformer<Part>.Model
    /// The model of the prepared rows.
    public let final: Final
    /// How many columns of the table are read.
    public var featureCount: Int { preparation.inputNames.count }
}

extension TablePipeline where Final: Regressor {
    /// Learns from the rows of a table and the number of each.
    ///
    /// - Parameters:
    ///   - table: The rows.
    ///   - y: The number of each row.
    public func fit(_ table: DataFrame, _ y: Vector<Double>) throws(FitError)
        -> TableModel<Part, Final.Model>
    {
        let (model, x) = try preparation.fitTransform(table, .numbers(y))
        return TableModel(preparation: model, final: try final.fit(x, y))
    }
}

extension TablePipeline where Final: Classifier {
    /// Learns from the rows of a table and the class of each.
    ///
    /// - Parameters:
    ///   - table: The rows.
    ///   - y: The class of each row.
    public func fit(_ table: DataFrame, _ y: Labels) throws(FitError)
        -> TableModel<Part, Final.Model>
    {
        let (model, x) = try preparation.fitTransform(table, .labels(y))
        return TableModel(preparation: model, final: try final.fit(x, y))
    }
}

extension TableModel where Final: RegressionModel {
    /// The number expected for each row of a table.
    ///
    /// - Parameter table: Rows with the columns that were fitted.
    public func predict(_ table: DataFrame) -> Vector<Double> {
        final.predict(preparation.transform(table))
    }
}

extension TableModel where Final: ClassificationModel {
    /// The classes that it tells apart, sorted.
    public var classes: [Label] { final.classes }
    /// The class of each row of a table.
    ///
    /// - Parameter table: Rows with the columns that were fitted.
    public func predict(_ table: DataFrame) -> Labels { final.predict(preparation.transform(table)) }
    /// How much speaks for each class, a row of numbers for each row of a table.
    ///
    /// - Parameter table: Rows with the columns that were fitted.
    public func scores(_ table: DataFrame) -> Matrix<Double> { final.scores(preparation.transform(table)) }
}

extension TableModel where Final: ProbabilisticModel {
    /// The probability of each class, a row of numbers for each row of a table.
    ///
    /// - Parameter table: Rows with the columns that were fitted.
    public func probabilities(_ table: DataFrame) -> Matrix<Double> {
        final.probabilities(preparation.transform(table))
    }
}
