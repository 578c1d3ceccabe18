import LinearAlgebra

extension ConvolutionGeometry {
    /// The gradients of w and b, over dw and db, from x and g, the gradient of y.
    ///
    /// `dw[o][k] = Σ_{n,i} g[n][o][i] x[n][positions[i] + offsets[k]]`: the same product with its two tables exchanged. Images
    /// are cut into at most eight blocks, whose sums are added in order: threads make no difference.
    package func backwardWeights<T: Scalar>(
        _ x: UnsafePointer<T>, _ g: UnsafePointer<T>, into dw: UnsafeMutablePointer<T>,
        bias db: UnsafeMutablePointer<T>?
    ) {
        let panels = ConvolutionPanels(columns: groupOutputs, lanes: T.panelLanes)
        let size = groups * panels.totalWidth * (terms + 1)
        let blocks = max(1, min(batch, 8, (1 << 23) / size))
        let partial = Buffer<T>(uninitialized: blocks * size), work = WeightGradient<T>(geometry: self)
        let parts = groups * panels.count
        defer { withExtendedLifetime(partial) {} }
        concurrently(blocks * parts) { part in
            let block = part / parts, group = part % parts / panels.count, panel = part % panels.count
            work.run(
                x, g, images: block * batch / blocks..<(block + 1) * batch / blocks, group: group, panel,
                into: partial.base + block * size
                    + (group * panels.totalWidth + panels.first(panel)) * (terms + 1))
        }
        concurrently(parts) { part in
            let group = part / panels.count, panel = part % panels.count, width = panels.width(panel)
            let first = panels.first(panel), output = group * groupOutputs + first
            let sums = partial.base + (group * panels.totalWidth + first) * (terms + 1)
            for block in 1..<max(1, blocks) {
                T.axpy((terms + 1) * width, 1, sums + block * size, 1, sums, 1)
            }
            T.turn(sums, width, dw + output * terms, terms, rows: terms, columns: panels.used(panel))
            if let db { (db + output).update(from: sums + terms * width, count: panels.used(panel)) }
        }
    }
}

/// The sums of one block of images for one panel of outputs.
private struct WeightGradient<T: Scalar> {
    let geometry: ConvolutionGeometry
    let positions, offsets: Buffer<Int>

    init(geometry: ConvolutionGeometry) {
        self.geometry = geometry
        positions = Buffer(copying: geometry.windowPositions)
        offsets = Buffer(copying: geometry.windowOffsets)
    }

    /// `sums[k][o]` for the panel's outputs, and in a last row their sums of g alone.
    func run(
        _ x: UnsafePointer<T>, _ g: UnsafePointer<T>, images: Range<Int>, group: Int, _ panel: Int,
        into sums: UnsafeMutablePointer<T>
    ) {
        let panels = ConvolutionPanels(columns: geometry.groupOutputs, lanes: T.panelLanes)
        let width = panels.width(panel), used = panels.used(panel), terms = geometry.terms
        let frame = geometry.inputFrame, plane = geometry.output.count, chunk = ConvolutionPass<T>.chunk
        let framed = Buffer<T>(uninitialized: frame.count)
        // Columns beyond the last output are zero from here on.
        let turned = Buffer<T>(repeating: 0, count: chunk * width)
        sums.update(repeating: 0, count: (terms + 1) * width)
        defer { withExtendedLifetime((framed, turned)) {} }
        for image in images {
            let place = image * geometry.groups + group
            let window = frame.framed(x + place * frame.planes * frame.plane.count, framed.base)
            let gradient = g + (place * geometry.groupOutputs + panels.first(panel)) * plane
            for first in stride(from: 0, to: plane, by: chunk) {
                let count = min(chunk, plane - first)
                T.turn(gradient + first, plane, turned.base, width, rows: used, columns: count)
                T.indirectProduct(
                    window, rows: offsets.base, terms, terms: positions.base + first, count, turned.base,
                    width: width, bias: nil, mode: .accumulate, sums, width)
                T.addRows(turned.base, width, rows: count, columns: used, sums + terms * width)
            }
        }
    }
}
