import Autodiff
import LinearAlgebra
import Randomness
import Testing

@Suite struct TextbookMinimizerTests {
    @Test func descentToReadTakesTheStepsOfTheOneToUse() {
        // (x - 1)² + 3(y + 2)²
        let book = Textbook.gradientDescent(from: [0, 0], rate: 0.1, steps: 25) { p in
            pow(p[0] - 1, 2) + 3 * pow(p[1] + 2, 2)
        }
        let fast = GradientDescent(.fixed(rate: 0.1), gradientTolerance: 0, iterations: 25)
            .minimize(from: [0, 0]) { p in
                let x = p[0] - 1, y = p[1] + 2
                return (x * x + 3 * y * y, [2 * x, 6 * y])
            }
        #expect(abs(book[0] - fast.point[0]) < 1e-14 && abs(book[1] - fast.point[1]) < 1e-14)
    }

    @Test func newtonToReadDoublesTheDigits() {
        // eˣ - 3x has its minimum at log 3.
        var errors: [Double] = []
        for steps in 1...4 {
            errors.append(
                abs(Textbook.newton(from: 1.3, steps: steps) { x in exp(x) - 3 * x } - 1.0986122886681098))
        }
        for (error, next) in zip(errors, errors.dropFirst()) { #expect(next <= max(error * error, 1e-15)) }
        #expect(Textbook.newton(from: 4, steps: 1) { x in x * x - 2 * x } == 1)
    }
}
