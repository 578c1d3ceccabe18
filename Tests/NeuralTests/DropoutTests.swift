import Autodiff
import LinearAlgebra
import Neural
import Randomness
import Testing

@Suite struct DropoutTests {
    private let ones = Tensor<Float>(repeating: 1, shape: [200, 500])

    @Test func dropsItsShareAndKeepsTheMean() {
        var context = Context.training(seed: 1)
        for rate in [0.1, 0.5, 0.9] {
            let y = Dropout<Float>(rate)(ones, &context), zeros = y.elements.filter { $0 == 0 }.count
            // Five standard deviations of a binomial share of 100 000.
            let bound = 5 * (rate * (1 - rate) / 1e5).squareRoot()
            #expect(Swift.abs(Double(zeros) / 1e5 - rate) < bound)
            #expect(y.elements.allSatisfy { $0 == 0 || Swift.abs($0 * Float(1 - rate) - 1) < 1e-6 })
        }
        #expect(Dropout<Float>(1)(ones, &context).sum().item == 0)
    }

    @Test func isTheIdentityInInferenceAndAtRateZero() {
        var context = Context.training(seed: 1), twin = Context.training(seed: 1)
        let images = ones.reshaped([10, 20, 50, 10]), rows = ones.reshaped([10, 20, 500])
        #expect(Dropout<Float>(0)(ones, &context) == ones && Dropout<Float>(0.5)(ones) == ones)
        #expect(Dropout1D<Float>(0)(rows, &context) == rows && Dropout1D<Float>(0.5)(rows) == rows)
        #expect(Dropout2D<Float>(0)(images, &context) == images && Dropout2D<Float>(0.5)(images) == images)
        #expect(DropPath<Float>(0)(ones, &context) == ones && DropPath<Float>(0.5)(ones) == ones)
        #expect(AlphaDropout<Float>(0)(ones, &context) == ones && AlphaDropout<Float>(0.5)(ones) == ones)
        #expect(GaussianNoise<Float>(0)(ones, &context) == ones && GaussianNoise<Float>(0.5)(ones) == ones)
        // A rate of 0 draws nothing.
        #expect(context.generator.next() == twin.generator.next())
    }

    @Test func theSameSeedDropsTheSame() {
        var first = Context.training(seed: 7), second = Context.training(seed: 7)
        let layer = Dropout<Float>(0.3), one = layer(ones, &first)
        #expect(one == layer(ones, &second) && one != layer(ones, &first))
    }

    @Test func gradientsPassWhereElementsStayed() {
        let x = (Tensor<Double>.range(to: 60).reshaped([3, 4, 5]) + 10) / 50
        let f = { (x: Tensor<Double>) -> Tensor<Double> in
            var context = Context.training(seed: 3)
            return Dropout<Double>(0.4)(x, &context)
        }
        let y = f(x), slope = gradient(at: x) { f($0).sum() }
        #expect((slope * x - y).abs().max().item < 1e-12)
        #expect((jvp(at: x, along: x, f).tangent - y).abs().max().item < 1e-12)
        #expect(checkGradient(at: x) { (f($0) * f($0)).sum() }.error < 1e-7)
        let twice = checkGradient(at: x) { x in gradient(at: x) { (f($0) * f($0) * f($0)).sum() }.sum() }
        #expect(twice.error < 1e-6)
        #expect(gradient(at: Tensor<Double>(repeating: 0, shape: [0, 3])) { f($0).sum() }.shape == [0, 3])
    }

    @Test func channelsAndExamplesAreDroppedWhole() {
        var context = Context.training(seed: 5)
        func wholes(_ y: Tensor<Float>, _ count: Int) -> Set<Float> {
            let rows = y.reshaped([count, -1])
            let isWhole = (rows.max(over: 1) - rows.min(over: 1)).abs().max().item == 0
            return isWhole ? Set(rows.max(over: 1).elements) : []
        }
        let images = ones.reshaped([10, 20, 50, 10]), rows = ones.reshaped([10, 20, 500])
        #expect(wholes(Dropout2D<Float>(0.5)(images, &context), 200) == [0, 2])
        #expect(wholes(Dropout1D<Float>(0.5)(rows, &context), 200) == [0, 2])
        #expect(wholes(DropPath<Float>(0.5)(ones, &context), 200) == [0, 2])
    }

    @Test func alphaDropoutKeepsMeanAndVariance() {
        var context = Context.training(seed: 2)
        let x = Tensor<Double>.normal([400, 500], using: &context.generator)
        let y = AlphaDropout<Double>(0.3)(x, &context)
        #expect(Swift.abs(y.mean().item) < 0.02 && Swift.abs(y.variance().item - 1) < 0.02)
    }

    @Test func noiseHasItsDeviation() {
        var context = Context.training(seed: 2)
        let y = GaussianNoise<Float>(0.25)(ones, &context)
        #expect(
            Swift.abs(y.mean().item - 1) < 0.005 && Swift.abs(y.variance().item.squareRoot() - 0.25) < 0.005)
        let z = GaussianNoise<Float>(0.25, isRelative: true)(ones * 4, &context)
        #expect(Swift.abs(z.mean().item - 4) < 0.02 && Swift.abs(z.variance().item.squareRoot() - 1) < 0.02)
    }
}
