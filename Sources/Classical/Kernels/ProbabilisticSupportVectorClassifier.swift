import Foundation
import LinearAlgebra

/// A support vector machine with probabilities: a logistic curve over each contest of two classes, by Platt's method.
///
/// The curve `1/(1 + exp(Af + B))` is fitted to values that the machine gives rows it was not fitted to, of five folds; of more than two classes
/// the probabilities of the contests are coupled. They need not agree with the machine's own predictions near a boundary: the class with the largest probability
/// is predicted.
///
///     let probabilities = try ProbabilisticSupportVectorClassifier().fit(x, y).probabilities(x)
///
/// Six fits. Sources: Platt (1999); Lin, Lin and Weng, *A Note on Platt's Probabilistic Outputs* (2007); Wu, Lin and Weng, *Probability Estimates for Multi-class
/// Classification by Pairwise Coupling* (2004).
public struct ProbabilisticSupportVectorClassifier: WeightedClassifier, Codable, Hashable {
    /// The machine.
    public var machine: SupportVectorClassifier
    /// How many folds there are, 2 or more.
    public var folds: Int

    /// Five folds unless told otherwise.
    public init(_ machine: SupportVectorClassifier = SupportVectorClassifier(), folds: Int = 5) {
        self.machine = machine
        self.folds = folds
    }

    /// The machine and the curves.
    public struct Model: ProbabilisticModel {
        /// The machine, fitted to all rows.
        public let machine: SupportVectorClassifier.Model
        /// A and B of the curve of each contest.
        public let curves: [Curve]

        /// `1/(1 + exp(slope · f + offset))`.
        public struct Curve: Sendable, Codable, Hashable {
            /// A.
            public var slope: Double
            /// B.
            public var offset: Double
        }

        /// The classes, sorted.
        public var classes: [Label] { machine.classes }
        /// How many columns the rows must have.
        public var featureCount: Int { machine.featureCount }

        /// The probability of each class.
        public func probabilities(_ x: Matrix<Double>) -> Matrix<Double> {
            let values = machine.decisionValues(x), k = classes.count
            var result = Matrix<Double>.zeros(x.rows, k)
            for row in 0..<x.rows {
                var pairs = [Double](repeating: 0, count: k * k)
                for i in 0..<k {
                    for j in i + 1..<k {
                        let place = pairIndex(i, j, k), curve = curves[place]
                        let p = 1 / (1 + exp(curve.slope * values[row, place] + curve.offset))
                        pairs[i * k + j] = min(max(p, 1e-7), 1 - 1e-7)
                        pairs[j * k + i] = 1 - pairs[i * k + j]
                    }
                }
                let coupled = coupledProbabilities(pairs, k)
                for code in 0..<k { result[row, code] = coupled[code] }
            }
            return result
        }
    }

    /// Fits the machine to all rows and, for the curves, to the folds.
    public func fit(_ x: Matrix<Double>, _ y: Labels, weights: Vector<Double>?) throws(FitError) -> Model {
        let whole = try machine.fit(x, y, weights: weights), y = y.withoutEmptyClasses, k = y.classes.count
        guard folds >= 2 else { throw .badOption("\(folds) folds, where at least 2 are needed") }
        if let few = y.counts.firstIndex(where: { $0 < folds }) {
            throw .badClass(y.classes[few], why: "it has \(y.counts[few]) rows, fewer than there are folds")
        }
        // The rows of each class are dealt out in turn.
        var dealt = [Int](repeating: 0, count: k), fold = [Int](repeating: 0, count: y.count)
        for row in y.codes.indices {
            fold[row] = dealt[y.codes[row]] % folds
            dealt[y.codes[row]] += 1
        }
        var values = Matrix<Double>.zeros(x.rows, k * (k - 1) / 2)
        for part in 0..<folds {
            let known = y.codes.indices.filter { fold[$0] != part }
            let unseen = y.codes.indices.filter { fold[$0] == part }
            let model = try machine.fit(x[rows: known], y[known], weights: weights?[at: known])
            let own = model.decisionValues(x[rows: unseen])
            for (place, row) in unseen.enumerated() { values[row, ...] = own[place, ...] }
        }
        var curves: [Model.Curve] = []
        for i in 0..<k {
            for j in i + 1..<k {
                let rows = y.codes.indices.filter { y.codes[$0] == i || y.codes[$0] == j }
                curves.append(
                    plattCurve(
                        rows.map { values[$0, pairIndex(i, j, k)] }, rows.map { y.codes[$0] == i },
                        rows.map { weights?[$0] ?? 1 }))
            }
        }
        return Model(machine: whole, curves: curves)
    }
}

/// The curve with the largest likelihood, towards targets that leave room for doubt: Newton's steps with halving.
private func plattCurve(_ values: [Double], _ isFirst: [Bool], _ weights: [Double])
    -> ProbabilisticSupportVectorClassifier.Model.Curve
{
    let first = zip(isFirst, weights).reduce(0) { $0 + ($1.0 ? $1.1 : 0) }
    let second = weights.reduce(0, +) - first
    let targets = isFirst.map { $0 ? (first + 1) / (first + 2) : 1 / (second + 2) }
    var slope = 0.0, offset = log((second + 1) / (first + 1))
    func loss(_ a: Double, _ b: Double) -> Double {
        values.indices.reduce(0) { sum, row in
            let z = a * values[row] + b, t = targets[row]
            return sum + weights[row] * (z >= 0 ? t * z + log1p(exp(-z)) : (t - 1) * z + log1p(exp(z)))
        }
    }
    var here = loss(slope, offset)
    for _ in 0..<100 {
        var g = (0.0, 0.0), h = (1e-12, 0.0, 1e-12)
        for row in values.indices {
            let p = 1 / (1 + exp(slope * values[row] + offset)), q = weights[row] * p * (1 - p)
            let d = weights[row] * (targets[row] - p)
            g = (g.0 + values[row] * d, g.1 + d)
            h = (h.0 + values[row] * values[row] * q, h.1 + values[row] * q, h.2 + q)
        }
        if max(abs(g.0), abs(g.1)) < 1e-9 { break }
        let determinant = h.0 * h.2 - h.1 * h.1
        let step = (-(h.2 * g.0 - h.1 * g.1) / determinant, -(h.0 * g.1 - h.1 * g.0) / determinant)
        let promised = g.0 * step.0 + g.1 * step.1
        var size = 1.0
        while size > 1e-10 {
            let there = loss(slope + size * step.0, offset + size * step.1)
            if there < here + 1e-4 * size * promised {
                (slope, offset, here) = (slope + size * step.0, offset + size * step.1, there)
                break
            }
            size /= 2
        }
        if size <= 1e-10 { break }
    }
    return .init(slope: slope, offset: offset)
}

/// Probabilities of k classes from those of their contests: `min Σ (r_ji p_i - r_ij p_j)²`, by going round the coordinates.
private func coupledProbabilities(_ r: [Double], _ k: Int) -> [Double] {
    if k == 2 { return [r[1], 1 - r[1]] }
    var q = [Double](repeating: 0, count: k * k), p = [Double](repeating: 1 / Double(k), count: k)
    for i in 0..<k {
        for j in 0..<k where j != i {
            q[i * k + i] += r[j * k + i] * r[j * k + i]
            q[i * k + j] = -r[j * k + i] * r[i * k + j]
        }
    }
    for _ in 0..<max(100, k) {
        var qp = (0..<k).map { i in (0..<k).reduce(0) { $0 + q[i * k + $1] * p[$1] } }
        var value = (0..<k).reduce(0) { $0 + p[$1] * qp[$1] }
        if (qp.map { abs($0 - value) }.max() ?? 0) < 1e-12 { break }
        for i in 0..<k {
            let change = (value - qp[i]) / q[i * k + i]
            p[i] += change
            value = (value + change * (change * q[i * k + i] + 2 * qp[i])) / ((1 + change) * (1 + change))
            for j in 0..<k {
                qp[j] = (qp[j] + change * q[i * k + j]) / (1 + change)
                p[j] /= 1 + change
            }
        }
    }
    return p
}
