import Attention
import Autodiff
import LinearAlgebra
import Neural

/// A ``BERT`` in inference on texts of different lengths at once: their rows stand one after the other, so that no padding is computed.
///
/// Dense layers are one product for all texts, into memory that holds bias and residual already; attention stays within each text. The same
/// numbers as those of the readable ``BERT``, to rounding.
struct PackedEncoder: Sendable {
    private struct Layer: Sendable {
        let projection: Linear<Float>, output: Linear<Float>, up: Linear<Float>, down: Linear<Float>
        let attentionNorm: LayerNormalization<Float>, feedForwardNorm: LayerNormalization<Float>
    }

    let model: BERT
    private let layers: [Layer]
    private let activation: UnaryOperation

    /// The model's own tensors; nothing is copied.
    init(_ model: BERT) {
        self.model = model
        layers = model.blocks.compactMap { block in
            guard let feedForward = block.feedForward as? FeedForward<Float>,
                let first = block.attentionNorm as? LayerNormalization<Float>,
                let second = block.feedForwardNorm as? LayerNormalization<Float>
            else { return nil }
            return Layer(
                projection: block.attention.projection, output: block.attention.output, up: feedForward.up,
                down: feedForward.down, attentionNorm: first, feedForwardNorm: second)
        }
        require(layers.count == model.blocks.count, "PackedEncoder: a model of other layers than BERT's")
        activation =
            switch model.configuration.activation {
            case .gelu: .gelu
            case .geluTanh: .geluTanh
            case .relu: .relu
            case .silu: .silu
            }
    }

    /// Calls `body` with the rows of all texts, one after the other: `[places, width]`.
    func withRows<Result>(
        of texts: ArraySlice<[Int]>, _ body: (UnsafeMutablePointer<Float>) -> Result
    ) -> Result {
        let sizes = model.configuration, width = sizes.width, lengths = texts.map(\.count)
        let places = lengths.reduce(0, +)
        let x = Buffer<Float>(uninitialized: places * width), y = Buffer<Float>(uninitialized: places * width)
        let wide = Buffer<Float>(uninitialized: places * max(3 * width, sizes.hidden))
        embed(texts, into: x.base)
        normalize(model.norm, x.base, places)
        for layer in layers {
            dense(layer.projection, x.base, places, into: wide.base)
            packedSelfAttention(
                wide.base, lengths: lengths[...], heads: sizes.heads, width: width / sizes.heads, into: y.base
            )
            dense(layer.output, y.base, places, into: x.base, adding: true)
            normalize(layer.attentionNorm, x.base, places)
            dense(layer.up, x.base, places, into: wide.base)
            activate(wide.base, places * sizes.hidden)
            dense(layer.down, wide.base, places, into: x.base, adding: true)
            normalize(layer.feedForwardNorm, x.base, places)
        }
        defer { withExtendedLifetime((x, y, wide, model)) {} }
        return body(x.base)
    }

    /// Tokens, positions and the first kind.
    private func embed(_ texts: ArraySlice<[Int]>, into rows: UnsafeMutablePointer<Float>) {
        let width = model.configuration.width, count = model.configuration.vocabularyCount
        let tokens = model.tokens.weight.contiguous(), positions = model.positions.weight.contiguous()
        let kind = model.kinds.weight.contiguous()
        var row = rows
        for text in texts {
            require(
                !text.isEmpty && text.count <= model.configuration.contextLength,
                "SentenceEmbedder: a text of \(text.count) tokens in a context of \(model.configuration.contextLength)"
            )
            for (place, id) in text.enumerated() {
                require(id >= 0 && id < count, "SentenceEmbedder: token \(id) of \(count)")
                let token = tokens.start + id * width, position = positions.start + place * width
                for column in 0..<width {
                    row[column] = token[column] + (position[column] + kind.start[column])
                }
                row += width
            }
        }
        withExtendedLifetime((tokens, positions, kind)) {}
    }

    /// `y ← xW + b`, or with `adding` `y ← y + xW + b`.
    private func dense(
        _ layer: Linear<Float>, _ x: UnsafePointer<Float>, _ rows: Int, into y: UnsafeMutablePointer<Float>,
        adding: Bool = false
    ) {
        let inputs = layer.weight.shape[0], outputs = layer.weight.shape[1]
        let weight = layer.weight.contiguous(), bias = layer.bias?.contiguous()
        if let bias {
            for row in 0..<rows {
                let target = y + row * outputs
                if adding {
                    Float.axpy(outputs, 1, bias.start, 1, target, 1)
                } else {
                    target.update(from: bias.start, count: outputs)
                }
            }
        }
        Gemm.run(
            m: rows, n: outputs, k: inputs, .init(start: x, isTransposed: false, stride: inputs),
            .init(start: weight.start, isTransposed: false, stride: outputs),
            beta: adding || bias != nil ? 1 : 0, into: y, stride: outputs)
        withExtendedLifetime((weight, bias)) {}
    }

    private func normalize(
        _ layer: LayerNormalization<Float>, _ x: UnsafeMutablePointer<Float>, _ rows: Int
    ) {
        let width = model.configuration.width
        let gain = layer.weight?.contiguous(), shift = layer.bias?.contiguous()
        inParallel(rows, grain: max(1, (1 << 15) / width)) { first, count in
            let start = x + first * width
            Float.layerNorm(
                start, width, gamma: gain.map { UnsafePointer($0.start) },
                beta: shift.map { UnsafePointer($0.start) }, epsilon: Float(layer.epsilon), start, width,
                mean: nil, rstd: nil, rows: count, columns: width)
        }
        withExtendedLifetime((gain, shift)) {}
    }

    private func activate(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
        let kernel = Float.kernel(for: activation)
        inParallel(count, grain: 1 << 13) { kernel(x + $0, x + $0, $1) }
    }
}
