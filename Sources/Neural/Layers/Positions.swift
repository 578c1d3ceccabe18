import Autodiff
import Foundation
import LinearAlgebra
import Randomness

/// A layer without parameters that tells each place of a sequence its position by sines and cosines:
/// `p[t][2k] = sin(t / base^(2k/d))`, `p[t][2k + 1] = cos(t / base^(2k/d))`; `y = x + p`.
///
/// - x, y: `[…, length, dimension]`; d: the dimension.
///
/// The positions of a shifted sequence are a rotation of these, the same everywhere. O(count of x).
///
/// Source: Vaswani et al., "Attention Is All You Need" (2017).
public struct SinusoidalPositions<Precision: Scalar>: Module {
    /// d, the length of the last axis.
    public let dimension: Int
    /// What the wavelengths grow to, from 2π.
    public let base: Double

    /// A layer for vectors of the given length.
    ///
    /// - Parameters:
    ///   - dimension: d, an even number of at least 2.
    ///   - base: Above 0.
    public init(_ dimension: Int, base: Double = 10_000) {
        require(
            dimension >= 2 && dimension % 2 == 0 && base > 0,
            "SinusoidalPositions: dimension \(dimension), base \(base)")
        self.dimension = dimension
        self.base = base
    }

    /// The positions `0..<length`: `[length, dimension]`.
    public func table(_ length: Int) -> Tensor<Precision> {
        var elements: [Precision] = []
        elements.reserveCapacity(length * dimension)
        for position in 0..<length {
            for pair in 0..<(dimension / 2) {
                let angle = Double(position) / pow(base, Double(2 * pair) / Double(dimension))
                elements.append(Precision(sin(angle)))
                elements.append(Precision(cos(angle)))
            }
        }
        return Tensor(shape: [length, dimension], elements: elements)
    }

    /// The input plus its positions.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            x.rank >= 2 && x.shape[x.rank - 1] == dimension,
            "SinusoidalPositions: an input of \(describe(x.shape)), not […, length, \(dimension)]")
        context.note(self, from: x.shape, to: x.shape, operations: x.count)
        return x + table(x.shape[x.rank - 2])
    }

    /// There are no parameters.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {}
}

/// A layer that adds to each place of a sequence a vector that is learned for its position: `y = x + W[0..<length]`.
///
/// - x, y: `[…, length, dimension]`, W: `[count, dimension]`; `length ≤ count`.
///
/// O(count of x).
///
/// Source: Gehring et al., "Convolutional Sequence to Sequence Learning" (2017).
public struct LearnedPositions<Precision: Scalar>: Module {
    /// W: `[count, dimension]`.
    public var weight: Tensor<Precision>

    /// A layer whose vectors are drawn from a normal distribution around 0.
    ///
    /// - Parameters:
    ///   - count: The longest sequence, at least 1.
    ///   - dimension: The length of a vector, at least 1.
    ///   - standardDeviation: That of the draws, 0.02 as in GPT-2.
    ///   - generator: The source of the draws.
    public init(
        _ count: Int, _ dimension: Int, standardDeviation: Double = 0.02,
        using generator: inout some RandomStream
    ) {
        require(count >= 1 && dimension >= 1, "LearnedPositions: \(count) vectors of \(dimension)")
        weight = .normal([count, dimension], standardDeviation: standardDeviation, using: &generator)
    }

    /// The input plus the vectors of its positions.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        require(
            x.rank >= 2 && x.shape[x.rank - 1] == weight.shape[1] && x.shape[x.rank - 2] <= weight.shape[0],
            "LearnedPositions: an input of \(describe(x.shape)) for a weight of \(describe(weight.shape))")
        context.note(self, from: x.shape, to: x.shape, operations: x.count)
        return x + weight.slice(0, 0..<x.shape[x.rank - 2])
    }

    /// Shows `weight`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("weight", &weight)
    }
}
