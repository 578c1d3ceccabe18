import Attention
import Autodiff
import LinearAlgebra
import Neural
import Plots
import Randomness
import TestSupport
import Testing

/// Laws of blocks, and the versions to read.
@Suite struct BlockTests {
    @Test func theTextbookVersionsAreTheLayers() {
        var generator = Generator(seed: 4)
        func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
            .normal(rows, columns, using: &generator)
        }
        let heads = (0..<3).map { _ in
            LinearAlgebra.Textbook.AttentionHead(query: matrix(6, 4), key: matrix(6, 4), value: matrix(6, 4))
        }
        let textbook = LinearAlgebra.Textbook.TransformerBlock(
            heads: heads, output: matrix(12, 6), up: matrix(6, 24), down: matrix(24, 6),
            attentionGain: .normal(6, using: &generator), feedForwardGain: .normal(6, using: &generator))
        let fused = concatenate(
            heads.map(\.query) + heads.map(\.key) + heads.map(\.value), along: .columns)
        for isCausal in [false, true] {
            let attention = MultiHeadAttention<Double>(
                projection: Linear(weight: fused.tensor), output: Linear(weight: textbook.output.tensor),
                heads: 3, mask: isCausal ? .causal : .none)
            var norms = [LayerNormalization<Double>(6, hasBias: false), .init(6, hasBias: false)]
            norms[0].weight = textbook.attentionGain.tensor
            norms[1].weight = textbook.feedForwardGain.tensor
            let block = TransformerBlock<Double>(
                attention: attention,
                feedForward: FeedForward(
                    up: Linear(weight: textbook.up.tensor), down: Linear(weight: textbook.down.tensor)),
                attentionNorm: norms[0], feedForwardNorm: norms[1])
            let x = matrix(7, 6), batch = x.tensor.insertingAxis(0)
            let read = LinearAlgebra.Textbook.multiHeadAttention(
                x, heads: heads, output: textbook.output, isCausal: isCausal)
            #expect((attention(batch)[0].matrix - read).norm() < 1e-12 * read.norm())
            let whole = textbook(x, isCausal: isCausal)
            #expect((block(batch)[0].matrix - whole).norm() < 1e-12 * whole.norm())
        }
    }

    @Test func aCausalPlaceDoesNotSeeWhatFollows() {
        var generator = Generator(seed: 2), options = TransformerOptions(width: 8, heads: 2)
        options.isCausal = true
        let encoder = TransformerEncoder<Double>(options, layers: 2, using: &generator)
        let x: Tensor<Double> = wave([1, 6, 8], 0)
        let slope = gradient(at: x) { encoder($0).slice(1, 0..<3).sum() }
        #expect(slope.slice(1, 3..<6).elements.allSatisfy { $0 == 0 })
        #expect(slope.slice(1, 0..<3).abs().min().item > 0)
    }

    @Test func withoutPositionsTheOrderOfPlacesDoesNotMatter() {
        var generator = Generator(seed: 2)
        let encoder = TransformerEncoder<Double>(
            TransformerOptions(width: 8, heads: 2), layers: 2, using: &generator)
        let x: Tensor<Double> = wave([5, 8], 0), order: Indices = [3, 0, 4, 1, 2]
        let mixed = encoder(x.gathered(order).insertingAxis(0))[0]
        #expect((mixed - encoder(x.insertingAxis(0))[0].gathered(order)).abs().max().item < 1e-13)
    }

    @Test func anEvenRouterHasTheLeastBalanceLoss() {
        let even = ExpertRouting<Double>(scores: Tensor([[9, 8, 0, 0], [0, 0, 9, 8]]), active: 2)
        #expect(even.shares == [0.5, 0.5, 0.5, 0.5] && even.chosen.positions == [0, 1, 2, 3])
        #expect(abs(even.balanceLoss.item - 2) < 1e-12)
        let uneven = ExpertRouting<Double>(scores: Tensor([[9, 8, 0, 0], [9, 8, 0, 0]]), active: 2)
        #expect(uneven.balanceLoss.item > 3.9)
        // Of equal scores the first are taken; NaN is never better than a number.
        #expect(ExpertRouting<Double>(scores: Tensor([[1, 1, 1]]), active: 2).chosen.positions == [0, 1])
        #expect(ExpertRouting<Double>(scores: Tensor([[.nan, 1, 2]]), active: 2).chosen.positions == [2, 1])
    }

    @Test func aBlockOfExpertsTellsItsBalanceLoss() {
        var generator = Generator(seed: 6), options = TransformerOptions(width: 8, heads: 2)
        options.feedForward = .mixture(experts: 4, active: 2)
        let encoder = TransformerEncoder<Double>(options, layers: 3, using: &generator)
        let x: Tensor<Double> = wave([2, 5, 8], 0)
        var context = Context.inference
        let (rows, loss) = encoder.balanced(x, &context)
        #expect(rows == encoder(x) && loss.item >= 3 && loss.item < 24)
        options.feedForward = .geGLU
        let dense = TransformerEncoder<Double>(options, layers: 1, using: &generator)
        #expect(dense.balanced(x, &context).balanceLoss.item == 0)
    }

    @Test func dropoutIsDrawnInTrainingOnly() {
        var generator = Generator(seed: 6), options = TransformerOptions(width: 8, heads: 2)
        options.dropout = 0.5
        let block = TransformerBlock<Float>(options, using: &generator),
            x: Tensor<Float> = wave([1, 4, 8], 0)
        var first = Context.training(seed: 1), same = first, other = Context.training(seed: 2)
        let y = block(x, &first)
        #expect(block(x, &same) == y && block(x, &other) != y && block(x) == block(x) && block(x) != y)
    }

    @Test func namesAndCountsOfParameters() {
        var generator = Generator(seed: 6), options = TransformerOptions(width: 8, heads: 2)
        options.feedForward = .swiGLU
        options.hasBias = false
        options.normalization = .rootMeanSquare
        options.normalizesHeads = true
        let encoder = TransformerEncoder<Float>(options, layers: 1, using: &generator)
        #expect(
            encoder.namedParameters.map(\.name) == [
                "blocks.0.attentionNorm.weight", "blocks.0.attention.projection.weight",
                "blocks.0.attention.output.weight", "blocks.0.attention.queryNorm.weight",
                "blocks.0.attention.keyNorm.weight", "blocks.0.feedForwardNorm.weight",
                "blocks.0.feedForward.gate.weight", "blocks.0.feedForward.up.weight",
                "blocks.0.feedForward.down.weight", "norm.weight",
            ])
        #expect(encoder.parameterCount == 8 + 8 * 24 + 64 + 4 + 4 + 8 + 3 * 8 * 32 + 8)
    }

    @Test func aSummaryNamesTheLayers() {
        var generator = Generator(seed: 6)
        let block = TransformerBlock<Float>(TransformerOptions(width: 8, heads: 2), using: &generator)
        let kinds = summary(of: block, input: [2, 5, 8]).rows.map(\.kind)
        #expect(
            kinds == [
                "LayerNormalization", "Linear", "ScaledDotProduct", "Linear", "LayerNormalization", "Linear",
                "Linear",
            ])
    }

    @Test func emptyAndSingleSequencesPass() {
        var generator = Generator(seed: 6), options = TransformerOptions(width: 8, heads: 2)
        options.rotaryBase = 100
        options.feedForward = .mixture(experts: 3, active: 1)
        let block = TransformerBlock<Float>(options, using: &generator)
        #expect(block(Tensor(repeating: 1, shape: [1, 1, 8])).shape == [1, 1, 8])
        #expect(block(Tensor(repeating: 1, shape: [0, 3, 8])).shape == [0, 3, 8])
        #expect(block(Tensor(repeating: 1, shape: [2, 0, 8])).shape == [2, 0, 8])
        #expect(block(Tensor(repeating: .nan, shape: [1, 2, 8])).elements.allSatisfy { $0.isNaN })
    }

    @Test func mapsAreDrawnOnePanelAHead() {
        var generator = Generator(seed: 6)
        let attention = MultiHeadAttention<Float>(9, heads: 3, mask: .causal, using: &generator)
        let weights = attention.weights(wave([2, 4, 9], 0))
        #expect(weights.shape == [2, 3, 4, 4])
        #expect((weights.sum(over: [3]) - 1).abs().max().item < 1e-6)
        let page = attentionMaps(weights, row: 1, tokens: ["the", " cat", "\n", ""], title: "layer 1")
        let svg = page.svg()
        #expect(page.rows == 2 && page.columns == 2)
        #expect(["head 1", "head 3", "␣cat", "↵", "∅"].allSatisfy { svg.contains($0) })
    }
}
