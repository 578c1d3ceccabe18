import LinearAlgebra

// Softmax and its logarithm in one pass each, and so their gradients.

extension Tensor {
    /// The softmax along an axis: `exp(xⱼ - m) / Σₖ exp(xₖ - m)`, m the largest.
    ///
    /// The results along the axis are positive and add up to 1. Where the axis holds NaN or +∞, or -∞ only, they are NaN. The gradient is
    /// `y (g - Σⱼ gⱼ yⱼ)`, in one pass.
    ///
    ///     print(Tensor<Double>([0, 0]).softmax().elements)     // [0.5, 0.5]
    ///
    /// - Parameter axis: The axis; a negative one counts from the last.
    ///
    /// O(count). Fastest along the last axis, which any other one is moved to and back.
    ///
    /// Source: Bridle, *Probabilistic Interpretation of Feedforward Classification Network Outputs* (1990).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func softmax(over axis: Int = -1) -> Tensor {
        alongRows(axis, "softmax") { $0.softmaxOfRows() }
    }

    /// The logarithm of the softmax along an axis: `xⱼ - m - log Σₖ exp(xₖ - m)`, m the largest.
    ///
    /// Where the softmax itself would round to 0 this is still exact. The gradient is `g - eʸ Σⱼ gⱼ`, in one pass.
    ///
    /// - Parameter axis: The axis; a negative one counts from the last.
    ///
    /// O(count). Fastest along the last axis, which any other one is moved to and back.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func logSoftmax(over axis: Int = -1) -> Tensor {
        alongRows(axis, "logSoftmax") { $0.logSoftmaxOfRows() }
    }

    /// The softmax of the negated elements along an axis: most where they are least.
    ///
    /// - Parameter axis: The axis; a negative one counts from the last.
    ///
    /// O(count).
    public func softmin(over axis: Int = -1) -> Tensor { (-self).softmax(over: axis) }

    private func alongRows(_ axis: Int, _ name: StaticString, _ body: (Tensor) -> Tensor) -> Tensor {
        let axis = checkedAxis(axis, name)
        return axis == rank - 1 ? body(self) : body(transposed(axis, rank - 1)).transposed(axis, rank - 1)
    }

    private func softmaxOfRows() -> Tensor {
        let x = contiguous(), value = Tensor(uninitialized: shape)
        Rows.run(shape) { Element.softmaxRows(x.start + $0, $2, value.start + $0, $2, rows: $1, columns: $2) }
        guard isTracked else { return value }
        // Its Jacobian diag(y) - yyᵀ is symmetric: gradients and tangents go alike.
        return Tensor.record(
            "softmax", [self], value: value, saving: [.output(value)],
            pushforward: { tangents, saved in tangents[0].map { Rows.softmaxChange($0, saved) } },
            pullback: { gradient, saved in [Rows.softmaxChange(gradient, saved)] })
    }

    private func logSoftmaxOfRows() -> Tensor {
        let x = contiguous(), value = Tensor(uninitialized: shape)
        Rows.run(shape) {
            Element.logSoftmaxRows(x.start + $0, $2, value.start + $0, $2, rows: $1, columns: $2)
        }
        guard isTracked else { return value }
        return Tensor.record(
            "logSoftmax", [self], value: value, saving: [.output(value)],
            pushforward: { tangents, saved in
                tangents[0].map { $0 - ($0 * saved[0].exp()).sum(over: [-1], keepingAxes: true) }
            },
            pullback: { gradient, saved in [Rows.logSoftmaxGradient(gradient, saved)] })
    }
}

/// Functions of the rows of a tensor, its last axis.
package enum Rows {
    /// Calls `body` with the position of the first element, the number of rows and their length, on runs of rows.
    package static func run(_ shape: [Int], _ body: (_ start: Int, _ rows: Int, _ columns: Int) -> Void) {
        let columns = shape.last ?? 1, rows = columns == 0 ? 0 : elementCount(shape) / columns
        if rows == 0 { return }
        inParallel(rows, grain: max(1, (1 << 13) / columns)) { body($0 * columns, $1, columns) }
    }

    fileprivate static func softmaxChange<T: Scalar>(_ change: Tensor<T>, _ saved: Saved<T>) -> Tensor<T> {
        let y = saved[0]
        if change.isTracked || saved.isRecording {
            return y * (change - (change * y).sum(over: [-1], keepingAxes: true))
        }
        let g = change.contiguous(), result = Tensor<T>(uninitialized: y.shape)
        run(y.shape) {
            T.softmaxGradient(
                g.start + $0, $2, y: y.start + $0, $2, result.start + $0, $2, rows: $1, columns: $2)
        }
        return result
    }

    fileprivate static func logSoftmaxGradient<T: Scalar>(_ change: Tensor<T>, _ saved: Saved<T>) -> Tensor<T>
    {
        let y = saved[0]
        if change.isTracked || saved.isRecording {
            return change - y.exp() * change.sum(over: [-1], keepingAxes: true)
        }
        let g = change.contiguous(), result = Tensor<T>(uninitialized: y.shape)
        run(y.shape) {
            T.logSoftmaxGradient(
                g.start + $0, $2, y: y.start + $0, $2, result.start + $0, $2, rows: $1, columns: $2)
        }
        return result
    }
}
