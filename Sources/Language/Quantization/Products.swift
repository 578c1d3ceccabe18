import CQuantized
import LinearAlgebra

/// Numbers rounded to 8 bits in blocks of 32, each with a scale: the right factor of quantised products.
struct Activations {
    let x: UnsafePointer<Float>
    let columns: Int
    let tokens: Int
    private let buffer: Buffer<Float>?

    /// Rounds `tokens` rows of `columns` numbers, which must live as long as this. Nothing is rounded where no factor needs it.
    init(_ x: UnsafePointer<Float>, columns: Int, tokens: Int, rounded: Bool = true) {
        self.x = x
        self.columns = columns
        self.tokens = tokens
        guard rounded else {
            buffer = nil
            return
        }
        let width = MemoryLayout<cairn_activations>.stride / MemoryLayout<Float>.stride
        let buffer = Buffer<Float>(uninitialized: tokens * columns / 32 * width)
        self.buffer = buffer
        let blocks = Activations.blocks(buffer)
        inParallel(tokens * columns / 32, grain: 256) { first, count in
            cairn_quantize_activations(x + 32 * first, 32 * count, blocks + first)
        }
    }

    private static func blocks(_ buffer: Buffer<Float>) -> UnsafeMutablePointer<cairn_activations> {
        UnsafeMutableRawPointer(buffer.base).assumingMemoryBound(to: cairn_activations.self)
    }

    var blocks: UnsafePointer<cairn_activations>? { buffer.map { UnsafePointer(Activations.blocks($0)) } }
}

/// A factor of several that are applied to the same activations at once, and where its result goes.
struct Product {
    let matrix: QuantizedMatrix
    let y: UnsafeMutablePointer<Float>
    /// The distance between the results of two tokens.
    let stride: Int

    init(_ matrix: QuantizedMatrix, into y: UnsafeMutablePointer<Float>, stride: Int? = nil) {
        self.matrix = matrix
        self.y = y
        self.stride = stride ?? matrix.rows
    }

    var groups: Int { (matrix.rows + 15) / 16 }

    func run(_ groups: Range<Int>, _ x: Activations) {
        cairn_packed_product(
            QuantizedKernels.level, matrix.kind, matrix.base, matrix.rows, matrix.columns,
            groups.lowerBound, groups.count, x.blocks, x.tokens, y, stride)
    }
}

/// All products, cut over the threads together: a number of groups of sixteen rows to each part.
func multiply(_ products: [Product], by x: Activations) {
    let total = products.reduce(0) { $0 + $1.groups }
    let operations = total * 16 * x.columns * x.tokens
    guard operations > 1 << 15 else {
        for product in products { product.run(0..<product.groups, x) }
        return
    }
    let parts = min(total, 4 * Threads.count)
    concurrently(parts) { part in
        var first = total * part / parts
        let end = total * (part + 1) / parts
        var start = 0
        for product in products {
            let stop = start + product.groups
            if first < stop, first < end {
                product.run(first - start..<min(end, stop) - start, x)
                first = min(end, stop)
            }
            start = stop
        }
    }
}

/// Which instructions the quantised products use.
package enum QuantizedKernels {
    /// The instruction sets, the best last.
    package enum Level: Int32, CaseIterable, Sendable {
        case plain = 0, avx2, avxVNNI, avx512VNNI

        /// Whether this processor has it.
        package var isAvailable: Bool { cairn_has_level(rawValue) != 0 }
    }

    /// The level in use: the best available one, unless a test says otherwise within `$chosen.withValue`.
    @TaskLocal package static var chosen: Level?
    static var level: Int32 { chosen?.rawValue ?? best }
    private static let best = cairn_best_level()
}
