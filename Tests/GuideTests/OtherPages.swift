import Cairn
import Foundation
import Testing

// The snippets of the other pages.

@Suite(.keepsWhatItPrints) struct ReadmeSnippets {
    @Test func solvesAndMultiplies() throws {
        // snippet
        let a: Matrix = [[2.0, 1.0], [1.0, 3.0]]
        let x = try a.solve([3.0, 5.0])
        print(x)
        print(matmul(a, a.transposed))
        // end
        let printed = try #require(Transcript.current).text
        #expect(printed == "[0.8, 1.4]\n[[5.0,  5.0],\n [5.0, 10.0]]\n")
        #expect(try Repository.text("README.md").contains("```text\n\(printed)```"))
    }
}

@Suite(.printsItsComments) struct OtherPages {
    @Test func loadsTheDataSets() {
        // snippet
        let diabetes = loadDiabetes()
        print(diabetes.features.shape)  // (rows: 442, columns: 10)
        print(diabetes.featureNames[2], diabetes.raw[0, 2])  // bmi 32.1
        print(diabetes.target[0])  // 151.0

        let digits = loadDigits()
        print(digits.labels.prefix(5))  // [0, 1, 2, 3, 4]
        print(digits.image(0).shape)  // (rows: 8, columns: 8)
        print(DigitsDataset.card.name)  // digits

        let penguins = loadPenguins()
        print(penguins.columnNames.prefix(3))  // ["species", "island", "bill_length_mm"]
        print(penguins["sex"].missingCount)  // 11
        print(penguins.matrix(["bill_length_mm", "body_mass_g"]).shape)  // (rows: 344, columns: 2)
        // end
    }

    @Test func drawsWhatGeneratorsMake() throws {
        // snippet
        var panels = Panels(rows: 2, columns: 2, width: 720, height: 560)
        let problems = [
            ("makeMoons", makeMoons(samples: 300, noise: 0.08, seed: 42)),
            ("makeCircles", makeCircles(samples: 300, noise: 0.05, factor: 0.5, seed: 42)),
            ("makeBlobs", makeBlobs(samples: 300, seed: 42)),
            ("makeGaussianQuantiles", makeGaussianQuantiles(samples: 300, seed: 42)),
        ]
        for (place, (name, data)) in problems.enumerated() {
            panels[place / 2, place % 2].title = name
            panels[place / 2, place % 2].scatter(
                x: data.features[column: 0], y: data.features[column: 1], classes: data.labels, size: 4)
        }
        try panels.write(to: "/tmp/generators.svg")
        // end
    }

    @Test func writesAndReadsNumPyFiles() throws {
        // snippet
        let weights: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        try weights.write(npy: "/tmp/weights.npy")
        print(try Matrix<Float>(npy: "/tmp/weights.npy"))
        // [[1.0, 2.0],
        //  [3.0, 4.0]]

        let model: NumPyArchive = [
            "weights": NumPyArray(weights), "classes": NumPyArray([7, 9], shape: [2]),
        ]
        try model.write(npz: "/tmp/model.npz")
        let back = try NumPyArchive(npz: "/tmp/model.npz")
        print(back.names, try back.array("classes").elements(as: Int.self))  // ["weights", "classes"] [7, 9]
        // end
    }

    @Test func drawsNumPysNumbers() {
        // snippet
        var rng = Generator(seed: 42)  // np.random.default_rng(42)
        print(rng.random())  // 0.7739560485559633
        print(rng.integers(in: 0..<10, count: 3))  // [6, 4, 4]
        let noise = rng.normal(mean: 0, standardDeviation: 0.1, count: 1000)
        let order = rng.permutation(442)

        var legacy = RandomState(seed: 42)  // np.random.RandomState(42), random_state=42
        let split = legacy.permutation(442)  // the order in which train_test_split takes rows
        // end
        #expect(noise.count == 1000 && order.sorted() == Array(0..<442))
        #expect(split.prefix(3) == [287, 211, 72])
    }

    @Test func drawsTheTraining() throws {
        // snippet
        var figure = Figure(title: "Training", xLabel: "epoch", yLabel: "mean squared error")
        figure.yScale = .log10
        figure.line([1, 2, 3, 4], [0.9, 0.3, 0.12, 0.06], label: "training")
        figure.line([1, 2, 3, 4], [0.9, 0.4, 0.22, 0.19], label: "validation")
        try figure.write(to: "/tmp/training.svg")
        // end
        #expect(try String(contentsOfFile: "/tmp/training.svg", encoding: .utf8).contains("validation"))
    }
}
