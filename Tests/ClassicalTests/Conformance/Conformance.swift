import Foundation
import LinearAlgebra
import Randomness
import Testing

import Classical

/// What every estimator must do, whatever it learns. Each suite below takes an estimator and fails the running test with a
/// sentence for each thing that it does not do:
///
///     @Test func ridgeRegressionConforms() throws { try Conformance.regressor(RidgeRegression()) }
///
/// `ConformanceTests` reads the sources and fails where a public estimator is never passed to one of these.
enum Conformance {
    /// What an estimator need not do, each with its reason in the test that says so.
    struct Exceptions: OptionSet {
        let rawValue: Int
        /// The order of rows may matter beyond rounding: stochastic gradients, online learning.
        static let orderOfRows = Exceptions(rawValue: 1)
        /// Weights need not equal repeated rows: bootstraps and subsamples draw differently.
        static let weightsAsRepeats = Exceptions(rawValue: 2)
        /// One row is refused with an error.
        static let oneRow = Exceptions(rawValue: 4)
        /// A constant column is refused with an error.
        static let constantColumn = Exceptions(rawValue: 8)
        /// Features must not be negative: the data are shifted.
        static let positiveFeatures = Exceptions(rawValue: 16)
        /// Targets must be positive: the data are shifted.
        static let positiveTargets = Exceptions(rawValue: 32)
        /// It takes one column only.
        static let oneColumn = Exceptions(rawValue: 64)
    }

    /// 60 rows of 4 columns (or 1), the last constant on demand.
    static func rows(_ except: Exceptions, seed: UInt64 = 1, constant: Bool = false, count: Int = 60)
        -> Matrix<Double>
    {
        var generator = Generator(seed: seed)
        let columns = except.contains(.oneColumn) ? 1 : 4
        var x = Matrix(
            rows: count, columns: columns, elements: generator.standardNormal(count: count * columns))
        if except.contains(.positiveFeatures) { x = x.abs() }
        if constant { for row in 0..<count { x[row, columns - 1] = 1.5 } }
        return x
    }

    /// A target that depends on the first columns, with some noise.
    static func target(_ x: Matrix<Double>, _ except: Exceptions) -> Vector<Double> {
        var generator = Generator(seed: 9)
        let noise: Vector<Double> = Vector(generator.standardNormal(count: x.rows))
        let y = Vector(count: x.rows) { row in
            2 * x[row, 0] - (x.columns > 1 ? x[row, 1] : 0) + 0.3 * noise[row]
        }
        return except.contains(.positiveTargets) ? y.exp() : y
    }

    /// Three classes by the sums of the first two columns, with some noise.
    static func labels(_ x: Matrix<Double>) -> Labels {
        var generator = Generator(seed: 8)
        let noise: Vector<Double> = Vector(generator.standardNormal(count: x.rows))
        let sums = Vector(count: x.rows) { row in
            x[row, 0] + (x.columns > 1 ? x[row, 1] : 0) + 0.3 * noise[row]
        }
        let sorted = (0..<x.rows).sorted { sums[$0] < sums[$1] }
        var names = [Label](repeating: "low", count: x.rows)
        for (place, row) in sorted.enumerated() where place >= x.rows / 3 {
            names[row] = place < 2 * x.rows / 3 ? "mid" : "top"
        }
        return Labels(names)
    }

    static func close(_ a: Matrix<Double>, _ b: Matrix<Double>, _ tolerance: Double) -> Bool {
        guard a.rows == b.rows, a.columns == b.columns else { return false }
        let scale = max(1, a.abs().max())
        return a.count == 0 || (a - b).abs().max() <= tolerance * scale
    }

    static func close(_ a: Vector<Double>, _ b: Vector<Double>, _ tolerance: Double) -> Bool {
        close(a.reshaped(rows: 1, columns: a.count), b.reshaped(rows: 1, columns: b.count), tolerance)
    }

    static func isFinite(_ a: Matrix<Double>) -> Bool { a.flattened.allSatisfy { $0.isFinite } }

    /// The model again, from its bytes; and an error, not a crash, from bytes cut short.
    static func reloaded<Model: FittedModel>(_ model: Model, _ name: String) throws -> Model {
        let data = try model.saved()
        #expect(throws: SavedModelError.self, "\(name): half a file was loaded") {
            _ = try Model.decoded(data.prefix(data.count / 2), "half")
        }
        return try Model.decoded(data, "memory")
    }

    /// The rows with `value` in column 0 of some.
    static func replaced(_ x: Matrix<Double>, _ rows: [Int], _ value: Double) -> Matrix<Double> {
        var elements = x.elements
        for row in rows { elements[row * x.columns] = value }
        return Matrix(rows: x.rows, columns: x.columns, elements: elements)
    }

    /// Empty input, NaN and infinity are refused, each with its own error; one row and one column are taken or refused, not crashed on.
    static func refusals(
        _ name: String, _ x: Matrix<Double>, missing: Bool, _ except: Exceptions,
        _ fit: (Matrix<Double>) throws -> Void
    ) {
        #expect(throws: FitError.empty(rows: 0, columns: x.columns), "\(name): no rows") {
            try fit(x[rows: [Int]()])
        }
        for bad in [Double.nan, .infinity, -.infinity] where !(missing && bad.isNaN) {
            let broken = replaced(x, [3], bad)
            #expect("\(name): \(bad) among the features") { try fit(broken) } throws: { error in
                guard case .notFinite(3, 0, _) = error as? FitError else { return false }
                return true
            }
        }
        if missing {
            let holes = replaced(x, Array(stride(from: 0, to: x.rows, by: 5)), .nan)
            #expect(throws: Never.self, "\(name): missing values are taken") { try fit(holes) }
        }
        if except.contains(.oneRow) {
            #expect(throws: FitError.self, "\(name): one row") { try fit(x[rows: [0]]) }
        } else {
            do { try fit(x[rows: [0]]) } catch { #expect(error is FitError, "\(name): one row: \(error)") }
        }
    }
}
