import LinearAlgebra

extension DecisionTrees {
    /// A node as the loop below reads it, whole in one line of memory.
    private struct Step {
        var threshold: Double
        var feature: Int32
        var left: Int32
        var right: Int32
        var flags: UInt8
    }

    /// The score of each row for each output, n × outputs: the base and the sum of the leaves. O(n t d) for t trees of depth d.
    package func scores(_ x: Matrix<Double>) -> Matrix<Double> {
        let x = x.contiguous(), outputs = outputCount, width = x.columns
        let result = Matrix<Double>(uninitialized: x.rows, outputs)
        let steps = feature.indices.map {
            Step(
                threshold: threshold[$0], feature: feature[$0], left: left[$0], right: right[$0],
                flags: flags[$0])
        }
        let start = x.start, out = result.start
        steps.withUnsafeBufferPointer { steps in
            let block = 64, parts = (x.rows + block - 1) / block
            func run(_ part: Int) {
                let first = part * block, count = min(block, x.rows - first)
                add(steps, start + first * width, width, count, out + first * outputs)
            }
            if parts * roots.count < 64 { (0..<parts).forEach(run) } else { concurrently(parts, run) }
        }
        return result
    }

    /// The scores of a few rows: tree by tree, so that a tree stays in the cache while all of them walk it.
    private func add(
        _ steps: UnsafeBufferPointer<Step>, _ x: UnsafePointer<Double>, _ width: Int, _ count: Int,
        _ out: UnsafeMutablePointer<Double>
    ) {
        let outputs = outputCount
        for row in 0..<count {
            for output in 0..<outputs { out[row * outputs + output] = base[output] }
        }
        guard let nodes = steps.baseAddress else { return }
        for tree in roots.indices {
            let root = Int(roots[tree]), output = Int(treeOutput[tree])
            for row in 0..<count {
                let leaf = walk(nodes, root, x + row * width)
                if hasVectorLeaves {
                    for k in 0..<outputs { out[row * outputs + k] += value[leaf * outputs + k] }
                } else {
                    out[row * outputs + output] += value[leaf]
                }
            }
        }
    }

    @inline(__always)
    private func walk(_ nodes: UnsafePointer<Step>, _ root: Int, _ row: UnsafePointer<Double>) -> Int {
        var place = root
        while true {
            let node = nodes[place]
            if node.feature < 0 { return place }
            let value = row[Int(node.feature)]
            let isLeft = node.flags == 0 ? value <= node.threshold : goesLeft(place, value)
            place = Int(isLeft ? node.left : node.right)
        }
    }
}

extension DecisionTrees: Codable {
    private enum CodingKeys: String, CodingKey {
        case featureCount, outputCount, base, hasVectorLeaves, roots, treeOutput, feature, threshold, left,
            right
        case flags, value, cover, gain, categoryBits, categoryStarts
    }

    /// Reads trees, and refuses those that would lead a row astray.
    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        featureCount = try box.decode(Int.self, forKey: .featureCount)
        outputCount = try box.decode(Int.self, forKey: .outputCount)
        base = try box.decode([Double].self, forKey: .base)
        hasVectorLeaves = try box.decode(Bool.self, forKey: .hasVectorLeaves)
        roots = try box.decode(Packed<Int32>.self, forKey: .roots).wrappedValue
        treeOutput = try box.decode(Packed<Int32>.self, forKey: .treeOutput).wrappedValue
        feature = try box.decode(Packed<Int32>.self, forKey: .feature).wrappedValue
        threshold = try box.decode(Packed<Double>.self, forKey: .threshold).wrappedValue
        left = try box.decode(Packed<Int32>.self, forKey: .left).wrappedValue
        right = try box.decode(Packed<Int32>.self, forKey: .right).wrappedValue
        flags = try box.decode(Packed<UInt8>.self, forKey: .flags).wrappedValue
        value = try box.decode(Packed<Double>.self, forKey: .value).wrappedValue
        cover = try box.decode(Packed<Double>.self, forKey: .cover).wrappedValue
        gain = try box.decode(Packed<Double>.self, forKey: .gain).wrappedValue
        categoryBits = try box.decode(Packed<UInt32>.self, forKey: .categoryBits).wrappedValue
        categoryStarts = try box.decode(Packed<Int32>.self, forKey: .categoryStarts).wrappedValue
        if let flaw {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: flaw))
        }
    }

    /// Writes the trees, arrays as bytes.
    public func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: CodingKeys.self)
        try box.encode(featureCount, forKey: .featureCount)
        try box.encode(outputCount, forKey: .outputCount)
        try box.encode(base, forKey: .base)
        try box.encode(hasVectorLeaves, forKey: .hasVectorLeaves)
        try box.encode(Packed(wrappedValue: roots), forKey: .roots)
        try box.encode(Packed(wrappedValue: treeOutput), forKey: .treeOutput)
        try box.encode(Packed(wrappedValue: feature), forKey: .feature)
        try box.encode(Packed(wrappedValue: threshold), forKey: .threshold)
        try box.encode(Packed(wrappedValue: left), forKey: .left)
        try box.encode(Packed(wrappedValue: right), forKey: .right)
        try box.encode(Packed(wrappedValue: flags), forKey: .flags)
        try box.encode(Packed(wrappedValue: value), forKey: .value)
        try box.encode(Packed(wrappedValue: cover), forKey: .cover)
        try box.encode(Packed(wrappedValue: gain), forKey: .gain)
        try box.encode(Packed(wrappedValue: categoryBits), forKey: .categoryBits)
        try box.encode(Packed(wrappedValue: categoryStarts), forKey: .categoryStarts)
    }

    /// What is wrong with the arrays, if anything: after this, no row can leave them or walk for ever.
    package var flaw: String? {
        let count = feature.count
        guard featureCount > 0, outputCount > 0, base.count == outputCount else {
            return "\(featureCount) features, \(outputCount) outputs, \(base.count) base scores"
        }
        guard
            [threshold.count, left.count, right.count, flags.count, cover.count, gain.count]
                .allSatisfy({ $0 == count }), value.count == count * valuesPerNode,
            treeOutput.count == roots.count
        else { return "arrays of different lengths" }
        guard roots.first ?? 0 == 0, zip(roots, roots.dropFirst()).allSatisfy({ $0 < $1 }),
            Int(roots.last ?? -1) < count, roots.isEmpty == (count == 0)
        else { return "roots that do not ascend" }
        if let tree = treeOutput.indices.first(where: { !(0..<outputCount).contains(Int(treeOutput[$0])) }) {
            return "tree \(tree) is for output \(treeOutput[tree]) of \(outputCount)"
        }
        if let setFlaw { return setFlaw }
        var isChild = [Bool](repeating: false, count: count)
        for tree in roots.indices {
            let end = tree + 1 < roots.count ? Int(roots[tree + 1]) : count
            for node in Int(roots[tree])..<end {
                if let flaw = flaw(ofNode: node, end: end, &isChild) { return flaw }
            }
        }
        return nil
    }

    private var setFlaw: String? {
        guard categoryStarts.first == 0, categoryStarts.last.map(Int.init) == categoryBits.count,
            zip(categoryStarts, categoryStarts.dropFirst()).allSatisfy({ $0 <= $1 })
        else { return "sets of categories that overlap" }
        return nil
    }

    private func flaw(ofNode node: Int, end: Int, _ isChild: inout [Bool]) -> String? {
        guard feature[node] >= 0 else { return nil }
        if feature[node] >= featureCount {
            return "node \(node) asks for feature \(feature[node]) of \(featureCount)"
        }
        // Children come after their parent, in the same tree, and have one parent: so there are no circles.
        for child in [Int(left[node]), Int(right[node])] {
            guard child > node, child < end, !isChild[child] else {
                return "node \(node) has the child \(child) in a tree that ends at \(end)"
            }
            isChild[child] = true
        }
        if flags[node] & NodeFlags.categories != 0 {
            let set = threshold[node]
            guard set >= 0, set < Double(categoryStarts.count - 1) else {
                return "node \(node) has the set \(set) of \(categoryStarts.count - 1)"
            }
        }
        return nil
    }
}
