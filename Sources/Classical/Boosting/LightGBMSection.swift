/// A part of the text: lines of `name=value`, those of the header or of one tree.
struct LightGBMSection {
    private var values: [Substring: Substring] = [:]
    private var words: Set<Substring> = []
    var isHeader = false

    subscript(name: String) -> String? { values[Substring(name)].map(String.init) }

    /// Whether a line consists of this word alone.
    func has(_ word: String) -> Bool { words.contains(Substring(word)) }

    /// The header and the trees, up to the end of trees.
    static func sections(_ text: String) -> [LightGBMSection] {
        var sections: [LightGBMSection] = [], current = LightGBMSection()
        for line in text.split(whereSeparator: \.isNewline) {
            if line == "end of trees" { break }
            if line.hasPrefix("Tree=") {
                sections.append(current)
                current = LightGBMSection()
            } else if let place = line.firstIndex(of: "=") {
                current.values[line[..<place]] = line[line.index(after: place)...]
            } else {
                current.words.insert(line)
                if sections.isEmpty, line == "tree" { current.isHeader = true }
            }
        }
        return sections + [current]
    }

    /// A whole number within a range.
    func integer(_ name: String, in range: ClosedRange<Int>) throws(ForeignModelError) -> Int {
        guard let value = self[name].flatMap({ Int($0) }), range.contains(value) else {
            throw .damaged(reason: "\(name) is \(self[name]?.prefix(40) ?? "not there")")
        }
        return value
    }

    /// As many numbers as are expected, separated by blanks.
    private func numbers<Number: LosslessStringConvertible>(
        _ name: String, _ count: Int, _ tree: Int, of type: Number.Type = Number.self
    ) throws(ForeignModelError) -> [Number] {
        let parts = values[Substring(name)]?.split(separator: " ") ?? []
        let numbers = parts.compactMap { Number(String($0)) }
        guard numbers.count == parts.count, numbers.count == count else {
            throw .damagedTree(tree, reason: "\(name) has \(numbers.count) numbers, not \(count)")
        }
        return numbers
    }

    /// The nodes of a tree: first those with a split, then the leaves.
    func tree(_ number: Int, factor: Double) throws(ForeignModelError) -> ForeignTree {
        guard self["is_linear"] ?? "0" == "0" else {
            throw .unsupported("a tree with linear leaves (linear_tree)")
        }
        let leaves = try integer("num_leaves", in: 1...(1 << 24)), splits = leaves - 1
        let values = try numbers("leaf_value", leaves, number, of: Double.self)
        guard values.allSatisfy(\.isFinite) else { throw .damagedTree(number, reason: "a leaf is no number") }
        let covers: [Double] =
            self["leaf_count"] == nil
            ? [Double](repeating: 0, count: leaves) : try numbers("leaf_count", leaves, number)
        var nodes = try (0..<splits).isEmpty ? [] : inner(number, splits, leaves, factor)
        nodes += zip(values, covers).map { .init(feature: -1, value: factor * $0, cover: max(0, $1)) }
        return ForeignTree(nodes: nodes, number: number)
    }

    private func inner(_ tree: Int, _ splits: Int, _ leaves: Int, _ factor: Double) throws(ForeignModelError)
        -> [ForeignTree.Node]
    {
        let features = try numbers("split_feature", splits, tree, of: Int.self)
        let thresholds = try numbers("threshold", splits, tree, of: Double.self)
        let kinds = try numbers("decision_type", splits, tree, of: Int.self)
        let left = try numbers("left_child", splits, tree, of: Int.self)
        let right = try numbers("right_child", splits, tree, of: Int.self)
        let gains = try numbers("split_gain", splits, tree, of: Double.self)
        let covers: [Double] =
            self["internal_count"] == nil
            ? [Double](repeating: 0, count: splits) : try numbers("internal_count", splits, tree)
        let sets = try sets(tree)
        var nodes: [ForeignTree.Node] = []
        for node in 0..<splits {
            guard features[node] >= 0, !thresholds[node].isNaN else {
                throw .damagedTree(tree, reason: "node \(node) asks for feature \(features[node])")
            }
            // Leaves have the numbers -1, -2, …; here they follow the splits.
            let children = [left[node], right[node]].map { $0 >= 0 ? $0 : splits &- 1 &- $0 }
            guard children.allSatisfy({ (0..<splits + leaves).contains($0) }) else {
                throw .damagedTree(
                    tree, reason: "node \(node) has the children \(left[node]) and \(right[node])")
            }
            var result = ForeignTree.Node(
                feature: features[node], left: children[0], right: children[1], cover: max(0, covers[node]),
                gain: gains[node])
            try question(&result, kinds[node], thresholds[node], sets, tree)
            nodes.append(result)
        }
        return nodes
    }

    /// The bits of a decision: 1 for categories, 2 for missing values to the left, and 4 (zero) or 8 (NaN) for what counts as missing.
    private func question(
        _ node: inout ForeignTree.Node, _ kind: Int, _ threshold: Double, _ sets: [[UInt32]], _ tree: Int
    ) throws(ForeignModelError) {
        if kind & 1 != 0 {
            guard let set = Int(exactly: threshold), sets.indices.contains(set) else {
                throw .damagedTree(tree, reason: "a node has the set \(threshold) of \(sets.count)")
            }
            node.flags = NodeFlags.categories
            node.categories = sets[set]
            return
        }
        node.threshold = threshold
        switch (kind >> 2) & 3 {
        case 0: node.flags = threshold >= 0 ? NodeFlags.missingLeft : 0  // NaN counts as 0.
        case 1: node.flags = NodeFlags.zeroIsMissing | (kind & 2 != 0 ? NodeFlags.missingLeft : 0)
        case 2: node.flags = kind & 2 != 0 ? NodeFlags.missingLeft : 0
        default: throw .damagedTree(tree, reason: "a node has the decision type \(kind)")
        }
    }

    private func sets(_ tree: Int) throws(ForeignModelError) -> [[UInt32]] {
        let count = Int(self["num_cat"] ?? "0") ?? -1
        guard count != 0 else { return [] }
        guard (1...(1 << 24)).contains(count) else { throw .damagedTree(tree, reason: "num_cat is \(count)") }
        let starts = try numbers("cat_boundaries", count + 1, tree, of: Int.self)
        guard starts[0] == 0, starts[count] <= ForeignTree.mostCategoryWords,
            zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw .damagedTree(tree, reason: "the sets of categories overlap") }
        let words = try numbers("cat_threshold", starts[count], tree, of: UInt32.self)
        return (0..<count).map { Array(words[starts[$0]..<starts[$0 + 1]]) }
    }
}
