import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness

/// A vision transformer: an image is cut into patches, each patch is a word.
///
/// - `x = [c; patches W + b] + P`, then each block; the row of c, normalised, gives a logit for each class.
///
/// Images are `[batch, channels, size, size]`; a patch is a square of `patch × patch` pixels of all channels.
///
///     var generator = Generator(seed: 0)
///     let configuration = VisionTransformer.Configuration(
///         imageSize: 8, patchSize: 4, channels: 1, width: 16, layers: 2, heads: 2, classes: 10)
///     let model = VisionTransformer(configuration, using: &generator)
///     print(model(Tensor.zeros([3, 1, 8, 8])).shape)  // [3, 10]
///
/// Source: Dosovitskiy et al., *An Image is Worth 16x16 Words* (2021).
public struct VisionTransformer: HubModel, Module {
    /// `Float`.
    public typealias Precision = Float
    /// The sizes.
    public let configuration: Configuration
    /// W and b: `[channels · patch², width]`.
    public var patches: Linear<Float>
    /// c: `[width]`.
    public var classToken: Tensor<Float>
    /// P: `[1 + patches, width]`.
    public var positions: Tensor<Float>
    /// The blocks.
    public var blocks: [TransformerBlock<Float>]
    /// The last normalisation.
    public var norm: LayerNormalization<Float>
    /// The map of the first row before a tanh, where the model has one: see ``pooled(_:_:)``.
    public var pooler: Linear<Float>?
    /// The logits: `[width, classes]`, or nil where there are no classes.
    public var classifier: Linear<Float>?

    /// A model of zeros.
    init(zeros sizes: Configuration, hasPooler: Bool = false) {
        sizes.check()
        configuration = sizes
        patches = Linear(zeros: sizes.channels * sizes.patchSize * sizes.patchSize, sizes.width)
        classToken = .zeros([sizes.width])
        positions = .zeros([sizes.patchCount + 1, sizes.width])
        blocks = (0..<sizes.layers).map { _ in
            TransformerBlock(
                zeros: sizes.width, heads: sizes.heads, hidden: sizes.hidden, activation: sizes.activation,
                epsilon: sizes.epsilon, placement: .before, mask: .none, dropout: sizes.dropout)
        }
        norm = LayerNormalization(sizes.width, epsilon: sizes.epsilon)
        pooler = hasPooler ? Linear(zeros: sizes.width, sizes.width) : nil
        classifier = sizes.classes > 0 ? Linear(zeros: sizes.width, sizes.classes) : nil
    }

    /// A model with weights drawn from N(0, 0.02²).
    ///
    /// - Parameters:
    ///   - configuration: The sizes.
    ///   - generator: The source of the draws.
    public init(_ configuration: Configuration, using generator: inout some RandomStream) {
        self.init(zeros: configuration)
        drawNormal(standardDeviation: 0.02, using: &generator)
        classToken = .normal([configuration.width], standardDeviation: 0.02, using: &generator)
    }

    /// A logit for each class, or where there are no classes the row of each image: `[batch, classes]`.
    public func callAsFunction(_ images: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        let row = hidden(images, &context).slice(1, 0..<1).removingAxis(1)
        return classifier.map { $0(row, &context) } ?? row
    }

    /// The rows of the class and of all patches, normalised: `[batch, 1 + patches, width]`.
    ///
    /// - Parameters:
    ///   - images: `[batch, channels, size, size]`.
    ///   - context: Whether this is training.
    public func hidden(_ images: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        let size = configuration.imageSize
        require(
            images.rank == 4 && Array(images.shape.dropFirst()) == [configuration.channels, size, size],
            "VisionTransformer: images of \(describe(images.shape)), not [batch, \(configuration.channels), \(size), \(size)]"
        )
        let batch = images.shape[0], width = configuration.width
        let first = classToken.reshaped([1, 1, width]).broadcast(to: [batch, 1, width])
        var x = concatenated([first, patches(cut(images), &context)], along: 1) + positions
        if context.isTraining { x = x.droppingOut(configuration.dropout, using: &context.generator) }
        for block in blocks { x = block(x, &context) }
        return norm(x, &context)
    }

    /// A row for each image: `tanh` of a map of its first row. `[batch, width]`.
    ///
    /// - Parameters:
    ///   - rows: What ``hidden(_:_:)`` gives.
    ///   - context: Whether this is training.
    public func pooled(_ rows: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        guard let pooler else { stop("VisionTransformer.pooled: this model has no pooler") }
        return pooler(rows.slice(1, 0..<1).removingAxis(1), &context).tanh()
    }

    /// The patches of images, row by row from the top left: `[batch, patches, channels · patch²]`.
    private func cut(_ images: Tensor<Float>) -> Tensor<Float> {
        let batch = images.shape[0], patch = configuration.patchSize
        let side = configuration.imageSize / patch, channels = configuration.channels
        return images.reshaped([batch, channels, side, patch, side, patch])
            .permuted([0, 2, 4, 1, 3, 5])  // [batch, row, column, channels, y, x]
            .reshaped([batch, side * side, channels * patch * patch])
    }

    /// Shows `patches`, `classToken`, `positions`, `blocks`, `norm`, and `pooler` and `classifier` if there are any.
    public mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) {
        visit("patches", &patches)
        visit("classToken", &classToken)
        visit("positions", &positions)
        visit("blocks", &blocks)
        visit("norm", &norm)
        visit("pooler", &pooler)
        visit("classifier", &classifier)
    }
}
