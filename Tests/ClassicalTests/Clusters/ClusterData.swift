import Datasets
import LinearAlgebra
import Randomness

import Classical

/// The five data sets of the goldens, as `Tests/Golden/classical/clusters.py` prepares them.
enum ClusterData {
    static let names = ["iris", "wine", "breast-cancer", "digits", "diabetes"]

    static func groups(_ name: String) -> Int {
        ["iris": 3, "wine": 3, "breast-cancer": 2, "digits": 10, "diabetes": 4][name] ?? 0
    }

    static func load(_ name: String) -> Matrix<Double> {
        switch name {
        case "iris": loadIris().features
        case "wine": scaled(loadWine().features)
        case "breast-cancer": scaled(loadBreastCancer().features)
        case "digits": loadDigits().features
        default: scaled(loadDiabetes().features)
        }
    }

    static func scaled(_ x: Matrix<Double>) -> Matrix<Double> {
        (x - x.mean(over: .rows)) / x.standardDeviation(over: .rows)
    }

    /// How many rows are labelled differently, the groups of each renumbered by their first row.
    static func differences(_ a: [Int], _ b: [Int]) -> Int {
        let (a, b) = (renumbered(a), renumbered(b))
        return zip(a, b).count { $0 != $1 } + abs(a.count - b.count)
    }

    private static func renumbered(_ labels: [Int]) -> [Int] {
        var numbers: [Int: Int] = [-1: -1]
        return labels.map { label in
            let number = numbers[label] ?? numbers.count - 1
            numbers[label] = number
            return number
        }
    }

    /// The largest difference, relative to the largest number.
    static func error(_ a: [Double], _ b: [Double]) -> Double {
        guard a.count == b.count else { return .infinity }
        let scale = b.reduce(1e-300) { max($0, abs($1)) }
        return zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    /// Heaps as `cairn-bench` has them: unit deviation around centres of deviation 4.
    static func heaps(_ rows: Int, _ columns: Int, count: Int) -> Matrix<Double> {
        let centers = normal(count, columns, seed: 4) * 4, x = normal(rows, columns, seed: 5)
        return Matrix(rows: rows, columns: columns) { x[$0, $1] + centers[$0 % count, $1] }
    }

    static func normal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Double> {
        var generator = Generator(seed: seed)
        return Matrix(rows: rows, columns: columns, elements: generator.standardNormal(count: rows * columns))
    }
}
