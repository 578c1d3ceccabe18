import Datasets
import Foundation
import LinearAlgebra
import TestSupport
import Testing

import Classical

@Suite struct ShapingGoldenTests {
    struct Values: Decodable {
        let version: String, sets: [String: [String: Probe]], numbers: [String: [String: [Double]]]
    }

    let golden: Values

    init() throws { golden = try Golden.load("classical/shaping") }

    private func check(
        _ algorithm: String, tolerance: Double = 1e-10,
        _ keys: [String: (Matrix<Double>) throws -> Matrix<Double>]
    ) throws {
        var worst = 0.0, count = 0
        for (key, transform) in keys {
            for (name, x) in commonTables() {
                guard let probe = golden.sets[name]?[key] else { continue }
                let error = probe.error(try transform(x))
                if error > tolerance { Issue.record("\(key) of \(name): \(error)") }
                worst = max(worst, error)
                count += 1
            }
        }
        #expect(count > 0)
        #expect(
            Parity.holds(
                "Classical", algorithm, against: "scikit-learn \(golden.version)",
                on: "iris, wine, breast cancer, digits, diabetes", tolerance: tolerance, error: worst))
    }

    private func some(_ x: Matrix<Double>) -> Matrix<Double> { x[columns: Array(0..<min(12, x.columns))] }

    @Test func powersAgreeAsFarAsTheLikelihoodTells() throws {
        try check(
            "PowerTransformer", tolerance: 1e-5,
            [
                "yeo_johnson": { try PowerTransformer().fit(some($0)).transform(some($0)) },
                "box_cox": { try PowerTransformer(.boxCox).fit(some($0) + 1).transform(some($0) + 1) },
            ])
    }

    @Test func quantilesGiveWhatScikitLearnGives() throws {
        try check(
            "QuantileTransformer", tolerance: 1e-9,
            [
                "quantile_uniform": { try QuantileTransformer(quantiles: 50).fit($0).transform($0) },
                "quantile_normal": { try QuantileTransformer(.normal, quantiles: 100).fit($0).transform($0) },
            ])
    }

    @Test func binsGiveWhatScikitLearnGives() throws {
        func bins(_ strategy: BinDiscretizer.Strategy) -> (Matrix<Double>) throws -> Matrix<Double> {
            { try BinDiscretizer(bins: 4, strategy: strategy, isOrdinal: true).fit($0).transform($0) }
        }
        try check(
            "BinDiscretizer",
            [
                "bins_uniform": bins(.uniform), "bins_quantile": bins(.quantile),
                "bins_kmeans": bins(.kMeans),
                "bins_onehot": { try BinDiscretizer(bins: 4).fit($0).transform($0) },
            ])
    }

    @Test func splinesGiveWhatScikitLearnGives() throws {
        func stretched(_ x: Matrix<Double>) -> Matrix<Double> {
            concatenate([x - 0.5, x + 0.5], along: .rows)
        }
        try check(
            "SplineFeatures", tolerance: 1e-9,
            [
                "splines": { try SplineFeatures().fit(some($0)).transform(stretched(some($0))) },
                "splines_linear": { x in
                    let features = SplineFeatures(
                        knots: 6, degree: 2, extrapolation: .linear, includesLast: false)
                    return try features.fit(some(x)).transform(stretched(some(x)))
                },
                "splines_quantile": { x in
                    try SplineFeatures(knots: 4, placement: .quantile).fit(some(x)).transform(some(x))
                },
            ])
    }

    private func compare(_ algorithm: String, _ key: String, _ values: (Matrix<Double>) throws -> [Double])
        throws
    {
        var worst = 0.0
        for (name, x) in commonTables() {
            let expected = try #require(golden.numbers[name]?[key])
            let found = try values(x).map { $0.isNaN ? -1 : $0 == .infinity ? -2 : $0 }
            try #require(found.count == expected.count)
            for (a, b) in zip(found, expected) {
                let error = abs(a - b) / max(1e-12, abs(b))
                worst = max(worst, abs(a - b) < 1e-12 ? 0 : error)
            }
        }
        #expect(
            Parity.holds(
                "Classical", algorithm, against: "scikit-learn \(golden.version) \(key)",
                on: "iris, wine, breast cancer, digits, diabetes", tolerance: 1e-8, error: worst))
    }

    private func thirds(_ x: Matrix<Double>) -> Labels {
        let order = (0..<x.rows).sorted { (x[$0, 2], $0) < (x[$1, 2], $1) }
        var codes = [Int](repeating: 0, count: x.rows)
        for (rank, row) in order.enumerated() { codes[row] = rank * 3 / x.rows }
        return Labels(codes)
    }

    private func numbers(_ x: Matrix<Double>) -> Vector<Double> {
        x[column: 0] + 0.3 * x[column: x.columns - 1]
    }

    private func withPValues(_ scores: [Double], _ score: SelectBest.Score, _ rows: Int) -> [Double] {
        scores + SelectBest.pValues(scores, by: score, rows: rows, classes: 3)
    }

    @Test func selectorsScoreAsScikitLearnDoes() throws {
        func part(_ x: Matrix<Double>, _ columns: Range<Int>) -> Matrix<Double> {
            x[columns: columns.filter { $0 < x.columns }]
        }
        try compare("SelectBest", "f_classif") { x in
            withPValues(
                try SelectBest.scores(part(x, 0..<9), .labels(thirds(x)), by: .anovaF), .anovaF, x.rows)
        }
        try compare("SelectBest", "f_regression") { x in
            withPValues(
                try SelectBest.scores(part(x, 1..<9), .numbers(numbers(x)), by: .regressionF), .regressionF,
                x.rows)
        }
        try compare("SelectBest", "chi2") { x in
            let counts = part(x, 0..<9).abs().map { $0.rounded(.down) } as Matrix<Double>
            return withPValues(
                try SelectBest.scores(counts, .labels(thirds(x)), by: .chiSquared), .chiSquared, x.rows)
        }
        try compare("SelectBest", "best") { x in
            try SelectBest(3, by: .anovaF).fit(part(x, 0..<9), thirds(x)).columns.map(Double.init)
        }
        try compare("VarianceThreshold", "variance") { x in
            try VarianceThreshold(0.1).fit(x).columns.map(Double.init)
        }
    }

    @Test func columnsFilledInTurnAreThoseOfScikitLearn() throws {
        try check(
            "IterativeImputer", tolerance: 1e-6,
            [
                "iterative": { x in
                    let scaled = try StandardScaler().fit(some(x)).transform(some(x))
                    let holes = Matrix(rows: scaled.rows, columns: scaled.columns) { row, column in
                        (7 * row + 3 * column) % 11 == 0 ? .nan : scaled[row, column]
                    }
                    let (model, filled) = try IterativeImputer(rounds: 6, tolerance: 0).fitTransform(
                        holes, nil)
                    #expect((model.transform(holes) - filled).abs().max() < 1e-9)
                    return filled
                }
            ])
        try Conformance.transformer(IterativeImputer(rounds: 3))
    }

    @Test func selectorsConform() throws {
        try Conformance.transformer(VarianceThreshold())
        try Conformance.transformer(PowerTransformer(), tolerance: 1e-6)
        try Conformance.transformer(PowerTransformer(.boxCox), except: .positiveFeatures, tolerance: 1e-6)
        try Conformance.transformer(BinDiscretizer(bins: 3))
        try Conformance.transformer(SplineFeatures())
        try Conformance.weightedClassifier(SelectBest(1, by: .anovaF).then(BaselineClassifier()))
        let quantiles = QuantileTransformer(.normal, quantiles: 60)
        try Conformance.transformer(quantiles, tolerance: 1e-5)
        try Conformance.transformer(QuantileTransformer(quantiles: 60))
    }
}
