import LinearAlgebra

/// What to compute of a column, for each group or for a whole table: `.mean("price")`, `.count("n")`.
///
/// Missing values are left out; where none remains, the result is missing, but counts and sums are 0, as in pandas. The new column is named
/// `price_mean` unless ``named(_:)`` says otherwise.
public struct Aggregate: Sendable {
    let column: String?
    let operation: Operation
    let name: String

    /// The ways to make one value of many.
    enum Operation: Sendable {
        case rows
        case count
        case sum
        case mean
        case variance(ddof: Int)
        case standardDeviation(ddof: Int)
        case smallest
        case largest
        case first
        case last
        case distinct
        case quantile(Double)
        case all
        case any
        case custom(@Sendable (Column) -> Cell)
    }

    private init(_ column: String?, _ operation: Operation, _ name: String) {
        self.column = column
        self.operation = operation
        self.name = name
    }

    /// The same under another name.
    ///
    /// - Parameter name: The name of the column that the results go to.
    public func named(_ name: String) -> Aggregate { Aggregate(column, operation, name) }

    /// The number of rows, missing values or not: pandas' `size`.
    ///
    /// - Parameter name: The name of the new column.
    public static func rows(_ name: String = "rows") -> Aggregate { Aggregate(nil, .rows, name) }
    /// The number of values that are there.
    public static func count(_ column: String) -> Aggregate { Aggregate(column, .count, column + "_count") }
    /// The sum; of integers and truth values an integer. Throws where integers overflow.
    public static func sum(_ column: String) -> Aggregate { Aggregate(column, .sum, column + "_sum") }
    /// The mean Σx/n.
    public static func mean(_ column: String) -> Aggregate { Aggregate(column, .mean, column + "_mean") }
    /// The median.
    public static func median(_ column: String) -> Aggregate {
        Aggregate(column, .quantile(0.5), column + "_median")
    }
    /// The smallest value, of any type.
    public static func min(_ column: String) -> Aggregate { Aggregate(column, .smallest, column + "_min") }
    /// The largest value, of any type.
    public static func max(_ column: String) -> Aggregate { Aggregate(column, .largest, column + "_max") }
    /// The variance Σ(x - mean)²/(n - ddof); missing where n ≤ ddof.
    public static func variance(_ column: String, ddof: Int = 1) -> Aggregate {
        Aggregate(column, .variance(ddof: ddof), column + "_variance")
    }
    /// The square root of the variance.
    public static func standardDeviation(_ column: String, ddof: Int = 1) -> Aggregate {
        Aggregate(column, .standardDeviation(ddof: ddof), column + "_std")
    }
    /// The first value that is there.
    public static func first(_ column: String) -> Aggregate { Aggregate(column, .first, column + "_first") }
    /// The last value that is there.
    public static func last(_ column: String) -> Aggregate { Aggregate(column, .last, column + "_last") }
    /// How many different values there are: pandas' `nunique`.
    public static func distinct(_ column: String) -> Aggregate {
        Aggregate(column, .distinct, column + "_distinct")
    }
    /// The value that the share `q` of all lies below, interpolated linearly between neighbours. The new column is named after both:
    /// `price_quantile_0.25`.
    public static func quantile(_ column: String, _ q: Double) -> Aggregate {
        require(q >= 0 && q <= 1, "Aggregate.quantile: a share of \(q)")
        return Aggregate(column, .quantile(q), "\(column)_quantile_\(q)")
    }
    /// Whether all truth values are true; true where there are none.
    public static func all(_ column: String) -> Aggregate { Aggregate(column, .all, column + "_all") }
    /// Whether any truth value is true; false where there are none.
    public static func any(_ column: String) -> Aggregate { Aggregate(column, .any, column + "_any") }
    /// A function of the column of each group.
    public static func custom(
        _ column: String, named name: String, _ function: @escaping @Sendable (Column) -> Cell
    ) -> Aggregate { Aggregate(column, .custom(function), name) }
}
