/// When a tree stops growing, and what it looks at: the options that all trees and forests share.
///
///     var tree = DecisionTreeClassifier()
///     tree.maximumDepth = 4
///     tree.minimumLeafRows = 5
public struct TreeOptions: Sendable, Codable, Hashable {
    /// How many columns are tried at each node.
    public enum FeatureLimit: Sendable, Codable, Hashable {
        /// All p.
        case all
        /// √p, rounded down, at least 1.
        case squareRoot
        /// log₂ p, rounded down, at least 1.
        case logarithm
        /// As many, at least 1; at most p are tried.
        case count(Int)
        /// This share of p, rounded down, in (0, 1]; at least 1.
        case fraction(Double)

        /// How many of `columns` are tried.
        func count(of columns: Int) -> Int {
            let wanted: Int =
                switch self {
                case .all: columns
                case .squareRoot: Int(Double(columns).squareRoot())
                case .logarithm: Int.bitWidth - 1 - columns.leadingZeroBitCount
                case .count(let count): count
                case .fraction(let share): Int(share * Double(columns))
                }
            return min(columns, max(1, wanted))
        }
    }

    /// How many questions a row may be asked, 0 or more; nil for no limit.
    public var maximumDepth: Int?
    /// A node with fewer rows is not split, at least 2.
    public var minimumSplitRows = 2
    /// No split leaves fewer rows on a side, at least 1.
    public var minimumLeafRows = 1
    /// How many leaves there may be, at least 2: the tree then grows where impurity falls most; nil for no limit.
    public var maximumLeaves: Int?
    /// How many columns are tried at each node, drawn at random where that is not all. A column whose values are all the same counts as
    /// tried, but drawing goes on until one has been found that can be split.
    public var maximumFeatures = FeatureLimit.all
    /// A split must take away at least this much impurity, weighted by the node's share of all rows, 0 or more.
    public var minimumImpurityDecrease = 0.0
    /// The complexity price α of a leaf, 0 or more: after growing, each subtree whose leaves take away less than α each is cut off (Breiman
    /// et al. 1984, minimal cost-complexity pruning). 0 cuts nothing.
    public var pruning = 0.0
    /// The columns that hold categories, whole numbers from 0 on, and are split into sets of them.
    public var categoricalFeatures: Set<Int> = []

    /// No limits: grow until every leaf is pure.
    public init() {}

    func check() throws(FitError) {
        func demand(_ condition: Bool, _ message: @autoclosure () -> String) throws(FitError) {
            if !condition { throw .badOption(message()) }
        }
        try demand(maximumDepth ?? 0 >= 0, "maximumDepth is \(maximumDepth ?? 0), which is below 0")
        try demand(minimumSplitRows >= 2, "minimumSplitRows is \(minimumSplitRows), which is below 2")
        try demand(minimumLeafRows >= 1, "minimumLeafRows is \(minimumLeafRows), which is below 1")
        try demand(maximumLeaves ?? 2 >= 2, "maximumLeaves is \(maximumLeaves ?? 2), which is below 2")
        try demand(
            minimumImpurityDecrease >= 0,
            "minimumImpurityDecrease is \(minimumImpurityDecrease), not 0 or more")
        try demand(pruning >= 0 && pruning.isFinite, "pruning is \(pruning), not a number of 0 or more")
        switch maximumFeatures {
        case .count(let count): try demand(count >= 1, "maximumFeatures is \(count), which is below 1")
        case .fraction(let share):
            try demand(share > 0 && share <= 1, "maximumFeatures is the share \(share), not in (0, 1]")
        default: break
        }
    }
}
