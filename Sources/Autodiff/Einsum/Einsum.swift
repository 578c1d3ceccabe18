import LinearAlgebra

/// A sum of products, written with the names of the indices: Einstein's convention, NumPy's and PyTorch's `einsum`.
///
///     let a = Tensor<Double>([[1, 2], [3, 4]]), b = Tensor<Double>([[5, 6], [7, 8]])
///     print(einsum("ij,jk->ik", a, b).elements)      // [19.0, 22.0, 43.0, 50.0]
///     print(einsum("ii", a).item)                    // 5.0
///
/// Each operand has a term, one letter for each of its axes; `i` and `I` are two indices, blanks say nothing. What stands behind `->` names
/// the axes of the result. All other indices are summed over:
///
/// | equation | result |
/// |---|---|
/// | `"i,i->"` | the dot product |
/// | `"i,j->ij"` | the outer product |
/// | `"ij->ji"` | the transpose, a view |
/// | `"ii->i"`, `"ii->"` | the diagonal, a view; the trace |
/// | `"bij,bjk->bik"` | a product of matrices for each b |
/// | `"bqhd,bkhd->bhqk"` | the scores of attention, heads where they stand |
/// | `"...ij,jk"` | without `->`: the axes of `...`, then each index that stands once, by the alphabet |
///
/// An index has one length everywhere; an axis of length 1 is repeated. Two operands become one batched matrix product on strided views:
/// axes that have to be joined are copied only where their elements do not stand in line. Three or more are multiplied pair by pair, each time the
/// pair that leaves the least behind. The best order may be far better, but is hard to find.
///
/// - Parameters:
///   - equation: `"terms->result"`, or `"terms"`.
///   - operands: As many as there are terms, at least one.
/// - Returns: The result, on which derivatives go back to all operands.
///
/// Complexity: for two operands the product of the lengths of all indices.
///
/// Source: Einstein, *Die Grundlage der allgemeinen Relativitätstheorie* (1916); the greedy order: Smith and Gray, *opt_einsum* (2018).
public func einsum<T: Scalar>(_ equation: String, _ operands: Tensor<T>...) -> Tensor<T> {
    einsum(equation, operands)
}

/// A sum of products, written with the names of the indices; see the form with a list of operands.
///
/// - Parameters:
///   - equation: `"terms->result"`, or `"terms"`.
///   - operands: As many as there are terms, at least one.
public func einsum<T: Scalar>(_ equation: String, _ operands: [Tensor<T>]) -> Tensor<T> {
    let plan = EinsumEquation(equation).plan(shapes: operands.map(\.shape))
    var factors = zip(operands, plan.terms).map { operand, labels in
        EinsumFactor(operand, labels).withoutRepeats().withoutOnes(where: plan.lengths)
    }
    while factors.count > 1 {
        let (first, second) = cheapestPair(factors, plan)
        let right = factors.remove(at: second), left = factors.remove(at: first)
        let needed = factors.reduce(into: Set(plan.output)) { $0.formUnion($1.labels) }
        factors.append(left.times(right, keeping: needed))
    }
    let last = factors[0].summed(keeping: Set(plan.output))
    // An index that all operands hold at length 1 stays; every label of the result is one of `last`.
    return last.tensor.permuted(plan.output.compactMap { last.labels.firstIndex(of: $0) })
}

/// The pair whose product takes the least more memory than the two did; of equals, the one with the least work.
private func cheapestPair<T: Scalar>(
    _ factors: [EinsumFactor<T>], _ plan: EinsumEquation.Plan
) -> (Int, Int) {
    if factors.count == 2 { return (0, 1) }
    var best = (first: 0, second: 1), cost = (growth: Double.infinity, work: Double.infinity)
    for first in factors.indices {
        for second in factors.indices where second > first {
            var needed = Set(plan.output)
            for other in factors.indices where other != first && other != second {
                needed.formUnion(factors[other].labels)
            }
            let all = Set(factors[first].labels).union(factors[second].labels)
            let size: (Set<Int>) -> Double = { $0.reduce(1) { $0 * Double(plan.lengths[$1] ?? 1) } }
            let growth =
                size(all.intersection(needed)) - Double(factors[first].tensor.count)
                - Double(factors[second].tensor.count)
            let work = size(all)
            if (growth, work) < cost { (best, cost) = ((first, second), (growth, work)) }
        }
    }
    return (best.first, best.second)
}
