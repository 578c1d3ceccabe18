import Autodiff
import LinearAlgebra
import Randomness

/// A layer whose weight is a matrix, or kernels, for a number of outputs: what ``WeightNormalized`` and ``SpectrallyNormalized`` wrap.
public protocol WeightedModule<Precision>: Module {
    /// The weight.
    var weight: Tensor<Precision> { get set }
    /// The axis of the weight that counts the outputs.
    var outputAxis: Int { get }
}

extension Linear: WeightedModule {
    /// 1: the weight is `[inputs, outputs]`.
    public var outputAxis: Int { 1 }
}
extension Convolution1D: WeightedModule {
    /// 0: the weight is `[outputs, …]`.
    public var outputAxis: Int { 0 }
}
extension Convolution2D: WeightedModule {
    /// 0: the weight is `[outputs, …]`.
    public var outputAxis: Int { 0 }
}
extension Convolution3D: WeightedModule {
    /// 0: the weight is `[outputs, …]`.
    public var outputAxis: Int { 0 }
}

/// A layer whose weight is a direction and a length for each output: `W[o] = g[o] V[o] / ‖V[o]‖`.
///
/// - V: the weight of the layer within; g: one number for each output.
///
/// The length of a weight vector and its direction are learned apart. O(count of the weight) more for each call.
///
/// Source: Salimans and Kingma, "Weight Normalization" (2016).
public struct WeightNormalized<Layer: WeightedModule>: Module {
    /// That of the layer.
    public typealias Precision = Layer.Precision
    /// The layer, whose weight is V.
    public var layer: Layer
    /// g: `[outputs]`, with axes of length 1 in the places of the others.
    public var magnitude: Tensor<Precision>

    /// A layer that begins with the weights of `layer`.
    public init(_ layer: Layer) {
        self.layer = layer
        magnitude = layer.weight.detached.norm(
            over: WeightNormalized.otherAxes(layer), keepingAxes: true)
    }

    private static func otherAxes(_ layer: Layer) -> [Int] {
        layer.weight.shape.indices.filter { $0 != layer.outputAxis }
    }

    /// What the layer gives with the weight W.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        var layer = layer
        let direction = layer.weight
        layer.weight =
            direction
            * (magnitude / direction.norm(over: WeightNormalized.otherAxes(layer), keepingAxes: true))
        return layer(x, &context)
    }

    /// Shows the layer's parts, and `magnitude`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("magnitude", &magnitude)
        layer.visitParameters(&visit)
    }
}

/// A layer whose weight is divided by its largest singular value: `W = V / σ(V)`.
///
/// - V: the weight of the layer within, as a matrix of one row for each output.
///
/// As a linear map the layer then stretches nothing: its Lipschitz constant is 1. σ is `uᵀVv`, where a step of power iteration in each training
/// pass brings u and v nearer to the singular vectors; they are buffers and come back in the gradient. O(count of the weight) more for each call.
///
/// Source: Miyato et al., "Spectral Normalization for Generative Adversarial Networks" (2018).
public struct SpectrallyNormalized<Layer: WeightedModule>: Module {
    /// That of the layer.
    public typealias Precision = Layer.Precision
    /// The layer, whose weight is V.
    public var layer: Layer
    /// u: `[outputs]`.
    public var left: Tensor<Precision>
    /// v: `[inputs · kernel]`.
    public var right: Tensor<Precision>
    /// The steps of power iteration in each training pass.
    public let iterations: Int

    /// A layer that begins with the weights of `layer`, and with u and v after 15 steps of power iteration from random vectors.
    ///
    /// - Parameters:
    ///   - layer: The layer.
    ///   - iterations: The steps of power iteration in each training pass, at least 1.
    ///   - generator: The source of the first u and v.
    public init(_ layer: Layer, iterations: Int = 1, using generator: inout some RandomStream) {
        require(iterations >= 1, "SpectrallyNormalized: \(iterations) iterations")
        self.layer = layer
        self.iterations = iterations
        let matrix = SpectrallyNormalized.matrix(layer).detached
        left = Tensor.normal([matrix.shape[0]], using: &generator).unit
        right = Tensor.normal([matrix.shape[1]], using: &generator).unit
        (left, right) = SpectrallyNormalized.iterated(left, right, matrix, 15)
    }

    /// The weight as a matrix of one row for each output.
    private static func matrix(_ layer: Layer) -> Tensor<Precision> {
        var order = Array(layer.weight.shape.indices)
        order.insert(order.remove(at: layer.outputAxis), at: 0)
        return layer.weight.permuted(order).flattened(from: 1)
    }

    private static func iterated(
        _ left: Tensor<Precision>, _ right: Tensor<Precision>, _ matrix: Tensor<Precision>, _ steps: Int
    ) -> (Tensor<Precision>, Tensor<Precision>) {
        var (u, v) = (left, right)
        for _ in 0..<steps {
            u = matrix.matmul(v).unit
            v = matrix.transposed.matmul(u).unit
        }
        return (u, v)
    }

    /// What the layer gives with the weight W.
    public func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        var layer = layer
        let matrix = SpectrallyNormalized.matrix(layer)
        var (u, v) = (left.latestOfBuffer, right.latestOfBuffer)
        if context.isTraining {
            (u, v) = SpectrallyNormalized.iterated(u, v, matrix.detached, iterations)
            left.recordBuffer(u)
            right.recordBuffer(v)
        }
        layer.weight = layer.weight / (u * matrix.matmul(v)).sum()
        return layer(x, &context)
    }

    /// Shows the layer's parts, and the buffers `left` and `right`.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        layer.visitParameters(&visit)
        visit.buffer("left", &left)
        visit.buffer("right", &right)
    }
}

extension Tensor {
    /// The vector over its length; over 1e-12 where it is shorter.
    fileprivate var unit: Tensor { self / Swift.max(norm().item, Element(1e-12)) }
}
