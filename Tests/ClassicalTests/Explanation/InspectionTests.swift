import Classical
import Datasets
import LinearAlgebra
import TestSupport
import Testing

/// Against scikit-learn, of a formula that both sides compute: `Tests/Golden/classical/explanation.py`.
@Suite struct InspectionTests {
    private struct Reference: Decodable {
        var importances: [Double]
        var grid: [Double]
        var average: [Double]
        var individual: [Double]
        var first: [Double]
        var second: [Double]
        var surface: [Double]
    }

    private func formula(_ x: Matrix<Double>) -> Vector<Double> {
        Vector(count: x.rows) { row in
            let sum = 150 + 600 * x[row, 2] + 500 * x[row, 8]
            return sum + 4000 * x[row, 2] * x[row, 3]
        }
    }

    private func distance(_ ours: some Sequence<Double>, _ theirs: [Double]) -> Double {
        let ours = Array(ours)
        guard ours.count == theirs.count else { return .infinity }
        let scale = theirs.reduce(1e-300) { max($0, abs($1)) }
        return zip(ours, theirs).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    @Test func shuffledColumnsCostWhatScikitLearnSays() throws {
        let reference: Reference = try Golden.load("classical/explanation"), data = loadDiabetes()
        let y = data.target, mean = y.mean(), total = (y - mean).map { $0 * $0 }.sum()
        let importance = permutationImportance(of: data.features, repeats: 4, seed: 7) { rows in
            1 - (y - formula(rows)).map { $0 * $0 }.sum() / total
        }
        let error = distance(importance.drops.elements, reference.importances)
        #expect(
            Parity.holds(
                "Classical", "permutationImportance", against: "scikit-learn 1.9.1 permutation_importance",
                on: "diabetes, 4 repeats", tolerance: 1e-10, error: error))
        #expect(importance.means[0] == 0 && importance.deviations[0] == 0)
        #expect(importance.means[2] > importance.means[3])
    }

    @Test func partialDependenceIsScikitLearns() throws {
        let reference: Reference = try Golden.load("classical/explanation")
        let x = loadDiabetes().features[rows: Array(0..<60)]
        let dependence = PartialDependence(of: x, feature: 2, points: 12, predict: formula)
        let pair = PartialDependence.surface(of: x, features: (2, 3), points: 5, predict: formula)
        let errors = [
            distance(dependence.grid, reference.grid), distance(dependence.average, reference.average),
            distance(dependence.individual[rows: Array(0..<5)].elements, reference.individual),
            distance(pair.first, reference.first), distance(pair.second, reference.second),
            distance(pair.average.elements, reference.surface),
        ]
        #expect(
            Parity.holds(
                "Classical", "PartialDependence", against: "scikit-learn 1.9.1 partial_dependence",
                on: "diabetes, one feature and two, ICE", tolerance: 1e-10, error: errors.max() ?? .infinity),
            "\(errors)")
        #expect(dependence.centered[3, 0] == 0)
    }

    @Test func modelsOfNumbersAndOfClassesAreShuffledToo() throws {
        let iris = loadIris(), y = Labels(iris.labels)
        let classifier = try GradientBoostingClassifier(trees: 10).fit(iris.features, y)
        let importance = permutationImportance(of: classifier, iris.features, y, repeats: 3)
        #expect(importance.baseline > 0.95 && importance.means[2] > importance.means[0])
        let data = loadDiabetes(),
            regressor = try GradientBoostingRegressor(trees: 10).fit(data.features, data.target)
        #expect(permutationImportance(of: regressor, data.features, data.target).baseline > 0.3)
    }
}
