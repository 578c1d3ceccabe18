import LinearAlgebra

// Convolution as an implicit matrix product: no matrix of windows is ever built, the product finds each window's elements
// through two tables of offsets. Stride, dilation and groups are in the tables only.
//
// Source: Dukhan, "The Indirect Convolution Algorithm" (2019).

extension ConvolutionGeometry {
    /// `y = x ∗ w + b`, over y; with `activates`, `max(x ∗ w + b, 0)`. Complexity: outputCount × terms multiply-adds.
    package func forward<T: Scalar>(
        _ x: UnsafePointer<T>, weights: UnsafePointer<T>, bias: UnsafePointer<T>?, activates: Bool = false,
        into y: UnsafeMutablePointer<T>
    ) {
        let phase = ConvolutionPhase(
            positions: windowPositions, offsets: windowOffsets, taps: Array(0..<terms))
        let pass = ConvolutionPass<T>(
            batch: batch, groups: groups, frame: inputFrame, phase: phase, columns: groupOutputs,
            plane: output.count, groupWeights: groupOutputs * terms, columnStep: terms, activates: activates)
        pass.run(x, weights: weights, bias: bias, into: y)
    }

    /// The gradient of x, over dx, from g, that of y: what `forward` does, transposed.
    ///
    /// An element of x meets only the taps whose distance to it is a multiple of the stride. So the elements fall into
    /// stride × stride phases, each a convolution of g by its own taps.
    package func backwardInput<T: Scalar>(
        _ g: UnsafePointer<T>, weights: UnsafePointer<T>, into dx: UnsafeMutablePointer<T>
    ) {
        for row in 0..<min(stride.height, input.height) {
            for column in 0..<min(stride.width, input.width) {
                let pass = ConvolutionPass<T>(
                    batch: batch, groups: groups, frame: gradientFrame,
                    phase: gradientPhase(row: row, column: column), columns: groupChannels,
                    plane: input.count, groupWeights: groupOutputs * terms, columnStep: kernel.count)
                pass.run(g, weights: weights, bias: nil, into: dx)
            }
        }
    }

    /// Where each output's window begins in a plane of the framed input.
    var windowPositions: [Int] {
        (0..<output.height).flatMap { row in
            (0..<output.width).map { row * stride.height * inputFrame.padded.width + $0 * stride.width }
        }
    }

    /// Where each term is in a window: channel by channel, row by row.
    var windowOffsets: [Int] {
        let frame = inputFrame.padded
        var offsets: [Int] = []
        for channel in 0..<groupChannels {
            for row in 0..<kernel.height {
                let start = channel * frame.count + row * dilation.height * frame.width
                for column in 0..<kernel.width { offsets.append(start + column * dilation.width) }
            }
        }
        return offsets
    }

    var inputFrame: ConvolutionFrame {
        ConvolutionFrame(
            planes: groupChannels, plane: input,
            padded: PlaneSize(input.height + 2 * padding.height, input.width + 2 * padding.width),
            top: padding.height, left: padding.width)
    }

    /// The planes of g, with as many zeros before as a tap reaches back, and behind as an element of x lies beyond.
    private var gradientFrame: ConvolutionFrame {
        let top = (kernel.height - 1) * dilation.height / stride.height
        let left = (kernel.width - 1) * dilation.width / stride.width
        let rows = max(output.height, (input.height - 1 + padding.height) / stride.height + 1)
        let columns = max(output.width, (input.width - 1 + padding.width) / stride.width + 1)
        return ConvolutionFrame(
            planes: groupOutputs, plane: output, padded: PlaneSize(top + rows, left + columns), top: top,
            left: left)
    }

    /// The elements of x from (row, column) on in steps of the stride, and the taps that they meet.
    ///
    /// Row i of x meets tap u in row (i + p - u d) / s of g where that is whole, that is ⌊(i + p) / s⌋ - ⌊u d / s⌋ where both
    /// remainders are equal.
    private func gradientPhase(row: Int, column: Int) -> ConvolutionPhase {
        let frame = gradientFrame
        var positions: [Int] = [], targets: [Int] = [], offsets: [Int] = [], taps: [Int] = []
        for i in Swift.stride(from: row, to: input.height, by: stride.height) {
            let start = ((i + padding.height) / stride.height + frame.top) * frame.padded.width + frame.left
            for j in Swift.stride(from: column, to: input.width, by: stride.width) {
                positions.append(start + (j + padding.width) / stride.width)
                targets.append(i * input.width + j)
            }
        }
        let rowRest = (row + padding.height) % stride.height
        let columnRest = (column + padding.width) % stride.width
        for output in 0..<groupOutputs {
            for u in 0..<kernel.height where u * dilation.height % stride.height == rowRest {
                let start =
                    output * frame.padded.count - u * dilation.height / stride.height * frame.padded.width
                for v in 0..<kernel.width where v * dilation.width % stride.width == columnRest {
                    offsets.append(start - v * dilation.width / stride.width)
                    taps.append(output * terms + u * kernel.width + v)
                }
            }
        }
        return ConvolutionPhase(
            positions: positions, offsets: offsets, taps: taps, targets: stride.count == 1 ? nil : targets)
    }
}
