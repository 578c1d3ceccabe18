import LinearAlgebra

/// How far a gradient is from what central differences say.
public struct GradientCheck: Sendable, CustomStringConvertible {
    /// The parameter with the largest error, by its name and by its position among its elements.
    public let name: String
    /// The position of the element, row by row.
    public let element: Int
    /// The derivative by reverse mode.
    public let derivative: Double
    /// The derivative by central differences.
    public let difference: Double
    /// `|derivative - difference| / max(1, |derivative|, |difference|)`.
    public let error: Double

    /// `weight[3]: 0.5 by reverse mode, 0.5000001 by differences: an error of 1e-07`.
    public var description: String {
        "\(name.isEmpty ? "point" : name)[\(element)]: \(derivative) by reverse mode, \(difference) by differences: an error of \(error)"
    }
}

/// Compares the gradient of `function` at `point` with central differences, `(f(x + h) - f(x - h))/2h`, element by element.
///
/// In `Double`; a correct gradient of a smooth function has an error of about 1e-9. Kinks, as that of ReLU at 0, show up as errors. Two calls
/// of the function for each element.
///
///     print(checkGradient(at: Tensor<Double>([1, 2])) { ($0 * $0.sin()).sum() }.error < 1e-8)      // true
///
/// - Parameters:
///   - point: A tensor, an array of tensors, or a struct of such things.
///   - step: h, relative to the size of the element where that is above 1.
///   - function: Gives a tensor of one element.
/// - Returns: The element with the largest error.
public func checkGradient<Point: Parameterized, Failure: Error>(
    at point: Point, step: Double = 6e-6, _ function: (Point) throws(Failure) -> Tensor<Double>
) throws(Failure) -> GradientCheck where Point.Precision == Double {
    let slopes = try gradient(at: point, function).namedParameters
    var worst = GradientCheck(name: "", element: 0, derivative: 0, difference: 0, error: 0)
    for (parameter, slope) in slopes.enumerated() {
        let derivatives = slope.tensor.elements
        for element in derivatives.indices {
            let original = point.parameters[parameter].elements[element]
            let width = step * Swift.max(1, Swift.abs(original))
            let above = try function(point.replacing(parameter, element, by: original + width)).item
            let below = try function(point.replacing(parameter, element, by: original - width)).item
            let difference = (above - below) / (2 * width), derivative = derivatives[element]
            let scale = Swift.max(1, Swift.abs(derivative), Swift.abs(difference))
            let error = Swift.abs(derivative - difference) / scale
            if error > worst.error || error.isNaN {
                worst = GradientCheck(
                    name: slope.name, element: element, derivative: derivative, difference: difference,
                    error: error)
            }
        }
    }
    return worst
}

extension Parameterized {
    /// The point with one element of one parameter replaced.
    fileprivate func replacing(_ parameter: Int, _ element: Int, by value: Precision) -> Self {
        var copy = self, next = 0
        copy.forEachTensor { _, tensor, role in
            guard role == .parameter else { return }
            if next == parameter { tensor.withUnsafeMutableBufferPointer { $0[element] = value } }
            next += 1
        }
        return copy
    }
}
