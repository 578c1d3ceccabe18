import LinearAlgebra

// Other shapes and orders of the same elements. Each of these is linear; its transpose is its reverse.

extension Tensor {
    /// The same elements, row by row, in another shape; one length may be -1 and follows from the others. No copy where they stand so.
    ///
    /// Requires the same number of elements.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func reshaped(_ shape: [Int]) -> Tensor {
        let shape = resolved(shape)
        if shape == self.shape { return self }
        let source = contiguous(), own = self.shape
        let value = Tensor(buffer: source.buffer, offset: source.offset, shape: shape, strides: nil)
        return recordLinear(
            "reshape", value: value, forward: { $0.reshaped(shape) }, transposed: { $0.reshaped(own) })
    }

    /// The same elements, row by row, in another shape.
    public func reshaped(_ lengths: Int...) -> Tensor { reshaped(lengths) }

    private func resolved(_ shape: [Int]) -> [Int] {
        guard let open = shape.firstIndex(of: -1) else {
            require(
                elementCount(shape) == count,
                "Tensor.reshaped: \(describe(self.shape)) does not fill \(describe(shape))")
            return shape
        }
        var result = shape
        result[open] = 1
        let known = elementCount(result)
        require(
            known > 0 && count % known == 0,
            "Tensor.reshaped: \(describe(self.shape)) does not fill \(describe(shape))")
        result[open] = count / known
        return result
    }

    /// All elements, row by row, along one axis. No copy where they stand so.
    public var flattened: Tensor { reshaped([count]) }

    /// The tensor with axes from `axis` on joined into one: PyTorch's `flatten(start_dim)`.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func flattened(from axis: Int) -> Tensor {
        let axis = checkedAxis(axis, "flattened")
        return reshaped(Array(shape[..<axis]) + [shape[axis...].reduce(1, *)])
    }

    /// The axes in another order, as a view: axis i of the result is axis `order[i]`. O(1).
    ///
    /// - Parameter order: A permutation of `0..<rank`.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func permuted(_ order: [Int]) -> Tensor {
        require(
            order.sorted() == Array(0..<rank),
            "Tensor.permuted: \(order) is not a permutation of the axes of \(describe(shape))")
        let own = strides
        let view = Tensor(
            buffer: buffer, offset: offset, shape: order.map { shape[$0] }, strides: order.map { own[$0] })
        return recordLinear(
            "permute", value: view, forward: { $0.permuted(order) },
            transposed: { gradient in
                var inverse = order
                for (new, old) in order.enumerated() { inverse[old] = new }
                return gradient.permuted(inverse)
            })
    }

    /// Two axes exchanged, as a view; a negative axis counts from the last. O(1).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func transposed(_ first: Int, _ second: Int) -> Tensor {
        let a = checkedAxis(first, "transposed"), b = checkedAxis(second, "transposed")
        var order = Array(0..<rank)
        order.swapAt(a, b)
        return permuted(order)
    }

    /// The last two axes exchanged, as a view: the transpose of each matrix. O(1).
    public var transposed: Tensor {
        require(rank >= 2, "Tensor.transposed: \(describe(shape)) has fewer than two axes")
        return transposed(-2, -1)
    }

    /// A new axis of length 1 before axis `axis`, which may be `rank`: NumPy's `expand_dims`. O(1).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func insertingAxis(_ axis: Int) -> Tensor {
        let position = axis < 0 ? axis + rank + 1 : axis
        require(
            position >= 0 && position <= rank, "Tensor.insertingAxis: no place \(axis) in \(describe(shape))")
        var lengths = shape, steps = strides
        lengths.insert(1, at: position)
        steps.insert(0, at: position)
        return axisView("insertAxis", lengths, steps)
    }

    /// The tensor without axis `axis`, whose length is 1: NumPy's `squeeze`. O(1).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func removingAxis(_ axis: Int) -> Tensor {
        let position = checkedAxis(axis, "removingAxis")
        require(
            shape[position] == 1, "Tensor.removingAxis: axis \(axis) of \(describe(shape)) is not of length 1"
        )
        var lengths = shape, steps = strides
        lengths.remove(at: position)
        steps.remove(at: position)
        return axisView("removeAxis", lengths, steps)
    }

    private func axisView(_ name: String, _ lengths: [Int], _ steps: [Int]) -> Tensor {
        let view = Tensor(buffer: buffer, offset: offset, shape: lengths, strides: steps), own = shape
        return recordLinear(
            name, value: view, forward: { $0.reshaped(lengths) }, transposed: { $0.reshaped(own) })
    }

    /// The elements at positions of `range`, `step` apart, along one axis, as a view. O(1).
    ///
    /// - Parameters:
    ///   - axis: The axis; a negative one counts from the last.
    ///   - range: Positions within the axis.
    ///   - step: At least 1.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func slice(_ axis: Int, _ range: Range<Int>, by step: Int = 1) -> Tensor {
        let axis = checkedAxis(axis, "slice")
        require(
            range.lowerBound >= 0 && range.upperBound <= shape[axis] && step >= 1,
            "Tensor.slice: \(range) by \(step) of axis \(axis) of \(describe(shape))")
        if range == 0..<shape[axis] && step == 1 { return self }
        var lengths = shape, steps = strides
        lengths[axis] = (range.count + step - 1) / step
        let start = offset + range.lowerBound * steps[axis]
        steps[axis] *= step
        let view = Tensor(buffer: buffer, offset: start, shape: lengths, strides: steps), own = shape
        return recordLinear(
            "slice", value: view, forward: { $0.slice(axis, range, by: step) },
            transposed: { $0.placed(in: own, axis, range, by: step) })
    }

    /// Zeros of `shape` with the tensor at positions of `range`, `step` apart, along one axis: the transpose of ``slice(_:_:by:)``.
    func placed(in shape: [Int], _ axis: Int, _ range: Range<Int>, by step: Int) -> Tensor {
        let value = Tensor(repeating: 0, shape: shape), steps = value.strides
        var windowSteps = steps
        windowSteps[axis] *= step
        Strided.assign(
            self, to: value.start + range.lowerBound * steps[axis], strides: windowSteps)
        return recordLinear(
            "place", value: value, forward: { $0.placed(in: shape, axis, range, by: step) },
            transposed: { $0.slice(axis, range, by: step) })
    }

    /// The elements in reverse order along the axes. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func flipped(_ axes: Int...) -> Tensor {
        let axes = axes.map { checkedAxis($0, "flipped") }
        var start = offset, steps = strides
        for axis in axes where shape[axis] > 0 {
            start += (shape[axis] - 1) * steps[axis]
            steps[axis] = -steps[axis]
        }
        let view = Tensor(buffer: buffer, offset: start, shape: shape, strides: steps).contiguous()
        let flip: @Sendable (Tensor) -> Tensor = { tensor in
            axes.reduce(tensor) { $0.flipped($1) }
        }
        return recordLinear("flip", value: view, forward: flip, transposed: flip)
    }

    /// The tensor with `value` around it: `(before, after)` elements for each axis. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func padded(_ widths: [(before: Int, after: Int)], with value: Element = 0) -> Tensor {
        require(
            widths.count == rank && widths.allSatisfy { $0.before >= 0 && $0.after >= 0 },
            "Tensor.padded: \(widths) for \(describe(shape))")
        let lengths = zip(shape, widths).map { $0 + $1.before + $1.after }
        let result = Tensor(repeating: value, shape: lengths), steps = result.strides
        let start = zip(widths, steps).reduce(0) { $0 + $1.0.before * $1.1 }
        Strided.assign(self, to: result.start + start, strides: steps)
        let own = shape
        return recordLinear(
            "pad", value: result, forward: { $0.padded(widths) },
            transposed: { gradient in
                own.indices.reduce(gradient) {
                    $0.slice($1, widths[$1].before..<(widths[$1].before + own[$1]))
                }
            })
    }

    /// The position of an axis; a negative one counts from the last.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    package func checkedAxis(_ axis: Int, _ name: StaticString) -> Int {
        let position = axis < 0 ? axis + rank : axis
        require(position >= 0 && position < rank, "Tensor.\(name): no axis \(axis) in \(describe(shape))")
        return position
    }
}

extension Strided {
    /// Writes the elements of `tensor` to a strided block.
    static func assign<T: Scalar>(_ tensor: Tensor<T>, to target: UnsafeMutablePointer<T>, strides: [Int]) {
        let (lengths, steps) = merged(tensor.shape, [tensor.strides, strides])
        if lengths.contains(0) { return }
        let width = lengths.last ?? 1, rows = lengths.count > 1 ? lengths[lengths.count - 2] : 1
        let last = lengths.count - 1
        let rowStep = { (operand: Int) in last > 0 ? steps[operand][last - 1] : 0 }
        let outer = Array(lengths.dropLast(2))
        var position = Odometer(outer, steps.map { Array($0.dropLast(2)) })
        for _ in 0..<outer.reduce(1, *) {
            T.copyStrided(
                rows: rows, columns: width, from: tensor.start + position.offsets[0], rowStride: rowStep(0),
                columnStride: steps[0].last ?? 0, to: target + position.offsets[1], rowStride: rowStep(1),
                columnStride: steps[1].last ?? 0)
            position.advance()
        }
    }
}

/// The tensors one after the other along an axis; their other axes are alike. O(count).
@specialized(where T == Float)
@specialized(where T == Double)
public func concatenated<T: Scalar>(_ tensors: [Tensor<T>], along axis: Int = 0) -> Tensor<T> {
    guard let first = tensors.first else { stop("concatenated: no tensors") }
    let axis = first.checkedAxis(axis, "concatenated")
    var lengths = first.shape
    lengths[axis] = 0
    var bounds: [Range<Int>] = []
    for tensor in tensors {
        var expected = first.shape
        expected[axis] = tensor.rank > axis ? tensor.shape[axis] : 0
        require(
            tensor.shape == expected,
            "concatenated: \(describe(first.shape)) and \(describe(tensor.shape)) along axis \(axis)")
        bounds.append(lengths[axis]..<(lengths[axis] + expected[axis]))
        lengths[axis] += expected[axis]
    }
    let value = Tensor<T>(uninitialized: lengths), steps = value.strides
    for (tensor, range) in zip(tensors, bounds) {
        Strided.assign(tensor, to: value.start + range.lowerBound * steps[axis], strides: steps)
    }
    let shapes = tensors.map(\.shape), ranges = bounds
    return Tensor.record(
        "concatenate", tensors, value: value,
        pushforward: { tangents, _ in
            concatenated(
                zip(tangents, shapes).map { $0 ?? Tensor(repeating: 0, shape: $1) }, along: axis)
        },
        pullback: { gradient, saved in
            ranges.indices.map { saved.needs($0) ? gradient.slice(axis, ranges[$0]) : nil }
        })
}

/// The tensors, of one shape, along a new axis. O(count).
@specialized(where T == Float)
@specialized(where T == Double)
public func stacked<T: Scalar>(_ tensors: [Tensor<T>], along axis: Int = 0) -> Tensor<T> {
    require(!tensors.isEmpty, "stacked: no tensors")
    return concatenated(
        tensors.map { $0.insertingAxis(axis) }, along: axis < 0 ? axis + tensors[0].rank + 1 : axis)
}

extension Tensor {
    /// Parts of `length` elements along an axis, as views; the last may be shorter. O(parts).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func split(_ length: Int, along axis: Int = 0) -> [Tensor] {
        let axis = checkedAxis(axis, "split")
        require(length >= 1, "Tensor.split: parts of \(length)")
        return stride(from: 0, to: shape[axis], by: length).map {
            slice(axis, $0..<Swift.min($0 + length, shape[axis]))
        }
    }
}
