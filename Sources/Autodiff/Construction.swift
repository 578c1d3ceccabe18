import LinearAlgebra
import Randomness

extension Tensor {
    /// Zeros of the given shape. O(count).
    public static func zeros(_ shape: [Int]) -> Tensor { Tensor(repeating: 0, shape: shape) }

    /// Ones of the given shape. O(count).
    public static func ones(_ shape: [Int]) -> Tensor { Tensor(repeating: 1, shape: shape) }

    /// The identity matrix of `size` rows and columns. O(size²).
    public static func identity(_ size: Int) -> Tensor { Matrix<Element>.identity(size).tensor }

    /// Zeros of this tensor's shape. O(count).
    public var zerosLike: Tensor { Tensor(repeating: 0, shape: shape) }

    /// Ones of this tensor's shape. O(count).
    public var onesLike: Tensor { Tensor(repeating: 1, shape: shape) }

    /// `start`, `start + step`, … below `end`: NumPy's `arange`. O(count).
    public static func range(from start: Element = 0, to end: Element, by step: Element = 1) -> Tensor {
        require(step != 0, "Tensor.range: a step of 0")
        let count = Swift.max(0, Int(((end - start) / step).rounded(.up)))
        let result = Tensor(uninitialized: [count])
        Element.count(from: start, by: step, result.start, count)
        return result
    }

    /// Draws from the uniform distribution on [low, high), row by row. O(count).
    public static func uniform(
        _ shape: [Int], from low: Double = 0, to high: Double = 1, using generator: inout some RandomStream
    ) -> Tensor {
        Vector.uniform(elementCount(shape), from: low, to: high, using: &generator).tensor.reshaped(shape)
    }

    /// Draws from a normal distribution, row by row. O(count).
    public static func normal(
        _ shape: [Int], mean: Double = 0, standardDeviation: Double = 1,
        using generator: inout some RandomStream
    ) -> Tensor {
        Vector.normal(
            elementCount(shape), mean: mean, standardDeviation: standardDeviation, using: &generator
        ).tensor.reshaped(shape)
    }
}

extension Tensor where Element == Float {
    /// Zeros of the given shape; of `Float` where nothing says otherwise. O(count).
    public static func zeros(_ shape: [Int]) -> Tensor { Tensor(repeating: 0, shape: shape) }
    /// Ones of the given shape; of `Float` where nothing says otherwise. O(count).
    public static func ones(_ shape: [Int]) -> Tensor { Tensor(repeating: 1, shape: shape) }
}
