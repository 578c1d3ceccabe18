import Cairn
import LessonKit

/// Pictures squeezed through a few numbers and drawn again, against principal components.
struct Autoencoding: Lesson {
    let name = "autoencoder"
    let title = "An autoencoder"
    let summary =
        "Sixty-four pixels through two numbers and back: what bent layers gain over the best straight ones."
    let topics = ["Stage 4 · item 102 VAEs", "Stage 3 · item 59 SVD as a method"]
    let budget = Budget(seconds: 30, megabytes: 300)
    let target = Target(
        "squared error of unseen digits through 2 numbers, over that of principal components", atMost: 0.75)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Through a bottleneck")
        page.text(
            "An encoder makes k numbers of a picture, a decoder makes a picture of k numbers, and both learn to give back what went in. With straight layers the best that can be is the k first principal components; bends can follow a surface that is curved."
        )
        page.formula("minimise  ‖x - decode(encode(x))‖²        straight: x ≈ m + V Vᵀ(x - m)")
        let (training, test) = digits()
        let mean = training.x.mean(over: 0), svd = try SingularValueDecomposition((training.x - mean).matrix)
        let sizes = page.isQuick ? [2] : [2, 8]
        var rows: [[String]] = [], ratio = Double.nan, pictures: [Raster] = [], plane: Tensor<Float>?
        let shown = Array(0..<10).map { digit in test.labels.firstIndex(of: digit) ?? 0 }
        pictures += rasters(test.selecting(shown).x, width: 8)
        for size in page.progress("training", over: sizes) {
            let axes = svd.vTransposed.tensor[0..<size]  // [k, 64]
            let straight = matmul(matmul(test.x - mean, axes.transposed), axes) + mean
            let (encoder, decoder) = train(size, training, page)
            let code = encoder(test.x), bent = decoder(code).sigmoid()
            let errors = [error(straight, test.x), error(bent, test.x)]
            rows.append(["\(size)", errors[0].text(3), errors[1].text(3), (errors[1] / errors[0]).text(3)])
            pictures += rasters(straight.gathered(Indices(shown)), width: 8)
            pictures += rasters(bent.gathered(Indices(shown)), width: 8)
            if size == 2 { (ratio, plane) = (errors[1] / errors[0], code) }
        }
        page.table(["numbers", "principal components", "autoencoder", "ratio"], rows: rows)
        var grid = Figure(width: 640, height: 330)
        grid.imageGrid(pictures, columns: 10)
        page.figure(
            grid,
            caption:
                "Unseen digits; through \(sizes.map(String.init).joined(separator: " and then ")) numbers by components, by the autoencoder."
        )
        if let plane {
            show(plane, test, matmul(test.x - mean, svd.vTransposed.tensor[0..<2].transposed), &page)
        }
        return ratio
    }

    private func train(_ size: Int, _ data: Labelled, _ page: Narrator) -> (MLP, MLP) {
        var generator = Generator(seed: page.seed)
        var pair = [
            MLP([64, 128, 64, size], using: &generator), MLP([size, 64, 128, 64], using: &generator),
        ]
        let epochs = page.isQuick ? 60 : 120, schedule = CosineSchedule(from: 3e-3, steps: epochs * 23)
        var optimizer = Adam<Float>(learningRate: 3e-3), step = 0
        for _ in 0..<epochs {
            for rows in batches(of: 64, from: data.count, using: &generator) {
                let x = data.x.gathered(Indices(rows))
                let slope = gradient(at: pair) { pair in
                    meanSquaredError(pair[1](pair[0](x)).sigmoid(), x)
                }
                optimizer.learningRate = schedule.rate(at: step)
                optimizer.update(&pair, along: slope)
                step += 1
            }
        }
        return (pair[0], pair[1])
    }

    /// The mean over the pictures of the squared error of all pixels.
    private func error(_ x: Tensor<Float>, _ y: Tensor<Float>) -> Double {
        Double(((x - y) * (x - y)).sum().item) / Double(x.shape[0])
    }

    private func show(_ code: Tensor<Float>, _ test: Labelled, _ axes: Tensor<Float>, _ page: inout Narrator)
    {
        var left = Figure(title: "Principal components", xLabel: "first", yLabel: "second")
        var right = Figure(title: "Autoencoder", xLabel: "first", yLabel: "second")
        for (place, points) in [axes, code].enumerated() {
            let x = points[.all, 0].elements.map(Double.init), y = points[.all, 1].elements.map(Double.init)
            let names = (0..<10).map(String.init)
            if place == 0 {
                left.scatter(x, y, classes: test.labels, names: names, size: 6)
            } else {
                right.scatter(x, y, classes: test.labels, names: names, size: 6)
            }
        }
        page.figure(
            Panels(columns: 2, [left, right]),
            caption: "Unseen digits in the plane of their two numbers. No label was used.")
        page.youShouldSee("digits of one kind lie together at the right; at the left most overlap.")
    }
}
