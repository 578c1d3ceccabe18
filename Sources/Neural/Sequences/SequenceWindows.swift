import Autodiff
import LinearAlgebra
import Randomness

/// Windows over a sequence of tokens, each with the same window one token later: what a model learns to predict the next token from.
///
///     let windows = TokenWindows([5, 6, 7, 8, 9], length: 3)
///     let batch = windows.batch([0, 1])
///     print(windows.count, batch.inputs.positions)  // 2 [5, 6, 7, 6, 7, 8]
///     print(batch.targets.positions)                // [6, 7, 8, 7, 8, 9]
public struct TokenWindows: Sendable, Hashable {
    /// The whole sequence.
    public let tokens: [Int]
    /// Tokens in a window.
    public let length: Int

    /// Windows of `length` tokens, at least 1; there must be one more token than that.
    public init(_ tokens: [Int], length: Int) {
        require(
            length >= 1 && tokens.count > length,
            "TokenWindows: windows of \(length) over \(tokens.count) tokens, which must be more")
        self.tokens = tokens
        self.length = length
    }

    /// How many windows there are: each begins one token after the one before.
    public var count: Int { tokens.count - length }

    /// Some windows and their targets, `[starts, length]` each: `targets[i, t]` follows `inputs[i, t]`.
    ///
    /// - Parameter starts: Where the windows begin, in `0..<count`.
    public func batch(_ starts: [Int]) -> (inputs: Indices, targets: Indices) {
        for start in starts {
            require(start >= 0 && start < count, "TokenWindows.batch: no window \(start) in 0..<\(count)")
        }
        func rows(_ shift: Int) -> Indices {
            Indices(
                shape: [starts.count, length],
                starts.flatMap { tokens[($0 + shift)..<($0 + shift + length)] })
        }
        return (rows(0), rows(1))
    }

    /// Windows that begin anywhere, drawn with equal chances.
    ///
    /// - Parameters:
    ///   - size: How many.
    ///   - generator: The source of the draws.
    public func randomBatch(
        _ size: Int, using generator: inout some RandomStream
    ) -> (inputs: Indices, targets: Indices) {
        batch(generator.integers(in: 0..<count, count: size))
    }
}

/// Windows over a time series, each with the values that follow: what a forecaster learns from.
///
///     let series = Matrix(rows: (0..<6).map { [Double($0)] })
///     let windows = SeriesWindows(series, length: 3, horizon: 2)
///     let (inputs, targets) = windows.batch([0, 1])
///     print(inputs.shape, inputs.elements)    // [2, 3, 1] [0.0, 1.0, 2.0, 1.0, 2.0, 3.0]
///     print(targets.shape, targets.elements)  // [2, 2, 1] [3.0, 4.0, 4.0, 5.0]
///
/// To judge a forecast, cut the series in time first and make windows of each part: windows overlap, and shuffled ones would show the
/// future to the training.
public struct SeriesWindows<Precision: Scalar>: Sendable {
    /// The series, `[steps, features]`.
    public let series: Matrix<Precision>
    /// Steps of an input window, and steps to foresee.
    public let length, horizon: Int

    /// Windows over a series.
    ///
    /// - Parameters:
    ///   - series: `[steps, features]`, at least `length + horizon` steps.
    ///   - length: Steps that the model sees, at least 1.
    ///   - horizon: Steps that follow, at least 1.
    public init(_ series: Matrix<Precision>, length: Int, horizon: Int = 1) {
        require(
            length >= 1 && horizon >= 1 && series.rows >= length + horizon,
            "SeriesWindows: windows of \(length) and \(horizon) steps over \(series.rows)")
        self.series = series
        self.length = length
        self.horizon = horizon
    }

    /// How many windows there are: each begins one step after the one before.
    public var count: Int { series.rows - length - horizon + 1 }

    /// Some windows, `[starts, length, features]`, and what follows them, `[starts, horizon, features]`.
    ///
    /// - Parameter starts: Where the windows begin, in `0..<count`; all of them for nil.
    public func batch(_ starts: [Int]? = nil) -> (inputs: Tensor<Precision>, targets: Tensor<Precision>) {
        let starts = starts ?? Array(0..<count), rows = series.tensor
        func taken(_ first: Int, _ steps: Int) -> Tensor<Precision> {
            rows.gathered(
                Indices(
                    shape: [starts.count, steps],
                    starts.flatMap { start in (0..<steps).map { start + first + $0 } }))
        }
        for start in starts {
            require(start >= 0 && start < count, "SeriesWindows.batch: no window \(start) in 0..<\(count)")
        }
        return (taken(0, length), taken(length, horizon))
    }
}
