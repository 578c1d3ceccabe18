import Classical
import Foundation
import LinearAlgebra

/// Ridge regression by its normal equations, with an intercept: something to search the penalty of.
struct SmallRidge: WeightedRegressor {
    var penalty = 1.0
    /// Whether every fit fails, as an option that does not suit the data would.
    var fails = false

    struct Model: RegressionModel {
        var coefficients: Vector<Double>
        var intercept: Double
        var featureCount: Int { coefficients.count }
        func predict(_ x: Matrix<Double>) -> Vector<Double> { matmul(x, coefficients) + intercept }
    }

    func fit(_ x: Matrix<Double>, _ y: Vector<Double>, weights: Vector<Double>?) throws(FitError) -> Model {
        if fails { throw .badOption("asked to fail") }
        let w = weights ?? Vector(repeating: 1, count: x.rows), sum = w.sum()
        let center = matmul(w, x) / sum, mean = dot(w, y) / sum
        let z = x - center, zw = z * w.reshaped(rows: x.rows, columns: 1)
        let gram = matmul(zw.transposed, z) + Matrix<Double>.identity(x.columns) * penalty
        guard let factor = try? CholeskyDecomposition(gram) else { throw .singular(why: "no penalty") }
        let coefficients = factor.solve(matmul(zw.transposed, y - mean))
        return Model(coefficients: coefficients, intercept: mean - dot(center, coefficients))
    }
}

/// Gaussian naive Bayes as scikit-learn has it, its probabilities in whole ten-thousandths so that rounding errors cannot change which
/// are equal: something that gives probabilities, and too sure ones.
struct SmallBayes: WeightedClassifier {
    struct Model: ProbabilisticModel {
        var classes: [Label]
        var means: Matrix<Double>
        var variances: Matrix<Double>
        var logPriors: Vector<Double>
        var featureCount: Int { means.columns }

        func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            var logs = Matrix<Double>(repeating: 0, rows: x.rows, columns: classes.count)
            for code in classes.indices {
                let terms = (x - means[row: code]).square() / variances[row: code]
                let constant = logPriors[code] - 0.5 * (variances[row: code] * (2 * .pi)).log().sum()
                logs[column: code] = terms.sum(over: .columns) * -0.5 + constant
            }
            if x.rows == 0 { return logs }
            let shifted = (logs - logs.max(over: .columns).reshaped(rows: x.rows, columns: 1)).exp()
            let exact = shifted / shifted.sum(over: .columns).reshaped(rows: x.rows, columns: 1)
            let whole = (exact * 9990).round() + 1
            return whole / whole.sum(over: .columns).reshaped(rows: x.rows, columns: 1)
        }
    }

    func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        guard x.rows > 0 else { throw .empty(rows: x.rows, columns: x.columns) }
        for (place, value) in x.elements.enumerated() where !value.isFinite {
            throw .notFinite(row: place / x.columns, column: place % x.columns, value: value)
        }
        let y = y.withoutEmptyClasses
        if y.classes.count == 1 { throw .oneClass(y.classes[0]) }
        if let weights {
            for (row, weight) in weights.enumerated() where !(weight >= 0 && weight.isFinite) {
                throw .badWeight(row: row, value: weight)
            }
            if weights.sum() == 0 { throw .badWeight(row: 0, value: 0) }
        }
        let k = y.classes.count, smoothing = 1e-9 * x.variance(over: .rows).max()
        var means = Matrix<Double>.zeros(k, x.columns), variances = means, priors: [Double] = []
        let all = weights?.sum() ?? Double(x.rows)
        for code in 0..<k {
            let rows = y.codes.indices.filter { y.codes[$0] == code }, part = x[rows: rows]
            let w = weights?[at: rows] ?? Vector(repeating: 1, count: rows.count), sum = w.sum()
            let mean = matmul(w, part) / sum
            means[row: code] = mean
            variances[row: code] = matmul(w, (part - mean).square()) / sum + smoothing
            priors.append(log(sum / all))
        }
        return Model(classes: y.classes, means: means, variances: variances, logPriors: Vector(priors))
    }
}

/// The same without probabilities: log-odds against the first class, as support vectors would give scores.
struct SmallScores: Classifier {
    struct Model: ClassificationModel {
        var bayes: SmallBayes.Model
        var classes: [Label] { bayes.classes }
        var featureCount: Int { bayes.featureCount }
        func scores(_ x: Matrix<Double>) -> Matrix<Double> { (bayes.probabilities(x) + 1e-12).log() }
    }

    func fit(_ x: Matrix<Double>, _ y: Labels) throws(FitError) -> Model {
        Model(bayes: try SmallBayes().fit(x, y))
    }
}
