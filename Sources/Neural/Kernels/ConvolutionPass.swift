import LinearAlgebra

/// What forward and backward through a convolution's planes share: results whose window in a frame of planes is at
/// `positions[i]`, each the product of the window's elements at `offsets[k]` and of weights from `taps[k]` on.
struct ConvolutionPhase {
    /// Where the window of each result begins in the frame.
    let positions: Buffer<Int>
    /// Where each term of a sum is in the window.
    let offsets: Buffer<Int>
    /// Where each term's weight for a group's first column is among the group's weights.
    let taps: Buffer<Int>
    /// Where each result goes in its plane; nil: in order.
    let targets: Buffer<Int>?

    init(positions: [Int], offsets: [Int], taps: [Int], targets: [Int]? = nil) {
        self.positions = Buffer(copying: positions)
        self.offsets = Buffer(copying: offsets)
        self.taps = Buffer(copying: taps)
        self.targets = targets.map { Buffer(copying: $0) }
    }
}

extension Buffer {
    convenience init(copying elements: [Element]) {
        self.init(uninitialized: elements.count)
        for (index, element) in elements.enumerated() { base[index] = element }
    }
}

/// One phase of a pass from frames of planes to planes, for all images and groups.
struct ConvolutionPass<T: Scalar> {
    /// Results in a chunk: with its panel of sums it stays in the first cache, and it is a multiple of all blocks.
    static var chunk: Int { 96 }
    /// Terms whose panel of weights stays in the second cache.
    static var depth: Int { 1024 }

    let batch, groups: Int
    let frame: ConvolutionFrame
    let phase: ConvolutionPhase
    /// Planes of a group's result, and the elements of one.
    let columns, plane: Int
    /// Elements from group to group and from column to column of the weights.
    let groupWeights, columnStep: Int
    /// Whether negative results become 0, before they leave the first cache.
    var activates = false

    private var panels: ConvolutionPanels { ConvolutionPanels(columns: columns, lanes: T.panelLanes) }
    private var terms: Int { phase.offsets.count }

    /// Runs the pass, part by part: an image, or a slice of one where there are few.
    func run(
        _ x: UnsafePointer<T>, weights: UnsafePointer<T>, bias: UnsafePointer<T>?,
        into y: UnsafeMutablePointer<T>
    ) {
        let packed = pack(weights), packedBias = bias.map(pack(bias:)), results = phase.positions.count
        let chunks = (results + Self.chunk - 1) / Self.chunk
        let slices = max(1, min(chunks, batch >= 8 ? 1 : 8 / max(1, batch)))
        concurrently(batch * slices) { part in
            let (image, slice) = part.quotientAndRemainder(dividingBy: slices)
            let first = slice * chunks / slices * Self.chunk
            let end = min(results, (slice + 1) * chunks / slices * Self.chunk)
            let framed = Buffer<T>(uninitialized: frame.count)
            let sums = Buffer<T>(uninitialized: 2 * Self.chunk * 4 * T.panelLanes)
            defer { withExtendedLifetime((framed, sums)) {} }
            for group in 0..<groups {
                let from = x + (image * groups + group) * frame.planes * frame.plane.count
                let window = frame.framed(from, framed.base)
                let to = y + (image * groups + group) * columns * plane
                for panel in 0..<panels.count {
                    let skipped = group * panels.totalWidth + panels.first(panel)
                    product(
                        window, packed.base + skipped * terms, packedBias.map { $0.base + skipped }, panel,
                        first..<end, sums.base, to + panels.first(panel) * plane)
                }
            }
        }
        withExtendedLifetime((phase, packed, packedBias)) {}
    }

    /// The results of a run of positions and one panel of columns.
    private func product(
        _ window: UnsafePointer<T>, _ weights: UnsafePointer<T>, _ bias: UnsafePointer<T>?, _ panel: Int,
        _ results: Range<Int>, _ sums: UnsafeMutablePointer<T>, _ y: UnsafeMutablePointer<T>
    ) {
        let width = panels.width(panel), used = panels.used(panel)
        for first in stride(from: results.lowerBound, to: results.upperBound, by: Self.chunk) {
            let count = min(Self.chunk, results.upperBound - first)
            var done = 0
            repeat {
                let length = min(Self.depth, terms - done)
                T.indirectProduct(
                    window, rows: phase.positions.base + first, count, terms: phase.offsets.base + done,
                    length, weights + done * width, width: width, bias: done == 0 ? bias : nil,
                    mode: done == 0 ? .store : .accumulate, sums, width)
                done += length
            } while done < terms
            guard let targets = phase.targets else {
                let results = activates ? sums + Self.chunk * width : sums
                if activates { T.kernel(for: .relu)(sums, results, count * width) }
                T.turn(results, width, y + first, plane, rows: count, columns: used)
                continue
            }
            let turned = sums + Self.chunk * width
            T.turn(sums, width, turned, count, rows: count, columns: used)
            for column in 0..<used {
                T.scatter(turned + column * count, to: targets.base + first, count, y + column * plane)
            }
        }
    }

    /// The weights of all groups in panels of terms × width.
    private func pack(_ weights: UnsafePointer<T>) -> Buffer<T> {
        let packed = Buffer<T>(uninitialized: groups * panels.totalWidth * terms)
        concurrently(groups) { group in
            let from = weights + group * groupWeights
            let to = packed.base + group * panels.totalWidth * terms
            for panel in 0..<panels.count {
                let first = panels.first(panel)
                T.packPanel(
                    from + first * columnStep, rows: phase.taps.base, terms, step: columnStep,
                    count: panels.used(panel), to + first * terms, width: panels.width(panel))
            }
        }
        return packed
    }

    /// The biases of all groups, each group's with zeros up to the width of its panels.
    private func pack(bias: UnsafePointer<T>) -> Buffer<T> {
        let packed = Buffer<T>(repeating: 0, count: groups * panels.totalWidth)
        for group in 0..<groups {
            (packed.base + group * panels.totalWidth).update(from: bias + group * columns, count: columns)
        }
        return packed
    }
}
