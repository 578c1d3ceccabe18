import Autodiff
import LinearAlgebra
import Neural
import Randomness
import Testing

@Suite struct LinearTests {
    private struct Classifier: Module {
        var hidden: Linear<Double>
        var output: Linear<Double>
        func callAsFunction(_ x: Tensor<Double>, _ context: inout Context) -> Tensor<Double> {
            output(hidden(x, &context).tanh(), &context)
        }
        mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
            visit("hidden", &hidden)
            visit("output", &output)
        }
    }

    @Test func aSmallNetLearnsExclusiveOrAndItsGradientIsRight() {
        var generator = Generator(seed: 1)
        var model = Classifier(
            hidden: Linear(2, 8, using: &generator), output: Linear(8, 2, using: &generator))
        let x = Tensor<Double>([[0, 0], [0, 1], [1, 0], [1, 1]]), classes: Indices = [0, 1, 1, 0]
        let check = checkGradient(at: model) { crossEntropy($0(x), classes) }
        #expect(check.error < 1e-8, "\(check)")
        for _ in 0..<500 {
            let slope = gradient(at: model) { crossEntropy($0(x), classes) }
            model.hidden.weight -= slope.hidden.weight
            model.hidden.bias? -= slope.hidden.bias ?? Tensor(0)
            model.output.weight -= slope.output.weight
            model.output.bias? -= slope.output.bias ?? Tensor(0)
        }
        #expect(model(x).argmax(over: 1) == classes.positions)
        #expect(
            model.namedParameters.map(\.name) == [
                "hidden.weight", "hidden.bias", "output.weight", "output.bias",
            ])
        #expect(model.parameterCount == 2 * 8 + 8 + 8 * 2 + 2)
    }

    /// `-log softmax(z)[y]` for z = (log 1, log 2, log 5): softmax is (1, 2, 5)/8.
    @Test func crossEntropyOfLogitsWithAClosedForm() {
        let z = Tensor<Double>([[1.0, 2, 5], [1, 2, 5]]).log()
        let loss = crossEntropy(z, [0, 2]).item
        #expect(Swift.abs(loss - (8.0.logarithm + (8.0 / 5).logarithm) / 2) < 1e-15)
        let slope = gradient(at: z) { crossEntropy($0, [0, 2]) }.elements
        let expected: [Double] = [-7.0 / 16, 2.0 / 16, 5.0 / 16, 1.0 / 16, 2.0 / 16, -3.0 / 16]
        #expect(zip(slope, expected).allSatisfy { Swift.abs($0 - $1) < 1e-15 })
    }
}

extension Double {
    fileprivate var logarithm: Double { Tensor<Double>(self).log().item }
}
