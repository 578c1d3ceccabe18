import Classical
import LinearAlgebra
import Randomness

/// The data of `cairn-bench classical`, equal on both sides to the last bit but for products: the generator draws NumPy's numbers.
/// `Peers/classical.py` has the same functions.
enum ClassicalInputs {
    /// Standard normal features: `default_rng(seed).standard_normal((rows, columns))`.
    static func features(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix<Double> {
        var generator = Generator(seed: seed)
        return Matrix(rows: rows, columns: columns, elements: generator.standardNormal(count: rows * columns))
    }

    /// A sum of the first ten columns with falling weights 1, 1/2, … and noise of deviation 0.5.
    static func target(_ x: Matrix<Double>) -> Vector<Double> {
        var generator = Generator(seed: 2)
        let noise = generator.standardNormal(count: x.rows)
        return Vector(count: x.rows) { row in
            var sum = 0.5 * noise[row]
            for column in 0..<min(10, x.columns) { sum += x[row, column] / Double(column + 1) }
            return sum
        }
    }

    /// Classes 0 and 1: whether a product and a square among the features, with noise of deviation 0.5, exceed 0.5.
    static func classes(_ x: Matrix<Double>) -> [Int] {
        var generator = Generator(seed: 3)
        let noise = generator.standardNormal(count: x.rows)
        return (0..<x.rows).map { row in
            let product = x[row, 0] * x[row, 1], square = x[row, 2] * x[row, 2]
            return product + square + x[row, 3] - 1 + 0.5 * noise[row] > 0.5 ? 1 : 0
        }
    }

    /// `count` heaps of unit deviation around centres of deviation 4, row i in heap i modulo `count`.
    static func heaps(_ rows: Int, _ columns: Int, count: Int) -> Matrix<Double> {
        let centers = features(count, columns, seed: 4) * 4, x = features(rows, columns, seed: 5)
        return Matrix(rows: rows, columns: columns) { x[$0, $1] + centers[$0 % count, $1] }
    }
}
