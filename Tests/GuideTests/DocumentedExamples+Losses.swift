import Cairn
import Testing

// The page on losses, and the examples in the comments of Sources/Neural/Losses and of the rows of Sources/Autodiff.

@Suite(.printsItsComments) struct DocumentedLosses {
    @Test func pullsHarderWhereItIsWrong() {
        // snippet
        let logits = Tensor<Double>([[2, 0, -1], [0, 1, 0]])
        let (loss, slope) = valueAndGradient(at: logits) { crossEntropy($0, [0, 2]) }
        print((loss.item * 1000).rounded() / 1000)  // 0.861
        print((slope * 1000).round().elements)  // [-78.0, 57.0, 21.0, 106.0, 288.0, -394.0]
        // end
    }

    @Test func takesLogits() {
        // snippet
        let far = Tensor<Float>([[1000, 0]])
        print(far.softmax().log().elements)  // [0.0, -inf]
        print(crossEntropy(far, [1]).item)  // 1000.0
        print(gradient(at: far) { crossEntropy($0, [1]) }.elements)  // [1.0, -1.0]
        // end
    }

    @Test func weighsSmoothsAndIgnores() {
        // snippet
        let scores = Tensor<Double>([[1, 2, 3], [3, 2, 1], [0, 0, 9]])
        let plain = crossEntropy(scores, [2, 0, 2], reduction: .none)
        print(plain.shape)  // [3]
        let padded = crossEntropy(scores, [2, -1, 2], ignoring: -1)
        let smooth = crossEntropy(scores, [2, 0, 2], labelSmoothing: 0.1)
        let costly = crossEntropy(scores, [2, 0, 2], weights: Tensor([10, 1, 1]))
        let mean = plain.mean().item
        print(padded.item < mean, smooth.item > mean, costly.item > mean)  // true true true
        // end
    }

    @Test func addsUpPaths() {
        // snippet
        let steps = Tensor<Double>([[[0.4, 0.6], [0.3, 0.7]]]).log()  // class 0 is the blank
        let likelihood = (-connectionistTemporalClassification(steps, Indices(rows: [[1]]))).exp()
        print((likelihood.item * 100).rounded() / 100)  // 0.88
        // end
    }

    @Test func penalisesSlopes() {
        // snippet
        var generator = Generator(seed: 1)
        let real = Tensor<Double>.normal([8, 2], using: &generator), fake = real + 1
        let weights = Tensor<Double>([3, 4])  // a linear critic of slope 5
        let penalty = gradientPenalty(real, fake, using: &generator) { $0.matmul(weights) }
        print((penalty.item * 1000).rounded() / 1000)  // 160.0
        // end
    }

    @Test func softmaxOfEquals() {
        // snippet
        print(Tensor<Double>([0, 0]).softmax().elements)  // [0.5, 0.5]
        // end
    }

    @Test func crossEntropyOfEquals() {
        // snippet
        print(crossEntropy(Tensor<Double>([[0, 0]]), [1]).item)  // 0.6931471805599453
        // end
    }

    @Test func binaryCrossEntropyOfNothing() {
        // snippet
        print(binaryCrossEntropyWithLogits(Tensor<Double>([0]), Tensor([1])).item)  // 0.6931471805599453
        // end
    }

    @Test func meanOfSquares() {
        // snippet
        print(meanSquaredError(Tensor<Double>([1, 2]), Tensor([0, 4])).item)  // 2.5
        // end
    }
}
