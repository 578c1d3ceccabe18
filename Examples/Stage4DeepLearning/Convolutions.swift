import Cairn
import LessonKit

/// LeNet on digits and on MNIST's pictures, with and without changed pictures.
struct Convolutions: Lesson {
    let name = "convolutions"
    let title = "A convolutional network reads pictures"
    let summary =
        "Small windows that slide: LeNet on two sets of digits, and what turning and moving the pictures is worth."
    let topics = [
        "Stage 4 · item 93 CNNs for image recognition",
        "Stage 4 · item 95 Image preprocessing and augmentation",
        "Stage 4 · item 104 Computer vision",
    ]
    let budget = Budget(seconds: 60, megabytes: 600)
    // The same recipe in PyTorch 2.15 reads 96.0 % (95.7 to 96.4 over three seeds): Peers/lenet.py.
    let target = Target("unseen pictures of MNIST read right", atLeast: 0.957)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("A window that slides")
        page.text(
            "A dense layer has a weight for every pixel, and has to learn a stroke anew in every place. A convolution learns a window of 3 × 3 weights and slides it: what is known in one corner is known in all. Pooling keeps the largest of each 2 × 2, so that a pixel more or less does not matter."
        )
        page.formula(
            """
            y[o, i, j] = b[o] + Σ_{c,u,v} W[o, c, u, v] x[c, i + u, j + v]
            pooled: the largest of each 2 × 2
            """)
        let small = digits(&page)
        page.check(Target("unseen digits of 8 × 8 read right", atLeast: 0.985), score: small)
        return mnist(&page)
    }

    /// LeNet's form, with two convolutions: for 8 × 8 with a frame of zeros, so that something is left after two poolings.
    static func lenet(
        padding: PlaneSize, channels: Int, dense: Int, using generator: inout Generator
    ) -> Sequential<Float> {
        Sequential([
            Convolution2D(1, channels, kernel: 3, padding: padding, using: &generator), Lambda { $0.relu() },
            MaxPooling2D(2),
            Convolution2D(channels, 2 * channels, kernel: 3, padding: padding, using: &generator),
            Lambda { $0.relu() },
            MaxPooling2D(2),
            Flatten(), Linear(dense, 64, using: &generator), Lambda { $0.relu() },
            Linear(64, 10, using: &generator),
        ])
    }

    private func digits(_ page: inout Narrator) -> Double {
        page.heading("Digits of 8 × 8")
        var (training, test) = Stage4DeepLearning.digits()
        training.x = training.x.reshaped([training.count, 1, 8, 8])
        test.x = test.x.reshaped([test.count, 1, 8, 8])
        var generator = Generator(seed: page.seed), epochs = 50
        var net = Self.lenet(padding: 1, channels: 32, dense: 256, using: &generator)
        if page.isQuick { epochs = 30 }
        var optimizer = Adam<Float>(learningRate: 2e-3)
        fit(
            &net, with: &optimizer, on: training, epochs: epochs,
            schedule: CosineSchedule(from: 2e-3, steps: epochs * 23), using: &generator)
        let score = accuracy(net(test.x), test.labels)
        page.table(
            ["parameters", "epochs", "known digits right", "unseen digits right"],
            rows: [
                [
                    "\(net.parameterCount)", "\(epochs)", accuracy(net(training.x), training.labels).text(4),
                    score.text(4),
                ]
            ])
        return score
    }

    private func mnist(_ page: inout Narrator) -> Double {
        page.heading("Pictures of MNIST")
        page.text(
            "4000 pictures are few for a network of 60 000 weights. Turned by up to 15°, magnified by 0.85 to 1.15 and moved by up to 8 % of the width, each is another one every time it is seen, and still the same digit."
        )
        let (training, test) = Stage4DeepLearning.mnist(), epochs = 8
        let changes: [Augmentation] = [.affine(degrees: 15, scale: 0.85...1.15, translate: 0.08)]
        var generator = Generator(seed: page.seed), rows: [[String]] = [], scores: [Double] = []
        show(training, changes, &page)
        var figure = Figure(
            title: "The loss of each epoch", xLabel: "epoch", yLabel: "cross-entropy, known pictures")
        figure.yScale = .log10
        var net = Self.lenet(padding: 0, channels: 16, dense: 800, using: &generator)
        for (name, ways) in page.progress("training", over: [("as they are", []), ("changed", changes)]) {
            net = Self.lenet(padding: 0, channels: 16, dense: 800, using: &generator)
            var optimizer = Adam<Float>(learningRate: 2e-3)
            let losses = fit(
                &net, with: &optimizer, on: training, epochs: epochs,
                schedule: CosineSchedule(from: 2e-3, steps: epochs * 63), using: &generator
            ) { x, generator in ways.isEmpty ? x : x.augmented(by: ways, using: &generator) }
            scores.append(accuracy(net(test.x), test.labels))
            rows.append([
                name, losses[epochs - 1].text(2),
                accuracy(net(training.x[0..<1000]), Array(training.labels[..<1000])).text(4),
                scores[scores.count - 1].text(4),
            ])
            figure.line((1...epochs).map(Double.init), losses, label: name)
        }
        page.table(["pictures", "last loss", "known right", "unseen right"], rows: rows)
        page.figure(
            figure,
            caption:
                "With changed pictures the task is harder: in eight epochs the gain on unseen ones is small. See the lesson regularization, where pictures are fewer."
        )
        maps(net, test, &page)
        mistakes(net, test, &page)
        return scores[1]
    }

    private func show(_ data: Labelled, _ changes: [Augmentation], _ page: inout Narrator) {
        var generator = Generator(seed: page.seed)
        let eight = data.selecting(Array(10..<18)).x
        let changed = (0..<3).flatMap { _ in
            rasters(eight.augmented(by: changes, using: &generator), width: 28)
        }
        var grid = Figure(width: 640, height: 330)
        grid.imageGrid(rasters(eight, width: 28) + changed, columns: 8)
        page.figure(grid, caption: "Eight pictures as they are, and three times changed at random.")
    }

    /// What the first layer's sixteen windows answer to one digit.
    private func maps(_ net: Sequential<Float>, _ test: Labelled, _ page: inout Narrator) {
        let one = test.selecting([4]).x
        let answers = net.layers[0](one).relu()[0]  // [16, 26, 26]
        let loudest = Double(answers.max().item)
        var grid = Figure(width: 640, height: 200)
        grid.imageGrid(
            rasters(one, width: 28)
                + (0..<7).map { raster(answers[$0].elements, width: 26, limits: 0...loudest) },
            columns: 8)
        page.figure(
            grid,
            caption:
                "A digit, and where seven of the first layer's windows answer to it: edges of one direction each."
        )
    }

    private func mistakes(_ net: Sequential<Float>, _ test: Labelled, _ page: inout Narrator) {
        let answers = net(test.x).argmax(over: 1)
        let rows = Array(test.labels.indices.filter { answers[$0] != test.labels[$0] }.prefix(12))
        if rows.isEmpty { return }
        var grid = Figure(width: 640, height: 240)
        grid.imageGrid(
            rasters(test.selecting(rows).x, width: 28), columns: 6,
            captions: rows.map { "\(test.labels[$0]), read as \(answers[$0])" })
        page.figure(grid, caption: "Unseen pictures that the last network misreads.")
        page.youShouldSee(
            "digits written in ways that are rare among 400 of each: more pictures, not more layers, would help."
        )
    }
}
