import Classical
import Datasets
import Foundation
import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite struct BoostingTests {
    /// Rows of normal numbers, and 2 x₀ - x₁² with noise.
    private func noisy(_ rows: Int = 600, seed: UInt64 = 4) -> (x: Matrix<Double>, y: Vector<Double>) {
        var generator = Generator(seed: seed)
        let x = Matrix(rows: rows, columns: 3, elements: generator.standardNormal(count: rows * 3))
        let noise = generator.standardNormal(count: rows)
        return (x, Vector(count: rows) { 2 * x[$0, 0] - x[$0, 1] * x[$0, 1] + 0.3 * noise[$0] })
    }

    @Test func leavesTakeNewtonsStepWithPenalties() throws {
        // On the left G = 3 and H = 2, on the right G = -3 and H = 2: w = -(3 - α)/(2 + λ) and its negative.
        let x: Matrix<Double> = [[0], [0], [1], [1]], y: Vector<Double> = [1, 2, 4, 5]
        for (ridge, lasso) in [(0.0, 0.0), (1, 0), (2, 1), (0, 3)] {
            var booster = GradientBoostingRegressor(trees: 1, learningRate: 1)
            booster.minimumLeafRows = 1
            booster.ridgePenalty = ridge
            booster.lassoPenalty = lasso
            let w = (3 - lasso) / (2 + ridge), p = try booster.fit(x, y).predict(x)
            #expect(abs(p[0] - (3 - w)) < 1e-9 && abs(p[3] - (3 + w)) < 1e-9)
        }
        var booster = GradientBoostingRegressor(trees: 1, learningRate: 1)
        booster.minimumLeafRows = 1
        booster.minimumSplitGain = 7  // The split gains 9/3 + 9/3 = 6.
        #expect(try booster.fit(x, y).predict(x) == [3, 3, 3, 3])
    }

    @Test func growthByLevelAndByLeafAgreeWhereAllLeavesAreSplit() throws {
        let (x, y) = noisy()
        var booster = GradientBoostingRegressor(trees: 5, maximumLeaves: 8)
        booster.maximumDepth = 3
        let byLeaf = try booster.fit(x, y).predict(x)
        booster.growth = .depthWise
        #expect((try booster.fit(x, y).predict(x) - byLeaf).abs().max() < 1e-12)
    }

    @Test func theNumberOfThreadsChangesNothing() throws {
        let (x, y) = noisy(5000), threads = Threads.count
        defer { Threads.count = threads }
        Threads.count = 1
        let one = try GradientBoostingRegressor(trees: 10).fit(x, y)
        Threads.count = threads
        #expect(try GradientBoostingRegressor(trees: 10).fit(x, y) == one)
    }

    @Test func predictionsRiseWhereTheyMust() throws {
        let (x, y) = noisy()
        var booster = GradientBoostingRegressor(trees: 40)
        booster.monotone = [0: .increasing, 1: .decreasing]
        let model = try booster.fit(x, y)
        for (feature, sign) in [(0, 1.0), (1, -1.0)] {
            let lines = PartialDependence(of: x[rows: Array(0..<50)], feature: feature, points: 60) {
                model.predict($0)
            }
            var falls = false
            for row in 0..<50 {
                for place in 1..<lines.grid.count {
                    let step: Double = lines.individual[row, place] - lines.individual[row, place - 1]
                    if sign * step < -1e-12 { falls = true }
                }
            }
            #expect(!falls, "feature \(feature)")
        }
    }

    @Test func missingValuesGoWhereTheyBelong() throws {
        let x = Matrix(rows: 200, columns: 1) { row, _ in row % 4 == 0 ? .nan : Double(row % 7) }
        let y = Vector((0..<200).map { $0 % 4 == 0 ? 10.0 : 0.0 })
        let model = try GradientBoostingRegressor(trees: 100).fit(x, y)
        let p = model.predict([[.nan], [0], [6]])
        #expect(abs(p[0] - 10) < 0.1 && abs(p[1]) < 0.1 && abs(p[2]) < 0.1)
    }

    @Test func categoriesAreSplitIntoSets() throws {
        let codes = (0..<800).map { ($0 * 7) % 20 },
            x = Matrix(rows: 800, columns: 1) { row, _ in Double(codes[row]) }
        let y = Vector(codes.map { $0 % 2 == 0 ? 5.0 : -5.0 })
        var booster = GradientBoostingRegressor(trees: 1, learningRate: 1, maximumLeaves: 2)
        booster.categoricalFeatures = [0]
        booster.ridgePenalty = 0
        let model = try booster.fit(x, y)
        #expect((model.predict(x) - y).abs().max() < 1e-6)
        // A category never seen goes where missing values go.
        #expect(model.predict([[77]]) == model.predict([[.nan]]))
        #expect(throws: FitError.self) { try booster.fit([[0.5], [1]], [1, 2]) }
        #expect(throws: FitError.self) { try booster.fit([[-1], [1]], [1, 2]) }
    }

    @Test func fittingEndsWhenRowsSetAsideGetNoBetter() throws {
        let (x, y) = noisy()
        var booster = GradientBoostingRegressor(trees: 500, learningRate: 0.3)
        booster.earlyStopping = EarlyStoppingRule(patience: 5)
        let model = try booster.fit(x, y), losses = model.validationLosses
        #expect(losses.count < 500 && model.decisionTrees.treeCount == losses.count - 5)
        #expect(losses[losses.count - 6] == losses.min())
        let (fresh, truth) = noisy(300, seed: 5)
        let given = try booster.fit(x, y, validation: (fresh, truth)), rest = given.predict(fresh) - truth
        let half = rest.map { $0 * $0 }.sum() / 600
        #expect(abs(half - (given.validationLosses.min() ?? 0)) < 1e-9)
        let classes = Labels(y.map { $0 > 0 ? "up" : "down" })
        var classifier = GradientBoostingClassifier(trees: 300)
        classifier.earlyStopping = EarlyStoppingRule()
        #expect(try classifier.fit(x, classes).decisionTrees.treeCount < 300)
    }

    @Test func quantilesHoldTheirShare() throws {
        let (x, y) = noisy(3000)
        for level in [0.1, 0.5, 0.9] {
            let model = try GradientBoostingRegressor(.quantile(level: level), trees: 60).fit(x, y)
            let p = model.predict(x), share = Double((0..<y.count).count { y[$0] <= p[$0] }) / Double(y.count)
            #expect(abs(share - level) < 0.04, "\(level): \(share)")
        }
    }

    @Test func countsAndAmountsAreMeansOnTheLogScale() throws {
        let (x, y) = noisy(2000), counts = y.exp().map { $0.rounded() }
        for objective in [GradientBoostingRegressor.Objective.poisson, .tweedie(power: 1.5)] {
            let p = try GradientBoostingRegressor(objective).fit(x, counts).predict(x)
            #expect(p.min() > 0 && abs(p.sum() / counts.sum() - 1) < 0.05, "\(objective)")
        }
        #expect(throws: FitError.self) { try GradientBoostingRegressor(.poisson).fit(x, y) }
        #expect(throws: FitError.self) { try GradientBoostingRegressor(.gamma).fit(x, counts) }
    }

    @Test func importancesNameWhatMatters() throws {
        let (x, y) = noisy(), model = try GradientBoostingRegressor(trees: 30).fit(x, y)
        for kind in [ImportanceKind.gain, .splits, .cover] {
            let shares = model.featureImportances(kind)
            #expect(abs(shares.sum() - 1) < 1e-12 && shares[0] > shares[2])
        }
    }

    @Test func importancesOfALightGBMModelAreItsGains() throws {
        let test = try #require(try BoosterCase.all("lightgbm").first { $0.name == "multiclass" })
        let model = try LightGBMModel(text: test.model)
        #expect(abs(model.featureImportances(.gain).sum() - 1) < 1e-12)
        #expect(model.featureImportances(.gain)[2] + model.featureImportances(.gain)[3] > 0.9)
    }

    @Test func rareClassesCountAsMuchWhenBalanced() throws {
        let (x, y) = noisy(), labels = Labels(y.map { $0 > 2 ? "rare" : "usual" })
        var classifier = GradientBoostingClassifier(trees: 10)
        let plain = try classifier.fit(x, labels).probabilities(x)[column: 0].sum()
        classifier.classWeights = .balanced
        #expect(try classifier.fit(x, labels).probabilities(x)[column: 0].sum() > plain)
    }

    @Test func optionsThatMakeNoSenseAreRefused() {
        let (x, y) = noisy(50)
        let changes: [(inout GradientBoostingRegressor) -> Void] = [
            { $0.trees = 0 }, { $0.learningRate = 0 }, { $0.learningRate = .nan }, { $0.maximumLeaves = 1 },
            { $0.maximumDepth = 0 }, { $0.ridgePenalty = -1 }, { $0.bins = 256 }, { $0.bins = 1 },
            { $0.rowFraction = 0 }, { $0.columnFraction = 1.5 }, { $0.monotone = [3: .increasing] },
            { $0.categoricalFeatures = [-1] }, { $0.objective = .huber(delta: 0) },
            { $0.objective = .quantile(level: 1) }, { $0.objective = .tweedie(power: 2) },
            { $0.earlyStopping = EarlyStoppingRule(patience: 0) },
            { $0.earlyStopping = EarlyStoppingRule(validationFraction: 1) },
        ]
        for change in changes {
            var booster = GradientBoostingRegressor(trees: 2)
            change(&booster)
            #expect(throws: FitError.self) { try booster.fit(x, y) }
        }
    }

    @Test func extremeNumbersDoNotCrash() throws {
        let values: [Double] = [0, 1e308, -1e308, .leastNonzeroMagnitude, -0.0, 1, .nan, 1e-300]
        let x = Matrix(rows: 64, columns: 2) { values[($0 * ($1 + 3)) % 8] }
        for scale in [1e300, 1e-300, 1] {
            let y = Vector(count: 64) { (row: Int) -> Double in scale * Double(row % 5) }
            var booster = GradientBoostingRegressor(trees: 5)
            booster.minimumLeafRows = 2
            // A typed error is as good an answer as a model; a crash is not.
            guard let model = try? booster.fit(x, y) else { continue }
            #expect(model.predict(x).allSatisfy { $0.isFinite })
        }
    }
}

/// Losses on held-out rows against those of three libraries over ten seeds: `Tests/Golden/classical/boosting.py`.
@Suite struct BoostingSpreadTests {
    private func data(_ name: String) -> (x: Matrix<Double>, y: Vector<Double>) {
        func pair(_ data: LabelledDataset) -> (Matrix<Double>, Vector<Double>) {
            (data.features, Vector(data.labels.map(Double.init)))
        }
        switch name {
        case "wine": return pair(loadWine())
        case "breast_cancer": return pair(loadBreastCancer())
        case "spam": return pair(loadSpam())
        case "digits":
            let digits = loadDigits()
            return (digits.features, Vector(digits.labels.map { Double($0) }))
        default: return (loadDiabetes().features, loadDiabetes().target)
        }
    }

    private func loss(_ x: Matrix<Double>, _ y: Vector<Double>, numbers: Bool, seed: UInt64) throws -> Double
    {
        let held = (0..<x.rows).filter { $0 % 4 == 3 }, kept = (0..<x.rows).filter { $0 % 4 != 3 }
        if numbers {
            var booster = GradientBoostingRegressor(trees: 60, maximumLeaves: 15)
            booster.minimumLeafRows = 10
            (booster.rowFraction, booster.columnFraction, booster.seed) = (0.8, 0.8, seed)
            let rest = try booster.fit(x[rows: kept], y[at: kept]).predict(x[rows: held]) - y[at: held]
            return (rest.map { $0 * $0 }.sum() / Double(held.count)).squareRoot()
        }
        var booster = GradientBoostingClassifier(trees: 60, maximumLeaves: 15)
        booster.minimumLeafRows = 10
        (booster.rowFraction, booster.columnFraction, booster.seed) = (0.8, 0.8, seed)
        let model = try booster.fit(x[rows: kept], Labels(kept.map { Int(y[$0]) }))
        let p = model.probabilities(x[rows: held])
        var sum = 0.0
        for (place, row) in held.enumerated() { sum -= log(p[place, Int(y[row])]) }
        return sum / Double(held.count)
    }

    @Test(arguments: ["wine", "breast_cancer", "digits", "diabetes", "spam"])
    func losesNoMoreThanTheLibrariesDo(_ name: String) throws {
        let golden: [String: [String: [Double]]] = try Golden.load("classical/boosting")
        let theirs = try #require(golden[name]).values.flatMap { $0 }, (x, y) = data(name)
        let ours = try (0..<(name == "digits" ? 3 : 10)).map {
            try loss(x, y, numbers: name == "diabetes", seed: UInt64($0))
        }
        let mean = ours.reduce(0, +) / Double(ours.count), worst = theirs.max() ?? 0
        #expect(
            Parity.holds(
                "Classical", name == "diabetes" ? "GradientBoostingRegressor" : "GradientBoostingClassifier",
                against: "LightGBM 4.7.0, XGBoost 3.2.0, scikit-learn 1.9.1, ten seeds each",
                on: "\(name), every fourth row held out",
                measure: "mean loss (tolerance: their largest)", tolerance: worst, error: mean), "\(ours)")
    }
}
