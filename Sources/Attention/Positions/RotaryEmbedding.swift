import Autodiff
import CAttention
import LinearAlgebra

/// Rotary positions: the numbers of each query and key are taken in pairs, and each pair is turned by an angle that grows with the position.
///
/// Pair i at position t is turned by `t θᵢ`, `θᵢ = base^(-2i/d)`:
///
/// - `(a, b) → (a cos tθᵢ - b sin tθᵢ, a sin tθᵢ + b cos tθᵢ)`.
///
/// The product of a query at t with a key at s then depends on their content and on t - s only. Values are not turned. There is nothing to learn.
///
///     let rotary = RotaryEmbedding<Double>(2)
///     let x = Tensor<Double>(shape: [1, 1, 2, 2], elements: [1, 0, 1, 0])  // positions 0 and 1
///     print(rotary(x)[0][0][1].elements.map { ($0 * 1000).rounded() })  // [540.0, 841.0]
///
/// Source: Su et al., *RoFormer: Enhanced Transformer with Rotary Position Embedding* (2021).
public struct RotaryEmbedding<Precision: Scalar>: Sendable {
    /// Which two numbers are a pair.
    public enum Pairing: String, Sendable, Hashable, Codable {
        /// Number i and number i + d/2: Llama and GPT-NeoX in the files of Hugging Face.
        case halves
        /// Numbers 2i and 2i + 1: the paper, GPT-J, Meta's own files, and Llama in GGUF.
        case neighbours
    }

    /// d: how many numbers of each head are turned, the first of them; the others stay.
    public let dimension: Int
    /// What the waves grow to, from 2π.
    public let base: Double
    /// Which two numbers are a pair.
    public let pairing: Pairing
    /// How the angles are stretched, or nil.
    public let scaling: RotaryScaling?
    private let table: RotaryTable<Precision>

    /// Positions for heads of `dimension` numbers, or for the first `dimension` of each.
    ///
    /// - Parameters:
    ///   - dimension: d, even, at least 2.
    ///   - base: Above 1: 10 000 at first, 500 000 in Llama 3.
    ///   - pairing: Which two numbers are a pair.
    ///   - scaling: How the angles are stretched, or nil.
    public init(
        _ dimension: Int, base: Double = 10_000, pairing: Pairing = .halves, scaling: RotaryScaling? = nil
    ) {
        require(
            dimension >= 2 && dimension % 2 == 0 && base > 1,
            "RotaryEmbedding: a dimension of \(dimension), which has to be even and at least 2, and a base of \(base), above 1"
        )
        scaling?.check()
        self.dimension = dimension
        self.base = base
        self.pairing = pairing
        self.scaling = scaling
        let (angles, magnitude) = RotaryScaling.angles(scaling, dimension: dimension, base: base)
        table = RotaryTable(angles: angles, magnitude: magnitude)
    }

    /// Positions with angles of your own, as files of factors give them (`rope_freqs.weight` of GGUF).
    ///
    /// - Parameters:
    ///   - angles: θ of each pair, at least one.
    ///   - pairing: Which two numbers are a pair.
    public init(angles: [Double], pairing: Pairing = .halves) {
        require(!angles.isEmpty, "RotaryEmbedding: no angles")
        dimension = 2 * angles.count
        base = 10_000
        self.pairing = pairing
        scaling = nil
        table = RotaryTable(angles: angles, magnitude: 1)
    }

    /// θ of each pair: `dimension/2` angles, in radians for each position.
    public var angles: [Double] { table.angles }

    /// What sines and cosines are multiplied by: 1, but for ``RotaryScaling/yarn(factor:length:fast:slow:)``.
    public var magnitude: Double { table.magnitude }

    /// Queries or keys, turned.
    ///
    /// - Parameters:
    ///   - x: `[…, T, n]` with `n ≥ dimension`; heads of `[batch, T, heads, n]` seen as `[batch, heads, T, n]` are read as they stand.
    ///   - offset: The position of the first, at least 0.
    /// - Returns: In the shape of x.
    ///
    /// O(count of x), one pass; so is the gradient, which is turned back.
    public func callAsFunction(_ x: Tensor<Precision>, offset: Int = 0) -> Tensor<Precision> {
        check(x)
        return turned(x, angles(of: x.shape[x.rank - 2], from: offset))
    }

    /// Queries or keys at any positions, turned.
    ///
    /// - Parameters:
    ///   - x: `[…, T, n]` with `n ≥ dimension`.
    ///   - positions: T of them, in any order.
    /// - Returns: In the shape of x.
    public func callAsFunction(_ x: Tensor<Precision>, positions: [Int]) -> Tensor<Precision> {
        check(x)
        require(
            positions.count == x.shape[x.rank - 2],
            "RotaryEmbedding: \(positions.count) positions for \(describe(x.shape))")
        let (cosines, sines) = table.made(positions)
        return turned(x, RotaryAngles(cosines: cosines, sines: sines, first: 0))
    }

    /// The first `heads` heads of each row turned, what follows them copied: queries and keys of a fused projection.
    ///
    /// - Parameters:
    ///   - x: `[batch, T, columns]`.
    ///   - heads: How many heads are turned.
    ///   - width: The numbers of a head.
    ///   - offset: The position of the first row.
    package func rotatingRows(
        _ x: Tensor<Precision>, heads: Int, width: Int, offset: Int
    ) -> Tensor<Precision> {
        require(
            width >= dimension, "RotaryEmbedding: \(dimension) numbers are turned, but heads have \(width)")
        return rowsTurned(x, heads, width, angles(of: x.shape[1], from: offset))
    }

    private func angles(of count: Int, from offset: Int) -> RotaryAngles<Precision> {
        require(
            offset >= 0 && offset <= Int.max - count, "RotaryEmbedding: positions from \(offset) on")
        let (cosines, sines, first) = table.rows(offset..<(offset + count))
        return RotaryAngles(cosines: cosines, sines: sines, first: first)
    }

    private func check(_ x: Tensor<Precision>) {
        require(
            x.rank >= 2 && x.shape[x.rank - 1] >= dimension,
            "RotaryEmbedding: an input of \(describe(x.shape)), not […, positions, \(dimension) or more]")
    }

    private func turned(_ x: Tensor<Precision>, _ angles: RotaryAngles<Precision>) -> Tensor<Precision> {
        if x.rank != 4 {
            let rows = x.shape[x.rank - 2], width = x.shape[x.rank - 1]
            let outer = elementCount(Array(x.shape.dropLast(2)))
            return turned(x.reshaped([1, outer, rows, width]), angles).reshaped(x.shape)
        }
        let shape = x.shape, source = x.unitColumns()
        let value = Tensor<Precision>(uninitialized: [shape[0], shape[2], shape[1], shape[3]])
            .transposed(1, 2)  // [batch, heads, T, n], heads beside each other in memory
        let from = source.strides, to = value.strides
        for batch in 0..<shape[0] {
            inParallel(shape[2], grain: max(1, (1 << 14) / max(1, shape[1] * shape[3]))) { first, rows in
                angles.turn(
                    from: source.start + batch * from[0] + first * from[2], (from[2], from[1]),
                    to: value.start + batch * to[0] + first * to[2], (to[2], to[1]), at: first, rows: rows,
                    heads: shape[1], width: shape[3], rest: 0, isNeighbours: pairing == .neighbours)
            }
        }
        return Tensor.record(
            "rotate", [x], value: value,
            pushforward: { tangents, _ in tangents[0].map { turned($0, angles) } },
            pullback: { gradient, _ in [turned(gradient, angles.reversed)] })
    }

    private func rowsTurned(
        _ x: Tensor<Precision>, _ heads: Int, _ width: Int, _ angles: RotaryAngles<Precision>
    ) -> Tensor<Precision> {
        let rows = x.shape[1], columns = x.shape[2], source = x.contiguous()
        let value = Tensor<Precision>(uninitialized: x.shape)
        // Rows of all sequences in one run; a piece that goes over an end is cut there.
        inParallel(x.shape[0] * rows, grain: max(1, (1 << 14) / max(1, columns))) { first, count in
            var row = first
            while row < first + count {
                let position = row % rows, run = min(rows - position, first + count - row)
                angles.turn(
                    from: source.start + row * columns, (columns, width), to: value.start + row * columns,
                    (columns, width), at: position, rows: run, heads: heads, width: width,
                    rest: columns - heads * width, isNeighbours: pairing == .neighbours)
                row += run
            }
        }
        return Tensor.record(
            "rotateRows", [x], value: value,
            pushforward: { tangents, _ in tangents[0].map { rowsTurned($0, heads, width, angles) } },
            pullback: { gradient, _ in [rowsTurned(gradient, heads, width, angles.reversed)] })
    }
}

/// Rows of a table, and the direction in which they turn.
private struct RotaryAngles<Precision: Scalar>: Sendable {
    let cosines: Tensor<Precision>
    let sines: Tensor<Precision>
    /// The row of the first position.
    let first: Int
    var sign: Precision = 1

    var reversed: RotaryAngles {
        var copy = self
        copy.sign = -sign
        return copy
    }

    /// Turns `rows` rows from position `at` on; steps are those from row to row and from head to head.
    func turn(
        from x: UnsafePointer<Precision>, _ xSteps: (row: Int, head: Int),
        to y: UnsafeMutablePointer<Precision>,
        _ ySteps: (row: Int, head: Int), at position: Int, rows: Int, heads: Int, width: Int, rest: Int,
        isNeighbours: Bool
    ) {
        let pairs = cosines.shape[1], place = (first + position) * pairs
        let c = UnsafeRawPointer(cosines.start + place), s = UnsafeRawPointer(sines.start + place)
        let x = UnsafeRawPointer(x), y = UnsafeMutableRawPointer(y)
        if Precision.self == Float.self {
            cairn_rotate_f32(
                x.assumingMemoryBound(to: Float.self), xSteps.row, xSteps.head,
                y.assumingMemoryBound(to: Float.self), ySteps.row, ySteps.head,
                c.assumingMemoryBound(to: Float.self), s.assumingMemoryBound(to: Float.self), Float(sign),
                rows, heads, width, pairs, rest, isNeighbours ? 1 : 0)
        } else {
            cairn_rotate_f64(
                x.assumingMemoryBound(to: Double.self), xSteps.row, xSteps.head,
                y.assumingMemoryBound(to: Double.self), ySteps.row, ySteps.head,
                c.assumingMemoryBound(to: Double.self), s.assumingMemoryBound(to: Double.self), Double(sign),
                rows, heads, width, pairs, rest, isNeighbours ? 1 : 0)
        }
    }
}

extension Tensor {
    /// The tensor itself where the numbers of its last axis stand beside each other, else a copy; without its node.
    fileprivate func unitColumns() -> Tensor {
        let steps = strides
        return steps[rank - 1] == 1 || shape[rank - 1] == 1 ? detached : copied()
    }
}
