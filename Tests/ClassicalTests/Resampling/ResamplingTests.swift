import Datasets
import LinearAlgebra
import TestSupport
import Testing

import Classical

@Suite struct ResamplingTests {
    struct Moments: Decodable {
        let version: String, means, deviations, correlation, quartiles: [Double]
    }

    private func cancer() -> (Matrix<Double>, Labels) {
        let data = loadBreastCancer(), x = data.features[columns: [0, 1, 4, 7]]
        return (x / x.standardDeviation(over: .rows), Labels(data.labels))
    }

    @Test func madeUpRowsHaveTheDistributionOfImbalancedLearn() throws {
        let golden: Moments = try Golden.load("classical/resampling"), (x, y) = cancer()
        var parts: [Matrix<Double>] = []
        for seed in 0..<60 {
            let rows = try SMOTE(seed: UInt64(seed)).resample(x, y)
            parts.append(rows.features[rows: Array(x.rows..<rows.features.rows)])
        }
        let made = concatenate(parts, along: .rows), n = Double(made.rows)
        #expect(made.rows == 60 * 145)
        let means = made.mean(over: .rows), deviations = made.standardDeviation(over: .rows)
        let correlation = made.correlation()
        var worst = 0.0
        for column in 0..<4 {
            // Both are draws: the difference of two means has the standard error σ √(2/n).
            let step = deviations[column] * (2 / n).squareRoot()
            worst = max(worst, abs(means[column] - golden.means[column]) / step)
            worst = max(worst, abs(deviations[column] - golden.deviations[column]) / step)
            worst = max(
                worst, abs(correlation[0, column] - golden.correlation[column]) / (2 / n).squareRoot())
        }
        #expect(
            Parity.holds(
                "Classical", "SMOTE", against: "imbalanced-learn \(golden.version) SMOTE",
                on: "8700 rows made up of breast cancer", measure: "standard errors of moments", tolerance: 4,
                error: worst))
    }

    @Test func madeUpRowsLieBetweenTheirSources() throws {
        let (x, y) = cancer(), rows = try SMOTE(neighbors: 3, seed: 5).resample(x, y)
        #expect(rows.labels.counts == [357, 357])
        #expect(rows.features[0..<x.rows, 0...] == x)
        for row in x.rows..<rows.features.rows {
            let a = x[row: rows.sources[row]], b = x[row: rows.partners[row]], z = rows.features[row: row]
            #expect(y.codes[rows.sources[row]] == 0 && y.codes[rows.partners[row]] == 0)
            #expect(
                (0..<4).allSatisfy {
                    min(a[$0], b[$0]) - 1e-12 <= z[$0] && z[$0] <= max(a[$0], b[$0]) + 1e-12
                })
        }
        #expect(try SMOTE(seed: 5).resample(x, y).features == SMOTE(seed: 5).resample(x, y).features)
    }

    @Test func samplersReachTheirCounts() throws {
        let (x, y) = cancer()
        #expect(try RandomOverSampler().resample(x, y).labels.counts == [357, 357])
        #expect(try RandomUnderSampler().resample(x, y).labels.counts == [212, 212])
        #expect(try RandomUnderSampler(.counts([1: 300])).resample(x, y).labels.counts == [212, 300])
        #expect(try SMOTE(.ratio(0.8)).resample(x, y).labels.counts == [285, 357])
        let under = try RandomUnderSampler(seed: 3).resample(x, y)
        #expect(under.features == x[rows: under.sources] && Set(under.sources).count == 424)
    }

    @Test func whatCannotBeDoneIsSaid() throws {
        let (x, y) = cancer()
        #expect(throws: FitError.badClass(7, why: "no row is of it")) {
            _ = try RandomOverSampler(.counts([7: 10])).resample(x, y)
        }
        #expect(throws: FitError.self) { _ = try SMOTE(.counts([0: 100])).resample(x, y) }
        #expect(throws: FitError.self) { _ = try SMOTE(.ratio(0.1)).resample(x, y) }
        let few = Array(0..<25), codes = y.codes
        let rare = few.filter { codes[$0] == 1 }.prefix(3) + few.filter { codes[$0] == 0 }
        #expect(throws: FitError.badClass(1, why: "3 rows, where more than 5 neighbours are needed")) {
            _ = try SMOTE().resample(x[rows: Array(rare)], y[Array(rare)])
        }
    }

    @Test func aResampledClassifierConforms() throws {
        try Conformance.classifier(
            ResampledClassifier(RandomOverSampler(), BaselineClassifier()), except: [.oneColumn])
    }
}
