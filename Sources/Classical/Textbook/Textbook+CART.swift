import LinearAlgebra
import Randomness

extension Textbook {
    /// A tree of questions, as CART grows it for two classes.
    public indirect enum Tree: Sendable, Hashable {
        /// An answer: the share of rows of class 1.
        case leaf(Double)
        /// Is the column at most the threshold? If so the first tree goes on, else the second.
        case question(column: Int, threshold: Double, Tree, Tree)

        /// The share of class 1 in the leaf that a row ends in.
        ///
        /// - Parameter row: The numbers of the row.
        public func answer(_ row: Vector<Double>) -> Double {
            switch self {
            case .leaf(let share): share
            case .question(let column, let threshold, let yes, let no):
                row[column] <= threshold ? yes.answer(row) : no.answer(row)
            }
        }
    }

    /// CART for classes 0 and 1: every threshold of every column is tried, and the one after which the Gini impurity `2p(1 - p)` is least is
    /// asked, until the leaves are pure.
    ///
    /// O(p n²) for each level. The version to run is ``DecisionTreeClassifier``. Source: Breiman, Friedman, Olshen and Stone (1984).
    ///
    /// - Parameters:
    ///   - x: n × p.
    ///   - y: n numbers, 0 or 1.
    ///   - depth: How many questions a row may be asked, at least 0.
    public static func decisionTree(_ x: Matrix<Double>, _ y: Vector<Double>, depth: Int) -> Tree {
        require(x.rows == y.count && x.rows > 0, "decisionTree: \(x.rows) × \(x.columns) and \(y.count)")
        return grow(x, y, Array(0..<x.rows), depth)
    }

    private static func grow(_ x: Matrix<Double>, _ y: Vector<Double>, _ rows: [Int], _ depth: Int) -> Tree {
        let share = rows.reduce(0) { $0 + y[$1] } / Double(rows.count)
        if depth == 0 || share == 0 || share == 1 { return .leaf(share) }
        var best = (impurity: Double.infinity, column: 0, threshold: 0.0)
        for column in 0..<x.columns {
            let values = Set(rows.map { x[$0, column] }).sorted()
            for (low, high) in zip(values, values.dropFirst()) {
                let threshold = (low + high) / 2
                let left = rows.filter { x[$0, column] <= threshold }
                let right = rows.filter { x[$0, column] > threshold }
                let impurity = gini(y, left) + gini(y, right)
                if impurity < best.impurity - 1e-12 { best = (impurity, column, threshold) }
            }
        }
        if best.impurity == .infinity { return .leaf(share) }
        let left = rows.filter { x[$0, best.column] <= best.threshold }
        let right = rows.filter { x[$0, best.column] > best.threshold }
        return .question(
            column: best.column, threshold: best.threshold, grow(x, y, left, depth - 1),
            grow(x, y, right, depth - 1))
    }

    /// The Gini impurity of some rows, times their number.
    private static func gini(_ y: Vector<Double>, _ rows: [Int]) -> Double {
        let ones = rows.reduce(0) { $0 + y[$1] }, count = Double(rows.count)
        return 2 * ones * (count - ones) / count
    }
}
