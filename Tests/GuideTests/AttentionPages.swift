import Cairn
import Testing

// The snippets of the pages on attention.

@Suite(.printsItsComments) struct ScaledDotProductPage {
    @Test func seeEveryNumber() {
        // snippet
        let x = Tensor<Double>([[1, 0], [0, 1]])
        let explanation = explainAttention(query: x, key: x, value: x, mask: .causal)
        print(explanation.weights[row: 0])  // [1.0, 0.0]
        print(explanation.terms.map(\.formula).joined(separator: " → "))
        // Q → K → V → QKᵀ → S = QKᵀ/√2 → M → m = max S → E = exp(S - m) → l = Σ E → P = E/l → PV
        // end
    }
}
