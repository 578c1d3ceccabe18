import LinearAlgebra

/// The receiver operating characteristic: what share of each side is taken for the class, for every threshold.
public struct ROCCurve: Sendable, Hashable, Codable {
    /// The share of the other rows with a score of the threshold or more, ascending from 0 to 1.
    public let falsePositiveRates: Vector<Double>
    /// The share of the rows of the class with a score of the threshold or more, ascending from 0 to 1.
    public let truePositiveRates: Vector<Double>
    /// The thresholds, descending from infinity.
    public let thresholds: Vector<Double>

    /// The area below the curve, by trapezoids.
    public var area: Double { Metrics.area(falsePositiveRates, truePositiveRates) }
}

/// Precision against recall, for every threshold.
public struct PrecisionRecallCurve: Sendable, Hashable, Codable {
    /// Of the rows with a score of the threshold or more, the share that is of the class; 1 at the end.
    public let precisions: Vector<Double>
    /// Of the rows of the class, the share with a score of the threshold or more, descending to 0.
    public let recalls: Vector<Double>
    /// The thresholds, ascending; one fewer than points.
    public let thresholds: Vector<Double>

    /// Σ (Rᵢ - Rᵢ₊₁) Pᵢ: the precision averaged over the recalls, without interpolation.
    public var averagePrecision: Double {
        var sum = 0.0
        for index in 0..<thresholds.count {
            sum += (recalls[index] - recalls[index + 1]) * precisions[index]
        }
        return max(0, sum)
    }
}

extension Metrics {
    /// The receiver operating characteristic. O(n), by radix.
    ///
    ///     let scores: Vector = [0.1, 0.4, 0.35, 0.8], actual: Labels = [0, 0, 1, 1]
    ///     print(Metrics.rocCurve(scores, actual).truePositiveRates)  // [0.0, 0.5, 0.5, 1.0, 1.0]
    ///
    /// - Parameters:
    ///   - scores: How much speaks for the positive class, in any unit.
    ///   - actual: The true label of each row.
    ///   - positive: The positive class, by default the last of two.
    ///   - dropsIntermediate: Whether points on a straight line are left out, default true.
    ///   - weights: How much each row counts, default 1.
    public static func rocCurve(
        _ scores: Vector<Double>, _ actual: Labels, of positive: Label? = nil, dropsIntermediate: Bool = true,
        weights: Vector<Double>? = nil
    ) -> ROCCurve {
        check("rocCurve", scores.count, actual.count, weights)
        let isPositive = positives("rocCurve", actual, positive)
        guard var ranked = RankedOutcomes(scores, isPositive, weights) else {
            let none: Vector<Double> = [.nan]
            return ROCCurve(falsePositiveRates: none, truePositiveRates: none, thresholds: none)
        }
        if dropsIntermediate {
            let hits = ranked.hits, misses = ranked.misses
            func bends(_ x: [Double], _ at: Int) -> Bool { (x[at + 1] - x[at]) - (x[at] - x[at - 1]) != 0 }
            ranked.keep { bends(hits, $0) || bends(misses, $0) }
        }
        let positives = ranked.positives > 0 ? ranked.positives : .nan
        let negatives = ranked.negatives > 0 ? ranked.negatives : .nan
        return ROCCurve(
            falsePositiveRates: Vector([0] + ranked.misses) / negatives,
            truePositiveRates: Vector([0] + ranked.hits) / positives,
            thresholds: Vector([.infinity] + ranked.thresholds))
    }

    /// Precision against recall for every threshold. O(n), by radix.
    ///
    /// - Parameters:
    ///   - scores: How much speaks for the positive class, in any unit.
    ///   - actual: The true label of each row.
    ///   - positive: The positive class, by default the last of two.
    ///   - weights: How much each row counts, default 1.
    public static func precisionRecallCurve(
        _ scores: Vector<Double>, _ actual: Labels, of positive: Label? = nil,
        weights: Vector<Double>? = nil
    ) -> PrecisionRecallCurve {
        check("precisionRecallCurve", scores.count, actual.count, weights)
        let isPositive = positives("precisionRecallCurve", actual, positive)
        guard let ranked = RankedOutcomes(scores, isPositive, weights) else {
            let none: Vector<Double> = [.nan]
            return PrecisionRecallCurve(precisions: none, recalls: none, thresholds: [])
        }
        let all = ranked.positives
        let precisions = zip(ranked.hits, ranked.misses).map { share($0, $0 + $1) }
        let recalls = ranked.hits.map { all == 0 ? 1 : $0 / all }
        return PrecisionRecallCurve(
            precisions: Vector(precisions.reversed() + [1]), recalls: Vector(recalls.reversed() + [0]),
            thresholds: Vector(ranked.thresholds.reversed()))
    }

    /// The mean precision over the recalls, `Σ (Rᵢ - Rᵢ₋₁) Pᵢ` over the thresholds from high to low. O(n), by radix.
    ///
    /// - Parameters:
    ///   - scores: How much speaks for the positive class, in any unit.
    ///   - actual: The true label of each row.
    ///   - positive: The positive class, by default the last of two.
    ///   - weights: How much each row counts, default 1.
    public static func averagePrecision(
        _ scores: Vector<Double>, _ actual: Labels, of positive: Label? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("averagePrecision", scores.count, actual.count, weights)
        let isPositive = positives("averagePrecision", actual, positive)
        guard let ranked = RankedOutcomes(scores, isPositive, weights) else { return .nan }
        return averagePrecision(ranked)
    }

    static func averagePrecision(_ ranked: RankedOutcomes) -> Double {
        guard ranked.positives > 0 else { return 0 }
        var sum = 0.0, before = 0.0
        for index in ranked.hits.indices {
            let hits = ranked.hits[index]
            sum += (hits - before) * share(hits, hits + ranked.misses[index])
            before = hits
        }
        return sum / ranked.positives
    }

    /// The chance that a row of the positive class scores higher than one of the other, ties counting half: the area below the ROC
    /// curve. NaN where only one of the two occurs. O(n), by radix.
    ///
    /// - Parameters:
    ///   - scores: How much speaks for the positive class, in any unit.
    ///   - actual: The true label of each row.
    ///   - positive: The positive class, by default the last of two.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: J. Hanley, B. McNeil, "The meaning and use of the area under a receiver operating characteristic curve" (1982).
    public static func rocAUC(
        _ scores: Vector<Double>, _ actual: Labels, of positive: Label? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        check("rocAUC", scores.count, actual.count, weights)
        return area(scores, positives("rocAUC", actual, positive), weights)
    }

    /// The area below the ROC curve up to a false positive rate, scaled so that chance gives 0.5 and perfection 1.
    ///
    /// - Parameters:
    ///   - scores: How much speaks for the positive class, in any unit.
    ///   - actual: The true label of each row.
    ///   - limit: The largest false positive rate that matters, above 0, at most 1.
    ///   - positive: The positive class, by default the last of two.
    ///   - weights: How much each row counts, default 1.
    ///
    /// Source: D. McClish, "Analyzing a portion of the ROC curve" (1989).
    public static func partialROCAUC(
        _ scores: Vector<Double>, _ actual: Labels, upTo limit: Double, of positive: Label? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        require(limit > 0 && limit <= 1, "Metrics.partialROCAUC: a limit of \(limit), which is not in (0, 1]")
        let curve = rocCurve(scores, actual, of: positive, weights: weights)
        guard curve.area.isFinite else { return .nan }
        if limit == 1 { return curve.area }
        var x: [Double] = [], y: [Double] = []
        for index in 0..<curve.thresholds.count {
            let rate = curve.falsePositiveRates[index], height = curve.truePositiveRates[index]
            if rate > limit {
                let run = (limit - x[x.count - 1]) / (rate - x[x.count - 1])
                y.append(y[y.count - 1] + run * (height - y[y.count - 1]))
                x.append(limit)
                break
            }
            x.append(rate)
            y.append(height)
        }
        let least = limit * limit / 2
        return 0.5 * (1 + (area(Vector(x), Vector(y)) - least) / (limit - least))
    }

    /// The area below a curve through points, by trapezoids. O(n).
    ///
    /// - Parameters:
    ///   - x: Places in ascending or descending order.
    ///   - y: The height at each place.
    public static func area(_ x: Vector<Double>, _ y: Vector<Double>) -> Double {
        require(x.count == y.count && x.count >= 2, "Metrics.area: \(x.count) places for \(y.count) heights")
        var sum = 0.0
        for index in 1..<x.count { sum += (x[index] - x[index - 1]) * (y[index] + y[index - 1]) / 2 }
        return sum.magnitude == sum ? sum : (x[x.count - 1] < x[0] ? -sum : sum)
    }

    static func area(_ scores: Vector<Double>, _ isPositive: [Bool], _ weights: Vector<Double>?) -> Double {
        guard let ranked = RankedOutcomes(scores, isPositive, weights) else { return .nan }
        return area(ranked)
    }

    static func area(_ ranked: RankedOutcomes) -> Double {
        let below = ranked.positives * ranked.negatives
        guard below > 0 else { return .nan }
        var sum = 0.0, hit = 0.0, miss = 0.0
        for index in ranked.hits.indices {
            sum += (ranked.misses[index] - miss) * (ranked.hits[index] + hit) / 2
            hit = ranked.hits[index]
            miss = ranked.misses[index]
        }
        return sum / below
    }
}
