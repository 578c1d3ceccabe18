import Autodiff
import LinearAlgebra

/// The mean cross-entropy of classes with the softmax of logits: `-1/n Σᵢ log softmax(zᵢ)[yᵢ]`.
///
/// - Parameters:
///   - logits: z, `[n, classes]`.
///   - classes: y, n positions in `0..<classes`.
/// - Returns: One number. Its gradient is `(softmax(z) - one-hot(y))/n`.
///
/// O(n · classes).
public func crossEntropy<T: Scalar>(_ logits: Tensor<T>, _ classes: Indices) -> Tensor<T> {
    require(
        logits.rank == 2 && classes.shape == [logits.shape[0]],
        "crossEntropy: logits of \(logits.shape) and classes of \(classes.shape)")
    let chosen = logits.takenAlong(1, classes.reshaped([-1, 1])).removingAxis(1)
    return (logits.logSumExp(over: 1) - chosen).mean()
}
