import LinearAlgebra
import Plots

/// What each outcome costs, of a decision for or against a class; what is gained is a negative cost.
public struct ErrorCosts: Sendable, Hashable, Codable {
    /// The cost of a row of another class that is taken for the class: the letter to a customer who would have stayed.
    public var falsePositive: Double
    /// The cost of a row of the class that is not: the customer who leaves.
    public var falseNegative: Double
    /// The cost of a row of the class that is taken for it.
    public var truePositive: Double
    /// The cost of a row of another class that is not taken for it.
    public var trueNegative: Double

    /// Costs in any unit.
    ///
    /// - Parameters:
    ///   - falsePositive: The cost of a row of another class that is taken for the class.
    ///   - falseNegative: The cost of a row of the class that is not.
    ///   - truePositive: The cost of a row of the class that is taken for it, default 0.
    ///   - trueNegative: The cost of a row of another class that is not taken for it, default 0.
    public init(
        falsePositive: Double, falseNegative: Double, truePositive: Double = 0, trueNegative: Double = 0
    ) {
        self.falsePositive = falsePositive
        self.falseNegative = falseNegative
        self.truePositive = truePositive
        self.trueNegative = trueNegative
    }

    /// The cost of all rows of a table of outcomes.
    ///
    /// - Parameter outcomes: How many rows of each kind.
    public func total(_ outcomes: BinaryOutcomes) -> Double {
        let right = truePositive * outcomes.truePositives + trueNegative * outcomes.trueNegatives
        return right + falsePositive * outcomes.falsePositives + falseNegative * outcomes.falseNegatives
    }

    /// The probability from which on it is cheaper to decide for the class, if probabilities are honest:
    /// `(FP - TN) / (FP - TN + FN - TP)`.
    ///
    /// Source: C. Elkan, "The foundations of cost-sensitive learning" (2001).
    public var threshold: Double {
        let wrong = falsePositive - trueNegative, missed = falseNegative - truePositive
        return wrong / (wrong + missed)
    }
}

/// What decisions cost for every threshold: of each row whose score is the threshold or more it is said that it is of the class.
public struct CostCurve: Sendable, Hashable, Codable {
    /// The thresholds, descending from infinity (no row is taken for the class).
    public let thresholds: Vector<Double>
    /// The mean cost of a row at each threshold.
    public let costs: Vector<Double>
    /// The share of rows that are taken for the class at each threshold.
    public let takenShares: Vector<Double>

    /// The threshold with the least cost, half way to the next score below; of equal ones the highest.
    public let bestThreshold: Double
    /// The least mean cost of a row.
    public let bestCost: Double

    /// The cost of every threshold. O(n), by radix.
    ///
    /// - Parameters:
    ///   - scores: How much speaks for the class, such as its probability.
    ///   - actual: The true label of each row.
    ///   - positive: The class, by default the last of two.
    ///   - costs: What each outcome costs.
    ///   - weights: How much each row counts, default 1.
    public init(
        _ scores: Vector<Double>, _ actual: Labels, of positive: Label? = nil, costs: ErrorCosts,
        weights: Vector<Double>? = nil
    ) {
        Metrics.check("cost", scores.count, actual.count, weights)
        self.init(scores, Metrics.positives("cost", actual, positive), costs, weights)
    }

    init(_ scores: Vector<Double>, _ isPositive: [Bool], _ costs: ErrorCosts, _ weights: Vector<Double>?) {
        let ranked = RankedOutcomes(scores, isPositive, weights)
        require(ranked != nil, "CostCurve: a score is NaN")
        let hits = [0] + (ranked?.hits ?? []), misses = [0] + (ranked?.misses ?? [])
        let places = [.infinity] + (ranked?.thresholds ?? [])
        let positives = hits[hits.count - 1], negatives = misses[misses.count - 1],
            all = positives + negatives
        let values = zip(hits, misses).map { hit, miss in
            costs.total(
                BinaryOutcomes(
                    truePositives: hit, falsePositives: miss, trueNegatives: negatives - miss,
                    falseNegatives: positives - hit)) / all
        }
        var best = 0
        for index in values.indices where values[index] < values[best] { best = index }
        let next = best + 1 < places.count ? places[best + 1] : -.infinity
        thresholds = Vector(places)
        self.costs = Vector(values)
        takenShares = Vector(zip(hits, misses).map { ($0 + $1) / all })
        bestCost = values[best]
        bestThreshold =
            places[best].isFinite && next.isFinite ? (places[best] + next) / 2 : places[best]
    }

    /// The mean cost at a threshold.
    ///
    /// - Parameter threshold: Rows with this score or more are taken for the class.
    public func cost(at threshold: Double) -> Double {
        let place = thresholds.lastIndex { $0 >= threshold } ?? 0
        return costs[place]
    }

    /// What is gained per row, the negative cost, against the share of rows that are taken for the class.
    public func figure(title: String = "Profit") -> Figure {
        var figure = Figure(title: title, xLabel: "share of rows taken for the class", yLabel: "gain per row")
        figure.line(Array(takenShares), Array(-costs))
        return figure
    }
}
