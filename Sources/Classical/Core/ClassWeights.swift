import LinearAlgebra

/// How much the rows of each class count.
public enum ClassWeights: Sendable, Codable, Hashable {
    /// Every row counts the same.
    case equal
    /// Every class counts the same: rows of class c count `n/(k n_c)`, with n rows, k classes and n_c rows of c.
    case balanced
    /// As given; classes that are not named count 1.
    case custom([Label: Double])

    /// The weights of rows: those given, times those of the classes; nil where all are 1.
    ///
    /// - Throws: ``FitError/badClass(_:why:)`` where a weight is negative or no number, or where a class does not occur.
    package func weights(of y: Labels, times weights: Vector<Double>?) throws(FitError) -> Vector<Double>? {
        guard let factors = try factors(y, weights) else { return weights }
        let own = Vector(y.codes.map { factors[$0] })
        return weights.map { $0 * own } ?? own
    }

    private func factors(_ y: Labels, _ weights: Vector<Double>?) throws(FitError) -> [Double]? {
        switch self {
        case .equal: return nil
        case .balanced:
            var totals = [Double](repeating: 0, count: y.classes.count)
            for (row, code) in y.codes.enumerated() { totals[code] += weights?[row] ?? 1 }
            let sum = totals.reduce(0, +), share = sum / Double(y.classes.count)
            return totals.map { $0 > 0 ? share / $0 : 0 }
        case .custom(let given):
            for (label, weight) in given {
                guard weight >= 0, weight.isFinite else {
                    throw .badClass(label, why: "its weight is \(weight)")
                }
                guard y.classes.contains(label) else { throw .badClass(label, why: "no row is of it") }
            }
            return y.classes.map { given[$0, default: 1] }
        }
    }
}
