import LinearAlgebra
import Tables

/// Makes rows of numbers of a table: each part changes some columns, and the results stand side by side.
///
///     let preparation = ColumnTransformer(
///         NumberColumns(["age", "income"], SimpleImputer(.median).then(StandardScaler())),
///         CategoryColumns(["city"], OneHotEncoder()))
///     let model = try preparation.then(BaselineClassifier()).fit(table, y)
///
/// Columns that no part names are left out. Categories that first occur in new rows are what their encoder calls unknown, and never an
/// error.
public struct ColumnTransformer<Part: TablePart>: Sendable {
    /// The part, or the pair of parts.
    public var part: Part

    /// A transformer of one part.
    ///
    /// - Parameter part: ``NumberColumns``, ``CategoryColumns`` or ``TextColumn``.
    public init(_ part: Part) { self.part = part }

    /// What the parts learned.
    public struct Model: Sendable, Codable {
        /// The fitted part, or pair of parts.
        public let part: Part.Model

        /// The names of the columns that come out.
        public var outputNames: [String] { part.outputNames }

        /// The columns of the table that are read, each once, in the order of the parts.
        public var inputNames: [String] {
            var seen: Set<String> = []
            return part.columns.filter { seen.insert($0).inserted }
        }

        /// The changed rows, one column for each of ``outputNames``.
        ///
        /// - Parameter table: Rows with the columns that were fitted, of the same kinds.
        public func transform(_ table: DataFrame) -> Matrix<Double> { part.transform(table) }

        /// The changed rows as a table with ``outputNames``.
        ///
        /// - Parameter table: Rows with the columns that were fitted, of the same kinds.
        public func transformed(_ table: DataFrame) -> DataFrame {
            DataFrame(transform(table), columns: outputNames)
        }
    }

    /// Learns from the rows of a table, and changes these very rows.
    ///
    /// - Parameters:
    ///   - table: The rows.
    ///   - target: The number or class of each row; nil where no part needs it.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fitTransform(_ table: DataFrame, _ target: Targets? = nil) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        guard table.rowCount > 0 else { throw .empty(rows: 0, columns: table.columnCount) }
        if let target {
            require(
                target.count == table.rowCount,
                "ColumnTransformer.fit: \(target.count) targets for \(table.rowCount) rows")
        }
        let (model, output) = try part.fitTransform(table, target)
        return (Model(part: model), output)
    }

    /// Learns from the rows of a table.
    ///
    /// - Parameters:
    ///   - table: The rows.
    ///   - target: The number or class of each row; nil where no part needs it.
    /// - Throws: ``FitError``, which says what is wrong with the data.
    public func fit(_ table: DataFrame, _ target: Targets? = nil) throws(FitError) -> Model {
        try fitTransform(table, target).model
    }
}

/// Two parts of a table, side by side; a pair may be part of a pair.
public struct PartPair<Left: TablePart, Right: TablePart>: TablePart {
    /// The part whose columns come first.
    public var left: Left
    /// The part whose columns come last.
    public var right: Right

    /// What both learned.
    public struct Model: FittedTablePart {
        /// The fitted part whose columns come first.
        public let left: Left.Model
        /// The fitted part whose columns come last.
        public let right: Right.Model
        /// The columns that both read.
        public var columns: [String] { left.columns + right.columns }
        /// The names that both give.
        public var outputNames: [String] { left.outputNames + right.outputNames }

        /// The columns of both, side by side.
        public func transform(_ table: DataFrame) -> Matrix<Double> {
            ColumnPasses.sideBySide([left.transform(table), right.transform(table)], rows: table.rowCount)
        }
    }

    /// Fits both to the same rows.
    public func fitTransform(_ table: DataFrame, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        let (first, output) = try left.fitTransform(table, target)
        let (second, more) = try right.fitTransform(table, target)
        return (
            Model(left: first, right: second),
            ColumnPasses.sideBySide([output, more], rows: table.rowCount)
        )
    }
}

extension ColumnTransformer {
    /// A transformer of two parts, their columns in this order.
    public init<A, B>(_ a: A, _ b: B) where Part == PartPair<A, B> {
        self.init(PartPair(left: a, right: b))
    }

    /// A transformer of three parts, their columns in this order.
    public init<A, B, C>(_ a: A, _ b: B, _ c: C) where Part == PartPair<PartPair<A, B>, C> {
        self.init(PartPair(left: PartPair(left: a, right: b), right: c))
    }

    /// A transformer of four parts, their columns in this order.
    public init<A, B, C, D>(_ a: A, _ b: B, _ c: C, _ d: D)
    where Part == PartPair<PartPair<PartPair<A, B>, C>, D> {
        self.init(
            PartPair(left: PartPair(left: PartPair(left: a, right: b), right: c), right: d))
    }

    /// This transformer's columns, and those of one more part.
    ///
    /// - Parameter other: The part whose columns come last.
    public func beside<Other: TablePart>(_ other: Other) -> ColumnTransformer<PartPair<Part, Other>> {
        ColumnTransformer<PartPair<Part, Other>>(PartPair(left: part, right: other))
    }
}
