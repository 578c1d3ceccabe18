import LinearAlgebra

/// All partial derivatives of a function: `J[i, j] = ∂yᵢ/∂xⱼ`, in the shape of the value followed by that of the point.
///
///     let j = jacobian(at: Tensor<Double>([1, 2])) { x in x * x }
///     print(j.elements)       // [2.0, 0.0, 0.0, 4.0]
///
/// One pass back for each element of the value: O(outputs · cost of the function).
public func jacobian<T: Scalar, Failure: Error>(
    at point: Tensor<T>, _ function: (Tensor<T>) throws(Failure) -> Tensor<T>
) throws(Failure) -> Tensor<T> {
    let (value, pullback) = try vjp(at: point, function)
    var rows: [Tensor<T>] = []
    for index in 0..<value.count {
        var seed = value.zerosLike
        seed.withUnsafeMutableBufferPointer { $0[index] = 1 }
        rows.append(pullback(seed))
    }
    if rows.isEmpty { return Tensor(uninitialized: value.shape + point.shape) }
    return stacked(rows).reshaped(value.shape + point.shape)
}

/// All second derivatives of a function with one value: `H[i, j] = ∂²y/∂xᵢ∂xⱼ`, in the shape of the point, twice.
///
///     let h = hessian(at: Tensor<Double>([1, 2])) { x in (x * x * x).sum() }
///     print(h.elements)  // [6.0, 0.0, 0.0, 12.0]
///
/// O(elements · cost of the function); where only products `Hv` are needed, see ``hessianVectorProduct(at:along:_:)``.
public func hessian<T: Scalar, Failure: Error>(
    at point: Tensor<T>, _ function: (Tensor<T>) throws(Failure) -> Tensor<T>
) throws(Failure) -> Tensor<T> {
    try jacobian(at: point) { x throws(Failure) in try gradient(at: x, function) }
}

/// `H v`, with H the Hessian of a function with one value, without H being made: the gradient, differentiated along v.
///
/// About the cost of three gradients, however many parameters there are.
///
/// Source: Pearlmutter, *Fast Exact Multiplication by the Hessian* (1994).
public func hessianVectorProduct<Point: Parameterized, Failure: Error>(
    at point: Point, along direction: Point,
    _ function: (Point) throws(Failure) -> Tensor<Point.Precision>
) throws(Failure) -> Point {
    // The derivative of ∇f(x) · v with respect to x.
    let directions = direction.parameters
    return try gradient(at: point) { point throws(Failure) in
        let slopes = try gradient(at: point, function).parameters
        var total = Tensor<Point.Precision>(0)
        for (slope, direction) in zip(slopes, directions) {
            require(
                slope.shape == direction.shape,
                "hessianVectorProduct: a direction of \(describe(direction.shape)) for \(describe(slope.shape))"
            )
            total = total + (slope * direction).sum()
        }
        return total
    }
}
