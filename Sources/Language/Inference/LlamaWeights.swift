import CQuantized
import LinearAlgebra

/// A matrix of weights, quantised or in floats: rows are outputs.
enum WeightMatrix: Sendable {
    case quantized(QuantizedMatrix)
    case floats(FloatMatrix)

    var rows: Int {
        switch self {
        case .quantized(let matrix): matrix.rows
        case .floats(let matrix): matrix.rows
        }
    }

    var columns: Int {
        switch self {
        case .quantized(let matrix): matrix.columns
        case .floats(let matrix): matrix.columns
        }
    }

    var isQuantized: Bool {
        if case .quantized = self { true } else { false }
    }

    var byteCount: Int {
        switch self {
        case .quantized(let matrix): matrix.byteCount
        case .floats(let matrix): matrix.rows * matrix.columns * 4
        }
    }

    /// Writes the numbers of a row.
    func unpack(_ row: Int, into target: UnsafeMutablePointer<Float>) {
        switch self {
        case .quantized(let matrix): matrix.unpack(row, into: target)
        case .floats(let matrix):
            target.update(from: matrix.buffer.base + row * matrix.columns, count: matrix.columns)
        }
    }
}

/// A matrix of floats, row by row.
struct FloatMatrix: Sendable {
    let rows: Int
    let columns: Int
    let buffer: Buffer<Float>

    init(rows: Int, columns: Int, _ values: [Float]) {
        self.rows = rows
        self.columns = columns
        buffer = Buffer(uninitialized: rows * columns)
        values.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { buffer.base.update(from: start, count: rows * columns) }
        }
    }

    /// y[token][row] = Σ W[row][column] · x[token][column]. Rows are cut the same way for any number of threads.
    func multiply(
        _ x: UnsafePointer<Float>, tokens: Int, into y: UnsafeMutablePointer<Float>, stride: Int
    ) {
        let grain = max(16, (1 << 16) / columns), parts = (rows + grain - 1) / grain
        concurrently(parts) { part in
            let first = part * grain, count = min(grain, rows - first), start = buffer.base + first * columns
            if tokens == 1 {
                Float.gemv(
                    transpose: false, m: count, n: columns, alpha: 1, a: start, lda: columns, x: x, incx: 1,
                    beta: 0, y: y + first, incy: 1)
            } else {
                Float.gemm(
                    transposeA: false, transposeB: true, m: tokens, n: count, k: columns, alpha: 1, a: x,
                    lda: columns, b: start, ldb: columns, beta: 0, c: y + first, ldc: stride)
            }
        }
    }
}

/// The weights of a Llama, ready for products.
struct LlamaWeights: Sendable {
    struct Layer: Sendable {
        var attentionNorm: FloatMatrix
        var query: WeightMatrix, key: WeightMatrix, value: WeightMatrix, output: WeightMatrix
        var feedForwardNorm: FloatMatrix
        var gate: WeightMatrix, up: WeightMatrix, down: WeightMatrix
    }

    var embedding: WeightMatrix
    var layers: [Layer]
    var norm: FloatMatrix
    /// Nil where the embedding serves: tied weights.
    var output: WeightMatrix?

    var byteCount: Int {
        let matrices =
            [embedding] + (output.map { [$0] } ?? [])
            + layers.flatMap { [$0.query, $0.key, $0.value, $0.output, $0.gate, $0.up, $0.down] }
        return matrices.reduce(0) { $0 + $1.byteCount }
    }
}

extension LlamaWeights {
    /// Reads the weights of a GGUF file: blocks are packed as they are, all else becomes floats.
    init(_ file: GGUFFile, _ sizes: LlamaSizes) throws(GGUFError) {
        let arena = WeightArena(count: LlamaWeights.packedBytes(file))
        func matrix(_ name: String, _ rows: Int, _ columns: Int) throws(GGUFError) -> WeightMatrix {
            guard let entry = file.entry(name) else {
                throw GGUFError(
                    .missing, path: file.path, name: name, expected: "a tensor of \(rows) × \(columns)",
                    found: "none of this name")
            }
            guard entry.shape == [rows, columns] else {
                throw GGUFError(
                    .wrongShape, path: file.path, name: name, expected: "\(rows) × \(columns)",
                    found: "\(entry.shape)")
            }
            // The weights are copied: what the file maps of them would stand in memory twice.
            defer { file.release(entry) }
            if let format = entry.type, cairn_packed_kind(format.rawValue) >= 0 {
                return .quantized(
                    try file.withUnsafeBytes(of: name) { _, bytes in
                        QuantizedMatrix(
                            blocks: bytes, rows: rows, columns: columns, format: format, arena: arena)
                    })
            }
            return .floats(FloatMatrix(rows: rows, columns: columns, try file.values(of: name).values))
        }
        func vector(_ name: String, _ count: Int) throws(GGUFError) -> FloatMatrix {
            let (shape, values) = try file.values(of: name)
            guard shape == [count] else {
                throw GGUFError(
                    .wrongShape, path: file.path, name: name, expected: "\(count) numbers", found: "\(shape)")
            }
            return FloatMatrix(rows: 1, columns: count, values)
        }
        let queries = sizes.heads * sizes.headDimension, keys = sizes.keyValueHeads * sizes.headDimension
        let width = sizes.width, hidden = sizes.hiddenWidth
        embedding = try matrix("token_embd.weight", sizes.vocabularyCount, width)
        layers = []
        for index in 0..<sizes.layers {
            let prefix = "blk.\(index)."
            layers.append(
                Layer(
                    attentionNorm: try vector(prefix + "attn_norm.weight", width),
                    query: try matrix(prefix + "attn_q.weight", queries, width),
                    key: try matrix(prefix + "attn_k.weight", keys, width),
                    value: try matrix(prefix + "attn_v.weight", keys, width),
                    output: try matrix(prefix + "attn_output.weight", width, queries),
                    feedForwardNorm: try vector(prefix + "ffn_norm.weight", width),
                    gate: try matrix(prefix + "ffn_gate.weight", hidden, width),
                    up: try matrix(prefix + "ffn_up.weight", hidden, width),
                    down: try matrix(prefix + "ffn_down.weight", width, hidden)))
        }
        norm = try vector("output_norm.weight", width)
        let hasOutput = file.entry("output.weight") != nil
        output = hasOutput ? try matrix("output.weight", sizes.vocabularyCount, width) : nil
    }

    /// What all quantised matrices of a file take once they are packed.
    private static func packedBytes(_ file: GGUFFile) -> Int {
        file.tensors.reduce(0) { sum, entry in
            guard let format = entry.type, entry.shape.count == 2 else { return sum }
            let bytes = QuantizedMatrix.packedBytes(
                rows: entry.shape[0], columns: entry.shape[1], format: format)
            return sum + ((bytes + 63) & ~63)
        }
    }

    /// Takes weights in floats from wherever they are, by the names of GGUF.
    init(
        _ sizes: LlamaSizes, _ values: (_ name: String, _ count: Int) throws -> [Float]?
    ) throws {
        func floats(_ name: String, _ rows: Int, _ columns: Int) throws -> FloatMatrix {
            let found = try values(name, rows * columns)
            require(
                found?.count == rows * columns,
                "LlamaEngine: \(found?.count ?? 0) numbers for \(name), \(rows) × \(columns)")
            return FloatMatrix(rows: rows, columns: columns, found ?? [])
        }
        func matrix(_ name: String, _ rows: Int, _ columns: Int) throws -> WeightMatrix {
            .floats(try floats(name, rows, columns))
        }
        let queries = sizes.heads * sizes.headDimension, keys = sizes.keyValueHeads * sizes.headDimension
        let width = sizes.width, hidden = sizes.hiddenWidth
        embedding = try matrix("token_embd.weight", sizes.vocabularyCount, width)
        layers = try (0..<sizes.layers).map { index in
            let prefix = "blk.\(index)."
            return Layer(
                attentionNorm: try floats(prefix + "attn_norm.weight", 1, width),
                query: try matrix(prefix + "attn_q.weight", queries, width),
                key: try matrix(prefix + "attn_k.weight", keys, width),
                value: try matrix(prefix + "attn_v.weight", keys, width),
                output: try matrix(prefix + "attn_output.weight", width, queries),
                feedForwardNorm: try floats(prefix + "ffn_norm.weight", 1, width),
                gate: try matrix(prefix + "ffn_gate.weight", hidden, width),
                up: try matrix(prefix + "ffn_up.weight", hidden, width),
                down: try matrix(prefix + "ffn_down.weight", width, hidden))
        }
        norm = try floats("output_norm.weight", 1, width)
        let words = try values("output.weight", sizes.vocabularyCount * width)
        output = try words == nil ? nil : matrix("output.weight", sizes.vocabularyCount, width)
    }
}
