import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness
import Testing

/// What does not fit together is refused with the facts.
@Suite struct HostileBlockTests {
    @Test func headsThatDoNotDivideTheWidthAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            _ = MultiHeadAttention<Float>(10, heads: 3, using: &g)
        }
        expect(result, "3 heads", "width of 10")
    }

    @Test func anInputOfAnotherWidthNamesBothShapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            _ = MultiHeadAttention<Float>(8, heads: 2, using: &g)(Tensor.zeros([2, 5, 6]))
        }
        expect(result, "[2, 5, 6]", "[batch, length, 8]")
    }

    @Test func aRingNeedsTheWindowOfTheMask() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0), cache = KeyValueCache<Float>(window: 4)
            let block = TransformerBlock<Float>(TransformerOptions(width: 8, heads: 2), using: &g)
            _ = block(Tensor.zeros([1, 1, 8]), cache: &cache)
        }
        expect(result, "last 4 positions", "window of 0")
    }

    @Test func keysOfAnotherShapeAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var cache = KeyValueCache<Float>()
            _ = cache.append(.zeros([1, 2, 3, 4]), .zeros([1, 2, 3, 4]))
            _ = cache.append(.zeros([2, 2, 1, 4]), .zeros([2, 2, 1, 4]))
        }
        expect(result, "[2, 2, 1, 4]", "[1, 2,")
    }

    @Test func moreThanWasReadCannotBeTakenBack() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var cache = KeyValueCache<Float>(window: 2)
            for _ in 0..<3 { _ = cache.append(.zeros([1, 1, 1, 4]), .zeros([1, 1, 1, 4])) }
            cache.removeLast(1)
        }
        expect(result, "1 of 3", "ring of 2")
    }

    @Test func moreActiveExpertsThanThereAreAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            _ = MixtureOfExperts<Float>(4, 8, experts: 2, active: 3, using: &g)
        }
        expect(result, "3 of 2 experts", "[4, 2]")
    }

    @Test func headsNarrowerThanWhatIsTurnedAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            let layer = MultiHeadAttention<Float>(8, heads: 4, rotary: RotaryEmbedding(4), using: &g)
            _ = layer(Tensor.zeros([1, 3, 8]))
        }
        expect(result, "4 numbers are turned", "heads have 2")
    }

    @Test func slopesForOtherHeadsAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0), layer = MultiHeadAttention<Float>(8, heads: 2, using: &g)
            layer.alibi = ALiBi(heads: 4)
            _ = layer(Tensor.zeros([1, 3, 8]))
        }
        expect(result, "4 slopes", "2 heads")
    }

    @Test func aTextLongerThanItsPositionsIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            _ = LearnedPositions<Float>(4, 2, using: &g)(Tensor.zeros([1, 3, 2]), offset: 2)
        }
        expect(result, "[1, 3, 2]", "position 2")
    }

    @Test func namesForOtherPlacesAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = attentionMaps(Tensor<Float>(repeating: 0.5, shape: [1, 1, 2, 2]), tokens: ["a", "b", "c"])
        }
        expect(result, "3 tokens", "[2, 2]")
    }

    @Test func aMemoryOfAnotherBatchIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0), context = Context.inference
            let layer = CrossAttention<Float>(8, heads: 2, using: &g)
            _ = layer(.zeros([2, 3, 8]), memory: .zeros([1, 4, 8]), &context)
        }
        expect(result, "[2, 3, 8]", "[1, 4, 16]")
    }

    private func expect(_ result: ExitTest.Result?, _ facts: String...) {
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for fact in facts { #expect(text.contains(fact), "\(fact) is not in: \(text)") }
    }
}

/// Derivatives of blocks with every part at once, against central differences.
@Suite struct BlockDerivativeTests {
    private func block(_ kind: TransformerOptions.FeedForwardKind) -> TransformerBlock<Double> {
        var generator = Generator(seed: 11), options = TransformerOptions(width: 4, heads: 2)
        options.keyHeads = 1
        options.headDimension = 4
        options.hidden = 3
        options.feedForward = kind
        options.normalization = .rootMeanSquare
        options.normalizesHeads = true
        options.rotaryBase = 50
        options.window = 2
        return TransformerBlock(options, using: &generator)
    }

    @Test(arguments: [TransformerOptions.FeedForwardKind.swiGLU, .mixture(experts: 3, active: 2)])
    func gradientsAreThoseOfCentralDifferences(kind: TransformerOptions.FeedForwardKind) {
        let x: Tensor<Double> = wave([2, 3, 4], 1), weights: Tensor<Double> = wave([2, 3, 4], 2)
        let check = checkGradient(at: block(kind)) { ($0(x) * weights).sum() }
        #expect(check.error < 1e-8, "\(check)")
    }

    @Test func secondDerivativesAndForwardModeAgreeWithThem() {
        let block = block(.swiGLU), x: Tensor<Double> = wave([1, 3, 4], 1),
            weights: Tensor<Double> = wave([1, 3, 4], 2)
        let twice = checkGradient(at: x) { x in
            gradient(at: x) { (block($0) * weights).sum() }.square().sum()
        }
        #expect(twice.error < 1e-7, "\(twice)")
        let direction: Tensor<Double> = wave([1, 3, 4], 3)
        let slope = gradient(at: x) { (block($0) * weights).sum() }
        let forward = jvp(at: x, along: direction) { (block($0) * weights).sum() }.tangent.item
        #expect(abs(forward - (slope * direction).sum().item) < 1e-12)
    }
}
