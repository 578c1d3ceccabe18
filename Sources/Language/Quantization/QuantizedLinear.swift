import Autodiff
import LinearAlgebra
import Neural

/// A dense layer that was trained in floats and runs on small integers: `y = xW + b` with a quantised W.
///
/// - x: `[…, inputs]`, W: `[inputs, outputs]`, b: `[outputs]`, y: `[…, outputs]`.
///
/// For inference only: no gradient passes through it.
///
///     let layer = QuantizedLinear(trained, as: .q8_0)     // a quarter of the memory
///     let y = layer(x)
///
/// With `d` the largest |W| of a block of 32 inputs of one output and `a` the largest |x| of that block, `q8_0` is off by at most
///
///     |y − ŷ| ≤ Σ_blocks (a/254 · Σ|W| + (d/254 + d/2048) · (Σ|x| + 32·a/254))
///
/// (half a step for each rounding, and the half precision of the scale); the steps of the other formats are in `BlockFormat`. Real
/// errors are far smaller, for roundings cancel out.
public struct QuantizedLinear: Sendable {
    /// Wᵀ: outputs × inputs, filled up with zeros to a whole number of blocks.
    public let weight: QuantizedMatrix
    /// b: `[outputs]`, or nil. It stays in floats.
    public let bias: [Float]?
    /// The length of the last axis of the input.
    public let inputs: Int

    /// The length of the last axis of the result.
    public var outputs: Int { weight.rows }

    /// Quantises a layer. O(inputs · outputs).
    /// - Parameters:
    ///   - layer: a layer with finite weights of at most `format.largestNumber`.
    ///   - format: `q8_0` for 8 bits, `q4_0`, `q4_1` or `q4_K` for 4, `q6_K` for 6.
    public init(_ layer: Linear<Float>, as format: BlockFormat = .q8_0) {
        inputs = layer.weight.shape[0]
        bias = layer.bias?.elements
        let outputs = layer.weight.shape[1], block = format.blockLength
        let padded = (inputs + block - 1) / block * block
        let columns = layer.weight.transposed.elements
        var values = [Float](repeating: 0, count: outputs * padded)
        for row in 0..<outputs {
            let source = columns[row * inputs..<(row + 1) * inputs]
            values.replaceSubrange(row * padded..<row * padded + inputs, with: source)
        }
        format.requireFit(values, "QuantizedLinear") {
            "the weight in row \($0 % padded), column \($0 / padded)"
        }
        weight = QuantizedMatrix(Matrix(rows: outputs, columns: padded, elements: values), as: format)
    }

    /// `xW + b`.
    public func callAsFunction(_ x: Tensor<Float>) -> Tensor<Float> {
        require(
            x.shape.last == inputs, "QuantizedLinear: an input of \(x.shape) for \(inputs) inputs")
        let rows = x.count / inputs, padded = weight.columns
        var values = x.elements
        if padded != inputs {
            var filled = [Float](repeating: 0, count: rows * padded)
            for row in 0..<rows {
                let source = values[row * inputs..<(row + 1) * inputs]
                filled.replaceSubrange(row * padded..<row * padded + inputs, with: source)
            }
            values = filled
        }
        let product = weight.times(rowsOf: Matrix(rows: rows, columns: padded, elements: values)).tensor
        let y = bias.map { product + Tensor($0) } ?? product
        return y.reshaped(x.shape.dropLast() + [outputs])
    }
}
