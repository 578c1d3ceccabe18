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
        activates: Bool = false, into y: UnsafeMutablePointer<T>, means: UnsafeMutablePointer<T>,
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
            scaled(
                x + skipped, mean: means[channel],
                scale: (scale?[channel] ?? 1) * inverseDeviations[channel], shift: shift?[channel] ?? 0,
                activates: activates, y + skipped)
        }
    }

    /// Normalises x into y by moments that are given, those of training as they ran.
    package func forward<T: Scalar>(
        _ x: UnsafePointer<T>, means: UnsafePointer<T>, variances: UnsafePointer<T>,
        scale: UnsafePointer<T>?, shift: UnsafePointer<T>?, epsilon: Double, activates: Bool = false,
        into y: UnsafeMutablePointer<T>
    ) {
        concurrently(channels) { channel in
            let inverse = T(1 / (Double(variances[channel]) + epsilon).squareRoot())
            scaled(
                x + channel * plane, mean: means[channel], scale: (scale?[channel] ?? 1) * inverse,
                shift: shift?[channel] ?? 0, activates: activates, y + channel * plane)
        }
    }

    /// One channel, scaled and shifted; with `activates` negative results become 0 while their plane is in the first cache.
    private func scaled<T: Scalar>(
        _ x: UnsafePointer<T>, mean: T, scale: T, shift: T, activates: Bool, _ y: UnsafeMutablePointer<T>
    ) {
        let stride = channels * plane
        guard activates else {
            return T.channelScale(x, batch, stride, plane, mean: mean, scale: scale, shift: shift, y)
        }
        let results = Buffer<T>(uninitialized: plane), relu = T.kernel(for: .relu)
        for image in 0..<batch {
            T.channelScale(
                x + image * stride, 1, stride, plane, mean: mean, scale: scale, shift: shift, results.base)
            relu(results.base, y + image * stride, plane)
        }
    }

    /// The gradients of x, γ and β, over dx, `scaleGradient` and `shiftGradient`, from g, that of y.
    ///
    /// `dβ = Σ g`, `dγ = r Σ g (x - μ)`, `dx = γ r (g - dβ / n - (x - μ) r dγ / n)`; where the moments were given and not x's own,
    /// `dx = γ r g`. Where negative results became 0, `activated` is y, and g counts only where y is above 0.
    package func backward<T: Scalar>(
        _ g: UnsafePointer<T>, _ x: UnsafePointer<T>, means: UnsafePointer<T>,
        inverseDeviations: UnsafePointer<T>, scale: UnsafePointer<T>?, momentsAreGiven: Bool = false,
        activated: UnsafePointer<T>? = nil, into dx: UnsafeMutablePointer<T>?,
        scaleGradient: UnsafeMutablePointer<T>?,
        shiftGradient: UnsafeMutablePointer<T>?
    ) {
        concurrently(channels) { channel in
            let skipped = channel * plane, mean = means[channel]
            let inverse = Double(inverseDeviations[channel]), gamma = Double(scale?[channel] ?? 1)
            let planes = ChannelPlanes(self, g + skipped, x + skipped, activated.map { $0 + skipped })
            let (sum, products) = planes.sums(mean: mean)
            scaleGradient?[channel] = T(products * inverse)
            shiftGradient?[channel] = T(sum)
            guard let dx else { return }
            let factor = gamma * inverse, share = momentsAreGiven ? 0 : factor / Double(count)
            let slope = momentsAreGiven ? 0 : -share * inverse * inverse * products
            planes.gradient(
                mean: mean, scale: T(factor), slope: T(slope), shift: T(momentsAreGiven ? 0 : -share * sum),
                dx + skipped)
        }
    }
}

/// The planes of one channel in backward: g, x and, where there is one, the mask of a ReLU, y > 0.
private struct ChannelPlanes<T: Scalar> {
    let geometry: BatchNormalizationGeometry
    let g, x: UnsafePointer<T>
    /// The planes of g where y > 0, else 0, one behind the other.
    let masked: Buffer<T>?

    init(
        _ geometry: BatchNormalizationGeometry, _ g: UnsafePointer<T>, _ x: UnsafePointer<T>,
        _ y: UnsafePointer<T>?
    ) {
        self.geometry = geometry
        self.g = g
        self.x = x
        masked = y.map { y in
            let buffer = Buffer<T>(uninitialized: geometry.count)
            let mask = T.gradientKernel(for: .relu), plane = geometry.plane
            for image in 0..<geometry.batch {
                let place = image * geometry.channels * plane
                mask(g + place, y + place, buffer.base + image * plane, plane)
            }
            return buffer
        }
    }

    private var stride: Int { geometry.channels * geometry.plane }

    /// `Σ g` and `Σ g (x - mean)`.
    func sums(mean: T) -> (Double, Double) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2) { sums in
            guard let start = sums.baseAddress else { return (0, 0) }
            guard let masked else {
                T.channelProducts(g, x, geometry.batch, stride, geometry.plane, mean: mean, start)
                return (start[0], start[1])
            }
            var total = (0.0, 0.0)
            for image in 0..<geometry.batch {
                T.channelProducts(
                    masked.base + image * geometry.plane, x + image * stride, 1, stride, geometry.plane,
                    mean: mean, start)
                total = (total.0 + start[0], total.1 + start[1])
            }
            return total
        }
    }

    /// `dx = g scale + (x - mean) slope + shift`.
    func gradient(mean: T, scale: T, slope: T, shift: T, _ dx: UnsafeMutablePointer<T>) {
        guard let masked else {
            return T.channelGradient(
                g, x, geometry.batch, stride, geometry.plane, mean: mean, scale: scale, slope: slope,
                shift: shift, dx)
        }
        for image in 0..<geometry.batch {
            T.channelGradient(
                masked.base + image * geometry.plane, x + image * stride, 1, stride, geometry.plane,
                mean: mean, scale: scale, slope: slope, shift: shift, dx + image * stride)
        }
    }
}
