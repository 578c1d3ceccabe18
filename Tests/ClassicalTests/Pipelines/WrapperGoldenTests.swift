import Classical
import Datasets
import LinearAlgebra
import TestSupport
import Testing

/// Estimators that stand around others, and baselines, against scikit-learn: `wrappers.py`.
@Suite struct WrapperGoldenTests {
    struct Reference: Decodable {
        struct Answers: Decodable {
            var rest: [Int], pairs: [Int], two: [Int], shares: [Double]
        }
        var version: String, eliminated: [Int], selected: [Int], logTarget: [Double], twoTargets: [Double]
        var mean: Double, median: Double, logged: [Double], holes: [Double], classes: [String: Answers]
    }

    private let golden: Reference
    private let x: Matrix<Double>
    private let y: Vector<Double>
    private let base = RidgeRegression(penalty: 1)

    init() throws {
        golden = try Golden.load("classical/wrappers")
        let data = loadDiabetes()
        x = try StandardScaler().fit(data.features).transform(data.features)
        y = data.target
    }

    private func holds(_ name: String, _ reference: String, on data: String, tolerance: Double, error: Double)
        -> Bool
    {
        Parity.holds(
            "Classical", name, against: "scikit-learn \(golden.version) \(reference)", on: data,
            measure: tolerance == 0 ? "answers that differ" : "largest difference", tolerance: tolerance,
            error: error)
    }

    private func distance(_ a: some Sequence<Double>, _ b: [Double]) -> Double {
        zip(a, b).map { abs($0 - $1) / max(1, abs($1)) }.max() ?? .infinity
    }

    private func differing<Value: Equatable>(_ a: [Value], _ b: [Value]) -> Double {
        Double(zip(a, b).count { $0 != $1 } + abs(a.count - b.count))
    }

    @Test func columnsAreEliminatedAndSelectedAsTheReferenceDoes() throws {
        let few = try RecursiveFeatureElimination(base, keeping: 4) { $0.coefficients.abs() }.fit(x, y)
        let most = few.scores.max() ?? 0
        let ranks = few.scores.map { Int(most - $0) + 1 }
        #expect(
            holds(
                "RecursiveFeatureElimination", "RFE", on: "diabetes, ridge", tolerance: 0,
                error: differing(ranks, golden.eliminated)))
        let best = try SelectFromModel(base, threshold: .mean) { $0.coefficients.abs() }.fit(x, y)
        #expect(
            holds(
                "SelectFromModel", "SelectFromModel", on: "diabetes, ridge", tolerance: 0,
                error: differing(best.columns, golden.selected)))
    }

    @Test func targetsAreTransformedAndSeveralAreLearned() throws {
        let logarithms = try TransformedTargetRegressor(base, .logarithm).fit(x, y).predict(x)
        #expect(
            holds(
                "TransformedTargetRegressor", "TransformedTargetRegressor", on: "diabetes", tolerance: 1e-10,
                error: distance(logarithms[..<40], golden.logTarget)))
        let inputs = x[columns: Array(0..<6)], targets = x[columns: Array(6..<8)]
        let both = try MultiOutputRegressor(base).fit(inputs, targets).predict(inputs[rows: Array(0..<20)])
        #expect(
            holds(
                "MultiOutputRegressor", "MultiOutputRegressor", on: "diabetes, two targets", tolerance: 1e-10,
                error: distance(both.flattened, golden.twoTargets)))
    }

    @Test func baselinesAndPlainChangesAgree() throws {
        let mean = try BaselineRegressor().fit(x, y).prediction
        let median = try BaselineRegressor(.median).fit(x, y).prediction
        #expect(
            holds(
                "BaselineRegressor", "DummyRegressor", on: "diabetes, mean and median", tolerance: 1e-12,
                error: distance([mean, median], [golden.mean, golden.median])))
        let wine = loadWine().features
        let some = wine[rows: Array(0..<20)]
        let logged = try FunctionTransformer(.logarithmOfOnePlus).fit(wine).transform(some)
        #expect(
            holds(
                "FunctionTransformer", "FunctionTransformer(log1p)", on: "wine", tolerance: 1e-12,
                error: distance(logged.flattened, golden.logged)))
        let holes = Matrix(rows: 60, columns: wine.columns) { row, column in
            (column == 2 && row % 7 == 0) || (column == 4 && row % 5 == 0) ? .nan : wine[row, column]
        }
        let missing = try MissingIndicator(allColumns: false).fit(holes).transform(holes)
        #expect(
            holds(
                "MissingIndicator", "MissingIndicator", on: "wine with holes", tolerance: 0,
                error: differing(Array(missing.flattened), golden.holes)))
    }

    @Test(arguments: ["iris", "wine", "breast_cancer"])
    func classesAreToldApartOneByOne(name: String) throws {
        let data = ["iris": loadIris, "wine": loadWine, "breast_cancer": loadBreastCancer][
            name, default: loadIris]()
        let answers = try #require(golden.classes[name])
        let z = try StandardScaler().fit(data.features).transform(data.features), labels = Labels(data.labels)
        var logistic = LogisticRegression()
        logistic.penalty = .ridge(1)
        let rest = try OneVersusRest(logistic).fit(z, labels).predict(z).integers ?? []
        let pairs = try OneVersusOne(logistic).fit(z, labels).predict(z).integers ?? []
        #expect(
            holds(
                "OneVersusRest", "OneVsRestClassifier", on: name, tolerance: 0,
                error: differing(rest, answers.rest)))
        #expect(
            holds(
                "OneVersusOne", "OneVsOneClassifier", on: name, tolerance: 0,
                error: differing(pairs, answers.pairs)))
        let isFirst = Labels(data.labels.map { $0 == 0 ? 1 : 0 })
        let two = try MultiOutputClassifier(logistic).fit(z, [labels, isFirst]).predict(z)[1].integers ?? []
        #expect(
            holds(
                "MultiOutputClassifier", "MultiOutputClassifier", on: name, tolerance: 0,
                error: differing(two, answers.two)))
        let shares = try BaselineClassifier().fit(z, labels).shares
        #expect(
            holds(
                "BaselineClassifier", "DummyClassifier(prior)", on: name, tolerance: 1e-12,
                error: distance(shares, answers.shares)))
    }
}
