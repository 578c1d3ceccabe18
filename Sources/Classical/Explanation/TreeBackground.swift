import LinearAlgebra

/// Shapley values against the rows of a background.
///
/// Of a leaf with the value v and a row b of the background: where every feature on the way is passed by the row at hand or by b, let a features be
/// passed by the row only and c by b only. Then each of the a gets `v (a-1)! c!/(a+c)!`, each of the c gets `-v a! (c-1)!/(a+c)!`: the leaf is
/// reached exactly by the sets that hold all of the a and none of the c.
struct TreeBackground: Sendable {
    /// How many background rows pass the same features of a leaf.
    struct Pattern {
        /// Bit k: the feature of the leaf's element k is passed.
        var bits: UInt128
        var share: Double
    }

    /// The patterns of each leaf of each tree.
    private let patterns: [[[Pattern]]]
    /// log n! would do for long ways too; quotients of factorials are products here: `shares[a][c] = (a-1)! c!/(a+c)!`.
    private let shares: [[Double]]

    init(_ background: Matrix<Double>, _ trees: DecisionTrees, _ paths: [LeafPaths]) {
        let background = background.contiguous()
        var patterns: [[[Pattern]]] = []
        for path in paths {
            var counts = [[UInt128: Int]](repeating: [:], count: path.leaves.count)
            var answers = [Bool](repeating: false, count: path.nodes.count)
            for row in 0..<background.rows {
                path.answers(trees, background.start + row * background.columns, into: &answers)
                for (place, leaf) in path.leaves.enumerated() {
                    counts[place][TreeBackground.bits(path, leaf, answers), default: 0] += 1
                }
            }
            patterns.append(
                counts.map { counts in
                    counts.sorted { $0.key < $1.key }.map {
                        Pattern(bits: $0.key, share: Double($0.value) / Double(background.rows))
                    }
                })
        }
        self.patterns = patterns
        shares = TreeBackground.shares(paths.map(\.longest).max() ?? 0)
    }

    /// (a-1)! c!/(a+c)! for 1 ≤ a, 0 ≤ c, a + c ≤ n.
    private static func shares(_ n: Int) -> [[Double]] {
        var table = [[Double]](repeating: [Double](repeating: 0, count: n + 1), count: n + 1)
        for a in stride(from: 1, through: n, by: 1) {
            table[a][0] = 1 / Double(a)
            for c in stride(from: 1, through: n - a, by: 1) {
                table[a][c] = table[a][c - 1] * Double(c) / Double(a + c)
            }
        }
        return table
    }

    private static func bits(_ path: LeafPaths, _ leaf: LeafPaths.Leaf, _ answers: [Bool]) -> UInt128 {
        var bits: UInt128 = 0
        for (place, element) in path.elements[leaf.elements].enumerated() where path.passes(element, answers)
        {
            bits |= 1 << UInt128(place)
        }
        return bits
    }

    /// Adds what a tree gives to a row.
    func add(
        _ trees: DecisionTrees, _ path: LeafPaths, _ tree: Int, _ answers: [Bool],
        _ give: (Int, Int, Double) -> Void
    ) {
        var parts = [Double](repeating: 0, count: path.longest)
        for (number, leaf) in path.leaves.enumerated() where !leaf.elements.isEmpty {
            let m = leaf.elements.count, all = ~UInt128(0) >> UInt128(128 - m)
            let row = TreeBackground.bits(path, leaf, answers)
            for place in 0..<m { parts[place] = 0 }
            for pattern in patterns[tree][number] where row | pattern.bits == all {
                let own = row & ~pattern.bits, others = pattern.bits & ~row
                let a = own.nonzeroBitCount, c = others.nonzeroBitCount
                spread(own, a > 0 ? shares[a][c] * pattern.share : 0, &parts)
                spread(others, c > 0 ? -shares[c][a] * pattern.share : 0, &parts)
            }
            for place in 0..<m where parts[place] != 0 {
                let feature = path.elements[leaf.elements.lowerBound + place].feature, part = parts[place]
                trees.forEachValue(leaf.node, tree) { output, value in give(output, feature, value * part) }
            }
        }
    }

    private func spread(_ bits: UInt128, _ value: Double, _ parts: inout [Double]) {
        var left = bits
        while left != 0 {
            parts[left.trailingZeroBitCount] += value
            left &= left - 1
        }
    }
}
