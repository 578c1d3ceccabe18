import Foundation
import LinearAlgebra

extension Metrics {
    /// The discounted cumulative gain: relevances in the order of the scores, each over log₂ of its rank + 1; ties share. O(m n log n).
    ///
    /// - Parameters:
    ///   - scores: The score of each item for each query, queries × items.
    ///   - relevance: The true relevance of each item, of the same shape.
    ///   - k: How many of the top items count; all by default.
    /// - Returns: The gain of each query.
    ///
    /// Source: K. Järvelin, J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (2002).
    public static func discountedGain(
        _ scores: Matrix<Double>, _ relevance: Matrix<Double>, top k: Int? = nil
    ) -> Vector<Double> {
        checkShapes("discountedGain", scores, relevance)
        require(k.map { $0 >= 1 } ?? true, "Metrics.discountedGain: k is \(k ?? 0), and must be 1 or more")
        let discounts = discounts(scores.columns, k)
        return Vector(count: scores.rows) { gain(scores[row: $0], relevance[row: $0], discounts) }
    }

    private static func discounts(_ count: Int, _ k: Int?) -> [Double] {
        (0..<count).map { $0 < k ?? count ? 1 / log2(Double($0 + 2)) : 0 }
    }

    private static func gain(_ scores: Vector<Double>, _ relevance: Vector<Double>, _ discounts: [Double])
        -> Double
    {
        let order = scores.argsort(descending: true)
        var sum = 0.0, start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
            var gains = 0.0, weight = 0.0
            for place in start..<end {
                gains += relevance[order[place]]
                weight += discounts[place]
            }
            sum += gains / Double(end - start) * weight
            start = end
        }
        return sum
    }

    /// The mean over queries of the discounted cumulative gain, divided by that of the best order: 0 to 1. O(m n log n).
    ///
    ///     let relevance: Matrix = [[10.0, 0, 0, 1, 5]], scores: Matrix = [[0.1, 0.2, 0.3, 4, 70]]
    ///     print((Metrics.ndcg(scores, relevance) * 1e6).rounded() / 1e6)  // 0.695694
    ///
    /// A query without any relevant item gives 0.
    ///
    /// - Parameters:
    ///   - scores: The score of each item for each query, queries × items.
    ///   - relevance: The true relevance of each item, 0 or more, of the same shape.
    ///   - k: How many of the top items count; all by default.
    ///   - weights: How much each query counts, default 1.
    public static func ndcg(
        _ scores: Matrix<Double>, _ relevance: Matrix<Double>, top k: Int? = nil,
        weights: Vector<Double>? = nil
    ) -> Double {
        let gains = discountedGain(scores, relevance, top: k)
        check("ndcg", scores.rows, relevance.rows, weights)
        let discounts = discounts(scores.columns, k)
        let shares = Vector<Double>(count: gains.count) { row in
            share(gains[row], gain(relevance[row: row], relevance[row: row], discounts))
        }
        return mean(shares, weights)
    }

    /// The mean over queries of 1 / rank of the first relevant item, 0 where there is none; of ties the relevant comes last. O(m n).
    ///
    /// - Parameters:
    ///   - scores: The score of each item for each query, queries × items.
    ///   - relevance: Above 0 where an item is relevant, of the same shape.
    public static func reciprocalRank(_ scores: Matrix<Double>, _ relevance: Matrix<Double>) -> Double {
        checkShapes("reciprocalRank", scores, relevance)
        let ranks = Vector<Double>(count: scores.rows) { row in
            var best = -Double.infinity, isFound = false
            for item in 0..<scores.columns where relevance[row, item] > 0 {
                best = max(best, scores[row, item])
                isFound = true
            }
            if !isFound { return 0 }
            let before = (0..<scores.columns).count {
                scores[row, $0] > best || (scores[row, $0] == best && !(relevance[row, $0] > 0))
            }
            return 1 / Double(before + 1)
        }
        return ranks.mean()
    }

    /// The mean over rows, and over the true labels of each, of the share of labels ranked at or above it that are true: 1 when all true
    /// labels come first. O(m n²).
    ///
    /// - Parameters:
    ///   - scores: The score of each label, rows × labels.
    ///   - truth: 1 where a label is true, 0 elsewhere, of the same shape.
    ///   - weights: How much each row counts, default 1.
    public static func labelRankingAveragePrecision(
        _ scores: Matrix<Double>, _ truth: Matrix<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        checkShapes("labelRankingAveragePrecision", scores, truth)
        check("labelRankingAveragePrecision", scores.rows, truth.rows, weights)
        let values = Vector<Double>(count: scores.rows) { row in
            let own = (0..<scores.columns).filter { truth[row, $0] != 0 }
            if own.isEmpty || own.count == scores.columns { return 1 }
            var sum = 0.0
            for label in own {
                let score = scores[row, label]
                let right = own.count { scores[row, $0] >= score }
                let all = (0..<scores.columns).count { scores[row, $0] >= score }
                sum += Double(right) / Double(all)
            }
            return sum / Double(own.count)
        }
        return mean(values, weights)
    }

    /// The mean over rows of the share of pairs of a true and a false label that are in the wrong order, ties included: 0 is best. O(m n²).
    ///
    /// - Parameters:
    ///   - scores: The score of each label, rows × labels.
    ///   - truth: 1 where a label is true, 0 elsewhere, of the same shape.
    ///   - weights: How much each row counts, default 1.
    public static func labelRankingLoss(
        _ scores: Matrix<Double>, _ truth: Matrix<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        checkShapes("labelRankingLoss", scores, truth)
        check("labelRankingLoss", scores.rows, truth.rows, weights)
        let losses = Vector<Double>(count: scores.rows) { row in
            let own = (0..<scores.columns).filter { truth[row, $0] != 0 }
            let others = (0..<scores.columns).filter { truth[row, $0] == 0 }
            let wrong = own.reduce(0) { sum, label in
                sum + others.count { scores[row, $0] >= scores[row, label] }
            }
            return share(Double(wrong), Double(own.count * others.count))
        }
        return mean(losses, weights)
    }

    /// The mean over rows of how many labels must be taken, from the largest score down, until all true ones are among them. O(m n).
    ///
    /// - Parameters:
    ///   - scores: The score of each label, rows × labels.
    ///   - truth: 1 where a label is true, 0 elsewhere, of the same shape.
    ///   - weights: How much each row counts, default 1.
    public static func coverageError(
        _ scores: Matrix<Double>, _ truth: Matrix<Double>, weights: Vector<Double>? = nil
    ) -> Double {
        checkShapes("coverageError", scores, truth)
        check("coverageError", scores.rows, truth.rows, weights)
        let depths = Vector<Double>(count: scores.rows) { row in
            let own = (0..<scores.columns).filter { truth[row, $0] != 0 }.map { scores[row, $0] }
            guard let least = own.min() else { return 0 }
            return Double((0..<scores.columns).count { scores[row, $0] >= least })
        }
        return mean(depths, weights)
    }

    private static func checkShapes(_ name: StaticString, _ scores: Matrix<Double>, _ truth: Matrix<Double>) {
        require(
            scores.rows == truth.rows && scores.columns == truth.columns && scores.count > 0,
            "Metrics.\(name): scores of \(scores.rows) × \(scores.columns) for \(truth.rows) × \(truth.columns)"
        )
    }
}
