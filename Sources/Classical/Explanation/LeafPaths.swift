import LinearAlgebra

/// The ways to the leaves of a tree, with all questions about the same feature put together: what Shapley values are computed from.
///
/// A leaf with m features on its way is reached by a row exactly where every one of the m passes all of its questions.
struct LeafPaths {
    /// A feature on the way to a leaf.
    struct Element {
        var feature: Int
        /// What share of the training rows passes the feature's questions, each among those that reach it.
        var share: Double
        /// Its questions, as a range of `steps`.
        var steps: Range<Int>
    }

    /// A question on the way, and the answer that leads on.
    struct Step {
        var node: Int
        var goesLeft: Bool
    }

    struct Leaf {
        var node: Int
        var elements: Range<Int>
    }

    var leaves: [Leaf] = []
    var elements: [Element] = []
    var steps: [Step] = []
    /// The nodes of the tree, which lie together.
    let nodes: Range<Int>
    /// The most features on a way.
    var longest = 0

    /// The ways of a tree.
    init(_ trees: DecisionTrees, tree: Int) {
        let root = Int(trees.roots[tree])
        nodes = root..<(tree + 1 < trees.roots.count ? Int(trees.roots[tree + 1]) : trees.nodeCount)
        // Depth first without recursion: each entry is a node with the answers on the way to it.
        var stack: [(node: Int, way: [Step])] = [(root, [])]
        while let (node, way) = stack.popLast() {
            if trees.feature[node] < 0 {
                add(leaf: node, way, trees)
            } else {
                stack.append((Int(trees.right[node]), way + [Step(node: node, goesLeft: false)]))
                stack.append((Int(trees.left[node]), way + [Step(node: node, goesLeft: true)]))
            }
        }
    }

    private mutating func add(leaf: Int, _ way: [Step], _ trees: DecisionTrees) {
        let first = elements.count
        for feature in Set(way.map { trees.feature[$0.node] }).sorted() {
            let own = way.filter { trees.feature[$0.node] == feature }
            let share = own.reduce(1.0) { product, step in
                let child = Int(step.goesLeft ? trees.left[step.node] : trees.right[step.node])
                let whole = trees.cover[step.node]
                // Nothing was seen here: both ways count alike.
                return product * (whole > 0 ? trees.cover[child] / whole : 0.5)
            }
            elements.append(
                Element(feature: Int(feature), share: share, steps: steps.count..<steps.count + own.count))
            steps += own
        }
        longest = max(longest, elements.count - first)
        leaves.append(Leaf(node: leaf, elements: first..<elements.count))
    }

    /// Whether each question of the tree sends a row left.
    func answers(_ trees: DecisionTrees, _ row: UnsafePointer<Double>, into answers: inout [Bool]) {
        for (place, node) in nodes.enumerated() {
            let feature = Int(trees.feature[node])
            answers[place] = feature >= 0 && trees.goesLeft(node, row[feature])
        }
    }

    /// Whether a row passes all questions about an element's feature.
    func passes(_ element: Element, _ answers: [Bool]) -> Bool {
        for step in steps[element.steps] where answers[step.node - nodes.lowerBound] != step.goesLeft {
            return false
        }
        return true
    }
}
