import LinearAlgebra

/// The nodes of one or several binary trees in flat arrays: what trees, forests, boosted trees and the isolation forest store, what
/// ``predict`` walks and what explanations of trees read.
///
/// Node i asks whether column `feature[i]` of a row is at most `threshold[i]`. If so the row goes to `left[i]`, else to `right[i]`; a
/// missing value (NaN) goes left where `missingGoesLeft[i]` is not 0. Where `category[i]` is not negative the node asks whether the
/// column's value is one of the categories of a set instead: bit c of the `categoryWords` words from `category[i]` on is set for
/// category c; categories beyond the words, and those that are no whole numbers from 0 on, are in no set and go right. A leaf has
/// the feature -1. Each node, inner nodes too, has `outputs` values in `values` and the weight of its rows in `cover`.
package struct TreeNodes: Sendable, Codable, Hashable {
    /// The column that is asked, -1 for a leaf.
    @Packed package var feature: [Int32] = []
    /// Rows whose value is at most this go left. For categories not used.
    @Packed package var threshold: [Double] = []
    /// The node for those that pass, counted from 0 in this storage; -1 for a leaf.
    @Packed package var left: [Int32] = []
    /// The node for the others; -1 for a leaf.
    @Packed package var right: [Int32] = []
    /// 1 where rows whose value is missing go left.
    @Packed package var missingGoesLeft: [UInt8] = []
    /// The sum of weights of the training rows that came through (or of their Hessians, of boosted trees).
    @Packed package var cover: [Double] = []
    /// `outputs` numbers for each node: means, shares of classes, or summands of a boosted score.
    @Packed package var values: [Double] = []
    /// How impure each node's rows are; empty where that is not kept.
    @Packed package var impurity: [Double] = []
    /// Where the set of categories of a node begins among `categorySets`, -1 for a threshold. Empty if no node has one.
    @Packed package var category: [Int32] = []
    /// How many words of 32 bits each node's set has; empty as `category`.
    @Packed package var categoryWords: [Int32] = []
    /// The sets of categories, 32 to a word.
    @Packed package var categorySets: [UInt32] = []
    /// How many numbers a node predicts.
    package var outputs: Int
    /// Whether a row goes left where its value is less than the threshold, not also where it equals it (XGBoost's rule).
    package var comparesStrictly = false

    /// No nodes yet.
    package init(outputs: Int) { self.outputs = outputs }

    /// How many nodes there are.
    package var count: Int { feature.count }

    /// Whether a node is a leaf.
    package func isLeaf(_ node: Int) -> Bool { feature[node] < 0 }

    /// Adds a leaf and returns its place. Children, thresholds and sets are written by ``split(_:feature:threshold:missingGoesLeft:left:right:)``.
    ///
    /// - Parameters:
    ///   - value: `outputs` numbers.
    ///   - cover: The weight of its rows.
    ///   - impurity: How impure they are; nil where that is not kept. All nodes have it or none.
    @discardableResult
    package mutating func addLeaf(_ value: [Double], cover: Double, impurity: Double? = nil) -> Int {
        require(value.count == outputs, "TreeNodes.addLeaf: \(value.count) values for \(outputs) outputs")
        feature.append(-1)
        threshold.append(0)
        left.append(-1)
        right.append(-1)
        missingGoesLeft.append(0)
        self.cover.append(cover)
        values.append(contentsOf: value)
        if let impurity { self.impurity.append(impurity) }
        if !category.isEmpty {
            category.append(-1)
            categoryWords.append(0)
        }
        return count - 1
    }

    /// Makes a node ask for a threshold.
    package mutating func split(
        _ node: Int, feature: Int, threshold: Double, missingGoesLeft: Bool, left: Int, right: Int
    ) {
        self.feature[node] = Int32(feature)
        self.threshold[node] = threshold
        self.missingGoesLeft[node] = missingGoesLeft ? 1 : 0
        self.left[node] = Int32(left)
        self.right[node] = Int32(right)
    }

    /// Makes a node ask for a set of categories: those whose bit is set go left.
    package mutating func split(
        _ node: Int, feature: Int, categories: [UInt32], missingGoesLeft: Bool, left: Int, right: Int
    ) {
        split(
            node, feature: feature, threshold: 0, missingGoesLeft: missingGoesLeft, left: left, right: right)
        if category.isEmpty {
            category = [Int32](repeating: -1, count: count)
            categoryWords = [Int32](repeating: 0, count: count)
        }
        category[node] = Int32(categorySets.count)
        categoryWords[node] = Int32(categories.count)
        categorySets.append(contentsOf: categories)
    }

    /// Whether a value passes a node's question and goes left. Not for leaves.
    @inline(__always)
    package func goesLeft(_ value: Double, at node: Int) -> Bool {
        if value.isNaN { return missingGoesLeft[node] != 0 }
        if !category.isEmpty, category[node] >= 0 { return isInSet(value, of: node) }
        return comparesStrictly ? value < threshold[node] : value <= threshold[node]
    }

    private func isInSet(_ value: Double, of node: Int) -> Bool {
        guard value >= 0, value < 32 * Double(categoryWords[node]) else { return false }
        let code = Int(value), word = categorySets[Int(category[node]) + code / 32]
        return Double(code) == value && word >> UInt32(code % 32) & 1 != 0
    }

    /// The leaf that a row ends in. O(depth).
    ///
    /// - Parameters:
    ///   - row: The numbers of the row, as many as the trees know columns.
    ///   - root: The node to begin at.
    package func leaf(of row: UnsafePointer<Double>, from root: Int = 0) -> Int {
        var node = root
        while feature[node] >= 0 {
            node = Int(goesLeft(row[Int(feature[node])], at: node) ? left[node] : right[node])
        }
        return node
    }
}
