import LinearAlgebra

/// How a tree shrinks as the price of a leaf rises.
public struct PruningPath: Sendable, Hashable {
    /// The prices at which subtrees fall, from 0 on; the last leaves the root alone.
    public let prices: [Double]
    /// The weighted impurity of the leaves from each price on.
    public let impurities: [Double]
    /// The number of leaves from each price on.
    public let leaves: [Int]
}

extension TreeNodes {
    /// The tree without the subtrees that are not worth the price of their leaves: of all subtrees with the same root the smallest that has the
    /// least `R(T) + α |leaves|`, with R the weighted impurity of the leaves. O(nodes).
    ///
    /// Source: Breiman, Friedman, Olshen and Stone (1984), chapter 3.
    package func pruned(price: Double) -> TreeNodes {
        if price == 0 { return self }
        var falls = [Bool](repeating: false, count: count), costs = [Double](repeating: 0, count: count)
        // Children come after their parents.
        for node in (0..<count).reversed() {
            let own = impurity[node] * cover[node] / cover[0] + price
            if isLeaf(node) {
                costs[node] = own
            } else {
                let below = costs[Int(left[node])] + costs[Int(right[node])]
                falls[node] = own <= below
                costs[node] = min(own, below)
            }
        }
        return keeping { !falls[$0] }
    }

    /// The tree in which the inner nodes that fail the test are leaves.
    private func keeping(_ isKept: (Int) -> Bool) -> TreeNodes {
        var result = TreeNodes(outputs: outputs), waiting = [(node: 0, parent: -1, isLeft: false)]
        while let (node, parent, isLeft) = waiting.popLast() {
            let place = result.addLeaf(
                Array(values[node * outputs..<(node + 1) * outputs]), cover: cover[node],
                impurity: impurity[node])
            if parent >= 0 {
                if isLeft { result.left[parent] = Int32(place) } else { result.right[parent] = Int32(place) }
            }
            guard !isLeaf(node), isKept(node) else { continue }
            let goesLeft = missingGoesLeft[node] != 0, column = Int(feature[node])
            if let categories = categories(of: node) {
                result.split(
                    place, feature: column, categories: categories, missingGoesLeft: goesLeft, left: -1,
                    right: -1)
            } else {
                result.split(
                    place, feature: column, threshold: threshold[node], missingGoesLeft: goesLeft, left: -1,
                    right: -1)
            }
            waiting.append((Int(right[node]), place, false))
            waiting.append((Int(left[node]), place, true))
        }
        return result
    }

    /// The categories that go left at a node, a bit each; nil where it asks for a threshold.
    package func categories(of node: Int) -> [UInt32]? {
        guard !category.isEmpty, category[node] >= 0 else { return nil }
        let first = Int(category[node])
        return Array(categorySets[first..<first + Int(categoryWords[node])])
    }

    /// The weakest links one after another: each step cuts the subtree that takes away the least impurity per leaf. O(nodes × steps).
    func pruningPath() -> PruningPath {
        var risk = [Double](repeating: 0, count: count), below = risk,
            leaves = [Int](repeating: 1, count: count)
        for node in 0..<count { risk[node] = impurity[node] * cover[node] / cover[0] }
        var isInner = (0..<count).map { !isLeaf($0) }
        func refresh() {
            for node in (0..<count).reversed() {
                below[node] = isInner[node] ? below[Int(left[node])] + below[Int(right[node])] : risk[node]
                leaves[node] = isInner[node] ? leaves[Int(left[node])] + leaves[Int(right[node])] : 1
            }
        }
        refresh()
        var prices = [0.0], impurities = [below[0]], counts = [leaves[0]]
        while isInner[0] {
            var weakest = -1, least = Double.infinity, waiting = [0]
            while let node = waiting.popLast() {
                guard isInner[node] else { continue }
                let price = (risk[node] - below[node]) / Double(leaves[node] - 1)
                if price < least { (weakest, least) = (node, price) }
                waiting.append(Int(right[node]))
                waiting.append(Int(left[node]))
            }
            isInner[weakest] = false
            refresh()
            if least <= (prices.last ?? 0) + 1e-15, prices.count > 1 || least <= 1e-15 {
                impurities[prices.count - 1] = below[0]
                counts[prices.count - 1] = leaves[0]
            } else {
                prices.append(least)
                impurities.append(below[0])
                counts.append(leaves[0])
            }
        }
        return PruningPath(prices: prices, impurities: impurities, leaves: counts)
    }
}
