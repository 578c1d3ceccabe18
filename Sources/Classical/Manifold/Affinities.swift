import CKernels
import Foundation
import LinearAlgebra

/// The affinities of t-SNE: `p(j|i) ∝ exp(-βᵢ d²ᵢⱼ)` over the neighbours of i, β such that the entropy is log(perplexity), and
/// `pᵢⱼ = (p(j|i) + p(i|j)) / 2n`, as a sparse symmetric matrix whose elements sum to 1.
struct Affinities {
    /// Where each row begins in ``columns`` and ``values``.
    let offsets: [Int32]
    /// The columns of the stored elements, rising within each row.
    let columns: [Int32]
    /// The stored elements.
    let values: [Float]
    /// `Σ p log p`, what the divergence from any other distribution begins with.
    let negativeEntropy: Double

    init(_ neighbors: Neighborhoods, rows n: Int, perplexity: Double) {
        let k = neighbors.count
        var conditional = [Double](repeating: 0, count: n * k)
        conditional.withUnsafeMutableBufferPointer { conditional in
            nonisolated(unsafe) let conditional = conditional
            inParallel(n, grain: 64) { first, length in
                for row in first..<first + length {
                    let part = UnsafeMutableBufferPointer(rebasing: conditional[row * k..<(row + 1) * k])
                    Affinities.row(neighbors.distances[row * k..<(row + 1) * k], perplexity, into: part)
                }
            }
        }
        (offsets, columns, values, negativeEntropy) = Affinities.symmetric(neighbors, n, conditional)
    }

    /// Finds β by bisection, to 1e-5 in the entropy or in 100 steps, and stores the probabilities.
    private static func row(
        _ distances: ArraySlice<Double>, _ perplexity: Double, into p: UnsafeMutableBufferPointer<Double>
    ) {
        guard let start = p.baseAddress, let nearest = distances.first else { return }
        let wanted = log(perplexity), squares = distances.map { $0 * $0 - nearest * nearest }
        var beta = 1.0, low = 0.0, high = Double.infinity
        // Begin at the scale of the distances, so that units do not matter.
        let mean = squares.reduce(0, +) / Double(squares.count)
        if mean > 0 { beta = 1 / mean }
        for _ in 0..<100 {
            for (place, square) in squares.enumerated() { p[place] = -beta * square }
            cairn_exp_f64(start, start, p.count)
            var sum = 0.0, moment = 0.0
            for place in 0..<p.count {
                sum += p[place]
                moment += p[place] * squares[place]
            }
            let excess = log(sum) + beta * moment / sum - wanted
            for place in 0..<p.count { p[place] /= sum }
            if abs(excess) <= 1e-5 { break }
            if excess > 0 { low = beta } else { high = beta }
            beta = high == .infinity ? beta * 2 : (low + high) / 2
        }
    }

    /// `(P + Pᵀ) / 2n` row by row.
    private static func symmetric(_ neighbors: Neighborhoods, _ n: Int, _ p: [Double])
        -> ([Int32], [Int32], [Float], Double)
    {
        let graph = SymmetricGraph(neighbors, rows: n, values: p) { ($0 + $1) / Double(2 * n) }
        var entropy = 0.0
        for value in graph.values where value > 0 { entropy += value * log(value) }
        return (graph.offsets, graph.columns, graph.values.map(Float.init), entropy)
    }
}

/// A directed graph of neighbours made symmetric: element (i, j) is a function of the values of i → j and j → i.
struct SymmetricGraph {
    /// Where each row begins.
    let offsets: [Int32]
    /// The columns of the stored elements, rising within each row.
    let columns: [Int32]
    /// The stored elements.
    let values: [Double]

    init(
        _ neighbors: Neighborhoods, rows n: Int, values: [Double], _ join: (Double, Double) -> Double
    ) {
        let k = neighbors.count
        // For each row: its neighbours with its own value, and those whose neighbour it is with theirs.
        var counts = [Int](repeating: k, count: n + 1)
        for index in neighbors.indices { counts[Int(index)] += 1 }
        var begins = [Int](repeating: 0, count: n + 1)
        for row in 0..<n { begins[row + 1] = begins[row] + counts[row] }
        var entries = [(column: Int32, own: Double, other: Double)](repeating: (0, 0, 0), count: begins[n])
        var ends = begins
        for row in 0..<n {
            for place in row * k..<(row + 1) * k {
                let column = Int(neighbors.indices[place])
                entries[ends[row]] = (neighbors.indices[place], values[place], 0)
                entries[ends[column]] = (Int32(row), 0, values[place])
                ends[row] += 1
                ends[column] += 1
            }
        }
        var offsets: [Int32] = [0], columns: [Int32] = [], joined: [Double] = []
        columns.reserveCapacity(entries.count)
        joined.reserveCapacity(entries.count)
        for row in 0..<n {
            let line = entries[begins[row]..<begins[row + 1]].sorted { $0.column < $1.column }
            var place = 0
            while place < line.count {
                var (column, own, other) = line[place]
                place += 1
                if place < line.count, line[place].column == column {
                    own += line[place].own
                    other += line[place].other
                    place += 1
                }
                columns.append(column)
                joined.append(join(own, other))
            }
            offsets.append(Int32(columns.count))
        }
        self.offsets = offsets
        self.columns = columns
        self.values = joined
    }
}
