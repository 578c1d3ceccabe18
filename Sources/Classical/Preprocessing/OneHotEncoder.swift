import LinearAlgebra

/// A column of 1 and 0 for each category.
///
///     let x: Matrix = [[1.0], [3.0], [1.0]]
///     let encoder = try OneHotEncoder().fit(x)
///     print(encoder.transform(x))
///     // [[1.0, 0.0],
///     //  [0.0, 1.0],
///     //  [1.0, 0.0]]
///
/// A category is a different number in a column, NaN among them; ``CategoryColumns`` makes numbers of strings. Categories that were not
/// fitted give zeros, or the column of the infrequent where there is one. Equal to scikit-learn's class of this name with
/// `handle_unknown="infrequent_if_exist"`. O(rows · columns log categories).
public struct OneHotEncoder: FeatureTransformer, CategoryEncoder, Codable, Hashable {
    /// Whether a column is left out, which the others determine.
    public enum Dropping: Sendable, Codable, Hashable {
        /// All columns stay.
        case none
        /// The first category of each column is left out, as linear models without penalty need it.
        case first
        /// The first category is left out where there are two.
        case ofPairs
    }

    /// Whether a column is left out.
    public var dropping: Dropping
    /// Categories with fewer rows share one column, the last; 0 for none.
    public var minimumRows: Int
    /// How many columns there may be at most for each, the shared one included: the rarest categories share; nil for any number.
    public var maximumCategories: Int?
    /// NaN is a category.
    public static let acceptsMissingValues = true
    /// No NaN comes out.
    public static let fillsMissingValues = true

    /// An encoder.
    ///
    /// - Parameters:
    ///   - dropping: Whether a column is left out, which the others determine.
    ///   - minimumRows: Categories with fewer rows share one column.
    ///   - maximumCategories: How many columns there may be at most for each, 1 or more.
    public init(dropping: Dropping = .none, minimumRows: Int = 0, maximumCategories: Int? = nil) {
        self.dropping = dropping
        self.minimumRows = minimumRows
        self.maximumCategories = maximumCategories
    }

    /// The categories and their columns.
    public struct Model: CategoryEncoding, Hashable {
        package let tables: [CategoryTable]
        /// For each column and category the output column counted from the first of the column's own; -1 for none.
        package let places: [[Int]]
        /// For each column the output column of the infrequent and of the unknown; -1 for none.
        package let shared: [Int]
        /// How many output columns each column has.
        public let widths: [Int]

        /// The categories of each column, rising, NaN last.
        public var categories: [[Double]] { tables.map(\.values) }
        /// How many columns the rows must have.
        public var featureCount: Int { tables.count }
        /// The sum of ``widths``.
        public var outputCount: Int { widths.reduce(0, +) }

        /// Where each column's own output begins.
        private var firsts: [Int] {
            var sum = 0
            return widths.map { width in
                defer { sum += width }
                return sum
            }
        }

        @inline(__always)
        private func place(_ value: Double, _ column: Int) -> Int {
            tables[column].place(of: value).map { places[column][$0] } ?? shared[column]
        }

        /// The columns of 1 and 0.
        public func transform(_ x: Matrix<Double>) -> Matrix<Double> {
            Checks.columns(x, featureCount, "OneHotEncoder.transform")
            let x = x.contiguous(), width = outputCount, firsts = firsts
            let result = Matrix<Double>(repeating: 0, rows: x.rows, columns: width)
            for column in 0..<x.columns {
                for row in 0..<x.rows {
                    let place = place(x.start[row * x.columns + column], column)
                    if place >= 0 { result.start[row * width + firsts[column] + place] = 1 }
                }
            }
            withExtendedLifetime(x) {}
            return result
        }

        /// The same with only the ones kept. O(rows · columns).
        ///
        /// - Parameter x: The rows, m × p.
        public func transformSparse(_ x: Matrix<Double>) -> SparseMatrix<Double> {
            Checks.columns(x, featureCount, "OneHotEncoder.transformSparse")
            let x = x.contiguous(), firsts = firsts
            var indices: [Int32] = [], offsets: [Int32] = [0]
            indices.reserveCapacity(x.rows * x.columns)
            offsets.reserveCapacity(x.rows + 1)
            for row in 0..<x.rows {
                for column in 0..<x.columns {
                    let place = place(x.start[row * x.columns + column], column)
                    if place >= 0 { indices.append(Int32(firsts[column] + place)) }
                }
                offsets.append(Int32(indices.count))
            }
            withExtendedLifetime(x) {}
            return SparseMatrix(
                rows: x.rows, columns: outputCount, offsets: offsets, indices: indices,
                values: Vector(repeating: 1, count: indices.count))
        }

        /// `COLUMN_CATEGORY`, and `COLUMN_other` for the infrequent.
        public func outputNames(_ names: [String], _ category: (Int, Double) -> String) -> [String] {
            names.indices.flatMap { column in
                var own = [String](repeating: names[column] + "_other", count: widths[column])
                for (value, place) in zip(tables[column].values, places[column])
                where place >= 0 && place != shared[column] {
                    own[place] = names[column] + "_" + category(column, value)
                }
                return own
            }
        }
    }

    /// Lists the categories. O(n p log n), and O(n p) for codes 0, 1, 2 ….
    public func fit(_ x: Matrix<Double>) throws(FitError) -> Model {
        let x = try Checks.features(x, allowsMissing: true)
        if let most = maximumCategories, most < 1 {
            throw .badOption("OneHotEncoder: at most \(most) columns for each")
        }
        let tables = (0..<x.columns).map { CategoryTable(x, column: $0) }
        var places: [[Int]] = [], shared: [Int] = [], widths: [Int] = []
        for (column, table) in tables.enumerated() {
            let rare = rarities(x, column, table)
            // What is dropped is the first of the kept, as there is a shared column for the rest.
            var isDropped = [Bool](repeating: false, count: table.count)
            let width = rare.count(where: { !$0 }) + (rare.contains(true) ? 1 : 0)
            if dropping == .first || (dropping == .ofPairs && width == 2) {
                if let first = rare.firstIndex(of: false) { isDropped[first] = true }
            }
            var next = 0
            var own = zip(rare, isDropped).map { rare, dropped -> Int in
                if rare || dropped { return -1 }
                next += 1
                return next - 1
            }
            if rare.contains(true) {
                for category in own.indices where rare[category] { own[category] = next }
                shared.append(next)
                next += 1
            } else {
                shared.append(-1)
            }
            places.append(own)
            widths.append(next)
        }
        return Model(tables: tables, places: places, shared: shared, widths: widths)
    }

    /// For each category whether it shares the last column.
    private func rarities(_ x: Matrix<Double>, _ column: Int, _ table: CategoryTable) -> [Bool] {
        var rare = [Bool](repeating: false, count: table.count)
        guard minimumRows > 1 || maximumCategories != nil else { return rare }
        var counts = [Int](repeating: 0, count: table.count)
        for row in 0..<x.rows {
            if let place = table.place(of: x.start[row * x.columns + column]) { counts[place] += 1 }
        }
        for place in counts.indices where counts[place] < minimumRows { rare[place] = true }
        if let most = maximumCategories {
            let kept = rare.count(where: { !$0 })
            if kept + (kept < rare.count ? 1 : 0) > most {
                // The most frequent stay, of equals the last.
                let order = counts.indices.sorted { (counts[$0], $0) < (counts[$1], $1) }
                for place in order.dropLast(most - 1) { rare[place] = true }
            }
        }
        return rare
    }
}
