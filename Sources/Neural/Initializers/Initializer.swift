import Autodiff
import Foundation
import LinearAlgebra
import Randomness

/// A rule by which the weights of a layer are drawn.
///
/// What the rules are made of: the inputs of an output, `fanIn`, and the outputs of an input, `fanOut`. Of a matrix `[inputs, outputs]` these are its
/// lengths; of kernels `[outputs, inputs, …]` the numbers of inputs and outputs times the size of a kernel. Formulas are PyTorch's.
///
///     var generator = Generator(seed: 0)
///     let weight = Tensor<Float>.initialized([256, 128], by: .heNormal, using: &generator)
///     print(weight.shape, abs(weight.variance().item - 2.0 / 256) < 2e-4)      // [256, 128] true
///
public struct Initializer: Sendable, Hashable {
    enum Rule: Sendable, Hashable {
        case constant(Double)
        case uniform(low: Double, high: Double)
        case normal(mean: Double, standardDeviation: Double)
        case truncatedNormal(mean: Double, standardDeviation: Double, low: Double, high: Double)
        /// Variance `gain² · 2 / (fanIn + fanOut)`.
        case xavier(gain: Double, isNormal: Bool)
        /// Variance `gain² / fanIn`.
        case fanIn(gain: Double, isNormal: Bool)
        case orthogonal(gain: Double)
        case sparse(share: Double, standardDeviation: Double)
    }
    let rule: Rule

    /// All 0.
    public static let zeros = constant(0)
    /// All 1.
    public static let ones = constant(1)
    /// All equal to `value`.
    public static func constant(_ value: Double) -> Initializer { Initializer(rule: .constant(value)) }

    /// Uniform on [low, high).
    public static func uniform(from low: Double, to high: Double) -> Initializer {
        require(low <= high, "Initializer.uniform: from \(low) to \(high)")
        return Initializer(rule: .uniform(low: low, high: high))
    }

    /// Normal with this mean and standard deviation.
    public static func normal(mean: Double = 0, standardDeviation: Double = 1) -> Initializer {
        require(standardDeviation >= 0, "Initializer.normal: a standard deviation of \(standardDeviation)")
        return Initializer(rule: .normal(mean: mean, standardDeviation: standardDeviation))
    }

    /// Normal, but for draws outside of `low...high`, which are drawn again.
    ///
    /// - Parameters:
    ///   - mean: The mean before the cut.
    ///   - standardDeviation: That before the cut, above 0.
    ///   - low: The least value.
    ///   - high: The largest value, above `low`.
    public static func truncatedNormal(
        mean: Double = 0, standardDeviation: Double = 1, from low: Double = -2, to high: Double = 2
    ) -> Initializer {
        require(
            standardDeviation > 0 && low < high,
            "Initializer.truncatedNormal: a standard deviation of \(standardDeviation), from \(low) to \(high)"
        )
        return Initializer(
            rule: .truncatedNormal(mean: mean, standardDeviation: standardDeviation, low: low, high: high))
    }

    /// Uniform on `±√(6 / (fanIn + fanOut))`: for layers before tanh or sigmoid. Source: Glorot and Bengio (2010).
    public static let xavierUniform = xavierUniform(gain: 1)
    /// Uniform on `±gain √(6 / (fanIn + fanOut))`. Source: Glorot and Bengio (2010).
    public static func xavierUniform(gain: Double) -> Initializer {
        Initializer(rule: .xavier(gain: gain, isNormal: false))
    }
    /// Normal with variance `2 / (fanIn + fanOut)`. Source: Glorot and Bengio (2010).
    public static let xavierNormal = xavierNormal(gain: 1)
    /// Normal with variance `gain² · 2 / (fanIn + fanOut)`. Source: Glorot and Bengio (2010).
    public static func xavierNormal(gain: Double) -> Initializer {
        Initializer(rule: .xavier(gain: gain, isNormal: true))
    }

    /// Uniform on `±√(6 / fanIn)`: for layers before ReLU. Source: He et al. (2015).
    public static let heUniform = heUniform(negativeSlope: 0)
    /// Uniform on `±√(6 / ((1 + a²) fanIn))`: for layers before a leaky ReLU of slope a. Source: He et al. (2015).
    public static func heUniform(negativeSlope: Double) -> Initializer {
        Initializer(rule: .fanIn(gain: heGain(negativeSlope), isNormal: false))
    }
    /// Normal with variance `2 / fanIn`: for layers before ReLU. Source: He et al. (2015).
    public static let heNormal = heNormal(negativeSlope: 0)
    /// Normal with variance `2 / ((1 + a²) fanIn)`: for layers before a leaky ReLU of slope a. Source: He et al. (2015).
    public static func heNormal(negativeSlope: Double) -> Initializer {
        Initializer(rule: .fanIn(gain: heGain(negativeSlope), isNormal: true))
    }

    private static func heGain(_ slope: Double) -> Double { (2 / (1 + slope * slope)).squareRoot() }

    /// Uniform on `±√(3 / fanIn)`: for layers before SELU, or without an activation. Source: LeCun et al. (1998).
    public static let leCunUniform = Initializer(rule: .fanIn(gain: 1, isNormal: false))
    /// Normal with variance `1 / fanIn`: for layers before SELU, or without an activation. Source: LeCun et al. (1998).
    public static let leCunNormal = Initializer(rule: .fanIn(gain: 1, isNormal: true))

    /// A random matrix with orthonormal rows, or columns where there are fewer; kernels count as rows of a matrix. Source: Saxe et al. (2013).
    public static let orthogonal = orthogonal(gain: 1)
    /// A random matrix with orthonormal rows, or columns where there are fewer, times `gain`. Source: Saxe et al. (2013).
    public static func orthogonal(gain: Double) -> Initializer { Initializer(rule: .orthogonal(gain: gain)) }

    /// A matrix `[inputs, outputs]` of normal draws, but for a share of 0 at random places in each column. Source: Martens (2010).
    ///
    /// - Parameters:
    ///   - share: The share of zeros, in 0...1; rounded up to whole places.
    ///   - standardDeviation: That of the draws.
    public static func sparse(_ share: Double, standardDeviation: Double = 0.01) -> Initializer {
        require(
            share >= 0 && share <= 1 && standardDeviation >= 0,
            "Initializer.sparse: a share of \(share), a standard deviation of \(standardDeviation)")
        return Initializer(rule: .sparse(share: share, standardDeviation: standardDeviation))
    }
}

extension Tensor {
    /// A tensor of the given shape, drawn by a rule. O(count); for `.orthogonal` O(count · rows).
    ///
    /// - Parameters:
    ///   - shape: `[inputs, outputs]`, or `[outputs, inputs, …]` of kernels; what does not depend on those may have any shape.
    ///   - initializer: The rule.
    ///   - generator: The source of the draws.
    public static func initialized(
        _ shape: [Int], by initializer: Initializer, using generator: inout some RandomStream
    ) -> Tensor {
        switch initializer.rule {
        case .constant(let value): return Tensor(repeating: Element(value), shape: shape)
        case .uniform(let low, let high): return uniform(shape, from: low, to: high, using: &generator)
        case .normal(let mean, let deviation):
            return normal(shape, mean: mean, standardDeviation: deviation, using: &generator)
        case .truncatedNormal(let mean, let deviation, let low, let high):
            let law = TruncatedNormal(mean: mean, deviation: deviation, low: low, high: high)
            return Tensor(
                shape: shape, elements: (0..<elementCount(shape)).map { _ in Element(law.draw(&generator)) })
        case .xavier(let gain, let isNormal):
            let fans = Fans(shape)
            return drawn(
                shape, gain * (2 / Double(fans.inputs + fans.outputs)).squareRoot(), isNormal, &generator)
        case .fanIn(let gain, let isNormal):
            return drawn(shape, gain / Double(Fans(shape).inputs).squareRoot(), isNormal, &generator)
        case .orthogonal(let gain): return orthogonal(shape, &generator) * Element(gain)
        case .sparse(let share, let deviation):
            return sparse(shape, share, deviation, &generator)
        }
    }

    /// Draws of the given standard deviation.
    private static func drawn(
        _ shape: [Int], _ deviation: Double, _ isNormal: Bool, _ generator: inout some RandomStream
    ) -> Tensor {
        let bound = 3.0.squareRoot() * deviation
        return isNormal
            ? normal(shape, standardDeviation: deviation, using: &generator)
            : uniform(shape, from: -bound, to: bound, using: &generator)
    }

    /// The Q of a random matrix, with the signs of R's diagonal so that all orthogonal matrices are equally likely.
    private static func orthogonal(_ shape: [Int], _ generator: inout some RandomStream) -> Tensor {
        require(
            shape.count >= 2 && !shape.contains(0), "Initializer.orthogonal: no matrix in \(describe(shape))")
        let rows = shape[0], columns = shape.dropFirst().reduce(1, *)
        let tall = Tensor<Double>.normal(
            [Swift.max(rows, columns), Swift.min(rows, columns)], using: &generator)
        guard let factors = try? QRDecomposition(tall.matrix) else {
            stop("Initializer.orthogonal: no QR decomposition of \(describe(tall.shape))")
        }
        let r = factors.r, signs = (0..<tall.shape[1]).map { r[$0, $0] < 0 ? -1.0 : 1 }
        let q = factors.q.tensor * Tensor<Double>(signs)
        return Tensor(rows < columns ? q.transposed : q).reshaped(shape)
    }

    private static func sparse(
        _ shape: [Int], _ share: Double, _ deviation: Double, _ generator: inout some RandomStream
    ) -> Tensor {
        require(shape.count == 2, "Initializer.sparse: \(describe(shape)) is not [inputs, outputs]")
        var result = normal(shape, standardDeviation: deviation, using: &generator)
        let zeros = Int((share * Double(shape[0])).rounded(.up))
        for column in 0..<shape[1] {
            for row in generator.permutation(shape[0]).prefix(zeros) {
                result.withUnsafeMutableBufferPointer { $0[row * shape[1] + column] = 0 }
            }
        }
        return result
    }
}

/// How many inputs an output has, and how many outputs an input.
private struct Fans {
    let inputs, outputs: Int

    init(_ shape: [Int]) {
        require(
            shape.count >= 2 && !shape.contains(0),
            "Initializer: \(describe(shape)) has no inputs and outputs to count")
        let kernel = shape.dropFirst(2).reduce(1, *)
        inputs = shape.count == 2 ? shape[0] : shape[1] * kernel
        outputs = shape.count == 2 ? shape[1] : shape[0] * kernel
    }
}

/// A normal distribution that is cut off on both sides.
private struct TruncatedNormal {
    let mean, deviation, low, high: Double

    func draw(_ generator: inout some RandomStream) -> Double {
        let below = TruncatedNormal.distribution((low - mean) / deviation)
        let above = TruncatedNormal.distribution((high - mean) / deviation)
        if above - below > 0.05 {
            while true {
                let value = generator.normal(mean: mean, standardDeviation: deviation)
                if value >= low && value <= high { return value }
            }
        }
        // Few draws would be kept: instead the point below which a random share of what is between lies, by bisection.
        let share = generator.uniform(below, Swift.max(below, above))
        var (left, right) = (low, high)
        for _ in 0..<80 {
            let middle = left + (right - left) / 2
            let isBelow = TruncatedNormal.distribution((middle - mean) / deviation) < share
            if isBelow { left = middle } else { right = middle }
        }
        return left
    }

    private static func distribution(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
}
