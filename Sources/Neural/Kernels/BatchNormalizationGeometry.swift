import LinearAlgebra

/// Batch normalisation of an array of batch × channels × plane, channel by channel:
/// `y = γ (x - μ) r + β` with `r = 1 / √(σ² + ε)`.
///
/// In training μ and σ² are the channel's own mean and mean squared deviation over batch and plane. Sums of planes are taken in T and
/// added in Double. Without `scale` γ is 1, without `shift` β is 0.
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015).
package struct BatchNormalizationGeometry: Hashable, Sendable {
    package let batch, channels, plane: Int

    package init(batch: Int, channels: Int, plane: Int) {
        require(
            batch > 0 && channels > 0 && plane > 0,
            "Batch normalisation: a batch of \(batch), \(channels) channels, planes of \(plane)")
        (self.batch, self.channels, self.plane) = (batch, channels, plane)
    }

    /// Elements of one channel.
    package var count: Int { batch * plane }

    /// Normalises x into y by its own moments, and returns these: means, variances (divided by n) and r for `backward`.
    package func forward<T: Scalar>(
        _ x: UnsafePointer<T>, scale: UnsafePointer<T>?, shift: UnsafePointer<T>?, epsilon: Double,
        into y: UnsafeMutablePointer<T>, means: UnsafeMutablePointer<T>,
        variances: UnsafeMutablePointer<T>, inverseDeviations: UnsafeMutablePointer<T>
    ) {
        concurrently(channels) { channel in
            let skipped = channel * plane
            withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { moments in
                guard let start = moments.baseAddress else { return }
                T.channelMoments(x + skipped, batch, channels * plane, plane, start)
                means[channel] = T(start[0])
                variances[channel] = T(start[1])
                inverseDeviations[channel] = T(1 / (start[1] + epsilon).squareRoot())
            }
            T.channelScale(
                x + skipped, batch, channels * plane, plane, mean: means[channel],
                scale: (scale?[channel] ?? 1) * inverseDeviations[channel], shift: shift?[channel] ?? 0,
                y + skipped)
        }
    }

    /// Normalises x into y by moments that are given, those of training as they ran.
    package func forward<T: Scalar>(
        _ x: UnsafePointer<T>, means: UnsafePointer<T>, variances: UnsafePointer<T>,
        scale: UnsafePointer<T>?, shift: UnsafePointer<T>?, epsilon: Double,
        into y: UnsafeMutablePointer<T>
    ) {
        concurrently(channels) { channel in
            let inverse = T(1 / (Double(variances[channel]) + epsilon).squareRoot())
            T.channelScale(
                x + channel * plane, batch, channels * plane, plane, mean: means[channel],
                scale: (scale?[channel] ?? 1) * inverse, shift: shift?[channel] ?? 0, y + channel * plane)
        }
    }

    /// The gradients of x, γ and β, over dx, `scaleGradient` and `shiftGradient`, from g, that of y.
    ///
    /// `dβ = Σ g`, `dγ = r Σ g (x - μ)`, `dx = γ r (g - dβ / n - (x - μ) r dγ / n)`; where the moments were given and not x's own,
    /// `dx = γ r g`.
    package func backward<T: Scalar>(
        _ g: UnsafePointer<T>, _ x: UnsafePointer<T>, means: UnsafePointer<T>,
        inverseDeviations: UnsafePointer<T>, scale: UnsafePointer<T>?, momentsAreGiven: Bool = false,
        into dx: UnsafeMutablePointer<T>?, scaleGradient: UnsafeMutablePointer<T>?,
        shiftGradient: UnsafeMutablePointer<T>?
    ) {
        concurrently(channels) { channel in
            let skipped = channel * plane, stride = channels * plane, mean = means[channel]
            let inverse = Double(inverseDeviations[channel]), gamma = Double(scale?[channel] ?? 1)
            let (sum, products) = withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { sums in
                guard let start = sums.baseAddress else { return (0.0, 0.0) }
                T.channelProducts(g + skipped, x + skipped, batch, stride, plane, mean: mean, start)
                return (start[0], start[1])
            }
            scaleGradient?[channel] = T(products * inverse)
            shiftGradient?[channel] = T(sum)
            guard let dx else { return }
            let factor = gamma * inverse, share = momentsAreGiven ? 0 : factor / Double(count)
            let slope = momentsAreGiven ? 0 : -share * inverse * inverse * products
            T.channelGradient(
                g + skipped, x + skipped, batch, stride, plane, mean: mean, scale: T(factor),
                slope: T(slope), shift: T(momentsAreGiven ? 0 : -share * sum), dx + skipped)
        }
    }
}
