import LinearAlgebra

extension Metrics {
    /// The area below the ROC curve for several classes, each against the rest. O(n k).
    ///
    /// - Parameters:
    ///   - scores: The score of each class, n × k, such as its probability.
    ///   - actual: The true label of each row.
    ///   - classes: The classes of the columns, where they are not `actual.classes`.
    ///   - average: How classes become one number, default `.macro`; NaN where a class does not occur.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: F. Provost, P. Domingos, "Well-trained PETs" (2000).
    public static func rocAUC(
        _ scores: Matrix<Double>, _ actual: Labels, classes: [Label]? = nil, average: Average = .macro,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("rocAUC", scores.rows, actual.count, weights)
        let codes = columnCodes("rocAUC", scores, actual, classes)
        if scores.columns == 2 { return area(scores[column: 1], codes.map { $0 == 1 }, weights) }
        return overClasses(scores, codes, average, weights) { area($0, $1, $2) }
    }

    /// The mean precision over the recalls for several classes, each against the rest. O(n k).
    ///
    /// - Parameters:
    ///   - scores: The score of each class, n × k, such as its probability.
    ///   - actual: The true label of each row.
    ///   - classes: The classes of the columns, where they are not `actual.classes`.
    ///   - average: How classes become one number, default `.macro`.
    ///   - weights: How much each row counts, default 1.
    public static func averagePrecision(
        _ scores: Matrix<Double>, _ actual: Labels, classes: [Label]? = nil, average: Average = .macro,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("averagePrecision", scores.rows, actual.count, weights)
        let codes = columnCodes("averagePrecision", scores, actual, classes)
        let score = { (scores: Vector<Double>, isPositive: [Bool], weights: Vector<Double>?) -> Double in
            RankedOutcomes(scores, isPositive, weights).map(averagePrecision) ?? .nan
        }
        if scores.columns == 2 { return score(scores[column: 1], codes.map { $0 == 1 }, weights) }
        return overClasses(scores, codes, average, weights, score)
    }

    private static func overClasses(
        _ scores: Matrix<Double>, _ codes: [Int], _ average: Average, _ weights: Vector<Double>?,
        _ score: (Vector<Double>, [Bool], Vector<Double>?) -> Double
    ) -> Double {
        if average == .micro {
            let count = scores.columns
            let repeated = weights.map { weights in
                Vector(count: scores.count) { weights[$0 / count] }
            }
            let flags = codes.flatMap { code in (0..<count).map { $0 == code } }
            return score(Vector(scores.elements), flags, repeated)
        }
        var sum = 0.0, total = 0.0
        for code in 0..<scores.columns {
            let flags = codes.map { $0 == code }
            var weight = 1.0
            if average == .weighted {
                weight =
                    weights.map { weights in
                        flags.indices.reduce(0.0) { $0 + (flags[$1] ? weights[$1] : 0) }
                    } ?? Double(flags.count { $0 })
                if weight == 0 { continue }
            }
            sum += weight * score(scores[column: code], flags, weights)
            total += weight
        }
        return sum / total
    }

    /// The area below the ROC curve for several classes, each pair of classes on its own: unlike one against the rest it does not
    /// depend on how frequent classes are. O(n k²).
    ///
    /// - Parameters:
    ///   - scores: The score of each class, n × k, such as its probability.
    ///   - actual: The true label of each row.
    ///   - classes: The classes of the columns, where they are not `actual.classes`.
    ///   - average: `.macro`, or `.weighted` by the rows of each pair. Default `.macro`.
    ///
    /// Source: D. Hand, R. Till, "A simple generalisation of the area under the ROC curve for multiple class classification problems" (2001).
    public static func pairwiseROCAUC(
        _ scores: Matrix<Double>, _ actual: Labels, classes: [Label]? = nil, average: Average = .macro
    ) -> Double {
        check("pairwiseROCAUC", scores.rows, actual.count, nil)
        require(average != .micro, "Metrics.pairwiseROCAUC: pairs of classes have no micro average")
        let codes = columnCodes("pairwiseROCAUC", scores, actual, classes)
        var sum = 0.0, total = 0.0
        for first in 0..<scores.columns {
            for second in first + 1..<max(first + 1, scores.columns) {
                let rows = codes.indices.filter { codes[$0] == first || codes[$0] == second }
                let isFirst = rows.map { codes[$0] == first }
                let forth = area(scores[column: first][at: rows], isFirst, nil)
                let back = area(scores[column: second][at: rows], isFirst.map { !$0 }, nil)
                let weight = average == .weighted ? Double(rows.count) : 1
                sum += weight * (forth + back) / 2
                total += weight
            }
        }
        return sum / total
    }
}
