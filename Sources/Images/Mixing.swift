import Autodiff
import LinearAlgebra
import Randomness

/// Pictures made of two each, and what they show: shares of the classes instead of one.
public struct MixedBatch: Sendable {
    /// The pictures, [n, channels, height, width].
    public let pictures: Tensor<Float>
    /// What each shows, [n, classes]: the shares add up to 1 where the targets' did.
    public let targets: Tensor<Float>
    /// The share of each picture's first part.
    public let share: Float
}

/// Mixes each picture with another one of the batch, as if one were a window in front of the other:
/// `λ x + (1 - λ) x'`, and the targets with the same λ.
///
/// - Parameters:
///   - pictures: [n, channels, height, width].
///   - targets: Shares of classes, [n, classes]; for plain classes, ones in their places.
///   - alpha: λ is drawn from Beta(alpha, alpha), once for the batch; above 0. Small values leave most batches almost as they are.
///   - generator: The source of the draws.
///
/// Source: H. Zhang, M. Cisse, Y. Dauphin, D. Lopez-Paz, "mixup: Beyond Empirical Risk Minimization" (2017).
public func mixUp(
    _ pictures: Tensor<Float>, _ targets: Tensor<Float>, alpha: Double = 0.2,
    using generator: inout some RandomStream
) -> MixedBatch {
    check(pictures, targets, alpha, "mixUp")
    let share = Float(generator.beta(alpha, alpha))
    let others = Indices(generator.permutation(pictures.shape[0]))
    func mixed(_ x: Tensor<Float>) -> Tensor<Float> { x * share + x.gathered(others) * (1 - share) }
    return MixedBatch(pictures: mixed(pictures), targets: mixed(targets), share: share)
}

/// Pastes a rectangle of another picture of the batch into each, and mixes the targets by the areas.
///
/// - Parameters:
///   - pictures: [n, channels, height, width].
///   - targets: Shares of classes, [n, classes]; for plain classes, ones in their places.
///   - alpha: The area that stays is drawn from Beta(alpha, alpha), once for the batch; above 0.
///   - generator: The source of the draws.
///
/// Source: S. Yun and others, "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features" (2019).
public func cutMix(
    _ pictures: Tensor<Float>, _ targets: Tensor<Float>, alpha: Double = 1,
    using generator: inout some RandomStream
) -> MixedBatch {
    check(pictures, targets, alpha, "cutMix")
    let (count, channels, height, width) =
        (pictures.shape[0], pictures.shape[1], pictures.shape[2], pictures.shape[3])
    let others = generator.permutation(count)
    let box = Box.random(1 - generator.beta(alpha, alpha), height, width, &generator)
    let source = pictures.elements
    var pasted = pictures.detached
    pasted.withUnsafeMutableBufferPointer { target in
        for picture in 0..<count {
            for channel in 0..<channels {
                let to = (picture * channels + channel) * height * width
                let from = (others[picture] * channels + channel) * height * width
                for row in box.rows {
                    for column in box.columns {
                        target[to + row * width + column] = source[from + row * width + column]
                    }
                }
            }
        }
    }
    let share = 1 - Float(box.count) / Float(height * width)
    let targets = targets * share + targets.gathered(Indices(others)) * (1 - share)
    return MixedBatch(pictures: pasted, targets: targets, share: share)
}

private func check(
    _ pictures: Tensor<Float>, _ targets: Tensor<Float>, _ alpha: Double, _ name: StaticString
) {
    require(
        pictures.rank == 4 && targets.rank == 2 && targets.shape[0] == pictures.shape[0],
        "\(name): pictures of \(pictures.shape) and targets of \(targets.shape)")
    require(alpha > 0, "\(name): an alpha of \(alpha)")
}
