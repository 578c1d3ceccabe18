import Autodiff
import Foundation
import LinearAlgebra
import Neural
import Randomness
import Testing

/// What golden values do not show of losses: differences, second derivatives, edges.
@Suite struct LossTests {
    private typealias Function = @Sendable ([Tensor<Double>]) -> Tensor<Double>
    private static let p = (Tensor<Double>.range(to: 12) * 1.7).sin().reshaped([4, 3]) * 1.3
    private static let t = (Tensor<Double>.range(to: 12) * 0.9).cos().reshaped([4, 3])
    private static let u = (Tensor<Double>.range(to: 12) * 2.9).cos().reshaped([4, 3])

    /// Smooth where the points are, in all their inputs.
    private static let smooth: [(String, Function)] = [
        ("mse", { meanSquaredError($0[0], $0[1]) }), ("mae", { meanAbsoluteError($0[0], $0[1]) }),
        ("huber", { huber($0[0], $0[1], delta: 0.6) }), ("smoothL1", { smoothL1($0[0], $0[1], beta: 0.3) }),
        ("logCosh", { logCosh($0[0], $0[1]) }), ("mape", { meanAbsolutePercentageError($0[0], $0[1]) }),
        ("msle", { meanSquaredLogarithmicError($0[0].exp(), $0[1].exp()) }),
        ("quantile", { quantileLoss($0[0], $0[1], level: 0.3) }),
        ("kl", { klDivergence($0[0].logSoftmax(), $0[1].softmax(), reduction: .batchMean) }),
        ("kl of logarithms", { klDivergence($0[0], $0[1], targetsAreLogarithms: true) }),
        ("poisson", { poissonNegativeLogLikelihood($0[0], $0[1].exp(), isFull: true) }),
        ("gaussian", { gaussianNegativeLogLikelihood($0[0], $0[1], variances: $0[2].exp()) }),
        ("elbo", { evidenceLowerBound($0[0].sum(over: [1]), mean: $0[1], logVariance: $0[2]) }),
        ("hinge", { hinge($0[0], $0[1]) }), ("squared hinge", { squaredHinge($0[0], $0[1]) }),
        ("multiMargin", { multiMargin($0[0], [0, 2, 1, 1], power: 2) }),
        ("marginRanking", { marginRanking($0[0], $0[1], $0[2], margin: 0.1) }),
        ("triplet", { tripletMargin($0[0], $0[1], $0[2], margin: 2) }),
        ("triplet of power 1.5", { tripletMargin($0[0], $0[1], $0[2], margin: 2, power: 1.5) }),
        ("cosine", { cosineEmbedding($0[0], $0[1], Tensor([1, -1, 1, -1]), margin: -0.9) }),
        ("contrastive", { contrastive($0[0], $0[1], Tensor([1, 0, 1, 0]), margin: 4) }),
        ("infoNCE", { infoNCE($0[0], $0[1], temperature: 0.5, isSymmetric: true) }),
        ("focal", { focal($0[0], $0[1].sigmoid(), gamma: 1.5) }),
        ("bce", { binaryCrossEntropy($0[0].sigmoid(), t.sigmoid()) }),
        ("dice", { dice($0[0].sigmoid(), $0[1].sigmoid()) }),
        ("tversky", { tversky($0[0].sigmoid(), $0[1].sigmoid(), alpha: 0.3, beta: 0.8) }),
        ("nll", { negativeLogLikelihood($0[0].logSoftmax(), [0, 2, 1, 1]) }),
        ("cross-entropy of a distribution", { crossEntropy($0[0], probabilities: $0[1].softmax()) }),
        ("slope penalty", { slopePenalty(at: t, 10, { [w = $0[0]] x in (x * w).tanh().sum(over: [1]) }) }),
        (
            "ctc",
            {
                connectionistTemporalClassification(
                    stacked([$0[0], $0[1]]).logSoftmax(), Indices(rows: [[1, 2], [2, 2]]))
            }
        ),
    ]

    @Test func gradientsAndSecondDerivativesAgreeWithDifferences() {
        let point = [Self.p, Self.t, Self.u], direction = [Self.u, Self.p, Self.t]
        for (name, f) in Self.smooth {
            let first = checkGradient(at: point, f)
            #expect(first.error < 1e-8, "\(name): \(first)")
            let second = checkGradient(at: point) { point in
                zip(gradient(at: point, f), direction).reduce(Tensor<Double>(0)) { $0 + ($1.0 * $1.1).sum() }
            }
            #expect(second.error < 1e-7, "\(name), twice: \(second)")
            let tangent = jvp(at: point, along: direction, f).tangent.item
            let slope = zip(gradient(at: point, f), direction).reduce(0) { $0 + ($1.0 * $1.1).sum().item }
            #expect(abs(tangent - slope) < 1e-12 * max(1, abs(slope)), "\(name), forward")
        }
    }

    @Test func errorsOfNumbersStayFiniteFarOut() {
        let p = Tensor<Float>([1e30, -1e30, 0, 1e-20]), t = Tensor<Float>(repeating: 0, shape: [4])
        for loss in [
            { huber($0, t, reduction: $1) }, { smoothL1($0, t, reduction: $1) },
            { logCosh($0, t, reduction: $1) },
        ]
            as [(Tensor<Float>, LossReduction) -> Tensor<Float>]
        {
            let values = loss(p, .none).elements, slopes = gradient(at: p) { loss($0, .sum) }.elements
            #expect(values[0] == 1e30 && values[1] == 1e30 && values[2] == 0)
            #expect(slopes == [1, -1, 0, 1e-20])
        }
        let infinite = gradient(at: Tensor<Double>([.infinity, -.infinity])) {
            huber($0, Tensor([0, 0]), reduction: .sum)
        }
        #expect(infinite.elements == [1, -1])
        #expect(gradient(at: t) { meanAbsoluteError($0, t) }.elements == [0, 0, 0, 0])
    }

    /// `log cosh d = d²/2 - d⁴/12 + …`: what `log((eᵈ + e⁻ᵈ)/2)` rounds to 0 keeps its digits.
    @Test func logCoshKeepsTheDigitsOfSmallErrors() {
        for d in [1e-9, 1e-5, 1e-3] {
            let got = logCosh(Tensor<Double>([d]), Tensor([0])).item
            #expect(abs(got / (d * d / 2 - d * d * d * d / 12) - 1) < 1e-13)
        }
    }

    @Test func theDivergenceOfADistributionFromItselfIsZeroAndZerosCostNothing() {
        let p = Tensor<Double>([[0.5, 0.5, 0]])
        let (value, slope) = valueAndGradient(at: p.log()) { klDivergence($0, p, reduction: .sum) }
        #expect(value.item == 0 && slope.elements == [-0.5, -0.5, 0])
        #expect(
            gradient(at: p) { klDivergence(p.log(), $0, reduction: .sum) }.elements.allSatisfy { $0.isFinite }
        )
    }

    @Test func theBoundOfAStandardNormalCodeIsTheReconstruction() {
        let zeros = Tensor<Double>(repeating: 0, shape: [2, 3])
        #expect(evidenceLowerBound(Tensor([4, 6]), mean: zeros, logVariance: zeros).item == 5)
        let (_, slope) = valueAndGradient(at: zeros) {
            evidenceLowerBound(Tensor([4, 6]), mean: zeros, logVariance: $0)
        }
        #expect(slope.elements.allSatisfy { $0 == 0 })
    }

    @Test func equalVectorsHaveFiniteGradients() {
        let x = Tensor<Double>([[1, 2], [0, 0]]), unlike = Tensor<Double>([0, 0]),
            apart = Tensor<Double>([-1, -1])
        let losses: [(Tensor<Double>) -> Tensor<Double>] = [
            { contrastive($0, x, unlike) }, { tripletMargin($0, x, x) }, { cosineEmbedding($0, x, apart) },
            { $0.distance(to: x, epsilon: 0).sum() }, { $0.cosineSimilarity(to: x).sum() },
            { $0.normalized().sum() },
            { infoNCE($0, x) },
        ]
        for loss in losses {
            let (value, slope) = valueAndGradient(at: x, loss)
            #expect(value.item.isFinite && slope.elements.allSatisfy { $0.isFinite })
        }
    }

    @Test func emptyRegionsAgreeAndDisjointOnesDoNot() {
        let nothing = Tensor<Double>(repeating: 0, shape: [1, 4]), left = Tensor<Double>([[1, 1, 0, 0]])
        #expect(dice(nothing, nothing).item == 0 && tversky(nothing, nothing).item == 0)
        #expect(dice(left, left).item == 0 && dice(left, 1 - left, smoothing: 0).item == 1)
        #expect(
            tversky(left, nothing, alpha: 0.1, beta: 0.9).item
                < tversky(nothing, left, alpha: 0.1, beta: 0.9).item)
    }

    @Test func theSlopeOfALinearCriticIsItsWeight() {
        var generator = Generator(seed: 4)
        let w = Tensor<Double>([3, 4])
        let penalty = gradientPenalty(
            Self.p[.all, .range(0..<2)], Self.t[.all, .range(0..<2)], using: &generator
        ) {
            $0.matmul(w)
        }
        #expect(abs(penalty.item - 10 * 16) < 1e-12)
        #expect(wassersteinCritic(Tensor<Double>([1, 3]), Tensor([5])).item == 3)
        let flat = gradient(at: w) { w in
            gradientPenalty(Self.p, Self.t, using: &generator) { ($0 * 0).sum(over: [1]) * w.sum() }
        }
        #expect(flat.elements.allSatisfy { $0.isFinite })
    }

    /// Two steps, label 1, classes blank and 1: paths 11, 01, 10. P = 0.6 · 0.7 + 0.4 · 0.7 + 0.6 · 0.3 = 0.88.
    @Test func sequencesAreTheSumOfTheirPaths() {
        let logs = Tensor<Double>([[[0.4, 0.6], [0.3, 0.7]]]).log()
        let loss = connectionistTemporalClassification(logs, Indices(rows: [[1]]), reduction: .none).item
        #expect(abs(loss + log(0.88)) < 1e-15)
        // No label: only blanks.
        let blank = connectionistTemporalClassification(
            logs, Indices(shape: [1, 1], [1]), targetLengths: [0], reduction: .none)
        #expect(abs(blank.item + log(0.12)) < 1e-15)
    }

    @Test func sequencesWithoutAPathAreInfiniteOrZero() {
        let logs = (Tensor<Double>.range(to: 12).sin().reshaped([1, 3, 4])).logSoftmax()
        func loss(_ labels: [Int], zero: Bool, steps: Int = 3) -> (
            value: Tensor<Double>, gradient: Tensor<Double>
        ) {
            valueAndGradient(at: logs) {
                connectionistTemporalClassification(
                    $0, Indices(rows: [labels]), inputLengths: [steps], zeroesInfinity: zero, reduction: .sum)
            }
        }
        // A repeated label needs a blank between: 2 2 3 takes four steps.
        #expect(loss([2, 2, 3], zero: false).value.item == .infinity)
        #expect(loss([2, 2, 3], zero: false).gradient.elements.contains { $0.isNaN })
        #expect(loss([2, 2, 3], zero: true).value.item == 0)
        #expect(loss([2, 2, 3], zero: true).gradient.elements.allSatisfy { $0 == 0 })
        #expect(loss([1, 2, 3], zero: false).value.item.isFinite)
        #expect(loss([1], zero: false, steps: 0).value.item == .infinity)
        #expect(loss([1], zero: false, steps: 0).gradient.elements.allSatisfy { $0 == 0 })
    }

    @Test func impossibleClassesLeaveSequencesFinite() {
        let logs = Tensor<Float>([[[-.infinity, 0], [0, -.infinity], [-.infinity, 0]]])
        let (value, slope) = valueAndGradient(at: logs) {
            connectionistTemporalClassification($0, Indices(rows: [[1, 1]]), reduction: .sum)
        }
        #expect(value.item == 0 && slope.elements == [0, -1, -1, 0, 0, -1])
    }

    @Test func longSequencesNeitherUnderflowNorTakeLong() {
        let logs = Tensor<Float>(repeating: 0, shape: [1, 2000, 30]).logSoftmax()
        let labels = Indices(shape: [1, 300], (0..<300).map { 1 + $0 % 29 })
        let slope = gradient(at: logs) { connectionistTemporalClassification($0, labels, reduction: .sum) }
        #expect(abs(slope.sum().item + 2000) < 0.1)
    }
}
