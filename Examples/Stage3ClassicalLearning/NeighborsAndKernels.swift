import Cairn
import LessonKit

/// Neighbours, support vector machines and the kernel trick, on two moons and on digits.
struct NeighborsAndKernels: Lesson {
    let name = "neighbors-and-kernels"
    let title = "Neighbours, margins and the kernel trick"
    let summary =
        "Three ways to draw a boundary, and how a plane in a space that nobody visits becomes a curve in ours."
    let topics = [
        "Stage 3 · item 53 k-nearest neighbours", "Stage 3 · item 51 Support vector machines",
    ]
    let budget = Budget(seconds: 25, megabytes: 400)
    let target = Target("unseen digits read right by the machine with an RBF kernel", atLeast: 0.98)

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("Two moons")
        page.text(
            "No line parts them. The nearest neighbours need none: they ask the rows nearby, few of them for a ragged boundary, many for a smooth one. A support vector machine draws the boundary that keeps the widest margin, and only the rows at the margin hold it."
        )
        let moons = makeMoons(samples: 300, noise: 0.25, seed: 7), y = Labels(moons.labels)
        try neighbors(moons.features, y, &page)
        try machines(moons.features, y, &page)
        page.heading("The kernel trick")
        page.text(
            "The machine uses its rows only through inner products. Where each is replaced by K(x, z) = φ(x)·φ(z), the machine works in the space of φ without ever going there. Two columns under (x·z)² are three in secret:"
        )
        page.formula("(x·z)² = φ(x)·φ(z) with φ(x) = (x₁², √2 x₁x₂, x₂²)")
        page.check(
            Target("the largest difference between the two sides for the moons", atMost: 1e-12),
            score: secret(moons.features))
        return try digits(&page)
    }

    private func field(_ value: @escaping (Matrix<Double>) -> Vector<Double>) -> (
        [Double], [Double], [[Double]]
    ) {
        let across = (0...60).map { -1.8 + 4.8 * Double($0) / 60 },
            up = (0...50).map { -1.4 + 3.2 * Double($0) / 50 }
        let grid = Matrix(rows: across.count * up.count, columns: 2) { row, column in
            column == 0 ? across[row % across.count] : up[row / across.count]
        }
        let values = value(grid)
        return (
            across, up, up.indices.map { line in across.indices.map { values[line * across.count + $0] } }
        )
    }

    private func draw(
        _ title: String, _ x: Matrix<Double>, _ y: Labels, levels: [Double],
        _ value: @escaping (Matrix<Double>) -> Vector<Double>
    ) -> Figure {
        var figure = Figure(title: title, xLabel: "first column", yLabel: "second column")
        let (across, up, values) = field(value)
        figure.filledContour(x: across, y: up, values: values)
        figure.contour(x: across, y: up, values: values, levels: .at(levels), labels: false)
        figure.scatter(x: x[..., 0], y: x[..., 1], classes: y.codes, names: ["upper moon", "lower moon"])
        return figure
    }

    private func neighbors(_ x: Matrix<Double>, _ y: Labels, _ page: inout Narrator) throws {
        for count in [1, 25] {
            let model = try NearestNeighborsClassifier(neighbors: count).fit(x, y)
            page.figure(
                draw("\(count) nearest", x, y, levels: [0.5]) { model.probabilities($0)[..., 1] },
                caption: count == 1
                    ? "One neighbour believes every row, also those that strayed."
                    : "25 neighbours agree on a curve.")
        }
    }

    private func machines(_ x: Matrix<Double>, _ y: Labels, _ page: inout Narrator) throws {
        let kernels: [(String, KernelFunction)] = [
            ("a plane", .linear), ("polynomial of degree 3", .polynomial(degree: 3, offset: 1)),
            ("RBF", .rbf()),
        ]
        var rows: [[String]] = []
        for (name, kernel) in kernels {
            let model = try SupportVectorClassifier(penalty: 1, kernel: kernel).fit(x, y)
            rows.append([
                name, share(model.predict(x), y).text(4), "\(model.supportRows.count) of \(x.rows)",
            ])
            page.figure(
                draw("Support vector machine: \(name)", x, y, levels: [-1, 0, 1]) {
                    -model.decisionValues($0)[..., 0]
                },
                caption: "The boundary and its margins. Only the rows at or inside the margins hold it.")
        }
        page.table(["kernel", "known rows right", "support vectors"], rows: rows)
    }

    /// The largest difference between the kernel and the inner products of the columns that it stands for.
    private func secret(_ x: Matrix<Double>) -> Double {
        let a = x[..., 0], b = x[..., 1]
        let columns = stack([a.square(), 2.0.squareRoot() * a * b, b.square()], as: .columns)
        return (matmul(x, x.transposed).square() - matmul(columns, columns.transposed)).abs().max()
    }

    private func share(_ predicted: Labels, _ actual: Labels) -> Double {
        Double(zip(predicted.codes, actual.codes).filter { $0 == $1 }.count) / Double(actual.count)
    }

    private func digits(_ page: inout Narrator) throws -> Double {
        page.heading("Digits")
        page.text(
            "Now ten classes and 64 columns, a third of the rows kept to judge by. The machine tells every pair of digits apart and lets them vote."
        )
        let data = loadDigits(), y = Labels(data.labels)
        var generator = Generator(seed: page.seed)
        let order = generator.permutation(y.count), cut = y.count * 2 / 3
        let known = Array(order[..<cut]), unseen = Array(order[cut...])
        let x = data.features[rows: known], z = data.features[rows: unseen], truth = y[unseen]
        let near = try NearestNeighborsClassifier(neighbors: 3).fit(x, y[known])
        let plane = try LinearSupportVectorClassifier(penalty: 0.001).fit(x, y[known])
        let machine = try SupportVectorClassifier(penalty: 10).fit(x, y[known])
        let process = try LinearDiscriminantAnalysis().fit(x, y[known])
        let bayes = try GaussianNaiveBayes(smoothing: 1e-3).fit(x, y[known])
        let score = share(machine.predict(z), truth)
        page.table(
            ["model", "unseen digits right"],
            rows: [
                ["naive Bayes", share(bayes.predict(z), truth).text(4)],
                ["linear discriminants", share(process.predict(z), truth).text(4)],
                ["linear machine", share(plane.predict(z), truth).text(4)],
                ["3 nearest neighbours", share(near.predict(z), truth).text(4)],
                ["machine with an RBF kernel", score.text(4)],
            ])
        page.youShouldSee(
            "Neighbours and the kernel machine read almost all: both draw curved boundaries, one by asking all rows, the other by keeping \(machine.supportRows.count) of \(x.rows)."
        )
        return score
    }
}
