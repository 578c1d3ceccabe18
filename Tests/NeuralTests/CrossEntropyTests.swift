import Autodiff
import LinearAlgebra
import Neural
import Testing

/// What golden values do not show of cross-entropies: limits, second derivatives, forward mode.
@Suite struct CrossEntropyTests {
    private let z = Tensor<Double>([[0.5, -1, 2, 0.25], [1, 0, -2, 3], [0, 0, 1, -1]])
    private let w = Tensor<Double>([0.5, 2, 1, 0.25])

    @Test func derivativesOfBothOrdersAndForwardModeAgree() {
        let z = z, w = w, direction = (z * 1.7).sin()
        for reduction in LossReduction.allCases {
            for (weights, smoothing) in [(nil, 0), (w, 0), (nil, 0.2), (w, 0.2)]
                as [(Tensor<Double>?, Double)]
            {
                let f: @Sendable (Tensor<Double>) -> Tensor<Double> = {
                    let losses = crossEntropy(
                        $0, [2, 3, 1], weights: weights, labelSmoothing: smoothing, ignoring: 3,
                        reduction: reduction)
                    return (losses * 1.3).sum()
                }
                let check = checkGradient(at: z, f)
                #expect(check.error < 1e-9, "\(reduction), smoothing \(smoothing): \(check)")
                let second = checkGradient(at: z) { z in (gradient(at: z, f) * direction).sum() }
                #expect(second.error < 1e-8, "\(reduction), smoothing \(smoothing), twice: \(second)")
                let slope = gradient(at: z, f), tangent = jvp(at: z, along: direction, f).tangent
                #expect(Swift.abs((slope * direction).sum().item - tangent.item) < 1e-14)
            }
        }
    }

    @Test func largeLogitsNeitherOverflowNorVanish() {
        let z = Tensor<Float>([[1e30, 0], [-1e30, 1e30], [0, 1e4]])
        let losses = crossEntropy(z, [0, 1, 0], reduction: .none)
        #expect(losses.elements == [0, 0, 1e4])
        let slope = gradient(at: z) { crossEntropy($0, [0, 1, 0], reduction: .sum) }
        #expect(slope.elements == [0, 0, 0, 0, -1, 1])
    }

    @Test func whereNothingCountsTheMeanIsNaNAndTheGradientZero() {
        let z = z
        for weights in [nil, w] {
            let (value, slope) = valueAndGradient(at: z) {
                crossEntropy($0, [1, 1, 1], weights: weights, ignoring: 1)
            }
            #expect(value.item.isNaN && slope.elements.allSatisfy { $0 == 0 })
        }
        #expect(crossEntropy(z, [1, 1, 1], ignoring: 1, reduction: .sum).item == 0)
    }

    @Test func ignoredRowsMayHoldAnything() {
        let z = Tensor<Double>([[0, 1], [.nan, -.infinity]])
        let slope = gradient(at: z) { crossEntropy($0, [1, -100], ignoring: -100) }.elements
        #expect(slope[2...].allSatisfy { $0 == 0 } && Swift.abs(slope[0] + slope[1]) < 1e-15)
        let logs = Tensor<Double>([[-0.5, -1], [-.infinity, .nan]])
        #expect(negativeLogLikelihood(logs, [1, -100], ignoring: -100).item == 1)
    }

    @Test func classesMayHaveAnyShape() {
        let z = (Tensor<Double>.range(to: 24) * 0.7).sin().reshaped([2, 3, 4])
        let classes = Indices(rows: [[0, 1, 2], [3, 2, 1]])
        let flat = crossEntropy(z.reshaped([6, 4]), classes.reshaped([6]))
        #expect(crossEntropy(z, classes).item == flat.item)
        #expect(crossEntropy(z, classes, reduction: .none).shape == [2, 3])
        let batchMean = crossEntropy(z, classes, reduction: .batchMean).item
        #expect(Swift.abs(batchMean - 3 * flat.item) < 1e-15)
    }

    @Test func aDistributionOfOneClassIsThatClass() {
        let one = Tensor<Double>([[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]]), z = z
        for smoothing in [0, 0.3] {
            let a = crossEntropy(z, probabilities: one, labelSmoothing: smoothing).item
            let b = crossEntropy(z, [2, 0, 1], labelSmoothing: smoothing).item
            #expect(Swift.abs(a - b) < 1e-15)
        }
        let masked = Tensor<Double>([[0, -.infinity]])
        let (value, slope) = valueAndGradient(at: masked) {
            crossEntropy($0, probabilities: Tensor([[1, 0]]))
        }
        #expect(value.item == 0 && slope.elements.allSatisfy { $0 == 0 })
    }

    @Test func binaryLossesStandTheirLimits() {
        let p = Tensor<Float>([0, 1, 0, 1]), t = Tensor<Float>([0, 1, 1, 0])
        #expect(binaryCrossEntropy(p, t, reduction: .none).elements == [0, 0, 100, 100])
        let slope = gradient(at: p) { binaryCrossEntropy($0, t, reduction: .sum) }.elements
        #expect(slope[..<2] == [0, 0] && slope[2] == -1e12 && slope[3] == 1e12)
        let x = Tensor<Float>([-1e30, 1e30, -200, 200])
        #expect(binaryCrossEntropyWithLogits(x, t, reduction: .none).elements == [0, 0, 200, 200])
        #expect(
            gradient(at: x) { binaryCrossEntropyWithLogits($0, t, reduction: .sum) }.elements == [
                0, 0, -1, 1,
            ])
        #expect(focal(x, t, reduction: .none).elements[..<2] == [0, 0])
        #expect(gradient(at: x) { focal($0, t, reduction: .sum) }.elements.allSatisfy { $0.isFinite })
    }

    @Test func binaryLossesHaveDerivativesOfBothOrdersInBothInputs() {
        let point = [Tensor<Double>([0.3, -2, 1.5]), Tensor<Double>([0.25, 1, 0.5])]
        for reduction in LossReduction.allCases {
            let f: @Sendable ([Tensor<Double>]) -> Tensor<Double> = {
                (binaryCrossEntropyWithLogits($0[0], $0[1], positiveWeight: 2.5, reduction: reduction) * 0.7)
                    .sum()
            }
            #expect(checkGradient(at: point, f).error < 1e-9)
            let second = checkGradient(at: point) { point in
                gradient(at: point, f).reduce(Tensor<Double>(0)) { $0 + ($1 * $1).sum() }
            }
            #expect(second.error < 1e-8)
        }
    }
}
