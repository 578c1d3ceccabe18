import Autodiff
import Foundation
import LinearAlgebra

/// Every intermediate result of scaled dot-product attention, each beside its term of the formula.
///
///     let x = Tensor<Double>([[1, 0], [0, 1]])
///     let explanation = explainAttention(query: x, key: x, value: x, mask: .causal)
///     print(explanation.weights[row: 0])  // [1.0, 0.0]
///     print(explanation.terms.map(\.formula).joined(separator: " → "))
///     // Q → K → V → QKᵀ → S = QKᵀ/√2 → M → m = max S → E = exp(S - m) → l = Σ E → P = E/l → PV
///
/// `print(explanation)` shows all matrices.
public struct AttentionExplanation: Sendable, CustomStringConvertible {
    /// One term of the formula and what it is for the input.
    public struct Term: Sendable {
        /// The term, `"QKᵀ"`.
        public let formula: String
        /// What it means, in words.
        public let meaning: String
        /// Its value.
        public let values: Matrix<Double>
    }

    /// The terms, in the order in which they are computed.
    public let terms: [Term]
    /// P: `[queries, keys]`, each row of which adds up to 1, or is 0 where no key is seen.
    public let weights: Matrix<Double>
    /// PV: `[queries, valueWidth]`.
    public let result: Matrix<Double>

    /// All terms, small matrices in full, of large ones the first and last three rows and columns.
    ///
    /// Numbers have four digits after the point; those below 0.001 or from 10⁹ on are written as `2.000e-9`.
    public var description: String {
        terms.map { term in
            let size = "\(term.values.rows) × \(term.values.columns)"
            return "\(term.formula)    (\(term.meaning), \(size))\n" + Self.table(term.values)
        }.joined(separator: "\n")
    }

    /// The numbers in line.
    private static func table(_ values: Matrix<Double>) -> String {
        let rows = shown(values.rows), columns = shown(values.columns)
        let texts = rows.map { row in
            columns.map { column in
                guard let row, let column else { return "…" }
                return text(values[row, column])
            }
        }
        let width = texts.joined().map(\.count).max() ?? 0
        return texts.map { line in
            "  "
                + line.map { String(repeating: " ", count: width - $0.count) + $0 }.joined(separator: "  ")
                + "\n"
        }.joined()
    }

    /// The positions to show; nil for those left out.
    private static func shown(_ count: Int) -> [Int?] {
        count <= 8 ? Array(0..<count) : [0, 1, 2, nil, count - 3, count - 2, count - 1]
    }

    private static func text(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-∞" : "∞" }
        let size = abs(value)
        guard size == 0 || (size >= 1e-3 && size < 1e9) else { return scientific(value) }
        let scaled = Int((size * 10_000).rounded()), rest = String(scaled % 10_000)
        let digits = String(repeating: "0", count: 4 - rest.count) + rest
        return (value < 0 ? "-" : "") + "\(scaled / 10_000).\(digits)"
    }

    /// Four digits and a power of ten: `2.000e-9`.
    private static func scientific(_ value: Double) -> String {
        String(format: "%.3e", value).replacingOccurrences(
            of: "e([+-])0*([0-9]+)$", with: "e$1$2", options: .regularExpression
        ).replacingOccurrences(of: "e+", with: "e")
    }
}

/// Computes attention step by step and keeps every intermediate result, each beside its term of `softmax(QKᵀ/√d + bias) V`.
///
/// The result is that of ``scaledDotProductAttention(_:_:_:mask:bias:scale:)`` for one head; see ``AttentionExplanation``.
///
/// - Parameters:
///   - query: Q, `[queries, d]`, or `[batch, heads, queries, d]` of which one head is explained.
///   - key: K, `[keys, d]`, or `[batch, kvHeads, keys, d]`.
///   - value: V, `[keys, valueWidth]`, or `[batch, kvHeads, keys, valueWidth]`.
///   - mask: Which keys a query sees.
///   - bias: Added to the scores, `[queries, keys]` or of a shape that repeats to that of all scores; nil for none.
///   - scale: What the products are multiplied by; nil for 1/√d.
///   - row: The row of the batch, in `0..<batch`.
///   - head: The head, in `0..<heads`.
///
/// O(queries · keys · d).
public func explainAttention<Element: Scalar>(
    query: Tensor<Element>, key: Tensor<Element>, value: Tensor<Element>, mask: AttentionMask = .none,
    bias: Tensor<Element>? = nil, scale: Double? = nil, row: Int = 0, head: Int = 0
) -> AttentionExplanation {
    let (queries, keys, values) = (asHeads(query), asHeads(key), asHeads(value))
    let plan = AttentionPlan(queries, keys, values, mask: mask, bias: bias, scale: scale, dropout: nil)
    require(
        row >= 0 && row < plan.batch && head >= 0 && head < plan.heads,
        "explainAttention: row \(row) and head \(head) of \(plan.batch) rows with \(plan.heads) heads")
    let q = Tensor<Double>(queries.detached[row][head]).matrix
    let k = Tensor<Double>(keys.detached[row][head / plan.group]).matrix
    let v = Tensor<Double>(values.detached[row][head / plan.group]).matrix
    let added = bias.map { Tensor<Double>($0.detached.broadcast(to: plan.scoreShape)[row][head]).matrix }
    return AttentionExplanation(q, k, v, added, plan, row, hasScale: scale != nil)
}

/// A matrix as the only head of the only row of a batch.
private func asHeads<T: Scalar>(_ x: Tensor<T>) -> Tensor<T> {
    require(
        x.rank == 2 || x.rank == 4,
        "explainAttention: \(x.shape) is neither [positions, width] nor [batch, heads, positions, width]")
    return x.rank == 4 ? x : x.insertingAxis(0).insertingAxis(0)
}

extension AttentionExplanation {
    /// Of one head: q of `[queries, d]`, k of `[keys, d]`, v of `[keys, valueWidth]`, a bias of `[queries, keys]`.
    fileprivate init(
        _ q: Matrix<Double>, _ k: Matrix<Double>, _ v: Matrix<Double>, _ bias: Matrix<Double>?,
        _ plan: AttentionPlan, _ row: Int, hasScale: Bool
    ) {
        var steps = ExplainedSteps()
        steps.add("Q", "what each position asks for", q)
        steps.add("K", "what each position offers to be found by", k)
        steps.add("V", "what each position hands on", v)
        let products = steps.add("QKᵀ", "how well each key fits each query", q %*% k.transposed)
        let standard = q.columns > 0 ? "QKᵀ/√\(q.columns)" : "QKᵀ · 1"
        let factor = hasScale ? "QKᵀ · scale" : standard
        var scores = products * plan.scale
        if let bias {
            scores = steps.add("S = \(factor) + bias", "scaled, with the bias", scores + bias)
        } else {
            steps.add("S = \(factor)", "scaled to a spread of about 1", scores)
        }
        if plan.hidesKeys { scores = steps.masked(scores, plan, row) }
        weights = steps.softmax(scores)
        result = steps.add("PV", "the mean of the values by these weights", weights %*% v)
        terms = steps.terms
    }
}

/// The terms of an explanation as they are computed.
private struct ExplainedSteps {
    private(set) var terms: [AttentionExplanation.Term] = []

    @discardableResult
    mutating func add(_ formula: String, _ meaning: String, _ values: Matrix<Double>) -> Matrix<Double> {
        terms.append(AttentionExplanation.Term(formula: formula, meaning: meaning, values: values))
        return values
    }

    /// M: the scores, `[queries, keys]`, with -∞ where the mask hides a key.
    mutating func masked(_ scores: Matrix<Double>, _ plan: AttentionPlan, _ row: Int) -> Matrix<Double> {
        var scores = scores
        for i in 0..<scores.rows {
            let seen = plan.visible(row, i)
            for j in 0..<scores.columns where !seen.contains(j) { scores[i, j] = -.infinity }
        }
        return add("M", "what the mask hides is -∞", scores)
    }

    /// P, `[queries, keys]`: a row of -∞ alone becomes zeros.
    mutating func softmax(_ scores: Matrix<Double>) -> Matrix<Double> {
        let tops = (0..<scores.rows).map { i in (0..<scores.columns).map { scores[i, $0] }.max() ?? -.infinity
        }
        add("m = max S", "the largest of each row", Matrix(rows: tops.map { [$0] }))
        var weights = scores
        for i in 0..<scores.rows {
            for j in 0..<scores.columns {
                weights[i, j] = tops[i] == -.infinity ? 0 : (scores[i, j] - tops[i]).exponential
            }
        }
        add("E = exp(S - m)", "positive, at most 1", weights)
        let sums = weights.sum(over: .columns)
        add("l = Σ E", "the sum of each row", Matrix(rows: sums.map { [$0] }))
        for i in 0..<scores.rows where sums[i] != 0 {
            for j in 0..<scores.columns { weights[i, j] /= sums[i] }
        }
        return add("P = E/l", "the weights: each row adds up to 1", weights)
    }
}

extension Double {
    /// eˣ.
    fileprivate var exponential: Double { Tensor<Double>(self).exp().item }
}
