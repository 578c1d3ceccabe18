import LinearAlgebra

/// Puts one number for each column where values are missing.
///
/// Equal to scikit-learn's class of this name, but that a column without any value is refused and not dropped. O(rows · columns).
public struct SimpleImputer: FeatureTransformer, Codable, Hashable {
    /// What stands for the missing.
    public enum Strategy: Sendable, Codable, Hashable {
        /// The mean of the column.
        case mean
        /// Its median.
        case median
        /// Its most frequent value, the smallest of equals.
        case mostFrequent
        /// The same number for all columns.
        case constant(Double)
    }

    /// What stands for the missing.
    public var strategy: Strategy
    /// Whether a column of 1 and 0 is added for each column that had missing values: that a value is missing may tell something.
    public var addsIndicators: Bool
    /// NaN is what it is for.
    public static let acceptsMissingValues = true
    /// No NaN comes out.
    public static let fillsMissingValues = true

    /// An imputer.
    ///
    /// - Parameters:
    ///   - strategy: What stands for the missing.
    ///   - addsIndicators: Whether columns tell where values were missing.
    public init(_ strategy: Strategy = .mean, addsIndicators: Bool = false) {
        self.strategy = strategy
        self.addsIndicators = addsIndicators
    }

    /// The numbers that stand for the missing.
    public struct Model: NamedFeatureTransform, Hashable {
        /// One for each column.
        public let fillers: Vector<Double>
        /// The columns that get an indicator.
        public let indicated: [Int]
        /// How many columns the rows must have.
        public var featureCount: Int { fillers.count }
        /// The columns, then the indicators.
        public var outputCount: Int { fillers.count + indicated.count }

        /// The rows without NaN.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "SimpleImputer.transform")
            let fillers = fillers.contiguous(), start = fillers.start
            let filled = ColumnPasses.map(x) { value, column in value.isNaN ? start[column] : value }
            withExtendedLifetime(fillers) {}
            if indicated.isEmpty { return filled }
            return ColumnPasses.sideBySide([filled, missing(x, indicated)], rows: x.rows)
        }

        /// The columns' own names, and `missing_NAME`.
        public func outputNames(_ names: [String]) -> [String] {
            names + indicated.map { "missing_" + names[$0] }
        }
    }

    /// Finds what stands for the missing. O(n p log n) for the median, else O(n p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        var fillers = Vector<Double>(repeating: 0, count: x.columns), indicated: [Int] = []
        for column in 0..<x.columns {
            let values = ColumnPasses.present(x, column)
            if values.count < x.rows { indicated.append(column) }
            fillers[column] = try filler(values, column)
        }
        return Model(fillers: fillers, indicated: addsIndicators ? indicated : [])
    }

    private func filler(_ values: [Double], _ column: Int) throws(FitError) -> Double {
        if case .constant(let value) = strategy {
            guard value.isFinite else { throw .badOption("SimpleImputer: the constant is \(value)") }
            return value
        }
        guard !values.isEmpty else {
            throw .badFeature(
                row: 0, column: column, value: .nan, expected: "a column with at least one value")
        }
        switch strategy {
        case .median: return Vector(values).median()
        case .mostFrequent:
            let (distinct, counts, _) = Vector(values).unique()
            return distinct[counts.firstIndex(of: counts.max() ?? 0) ?? 0]
        default: return Vector(values).mean()
        }
    }
}

/// Whether values are missing: 1 and 0, for the columns that had missing values when it was fitted.
///
/// Equal to scikit-learn's class of this name. O(rows · columns).
public struct MissingIndicator: FeatureTransformer, Codable, Hashable {
    /// Whether all columns get an indicator, or those with missing values only.
    public var allColumns: Bool
    /// NaN is what it is for.
    public static let acceptsMissingValues = true
    /// No NaN comes out.
    public static let fillsMissingValues = true

    /// An indicator.
    ///
    /// - Parameter allColumns: Whether columns without missing values get one too.
    public init(allColumns: Bool = true) { self.allColumns = allColumns }

    /// The columns that are looked at.
    public struct Model: NamedFeatureTransform, Hashable {
        /// How many columns the rows must have.
        public let featureCount: Int
        /// The columns that are looked at.
        public let columns: [Int]
        /// One for each column that is looked at.
        public var outputCount: Int { columns.count }

        /// 1 where a value is missing.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "MissingIndicator.transform")
            return missing(x, columns)
        }

        /// `missing_NAME`.
        public func outputNames(_ names: [String]) -> [String] { columns.map { "missing_" + names[$0] } }
    }

    /// Looks where values are missing. O(n p).
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        let columns = (0..<x.columns).filter { column in
            allColumns || ColumnPasses.present(x, column).count < x.rows
        }
        return Model(featureCount: x.columns, columns: columns)
    }
}

/// 1 where the values of some columns are missing.
private func missing(_ x: Matrix<Double>, _ columns: [Int]) -> Matrix<Double> {
    Matrix(rows: x.rows, columns: columns.count) { row, place in x[row, columns[place]].isNaN ? 1 : 0 }
}
