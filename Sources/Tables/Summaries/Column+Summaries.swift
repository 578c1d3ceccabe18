import Randomness
import LinearAlgebra

extension Column {
    /// The result of an aggregate over the whole column; requires a type that it takes.
    private func reduced(_ operation: Aggregate.Operation, _ name: String) -> Cell {
        do {
            return try Groups(whole: count).aggregate(operation, self)[0]
        } catch {
            require(false, "Column.\(name): \(error)")
            return .missing
        }
    }

    /// The sum of the values that are there; 0 where none is. Requires a numeric type. O(count).
    ///
    /// Integers are added exactly; where their sum does not fit into 64 bits, they are added as numbers instead. The sum that
    /// `aggregate` gives is an integer itself, and throws there.
    public func sum() -> Double {
        let whole = Groups(whole: count)
        do throws(TableError) {
            return try whole.aggregate(.sum, self)[0].double ?? 0
        } catch .overflow {
            return whole.sums(doubles.contiguous()).sums[0]
        } catch {
            require(false, "Column.sum: \(error)")
            return .nan
        }
    }
    /// The mean of the values that are there, NaN where none is. Requires a numeric type. O(count).
    public func mean() -> Double { reduced(.mean, "mean").double ?? .nan }
    /// The median of the values that are there, NaN where none is. Requires a numeric type. O(count) on average.
    public func median() -> Double { reduced(.quantile(0.5), "median").double ?? .nan }
    /// The variance Σ(x - mean)²/(n - ddof) of the values that are there; NaN where n ≤ ddof. Requires a numeric type. O(count).
    ///
    /// - Parameter ddof: What to subtract from the number of values; 1 by default.
    public func variance(ddof: Int = 1) -> Double {
        reduced(.variance(ddof: ddof), "variance").double ?? .nan
    }
    /// The square root of the variance. Requires a numeric type. O(count).
    ///
    /// - Parameter ddof: What to subtract from the number of values; 1 by default.
    public func standardDeviation(ddof: Int = 1) -> Double { variance(ddof: ddof).squareRoot() }
    /// The smallest value that is there, of any type. O(count).
    public func min() -> Cell { reduced(.smallest, "min") }
    /// The largest value that is there, of any type. O(count).
    public func max() -> Cell { reduced(.largest, "max") }
    /// The value that the share `q` of those that are there lies below, interpolated linearly. Requires a numeric type. O(count) on average.
    ///
    /// - Parameter q: From 0 to 1.
    public func quantile(_ q: Double) -> Double {
        require(q >= 0 && q <= 1, "Column.quantile: a share of \(q)")
        return reduced(.quantile(q), "quantile").double ?? .nan
    }
    /// How many different values there are, the missing not counted. O(count).
    public var distinctCount: Int { KeyEncoding(self, sorted: false).count }
    /// The different values in the order in which they first occur, the missing left out. O(count).
    public func unique() -> Column { taking(KeyEncoding(self, sorted: false).firstRows.sorted()) }
}

extension DataFrame {
    /// How often each value of a column occurs, most frequent first: pandas' `value_counts`. O(rows).
    ///
    /// Values that occur equally often come in the order in which they first occur.
    ///
    /// - Parameters:
    ///   - name: The column.
    ///   - asShares: Whether to give shares of all rows that have a value instead of counts; by default not.
    ///   - keepingMissing: Whether missing is counted too; by default not.
    public func valueCounts(_ name: String, asShares: Bool = false, keepingMissing: Bool = false) -> DataFrame
    {
        let column = columns(of: [name], "valueCounts")[0]
        let encoding = KeyEncoding(column, sorted: false, keepsMissing: keepingMissing)
        let byFirst = SortLevels.order([Column(encoding.firstRows.map { Int($0) })], [true])
        let counts = Column(Groups(encoding).rowCounts()).taking(byFirst)
        let order = SortLevels.order([counts], [false])
        let rows = order.map { encoding.firstRows[Int(byFirst[Int($0)])] }
        var sorted = counts.taking(order)
        if asShares { sorted = Column(sorted.doubles / Swift.max(1, sorted.doubles.sum())) }
        let label = asShares ? "share" : "count"
        return DataFrame(
            names: [name, name == label ? label + "_of" : label], columns: [column.taking(rows), sorted],
            rowCount: rows.count)
    }

    /// A random choice of rows: pandas' `sample`. Equal to pandas for the same generator. O(rows of the result · columns).
    ///
    /// - Parameters:
    ///   - count: How many rows; at most all of them without replacement.
    ///   - replacing: Whether a row can be chosen twice; by default not.
    ///   - generator: Where the randomness comes from.
    public func sample(_ count: Int, replacing: Bool = false, using generator: inout Generator) -> DataFrame {
        require(
            count >= 0 && (replacing ? rowCount > 0 || count == 0 : count <= rowCount),
            "DataFrame.sample: \(count) of \(counted(rowCount, "row"))\(replacing ? "" : " without replacement")"
        )
        return taking(generator.choice(rowCount, count: count, replacing: replacing).map { Int32($0) })
    }

    /// All rows in random order. O(rows · columns).
    ///
    /// - Parameter generator: Where the randomness comes from.
    public func shuffled(using generator: inout Generator) -> DataFrame {
        sample(rowCount, using: &generator)
    }
}
