/// In which order a boosted tree grows.
public enum TreeGrowth: Sendable, Codable, Hashable {
    /// The leaf whose split gains most is split next, wherever it is (best first).
    case leafWise
    /// All leaves of a level are split before the next level.
    case depthWise
}

/// How a prediction may change as a feature grows and all others stay.
public enum Monotonicity: Sendable, Codable, Hashable {
    /// It never falls.
    case increasing
    /// It never rises.
    case decreasing
}

/// When boosting ends before its last tree: as soon as the loss on rows that are not learnt from has not fallen for some rounds. The model
/// keeps the trees up to the best round.
public struct EarlyStoppingRule: Sendable, Codable, Hashable {
    /// How many rounds without improvement end the fit, from 1 on.
    public var patience: Int
    /// What share of the rows is set aside, above 0 and below 1; not used where rows are given.
    public var validationFraction: Double
    /// By how much the loss must fall to count as improved, from 0 on.
    public var tolerance: Double

    /// A rule.
    ///
    /// - Parameters:
    ///   - patience: How many rounds without improvement end the fit.
    ///   - validationFraction: What share of the rows is set aside, of each class alike.
    ///   - tolerance: By how much the loss must fall to count as improved.
    public init(patience: Int = 10, validationFraction: Double = 0.1, tolerance: Double = 0) {
        self.patience = patience
        self.validationFraction = validationFraction
        self.tolerance = tolerance
    }
}

/// What feature importances count.
public enum ImportanceKind: Sendable, Codable, Hashable {
    /// By how much the feature's splits lowered the loss.
    case gain
    /// How many splits ask for the feature.
    case splits
    /// The weight of the rows that came by the feature's splits.
    case cover
}

/// The options that both boosters share.
struct BoostingOptions: Sendable {
    var trees = 100
    var learningRate = 0.1
    var maximumLeaves = 31
    var maximumDepth: Int?
    var growth = TreeGrowth.leafWise
    var ridgePenalty = 1.0
    var lassoPenalty = 0.0
    var minimumSplitGain = 0.0
    var minimumChildWeight = 1e-3
    var minimumLeafRows = 20
    var rowFraction = 1.0
    var columnFraction = 1.0
    var monotone: [Int: Monotonicity] = [:]
    var categoricalFeatures: Set<Int> = []
    var earlyStopping: EarlyStoppingRule?
    var bins = 255
    var seed: UInt64 = 0

    /// Whether the options make sense, for rows of so many columns.
    func check(columns: Int) throws(FitError) {
        let facts: [(Bool, String)] = [
            (trees >= 1, "trees is \(trees); it is at least 1"),
            (learningRate > 0 && learningRate.isFinite, "learningRate is \(learningRate); it is above 0"),
            (maximumLeaves >= 2, "maximumLeaves is \(maximumLeaves); it is at least 2"),
            (maximumDepth ?? 1 >= 1, "maximumDepth is \(maximumDepth ?? 0); it is at least 1"),
            (ridgePenalty >= 0 && ridgePenalty.isFinite, "ridgePenalty is \(ridgePenalty); it is 0 or more"),
            (lassoPenalty >= 0 && lassoPenalty.isFinite, "lassoPenalty is \(lassoPenalty); it is 0 or more"),
            (minimumSplitGain >= 0, "minimumSplitGain is \(minimumSplitGain); it is 0 or more"),
            (minimumChildWeight >= 0, "minimumChildWeight is \(minimumChildWeight); it is 0 or more"),
            (minimumLeafRows >= 1, "minimumLeafRows is \(minimumLeafRows); it is at least 1"),
            (rowFraction > 0 && rowFraction <= 1, "rowFraction is \(rowFraction); it is in 0 < … ≤ 1"),
            (
                columnFraction > 0 && columnFraction <= 1,
                "columnFraction is \(columnFraction); it is in 0 < … ≤ 1"
            ),
            ((2...255).contains(bins), "bins is \(bins); it is 2 to 255"),
            (earlyStopping?.patience ?? 1 >= 1, "earlyStopping.patience is below 1"),
            (
                earlyStopping.map { $0.validationFraction > 0 && $0.validationFraction < 1 } ?? true,
                "earlyStopping.validationFraction is not between 0 and 1"
            ),
        ]
        for (holds, message) in facts where !holds { throw .badOption(message) }
        for feature in categoricalFeatures.union(monotone.keys).sorted() {
            guard (0..<columns).contains(feature) else {
                throw .badOption("an option names the feature \(feature), of \(columns)")
            }
        }
        if let both = categoricalFeatures.intersection(monotone.keys).min() {
            throw .badOption("feature \(both) is categorical, and its codes have no order to be monotone in")
        }
    }
}
