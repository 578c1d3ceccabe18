import Autodiff
import LinearAlgebra

extension Tensor {
    /// The largest element of each window of each plane: PyTorch's `max_pool2d`. O(count of the result · kernel).
    ///
    /// The gradient goes to the first of equal elements. Around the planes there is nothing: padding never wins.
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows. The tensor is `[batch, channels, height, width]`.
    ///   - stride: Their steps; that of the kernel by default, so that windows touch.
    ///   - padding: The rows and columns that windows reach over each side, at most half the kernel.
    /// - Returns: `[batch, channels, ⌊(height + 2 padding - kernel) / stride⌋ + 1, …]`.
    public func maxPooled(_ kernel: PlaneSize, stride: PlaneSize? = nil, padding: PlaneSize = 0) -> Tensor {
        let geometry = poolingGeometry("Max pooling", kernel, stride, padding, countsPadding: true)
        let source = contiguous(), value = Tensor(uninitialized: geometry.shape(replacing: shape))
        guard isTracked else {
            geometry.maximum(source.start, into: value.start, indices: nil)
            return value
        }
        let choice = PoolingChoice<Element>(geometry: geometry, shape: shape)
        geometry.maximum(source.start, into: value.start, indices: choice.indices.base)
        return choice.recorded("maxPool", self, value)
    }

    /// The mean of each window of each plane: PyTorch's `avg_pool2d`. O(count of the result · kernel).
    ///
    /// - Parameters:
    ///   - kernel: The size of the windows. The tensor is `[batch, channels, height, width]`.
    ///   - stride: Their steps; that of the kernel by default, so that windows touch.
    ///   - padding: The rows and columns of zeros on each side, at most half the kernel.
    ///   - countsPadding: Whether these zeros count as elements of a window.
    /// - Returns: `[batch, channels, ⌊(height + 2 padding - kernel) / stride⌋ + 1, …]`.
    public func averagePooled(
        _ kernel: PlaneSize, stride: PlaneSize? = nil, padding: PlaneSize = 0, countsPadding: Bool = true
    ) -> Tensor {
        let geometry = poolingGeometry(
            "Average pooling", kernel, stride, padding, countsPadding: countsPadding)
        return PoolingMean.forward(self, geometry)
    }

    private func poolingGeometry(
        _ name: StaticString, _ kernel: PlaneSize, _ stride: PlaneSize?, _ padding: PlaneSize,
        countsPadding: Bool
    ) -> PoolingGeometry {
        require(rank == 4, "\(name): \(describe(shape)) is not [batch, channels, height, width]")
        return PoolingGeometry(
            planes: shape[0] * shape[1], input: PlaneSize(shape[2], shape[3]), kernel: kernel,
            stride: stride, padding: padding, countsPadding: countsPadding)
    }
}

extension PoolingGeometry {
    func shape(replacing shape: [Int]) -> [Int] { shape.dropLast(2) + [output.height, output.width] }
}

/// Which element of its plane each maximum is. The choice made, pooling is linear: a gather, whose transpose is a scatter.
struct PoolingChoice<T: Scalar>: Sendable {
    let geometry: PoolingGeometry
    /// The shape of the input.
    let shape: [Int]
    let indices: Buffer<Int32>

    init(geometry: PoolingGeometry, shape: [Int]) {
        self.geometry = geometry
        self.shape = shape
        indices = Buffer(uninitialized: geometry.outputCount)
    }

    func recorded(_ name: String, _ x: Tensor<T>, _ value: Tensor<T>) -> Tensor<T> {
        Tensor.record(
            name, [x], value: value, pushforward: { tangents, _ in tangents[0].map(gathered) },
            pullback: { gradient, _ in [scattered(gradient)] })
    }

    private func scattered(_ gradient: Tensor<T>) -> Tensor<T> {
        let source = gradient.contiguous(), value = Tensor<T>(uninitialized: shape)
        geometry.maximumBackward(source.start, indices: indices.base, into: value.start)
        withExtendedLifetime((source, indices)) {}
        return Tensor.record(
            "maxPoolGradient", [gradient], value: value,
            pushforward: { tangents, _ in tangents[0].map(scattered) },
            pullback: { gradient, _ in [gathered(gradient)] })
    }

    private func gathered(_ x: Tensor<T>) -> Tensor<T> {
        let source = x.contiguous(), value = Tensor<T>(uninitialized: geometry.shape(replacing: shape))
        let plane = geometry.output.count
        for place in 0..<geometry.outputCount {
            value.start[place] = source.start[place / plane * geometry.input.count + Int(indices.base[place])]
        }
        return recorded("maxPoolGather", x, value)
    }
}

/// Average pooling and its transpose, both linear.
enum PoolingMean<T: Scalar> {
    static func forward(_ x: Tensor<T>, _ geometry: PoolingGeometry) -> Tensor<T> {
        let source = x.contiguous(), value = Tensor<T>(uninitialized: geometry.shape(replacing: x.shape))
        geometry.average(source.start, into: value.start)
        let shape = x.shape
        return Tensor.record(
            "averagePool", [x], value: value,
            pushforward: { tangents, _ in tangents[0].map { forward($0, geometry) } },
            pullback: { gradient, _ in [transposed(gradient, geometry, shape)] })
    }

    static func transposed(_ g: Tensor<T>, _ geometry: PoolingGeometry, _ shape: [Int]) -> Tensor<T> {
        let source = g.contiguous(), value = Tensor<T>(uninitialized: shape)
        geometry.averageBackward(source.start, into: value.start)
        return Tensor.record(
            "averagePoolGradient", [g], value: value,
            pushforward: { tangents, _ in tangents[0].map { transposed($0, geometry, shape) } },
            pullback: { gradient, _ in [forward(gradient, geometry)] })
    }
}
