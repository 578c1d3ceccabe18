import LinearAlgebra
import Tables

/// What is made of some columns of a table: a part of a ``ColumnTransformer``.
public protocol TablePart: Sendable {
    /// What is learned.
    associatedtype Model: FittedTablePart
    /// Learns from the rows of a table, and changes these very rows.
    ///
    /// - Parameters:
    ///   - table: The rows.
    ///   - target: The number or class of each row; nil where there is none.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    func fitTransform(_ table: DataFrame, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    )
}

/// What a part of a ``ColumnTransformer`` learned.
public protocol FittedTablePart: Sendable, Codable {
    /// The columns of the table that it reads.
    var columns: [String] { get }
    /// The names of the columns that come out.
    var outputNames: [String] { get }
    /// The changed rows.
    ///
    /// - Parameter table: Rows with the columns that were fitted, of the same kinds.
    func transform(_ table: DataFrame) -> Matrix<Double>
}

/// Numeric columns of a table and what is made of them: `NumberColumns(["age", "income"], StandardScaler())`.
///
/// Integers, numbers and truth values become numbers, missing ones NaN.
public struct NumberColumns<Step: PipelineStep>: TablePart {
    /// The columns, in this order.
    public var columns: [String]
    /// What is made of them.
    public var step: Step

    /// Columns and what is made of them.
    ///
    /// - Parameters:
    ///   - columns: Names of numeric columns, one or more.
    ///   - step: A transformer, or a pipeline of several.
    public init(_ columns: [String], _ step: Step) {
        self.columns = columns
        self.step = step
    }

    /// The fitted transformer and the columns that it reads.
    public struct Model: FittedTablePart {
        /// The columns that are read.
        public let columns: [String]
        /// What was learned of them.
        public let transform: Step.Model
        /// The names that the transformer gives.
        public var outputNames: [String] { transform.names(for: columns) }

        /// The changed rows.
        public func transform(_ table: DataFrame) -> Matrix<Double> {
            transform.transform(table.numbers(columns, "NumberColumns.transform"))
        }
    }

    /// Fits the transformer to the columns.
    public func fitTransform(_ table: DataFrame, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        let (model, output) = try step.fitTransform(table.numbers(columns, "NumberColumns.fit"), target)
        return (Model(columns: columns, transform: model), output)
    }
}

extension NumberColumns where Step == Unchanged {
    /// Columns that are passed on as they are.
    ///
    /// - Parameter columns: Names of numeric columns, one or more.
    public init(_ columns: [String]) { self.init(columns, Unchanged()) }
}

/// Passes columns on as they are.
public struct Unchanged: FeatureTransformer, Codable, Hashable {
    /// Nothing is learned from the rows.
    public static let learnsFromRows = false
    /// NaN stays NaN.
    public static let acceptsMissingValues = true
    /// A transformer that changes nothing.
    public init() {}

    /// Nothing was learned.
    public struct Model: InvertibleFeatureTransform, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// As many columns as went in.
        public var outputCount: Int { featureCount }

        /// The rows themselves.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "Unchanged.transform")
            return x
        }
        /// The rows themselves.
        public func inverseTransform(_ z: Matrix<Double>) -> Matrix<Double> { z }
    }

    /// Looks at the number of columns only.
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        try Checks.features(x, allowsMissing: true)
        return Model(featureCount: x.columns)
    }
}

/// Columns of a table whose values are categories, and how they are encoded: `CategoryColumns(["city"], OneHotEncoder())`.
///
/// Each different text, number or truth value is a category, and so is what is missing. A value that was not there when it was fitted is
/// what the encoder calls unknown.
public struct CategoryColumns<Encoder: CategoryEncoder>: TablePart {
    /// The columns, in this order.
    public var columns: [String]
    /// How they are encoded.
    public var encoder: Encoder

    /// Columns and how they are encoded.
    ///
    /// - Parameters:
    ///   - columns: Names of columns, one or more.
    ///   - encoder: The encoder of all of them.
    public init(_ columns: [String], _ encoder: Encoder) {
        self.columns = columns
        self.encoder = encoder
    }

    /// The categories and the fitted encoder.
    public struct Model: FittedTablePart {
        /// The columns that are read.
        public let columns: [String]
        /// The names of the categories of each column, in the order of their numbers.
        public let categories: [[String]]
        /// What was learned.
        public let encoding: Encoder.Model

        /// The names that the encoder gives.
        public var outputNames: [String] {
            encoding.outputNames(columns) { column, value in
                value.isNaN ? "missing" : categories[column][Int(value)]
            }
        }

        /// The encoded rows.
        public func transform(_ table: DataFrame) -> Matrix<Double> {
            encoding.transform(table.codes(columns, categories, "CategoryColumns.transform"))
        }
    }

    /// Lists the categories and fits the encoder.
    public func fitTransform(_ table: DataFrame, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        let categories = table.categories(columns, "CategoryColumns.fit")
        let codes = table.codes(columns, categories, "CategoryColumns.fit")
        let (model, output) = try encoder.fitTransform(codes, target)
        return (Model(columns: columns, categories: categories, encoding: model), output)
    }
}
