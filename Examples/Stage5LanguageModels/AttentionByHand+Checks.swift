import Cairn
import LessonKit

extension AttentionByHand {
    /// The largest difference between the library, loops, the explanation and the row on paper.
    func compare(
        _ page: inout Narrator, _ q: Matrix<Double>, _ k: Matrix<Double>, _ v: Matrix<Double>,
        _ told: Matrix<Double>, _ mixed: [Double]
    ) -> Double {
        page.heading("Three programs, one result")
        let loops = Textbook.attention(q, k, v, isCausal: true)
        let fused = scaledDotProductAttention(heads(q), heads(k), heads(v), mask: .causal)[0][0].matrix
        let handed = (0..<3).map { abs(mixed[$0] - fused[words.count - 1, $0]) }.max() ?? .infinity
        page.table(
            ["compared with the library", "largest difference"],
            rows: [
                ["the last row on paper", handed.text()],
                ["loops of the textbook", difference(loops, fused).text()],
                ["the explanation", difference(told, fused).text()],
            ])
        return max(handed, difference(loops, fused), difference(told, fused))
    }

    /// The largest difference between the gradients by their formulas and those of the library.
    func compareGradients(
        _ page: inout Narrator, _ q: Matrix<Double>, _ k: Matrix<Double>, _ v: Matrix<Double>,
        _ generator: inout Generator
    ) -> Double {
        page.heading("Backward, by hand")
        page.formula("dV = PᵀG      dP = GVᵀ      dS = P ∘ (dP - Σ P dP)      dQ = dS K/√d      dK = dSᵀQ/√d")
        let g = Matrix<Double>.normal(words.count, 3, using: &generator)
        let byHand = Textbook.attentionGradient(q, k, v, gradient: g)
        let slopes = gradient(at: [q.tensor, k.tensor, v.tensor]) { point in
            let all = point.map { $0.reshaped([1, 1] + $0.shape) }
            return (scaledDotProductAttention(all[0], all[1], all[2]) * heads(g)).sum()
        }
        let slope =
            zip([byHand.q, byHand.k, byHand.v], slopes).map { difference($0, $1.matrix) }.max() ?? .infinity
        page.text("The library's gradients of Q, K and V differ from these five formulas by \(slope.text()).")
        return slope
    }

    /// A matrix as one head of one text: `[1, 1, rows, columns]`.
    private func heads(_ m: Matrix<Double>) -> Tensor<Double> {
        m.tensor.reshaped([1, 1, m.rows, m.columns])
    }

    private func difference(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Double {
        (left - right).abs().max()
    }
}
