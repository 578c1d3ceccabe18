extension DecisionTrees {
    /// The trees of a forest, or one tree: each leaf's values times a factor, which makes a sum of trees a mean.
    ///
    /// - Parameters:
    ///   - nodes: The nodes of all trees.
    ///   - roots: The root of each tree.
    ///   - featureCount: How many columns the rows have.
    ///   - scale: The factor, 1/trees for a mean.
    package init(_ nodes: TreeNodes, roots: [Int32], featureCount: Int, scale: Double) {
        self.init(
            featureCount: featureCount, outputCount: nodes.outputs,
            base: [Double](repeating: 0, count: nodes.outputs))
        hasVectorLeaves = true
        for root in roots { append(nodes, Int(root), scale) }
    }

    /// Adds the tree below a root, parents before their children.
    private mutating func append(_ nodes: TreeNodes, _ root: Int, _ scale: Double) {
        beginTree(output: 0)
        let first = feature.count
        var queue = [root], next = 0
        while next < queue.count {
            let node = queue[next], outputs = nodes.outputs
            let values = nodes.values[node * outputs..<(node + 1) * outputs].map { $0 * scale }
            let (threshold, flags) = question(nodes, node)
            let place = addNode(
                feature: Int(nodes.feature[node]), threshold: threshold, flags: flags, values: values,
                cover: nodes.cover[node], gain: 0)
            next += 1
            if nodes.isLeaf(node) { continue }
            left[place] = Int32(first + queue.count)
            right[place] = Int32(first + queue.count + 1)
            queue += [Int(nodes.left[node]), Int(nodes.right[node])]
        }
    }

    private mutating func question(_ nodes: TreeNodes, _ node: Int) -> (threshold: Double, flags: UInt8) {
        let missing = nodes.missingGoesLeft[node] != 0 ? NodeFlags.missingLeft : 0
        if !nodes.category.isEmpty, nodes.category[node] >= 0 {
            let start = Int(nodes.category[node]), count = Int(nodes.categoryWords[node])
            let set = addCategories(words: nodes.categorySets[start..<start + count])
            return (Double(set), missing | NodeFlags.categories)
        }
        let threshold = nodes.threshold[node]
        return (nodes.comparesStrictly ? threshold.nextDown : threshold, missing)
    }
}
