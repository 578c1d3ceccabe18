import LinearAlgebra

/// The states of the sequences of one part while time passes: `count` matrices of `size` × `hidden`.
final class RunningState<T: Scalar> {
    private let memory: Buffer<T>
    private let size, hidden: Int

    init(size: Int, hidden: Int, count: Int) {
        memory = Buffer(uninitialized: size * hidden * count)
        (self.size, self.hidden) = (size, hidden)
    }

    subscript(index: Int) -> UnsafeMutablePointer<T> { memory.base + index * size * hidden }

    /// Fetches the rows of the part's sequences from a matrix of all; zeros where there is none.
    func load(_ index: Int, _ source: UnsafePointer<T>?, _ part: RecurrentPart) {
        guard let source else { return T.fill(0, self[index], size * hidden) }
        for place in 0..<size {
            let row = part.layout.order[part.first + place * part.count]
            (self[index] + place * hidden).update(from: source + row * hidden, count: hidden)
        }
    }

    /// Brings them back to where they belong.
    func store(_ index: Int, _ target: UnsafeMutablePointer<T>, _ part: RecurrentPart) {
        for place in 0..<size {
            let row = part.layout.order[part.first + place * part.count]
            (target + row * hidden).update(from: self[index] + place * hidden, count: hidden)
        }
    }
}

/// The right operand of the products of all steps, cut into panels of columns that the kernel reads from front to back.
struct WeightPanels<T: Scalar>: Sendable {
    private let memory: Buffer<T>
    let rows, columns: Int

    /// Of `[rows, columns]`, row-major.
    init(rows: Int, columns: Int, weights: UnsafePointer<T>) {
        let places = Buffer<Int>(multiplesOf: columns, count: rows)
        self.init(rows: rows, columns: columns, weights: weights, places: places, step: 1)
    }

    /// The element (k, j) of the operand is at `places[k] + j · step`.
    init(rows: Int, columns: Int, weights: UnsafePointer<T>, places: Buffer<Int>, step: Int) {
        memory = Buffer(uninitialized: rows * columns)
        (self.rows, self.columns) = (rows, columns)
        for (first, width) in panels {
            T.packPanel(
                weights + first * step, rows: places.base, rows, step: step, count: width,
                memory.base + first * rows, width: width)
        }
        withExtendedLifetime(places) {}
    }

    /// The first column and the width of each panel. Columns are a multiple of the elements of a vector.
    private var panels: [(first: Int, width: Int)] {
        let widest = 4 * T.panelLanes
        return stride(from: 0, to: columns, by: widest).map { ($0, min(widest, columns - $0)) }
    }

    /// `y[i] (+)= bias + Σ_k x[places[i] + terms[k]] w[k]` for the rows i, which are `stride` apart in y.
    @inline(__always)
    func product(
        _ x: UnsafePointer<T>, rows places: UnsafePointer<Int>, _ count: Int, terms: UnsafePointer<Int>,
        bias: UnsafePointer<T>?, mode: ProductMode, _ y: UnsafeMutablePointer<T>, _ stride: Int
    ) {
        let widest = 4 * T.panelLanes
        var first = 0
        while first < columns {
            let width = min(widest, columns - first)
            T.indirectProduct(
                x, rows: places, count, terms: terms, rows, memory.base + first * rows, width: width,
                bias: bias.map { $0 + first }, mode: mode, y + first, stride)
            first += width
        }
    }
}

extension Buffer where Element == Int {
    /// `0, step, 2 step, …`
    convenience init(multiplesOf step: Int, count: Int) {
        self.init(uninitialized: count)
        for index in 0..<count { base[index] = index * step }
    }
}
