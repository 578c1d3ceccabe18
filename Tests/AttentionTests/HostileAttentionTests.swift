import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness
import Testing

/// Inputs at the edge of what attention is made for: the numbers of the formula, or a message.
@Suite struct HostileAttentionTests {
    private func draws<T: Scalar>(_ shape: [Int], _ seed: UInt64) -> Tensor<T> {
        var generator = Generator(seed: seed)
        return .normal(shape, using: &generator)
    }

    /// Value and gradients by the kernels and by tensor operations on plain copies; the largest difference.
    private func difference(_ point: [Tensor<Double>], _ mask: AttentionMask = .none) -> Double {
        let copies = point.map { Tensor<Double>(shape: $0.shape, elements: $0.elements) }
        let plan = AttentionPlan(
            copies[0], copies[1], copies[2], mask: mask, bias: nil, scale: nil, dropout: nil)
        let fused = vjp(at: point) { scaledDotProductAttention($0[0], $0[1], $0[2], mask: mask) }
        let composed = vjp(at: copies) { plan.composed($0[0], $0[1], $0[2], nil) }
        let g: Tensor<Double> = draws(fused.value.shape, 9)
        let pairs = zip([fused.value] + fused.pullback(g), [composed.value] + composed.pullback(g))
        return pairs.reduce(0) { worst, pair in
            zip(pair.0.elements, pair.1.elements).reduce(worst) {
                $1.0.isNaN != $1.1.isNaN ? .infinity : max($0, abs($1.0 - $1.1))
            }
        }
    }

    @Test func anOnlyPositionMayStandAnyHowInMemory() {
        // Its step in memory is 0: [batch, heads, width] with an axis for positions.
        func inserted(_ heads: Int, _ seed: UInt64) -> Tensor<Double> {
            let rows: Tensor<Double> = draws([2, heads + 1, 6], seed)
            return rows.slice(1, 0..<heads).insertingAxis(2)
        }
        for heads in [1, 2, 4] {
            let q = inserted(4, 1), k = inserted(heads, 2), v = inserted(heads, 3)
            #expect(k.strides[2] < 6)
            #expect(difference([q, k, v]) < 1e-13)
            #expect(difference([draws([2, 4, 5, 6], 4), k, v]) < 1e-13)
            #expect(difference([draws([2, 4, 40, 6], 4), k, v], .causal) < 1e-13)
            #expect(
                difference([q, draws([2, heads, 7, 6], 5), draws([2, heads, 7, 6], 6)], .causal) < 1e-13)
            let same = k.broadcast(to: [2, heads, 9, 6])
            #expect(difference([q, same, same]) < 1e-13)
        }
    }

    @Test func viewsWithGapsAndTurnedAxesAreReadAsTheyStand() {
        let x: Tensor<Double> = draws([2, 9, 3, 4], 1)
        for (a, b) in [(1, 2), (1, 3), (2, 3)] {
            let y = x.transposed(a, b)
            #expect(difference([y, y, y], .causal) < 1e-12)
            if y.shape[2] > 2 {
                let part = y.slice(2, 1..<y.shape[2])
                #expect(difference([y, part, part], .causal) < 1e-12)
            }
        }
    }

    @Test(arguments: [1, 2, 7, 8, 9, 1 << 40, .max])
    func windowsOfAnySizeAreThoseOfTheFormula(window: Int) {
        for (queries, keys) in [(8, 8), (3, 8), (20, 8), (1, 8)] {
            let point: [Tensor<Double>] = [
                draws([1, 2, queries, 4], 1), draws([1, 2, keys, 4], 2), draws([1, 2, keys, 4], 3),
            ]
            #expect(difference(point, .slidingWindow(window)) < 1e-13)
            guard window >= keys else { continue }
            let wide = scaledDotProductAttention(point[0], point[1], point[2], mask: .slidingWindow(window))
            #expect(wide == scaledDotProductAttention(point[0], point[1], point[2], mask: .causal))
        }
    }

    @Test func whatMemoryHeldBeforeDoesNotCome() {
        // Results are written into memory that was used before: here for numbers that spread.
        for (queries, keys) in [(1, 1), (1, 70), (5, 3), (64, 64), (130, 70)] {
            let q: Tensor<Float> = draws([2, 4, queries, 16], 1),
                k: Tensor<Float> = draws([2, 2, keys, 16], 2)
            for mask in [AttentionMask.none, .causal, .slidingWindow(3), .padding([0, keys])] {
                for _ in 0..<3 {
                    for count in [q.count, k.count, 8 * queries, 8 * queries * keys, 1 << 14, 1 << 16] {
                        _ = Tensor<Float>(repeating: .nan, shape: [count])
                    }
                    let (value, slopes) = valueAndGradient(at: [q, k, k]) {
                        scaledDotProductAttention($0[0], $0[1], $0[2], mask: mask).sum()
                    }
                    #expect(value.item.isFinite, "\(queries) queries, \(keys) keys")
                    #expect(slopes.allSatisfy { $0.elements.allSatisfy { $0.isFinite } })
                }
            }
        }
    }

    @Test func infiniteNumbersSpoilTheRowsThatSeeThem() {
        let x: Tensor<Double> = draws([1, 1, 12, 4], 1)
        for bad in [Double.infinity, -.infinity, .nan] {
            for place in 0..<3 {
                var elements = x.elements
                elements[7 * 4 + 1] = bad
                var point = [x, x, x]
                point[place] = Tensor(shape: x.shape, elements: elements)
                let y = scaledDotProductAttention(point[0], point[1], point[2], mask: .causal)[0][0]
                // A hidden value of a block counts 0 · ∞: PyTorch has NaN there as well.
                if place < 2 { #expect(y[0..<7].elements.allSatisfy { $0.isFinite }) }
                #expect(place < 2 || y[7].elements.contains { !$0.isFinite })
                if bad.isNaN { #expect(y[7].elements.contains { $0.isNaN }) }
            }
        }
    }

    @Test func nothingAtAllPassesThroughTheLayers() {
        var g = Generator(seed: 0)
        let rotary = RotaryEmbedding<Float>(4)
        var layer = MultiHeadAttention<Float>(8, heads: 2, rotary: rotary, mask: .causal, using: &g)
        #expect(
            layer(.zeros([2, 0, 8])).shape == [2, 0, 8] && layer(.zeros([0, 3, 8])).shape == [0, 3, 8])
        #expect(layer.weights(.zeros([2, 0, 8])).shape == [2, 2, 0, 0])
        layer.alibi = ALiBi(heads: 2)
        #expect(layer(.zeros([2, 0, 8])).shape == [2, 0, 8])
        #expect(
            rotary(.zeros([2, 2, 0, 4])).shape == [2, 2, 0, 4] && rotary(.zeros([0, 4])).shape == [0, 4])
        #expect(
            scaledDotProductAttention(packed: Tensor<Float>.zeros([2, 3, 0]), heads: 2).shape == [2, 3, 0])
        var context = Context.inference
        let cross = CrossAttention<Float>(8, heads: 2, hasBias: false, using: &g)
        let found = cross(.zeros([2, 3, 8]), memory: .zeros([2, 0, 8]), &context)
        #expect(found.shape == [2, 3, 8] && found.elements.allSatisfy { $0 == 0 })
        let additive = AdditiveAttention<Float>(queryWidth: 3, keyWidth: 4, hidden: 5, using: &g)
        #expect(additive(.zeros([2, 0, 3]), keys: .zeros([2, 6, 4])).output.shape == [2, 0, 4])
        let nobody = additive(.zeros([2, 3, 3]), keys: .zeros([2, 0, 4]))
        #expect(nobody.output.elements == [Float](repeating: 0, count: 24) && nobody.weights.count == 0)
        let told = explainAttention(
            query: Tensor<Double>.zeros([0, 2]), key: .zeros([3, 2]), value: .zeros([3, 2]))
        #expect(told.result.rows == 0 && !told.description.isEmpty)
    }

    @Test func aRingWithAHugeWindowTakesWhatItNeeds() {
        var ring = KeyValueCache<Float>(window: .max), growing = KeyValueCache<Float>()
        for step in 0..<100 {
            let row: Tensor<Float> = draws([1, 2, 1 + step % 3, 4], UInt64(step))
            #expect(ring.append(row, row).keys == growing.append(row, row).keys)
        }
        #expect(ring.byteCount == growing.byteCount && ring.count == 199)
    }

    @Test func positionsFarAwayTakeNoTable() {
        let rotary = RotaryEmbedding<Double>(4), x: Tensor<Double> = draws([1, 1, 2, 4], 1)
        for far in [1 << 12, 1 << 21, 1 << 22, 1 << 40, .max - 2] {
            #expect(rotary(x, offset: far) == rotary(x, positions: [far, far + 1]))
        }
        #expect(rotary(x, offset: 5) == rotary(x, positions: [5, 6]))
    }
}

/// How explanations are written where numbers are tiny, huge or none.
@Suite struct AttentionExplanationTextTests {
    private func lines(_ q: Tensor<Double>, _ k: Tensor<Double>, _ v: Tensor<Double>) -> [String] {
        explainAttention(query: q, key: k, value: v).description.split(separator: "\n").map(String.init)
    }

    @Test func tinyAndHugeNumbersKeepFourDigits() {
        let q = Tensor<Double>([[1e-7, 2e-9], [0.25, -3.14159]]),
            k = Tensor<Double>([[1e12, 0], [0, -1e-300]])
        let text = lines(q, k, k)
        #expect(text[1...2] == ["  1.000e-7  2.000e-9", "    0.2500   -3.1416"])
        #expect(text[4...5] == ["     1.000e12       0.0000", "       0.0000  -1.000e-300"])
    }

    @Test func ordinaryNumbersHaveFourDigitsAfterThePoint() {
        let x = Tensor<Double>([[0.001, -0.5], [999_999, 0]])
        #expect(lines(x, x, x)[1...2] == ["       0.0010      -0.5000", "  999999.0000       0.0000"])
    }

    @Test func whatIsNoNumberIsWrittenAlikeEverywhere() {
        let q = Tensor<Double>([[.infinity, -.infinity], [.nan, 1]])
        let text = lines(q, q, q)
        #expect(text[1...2] == ["       ∞      -∞", "     nan  1.0000"])
        #expect(!text.joined().contains("inf"))
    }

    @Test func noNumberToCompareHasTheScaleOne() {
        let none = Tensor<Double>.zeros([2, 0]), v = Tensor<Double>.zeros([2, 1])
        let formulas = explainAttention(query: none, key: none, value: v).terms.map(\.formula)
        #expect(formulas.contains("S = QKᵀ · 1") && !formulas.contains { $0.contains("√0") })
    }
}

/// Mistakes in calls of the functions and the layers.
@Suite struct AttentionMistakeTests {
    private func expect(_ result: ExitTest.Result?, _ facts: String...) {
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for fact in facts { #expect(text.contains(fact), "\(fact) is not in: \(text)") }
    }

    @Test func lengthsOfAnotherBatchAreRefusedByAdditiveAttention() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var g = Generator(seed: 0)
            let layer = AdditiveAttention<Float>(queryWidth: 3, keyWidth: 4, hidden: 5, using: &g)
            _ = layer(.zeros([2, 1, 3]), keys: .zeros([2, 6, 4]), lengths: [6])
        }
        expect(result, "lengths [6]", "2 rows of 6 keys")
    }

    @Test func anOddNumberOfTurnedNumbersIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = RotaryEmbedding<Float>(3)
        }
        expect(result, "a dimension of 3", "even")
    }

    @Test func aBiasOfAnotherShapeIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor<Float>.zeros([1, 2, 3, 4])
            _ = scaledDotProductAttention(x, x, x, bias: .zeros([2, 4]))
        }
        expect(result, "a bias of [2, 4]", "[1, 2, 3, 3]")
    }

    @Test func headsThatDoNotShareEvenlyAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let x = Tensor<Float>.zeros([1, 3, 3, 4]), y = Tensor<Float>.zeros([1, 2, 3, 4])
            _ = scaledDotProductAttention(x, y, y)
        }
        expect(result, "3 heads", "2 key-value heads")
    }

    @Test func positionsThatNoIntegerCountsAreRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = RotaryEmbedding<Float>(4)(.zeros([1, 1, 2, 4]), offset: .max - 1)
        }
        expect(result, "positions from 9223372036854775806 on")
    }

    @Test func aWindowOfNothingIsRefused() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var mask = AttentionMask.causal
            mask.window = 0
            let x = Tensor<Float>.zeros([1, 1, 2, 4])
            _ = scaledDotProductAttention(x, x, x, mask: mask)
        }
        expect(result, "a window of 0 keys")
    }

    @Test func noPositionCannotBeAppended() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var cache = KeyValueCache<Float>()
            _ = cache.append(.zeros([1, 2, 0, 4]), .zeros([1, 2, 0, 4]))
        }
        expect(result, "[1, 2, 0, 4]", "at least one")
    }
}
