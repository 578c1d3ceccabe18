import LinearAlgebra
import Randomness

/// Eigenvectors of a graph, which place what is joined together.
enum SpectralStart {
    /// The eigenvectors of `D^(-½) W D^(-½)` with the largest eigenvalues but the first, n × `count`; nil where the graph falls apart, is too small, or
    /// the iteration finds no end.
    static func places(_ graph: SymmetricGraph, _ count: Int, seed: UInt64) -> Matrix<Double>? {
        let n = graph.offsets.count - 1
        guard n > count + 2, isConnected(graph) else { return nil }
        var scales = [Double](repeating: 0, count: n)
        for row in 0..<n {
            var sum = 0.0
            for place in Int(graph.offsets[row])..<Int(graph.offsets[row + 1]) { sum += graph.values[place] }
            scales[row] = sum > 0 ? 1 / sum.squareRoot() : 0
        }
        var generator = Generator(seed: seed)
        let start = Vector(generator.standardNormal(count: n))
        let result = try? lanczos(
            size: n, count: count + 1, start: start, tolerance: 1e-5, maximumIterations: min(n, 600)
        ) { product(graph, scales, $0) }
        guard let vectors = result?.vectors else { return nil }
        return Matrix(rows: n, columns: count) { row, column in vectors[row, count - 1 - column] }
    }

    private static func product(_ graph: SymmetricGraph, _ scales: [Double], _ x: Vector<Double>) -> Vector<
        Double
    > {
        let x = x.contiguous(), n = x.count, result = Vector<Double>.zeros(n)
        inParallel(n, grain: 512) { first, length in
            for row in first..<first + length {
                var sum = 0.0
                for place in Int(graph.offsets[row])..<Int(graph.offsets[row + 1]) {
                    let column = Int(graph.columns[place])
                    sum += graph.values[place] * scales[column] * x.start[column]
                }
                result.start[row] = sum * scales[row]
            }
        }
        return result
    }

    /// Whether every row can be reached from the first.
    static func isConnected(_ graph: SymmetricGraph) -> Bool {
        let n = graph.offsets.count - 1
        var reached = [Bool](repeating: false, count: n), waiting = [0], count = 1
        reached[0] = true
        while let row = waiting.popLast() {
            for place in Int(graph.offsets[row])..<Int(graph.offsets[row + 1]) where graph.values[place] > 0 {
                let column = Int(graph.columns[place])
                if !reached[column] {
                    reached[column] = true
                    count += 1
                    waiting.append(column)
                }
            }
        }
        return count == n
    }
}
