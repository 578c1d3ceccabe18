import CKernels
import LinearAlgebra
import Randomness

/// The stochastic gradients of UMAP, on points in single precision.
struct UMAPLayout {
    private let options: cairn_umap
    private let rate: Double
    private let rows: Int
    private var places: [Float]
    private var state: UInt64

    init(_ umap: UMAP, _ curve: MembershipCurve, _ start: Matrix<Double>) {
        options = UMAPLayout.kernelOptions(
            umap, curve, others: start.rows, dimensions: start.columns, movesBoth: true)
        rate = umap.learningRate
        rows = start.rows
        places = start.elements.map(Float.init)
        state = UMAPLayout.state(umap.seed)
    }

    private static func kernelOptions(
        _ umap: UMAP, _ curve: MembershipCurve, others: Int, dimensions: Int, movesBoth: Bool
    ) -> cairn_umap {
        cairn_umap(
            a: Float(curve.a), b: Float(curve.b), repulsion: Float(umap.repulsion),
            negatives: Int32(umap.negativeSamples), dims: Int32(dimensions), others: Int32(others),
            moves_both: movesBoth ? 1 : 0)
    }

    private static func state(_ seed: UInt64) -> UInt64 {
        var bits = PCG64(seed: seed)
        return bits.next64()
    }

    /// The places, n × dimensions.
    var embedding: Matrix<Double> {
        Matrix(rows: rows, columns: Int(options.dims), elements: places.map(Double.init))
    }

    /// Goes through the edges: the heaviest in each epoch, the others as often as their weight says.
    mutating func run(_ graph: SymmetricGraph, epochs: Int) {
        let heaviest = graph.values.max() ?? 0
        var heads: [Int32] = [], tails: [Int32] = [], period: [Float] = []
        for row in 0..<rows {
            for place in Int(graph.offsets[row])..<Int(graph.offsets[row + 1]) {
                let weight = graph.values[place]
                guard weight > 0, weight >= heaviest / Double(epochs) else { continue }
                heads.append(Int32(row))
                tails.append(graph.columns[place])
                period.append(Float(heaviest / weight))
            }
        }
        var next = period, options = options
        places.withUnsafeMutableBufferPointer { places in
            for epoch in 0..<epochs {
                let rate = rate * (1 - Double(epoch) / Double(epochs))
                cairn_umap_epoch_f32(
                    &options, places.baseAddress, places.baseAddress, heads, tails, heads.count, period,
                    &next,
                    Float(epoch), Float(rate), &state)
            }
        }
    }

    /// Places new rows among those that stay.
    static func place(
        _ nearest: Neighborhoods, _ weights: [Double], among embedding: Matrix<Double>, _ umap: UMAP,
        _ curve: MembershipCurve
    ) -> Matrix<Double> {
        let k = nearest.count, dimensions = embedding.columns, rows = nearest.indices.count / k
        let options = kernelOptions(
            umap, curve, others: embedding.rows, dimensions: dimensions, movesBoth: false)
        let epochs = umap.epochs.map { max(1, $0 / 5) } ?? 100
        let first = state(umap.seed), tail = embedding.elements.map(Float.init)
        let result = Matrix<Double>.zeros(rows, dimensions)
        inParallel(rows, grain: 16) { start, length in
            // The kernel's type for what it may move; with `moves_both` 0 it only reads.
            var tail = tail
            for row in start..<start + length {
                let own = Array(weights[row * k..<(row + 1) * k])
                var point = middle(nearest[row], own, embedding)
                refine(&point, nearest[row], own, &tail, options, epochs, umap.learningRate / 4, first)
                for column in 0..<dimensions {
                    result.start[row * dimensions + column] = Double(point[column])
                }
            }
        }
        return result
    }

    /// The mean of the neighbours' places by weight.
    private static func middle(
        _ neighbors: ArraySlice<Int32>, _ weights: [Double], _ embedding: Matrix<Double>
    )
        -> [Float]
    {
        let total = weights.reduce(0, +)
        var sums = [Double](repeating: 0, count: embedding.columns)
        for (neighbor, weight) in zip(neighbors, weights) {
            for column in 0..<sums.count { sums[column] += weight / total * embedding[Int(neighbor), column] }
        }
        return sums.map(Float.init)
    }

    private static func refine(
        _ point: inout [Float], _ neighbors: ArraySlice<Int32>, _ weights: [Double], _ tail: inout [Float],
        _ options: cairn_umap, _ epochs: Int, _ rate: Double, _ state: UInt64
    ) {
        let heaviest = weights.max() ?? 1
        let kept = zip(neighbors, weights).filter { $0.1 > 0 && $0.1 >= heaviest / Double(epochs) }
        let tails = kept.map(\.0), period = kept.map { Float(heaviest / $0.1) }
        let heads = [Int32](repeating: 0, count: tails.count)
        var next = period, options = options, state = state
        for epoch in 0..<epochs {
            cairn_umap_epoch_f32(
                &options, &point, &tail, heads, tails, tails.count, period, &next, Float(epoch),
                Float(rate * (1 - Double(epoch) / Double(epochs))), &state)
        }
    }
}
