import Autodiff
import LinearAlgebra
import TestSupport
import Testing

/// What `losses.py` and `activations.py` wrote down of PyTorch: inputs, values, and the gradients of `Σ cos(i) · result[i]`.
struct GoldenCases: Decodable {
    struct Case: Decodable {
        var name: String
        var inputs: [Tensor<Double>]
        /// The inputs that no gradient is taken by.
        var constants: [Int]
        var value: Tensor<Double>
        var gradients: [Tensor<Double>]
    }
    var cases: [Case]

    /// The largest error of values and gradients of a function of the inputs; NaN and infinity where they should not be are infinite.
    static func error<T: Scalar>(_ golden: Case, _ function: @escaping ([Tensor<T>]) -> Tensor<T>) -> Double {
        let inputs = golden.inputs.map { Tensor<T>($0) }
        let varying = inputs.indices.filter { !golden.constants.contains($0) }
        func result(_ point: [Tensor<T>]) -> Tensor<T> {
            var all = inputs
            for (place, tensor) in zip(varying, point) { all[place] = tensor }
            return function(all)
        }
        let value = result(varying.map { inputs[$0] })
        let weights = Tensor<T>(Tensor<Double>.range(to: Double(value.count)).cos().reshaped(value.shape))
        let slopes = gradient(at: varying.map { inputs[$0] }) { (result($0) * weights).sum() }
        let errors = zip([value] + slopes, [golden.value] + golden.gradients).map { distance($0, $1) }
        return slopes.count == golden.gradients.count ? errors.max() ?? 0 : .infinity
    }

    /// The largest difference, relative to the largest expected element.
    static func distance<T: Scalar>(_ got: Tensor<T>, _ want: Tensor<Double>) -> Double {
        guard got.shape == want.shape else { return .infinity }
        let wanted = want.elements, scale = wanted.reduce(0) { max($0, abs($1)) }
        return zip(got.elements, wanted).reduce(0) { worst, pair in
            let error = abs(Double(pair.0) - pair.1) / (scale > 0 ? scale : 1)
            return error.isNaN ? .infinity : max(worst, error)
        }
    }
}
