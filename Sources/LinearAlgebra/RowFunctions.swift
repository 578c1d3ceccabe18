// Functions of each row of a matrix as a whole.

extension Matrix {
    /// Softmax of each row (or, with `.rows`, of each column): `exp(xⱼ - m) / Σₖ exp(xₖ - m)`, m the largest.
    ///
    /// The results of a row are positive and add up to 1. A row that holds NaN or +∞, or -∞ only, gives NaN.
    /// O(rows · columns).
    public func softmax(over axis: Axis = .columns) -> Matrix {
        byRow(axis) { Element.softmaxRows($0, $1, $2, $3, rows: $4, columns: $5) }
    }

    /// The logarithm of the softmax of each row (or, with `.rows`, of each column): `xⱼ - m - log Σₖ exp(xₖ - m)`.
    ///
    /// Where the softmax itself would round to 0 this is still exact. O(rows · columns).
    public func logSoftmax(over axis: Axis = .columns) -> Matrix {
        byRow(axis) { Element.logSoftmaxRows($0, $1, $2, $3, rows: $4, columns: $5) }
    }

    /// Each row shifted to mean 0 and scaled to variance 1, then `· gain + bias` (Ba, Kiros and Hinton, 2016):
    /// `(x - mean) / √(variance + epsilon) · gain + bias`.
    ///
    /// `gain` (1 where nil) and `bias` (0 where nil) have an element for each column. O(rows · columns).
    public func layerNorm(
        gain: Vector<Element>? = nil, bias: Vector<Element>? = nil, epsilon: Element = 1e-5
    ) -> Matrix {
        for (vector, name) in [(gain, "gain"), (bias, "bias")] {
            require(
                vector == nil || vector?.count == columns,
                "Matrix.layerNorm: a \(name) of \(vector?.count ?? 0) for \(rows) × \(columns)")
        }
        let gain = gain?.contiguous(), bias = bias?.contiguous()
        return byRow(.columns) {
            Element.layerNormRows(
                $0, $1, gain: gain.map { UnsafePointer($0.start) },
                bias: bias.map { UnsafePointer($0.start) },
                epsilon: epsilon, $2, $3, means: nil, reciprocalDeviations: nil, rows: $4, columns: $5)
        }
    }

    /// `(x, xStride, y, yStride, rows, columns)` on runs of rows.
    private func byRow(
        _ axis: Axis,
        _ kernel: (UnsafePointer<Element>, Int, UnsafeMutablePointer<Element>, Int, Int, Int) -> Void
    ) -> Matrix {
        if axis == .rows { return transposed.byRow(.columns, kernel).transposed }
        let x = columnStride == 1 && (rowStride >= columns || rows <= 1) ? self : contiguous()
        let result = Matrix(uninitialized: rows, columns)
        inParallel(rows, grain: Swift.max(1, (1 << 13) / Swift.max(1, columns))) { first, length in
            kernel(
                x.start + first * x.rowStride, x.rowStride, result.start + first * columns, columns, length,
                columns)
        }
        return result
    }
}

extension Vector {
    /// Softmax: `exp(xᵢ - m) / Σₖ exp(xₖ - m)`, m the largest element. The results add up to 1. O(count).
    public func softmax() -> Vector { asRow.softmax().flattened }

    /// The logarithm of the softmax, `xᵢ - m - log Σₖ exp(xₖ - m)`. O(count).
    public func logSoftmax() -> Vector { asRow.logSoftmax().flattened }
}
