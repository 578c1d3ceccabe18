import Autodiff
import LinearAlgebra
import Randomness
import Testing

import Neural

/// The fused operation against the equations step by step, derivatives against differences, and identities.
@Suite struct RecurrentTests {
    static let kinds: [RecurrentKind] = [.rnn(.tanh), .rnn(.relu), .lstm, .gru]

    /// The fused value and gradients equal those of the composed operation, in all forms of the call.
    @Test(arguments: kinds, [nil, [3, 5, 1, 5, 2]] as [[Int]?])
    func theFusedOperationEqualsItsEquations(kind: RecurrentKind, lengths: [Int]?) {
        check(kind, SequenceLayout(batch: 5, steps: 5, lengths: lengths, "test"), inputs: 3)
    }

    /// So many sequences that the products with the inputs are taken step by step, too, and by several threads.
    @Test(arguments: kinds, [nil, (0..<60).map { $0 * 7 % 5 + 1 }] as [[Int]?])
    func manySequencesEqualTheirEquations(kind: RecurrentKind, lengths: [Int]?) {
        let layout = SequenceLayout(batch: 60, steps: 5, lengths: lengths, "test")
        for inputs in [8, 3] { check(kind, layout, inputs: inputs) }
    }

    private func check(_ kind: RecurrentKind, _ layout: SequenceLayout, inputs: Int) {
        var generator = Generator(seed: 3)
        for (isReversed, hasBias, hasState) in [
            (false, true, true), (true, true, true), (true, false, false),
        ] {
            for givesState in [true, false] {
                let recurrence = Recurrence<Double>(
                    kind: kind, layout: layout, isReversed: isReversed, givesState: givesState,
                    hasBias: hasBias, hasState: hasState, inputs: inputs, hidden: 16)
                let columns = 16 * kind.gates
                var shapes = [[layout.rowCount, inputs], [inputs, columns], [16, columns]]
                if hasBias { shapes += [[columns], [columns]] }
                if hasState { shapes += Array(repeating: [layout.batch, 16], count: kind.states) }
                let operands = shapes.map {
                    Tensor<Double>.normal($0, standardDeviation: 0.5, using: &generator)
                }
                let fused = vjp(at: operands) { recurrence.recorded($0) }
                let composed = vjp(at: operands) { recurrence.composed($0) }
                #expect(largestDifference(fused.value, composed.value) < 1e-13)
                #expect(recurrence.recorded(operands) == fused.value, "without a tape")
                let gradient = Tensor<Double>.normal(fused.value.shape, using: &generator)
                for (one, other) in zip(fused.pullback(gradient), composed.pullback(gradient)) {
                    #expect(one.shape == other.shape)
                    #expect(largestDifference(one, other) < 1e-12)
                }
            }
        }
    }
}

func largestDifference<T: Scalar>(_ x: Tensor<T>, _ y: Tensor<T>) -> Double {
    x.shape == y.shape
        ? zip(x.elements, y.elements).reduce(0) { max($0, abs(Double($1.0 - $1.1))) } : .infinity
}
