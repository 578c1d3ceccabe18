import LinearAlgebra

extension Tensor: DenseArray {
    /// `f(x)` for each element x; the derivatives are in the table `ElementwiseDerivative`.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: UnaryOperation) -> Tensor {
        let x = contiguous(), value = Tensor(uninitialized: shape)
        Pass.run(operation, x.start, into: value.start, x.count)
        guard isTracked else { return value }
        let derivative = ElementwiseDerivative<Element>.of(operation)
        return Tensor.record(
            operation.rawValue, [self], value: value, saving: derivative.saving(x, value),
            pushforward: { tangents, saved in tangents[0].map { derivative.times($0, saved, operation) } },
            pullback: { gradient, saved in [derivative.times(gradient, saved, operation)] })
    }

    /// `f(x, y)` for each element x and its counterpart y, with broadcasting.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, _ other: Tensor) -> Tensor {
        let value = untrackedValue(operation, other)
        guard isTracked || other.isTracked else { return value }
        let rule = BinaryDerivative<Element>.of(operation)
        let (leftShape, rightShape) = (shape, other.shape)
        return Tensor.record(
            operation.rawValue, [self, other], value: value, saving: rule.saving(self, other, value),
            pushforward: { tangents, saved in
                let left = tangents[0].map { rule.left($0, saved) },
                    right = tangents[1].map { rule.right($0, saved) }
                guard let left, let right else { return (left ?? right)?.broadcast(to: value.shape) }
                return left + right
            },
            pullback: { gradient, saved in
                [
                    saved.needs(0) ? rule.left(gradient, saved).summed(to: leftShape) : nil,
                    saved.needs(1) ? rule.right(gradient, saved).summed(to: rightShape) : nil,
                ]
            })
    }

    private func untrackedValue(_ operation: BinaryOperation, _ other: Tensor) -> Tensor {
        if shape == other.shape, isContiguous, other.isContiguous {
            let value = Tensor(uninitialized: shape)
            Pass.run(operation, start, other.start, into: value.start, value.count)
            return value
        }
        let common = broadcastShape(shape, other.shape, "Tensor \(operation)")
        let value = Tensor(uninitialized: common)
        Strided.apply(
            operation, start, broadcastStrides(to: common), other.start, other.broadcastStrides(to: common),
            shape: common, into: value.start)
        return value
    }

    /// `f(x, number)` for each element x.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, _ number: Element) -> Tensor {
        let x = contiguous(), value = Tensor(uninitialized: shape)
        Pass.run(operation, x.start, number, into: value.start, x.count)
        return recorded(operation, x, value, right: number)
    }

    /// `f(number, x)` for each element x.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func applying(_ operation: BinaryOperation, toLeft number: Element) -> Tensor {
        let x = contiguous(), value = Tensor(uninitialized: shape)
        Pass.run(operation, number, x.start, into: value.start, x.count)
        return recorded(operation, x, value, left: number)
    }

    /// The rule for a tensor and a number: that for two tensors, with the number as a constant.
    private func recorded(
        _ operation: BinaryOperation, _ x: Tensor, _ value: Tensor, left: Element? = nil,
        right: Element? = nil
    ) -> Tensor {
        guard isTracked else { return value }
        switch (operation, left, right) {
        case (.add, _, _), (.subtract, nil, _):
            return recordLinear(operation.rawValue, value: value, forward: { $0 }, transposed: { $0 })
        case (.subtract, _, _):
            return recordLinear("subtract", value: value, forward: { -$0 }, transposed: { -$0 })
        case (.multiply, let number, nil), (.multiply, nil, let number):
            let factor = number ?? 1
            return recordLinear(
                "multiply", value: value, forward: { $0 * factor }, transposed: { $0 * factor })
        case (.divide, nil, let number):
            let divisor = number ?? 1
            return recordLinear(
                "divide", value: value, forward: { $0 / divisor }, transposed: { $0 / divisor })
        default: break
        }
        let rule = BinaryDerivative<Element>.of(operation), isLeft = right != nil
        let constant = SavedTensor.constant(Tensor(left ?? right ?? 0))
        let saving = [isLeft ? .kept(0, x) : constant, isLeft ? constant : .kept(0, x), .output(value)]
        let part = isLeft ? rule.left : rule.right
        return Tensor.record(
            operation.rawValue, [self], value: value, saving: saving,
            pushforward: { tangents, saved in tangents[0].map { part($0, saved) } },
            pullback: { gradient, saved in [part(gradient, saved)] })
    }

    /// Replaces each element x by `f(x)`.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: UnaryOperation) {
        if isTracked { return self = applying(operation) }
        makeUnique()
        Pass.run(operation, start, into: start, count)
    }

    /// Replaces each element x by `f(x, y)`, y its counterpart.
    ///
    /// Requires that the result has the shape of the tensor.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: BinaryOperation, _ other: Tensor) {
        if isTracked || other.isTracked || shape != other.shape {
            let result = applying(operation, other)
            require(
                result.shape == shape,
                "Tensor \(operation) in place: \(describe(shape)) cannot hold \(describe(result.shape))")
            return self = result
        }
        let z = other.contiguous()
        makeUnique()
        Pass.run(operation, start, z.start, into: start, count)
    }

    /// Replaces each element x by `f(x, number)`.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public mutating func apply(_ operation: BinaryOperation, _ number: Element) {
        if isTracked { return self = applying(operation, number) }
        makeUnique()
        Pass.run(operation, start, number, into: start, count)
    }

    /// Compares each element with its counterpart, with broadcasting.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func compared(_ comparison: Comparison, _ other: Tensor) -> Mask {
        let common = broadcastShape(shape, other.shape, "Tensor \(comparison)")
        let x = broadcast(to: common).contiguous(), z = other.broadcast(to: common).contiguous()
        return Mask(.tensor(common)) { Element.kernel(for: comparison)(x.start, z.start, $0, x.count) }
    }

    /// Compares each element with a number.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func compared(_ comparison: Comparison, _ number: Element) -> Mask {
        let x = contiguous()
        return Mask(.tensor(shape)) { Element.numberKernel(for: comparison)(x.start, number, $0, x.count) }
    }

    /// Asks each element.
    @specialized(where Element == Float)
    @specialized(where Element == Double)
    public func classified(_ classification: Classification) -> Mask {
        let x = contiguous()
        return Mask(.tensor(shape)) { Element.kernel(for: classification)(x.start, $0, x.count) }
    }
}
