import LinearAlgebra
import Statistics
import TestSupport

/// `Tests/Golden/statistics/models.json`.
struct ModelGolden: Decodable {
    struct Column: Decodable {
        let numbers: [Double?]?
        let texts: [String?]?

        var formulaColumn: FormulaColumn {
            if let texts { return FormulaColumn(texts) }
            return FormulaColumn((numbers ?? []).map { $0 ?? .nan })
        }
    }

    struct Table: Decodable {
        let params, bse, t, p, interval: [Double?]
        let f, fp: Double?
    }

    struct Linear: Decodable {
        let name, formula: String
        let weights: String?
        let columns: [String: Column]
        let names: [String]
        let table: Table
        let numbers: [String: Double?]
        let vif: [Double?]
        let robust: [String: Table]
        let residuals, fitted: [Double?]
        let influence: [String: [Double?]]?
        let prediction: [String: [Double?]]
        let predictionRows: [String: Column]

        var data: [String: FormulaColumn] { columns.mapValues(\.formulaColumn) }
        var weightColumn: Vector<Double>? {
            weights.flatMap { columns[$0]?.numbers }.map { Vector($0.map { $0 ?? .nan }) }
        }
    }

    struct Generalized: Decodable {
        let name, formula, family: String
        let columns: [String: Column]
        let names: [String]
        let table: Table
        let studentP: [Double?]
        let numbers: [String: Double?]
        let fitted: [Double?]
        let resid: [String: [Double?]]
        let leverage: [Double?]
        let prediction: [String: [Double?]]
        let predictionRows: [String: Column]

        var data: [String: FormulaColumn] { columns.mapValues(\.formulaColumn) }
    }

    struct Anova: Decodable { let f, p, explained: [Double?] }

    let linear: [Linear]
    let generalized: [Generalized]
    let anova: Anova

    static let shared = Result { try Golden.load("statistics/models", as: ModelGolden.self) }
}

/// The largest relative error over all numbers that the reference has; infinite where ours is NaN.
func relativeError(_ ours: some Sequence<Double>, _ reference: some Sequence<Double?>) -> Double {
    var worst = 0.0
    for (a, b) in zip(ours, reference) {
        guard let b else { continue }
        let error = a == b ? 0 : abs(a - b) / max(abs(b), 1e-300)
        worst = max(worst, error.isNaN ? .infinity : error)
    }
    return worst
}

/// The same with differences held against the largest of the reference: for numbers that pass through zero.
func errorOfLargest(_ ours: some Sequence<Double>, _ reference: some Sequence<Double?>) -> Double {
    let largest = reference.reduce(1e-300) { max($0, abs($1 ?? 0)) }
    var worst = 0.0
    for (a, b) in zip(ours, reference) {
        guard let b else { continue }
        let error = abs(a - b) / largest
        worst = max(worst, error.isNaN ? .infinity : error)
    }
    return worst
}

/// ``errorOfLargest(_:_:)`` row by row; the reference is flat.
func errorOfLargestByRow(_ ours: Matrix<Double>, _ reference: [Double?]) -> Double {
    var worst = 0.0
    for row in 0..<ours.rows {
        worst = max(worst, errorOfLargest(ours[row, 0...], Array(reference[2 * row..<2 * row + 2])))
    }
    return worst
}
