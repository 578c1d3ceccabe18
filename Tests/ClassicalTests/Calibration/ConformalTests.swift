import Classical
import Datasets
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite struct ConformalTests {
    /// A straight line with noise whose size grows: no model knows it, and the intervals cover all the same.
    private func line(_ count: Int, _ seed: UInt64) -> (Matrix<Double>, Vector<Double>) {
        var generator = Generator(seed: seed)
        let x = Matrix(rows: count, columns: 2, elements: generator.standardNormal(count: 2 * count))
        let noise = generator.standardNormal(count: count)
        let y = Vector(count: count) { row in x[row, 0] - 2 * x[row, 1] + (1 + abs(x[row, 0])) * noise[row] }
        return (x, y)
    }

    @Test func intervalsCoverAsOftenAsTheySay() throws {
        for (name, method) in [
            ("split", ConformalRegressor<SmallRidge>.Method.split(share: 0.5)),
            ("CV+", .crossValidation(5)), ("jackknife+", .jackknife),
        ] {
            var covered = 0.0, rows = 0.0
            for seed in 0..<40 as Range<UInt64> {
                let (x, y) = line(60, seed), (testX, testY) = line(100, seed + 1000)
                let model = try ConformalRegressor(SmallRidge(), method: method).fit(x, y)
                let (lower, upper) = model.intervals(testX, level: 0.8)
                for row in 0..<100 where lower[row] <= testY[row] && testY[row] <= upper[row] { covered += 1 }
                rows += 100
            }
            #expect(
                Parity.holds(
                    "Classical", "ConformalRegressor", against: "the guarantee of its source",
                    on: "\(name), 40 samples of 60 rows, level 0.8", measure: "coverage off the level",
                    tolerance: 0.04, error: abs(covered / rows - 0.8)), "\(name): \(covered / rows)")
        }
    }

    @Test func jackknifePlusIsWhatItsDefinitionSays() throws {
        let (x, y) = line(12, 3)
        let model = try ConformalRegressor(SmallRidge(), method: .jackknife).fit(x, y)
        let (lower, upper) = model.intervals(x[0..<1, ...], level: 0.75)
        var below: [Double] = [], above: [Double] = []
        for left in 0..<12 {
            let rows = (0..<12).filter { $0 != left }
            let other = try SmallRidge().fit(x[rows: rows], y[at: rows])
            let error = abs(y[left] - other.predict(x[rows: [left]])[0]),
                center = other.predict(x[0..<1, ...])[0]
            below.append(center - error)
            above.append(center + error)
        }
        // ⌈0.75 · 13⌉ = 10: the tenth from below, and the tenth from above.
        #expect(abs(upper[0] - above.sorted()[9]) < 1e-12 && abs(lower[0] - below.sorted()[2]) < 1e-12)
    }

    @Test func tooFewRowsGiveInfiniteIntervals() throws {
        let (x, y) = line(8, 1)
        let model = try ConformalRegressor(SmallRidge(), method: .crossValidation(4)).fit(x, y)
        let (lower, upper) = model.intervals(x, level: 0.9)
        #expect(lower.allSatisfy { $0 == -.infinity } && upper.allSatisfy { $0 == .infinity })
        #expect(model.intervals(x[rows: [Int]()]).lower.isEmpty)
    }

    @Test func setsCoverAsOftenAsTheySay() throws {
        let (x, y) = SelectionTests.data("digits")
        // Naive Bayes is right in 83 of 100 rows, and too sure in the others: softened first, so that sets need not hold all classes.
        typealias Soft = CalibratedClassifier<SmallBayes>
        let base = Soft(SmallBayes(), method: .temperature)
        for method in [ConformalClassifier<Soft>.Method.leastAmbiguous, .adaptive] {
            var covered = 0.0, rows = 0.0, size = 0.0
            for seed in 0..<6 as Range<UInt32> {
                let parts = try trainTestSplit(x, y, testShare: 0.4, seed: seed)
                let model = try ConformalClassifier(base, method: method, seed: seed).fit(
                    parts.trainX, parts.trainY)
                for (row, set) in model.sets(parts.testX, level: 0.9).enumerated() {
                    if set.contains(parts.testY[row]) { covered += 1 }
                    size += Double(set.count)
                    rows += 1
                }
            }
            #expect(covered / rows > 0.88, "\(method): \(covered / rows)")
            #expect(
                Parity.holds(
                    "Classical", "ConformalClassifier", against: "the guarantee of its source",
                    on: "digits, \(method), level 0.9", measure: "coverage missing", tolerance: 0.02,
                    error: max(0, 0.9 - covered / rows)))
            #expect(size / rows < 4, "\(method): \(size / rows)")
        }
    }

    @Test func conformalModelsConform() throws {
        try Conformance.regressor(ConformalRegressor(SmallRidge()), except: .orderOfRows)
        try Conformance.regressor(
            ConformalRegressor(SmallRidge(), method: .crossValidation(5)), except: .orderOfRows)
        try Conformance.classifier(ConformalClassifier(SmallBayes()), except: .orderOfRows)
    }
}
