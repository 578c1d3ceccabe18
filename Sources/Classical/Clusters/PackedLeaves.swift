import CKernels
import LinearAlgebra

/// Rows in small groups of neighbours, for questions about all pairs within a distance.
///
/// The rows are halved along their widest column until a leaf has at most 64. A leaf's rows stand twice: one after the other, as
/// queries, and column by column, so that one loop takes the distances to all of them. Boxes around the nodes tell which leaves are
/// near enough to matter.
struct PackedLeaves {
    static let size = 64

    let columns: Int
    let count: Int
    /// The original number of each row, in the order of the leaves.
    let order: [Int]
    /// The rows in that order.
    let rows: Buffer<Double>
    private let levels: Int
    private let tables: Buffer<Double>
    /// The low and the high corner of the box of each node; node i has the children 2i + 1 and 2i + 2.
    private let boxes: Buffer<Double>

    var leafCount: Int { 1 << levels }

    init(_ x: Matrix<Double>) {
        let x = x.contiguous(), n = x.rows, p = x.columns
        var levels = 0
        while (n + (1 << levels) - 1) >> levels > PackedLeaves.size { levels += 1 }
        (self.levels, columns, count) = (levels, p, n)
        boxes = Buffer(uninitialized: ((2 << levels) - 1) * 2 * p)
        rows = Buffer(uninitialized: n * p)
        tables = Buffer(repeating: 0, count: (1 << levels) * PackedLeaves.size * p)
        var order = Array(0..<n)
        let boxes = boxes, keys = Buffer<Double>(uninitialized: n)
        order.withUnsafeMutableBufferPointer { order in
            guard let places = order.baseAddress else { return }
            for level in 0...levels {
                concurrently(1 << level) { place in
                    let node = (1 << level) - 1 + place
                    let run = PackedLeaves.run(place, level, n), box = boxes.base + node * 2 * p
                    PackedLeaves.surround(x, places, run, box)
                    if level == levels { return }
                    let middle = PackedLeaves.run(2 * place, level + 1, n).upperBound
                    PackedLeaves.halve(x, places, keys.base, run, middle, box)
                }
            }
        }
        self.order = order
        fill(x)
    }

    private static func run(_ place: Int, _ level: Int, _ count: Int) -> Range<Int> {
        (count * place) >> level..<(count * (place + 1)) >> level
    }

    /// The places of a leaf's rows in the order.
    func run(_ leaf: Int) -> Range<Int> { PackedLeaves.run(leaf, levels, count) }

    private func fill(_ x: Matrix<Double>) {
        concurrently(leafCount) { leaf in
            let run = self.run(leaf), table = self.table(leaf)
            for (index, place) in run.enumerated() {
                let source = x.start + order[place] * columns, target = rows.base + place * columns
                for column in 0..<columns {
                    target[column] = source[column]
                    table[column * PackedLeaves.size + index] = source[column]
                }
            }
        }
    }

    /// The rows of a leaf, column by column, 64 places a column.
    func table(_ leaf: Int) -> UnsafeMutablePointer<Double> {
        tables.base + leaf * PackedLeaves.size * columns
    }

    private static func surround(
        _ x: Matrix<Double>, _ order: UnsafeMutablePointer<Int>, _ run: Range<Int>,
        _ box: UnsafeMutablePointer<Double>
    ) {
        let p = x.columns
        box.update(repeating: .infinity, count: p)
        (box + p).update(repeating: -.infinity, count: p)
        for place in run {
            let row = x.start + order[place] * p
            for column in 0..<p {
                let value = row[column]
                box[column] = value < box[column] ? value : box[column]
                box[p + column] = value > box[p + column] ? value : box[p + column]
            }
        }
    }

    /// Puts the rows with the smaller values of the widest column before `middle`.
    private static func halve(
        _ x: Matrix<Double>, _ order: UnsafeMutablePointer<Int>, _ keys: UnsafeMutablePointer<Double>,
        _ run: Range<Int>, _ middle: Int, _ box: UnsafeMutablePointer<Double>
    ) {
        let p = x.columns
        var widest = 0
        for column in 1..<max(1, p) where box[p + column] - box[column] > box[p + widest] - box[widest] {
            widest = column
        }
        for place in run { keys[place] = x.start[order[place] * p + widest] }
        var low = run.lowerBound, high = run.upperBound - 1
        // Hoare's selection (1961).
        while low < high {
            let a = keys[low], b = keys[low + (high - low) / 2], c = keys[high]
            let pivot = max(min(a, b), min(max(a, b), c))
            var i = low, j = high
            while i <= j {
                while keys[i] < pivot { i += 1 }
                while keys[j] > pivot { j -= 1 }
                if i <= j {
                    (keys[i], keys[j]) = (keys[j], keys[i])
                    (order[i], order[j]) = (order[j], order[i])
                    i += 1
                    j -= 1
                }
            }
            if middle <= j { high = j } else if middle >= i { low = i } else { return }
        }
    }

    /// The squared distance of the boxes of two nodes.
    func gap(_ a: Int, _ b: Int) -> Double {
        let a = boxes.base + a * 2 * columns, b = boxes.base + b * 2 * columns
        return gap(from: a, a + columns, to: b)
    }

    /// The squared distance of a row from the box of a leaf.
    func gap(from row: UnsafePointer<Double>, to leaf: Int) -> Double {
        gap(from: row, row, to: boxes.base + (leafCount - 1 + leaf) * 2 * columns)
    }

    /// The squared distance of a box, given by its corners, from another. Sums by lanes, that no addition waits for the one before.
    private func gap(
        from low: UnsafePointer<Double>, _ high: UnsafePointer<Double>, to box: UnsafePointer<Double>
    ) -> Double {
        func four(_ start: UnsafePointer<Double>, _ column: Int) -> SIMD4<Double> {
            UnsafeRawPointer(start + column).loadUnaligned(as: SIMD4<Double>.self)
        }
        var sum = SIMD4<Double>(), column = 0
        while column + 4 <= columns {
            let below = four(low, column) - four(box, columns + column)
            let above = four(box, column) - four(high, column)
            let larger = above.replacing(with: below, where: below .> above)
            let gap = larger.replacing(with: 0, where: larger .< 0)
            sum += gap * gap
            column += 4
        }
        var rest = 0.0
        for column in column..<columns {
            let gap = max(0, max(low[column] - box[columns + column], box[column] - high[column]))
            rest += gap * gap
        }
        return sum.sum() + rest
    }

    /// The leaves whose boxes are within a squared distance of that of `leaf`, the nearest first, itself before all.
    ///
    /// - Parameter isNeeded: Whether a node is looked into; node i has the children 2i + 1 and 2i + 2, the last `leafCount` are leaves.
    func leaves(near leaf: Int, within limit: Double, where isNeeded: @escaping (Int) -> Bool = { _ in true })
        -> NearLeaves
    {
        // A little more, for rounding may put a box farther away than a row in it is.
        NearLeaves(self, leaf, limit: limit * (1 + 1e-12), isNeeded)
    }
}
