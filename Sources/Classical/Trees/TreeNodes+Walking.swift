import LinearAlgebra

/// The arrays of a ``TreeNodes`` as pointers, for the loops that walk through millions of nodes.
package struct TreeWalker: @unchecked Sendable {
    package let feature: UnsafePointer<Int32>
    package let threshold: UnsafePointer<Double>
    package let left: UnsafePointer<Int32>
    package let right: UnsafePointer<Int32>
    package let missingGoesLeft: UnsafePointer<UInt8>
    package let values: UnsafePointer<Double>
    private let nodes: TreeNodes
    private let isPlain: Bool

    fileprivate init(
        _ nodes: TreeNodes, _ feature: UnsafePointer<Int32>, _ threshold: UnsafePointer<Double>,
        _ left: UnsafePointer<Int32>, _ right: UnsafePointer<Int32>, _ missing: UnsafePointer<UInt8>,
        _ values: UnsafePointer<Double>
    ) {
        (self.nodes, self.feature, self.threshold) = (nodes, feature, threshold)
        (self.left, self.right, missingGoesLeft, self.values) = (left, right, missing, values)
        isPlain = nodes.category.isEmpty && !nodes.comparesStrictly
    }

    /// The leaf that a row ends in. O(depth).
    @inline(__always)
    package func leaf(of row: UnsafePointer<Double>, from root: Int) -> Int {
        if !isPlain { return nodes.leaf(of: row, from: root) }
        var node = root
        while true {
            let column = feature[node]
            if column < 0 { return node }
            let value = row[Int(column)]
            // NaN fails every comparison.
            let goesLeft = value <= threshold[node] || (value.isNaN && missingGoesLeft[node] != 0)
            node = Int(goesLeft ? left[node] : right[node])
        }
    }
}

extension TreeNodes {
    /// Calls `body` with pointers to the arrays, which are valid until it returns.
    package func withWalker<Result>(_ body: (TreeWalker) -> Result) -> Result {
        feature.withUnsafeBufferPointer { feature in
            threshold.withUnsafeBufferPointer { threshold in
                left.withUnsafeBufferPointer { left in
                    right.withUnsafeBufferPointer { right in
                        missingGoesLeft.withUnsafeBufferPointer { missing in
                            values.withUnsafeBufferPointer { values in
                                guard let feature = feature.baseAddress,
                                    let threshold = threshold.baseAddress,
                                    let left = left.baseAddress, let right = right.baseAddress,
                                    let missing = missing.baseAddress, let values = values.baseAddress
                                else { preconditionFailure("a tree without nodes") }
                                return body(
                                    TreeWalker(self, feature, threshold, left, right, missing, values))
                            }
                        }
                    }
                }
            }
        }
    }

    /// For each row the sum of the values of the leaves that it ends in, over the trees that begin at `roots`, times `scale`.
    ///
    /// Rows are taken in blocks, on all threads; each row's sum is taken in the order of the trees. O(rows × trees × depth).
    ///
    /// - Parameter skips: Whether tree t is left out for row r, asked as `skips(t, r)`; nil for never.
    package func sums(
        _ x: Matrix<Double>, roots: [Int32], scale: Double = 1, skips: ((Int, Int) -> Bool)? = nil
    ) -> Matrix<Double> {
        let x = x.contiguous(), outputs = outputs
        let sums = Matrix<Double>(repeating: 0, rows: x.rows, columns: outputs)
        if x.rows == 0 { return sums }
        withWalker { walker in
            inParallel(x.rows, grain: 64) { first, count in
                for start in stride(from: first, to: first + count, by: 64) {
                    let end = min(start + 64, first + count)
                    for (tree, root) in roots.enumerated() {
                        for row in start..<end where skips.map({ !$0(tree, row) }) ?? true {
                            let leaf = walker.leaf(of: x.start + row * x.columns, from: Int(root))
                            let sum = sums.start + row * outputs, value = walker.values + leaf * outputs
                            for output in 0..<outputs { sum[output] += value[output] }
                        }
                    }
                    for index in start * outputs..<end * outputs { sums.start[index] *= scale }
                }
            }
        }
        return sums
    }

    /// The leaf of each row in the tree that begins at `root`.
    package func leaves(_ x: Matrix<Double>, root: Int = 0) -> [Int] {
        let x = x.contiguous()
        return withWalker { walker in
            (0..<x.rows).map { walker.leaf(of: x.start + $0 * x.columns, from: root) }
        }
    }

    /// Adds the nodes of another storage and returns the place of its first.
    package mutating func append(_ other: TreeNodes) -> Int {
        let base = Int32(count), sets = Int32(categorySets.count)
        func moved(_ child: Int32) -> Int32 { child < 0 ? -1 : child + base }
        if !other.category.isEmpty || !category.isEmpty {
            if category.isEmpty {
                category = [Int32](repeating: -1, count: count)
                categoryWords = [Int32](repeating: 0, count: count)
            }
            let none = other.category.isEmpty
            category +=
                none
                ? [Int32](repeating: -1, count: other.count) : other.category.map { $0 < 0 ? -1 : $0 + sets }
            categoryWords += none ? [Int32](repeating: 0, count: other.count) : other.categoryWords
            categorySets += other.categorySets
        }
        feature += other.feature
        threshold += other.threshold
        left += other.left.map(moved)
        right += other.right.map(moved)
        missingGoesLeft += other.missingGoesLeft
        cover += other.cover
        values += other.values
        impurity += other.impurity
        return Int(base)
    }

    /// Makes room for as many nodes.
    package mutating func reserve(_ nodes: Int) {
        feature.reserveCapacity(nodes)
        threshold.reserveCapacity(nodes)
        left.reserveCapacity(nodes)
        right.reserveCapacity(nodes)
        missingGoesLeft.reserveCapacity(nodes)
        cover.reserveCapacity(nodes)
        values.reserveCapacity(nodes * outputs)
    }

    /// How many questions are asked on the longest way down.
    package func depth(from root: Int = 0) -> Int {
        var deepest = 0, waiting = [(root, 0)]
        while let (node, depth) = waiting.popLast() {
            deepest = max(deepest, depth)
            if feature[node] >= 0 {
                waiting.append((Int(left[node]), depth + 1))
                waiting.append((Int(right[node]), depth + 1))
            }
        }
        return deepest
    }
}
