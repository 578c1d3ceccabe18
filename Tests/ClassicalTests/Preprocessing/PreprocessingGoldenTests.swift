import Datasets
import Foundation
import LinearAlgebra
import TestSupport
import Testing

import Classical

/// A few cells and sums of a matrix that is too large to keep.
struct Probe: Decodable {
    let columns: [Int], rows: [Int], width: Int, cells: [[Double]], sums: [Double]

    /// The largest difference, relative to the values; infinite where the shapes differ.
    func error(_ z: Matrix<Double>) -> Double {
        guard z.columns == width else { return .infinity }
        var worst = 0.0
        for (place, row) in rows.enumerated() {
            for (index, column) in columns.enumerated() {
                let expected = cells[place][index]
                worst = max(worst, abs(z[row, column] - expected) / max(1, abs(expected)))
            }
        }
        for (index, column) in columns.enumerated() {
            let values = z[column: column], size = values.abs().sum()
            worst = max(worst, abs(values.sum() - sums[index]) / max(1, size))
        }
        return worst.isNaN ? .infinity : worst
    }
}

/// The five tables that scikit-learn and we bundle.
func commonTables() -> [(name: String, x: Matrix<Double>)] {
    [
        ("iris", loadIris().features), ("wine", loadWine().features),
        ("breast_cancer", loadBreastCancer().features), ("digits", loadDigits().features),
        ("diabetes", loadDiabetes().raw),
    ]
}

@Suite struct PreprocessingGoldenTests {
    struct Values: Decodable {
        let version: String, sets: [String: [String: Probe]]
    }

    let golden: Values

    init() throws { golden = try Golden.load("classical/preprocessing") }

    /// The largest error over the tables that have a reference value.
    private func worst(_ key: String, _ transform: (Matrix<Double>) throws -> Matrix<Double>) throws -> Double
    {
        var worst = 0.0, count = 0
        for (name, x) in commonTables() {
            guard let probe = golden.sets[name]?[key] else { continue }
            let error = probe.error(try transform(x))
            if error > 1e-10 { Issue.record("\(key) of \(name): \(error)") }
            worst = max(worst, error)
            count += 1
        }
        return count > 0 ? worst : .infinity
    }

    private func check(_ algorithm: String, _ keys: [String: (Matrix<Double>) throws -> Matrix<Double>])
        throws
    {
        var error = 0.0
        for (key, transform) in keys { error = max(error, try worst(key, transform)) }
        #expect(
            Parity.holds(
                "Classical", algorithm, against: "scikit-learn \(golden.version)",
                on: "iris, wine, breast cancer, digits, diabetes", tolerance: 1e-10, error: error))
    }

    /// Holes by a rule that the script knows too.
    private func holes(_ x: Matrix<Double>) -> Matrix<Double> {
        Matrix(rows: x.rows, columns: x.columns) { row, column in
            (7 * row + 3 * column) % 11 == 0 ? .nan : x[row, column]
        }
    }

    /// Each column in five steps.
    private func coarse(_ x: Matrix<Double>) -> Matrix<Double> {
        let low = x.min(over: .rows), high = x.max(over: .rows)
        return Matrix(rows: x.rows, columns: x.columns) { row, column in
            let width: Double = max(high[column] - low[column], 1e-9)
            return (4 * (x[row, column] - low[column]) / width).rounded(.down)
        }
    }

    @Test func scalersGiveWhatScikitLearnGives() throws {
        try check(
            "StandardScaler",
            [
                "standard": { try StandardScaler().fit($0).transform($0) },
                "scaled_holes": { x in
                    let z = holes(x)
                    return try StandardScaler().fit(z).transform(z).map { $0.isNaN ? -9 : $0 }
                },
            ])
        try check("MinMaxScaler", ["minmax": { try MinMaxScaler(range: -1...2).fit($0).transform($0) }])
        try check("MaxAbsScaler", ["maxabs": { try MaxAbsScaler().fit($0).transform($0) }])
        try check(
            "RobustScaler",
            [
                "robust": { try RobustScaler(quantiles: 0.1...0.8).fit($0).transform($0) },
                "robust_unit": { try RobustScaler(unitVariance: true).fit($0).transform($0) },
            ])
        try check(
            "Normalizer",
            [
                "normalizer_l1": { try Normalizer(.one).fit($0).transform($0) },
                "normalizer_l2": { try Normalizer(.two).fit($0).transform($0) },
                "normalizer_max": { try Normalizer(.maximum).fit($0).transform($0) },
            ])
        try check("Binarizer", ["binarizer": { try Binarizer(threshold: 2.5).fit($0).transform($0) }])
    }

    @Test func polynomialsGiveWhatScikitLearnGives() throws {
        try check(
            "PolynomialFeatures",
            [
                "polynomial": { x in
                    let part = x[columns: Array(0..<min(30, x.columns))]
                    return try PolynomialFeatures(degree: x.columns < 14 ? 3 : 2).fit(part).transform(part)
                },
                "interactions": { x in
                    let part = x[columns: Array(0..<min(30, x.columns))]
                    return try PolynomialFeatures(interactionsOnly: true, includesOne: false).fit(part)
                        .transform(part)
                },
            ])
    }

    @Test func imputersGiveWhatScikitLearnGives() throws {
        func simple(_ strategy: SimpleImputer.Strategy) -> (Matrix<Double>) throws -> Matrix<Double> {
            { x in
                let z = holes(x)
                return try SimpleImputer(strategy, addsIndicators: true).fit(z).transform(z)
            }
        }
        try check(
            "SimpleImputer",
            [
                "impute_mean": simple(.mean), "impute_median": simple(.median),
                "impute_most_frequent": simple(.mostFrequent),
            ])
        func neighbor(_ weighs: Bool) -> (Matrix<Double>) throws -> Matrix<Double> {
            { x in
                let z = holes(x),
                    scaled = try StandardScaler().fit(z).transform(z)[rows: Array(0..<min(200, x.rows))]
                return try NeighborImputer(neighbors: 4, weighsByDistance: weighs).fit(scaled).transform(
                    scaled)
            }
        }
        try check("NeighborImputer", ["knn": neighbor(false), "knn_distance": neighbor(true)])
    }

    @Test func encodersGiveWhatScikitLearnGives() throws {
        func hot(_ encoder: OneHotEncoder) -> (Matrix<Double>) throws -> Matrix<Double> {
            { x in
                let z = coarse(x), model = try encoder.fit(z), dense = model.transform(z)
                #expect(model.transformSparse(z).dense == dense)
                return dense
            }
        }
        try check(
            "OneHotEncoder",
            [
                "onehot": hot(OneHotEncoder()), "onehot_first": hot(OneHotEncoder(dropping: .first)),
                "onehot_rare": hot(OneHotEncoder(minimumRows: 30)),
                "onehot_most": hot(OneHotEncoder(maximumCategories: 3)),
            ])
        try check(
            "OrdinalEncoder", ["ordinal": { x in try OrdinalEncoder().fit(coarse(x)).transform(coarse(x)) }])
        func numbers(_ x: Matrix<Double>) -> Vector<Double> { x[column: 0] + 0.3 * x[column: x.columns - 1] }
        func classes(_ x: Matrix<Double>) -> [Int] {
            let third = x[column: 2], low = third.min(), width = third.max() - low
            return third.map { (value: Double) -> Int in
                min(2, Int((3 * (value - low) / width).rounded(.down)))
            }
        }
        try check(
            "TargetEncoder",
            [
                "target_auto": { x in
                    let z = coarse(x)
                    return try TargetEncoder().fit(z, numbers(x)).transform(z)
                },
                "target_5.0": { x in
                    let z = coarse(x)
                    return try TargetEncoder(smoothing: .rows(5)).fit(z, numbers(x)).transform(z)
                },
                "target_classes": { x in
                    let z = coarse(x)
                    return try TargetEncoder().fit(z, Labels(classes(x))).transform(z)
                },
                "target_pair": { x in
                    let z = coarse(x)
                    return try TargetEncoder().fit(z, Labels(classes(x).map { $0 > 0 })).transform(z)
                },
            ])
    }
}
