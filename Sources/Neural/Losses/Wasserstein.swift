import Autodiff
import LinearAlgebra
import Randomness

/// The loss of the critic of a Wasserstein GAN: the mean score of fakes less that of real examples.
///
/// Its negative, with a critic of slope at most 1, estimates the earth mover's distance between the two. The generator's loss is
/// `-fakeScores.mean()`.
///
/// - Parameters:
///   - realScores: What the critic gives for real examples.
///   - fakeScores: What it gives for made-up ones.
///
/// O(n). Source: Arjovsky, Chintala and Bottou, *Wasserstein GAN* (2017).
public func wassersteinCritic<T: Scalar>(_ realScores: Tensor<T>, _ fakeScores: Tensor<T>) -> Tensor<T> {
    fakeScores.mean() - realScores.mean()
}

/// What holds a critic's slope near 1: `λ mean (‖∇critic(x̂)‖ - 1)²` at points x̂ drawn between real and fake examples.
///
/// A gradient in a loss: the derivative by the critic's parameters is a second derivative, so the critic must be made of operations that
/// have one (all of this library are).
///
/// - Parameters:
///   - real: Real examples, `[batch, …]`.
///   - fake: Made-up ones, in the same shape; no gradient goes to them.
///   - weight: λ, at least 0.
///   - generator: The source of the draws, one for each example.
///   - critic: Gives a score for each example.
///
/// O(one forward and one backward pass of the critic). Source: Gulrajani et al., *Improved Training of Wasserstein GANs* (2017).
public func gradientPenalty<T: Scalar>(
    _ real: Tensor<T>, _ fake: Tensor<T>, weight: T = 10, using generator: inout some RandomStream,
    critic: (Tensor<T>) -> Tensor<T>
) -> Tensor<T> {
    requireAlike("gradientPenalty", real, fake)
    require(real.rank >= 2, "gradientPenalty: \(real.shape) is not [batch, …]")
    let lengths = [real.shape[0]] + Array(repeating: 1, count: real.rank - 1)
    let share = Tensor<T>.uniform(lengths, using: &generator)
    return slopePenalty(at: real.detached * share + fake.detached * (1 - share), weight, critic)
}

/// `λ mean (‖∇critic(x)‖ - 1)²`.
package func slopePenalty<T: Scalar>(
    at points: Tensor<T>, _ weight: T, _ critic: (Tensor<T>) -> Tensor<T>
) -> Tensor<T> {
    let slopes = gradient(at: points) { critic($0).sum() }.flattened(from: 1)
    // A slope of 0 has no direction; the small term keeps its gradient finite.
    let lengths = (slopes.square().sum(over: [1]) + T(1e-24)).sqrt()
    return (lengths - 1).square().mean() * weight
}
