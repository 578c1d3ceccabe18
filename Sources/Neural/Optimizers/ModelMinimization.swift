import Autodiff
import LinearAlgebra

/// Minimises the loss of a model over all its data at once, by a method with line search such as `LBFGS`.
///
/// For small models and data without noise: no rate has to be chosen, and curvature is learnt. The method works in double precision whatever that of
/// the model is; the best point is put into the model, whatever the status.
///
/// - Parameters:
///   - model: Where to begin, and the result. Buffers stay as they are.
///   - minimizer: The method.
///   - loss: One number, the same whenever it is called with the same model.
/// - Returns: The value, and why the method stopped.
@discardableResult
public func minimize<Model: Parameterized, Failure: Error>(
    _ model: inout Model, by minimizer: some GradientMinimizer = LBFGS(),
    _ loss: (Model) throws(Failure) -> Tensor<Model.Precision>
) throws(Failure) -> Minimum {
    let start = flattened(model), shape = model
    let found = try minimizer.minimize(from: start) {
        (point) throws(Failure) -> (value: Double, gradient: Vector<Double>) in
        let (value, gradient) = try valueAndGradient(at: filled(shape, point), loss)
        return (Double(value.item), flattened(gradient))
    }
    model = filled(model, found.point)
    return found
}

/// All parameters, one after the other.
private func flattened<Model: Parameterized>(_ model: Model) -> Vector<Double> {
    Vector(model.parameters.flatMap { $0.detached.elements.map(Double.init) })
}

/// The model with the elements of a vector as its parameters.
private func filled<Model: Parameterized>(_ model: Model, _ elements: Vector<Double>) -> Model {
    var result = model, next = 0
    result.forEachTensor { _, tensor, role in
        guard role == .parameter else { return }
        let count = tensor.count
        tensor = Tensor(
            shape: tensor.shape, elements: (next..<(next + count)).map { Model.Precision(elements[$0]) })
        next += count
    }
    return result
}
