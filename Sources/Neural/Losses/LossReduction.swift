import Autodiff
import LinearAlgebra

/// What becomes of the losses of the examples.
public enum LossReduction: String, Sendable, Hashable, Codable, CaseIterable {
    /// They are returned one by one.
    case none
    /// Their sum.
    case sum
    /// Their mean; NaN where there are none.
    case mean
    /// Their sum divided by the length of the first axis: what makes `klDivergence` the mean divergence of a batch.
    case batchMean

    /// The reduction of a tensor of losses.
    ///
    /// - Parameter losses: One loss for each example or element.
    func callAsFunction<T: Scalar>(_ losses: Tensor<T>) -> Tensor<T> {
        switch self {
        case .none: losses
        case .sum: losses.sum()
        case .mean: losses.mean()
        case .batchMean: losses.sum() / T(losses.shape.first ?? 1)
        }
    }

    /// What each loss of a tensor of this shape contributes to the result.
    func share<T: Scalar>(_ shape: [Int]) -> T {
        switch self {
        case .none, .sum: 1
        case .mean: 1 / T(shape.reduce(1, *))
        case .batchMean: 1 / T(shape.first ?? 1)
        }
    }
}

/// Stops where predictions and targets are not of one shape: a loss never broadcasts.
func requireAlike<T: Scalar>(_ name: StaticString, _ predictions: Tensor<T>, _ others: Tensor<T>...) {
    for other in others {
        require(
            predictions.shape == other.shape,
            "\(name): shapes \(predictions.shape) and \(other.shape); a loss does not broadcast")
    }
}
