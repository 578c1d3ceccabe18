import LinearAlgebra

/// The value of `function` at `point` and its gradient there, which has the type of the point.
///
/// The function gives a tensor of one element. It runs once; one pass back through what it did gives all partial derivatives, at about
/// twice the cost of the function, however many parameters there are.
///
///     let (value, slope) = valueAndGradient(at: Tensor<Double>(3)) { x in x * x }
///     print(value.item, slope.item)       // 9.0 6.0
///
/// Calls may be nested: the gradient is itself differentiable. Buffers of a model (``ParameterVisitor/buffer(_:_:)``) come back as they
/// are, or as what the function recorded for them.
///
/// - Parameters:
///   - point: A tensor, an array of tensors, or a struct of such things.
///   - function: Gives a tensor of one element; what it throws is thrown on.
@inlinable public func valueAndGradient<Point: Parameterized, Failure: Error>(
    at point: Point, _ function: (Point) throws(Failure) -> Tensor<Point.Precision>
) throws(Failure) -> (value: Tensor<Point.Precision>, gradient: Point) {
    try valueAndGradient(at: point, watch: nil, function)
}

@inlinable func valueAndGradient<Point: Parameterized, Failure: Error>(
    at point: Point, watch: AnomalyWatch?, _ function: (Point) throws(Failure) -> Tensor<Point.Precision>
) throws(Failure) -> (value: Tensor<Point.Precision>, gradient: Point) {
    var (numbers, tracked) = asVariables(point, watch)
    var value = try function(tracked.point)
    require(
        value.count == 1,
        "gradient: the function gives \(describe(value.shape)), not a single number; take its sum or mean first"
    )
    let node = value.node
    // Only an outer gradient needs the graph once this one is done.
    if let node, node.earliestVariable >= numbers.lowerBound { value.node = nil }
    let gradients = Differentiation.gradients(of: value, from: node, to: numbers)
    collect(gradients, into: &tracked.point, tracked.buffers)
    return (value.reshaped([]), tracked.point)
}

/// The gradient of `function` at `point`; see ``valueAndGradient(at:_:)``.
///
///     print(gradient(at: Tensor<Double>([1, 2])) { x in (x * x).sum() }.elements)      // [2.0, 4.0]
@inlinable public func gradient<Point: Parameterized, Failure: Error>(
    at point: Point, _ function: (Point) throws(Failure) -> Tensor<Point.Precision>
) throws(Failure) -> Point {
    try valueAndGradient(at: point, function).gradient
}

/// The value of `function` at `point`, and its pullback: the map that takes a gradient of the value to one of the point.
///
/// `pullback(v)` is `vᵀJ`, with J the Jacobian, without J being made.
///
/// - Parameters:
///   - point: A tensor, an array of tensors, or a struct of such things.
///   - function: Gives a tensor of any shape.
/// - Returns: The value, and a function that may be called any number of times with tensors of the value's shape.
public func vjp<Point: Parameterized, Failure: Error>(
    at point: Point, _ function: (Point) throws(Failure) -> Tensor<Point.Precision>
) throws(Failure) -> (value: Tensor<Point.Precision>, pullback: @Sendable (Tensor<Point.Precision>) -> Point)
{
    let (numbers, tracked) = asVariables(point, nil)
    let value = try function(tracked.point), buffers = tracked.buffers
    var plain = value
    if let node = value.node, node.earliestVariable >= numbers.lowerBound { plain.node = nil }
    return (
        plain,
        { gradient in
            require(
                gradient.shape == value.shape,
                "vjp: a gradient of \(describe(gradient.shape)) for a value of \(describe(value.shape))")
            var result = point
            collect(ReversePass.run(from: value.node, gradient, to: numbers), into: &result, buffers)
            return result
        }
    )
}

/// The point with its parameters as variables, and the cells of its buffers.
@inlinable func asVariables<Point: Parameterized>(
    _ point: Point, _ watch: AnomalyWatch?
) -> (numbers: Range<UInt64>, tracked: (point: Point, buffers: [BufferCell<Point.Precision>])) {
    var copy = point, count = 0
    copy.forEachTensor { _, _, role in count += role == .parameter ? 1 : 0 }
    let numbers = nodeNumbers.next(count)
    var next = numbers.lowerBound, buffers: [BufferCell<Point.Precision>] = []
    copy.forEachTensor { _, tensor, role in
        if role == .parameter {
            Differentiation.track(&tensor, next, watch)
            next += 1
        } else {
            buffers.append(Differentiation.mark(&tensor))
        }
    }
    return (numbers, (copy, buffers))
}

/// Puts the gradients in the place of the parameters; zeros where the result did not depend on one.
@inlinable func collect<Point: Parameterized>(
    _ gradients: [Tensor<Point.Precision>?], into point: inout Point,
    _ buffers: [BufferCell<Point.Precision>]
) {
    var parameter = 0, buffer = 0
    point.forEachTensor { _, tensor, role in
        if role == .parameter {
            tensor = gradients[parameter] ?? tensor.zerosLike
            parameter += 1
        } else {
            tensor = buffers[buffer].latest
            buffer += 1
        }
    }
}

/// The part of a gradient that does not depend on the type of the point.
@usableFromInline enum Differentiation {
    /// The gradients of a single number.
    @specialized(where T == Float)
    @specialized(where T == Double)
    @usableFromInline static func gradients<T: Scalar>(
        of value: Tensor<T>, from node: consuming Node<T>?, to numbers: Range<UInt64>
    ) -> [Tensor<T>?] {
        ReversePass.run(from: node, Tensor(repeating: 1, shape: value.shape), to: numbers)
    }

    /// The tensor as a variable of its own.
    @specialized(where T == Float)
    @specialized(where T == Double)
    @usableFromInline static func track<T: Scalar>(
        _ tensor: inout Tensor<T>, _ number: UInt64, _ watch: AnomalyWatch?
    ) {
        tensor.node = Node(variable: number, shape: tensor.shape, source: tensor.node, watch: watch)
    }

    /// The tensor marked as a buffer, and the cell of its new value.
    @usableFromInline static func mark<T: Scalar>(_ tensor: inout Tensor<T>) -> BufferCell<T> {
        let cell = BufferCell(tensor)
        tensor.node = Node(buffer: cell, shape: tensor.shape)
        return cell
    }
}
