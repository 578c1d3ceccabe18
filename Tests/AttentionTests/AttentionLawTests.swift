import Attention
import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

@Suite(.serialized) struct AttentionLawTests {
    private func draws<T: Scalar>(_ shape: [Int], _ seed: UInt64) -> Tensor<T> {
        var generator = Generator(seed: seed)
        return .normal(shape, using: &generator)
    }

    private func plan<T: Scalar>(
        _ q: Tensor<T>, _ k: Tensor<T>, _ v: Tensor<T>, _ mask: AttentionMask = .none, bias: Tensor<T>? = nil,
        dropout: Double = 0
    ) -> AttentionPlan {
        AttentionPlan(
            q, k, v, mask: mask, bias: bias, scale: nil,
            dropout: dropout > 0 ? AttentionDropout(rate: dropout, seed: 5) : nil)
    }

    @Test func theTextbookVersionsAgreeWithTheOneToRun() {
        let q: Tensor<Double> = draws([5, 4], 1), k: Tensor<Double> = draws([7, 4], 2),
            v: Tensor<Double> = draws([7, 3], 3)
        func heads(_ x: Tensor<Double>) -> Tensor<Double> { x.reshaped([1, 1] + x.shape) }
        let loops = Textbook.attention(q.matrix, k.matrix, v.matrix, isCausal: false)
        let formula = Textbook.attention(q.matrix, k.matrix, v.matrix)
        let fused = scaledDotProductAttention(heads(q), heads(k), heads(v))[0][0].matrix
        #expect((loops - formula).maxAbs < 1e-15 && (loops - fused).maxAbs < 1e-15)
        let causal = Textbook.attention(q.matrix, k.matrix, v.matrix, isCausal: true)
        let fusedCausal = scaledDotProductAttention(heads(q), heads(k), heads(v), mask: .causal)[0][0].matrix
        #expect((causal - fusedCausal).maxAbs < 1e-15)
        let g: Tensor<Double> = draws([5, 3], 4)
        let byHand = Textbook.attentionGradient(q.matrix, k.matrix, v.matrix, gradient: g.matrix)
        let slopes = gradient(at: [q, k, v]) {
            (scaledDotProductAttention(heads($0[0]), heads($0[1]), heads($0[2])) * heads(g)).sum()
        }
        #expect((byHand.q - slopes[0].matrix).maxAbs < 1e-14)
        #expect((byHand.k - slopes[1].matrix).maxAbs < 1e-14)
        #expect((byHand.v - slopes[2].matrix).maxAbs < 1e-14)
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() {
        let q: Tensor<Float> = draws([2, 4, 300, 32], 1), k: Tensor<Float> = draws([2, 2, 300, 32], 2)
        let v: Tensor<Float> = draws([2, 2, 300, 32], 3)
        func run() -> [Tensor<Float>] {
            let (value, slopes) = valueAndGradient(at: [q, k, v]) {
                let y = scaledDotProductAttention($0[0], $0[1], $0[2], mask: .causal)
                return (y * y).sum()
            }
            return [value, scaledDotProductAttention(q, k, v, mask: .causal)] + slopes
        }
        let most = Threads.count
        defer { Threads.count = most }
        let many = run()
        Threads.count = 1
        #expect(run() == many)
    }

    @Test(arguments: [(1, 1), (1, 40), (17, 17), (64, 64), (65, 65), (129, 300), (300, 129), (20, 513)])
    func fusedAndComposedAgree(_ queries: Int, _ keys: Int) {
        let q: Tensor<Double> = draws([2, 4, queries, 24], 1), k: Tensor<Double> = draws([2, 2, keys, 24], 2)
        let v: Tensor<Double> = draws([2, 2, keys, 40], 3),
            bias: Tensor<Double> = draws([4, queries, keys], 4)
        var padded = AttentionMask.causal
        padded.lengths = [keys, keys / 2]
        let g: Tensor<Double> = draws([2, 4, queries, 40], 5)
        for mask in [AttentionMask.none, .causal, .slidingWindow(7), padded] {
            for (bias, dropout) in [(nil, 0.0), (bias, 0.2)] {
                let plan = plan(q, k, v, mask, bias: bias, dropout: dropout)
                let point = [q, k, v] + (bias.map { [$0] } ?? [])
                let fused = vjp(at: point) { plan.fused($0[0], $0[1], $0[2], $0.count > 3 ? $0[3] : nil) }
                let composed = vjp(at: point) {
                    plan.composed($0[0], $0[1], $0[2], $0.count > 3 ? $0[3] : nil)
                }
                let pairs = zip([fused.value] + fused.pullback(g), [composed.value] + composed.pullback(g))
                for (x, y) in pairs { #expect((x - y).elements.allSatisfy { abs($0) < 1e-11 }) }
            }
        }
    }

    @Test func packedOperandsAgreeWithSeparateOnes() {
        let packed: Tensor<Double> = draws([2, 70, 8 * 5], 1), bias: Tensor<Double> = draws([4, 70, 70], 2)
        let g: Tensor<Double> = draws([2, 70, 20], 3)
        let together = vjp(at: [packed, bias]) {
            scaledDotProductAttention(packed: $0[0], heads: 4, keyValueHeads: 2, mask: .causal, bias: $0[1])
        }
        let apart = vjp(at: [packed, bias]) { point in
            let heads = point[0].reshaped([2, 70, 8, 5]).transposed(1, 2)
            return scaledDotProductAttention(
                heads.slice(1, 0..<4), heads.slice(1, 4..<6), heads.slice(1, 6..<8), mask: .causal,
                bias: point[1]
            ).transposed(1, 2).reshaped([2, 70, 20])
        }
        #expect((together.value - apart.value).elements.allSatisfy { abs($0) < 1e-13 })
        for (x, y) in zip(together.pullback(g), apart.pullback(g)) {
            #expect((x - y).elements.allSatisfy { abs($0) < 1e-12 })
        }
    }

    @Test func secondDerivativesAreThoseOfTheComposedForm() {
        let q: Tensor<Double> = draws([1, 2, 3, 4], 1), k: Tensor<Double> = draws([1, 2, 5, 4], 2)
        let v: Tensor<Double> = draws([1, 2, 5, 4], 3)
        func curvature(_ attend: @escaping @Sendable ([Tensor<Double>]) -> Tensor<Double>) -> [Tensor<Double>]
        {
            gradient(at: [q, k, v]) { outer in
                let inner = gradient(at: outer) { (attend($0) * attend($0)).sum() }
                return inner.map { ($0 * $0).sum() }.reduce(Tensor(0)) { $0 + $1 }
            }
        }
        let plan = plan(q, k, v, .causal)
        let fused = curvature { plan.fused($0[0], $0[1], $0[2], nil) }
        let composed = curvature { plan.composed($0[0], $0[1], $0[2], nil) }
        for (x, y) in zip(fused, composed) { #expect((x - y).elements.allSatisfy { abs($0) < 1e-11 }) }
        let change = jvp(at: [q, k, v], along: [q, k, v]) { plan.fused($0[0], $0[1], $0[2], nil) }.tangent
        let expected = jvp(at: [q, k, v], along: [q, k, v]) { plan.composed($0[0], $0[1], $0[2], nil) }
            .tangent
        #expect((change - expected).elements.allSatisfy { abs($0) < 1e-12 })
    }

    @Test func aQueryThatSeesNothingGetsZerosAndNoGradient() {
        let x: Tensor<Float> = draws([2, 1, 20, 8], 1)
        let hidden = Tensor<Float>(repeating: -.infinity, shape: [20, 20])
        for (mask, bias) in [(AttentionMask.padding([0, 0]), nil), (.none, hidden)] {
            let (value, slopes) = valueAndGradient(at: [x, x, x]) {
                scaledDotProductAttention($0[0], $0[1], $0[2], mask: mask, bias: bias).sum()
            }
            #expect(value.item == 0 && slopes.allSatisfy { $0.elements.allSatisfy { $0 == 0 } })
            #expect(attentionWeights(x, x, mask: mask, bias: bias).elements.allSatisfy { $0 == 0 })
        }
    }

    @Test func whatIsHiddenDoesNotCount() {
        // Whatever stands behind the padding, nothing of it comes through, forward or backward.
        var k: Tensor<Float> = draws([1, 1, 40, 8], 1), v: Tensor<Float> = draws([1, 1, 40, 8], 2)
        let q: Tensor<Float> = draws([1, 1, 40, 8], 3)
        let clean = scaledDotProductAttention(q, k.slice(2, 0..<37), v.slice(2, 0..<37))
        let found = scaledDotProductAttention(q, k, v, mask: .padding([37]))
        #expect((clean - found).elements.allSatisfy { abs($0) < 1e-6 })
        k.withUnsafeMutableBufferPointer { for i in 37 * 8..<40 * 8 { $0[i] = 1e30 } }
        v.withUnsafeMutableBufferPointer { for i in 37 * 8..<40 * 8 { $0[i] = -1e30 } }
        let again = scaledDotProductAttention(q, k, v, mask: .padding([37]))
        #expect((again - found).elements.allSatisfy { $0 == 0 })
        let slopes = gradient(at: [q, k, v]) {
            scaledDotProductAttention($0[0], $0[1], $0[2], mask: .padding([37])).sum()
        }
        #expect(slopes.allSatisfy { $0.elements.allSatisfy { $0.isFinite } })
    }

    @Test func notANumberComesThrough() {
        var q: Tensor<Float> = draws([1, 1, 20, 8], 1)
        let x = q
        q.withUnsafeMutableBufferPointer { $0[3 * 8] = .nan }
        let y = scaledDotProductAttention(q, x, x, mask: .causal)[0][0]
        #expect(y[3].elements.allSatisfy { $0.isNaN })
        #expect(y[0..<3].elements.allSatisfy { $0.isFinite } && y[4...].elements.allSatisfy { $0.isFinite })
    }

    @Test func hugeScoresDoNotOverflow() {
        let q = 1e4 * (draws([1, 2, 33, 8], 1) as Tensor<Float>)
        let y = scaledDotProductAttention(q, q, q)
        #expect(y.elements.allSatisfy { $0.isFinite })
        let equal = scaledDotProductAttention(0 * q, q, q)  // All weights alike: the mean.
        let mean = q.mean(over: 2, keepingAxes: true)
        #expect((equal - mean).elements.allSatisfy { abs($0) < 1e-2 })
    }

    @Test func nothingComesOfNothing() {
        func zeros(_ shape: [Int]) -> Tensor<Float> { Tensor.zeros(shape) }
        #expect(
            scaledDotProductAttention(zeros([0, 2, 3, 4]), zeros([0, 2, 3, 4]), zeros([0, 2, 3, 4])).count
                == 0)
        #expect(
            scaledDotProductAttention(zeros([1, 2, 0, 4]), zeros([1, 2, 3, 4]), zeros([1, 2, 3, 4])).count
                == 0)
        let none = scaledDotProductAttention(zeros([1, 2, 3, 4]), zeros([1, 2, 0, 4]), zeros([1, 2, 0, 4]))
        #expect(none.shape == [1, 2, 3, 4] && none.elements.allSatisfy { $0 == 0 })
    }

    @Test func viewsGiveWhatTheirCopiesGive() {
        let x: Tensor<Double> = draws([2, 30, 3, 4, 6], 1)  // [batch, positions, 3, heads, width]
        let parts = (0..<3).map { x.slice(2, $0..<($0 + 1)).removingAxis(2).transposed(1, 2) }
        let views = scaledDotProductAttention(parts[0], parts[1], parts[2])
        let copies = parts.map { Tensor(shape: $0.shape, elements: $0.elements) }
        let plain = scaledDotProductAttention(copies[0], copies[1], copies[2])
        #expect((views - plain).elements.allSatisfy { abs($0) < 1e-14 })
        let repeated = copies[1].slice(2, 0..<1).broadcast(to: [2, 4, 30, 6])
        let same = scaledDotProductAttention(copies[0], repeated, copies[2])
        #expect((same - copies[2].mean(over: 2, keepingAxes: true)).elements.allSatisfy { abs($0) < 1e-13 })
    }

    @Test func dropoutKeepsItsShareAndItsMean() {
        var keep = [Float](repeating: 0, count: 1000), kept = 0
        for row in 0..<200 {
            keep.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                Float.attentionKeep(AttentionDropout(rate: 0.3, seed: 9), row: row, base, buffer.count)
            }
            kept += keep.count { $0 != 0 }
            #expect(keep.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
        }
        // 200 000 draws: five standard deviations are 0.005.
        #expect(abs(Double(kept) / 200_000 - 0.7) < 0.005)
        var context = Context.training(seed: 1)
        let x: Tensor<Float> = draws([1, 1, 30, 4], 1)
        #expect(scaledDotProductAttention(x, x, x, dropout: 1, &context).elements.allSatisfy { $0 == 0 })
        let first = scaledDotProductAttention(x, x, x, dropout: 0.5, &context)
        #expect(scaledDotProductAttention(x, x, x, dropout: 0.5, &context) != first)
        var inference = Context.inference
        #expect(
            scaledDotProductAttention(x, x, x, dropout: 0.5, &inference) == scaledDotProductAttention(x, x, x)
        )
    }

    @Test func anExplanationEndsInTheResult() {
        let q: Tensor<Float> = draws([2, 4, 12, 8], 1), k: Tensor<Float> = draws([2, 2, 12, 8], 2)
        let bias: Tensor<Float> = draws([4, 12, 12], 3)
        let y = scaledDotProductAttention(q, k, k, mask: .causal, bias: bias)
        let told = explainAttention(query: q, key: k, value: k, mask: .causal, bias: bias, row: 1, head: 3)
        #expect((told.result - Tensor<Double>(y[1][3]).matrix).maxAbs < 1e-5)
        let weights = attentionWeights(q, k, mask: .causal, bias: bias)
        #expect((told.weights - Tensor<Double>(weights[1][3]).matrix).maxAbs < 1e-5)
        #expect(told.terms.count == 11 && told.description.contains("…") && told.description.contains("-∞"))
    }
}

extension Matrix<Double> {
    /// The largest magnitude.
    fileprivate var maxAbs: Double { abs().max() }
}
