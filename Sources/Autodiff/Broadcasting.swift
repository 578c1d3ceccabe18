import LinearAlgebra

/// The shape of an operation on two tensors: matched from the last axis on, an axis of length 1 takes the other's.
package func broadcastShape(_ left: [Int], _ right: [Int], _ operation: @autoclosure () -> String) -> [Int] {
    if left == right || right.isEmpty { return left }
    if left.isEmpty { return right }
    let rank = max(left.count, right.count)
    var result = Array(repeating: 1, count: rank)
    for back in 1...rank {
        let a = back <= left.count ? left[left.count - back] : 1
        let b = back <= right.count ? right[right.count - back] : 1
        require(
            a == b || a == 1 || b == 1,
            "\(operation()): shapes \(describe(left)) and \(describe(right)) do not broadcast")
        result[rank - back] = a == 1 ? b : a
    }
    return result
}

extension Tensor {
    /// The strides of a view that repeats the tensor to `shape`, which it is known to fit.
    func broadcastStrides(to shape: [Int]) -> [Int] {
        let own = strides, extra = shape.count - rank
        var result = Array(repeating: 0, count: shape.count)
        for axis in 0..<rank where self.shape[axis] == shape[extra + axis] {
            result[extra + axis] = own[axis]
        }
        return result
    }

    /// The tensor repeated along new axes and along axes of length 1, as a view. O(1).
    ///
    /// NumPy's `broadcast_to`, PyTorch's `expand`. The operators do this by themselves.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func broadcast(to shape: [Int]) -> Tensor {
        if shape == self.shape { return self }
        require(
            rank <= shape.count && broadcastShape(self.shape, shape, "Tensor.broadcast") == shape,
            "Tensor.broadcast: \(describe(self.shape)) does not repeat to \(describe(shape))")
        let view = Tensor(buffer: buffer, offset: offset, shape: shape, strides: broadcastStrides(to: shape))
        let own = self.shape
        return recordLinear(
            "broadcast", value: view, forward: { $0.broadcast(to: shape) }, transposed: { $0.summed(to: own) }
        )
    }

    /// The sum over the axes along which a tensor of `shape` would be repeated: the reverse of ``broadcast(to:)``. O(count).
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func summed(to shape: [Int]) -> Tensor {
        if shape == self.shape { return self }
        let extra = rank - shape.count
        require(extra >= 0, "Tensor.summed: \(describe(self.shape)) to \(describe(shape))")
        let axes = (0..<rank).filter { $0 < extra || (shape[$0 - extra] == 1 && self.shape[$0] != 1) }
        return sum(over: axes, keepingAxes: false).reshaped(shape)
    }
}
