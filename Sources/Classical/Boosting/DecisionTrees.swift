import LinearAlgebra

/// Trees as they predict, whatever grew them: flat arrays over the nodes of all trees.
///
/// A row follows, from a tree's root, the left child where the node's feature is at most the threshold (or among the node's categories),
/// and ends in a leaf. Its score is a base plus the values of the leaves it ends in. Forests, boosters of this library and those of XGBoost and
/// LightGBM are all brought into this form; ``TreeExplainer`` explains it.
public struct DecisionTrees: Sendable, Hashable {
    /// How many columns the rows must have.
    public internal(set) var featureCount: Int
    /// How many scores a row gets: 1, or one a class.
    public internal(set) var outputCount: Int
    /// The score of each output before any tree.
    public internal(set) var base: [Double]
    /// Whether a leaf has a value for each output; otherwise a tree has one output, `treeOutput`.
    package var hasVectorLeaves = false
    /// The root of each tree.
    package var roots: [Int32] = []
    /// The output that each tree adds to.
    package var treeOutput: [Int32] = []
    /// The feature that a node looks at; -1 for a leaf.
    package var feature: [Int32] = []
    /// Values up to this one go left; of a node with categories, the number of its set.
    package var threshold: [Double] = []
    package var left: [Int32] = []
    package var right: [Int32] = []
    /// See ``NodeFlags``.
    package var flags: [UInt8] = []
    /// The value of a node, or its values, one an output; of inner nodes only for show.
    package var value: [Double] = []
    /// The weight of the rows that came by.
    package var cover: [Double] = []
    /// By how much the split lowered the loss.
    package var gain: [Double] = []
    /// The sets of categories as bits, one set after the other.
    package var categoryBits: [UInt32] = []
    /// Where each set begins, and where the last ends.
    package var categoryStarts: [Int32] = [0]

    package init(featureCount: Int, outputCount: Int, base: [Double]) {
        self.featureCount = featureCount
        self.outputCount = outputCount
        self.base = base
    }

    /// How many trees there are.
    public var treeCount: Int { roots.count }
    /// How many nodes all trees have together.
    public var nodeCount: Int { feature.count }
}

/// What else a node says of where rows go.
package enum NodeFlags {
    /// Missing values go left.
    package static let missingLeft: UInt8 = 1
    /// Zero counts as missing.
    package static let zeroIsMissing: UInt8 = 2
    /// The threshold is the number of a set of categories, which go left.
    package static let categories: UInt8 = 4
}

extension DecisionTrees {
    /// Begins a tree at the next node.
    package mutating func beginTree(output: Int) {
        roots.append(Int32(feature.count))
        treeOutput.append(Int32(output))
    }

    /// Adds a leaf and returns its number.
    @discardableResult
    package mutating func addLeaf(_ values: Double..., cover: Double) -> Int {
        addNode(feature: -1, threshold: 0, flags: 0, values: values, cover: cover, gain: 0)
    }

    /// Adds a node and returns its number; its children are set later.
    @discardableResult
    package mutating func addNode(
        feature: Int, threshold: Double, flags: UInt8, values: [Double], cover: Double, gain: Double
    ) -> Int {
        self.feature.append(Int32(feature))
        self.threshold.append(threshold)
        self.flags.append(flags)
        left.append(-1)
        right.append(-1)
        value += values
        self.cover.append(cover)
        self.gain.append(gain)
        return self.feature.count - 1
    }

    /// Adds a set of categories and returns its number.
    package mutating func addCategories(_ codes: some Sequence<Int>) -> Int {
        let codes = Array(codes)
        var words = [UInt32](repeating: 0, count: (codes.max() ?? -1) / 32 + 1)
        for code in codes { words[code / 32] |= 1 << UInt32(code % 32) }
        return addCategories(words: words)
    }

    /// Adds a set of categories, given as bits, and returns its number.
    package mutating func addCategories(words: some Collection<UInt32>) -> Int {
        categoryBits += words
        categoryStarts.append(Int32(categoryBits.count))
        return categoryStarts.count - 2
    }

    /// How many values a node has.
    package var valuesPerNode: Int { hasVectorLeaves ? outputCount : 1 }

    /// Whether a row whose node's feature has this value goes left.
    package func goesLeft(_ node: Int, _ value: Double) -> Bool {
        let flags = flags[node]
        if flags == 0 { return value <= threshold[node] }
        if value.isNaN { return flags & NodeFlags.missingLeft != 0 }
        if flags & NodeFlags.categories != 0 { return isAmong(Int(threshold[node]), value) }
        if flags & NodeFlags.zeroIsMissing != 0, abs(value) <= 1e-35 {
            return flags & NodeFlags.missingLeft != 0
        }
        return value <= threshold[node]
    }

    private func isAmong(_ set: Int, _ value: Double) -> Bool {
        let start = Int(categoryStarts[set]), bits = (Int(categoryStarts[set + 1]) - start) * 32
        // The fraction is cut off, as the libraries do that wrote the models; codes between -1 and 0 become 0 there.
        guard value > -1, value < Double(bits) else { return false }
        let code = Int(value)
        return categoryBits[start + code / 32] >> UInt32(code % 32) & 1 == 1
    }

    /// The leaf in which a row ends.
    package func leaf(of row: UnsafePointer<Double>, tree: Int) -> Int {
        var node = Int(roots[tree])
        while feature[node] >= 0 {
            node = Int(goesLeft(node, row[Int(feature[node])]) ? left[node] : right[node])
        }
        return node
    }
}
