import LinearAlgebra

/// A number of rows and a number of columns: of a kernel, a stride, a padding. `3` stands for 3 × 3, `[3, 5]` for 3 × 5.
public struct PlaneSize: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    /// The number of rows.
    public var height: Int
    /// The number of columns.
    public var width: Int

    /// `height` rows and `width` columns.
    public init(_ height: Int, _ width: Int) {
        self.height = height
        self.width = width
    }

    /// As many rows as columns.
    public init(_ both: Int) { self.init(both, both) }

    /// `3`: as many rows as columns.
    public init(integerLiteral both: Int) { self.init(both, both) }

    /// `[3, 5]`: rows, then columns.
    public init(arrayLiteral sizes: Int...) {
        require(sizes.count == 2, "PlaneSize: \(sizes) are not a number of rows and one of columns")
        self.init(sizes[0], sizes[1])
    }

    package var count: Int { height * width }
}

/// The sizes of a two-dimensional convolution, strictly a cross-correlation:
/// `y[n][o][i][j] = b[o] + Σ_{c,u,v} w[o][c][u][v] x[n][c][i s + u d - p][j s + v d - p]`, where x is 0 outside.
///
/// Arrays are row-major: x is batch × channels × input, w outputs × channels / groups × kernel, y batch × outputs ×
/// output. With groups, a run of outputs / groups outputs sees a run of channels / groups channels. One dimension is
/// a height of 1; a transposed convolution is `backwardInput`.
package struct ConvolutionGeometry: Hashable, Sendable {
    package let batch, channels, outputs, groups: Int
    package let input, kernel, stride, padding, dilation, output: PlaneSize

    /// The geometry for these sizes; stops the program where they do not fit together.
    package init(
        batch: Int, channels: Int, input: PlaneSize, outputs: Int, kernel: PlaneSize,
        stride: PlaneSize = PlaneSize(1), padding: PlaneSize = PlaneSize(0),
        dilation: PlaneSize = PlaneSize(1), groups: Int = 1
    ) {
        require(batch >= 0, "Convolution: a batch of \(batch)")
        require(channels > 0 && outputs > 0, "Convolution: \(channels) channels to \(outputs) outputs")
        require(
            groups > 0 && channels % groups == 0 && outputs % groups == 0,
            "Convolution: \(groups) groups divide neither \(channels) channels nor \(outputs) outputs evenly")
        (self.batch, self.channels, self.outputs, self.groups) = (batch, channels, outputs, groups)
        (self.input, self.kernel, self.stride, self.padding) = (input, kernel, stride, padding)
        self.dilation = dilation
        output = PlaneSize(
            ConvolutionGeometry.outputSize(
                input.height, kernel.height, stride.height, padding.height, dilation.height, "height"),
            ConvolutionGeometry.outputSize(
                input.width, kernel.width, stride.width, padding.width, dilation.width, "width"))
    }

    /// `⌊(n + 2p - d(k - 1) - 1) / s⌋ + 1`, checked.
    static func outputSize(
        _ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int, _ side: String
    ) -> Int {
        require(
            kernel > 0 && stride > 0 && dilation > 0 && padding >= 0 && size > 0,
            """
            Convolution: \(side) \(size), kernel \(kernel), stride \(stride), padding \(padding), \
            dilation \(dilation)
            """)
        let span = dilation * (kernel - 1) + 1, room = size + 2 * padding
        require(
            span <= room,
            "Convolution: a kernel that spans \(span) does not fit into \(side) \(size) with padding \(padding)"
        )
        return (room - span) / stride + 1
    }

    /// Elements of x, w and y.
    package var inputCount: Int { batch * channels * input.count }
    package var weightCount: Int { outputs * terms }
    package var outputCount: Int { batch * outputs * output.count }

    /// Channels and outputs of one group.
    var groupChannels: Int { channels / groups }
    var groupOutputs: Int { outputs / groups }
    /// The terms of one output's sum.
    var terms: Int { groupChannels * kernel.count }
}

/// A group's planes of one image, with the zeros around them that make every window lie inside.
struct ConvolutionFrame {
    let planes: Int
    let plane: PlaneSize
    let padded: PlaneSize
    let top, left: Int

    /// Elements with the zeros.
    var count: Int { planes * padded.count }

    /// The planes at `x` with zeros around them: x itself where there are none to add, or in `scratch`.
    func framed<T: Scalar>(_ x: UnsafePointer<T>, _ scratch: UnsafeMutablePointer<T>) -> UnsafePointer<T> {
        if padded == plane { return x }
        T.padPlanes(
            x, planes: planes, height: plane.height, width: plane.width, scratch, rows: padded.height,
            columns: padded.width, top: top, left: left)
        return UnsafePointer(scratch)
    }
}

/// The columns of a matrix in panels of at most four vectors of 64 bytes, the widths that `indirectProduct` takes.
struct ConvolutionPanels {
    let columns, lanes: Int

    var count: Int { (columns + 4 * lanes - 1) / (4 * lanes) }
    /// The first column of a panel.
    func first(_ panel: Int) -> Int { panel * 4 * lanes }
    /// The columns of the matrix that are in a panel.
    func used(_ panel: Int) -> Int { min(4 * lanes, columns - first(panel)) }
    /// The panel's width, with the zeros at its end.
    func width(_ panel: Int) -> Int { (used(panel) + lanes - 1) / lanes * lanes }
    /// The sum of the widths.
    var totalWidth: Int { (columns + lanes - 1) / lanes * lanes }
}
