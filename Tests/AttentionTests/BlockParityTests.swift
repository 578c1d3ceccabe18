import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// Blocks against PyTorch 2.15.0 and transformers 5.23.0, whose values `Tests/Golden/attention/blocks.py` wrote down: outputs, gradients of
/// the inputs and of every parameter.
@Suite struct BlockParityTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            var name: String
            var shape: [Int]
            var y: [Double]
            var dx, dp, extra: [[Double]]
        }
        var cases: [Case]
    }

    @Test func everyBlockEqualsItsReferenceInDouble() throws { try check(Double.self, tolerance: 1e-10) }

    @Test func everyBlockEqualsItsReferenceInFloat() throws { try check(Float.self, tolerance: 1e-5) }

    private func check<T: Scalar>(_: T.Type, tolerance: Double) throws {
        let cases = try TestSupport.Golden.load("attention/blocks", as: Golden.self).cases
        let examples = BlockExamples<T>()
        var worst: [String: (error: Double, count: Int)] = [:]
        for golden in cases {
            let (names, error) = examples.error(golden)
            #expect(error <= tolerance, "\(golden.name) in \(T.self): \(error)")
            for name in names {
                let old = worst[name] ?? (0, 0)
                worst[name] = (max(old.error, error), old.count + 1)
            }
        }
        for (name, found) in worst {
            let reference = name == "MixtureOfExperts" ? "transformers 5.23.0 Mixtral" : "PyTorch 2.15.0"
            #expect(
                Parity.holds(
                    "Attention", "\(name) (\(T.self))", against: reference,
                    on: "\(found.count) cases; y, gradients of inputs and of each parameter",
                    tolerance: tolerance, error: found.error))
        }
        #expect(worst.count == 11)
    }
}

/// A part and its inputs, as a point of a gradient.
private struct BlockPoint<Part: Parameterized>: Parameterized {
    typealias Precision = Part.Precision
    var part: Part
    var inputs: [Tensor<Precision>]

    mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("part", &part)
        visit("inputs", &inputs)
    }
}

private struct BlockExamples<T: Scalar> {
    let x: Tensor<T> = wave([2, 5, 8], 100)
    let memory: Tensor<T> = wave([2, 4, 8], 101)

    /// The types that a case is of, and its error.
    func error(_ golden: BlockParityTests.Golden.Case) -> ([String], Double) {
        let name = golden.name
        if name.hasPrefix("self") { return (["MultiHeadAttention"], selfAttention(golden)) }
        if name.hasPrefix("grouped") { return (["MultiHeadAttention with key heads"], grouped(golden)) }
        if name.hasPrefix("cross") { return (["CrossAttention"], cross(golden)) }
        if name.hasPrefix("encoder layer") {
            return (["TransformerBlock", "FeedForward"], encoderLayer(golden))
        }
        if name.hasPrefix("decoder layer") { return (["DecoderBlock"], decoderLayer(golden)) }
        if name == "transformer" {
            return (["TransformerEncoder", "TransformerDecoder"], transformer(golden))
        }
        if name == "encoder-decoder" { return (["EncoderDecoder"], encoderDecoder(golden)) }
        if name.hasPrefix("mixture") { return (["MixtureOfExperts"], mixture(golden)) }
        return (["AdditiveAttention"], additive(golden))
    }

    private func options(_ golden: BlockParityTests.Golden.Case) -> TransformerOptions {
        var options = TransformerOptions(width: 8, heads: 2)
        options.hidden = 12
        options.placement = golden.name.contains("after") ? .after : .before
        options.feedForward = golden.name.contains("gelu") ? .gelu : .relu
        options.hasBias = !golden.name.contains("gelu")
        return options
    }

    private func selfAttention(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0), mask = AttentionMask.none
        if golden.name.contains("causal") { mask = .causal }
        if golden.name.contains("window") { mask = .slidingWindow(2) }
        if golden.name.contains("padding") { mask = .padding([5, 3]) }
        let layer = filled(
            MultiHeadAttention<T>(
                8, heads: 2, hasBias: !golden.name.contains("no bias"), mask: mask, using: &generator))
        let weights = distance(layer.weights(x), golden.extra[0])
        return max(
            weights, error(layer, [x], golden) { layer, inputs, context in layer(inputs[0], &context) })
    }

    private func grouped(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0)
        let layer = MultiHeadAttention<T>(
            8, heads: 4, keyHeads: 2, headDimension: 4, hasBias: false,
            normalizesHeads: golden.name.contains("normalised"), mask: .causal, using: &generator)
        return error(layer, [x], golden) { layer, inputs, context in layer(inputs[0], &context) }
    }

    private func cross(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0)
        let layer = filled(CrossAttention<T>(8, heads: 2, using: &generator))
        let weights = distance(layer.weights(x, memory: memory, lengths: [4, 2]), golden.extra[0])
        return max(
            weights,
            error(layer, [x, memory], golden) { layer, inputs, context in
                layer(inputs[0], memory: inputs[1], lengths: [4, 2], &context)
            })
    }

    private func encoderLayer(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0)
        let block = TransformerBlock<T>(options(golden), using: &generator)
        return error(block, [x], golden) { block, inputs, context in
            block(inputs[0], lengths: [5, 3], &context)
        }
    }

    private func decoderLayer(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0)
        let block = DecoderBlock<T>(options(golden), using: &generator)
        return error(block, [x, memory], golden) { block, inputs, context in
            block(inputs[0], memory: inputs[1], memoryLengths: [4, 2], &context)
        }
    }

    private func transformer(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0)
        let halves = Halves<T>(
            encoder: TransformerEncoder(options(golden), layers: 2, using: &generator),
            decoder: TransformerDecoder(options(golden), layers: 2, using: &generator))
        return error(halves, [memory, x], golden) { halves, inputs, context in
            halves.decoder(inputs[1], memory: halves.encoder(inputs[0], &context), &context)
        }
    }

    private func encoderDecoder(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0)
        let model = EncoderDecoder<T>(vocabulary: 11, options(golden), layers: 2, using: &generator)
        let source = Indices(shape: [2, 4], (0..<8).map { (3 * $0 + 1) % 11 })
        let target = Indices(shape: [2, 5], (0..<10).map { (5 * $0 + 2) % 11 })
        return error(model, [], golden) { model, _, context in model(source, target: target, &context) }
    }

    private func mixture(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0)
        let sizes = golden.name.contains("2 of 4") ? (experts: 4, active: 2) : (experts: 5, active: 3)
        let layer = filled(
            MixtureOfExperts<T>(8, 6, experts: sizes.experts, active: sizes.active, using: &generator))
        let (loss, slope) = valueAndGradient(at: layer) { layer in
            var context = Context.inference
            return layer.routed(x, &context).routing.balanceLoss
        }
        return [
            distance(loss, golden.extra[0]), distance(slope.router.weight, golden.extra[1]),
            error(layer, [x], golden) { layer, inputs, context in layer(inputs[0], &context) },
        ].max() ?? .infinity
    }

    private func additive(_ golden: BlockParityTests.Golden.Case) -> Double {
        var generator = Generator(seed: 0)
        let layer = AdditiveAttention<T>(queryWidth: 8, keyWidth: 8, hidden: 6, using: &generator)
        return error(layer, [x, memory], golden) { layer, inputs, context in
            layer(inputs[0], keys: inputs[1], lengths: [4, 2], &context).output
        }
    }

    private func error<Part: Parameterized>(
        _ part: Part, _ inputs: [Tensor<T>], _ golden: BlockParityTests.Golden.Case,
        _ run: @escaping (Part, [Tensor<T>], inout Context) -> Tensor<T>
    ) -> Double where Part.Precision == T {
        let point = BlockPoint(part: filled(part), inputs: inputs)
        let (value, pullback) = vjp(at: point) { point in
            var context = Context.training(seed: 0)
            return run(point.part, point.inputs, &context)
        }
        let slope = pullback(wave(value.shape, 900)), gradients = slope.part.parameters
        guard value.shape == golden.shape, gradients.count == golden.dp.count else { return .infinity }
        let pairs =
            [(value, golden.y)] + Array(zip(slope.inputs, golden.dx)) + Array(zip(gradients, golden.dp))
        return pairs.map { distance($0.0, $0.1) }.max() ?? 0
    }
}

private struct Halves<T: Scalar>: Parameterized {
    var encoder: TransformerEncoder<T>
    var decoder: TransformerDecoder<T>

    mutating func visitParameters(_ visit: inout ParameterVisitor<T>) {
        visit("encoder", &encoder)
        visit("decoder", &decoder)
    }
}

/// Element i of tensor k: `((37 i + 11 k) mod 101 - 50) / 101`.
func wave<T: Scalar>(_ shape: [Int], _ k: Int) -> Tensor<T> {
    let count = shape.reduce(1, *)
    let elements = (0..<count).map { T(Double((37 * $0 + 11 * k) % 101 - 50) / 101) }
    return Tensor(shape: shape, elements: elements)
}

/// The part with parameter k filled by wave k, and 1 more for gains of normalisations.
func filled<Part: Parameterized>(_ part: Part) -> Part {
    var copy = part, k = 0
    copy.forEachTensor(named: true) { name, tensor, role in
        guard role == .parameter else { return }
        let isGain = name.lowercased().hasSuffix("norm.weight")
        tensor = wave(tensor.shape, k) + (isGain ? 1 : 0)
        k += 1
    }
    return copy
}

/// The largest difference, relative to the largest expected element; infinite for NaN and for another count.
func distance<T: Scalar>(_ got: Tensor<T>, _ want: [Double]) -> Double {
    guard got.count == want.count else { return .infinity }
    let scale = want.reduce(0) { max($0, abs($1)) }
    return zip(got.elements, want).reduce(0) { worst, pair in
        let error = abs(Double(pair.0) - pair.1) / (scale > 0 ? scale : 1)
        return error.isNaN ? .infinity : max(worst, error)
    }
}
