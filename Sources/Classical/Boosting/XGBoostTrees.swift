import LinearAlgebra
import Tables

extension JSONValue {
    /// The text of a string.
    var word: String? { if case .string(let text) = self { text } else { nil } }
    /// The elements of an array.
    var list: [JSONValue]? { if case .array(let values) = self { values } else { nil } }

    /// A number, also where it is written as a truth value.
    var numeric: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .boolean(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The numbers of an array that holds nothing else.
    var numbers: [Double]? {
        guard let list else { return nil }
        let numbers = list.compactMap(\.numeric)
        return numbers.count == list.count ? numbers : nil
    }

    /// The whole numbers of an array that holds nothing else.
    var integers: [Int]? {
        guard let numbers else { return nil }
        let integers = numbers.compactMap { Int(exactly: $0) }
        return integers.count == numbers.count ? integers : nil
    }

    /// A whole number that is written as a string or as a number.
    func count(_ name: String, in range: ClosedRange<Int>) throws(ForeignModelError) -> Int {
        let value = self[name]
        let number = value?.word.flatMap { Int($0) } ?? value?.numeric.flatMap { Int(exactly: $0) }
        guard let number, range.contains(number) else {
            throw .damaged(reason: "\(name) is \(number.map(String.init) ?? "not there")")
        }
        return number
    }
}

extension DecisionTrees {
    /// Adds the trees of a `gbtree`, each leaf multiplied by its tree's weight.
    mutating func append(xgboost booster: JSONValue, weights: [Double]?) throws(ForeignModelError) {
        guard let model = booster["model"], let trees = model["trees"]?.list,
            let info = model["tree_info"]?.integers
        else { throw .damaged(reason: "the gradient_booster has no trees") }
        guard info.count == trees.count, weights?.count ?? trees.count == trees.count else {
            throw .damaged(reason: "\(trees.count) trees, \(info.count) in tree_info")
        }
        for (number, tree) in trees.enumerated() {
            guard (0..<outputCount).contains(info[number]) else {
                throw .damagedTree(number, reason: "it is for output \(info[number]) of \(outputCount)")
            }
            let parsed = try XGBoostTree(tree, number).parsed(weight: weights?[number] ?? 1)
            try append(parsed, output: info[number])
        }
    }
}

/// One tree of the JSON: arrays over its nodes.
private struct XGBoostTree {
    let number: Int
    let left: [Int]
    let right: [Int]
    let features: [Int]
    let conditions: [Double]
    let defaultLeft: [Int]
    let covers: [Double]
    let gains: [Double]
    let kinds: [Int]
    let sets: [Int: [Int]]

    init(_ tree: JSONValue, _ number: Int) throws(ForeignModelError) {
        self.number = number
        if let parameters = tree["tree_param"], parameters["size_leaf_vector"] != nil {
            let size = try parameters.count("size_leaf_vector", in: 0...ForeignTree.mostOutputs)
            guard size <= 1 else { throw .unsupported("a tree whose leaves are vectors (multi_output_tree)") }
        }
        guard let left = tree["left_children"]?.integers, let right = tree["right_children"]?.integers,
            let features = tree["split_indices"]?.integers,
            let conditions = tree["split_conditions"]?.numbers,
            let defaultLeft = tree["default_left"]?.integers
        else { throw .damagedTree(number, reason: "an array is missing") }
        self.left = left
        self.right = right
        self.features = features
        self.conditions = conditions
        self.defaultLeft = defaultLeft
        covers = tree["sum_hessian"]?.numbers ?? [Double](repeating: 0, count: left.count)
        gains = tree["loss_changes"]?.numbers ?? [Double](repeating: 0, count: left.count)
        kinds = tree["split_type"]?.integers ?? [Int](repeating: 0, count: left.count)
        let lengths = [
            right.count, features.count, conditions.count, defaultLeft.count, covers.count, gains.count,
            kinds.count,
        ]
        guard lengths.allSatisfy({ $0 == left.count }) else {
            throw .damagedTree(number, reason: "arrays of \(left.count) and of \(lengths) nodes")
        }
        sets = try XGBoostTree.sets(tree, number)
    }

    /// The categories of each node that has some.
    private static func sets(_ tree: JSONValue, _ number: Int) throws(ForeignModelError) -> [Int: [Int]] {
        let nodes = tree["categories_nodes"]?.integers ?? []
        guard !nodes.isEmpty else { return [:] }
        guard let starts = tree["categories_segments"]?.integers,
            let sizes = tree["categories_sizes"]?.integers,
            let codes = tree["categories"]?.integers, starts.count == nodes.count, sizes.count == nodes.count
        else { throw .damagedTree(number, reason: "categories without their sizes") }
        var sets: [Int: [Int]] = [:]
        for (place, node) in nodes.enumerated() {
            let (end, overflows) = starts[place].addingReportingOverflow(sizes[place])
            guard starts[place] >= 0, sizes[place] >= 0, !overflows, end <= codes.count else {
                throw .damagedTree(number, reason: "categories beyond the last")
            }
            sets[node] = Array(codes[starts[place]..<end])
        }
        return sets
    }

    func parsed(weight: Double) throws(ForeignModelError) -> ForeignTree {
        var nodes: [ForeignTree.Node] = []
        nodes.reserveCapacity(left.count)
        for node in left.indices { nodes.append(try parsed(node, weight)) }
        return ForeignTree(nodes: nodes, number: number)
    }

    private func parsed(_ node: Int, _ weight: Double) throws(ForeignModelError) -> ForeignTree.Node {
        guard conditions[node].isFinite, covers[node] >= 0 else {
            throw .damagedTree(number, reason: "node \(node) has the condition \(conditions[node])")
        }
        guard left[node] != -1 else {
            return .init(feature: -1, value: weight * Double(Float(conditions[node])), cover: covers[node])
        }
        guard features[node] >= 0 else {
            throw .damagedTree(number, reason: "node \(node) asks for feature \(features[node])")
        }
        var result = ForeignTree.Node(
            feature: features[node], left: left[node], right: right[node], cover: covers[node],
            gain: gains[node])
        if kinds[node] == 1 {
            // XGBoost's categories go right. Ours go left: the children change sides.
            swap(&result.left, &result.right)
            result.flags = NodeFlags.categories | (defaultLeft[node] != 0 ? 0 : NodeFlags.missingLeft)
            result.categories = try words(sets[node] ?? [])
        } else {
            result.flags = defaultLeft[node] != 0 ? NodeFlags.missingLeft : 0
            result.threshold = XGBoostTree.threshold(Float(conditions[node]))
        }
        return result
    }

    private func words(_ codes: [Int]) throws(ForeignModelError) -> [UInt32] {
        guard let most = codes.max() else { return [] }
        guard (codes.min() ?? 0) >= 0, most < 1 << 24 else {
            throw .damagedTree(number, reason: "categories are 0 to 16777215")
        }
        var words = [UInt32](repeating: 0, count: most / 32 + 1)
        for code in codes { words[code / 32] |= 1 << UInt32(code % 32) }
        return words
    }

    /// The largest number that is below `condition` once it is rounded to 32 bits: so `x ≤ threshold` is what XGBoost's `x < condition` is.
    static func threshold(_ condition: Float) -> Double {
        let before = condition.nextDown
        guard condition.isFinite, before.isFinite else { return Double(condition).nextDown }
        let middle = (Double(before) + Double(condition)) / 2
        return Float(middle) < condition ? middle : middle.nextDown
    }
}
