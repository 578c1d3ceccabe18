import Cairn
import Foundation
import LessonKit

/// `softmax(QKᵀ/√d) V`, every number of it, for one sentence.
struct AttentionByHand: Lesson {
    let name = "attention-by-hand"
    let title = "Attention by hand, number by number"
    let summary =
        "A pronoun finds its noun: queries, keys and values of five words, each product worked out, then the same by the library."
    let topics = [
        "Stage 4 · item 97 Transformers and self-attention (the formula)",
        "Stage 4 · item 98 Attention mechanisms",
        "Stage 2 · item 24 Vectors, matrices, dot products",
    ]
    let budget = Budget(seconds: 20, megabytes: 600)
    let target = Target("largest difference between hand, loops and library", atMost: 1e-12)

    let words = ["the", "cat", "slept", "as", "it"]

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Five words")
        page.text(
            "In `the cat slept as it` the word `it` means the cat. Attention is how a network can know: `it` sends out a query, every word holds up a key, and where the two fit, the word's value comes across."
        )
        page.text("Each word is three numbers: is it a noun, is it a pronoun, is it something done?")
        let x: Matrix = [[0, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0.2], [0, 1, 0]]
        page.table(
            ["word", "noun", "pronoun", "verb"], rows: words.indices.map { [words[$0]] + numbers(x, $0) })
        page.text(
            "Three matrices turn words into queries, keys and values. A network learns them; here they are chosen. A pronoun asks for a noun (4 in the middle row of W_Q), a noun offers itself (the first column of W_K), and values pass on what the word is."
        )
        let queryWeight: Matrix = [[0.0, 0.0], [4.0, 0.0], [0.0, 2.0]]
        let keyWeight: Matrix = [[1.0, 1.0], [0.0, 0.0], [0.0, 0.5]]
        let valueWeight = Matrix<Double>.identity(3)
        page.formula("Q = X W_Q        K = X W_K        V = X W_V")
        let q = x %*% queryWeight, k = x %*% keyWeight, v = x %*% valueWeight

        page.heading("Every term of softmax(QKᵀ/√d) V")
        let told = explainAttention(query: q.tensor, key: k.tensor, value: v.tensor, mask: .causal)
        page.code("\(told)")
        let mixed = workOutLastRow(&page, x, q, k, v)
        var figure = Figure(title: "Who looks at whom", xLabel: "looked at", yLabel: "looks")
        figure.heatMap(of: told.weights, rowNames: words, columnNames: words, label: "weight")
        page.figure(
            figure, caption: "Row `it` is bright at `cat`; above the diagonal is the future, which is hidden."
        )
        page.youShouldSee("`it` gives most of its weight to `cat` and comes back with a large noun share.")
        let worst = compare(&page, q, k, v, told.result, mixed)
        var generator = Generator(seed: page.seed)
        let slope = compareGradients(&page, q, k, v, &generator)

        page.heading("What it costs")
        page.table(
            ["positions", "weights would take", "milliseconds"], rows: costs(page.isQuick, &generator))
        page.youShouldSee(
            "four times the time for twice the length: every word looks at every other. The weights are never in memory at once."
        )
        return max(worst, slope)
    }

    /// What attention brings the last word, with every step written down.
    private func workOutLastRow(
        _ page: inout Narrator, _ x: Matrix<Double>, _ q: Matrix<Double>, _ k: Matrix<Double>,
        _ v: Matrix<Double>
    ) -> [Double] {
        page.heading("The last row, on paper")
        let last = words.count - 1
        var scores: [Double] = []
        var lines = ["q(it) = (\(numbers(q, last).joined(separator: ", ")))        d = \(q.columns)"]
        for (j, word) in words.enumerated() {
            let dot = q[last, 0] * k[j, 0] + q[last, 1] * k[j, 1]
            scores.append(dot / 2.0.squareRoot())
            let first = "\(q[last, 0].text())·\(k[j, 0].text())",
                second = "\(q[last, 1].text())·\(k[j, 1].text())"
            lines.append(
                "q·k(\(word)) = \(first) + \(second) = \(dot.text())        /√2 = \(scores[j].text())")
        }
        let exponentials = scores.map { exp($0) }, sum = exponentials.reduce(0, +)
        lines.append(
            "Σ exp = " + exponentials.map { $0.text() }.joined(separator: " + ") + " = \(sum.text())")
        let weights = exponentials.map { $0 / sum }
        for (word, weight) in zip(words, weights) { lines.append("weight of \(word) = \(weight.text())") }
        page.formula(lines.joined(separator: "\n"))
        let mixed = (0..<3).map { c in words.indices.reduce(0) { $0 + weights[$1] * v[$1, c] } }
        page.table(
            ["", "noun", "pronoun", "verb"],
            rows: [
                ["`it` before"] + numbers(x, last), ["what attention brings it"] + mixed.map { $0.text(3) },
            ])
        return mixed
    }

    private func numbers(_ matrix: Matrix<Double>, _ row: Int) -> [String] {
        (0..<matrix.columns).map { matrix[row, $0].text() }
    }

    /// The time of eight heads of width 64 at several lengths.
    private func costs(_ isQuick: Bool, _ generator: inout Generator) -> [[String]] {
        (isQuick ? [128, 512] : [128, 512, 2048]).map { length in
            let x = Tensor<Float>.normal([1, 8, length, 64], using: &generator)
            let times = (0..<4).map { _ in
                ContinuousClock().measure { _ = scaledDotProductAttention(x, x, x, mask: .causal) }
            }
            let seconds = (times.min() ?? .zero) / .seconds(1)
            return [
                "\(length)", "\((Double(8 * 4 * length * length) / 1e6).text(3)) MB",
                (seconds * 1000).text(3),
            ]
        }
    }
}
