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
///   - columns: How many panels stand beside each other; nil for up to four.
/// - Returns: A page that can be written as SVG or shown in a lesson.
public func attentionMaps<T: Scalar>(
    _ weights: Tensor<T>, row: Int = 0, tokens: [String]? = nil, queries: [String]? = nil,
    title: String = "", columns: Int? = nil
) -> Panels {
    require(
        weights.rank == 4 && weights.shape[0] > row && row >= 0 && weights.count > 0,
        "attentionMaps: weights of \(describe(weights.shape)), row \(row)")
    let heads = weights.shape[1], wide = columns ?? min(4, heads)
    require(wide >= 1, "attentionMaps: \(wide) panels beside each other")
    let figures = (0..<heads).map { head in
        attentionMap(
            weights[row].detached[head], tokens: tokens, queries: queries, title: "head \(head + 1)",
            showsKeyNames: true)
    }
    let rows = (heads + wide - 1) / wide
    var page = Panels(
        title: title, rows: rows, columns: wide, width: 330 * Double(wide),
        height: 330 * Double(rows) + (title.isEmpty ? 0 : 34))
    for (index, figure) in figures.enumerated() { page[index / wide, index % wide] = figure }
    return page
}

/// What one head looks at, as a picture: a row for each query, a column for each key, the darker the more.
///
/// - Parameters:
///   - weights: `[T, S]`, rows of which add up to 1.
///   - tokens: What stands at the places that are looked at, S of them; places are numbered where nil.
///   - queries: What stands at the places that look, T of them; nil for `tokens` where T = S.
///   - title: The words above.
///   - showsKeyNames: Whether tokens stand below the columns as well.
public func attentionMap<T: Scalar>(
    _ weights: Tensor<T>, tokens: [String]? = nil, queries: [String]? = nil, title: String = "",
    showsKeyNames: Bool = true
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
        lines, rowNames: asking.map(named), columnNames: showsKeyNames ? tokens.map(named) : nil,
        limits: 0...1, annotates: false)
    return figure
}

/// Names that can be told apart and seen: blanks and line ends get signs.
private func named(_ tokens: [String]) -> [String] {
    tokens.map { token in
        let shown = token.replacing("\n", with: "↵").replacing(" ", with: "␣")
        return shown.isEmpty ? "∅" : shown
    }
}
