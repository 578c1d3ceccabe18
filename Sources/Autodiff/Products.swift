import LinearAlgebra

/// The matrix product of the last two axes, the others broadcast: `[…, m, k] × […, k, n] → […, m, n]`. O(m n k) for each.
///
/// Transposes and slices go to OpenBLAS as they stand, without a copy; so do the heads of attention. A first operand with one axis counts as
/// a row, a second one as a column, and that axis disappears from the result.
public func matmul<T: Scalar>(_ a: Tensor<T>, _ b: Tensor<T>) -> Tensor<T> { a.matmul(b) }

extension Tensor {
    /// The matrix product of the last two axes, the others broadcast; see ``matmul(_:_:)``.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func matmul(_ other: Tensor) -> Tensor {
        require(
            rank >= 1 && other.rank >= 1, "matmul: \(describe(shape)) and \(describe(other.shape)) need axes")
        if rank == 1 { return insertingAxis(0).matmul(other).removingAxis(other.rank == 1 ? 0 : -2) }
        if other.rank == 1 { return matmul(other.insertingAxis(1)).removingAxis(-1) }
        let k = shape[rank - 1]
        require(
            k == other.shape[other.rank - 2],
            "matmul: shapes \(describe(shape)) and \(describe(other.shape)): \(k) columns meet \(other.shape[other.rank - 2]) rows"
        )
        if rank > 2 && other.rank == 2 && isContiguous {
            // All rows in one product; so is the gradient of the second operand.
            return reshaped([-1, k].replacing(count == 0 ? shape.dropLast().reduce(1, *) : -1))
                .matmul(other).reshaped(shape.dropLast() + [other.shape[1]])
        }
        let value = MatrixProducts.product(self, other), leftShape = shape, rightShape = other.shape
        return Tensor.record(
            "matmul", [self, other], value: value, saving: [.kept(0, self), .kept(1, other)],
            pushforward: { tangents, saved in
                let left = tangents[0].map { $0.matmul(saved[1]) },
                    right = tangents[1].map { saved[0].matmul($0) }
                guard let left, let right else { return left ?? right }
                return left + right
            },
            pullback: { gradient, saved in
                [
                    saved.needs(0) ? gradient.matmul(saved[1].transposed).summed(to: leftShape) : nil,
                    saved.needs(1) ? saved[0].transposed.matmul(gradient).summed(to: rightShape) : nil,
                ]
            })
    }
}

extension [Int] {
    fileprivate func replacing(_ first: Int) -> [Int] { first < 0 ? self : [first] + dropFirst() }
}

/// Batches of matrix products on views.
enum MatrixProducts {
    static func product<T: Scalar>(_ a: Tensor<T>, _ b: Tensor<T>) -> Tensor<T> {
        let m = a.shape[a.rank - 2], k = a.shape[a.rank - 1], n = b.shape[b.rank - 1]
        let batch = broadcastShape(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)), "matmul")
        let result = Tensor<T>(uninitialized: batch + [m, n])
        if result.count == 0 { return result }
        if k == 0 {
            T.fill(0, result.start, result.count)
            return result
        }
        let left = a.withBLASLayout(), right = b.withBLASLayout()
        let x = left.operand(), y = right.operand()
        let products = batch.reduce(1, *)
        if products == 1 {
            Gemm.run(m: m, n: n, k: k, x, y, into: result.start, stride: n)
            return result
        }
        let steps = [
            Array(left.broadcastStrides(to: batch + [m, k]).dropLast(2)),
            Array(right.broadcastStrides(to: batch + [k, n]).dropLast(2)),
        ]
        if products < Threads.count && m * n * k >= 1 << 19 {
            var position = Odometer(batch, steps)
            for product in 0..<products {
                Gemm.run(
                    m: m, n: n, k: k, x.moved(position.offsets[0]), y.moved(position.offsets[1]),
                    into: result.start + product * m * n, stride: n)
                position.advance()
            }
            return result
        }
        inParallel(products, grain: max(1, (1 << 16) / max(1, m * n * k))) { first, count in
            var position = Odometer(batch, steps, at: first)
            for product in first..<(first + count) {
                T.gemm(
                    transposeA: x.isTransposed, transposeB: y.isTransposed, m: m, n: n, k: k, alpha: 1,
                    a: x.start + position.offsets[0], lda: x.stride, b: y.start + position.offsets[1],
                    ldb: y.stride,
                    beta: 0, c: result.start + product * m * n, ldc: n)
                position.advance()
            }
        }
        return result
    }
}

extension Gemm.Operand {
    fileprivate func moved(_ offset: Int) -> Self {
        .init(start: start + offset, isTransposed: isTransposed, stride: stride)
    }
}

extension Tensor {
    /// The tensor itself where its matrices are as BLAS takes them, as they stand or transposed; else a copy.
    fileprivate func withBLASLayout() -> Tensor {
        if isContiguous { return self.detached }
        let steps = strides, rows = shape[rank - 2], columns = shape[rank - 1]
        let (down, across) = (steps[rank - 2], steps[rank - 1])
        let isPlain = (across == 1 || columns == 1) && (down >= columns || rows == 1)
        let isTransposed = (down == 1 || rows == 1) && (across >= rows || columns == 1)
        return isPlain || isTransposed ? self.detached : copied()
    }

    /// The first matrix as BLAS takes it.
    fileprivate func operand() -> Gemm.Operand<Element> {
        let steps = strides, rows = shape[rank - 2], columns = shape[rank - 1]
        let (down, across) = (steps[rank - 2], steps[rank - 1])
        if (across == 1 || columns == 1) && (down >= columns || rows == 1) {
            return .init(start: start, isTransposed: false, stride: Swift.max(1, rows == 1 ? columns : down))
        }
        return .init(start: start, isTransposed: true, stride: Swift.max(1, columns == 1 ? rows : across))
    }
}

/// `y = xW + b`, the affine map of a dense layer, in one product and one pass. O(rows · inputs · outputs).
///
/// - Parameters:
///   - x: `[…, inputs]`.
///   - weight: `[inputs, outputs]`.
///   - bias: `[outputs]`, or nil.
/// - Returns: `[…, outputs]`.
@specialized(where T == Float)
@specialized(where T == Double)
public func linear<T: Scalar>(_ x: Tensor<T>, _ weight: Tensor<T>, _ bias: Tensor<T>? = nil) -> Tensor<T> {
    require(
        weight.rank == 2 && x.rank >= 1 && x.shape[x.rank - 1] == weight.shape[0],
        "linear: an input of \(describe(x.shape)) meets a weight of \(describe(weight.shape))")
    let outputs = weight.shape[1]
    require(
        bias == nil || bias?.shape == [outputs],
        "linear: a bias of \(describe(bias?.shape ?? [])) for \(outputs) outputs")
    if x.rank != 2 {
        let rows = x.shape.dropLast().reduce(1, *)
        return linear(x.reshaped([rows, weight.shape[0]]), weight, bias).reshaped(
            x.shape.dropLast() + [outputs])
    }
    guard let bias else { return x.matmul(weight) }
    let value = affine(x, weight, bias)
    return Tensor.record(
        "linear", [x, weight, bias], value: value, saving: [.kept(0, x), .kept(1, weight)],
        pushforward: { tangents, saved in
            let terms = [tangents[0].map { $0.matmul(saved[1]) }, tangents[1].map { saved[0].matmul($0) }]
                .compactMap { $0 }
            let product = terms.dropFirst().reduce(terms.first) { sum, term in sum.map { $0 + term } }
            guard let bias = tangents[2] else { return product }
            return product.map { $0 + bias } ?? bias.broadcast(to: value.shape)
        },
        pullback: { gradient, saved in
            [
                saved.needs(0) ? gradient.matmul(saved[1].transposed) : nil,
                saved.needs(1) ? saved[0].transposed.matmul(gradient) : nil,
                saved.needs(2) ? gradient.sum(over: [0]) : nil,
            ]
        })
}

/// The bias in each row, and the product added to it.
private func affine<T: Scalar>(_ x: Tensor<T>, _ weight: Tensor<T>, _ bias: Tensor<T>) -> Tensor<T> {
    let rows = x.shape[0], inputs = weight.shape[0], outputs = weight.shape[1]
    let value = Tensor<T>(uninitialized: [rows, outputs]), source = bias.contiguous()
    if value.count == 0 { return value }
    for row in 0..<rows { (value.start + row * outputs).update(from: source.start, count: outputs) }
    if inputs == 0 { return value }
    let a = x.withBLASLayout(), b = weight.withBLASLayout()
    Gemm.run(
        m: rows, n: outputs, k: inputs, a.operand(), b.operand(), beta: 1, into: value.start, stride: outputs)
    return value
}
