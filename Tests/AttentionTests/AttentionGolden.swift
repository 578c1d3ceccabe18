import Attention
import Autodiff
import LinearAlgebra
import Neural
import TestSupport
import Testing

/// What `attention/scaled_dot_product.py` wrote down of PyTorch.
struct AttentionGolden: Decodable {
    struct Case: Decodable, CustomTestStringConvertible {
        var name: String
        var q: [Int], k: [Int], v: [Int], bias: [Int]?
        var scale: Double?
        var causal: Bool, window: Int?, lengths: [Int]?
        var dropout: Double, seed: UInt64
        /// Every so manyth number of the results is kept.
        var stride: Int
        var y: [Double]
        var gradients: [[Double]]

        var testDescription: String { name }

        var mask: AttentionMask {
            var mask = AttentionMask()
            mask.isCausal = causal
            mask.window = window
            mask.lengths = lengths
            return mask
        }

        /// Queries, keys, values, and the bias where there is one.
        func inputs<T: Scalar>() -> [Tensor<T>] {
            let bias = bias.map { [AttentionGolden.wave($0, 7, 29) as Tensor<T>] } ?? []
            return [
                AttentionGolden.wave(q, 37, 101), AttentionGolden.wave(k, 23, 53),
                AttentionGolden.wave(v, 29, 61),
            ]
                + bias
        }

        /// The largest error of the value and of the gradients of a function of the inputs, relative to the largest element of each.
        func error<T: Scalar>(_ function: ([Tensor<T>]) -> Tensor<T>) -> Double {
            let inputs: [Tensor<T>] = self.inputs()
            let (value, pullback) = vjp(at: inputs, function)
            let slopes = pullback(AttentionGolden.wave(value.shape, 11, 31))
            let errors = zip([value] + slopes, [y] + gradients).map { got, want in
                AttentionGolden.distance(
                    got.elements.enumerated().filter { $0.offset % stride == 0 }.map(\.element), want)
            }
            return slopes.count == gradients.count ? errors.max() ?? 0 : .infinity
        }
    }
    var torch: String
    var cases: [Case]

    static let all: AttentionGolden? = try? Golden.load("attention/scaled_dot_product")

    /// The operands of the script.
    static func wave<T: Scalar>(_ shape: [Int], _ step: Int, _ period: Int) -> Tensor<T> {
        let count = shape.reduce(1, *)
        return Tensor(shape: shape, elements: (0..<count).map { T($0 * step % period - period / 2) / 32 })
    }

    /// The largest difference, relative to the largest expected number; infinite where something is not a number.
    static func distance<T: Scalar>(_ got: [T], _ want: [Double]) -> Double {
        guard got.count == want.count else { return .infinity }
        let scale = want.reduce(0) { max($0, abs($1)) }
        return zip(got, want).reduce(0) { worst, pair in
            let error = abs(Double(pair.0) - pair.1) / (scale > 0 ? scale : 1)
            return error.isNaN ? .infinity : max(worst, error)
        }
    }
}
