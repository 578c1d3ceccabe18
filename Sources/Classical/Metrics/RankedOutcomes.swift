import LinearAlgebra

/// Rows of one class and of others, counted from the largest score down: what every curve is made of.
struct RankedOutcomes {
    /// The distinct scores, descending.
    var thresholds: [Double] = []
    /// The weight of the rows of the class with a score of the threshold or more.
    var hits: [Double] = []
    /// The weight of the other rows with a score of the threshold or more.
    var misses: [Double] = []

    /// All rows of the class, and all others.
    var positives: Double { hits.last ?? 0 }
    var negatives: Double { misses.last ?? 0 }

    /// Counts `isPositive` by descending score; nil where a score is NaN.
    init?(_ scores: Vector<Double>, _ isPositive: [Bool], _ weights: Vector<Double>?) {
        let order = scores.argsort(descending: true), count = order.count
        if count > 0, scores[order[count - 1]].isNaN { return nil }
        let scores = scores.contiguous()
        thresholds.reserveCapacity(count)
        hits.reserveCapacity(count)
        misses.reserveCapacity(count)
        var hit = 0.0, miss = 0.0, last = Double.nan
        let weights = weights?.contiguous()
        for row in order {
            let score = scores.start[row], weight = weights.map { $0.start[row] } ?? 1
            if isPositive[row] { hit += weight } else { miss += weight }
            if score == last {
                hits[hits.count - 1] = hit
                misses[misses.count - 1] = miss
            } else {
                thresholds.append(score)
                hits.append(hit)
                misses.append(miss)
                last = score
            }
        }
    }

    /// Keeps the first and last place, and those between where a condition holds.
    mutating func keep(where condition: (Int) -> Bool) {
        guard hits.count > 2 else { return }
        let kept = hits.indices.filter { $0 == 0 || $0 == hits.count - 1 || condition($0) }
        thresholds = kept.map { thresholds[$0] }
        hits = kept.map { hits[$0] }
        misses = kept.map { misses[$0] }
    }
}

extension Metrics {
    /// Whether each row is of the positive class: the one that is named, else the last of two.
    static func positives(_ name: StaticString, _ actual: Labels, _ positive: Label?) -> [Bool] {
        if positive == nil {
            require(
                actual.classes.count <= 2,
                "Metrics.\(name): name the positive class among \(actual.classes), or give a column for each")
        }
        guard let label = positive ?? actual.classes.last, let code = actual.classes.firstIndex(of: label)
        else { return [Bool](repeating: false, count: actual.count) }
        return actual.codes.map { $0 == code }
    }
}
