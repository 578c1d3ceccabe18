import LinearAlgebra

// Sums and what is made of them. `axes` names what the reduction runs over, and that disappears unless `keepingAxes`.

extension Tensor {
    /// The sum of all elements. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func sum() -> Tensor {
        let x = contiguous(), value = Tensor(uninitialized: [])
        let kernel = Element.kernel(for: .sum), own = shape
        value.start.pointee = Blocks.reduce(x.start, x.count, kernel, combine: kernel)
        return recordLinear(
            "sum", value: value, forward: { $0.sum() }, transposed: { $0.broadcast(to: own) })
    }

    /// The sum over some axes; negative ones count from the last. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func sum(over axes: [Int], keepingAxes: Bool = false) -> Tensor {
        let axes = checkedAxes(axes, "sum"), own = shape
        let kept = own.indices.map { axes.contains($0) ? 1 : own[$0] }
        var value = axes.reduce(contiguous()) { $0.reduced(.sum, $1) }
        let result = keepingAxes ? kept : own.indices.filter { !axes.contains($0) }.map { own[$0] }
        value = value.reshaped(result)
        return recordLinear(
            "sum", value: value, forward: { $0.sum(over: axes, keepingAxes: keepingAxes) },
            transposed: { $0.reshaped(kept).broadcast(to: own) })
    }

    /// The sum over some axes. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func sum(over axes: Int..., keepingAxes: Bool = false) -> Tensor {
        sum(over: axes, keepingAxes: keepingAxes)
    }

    /// The mean of all elements; NaN where there are none. O(count).
    public func mean() -> Tensor { sum() / Element(count) }

    /// The mean over some axes. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func mean(over axes: [Int], keepingAxes: Bool = false) -> Tensor {
        let terms = checkedAxes(axes, "mean").reduce(1) { $0 * shape[$1] }
        return sum(over: axes, keepingAxes: keepingAxes) / Element(terms)
    }

    /// The mean over some axes. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func mean(over axes: Int..., keepingAxes: Bool = false) -> Tensor {
        mean(over: axes, keepingAxes: keepingAxes)
    }

    /// The variance over some axes: `Σ(x - mean)²/(n - correction)`. O(count).
    ///
    /// - Parameters:
    ///   - axes: What it runs over; all axes by default.
    ///   - correction: 1 for the unbiased estimate (PyTorch's default), 0 for the mean square (NumPy's default, and this one's).
    ///   - keepingAxes: Whether the axes stay, with length 1.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func variance(over axes: [Int]? = nil, correction: Int = 0, keepingAxes: Bool = false) -> Tensor {
        let axes = axes ?? Array(shape.indices)
        let terms = checkedAxes(axes, "variance").reduce(1) { $0 * shape[$1] }
        let centred = self - mean(over: axes, keepingAxes: true)
        return (centred * centred).sum(over: axes, keepingAxes: keepingAxes) / Element(terms - correction)
    }

    /// The largest element along an axis; where several are equal the gradient goes to the first. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func max(over axis: Int, keepingAxis: Bool = false) -> Tensor {
        extreme(largest: true, axis, keepingAxis)
    }

    /// The smallest element along an axis; where several are equal the gradient goes to the first. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func min(over axis: Int, keepingAxis: Bool = false) -> Tensor {
        extreme(largest: false, axis, keepingAxis)
    }

    /// The largest of all elements; where several are equal each takes an equal share of the gradient, as in PyTorch. O(count).
    public func max() -> Tensor { extremeOfAll(largest: true) }

    /// The smallest of all elements; where several are equal each takes an equal share of the gradient, as in PyTorch. O(count).
    public func min() -> Tensor { extremeOfAll(largest: false) }

    private func extremeOfAll(largest: Bool) -> Tensor {
        let all = detached.flattened, number = (largest ? all.max(over: 0) : all.min(over: 0)).item
        let shares: @Sendable (Tensor) -> Tensor = { x in
            let isExtreme = Tensor(x.detached .== number)
            return isExtreme / isExtreme.sum()
        }
        return Tensor.record(
            largest ? "max" : "min", [self], value: Tensor(number), saving: [.kept(0, self)],
            pushforward: { tangents, saved in tangents[0].map { ($0 * shares(saved[0])).sum() } },
            pullback: { gradient, saved in [gradient * shares(saved[0])] })
    }

    private func extreme(largest: Bool, _ axis: Int, _ keepingAxis: Bool) -> Tensor {
        let axis = checkedAxis(axis, largest ? "max" : "min")
        let positions = largest ? argmax(over: axis) : argmin(over: axis)
        let indices = Indices(shape: kept(shape, axis), positions)
        let result = takenAlong(axis, indices)
        return keepingAxis ? result : result.removingAxis(axis)
    }

    /// The position of the largest element along an axis, for all others row by row; the first, where several are equal. O(count).
    public func argmax(over axis: Int = -1) -> [Int] { positions(.rowMaximum, axis) }

    /// The position of the smallest element along an axis, for all others row by row. O(count).
    public func argmin(over axis: Int = -1) -> [Int] { positions(.rowMinimum, axis) }

    private func positions(_ reduction: ArgumentReduction, _ axis: Int) -> [Int] {
        let axis = checkedAxis(axis, reduction == .rowMaximum ? "argmax" : "argmin")
        require(shape[axis] > 0, "Tensor.\(reduction): axis \(axis) of \(describe(shape)) is empty")
        var order = Array(0..<rank)
        order.append(order.remove(at: axis))
        let rows = detached.permuted(order).contiguous(), length = shape[axis]
        let found = Buffer<Int64>(uninitialized: Swift.max(1, count / Swift.max(1, length)))
        let lines = count / length
        Element.kernel(for: reduction)(rows.start, length, lines, length, found.base)
        return (0..<lines).map { Int(found.base[$0]) }
    }

    /// The product over an axis. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func product(over axis: Int, keepingAxis: Bool = false) -> Tensor {
        let axis = checkedAxis(axis, "product")
        // By halves, so that zeros need no rule of their own.
        var parts = self
        while parts.shape[axis] > 1 {
            let half = parts.shape[axis] / 2
            let product = parts.slice(axis, 0..<half) * parts.slice(axis, half..<(2 * half))
            parts =
                parts.shape[axis] % 2 == 0
                ? product
                : concatenated([product, parts.slice(axis, (2 * half)..<parts.shape[axis])], along: axis)
        }
        if parts.shape[axis] == 0 { parts = Tensor(repeating: 1, shape: kept(shape, axis)) }
        return keepingAxis ? parts : parts.removingAxis(axis)
    }

    /// `log Σ exp(x)` over an axis, without overflow. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func logSumExp(over axis: Int = -1, keepingAxis: Bool = false) -> Tensor {
        let axis = checkedAxis(axis, "logSumExp")
        let largest = detached.max(over: axis, keepingAxis: true)
        let shift = select(Mask.finite(largest), largest, Tensor(repeating: 0, shape: largest.shape))
        let result = (self - shift).exp().sum(over: [axis], keepingAxes: true).log() + shift
        return keepingAxis ? result : result.removingAxis(axis)
    }

    /// The running sum along an axis. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func cumulativeSum(over axis: Int = -1) -> Tensor {
        let axis = checkedAxis(axis, "cumulativeSum")
        var order = Array(0..<rank)
        order.append(order.remove(at: axis))
        let rows = detached.permuted(order).contiguous(), length = shape[axis]
        let sums = Tensor(uninitialized: rows.shape)
        if length > 0 {
            for line in 0..<(count / length) {
                Element.cumulativeSum(rows.start + line * length, sums.start + line * length, length)
            }
        }
        var inverse = order
        for (new, old) in order.enumerated() { inverse[old] = new }
        return recordLinear(
            "cumulativeSum", value: sums.permuted(inverse).contiguous(),
            forward: { $0.cumulativeSum(over: axis) },
            transposed: { $0.flipped(axis).cumulativeSum(over: axis).flipped(axis) })
    }

    /// The Euclidean norm of all elements, `√Σx²`, with the gradient 0 where all are 0, as in PyTorch. O(count).
    public func norm() -> Tensor { norm(over: Array(shape.indices)) }

    /// The Euclidean norm over some axes, `√Σx²`, with the gradient 0 where it is 0. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func norm(over axes: [Int], keepingAxes: Bool = false) -> Tensor {
        let axes = checkedAxes(axes, "norm"), plain = detached
        let value = (plain * plain).sum(over: axes, keepingAxes: true).sqrt()
        let direction: @Sendable (Saved<Element>) -> Tensor = { $0[0] / ($0[1] + Tensor($0[1] .== 0)) }
        let result = Tensor.record(
            "norm", [self], value: value, saving: [.kept(0, self), .output(value)],
            pushforward: { tangents, saved in
                tangents[0].map { ($0 * direction(saved)).sum(over: axes, keepingAxes: true) }
            },
            pullback: { gradient, saved in [gradient * direction(saved)] })
        return keepingAxes
            ? result : result.reshaped(shape.indices.filter { !axes.contains($0) }.map { shape[$0] })
    }

    /// The sum, or another reduction, over one axis of a contiguous tensor; the axis stays, with length 1.
    private func reduced(_ reduction: AxisReduction, _ axis: Int) -> Tensor {
        let length = shape[axis], inner = shape[(axis + 1)...].reduce(1, *),
            outer = shape[..<axis].reduce(1, *)
        let result = Tensor(uninitialized: kept(shape, axis))
        if result.count == 0 { return result }
        if inner == 1 {
            let kernel = Element.rowKernel(for: reduction)
            inParallel(outer, grain: Swift.max(1, (1 << 14) / Swift.max(1, length))) { first, rows in
                kernel(start + first * length, length, rows, length, result.start + first)
            }
            return result
        }
        let kernel = Element.columnKernel(for: reduction)
        if outer == 1 {
            Blocks.reduceColumns(start, inner, length, inner, kernel, combine: kernel, into: result.start)
            return result
        }
        inParallel(outer, grain: Swift.max(1, (1 << 14) / Swift.max(1, length * inner))) { first, blocks in
            for block in first..<(first + blocks) {
                kernel(start + block * length * inner, inner, length, inner, result.start + block * inner)
            }
        }
        return result
    }

    private func kept(_ shape: [Int], _ axis: Int) -> [Int] {
        var result = shape
        result[axis] = 1
        return result
    }

    @specialized(where Element == Float)
    @specialized(where Element == Double)
    package func checkedAxes(_ axes: [Int], _ name: StaticString) -> [Int] {
        let result = axes.map { checkedAxis($0, name) }.sorted()
        require(Set(result).count == result.count, "Tensor.\(name): the axes \(axes) repeat")
        return result
    }
}

extension Mask {
    /// Where a tensor is neither infinite nor NaN.
    static func finite<T: Scalar>(_ tensor: Tensor<T>) -> Mask { tensor.classified(.finite) }
}
