import LinearAlgebra

/// The marks that lessons draw most, straight from vectors and matrices. They have labels where those for arrays have
/// none: overloads that differ in type alone would make the type checker try every reading of a literal.
extension Figure {
    /// Joins the points `(x[i], y[i])` of two vectors by a line; see `line(_:_:label:color:dash:marker:width:)` for arrays.
    ///
    /// - Requires: `x` and `y` have the same number of values.
    public mutating func line(
        x: Vector<Double>, y: Vector<Double>, label: String? = nil, color: Hue? = nil, dash: Dash? = nil,
        marker: Marker? = nil, width: Double = 2
    ) {
        line(Array(x), Array(y), label: label, color: color, dash: dash, marker: marker, width: width)
    }

    /// Joins the values of a vector by a line, at x = 0, 1, 2, …
    public mutating func line(
        y: Vector<Double>, label: String? = nil, color: Hue? = nil, dash: Dash? = nil
    ) {
        line(Array(y), label: label, color: color, dash: dash)
    }

    /// Draws a marker at each point `(x[i], y[i])` of two vectors; see `scatter(_:_:label:color:marker:size:)` for arrays.
    ///
    /// - Requires: `x` and `y` have the same number of values.
    public mutating func scatter(
        x: Vector<Double>, y: Vector<Double>, label: String? = nil, color: Hue? = nil,
        marker: Marker? = nil,
        size: Double? = nil
    ) {
        scatter(Array(x), Array(y), label: label, color: color, marker: marker, size: size)
    }

    /// Draws a marker at each point, in the colour and shape of its class.
    ///
    /// - Requires: `x`, `y` and `classes` have the same number of values; no class is negative.
    public mutating func scatter(
        x: Vector<Double>, y: Vector<Double>, classes: [Int], names: [String]? = nil, size: Double? = nil
    ) {
        scatter(Array(x), Array(y), classes: classes, names: names, size: size)
    }

    /// Draws how many values fall into each bin.
    public mutating func histogram(
        of values: Vector<Double>, bins: BinRule = .automatic, density: Bool = false, label: String? = nil,
        color: Hue? = nil, hatch: Hatch? = nil
    ) {
        histogram(Array(values), bins: bins, density: density, label: label, color: color, hatch: hatch)
    }

    /// Draws a matrix as a table of colours, the first row on top, with a colour bar.
    ///
    /// - Requires: as many names as rows and columns.
    public mutating func heatMap(
        of matrix: Matrix<Double>, rowNames: [String]? = nil, columnNames: [String]? = nil,
        label: String? = nil,
        colors: ColorMap = .viridis, limits: ClosedRange<Double>? = nil, annotates: Bool? = nil
    ) {
        let elements = matrix.elements
        let rows = (0..<matrix.rows).map { row in
            Array(elements[row * matrix.columns..<(row + 1) * matrix.columns])
        }
        heatMap(
            rows, rowNames: rowNames, columnNames: columnNames, label: label, colors: colors, limits: limits,
            annotates: annotates)
    }
}

extension Raster {
    /// A picture from a matrix, one pixel for each element, the first row on top.
    ///
    /// - Parameters:
    ///   - matrix: the numbers, one for each pixel.
    ///   - limits: the numbers shown darkest and lightest; by default the smallest and the largest.
    ///   - colors: the colour map; grey by default.
    /// - Requires: a row and a column at least.
    public init(_ matrix: Matrix<Double>, limits: ClosedRange<Double>? = nil, colors: ColorMap = .gray) {
        self.init(matrix.elements, width: matrix.columns, height: matrix.rows, limits: limits, colors: colors)
    }
}
