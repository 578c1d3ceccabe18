import CKernels
import Foundation
import LinearAlgebra

/// The gradient descent of t-SNE: points in single precision, coordinate by coordinate, in rows long enough for whole vectors.
struct TSNEDescent {
    private let affinities: Affinities
    private let n: Int
    private let dimensions: Int
    private let stride: Int
    /// Sums the repulsion; nil where all pairs are summed.
    private let tree: RepulsionTree?
    private var y: [Float]
    private var velocity: [Float]
    private var gains: [Float]
    private var attraction: [Float]
    private var repulsion: [Float]
    private(set) var iterations = 0

    /// What fills the rows' ends: a place so far off that its affinities are 0.
    private static let far: Float = 1e18

    init(_ affinities: Affinities, _ start: Matrix<Double>, angle: Double? = nil) {
        self.affinities = affinities
        tree = angle.map { RepulsionTree(start.rows, start.columns, angle: $0) }
        n = start.rows
        dimensions = start.columns
        let stride = (n + 31) / 32 * 32
        self.stride = stride
        y = [Float](repeating: TSNEDescent.far, count: stride * start.columns)
        for row in 0..<n {
            for column in 0..<start.columns { y[column * stride + row] = Float(start[row, column]) }
        }
        velocity = [Float](repeating: 0, count: y.count)
        gains = [Float](repeating: 1, count: y.count)
        attraction = velocity
        repulsion = velocity
    }

    /// The places, n × dimensions.
    var embedding: Matrix<Double> {
        Matrix(rows: n, columns: dimensions) { row, column in Double(y[column * stride + row]) }
    }

    /// `early` of `total` steps with exaggerated affinities and momentum 0.5, the rest without and with 0.8.
    mutating func run(_ early: Int, of total: Int, exaggeration: Double, rate: Double, minimum: Double) {
        for step in 0..<total {
            let isEarly = step < early
            if step == early {
                for place in 0..<velocity.count { velocity[place] = 0 }
                for place in 0..<gains.count { gains[place] = 1 }
            }
            let length = self.step(
                exaggeration: isEarly ? exaggeration : 1, momentum: isEarly ? 0.5 : 0.8, rate: rate)
            iterations += 1
            // Squared lengths of gradients that are no numbers end the run too.
            if !(length > minimum * minimum), !isEarly || !length.isFinite { return }
        }
    }

    /// One step. Returns the gradient's squared length.
    private mutating func step(exaggeration: Double, momentum: Double, rate: Double) -> Double {
        let total = forces()
        var length = 0.0
        for column in 0..<dimensions {
            let from = column * stride
            length += y.withUnsafeMutableBufferPointer { y in
                velocity.withUnsafeMutableBufferPointer { velocity in
                    gains.withUnsafeMutableBufferPointer { gains in
                        attraction.withUnsafeBufferPointer { attraction in
                            repulsion.withUnsafeBufferPointer { repulsion in
                                TSNEDescent.move(
                                    y, velocity, gains, attraction, repulsion, from, n, Float(exaggeration),
                                    Float(1 / total), Float(momentum), Float(rate))
                            }
                        }
                    }
                }
            }
        }
        return length
    }

    private static func move(
        _ y: UnsafeMutableBufferPointer<Float>, _ velocity: UnsafeMutableBufferPointer<Float>,
        _ gains: UnsafeMutableBufferPointer<Float>, _ attraction: UnsafeBufferPointer<Float>,
        _ repulsion: UnsafeBufferPointer<Float>, _ from: Int, _ count: Int, _ exaggeration: Float,
        _ scale: Float,
        _ momentum: Float, _ rate: Float
    ) -> Double {
        guard let y = y.baseAddress, let velocity = velocity.baseAddress, let gains = gains.baseAddress,
            let attraction = attraction.baseAddress, let repulsion = repulsion.baseAddress
        else { return 0 }
        return cairn_tsne_step_f32(
            y + from, velocity + from, gains + from, attraction + from, repulsion + from, exaggeration, scale,
            momentum, rate, count)
    }

    /// Fills both forces and returns `Z = Σ 1 / (1 + d²)` over all pairs.
    private mutating func forces() -> Double {
        // Runs of 64 points, whose sums are added in order: the same result for any number of threads.
        let parts = (n + 63) / 64, n = n, stride = stride, dimensions = dimensions
        var sums = [Double](repeating: 0, count: parts)
        let affinities = affinities, tree = tree
        var total = 0.0
        y.withUnsafeBufferPointer { y in
            attraction.withUnsafeMutableBufferPointer { attraction in
                repulsion.withUnsafeMutableBufferPointer { repulsion in
                    sums.withUnsafeMutableBufferPointer { sums in
                        guard let y = y.baseAddress, let attraction = attraction.baseAddress,
                            let repulsion = repulsion.baseAddress
                        else { return }
                        nonisolated(unsafe) let sums = sums
                        concurrently(parts) { part in
                            let from = part * 64, to = min(n, from + 64)
                            cairn_tsne_attraction_f32(
                                y, stride, dimensions, affinities.offsets, affinities.columns,
                                affinities.values,
                                from, to, attraction)
                            if tree != nil { return }
                            sums[part] = cairn_tsne_repulsion_f32(
                                y, n, stride, dimensions, from, to, repulsion)
                        }
                        total = tree?.sum(y, stride, into: repulsion) ?? sums.reduce(0, +)
                    }
                }
            }
        }
        return max(total, Double.leastNormalMagnitude)
    }

    /// `KL(P‖Q) = Σ p log p + Σ p log(1 + d²) + log Z`.
    mutating func divergence() -> Double {
        let total = forces()
        let logs = cairn_tsne_stored_logs_f32(
            y, stride, dimensions, affinities.offsets, affinities.columns, affinities.values, 0, n)
        return affinities.negativeEntropy + logs + log(total)
    }
}
