import LinearAlgebra
import Tables

/// A column of texts in a table, and how its terms are weighed: `TextColumn("review", TfidfVectorizer())`.
///
/// The columns that come out are dense: limit their number by `maximumTerms`. A missing text is an empty one.
public struct TextColumn: TablePart, Codable, Hashable {
    /// The column.
    public var column: String
    /// How its terms are weighed.
    public var vectorizer: TfidfVectorizer

    /// A column and how its terms are weighed.
    ///
    /// - Parameters:
    ///   - column: The name of a column of texts.
    ///   - vectorizer: How its terms are weighed.
    public init(_ column: String, _ vectorizer: TfidfVectorizer = TfidfVectorizer()) {
        self.column = column
        self.vectorizer = vectorizer
    }

    /// The terms and their weights.
    public struct Model: FittedTablePart, Hashable {
        /// The column.
        public let column: String
        /// The terms and their weights.
        public let vectorizer: TfidfVectorizer.Model
        /// The column.
        public var columns: [String] { [column] }
        /// `COLUMN_TERM`.
        public var outputNames: [String] { vectorizer.vocabulary.map { "\(column)_\($0)" } }

        /// The weights of the terms.
        public func transform(_ table: DataFrame) -> Matrix<Double> {
            vectorizer.transform(table[column].strings.map { $0 ?? "" }).dense
        }
    }

    /// Lists and weighs the terms.
    public func fitTransform(_ table: DataFrame, _ target: Targets?) throws(FitError) -> (
        model: Model, output: Matrix<Double>
    ) {
        let (model, weights) = try vectorizer.fitTransform(table[column].strings.map { $0 ?? "" })
        return (Model(column: column, vectorizer: model), weights.dense)
    }
}
