/// Shapley values by the paths of a tree.
///
/// Let a leaf of value v have m features on its way; of feature k let `z_k` be the share of rows that pass, and `o_k` 1 where the row at hand
/// passes, else 0. With the polynomial `P(t) = Π_k (z_k + o_k t)`, whose coefficient of `t^s` sums over the sets of s known features,
/// the leaf gives feature j the value `v (o_j - z_j) Σ_s c_s s! (m - 1 - s)!/m!`, where c are the coefficients of `P(t)/(z_j + o_j t)`. Of a
/// feature that does not pass that is `-v Σ_s p_s s! (m - 1 - s)!/m!`, the same for all of them.
struct PathShapley {
    private let longest: Int
    /// s! (m - 1 - s)!/m! for each m and s < m.
    private let weights: [[Double]]

    init(_ longest: Int) {
        self.longest = longest
        weights = (0...longest).map { m in
            var row = [Double](repeating: 0, count: m)
            if m > 0 { row[0] = 1 / Double(m) }
            for s in 1..<max(1, m) { row[s] = row[s - 1] * Double(s) / Double(m - s) }
            return row
        }
    }

    /// Adds what a tree gives to a row, of which `answers` says how the tree's questions are answered.
    func add(
        _ trees: DecisionTrees, _ path: LeafPaths, _ tree: Int, _ answers: [Bool],
        _ give: (Int, Int, Double) -> Void
    ) {
        var polynomial = [Double](repeating: 0, count: longest + 1)
        var passes = [Bool](repeating: false, count: longest)
        for leaf in path.leaves where !leaf.elements.isEmpty {
            let elements = path.elements[leaf.elements], m = elements.count, first = leaf.elements.lowerBound
            polynomial[0] = 1
            for (place, element) in elements.enumerated() {
                let passed = path.passes(element, answers)
                passes[place] = passed
                multiply(&polynomial, degree: place, element.share, passed)
            }
            let weights = weights[m]
            var failing = 0.0
            for s in 0..<m { failing -= polynomial[s] * weights[s] }
            for place in 0..<m {
                let element = path.elements[first + place]
                let part = passes[place] ? passing(polynomial, weights, m, element.share) : failing
                if part == 0 { continue }
                trees.forEachValue(leaf.node, tree) { output, value in
                    give(output, element.feature, value * part)
                }
            }
        }
    }

    /// The polynomial of that degree, times z + t or times z.
    private func multiply(_ p: inout [Double], degree: Int, _ z: Double, _ passes: Bool) {
        p[degree + 1] = passes ? p[degree] : 0
        for s in stride(from: degree, to: 0, by: -1) { p[s] = p[s] * z + (passes ? p[s - 1] : 0) }
        p[0] *= z
    }

    /// (1 - z) Σ_s c_s w_s, the polynomial divided by z + t from its highest power down: z is at most 1, and errors do not grow.
    private func passing(_ p: [Double], _ weights: [Double], _ m: Int, _ z: Double) -> Double {
        var sum = 0.0, c = 0.0
        for s in stride(from: m - 1, through: 0, by: -1) {
            c = p[s + 1] - z * c
            sum += c * weights[s]
        }
        return (1 - z) * sum
    }
}
