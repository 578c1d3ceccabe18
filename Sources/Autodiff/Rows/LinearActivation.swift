import LinearAlgebra

/// What ``linear(_:_:_:activation:)`` applies in the pass that adds the bias.
public enum LinearActivation: String, Sendable, Hashable, Codable {
    /// `max(x, 0)`.
    case relu
}

/// `max(xW + b, 0)`: a dense layer and its activation in one product and one pass, and so the gradient.
///
/// Equal to `linear(x, weight, bias).relu()`. Bias and activation are one pass over the product; backward, the gradient of the activation
/// and the sums that are the gradient of the bias are one pass as well. O(rows · inputs · outputs).
///
/// - Parameters:
///   - x: `[…, inputs]`.
///   - weight: `[inputs, outputs]`.
///   - bias: `[outputs]`, or nil.
///   - activation: What is applied; nil for nothing.
/// - Returns: `[…, outputs]`.
@specialized(where T == Float)
@specialized(where T == Double)
public func linear<T: Scalar>(
    _ x: Tensor<T>, _ weight: Tensor<T>, _ bias: Tensor<T>?, activation: LinearActivation?
) -> Tensor<T> {
    guard activation == .relu, let bias, x.rank >= 1, weight.rank == 2,
        x.shape[x.rank - 1] == weight.shape[0],
        bias.shape == [weight.shape[1]]
    else {
        let product = linear(x, weight, bias)
        return activation == .relu ? product.relu() : product
    }
    if x.rank != 2 {
        let rows = elementCount(Array(x.shape.dropLast()))
        return linear(x.reshaped([rows, weight.shape[0]]), weight, bias, activation: activation)
            .reshaped(x.shape.dropLast() + [bias.count])
    }
    let value = MatrixProducts.product(x, weight), shift = bias.contiguous()
    Rows.run(value.shape) {
        T.biasRelu(
            value.start + $0, $2, bias: shift.start, value.start + $0, $2, rows: $1, columns: $2)
    }
    return Tensor.record(
        "linearRelu", [x, weight, bias], value: value,
        saving: [.kept(0, x), .kept(1, weight), .kept(2, bias), .constant(value)],
        composed: { linear($0[0], $0[1], $0[2]).relu() },
        pullback: { gradient, saved in
            let (slope, sums) = biasReluGradient(gradient, saved[3])
            return [
                saved.needs(0) ? slope.matmul(saved[1].transposed) : nil,
                saved.needs(1) ? saved[0].transposed.matmul(slope) : nil, saved.needs(2) ? sums : nil,
            ]
        })
}

/// `g` where the result is positive, else 0, and the sums of that over the rows.
private func biasReluGradient<T: Scalar>(
    _ gradient: Tensor<T>, _ value: Tensor<T>
) -> (slope: Tensor<T>, sums: Tensor<T>) {
    let g = gradient.contiguous(), rows = value.shape[0], columns = value.shape[1]
    let slope = Tensor<T>(uninitialized: value.shape)
    // Runs of rows, whose sums are added in order: the same for any number of threads.
    let run = max(64, (1 << 16) / max(1, columns)), runs = max(1, (rows + run - 1) / run)
    let sums = Tensor<T>(uninitialized: [runs, columns])
    let body = { (part: Int) in
        let start = part * run * columns
        T.biasReluGradient(
            g.start + start, columns, y: value.start + start, columns, slope.start + start, columns,
            bias: sums.start + part * columns, accumulate: false, rows: min(run, rows - part * run),
            columns: columns)
    }
    if runs == 1 { body(0) } else { concurrently(runs, body) }
    return (slope, runs == 1 ? sums.reshaped([columns]) : sums.sum(over: [0]))
}
