import Autodiff
import LinearAlgebra
import Plots

/// What the heads of an attention layer look at, as pictures: one panel for each head, a row for each query, a column for each key.
///
///     let page = attentionMaps(attention.weights(x), tokens: ["the", "cat", "sat"], title: "layer 1")
///     try page.write(to: "attention.svg")
///
/// - Parameters:
///   - weights: `[batch, heads, T, S]`, such as ``MultiHeadAttention/weights(_:lengths:)`` gives.
///   - row: Which row of the batch.
///   - tokens: What stands at the places that are looked at, S of them; places are numbered where nil.
///   - queries: What stands at the places that look, T of them; nil for `tokens` where T = S.
///   - title: The words above all panels.
///   - columns: How many panels stand beside each other; nil for two, or four where there are more than four heads.
/// - Returns: A page that can be written as SVG or shown in a lesson.
///
/// All panels have one scale, which ends at the largest weight of a place that sees four keys or more: the first places of a causal
/// attention have hardly a choice, and their weights would outshine all others.
public func attentionMaps<T: Scalar>(
    _ weights: Tensor<T>, row: Int = 0, tokens: [String]? = nil, queries: [String]? = nil,
    title: String = "", columns: Int? = nil
) -> Panels {
    require(
        weights.rank == 4 && row >= 0 && row < (weights.shape.first ?? 0) && weights.count > 0,
        "attentionMaps: weights of \(describe(weights.shape)), row \(row)")
    let heads = weights.shape[1], wide = columns ?? (heads > 4 ? 4 : min(2, heads))
    require(wide >= 1, "attentionMaps: \(wide) panels beside each other")
    let maps = (0..<heads).map { weights[row].detached[$0] }
    let scale = 0...maps.reduce(0.01) { max($0, largestChoice($1)) }
    let rows = (heads + wide - 1) / wide
    // Room for a name at each place, up to about 35 of them.
    let side = Double(min(620, max(300, 130 + 14 * max(weights.shape[2], weights.shape[3]))))
    var page = Panels(
        title: title, rows: rows, columns: wide, width: (side + 40) * Double(wide),
        height: side * Double(rows) + (title.isEmpty ? 0 : 34))
    for (head, map) in maps.enumerated() {
        page[head / wide, head % wide] = attentionMap(
            map, tokens: tokens, queries: queries, title: "head \(head + 1)", limits: scale)
    }
    return page
}

/// The largest weight in rows of `[T, S]` that see four keys or more; of all rows where there is none such.
private func largestChoice<T: Scalar>(_ weights: Tensor<T>) -> Double {
    let columns = weights.shape[1], elements = weights.elements
    let lines = stride(from: 0, to: elements.count, by: columns).map { elements[$0..<($0 + columns)] }
    let free = lines.filter { line in line.count { $0 > 0 } >= 4 }
    let largest = (free.isEmpty ? lines : free).compactMap { $0.max() }.max() ?? 1
    return Double(largest).isFinite ? min(1, Double(largest)) : 1
}

/// What one head looks at, as a picture: a row for each query, a column for each key, the brighter the more.
///
/// - Parameters:
///   - weights: `[T, S]`, rows of which add up to 1.
///   - tokens: What stands at the places that are looked at, S of them; places are numbered where nil.
///   - queries: What stands at the places that look, T of them; nil for `tokens` where T = S.
///   - title: The words above.
///   - limits: The weights at the two ends of the colours.
public func attentionMap<T: Scalar>(
    _ weights: Tensor<T>, tokens: [String]? = nil, queries: [String]? = nil, title: String = "",
    limits: ClosedRange<Double> = 0...1
) -> Figure {
    require(weights.rank == 2, "attentionMap: weights of \(describe(weights.shape)), not [queries, keys]")
    let rows = weights.shape[0], columns = weights.shape[1]
    let asking = queries ?? (rows == columns ? tokens : nil)
    require(
        tokens.map { $0.count == columns } ?? true && asking.map { $0.count == rows } ?? true,
        "attentionMap: \(tokens?.count ?? columns) tokens and \(asking?.count ?? rows) queries for weights of \(describe(weights.shape))"
    )
    let elements = weights.elements.map { Double($0) }
    let lines = (0..<rows).map { Array(elements[($0 * columns)..<(($0 + 1) * columns)]) }
    var figure = Figure(title: title, xLabel: "looked at", yLabel: "looking", width: 420, height: 400)
    figure.heatMap(
        lines, rowNames: asking.map(named), columnNames: tokens.map(named), limits: limits,
        annotates: false)
    return figure
}

/// Names that can be told apart and seen: blanks and line ends get signs.
private func named(_ tokens: [String]) -> [String] {
    tokens.map { token in
        let shown = token.replacing("\n", with: "↵").replacing(" ", with: "␣")
        return shown.isEmpty ? "∅" : shown
    }
}
