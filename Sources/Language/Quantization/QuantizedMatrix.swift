import CQuantized
import LinearAlgebra

/// A matrix whose elements are small integers with scales, and which multiplies as such: nothing is turned back into floats.
///
/// `y = W x` for a W of `rows` × `columns`. The activations x are rounded to 8 bits in blocks of 32, each with a scale of its own; the
/// products of integers are summed exactly; the sums of a block are scaled and added in single precision. Rounding x costs
///
///     |yᵢ − ŷᵢ| ≤ Σ_blocks (largest |x| of the block) / 254 · Σ_columns |Wᵢⱼ|
///
/// besides what W lost when it was quantised. Reading a weight takes 4.5 to 10 bits instead of 32, and reading the weights is what
/// the time of a language model goes into: see Docs/Language/Quantization.md.
///
///     let matrix = QuantizedMatrix(Matrix<Float>(repeating: 0.5, rows: 4, columns: 32), as: .q8_0)
///     print(matrix.times([Float](repeating: 2, count: 32)))  // [31.998047, 31.998047, 31.998047, 31.998047]
///
/// Sixteen rows lie side by side in memory, so that one vector instruction serves sixteen results. Products use AVX-512 with VNNI, AVX
/// with VNNI, AVX2 or plain C, whichever is the best that the processor has. They are cut over the library's threads; results do
/// not depend on their number.
public struct QuantizedMatrix: Sendable {
    /// The number of rows, the length of a result.
    public let rows: Int
    /// The number of columns, the length of what is multiplied.
    public let columns: Int
    /// How the elements were quantised.
    public let format: BlockFormat

    /// The kind of packing, a number of CQuantized.
    let kind: Int32
    private let storage: AlignedBytes
    private let offset: Int

    /// The packed groups.
    var base: UnsafeMutablePointer<UInt8> { storage.base + offset }

    /// Packs the blocks of a matrix, row by row, as a GGUF file holds them. O(rows · columns).
    /// - Parameters:
    ///   - blocks: the data, `format.byteCount(rows · columns)` bytes.
    ///   - rows: the number of rows, at least 1.
    ///   - columns: the number of columns, a whole number of blocks, at least one.
    ///   - format: one of `q8_0`, `q4_0`, `q4_1`, `q4_K`, `q6_K`.
    public init(blocks: UnsafeRawBufferPointer, rows: Int, columns: Int, format: BlockFormat) {
        self.init(blocks: blocks, rows: rows, columns: columns, format: format, arena: nil)
    }

    /// The bytes that a packed matrix takes.
    static func packedBytes(rows: Int, columns: Int, format: BlockFormat) -> Int {
        let kind = cairn_packed_kind(format.rawValue)
        return kind < 0 ? 0 : (rows + 15) / 16 * cairn_packed_group_bytes(kind, columns)
    }

    /// The same, into memory that several matrices share.
    init(blocks: UnsafeRawBufferPointer, rows: Int, columns: Int, format: BlockFormat, arena: WeightArena?) {
        let kind = cairn_packed_kind(format.rawValue)
        require(kind >= 0, "QuantizedMatrix: \(format.name) has no blocks of integers")
        require(
            rows >= 1 && columns >= 1 && columns % format.blockLength == 0,
            "QuantizedMatrix: \(rows) × \(columns), \(format.name) has blocks of \(format.blockLength)")
        require(
            blocks.count == format.byteCount(rows * columns),
            "QuantizedMatrix: \(blocks.count) bytes for \(rows) × \(columns) as \(format.name)")
        self.rows = rows
        self.columns = columns
        self.format = format
        self.kind = kind
        let groups = (rows + 15) / 16
        byteCount = groups * cairn_packed_group_bytes(kind, columns)
        (storage, offset) = arena?.take(byteCount) ?? (AlignedBytes(count: byteCount), 0)
        let target = storage.base + offset
        let grain = max(1, 32_768 / columns)
        concurrently((groups + grain - 1) / grain) { part in
            let first = part * grain
            cairn_pack(
                format.rawValue, blocks.baseAddress, rows, columns, first, min(grain, groups - first), target)
        }
    }

    /// Quantises and packs a matrix. O(rows · columns).
    /// - Parameters:
    ///   - matrix: finite numbers of at most `format.largestNumber`; the number of columns is a whole number of blocks.
    ///   - format: one of `q8_0`, `q4_0`, `q4_1`, `q4_K`, `q6_K`.
    public init(_ matrix: Matrix<Float>, as format: BlockFormat) {
        let values = matrix.rows == 0 ? [] : Array(matrix.elements)
        let rows = matrix.rows, columns = matrix.columns
        require(
            columns % format.blockLength == 0,
            "QuantizedMatrix: \(columns) columns, \(format.name) has blocks of \(format.blockLength)")
        format.requireFit(values, "QuantizedMatrix") { "row \($0 / columns), column \($0 % columns)" }
        self = format.quantize(values).withUnsafeBytes {
            QuantizedMatrix(blocks: $0, rows: rows, columns: columns, format: format)
        }
    }

    /// The bytes that the packed matrix takes.
    public let byteCount: Int

    /// The numbers that a row stands for, bit by bit those of `BlockFormat.dequantize`. O(columns).
    /// - Parameter row: from 0 to `rows` − 1.
    public func row(_ row: Int) -> [Float] {
        require(row >= 0 && row < rows, "QuantizedMatrix.row: row \(row) of \(rows)")
        return [Float](unsafeUninitializedCapacity: columns) { target, count in
            if let base = target.baseAddress { unpack(row, into: base) }
            count = columns
        }
    }

    func unpack(_ row: Int, into target: UnsafeMutablePointer<Float>) {
        cairn_unpack_row(kind, base, columns, row, target)
    }

    /// The matrix in floats. O(rows · columns).
    public func dequantized() -> Matrix<Float> {
        Matrix(rows: rows, columns: columns, elements: (0..<rows).flatMap(row))
    }

    /// `W x`: a number for each row. O(rows · columns).
    /// - Parameter x: `columns` numbers. Where one is not finite, what it touches becomes NaN.
    public func times(_ x: [Float]) -> [Float] {
        require(x.count == columns, "QuantizedMatrix.times: \(x.count) numbers for \(rows) × \(columns)")
        return product(x, count: 1)
    }

    /// `X Wᵀ`: `W x` for each row x of a matrix. O(x.rows · rows · columns).
    /// - Parameter x: as many columns as this matrix.
    /// - Returns: x.rows × rows.
    public func times(rowsOf x: Matrix<Float>) -> Matrix<Float> {
        require(
            x.columns == columns, "QuantizedMatrix.times: \(x.rows) × \(x.columns) for \(rows) × \(columns)")
        let values = product(Array(x.elements), count: x.rows)
        return Matrix(rows: x.rows, columns: rows, elements: values)
    }

    private func product(_ x: [Float], count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count * rows) { target, initialized in
            initialized = count * rows
            guard let y = target.baseAddress else { return }
            x.withUnsafeBufferPointer { x in
                guard let x = x.baseAddress else { return }
                let activations = Activations(x, columns: columns, tokens: count)
                multiply([Product(self, into: y)], by: activations)
            }
        }
    }
}

/// Memory that begins at a cache line and, where it is large, lies in large pages.
final class AlignedBytes: @unchecked Sendable {
    /// `@unchecked Sendable`: written only before the matrix that owns it is handed out.
    let base: UnsafeMutablePointer<UInt8>
    let count: Int
    private let memory: UnsafeMutableRawPointer

    init(count: Int) {
        self.count = count
        memory = cairn_allocate(count)
        base = memory.bindMemory(to: UInt8.self, capacity: count)
    }

    deinit { cairn_release(memory, count) }
}

/// One piece of memory for all matrices of a model: in large pages, which many small pieces would not get, reading the weights
/// from end to end is a tenth faster.
final class WeightArena {
    private let bytes: AlignedBytes
    private var used = 0

    init(count: Int) { bytes = AlignedBytes(count: count) }

    /// The next `count` bytes, or nil where they do not fit.
    func take(_ count: Int) -> (AlignedBytes, Int)? {
        guard count <= bytes.count - used else { return nil }
        defer { used += (count + 63) & ~63 }
        return (bytes, used)
    }
}
