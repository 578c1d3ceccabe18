import Autodiff
import LinearAlgebra

/// Batch normalisation of a tensor `[batch, channels, …]`, as recorded operations.
enum ChannelNormalization<T: Scalar> {
    /// What a pass in training finds: the result, and mean and variance (divided by n) of each channel.
    struct Result {
        var value: Tensor<T>
        var means, variances: Tensor<T>
    }

    static func geometry(_ x: Tensor<T>) -> BatchNormalizationGeometry {
        BatchNormalizationGeometry(
            batch: x.shape[0], channels: x.shape[1], plane: x.shape[2...].reduce(1, *))
    }

    /// `γ (x - μ) / √(σ² + ε) + β` with the moments of x itself.
    static func byOwnMoments(
        _ x: Tensor<T>, scale: Tensor<T>?, shift: Tensor<T>?, epsilon: Double,
        activates: Bool = false
    ) -> Result {
        let geometry = geometry(x), channels = [geometry.channels]
        let (source, gamma, beta) = (x.contiguous(), scale?.contiguous(), shift?.contiguous())
        let value = Tensor<T>(uninitialized: x.shape), means = Tensor<T>(uninitialized: channels)
        let variances = Tensor<T>(uninitialized: channels), inverses = Tensor<T>(uninitialized: channels)
        geometry.forward(
            source.start, scale: gamma?.start, shift: beta?.start, epsilon: epsilon, activates: activates,
            into: value.start, means: means.start, variances: variances.start,
            inverseDeviations: inverses.start)
        withExtendedLifetime((source, gamma, beta)) {}
        let recorded = record(
            x, source, scale: scale, shift: shift, value: value, geometry, means, inverses, areGiven: false,
            activates
        ) { x in
            let axes = [0] + Array(2..<x.rank)
            let centred = x - x.mean(over: axes, keepingAxes: true)
            let variance = (centred * centred).mean(over: axes, keepingAxes: true)
            return centred * (variance + T(epsilon)).rsqrt()
        }
        return Result(value: recorded, means: means, variances: variances)
    }

    /// `γ (x - μ) / √(σ² + ε) + β` with moments that are given.
    static func byMoments(
        _ x: Tensor<T>, means: Tensor<T>, variances: Tensor<T>, scale: Tensor<T>?, shift: Tensor<T>?,
        epsilon: Double, activates: Bool = false
    ) -> Tensor<T> {
        let geometry = geometry(x)
        let (source, gamma, beta) = (x.contiguous(), scale?.contiguous(), shift?.contiguous())
        let mean = means.contiguous().detached, variance = variances.contiguous().detached
        let value = Tensor<T>(uninitialized: x.shape)
        geometry.forward(
            source.start, means: mean.start, variances: variance.start, scale: gamma?.start,
            shift: beta?.start, epsilon: epsilon, activates: activates, into: value.start)
        withExtendedLifetime((source, gamma, beta)) {}
        guard x.isTracked || scale?.isTracked == true || shift?.isTracked == true else { return value }
        let inverses = (variance + T(epsilon)).rsqrt(), column = columnShape(x)
        return record(
            x, source, scale: scale, shift: shift, value: value, geometry, mean, inverses, areGiven: true,
            activates
        ) { x in (x - mean.reshaped(column)) * inverses.reshaped(column) }
    }

    /// `[channels, 1, …]`, which is repeated over batch and plane.
    private static func columnShape(_ x: Tensor<T>) -> [Int] {
        [x.shape[1]] + Array(repeating: 1, count: x.rank - 2)
    }

    private static func record(
        _ x: Tensor<T>, _ source: Tensor<T>, scale: Tensor<T>?, shift: Tensor<T>?, value: Tensor<T>,
        _ geometry: BatchNormalizationGeometry, _ means: Tensor<T>, _ inverses: Tensor<T>, areGiven: Bool,
        _ activates: Bool,
        normalized: @escaping @Sendable (Tensor<T>) -> Tensor<T>
    ) -> Tensor<T> {
        let inputs = [x] + [scale, shift].compactMap { $0 }, column = columnShape(x)
        let scaleIndex = scale == nil ? nil : 1, shiftIndex = shift == nil ? nil : inputs.count - 1
        // Closures hold no inputs: these would hold the graph.
        let resultIndex = inputs.count
        var saving: [SavedTensor<T>] = [.input(0, source.detached)]
        for index in 1..<max(1, inputs.count) { saving.append(.input(index, inputs[index].detached)) }
        if activates { saving.append(.output(value)) }
        return Tensor.record(
            "batchNormalization", inputs, value: value, saving: saving,
            composed: { inputs in
                var result = normalized(inputs[0])
                if let scaleIndex { result = result * inputs[scaleIndex].reshaped(column) }
                if let shiftIndex { result = result + inputs[shiftIndex].reshaped(column) }
                return activates ? result.relu() : result
            },
            pullback: { gradient, saved in
                let g = gradient.contiguous(), x = saved[0], gamma = scaleIndex.map { saved[$0].contiguous() }
                let y = activates ? saved[resultIndex] : nil
                let dx = saved.needs(0) ? Tensor<T>(uninitialized: x.shape) : nil
                let sums = [scaleIndex, shiftIndex].map {
                    $0 == nil ? nil : Tensor<T>(uninitialized: means.shape)
                }
                geometry.backward(
                    g.start, x.start, means: means.start, inverseDeviations: inverses.start,
                    scale: gamma?.start, momentsAreGiven: areGiven,
                    activated: y?.start, into: dx?.start,
                    // lives: the array keeps both, and is returned.
                    scaleGradient: sums[0]?.start, shiftGradient: sums[1]?.start)
                withExtendedLifetime((g, x, y, gamma, means, inverses)) {}
                return [dx] + sums.compactMap { $0 }
            })
    }
}
