import Autodiff
import Foundation
import LinearAlgebra
import TestSupport
import Testing

private typealias Value = Textbook.Value

/// A function that uses every operation, written once for all engines.
private func everything<N: Textbook.Number>(_ x: N, _ y: N) -> N {
    let a = exp(-x * y) + log(x + 3) / (2 + cos(y))
    let b = tanh(x) * sigmoid(y) - pow(x, 3) / 7
    return a * b + relu(x - y) * sin(x * a) - relu(y - x) + a / b
}

@Suite struct ScalarEngineTests {
    @Test func aNodeThatIsUsedTwiceGathersBothContributions() {
        let a = Value(3, label: "a")
        let b = a + a
        let c = b + b
        #expect(c.number == 12)
        #expect(Textbook.gradient(of: c, with: [a, b, c]) == [4, 2, 1])
    }

    @Test func aDiamondIsDifferentiatedInTheRightOrder() {
        // f = (x² + x)·x² = x⁴ + x³, f' = 4x³ + 3x².
        let x = Value(2)
        let square = x * x
        let f = (square + x) * square
        #expect(Textbook.gradient(of: f, with: [x]) == [44])
    }

    @Test func aNumberThatIsNotUsedHasTheGradientZero() {
        let a = Value(1), b = Value(2)
        #expect(Textbook.gradient(of: a * 3, with: [b, a]) == [0, 3])
        #expect(Textbook.gradient(of: a, with: []) == [])
    }

    @Test func everyOperationHasItsDerivative() {
        let x = Value(0.7), y = Value(-1.3)
        let cases: [(Value, [Double])] = [
            (x + y, [1, 1]), (x - y, [1, -1]), (x * y, [-1.3, 0.7]),
            (x / y, [1 / -1.3, -0.7 / 1.69]), (-x, [-1, 0]),
            (exp(y), [0, exp(-1.3)]), (log(x), [1 / 0.7, 0]), (sin(x), [cos(0.7), 0]),
            (cos(x), [-sin(0.7), 0]), (tanh(y), [0, 1 / (cosh(1.3) * cosh(1.3))]),
            (sigmoid(x), [exp(-0.7) / pow(1 + exp(-0.7), 2), 0]),
            (relu(x), [1, 0]), (relu(y), [0, 0]), (pow(x, 2.5), [2.5 * pow(0.7, 1.5), 0]),
            (pow(y, -2), [0, -2 / (-1.3 * 1.69)]),
        ]
        for (output, expected) in cases {
            let gradient = Textbook.gradient(of: output, with: [x, y])
            for (found, wanted) in zip(gradient, expected) {
                #expect(abs(found - wanted) <= 1e-15 * max(1, abs(wanted)), "\(output.operation)")
            }
        }
    }

    @Test func theThreeEnginesAgree() {
        for (x, y) in [(0.7, -1.3), (-0.4, 0.9), (2.0, 1.5), (1.1, -2.0)] {
            let a = Value(x), b = Value(y)
            let f = everything(a, b)
            #expect(f.number == everything(x, y))
            let reverse = Textbook.gradient(of: f, with: [a, b])
            let forward = Textbook.forwardGradient(at: [x, y]) { everything($0[0], $0[1]) }
            let steps = [
                Textbook.extrapolatedDifference(at: x, step: 1e-3) { everything($0, y) },
                Textbook.extrapolatedDifference(at: y, step: 1e-3) { everything(x, $0) },
            ]
            for index in 0..<2 {
                let scale = max(1, abs(forward[index]))
                #expect(abs(reverse[index] - forward[index]) <= 1e-13 * scale)
                #expect(abs(steps[index] - forward[index]) <= 1e-8 * scale)
            }
        }
    }

    @Test func aChainOfAHundredThousandOperationsIsDifferentiatedAndReleased() {
        weak var first: Value?
        do {
            let start = Value(1)
            var x = start
            for step in 0..<100_000 { x = step.isMultiple(of: 2) ? x + x * 1e-9 : tanh(x) / tanh(x) * x }
            first = x
            let gradient = Textbook.gradient(of: x, with: [start])[0]
            // d/dx of x(1 + 1e-9)^50 000, where tanh x/tanh x = 1 adds nothing.
            #expect(abs(gradient - exp(50_000 * log1p(1e-9))) < 1e-9)
        }
        #expect(first == nil)
    }

    @Test func alsoAWideGraphAndASharedTailAreReleased() {
        var kept: Value?
        do {
            var x = Value(1)
            for step in 0..<50_000 {
                x = x + 1e-6
                if step == 25_000 { kept = x }
            }
        }
        #expect(kept.map { abs($0.number - 1.025001) < 1e-9 } == true)
    }

    @Test func hardNumbersComeThroughAsTorchHasThem() {
        let zero = Value(0), big = Value(800), infinite = Value(.infinity), nan = Value(.nan)
        #expect(Textbook.gradient(of: relu(zero), with: [zero]) == [0])
        #expect(sigmoid(big).number == 1 && sigmoid(-big).number == 0)
        #expect(Textbook.gradient(of: sigmoid(Value(40) + zero), with: [zero])[0] > 4e-18)
        #expect(Textbook.gradient(of: sigmoid(-big), with: [big]) == [0])
        #expect(Textbook.gradient(of: pow(zero, 0), with: [zero]) == [0])
        #expect(Textbook.gradient(of: pow(zero, 1), with: [zero]) == [1])
        #expect(Textbook.gradient(of: tanh(infinite), with: [infinite]) == [0])
        #expect(relu(nan).number.isNaN)
        #expect(Textbook.gradient(of: log(zero), with: [zero]) == [.infinity])
    }

    @Test func labelsNameTheSameNumber() {
        let a = Value(2, label: "a")
        let b = (a * a).labelled("b")
        #expect(b.label == "b" && b.operation == "*" && a.operation.isEmpty)
        #expect(Textbook.gradient(of: b, with: [a]) == [4])
    }
}

@Suite struct DualTests {
    @Test func firstAndSecondDerivativesOfKnownFunctions() {
        // (sin x · eˣ)' = eˣ(sin x + cos x), (…)'' = 2eˣ cos x.
        let x = 0.8
        #expect(abs(Textbook.derivative(at: x) { sin($0) * exp($0) } - exp(x) * (sin(x) + cos(x))) < 1e-15)
        #expect(abs(Textbook.secondDerivative(at: x) { sin($0) * exp($0) } - 2 * exp(x) * cos(x)) < 1e-15)
        // (1/x)'' = 2/x³, (log x)'' = -1/x², (x⁵)'' = 20x³, tanh'' = -2 tanh (1 - tanh²).
        #expect(abs(Textbook.secondDerivative(at: x) { 1 / $0 } - 2 / (x * x * x)) < 1e-14)
        #expect(abs(Textbook.secondDerivative(at: x) { log($0) } + 1 / (x * x)) < 1e-15)
        #expect(abs(Textbook.secondDerivative(at: x) { pow($0, 5) } - 20 * x * x * x) < 1e-13)
        let t = Foundation.tanh(x)
        #expect(abs(Textbook.secondDerivative(at: x) { tanh($0) } + 2 * t * (1 - t * t)) < 1e-15)
        // σ'' = σ(1 - σ)(1 - 2σ)
        let s = 1 / (1 + exp(-x))
        #expect(abs(Textbook.secondDerivative(at: x) { sigmoid($0) } - s * (1 - s) * (1 - 2 * s)) < 1e-15)
        #expect(Textbook.secondDerivative(at: x) { relu($0) } == 0)
        #expect(Textbook.secondDerivative(at: 0) { pow($0, 1) } == 0)
    }

    @Test func constantsHaveNoDerivative() {
        #expect(Textbook.derivative(at: 3) { _ in 5 } == 0)
        #expect(Textbook.derivative(at: 3) { 2.5 * $0 - 1 } == 2.5)
        #expect(Textbook.forwardGradient(at: []) { _ in 1 } == [])
    }
}

@Suite struct DifferenceTests {
    @Test func eachFormulaIsAsGoodAsItsOrderSays() {
        let exact = exp(1.0)
        let forward = abs(Textbook.forwardDifference(at: 1) { exp($0) } - exact) / exact
        let central = abs(Textbook.centralDifference(at: 1) { exp($0) } - exact) / exact
        let extrapolated = abs(Textbook.extrapolatedDifference(at: 1) { exp($0) } - exact) / exact
        #expect(forward < 1e-7 && central < 1e-9 && extrapolated < 1e-12)
        #expect(central < forward && extrapolated < central)
    }

    @Test func errorsFallWithTheFirstAndTheSecondPowerOfTheStep() {
        let exact = cos(0.5)
        func error(_ step: Double, _ difference: (Double) -> Double) -> Double {
            abs(difference(step) - exact)
        }
        let forward = { (h: Double) in Textbook.forwardDifference(at: 0.5, step: h) { sin($0) } }
        let central = { (h: Double) in Textbook.centralDifference(at: 0.5, step: h) { sin($0) } }
        #expect(abs(error(1e-2, forward) / error(1e-3, forward) - 10) < 0.1)
        #expect(abs(error(1e-2, central) / error(1e-3, central) - 100) < 1)
    }

    @Test func extrapolationIsExactForPolynomials() {
        // Two levels remove h²: exact up to x⁴ (odd and even terms of the difference stop at h²).
        let found = Textbook.extrapolatedDifference(at: 1, step: 0.5, levels: 2) { $0 * $0 * $0 * $0 }
        #expect(abs(found - 4) < 1e-14)
    }
}
