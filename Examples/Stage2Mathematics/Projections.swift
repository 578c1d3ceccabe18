import Cairn
import LessonKit

/// Dot products, lengths and angles; the nearest point of a subspace; handwritten digits told apart by both.
struct Projections: Lesson {
    let name = "projections"
    let title = "Vectors and projections"
    let summary =
        "The dot product gives lengths, angles and the nearest point of a line, a plane, or a space of digits."
    let topics = [
        "Stage 2 · item 24 Vectors, matrices, dot products, vector operations",
        "Stage 2 · item 28 Vector spaces, bases, projections, linear transformations",
    ]
    let budget = Budget(seconds: 15, megabytes: 250)
    let target = Target("cosine between a residual and the space it was projected on", atMost: 1e-14)

    func run(_ page: inout Narrator) throws -> Double {
        angles(&page)
        line(&page)
        let cosine = try subspace(&page)
        neighbours(&page)
        try digitSpaces(&page)
        return cosine
    }

    private func angles(_ page: inout Narrator) {
        page.heading("Lengths and angles")
        page.text(
            "The dot product of two vectors multiplies them element by element and adds up. Everything else follows."
        )
        page.formula("x·y = Σ xᵢyᵢ        ‖x‖ = √(x·x)        cos θ = x·y / (‖x‖ ‖y‖)")
        let x: Vector = [3.0, 4.0]
        let others: [Vector<Double>] = [[4, 3], [-4, 3], [-3, -4], [6, 8]]
        page.table(
            ["x", "y", "x·y", "‖x‖", "‖y‖", "cos θ"],
            rows: others.map { y in
                let cosine = dot(x, y) / (x.norm() * y.norm())
                return ["\(x)", "\(y)", dot(x, y).text(), x.norm().text(), y.norm().text(), cosine.text(3)]
            })
        page.youShouldSee(
            "0 for the vector at a right angle, -1 for the opposite one, 1 for the one in the same direction."
        )
    }

    private func line(_ page: inout Narrator) {
        page.heading("The nearest point of a line")
        page.text(
            "The multiple of `a` that is nearest to `x` is its projection `p`. What is left over, `x - p`, is at a right angle to `a`."
        )
        page.formula("p = a (a·x) / (a·a)        a·(x - p) = 0")
        let x: Vector = [1.0, 3.0], a: Vector = [4.0, 2.0]
        let p = a * (dot(a, x) / dot(a, a))
        var figure = Figure(
            title: "A vector, its projection on a line, and what is left over", width: 560, height: 400)
        figure.hasEqualAspect = true
        figure.line([-0.8, 4.8], [-0.4, 2.4], color: .ink, dash: .dotted, width: 1)
        figure.arrow(from: (0, 0), to: (a[0], a[1]), label: "a")
        figure.arrow(from: (0, 0), to: (x[0], x[1]), label: "x")
        figure.arrow(from: (0, 0), to: (p[0], p[1]), label: "p")
        figure.arrow(from: (p[0], p[1]), to: (x[0], x[1]), label: "x - p", dash: .dashed)
        page.figure(figure, caption: "p = \(p); a·(x - p) = \(dot(a, x - p).text())")
    }

    /// The projection on the span of 20 random directions in 500 dimensions; returns the largest cosine with them.
    private func subspace(_ page: inout Narrator) throws -> Double {
        page.heading("The nearest point of a subspace")
        page.text(
            "With an orthonormal basis, the columns of `Q`, the projection is two products. A QR decomposition makes such a basis of any directions."
        )
        page.formula("A = QR        p = Q(Qᵀx)        Aᵀ(x - p) = 0")
        var rng = Generator(seed: page.seed)
        let a = Matrix(rows: 500, columns: 20, elements: rng.standardNormal(count: 10_000))
        let x = Vector(rng.standardNormal(count: 500))
        let q = try QRDecomposition(a).q
        let rest = x - matmul(q, matmul(q.transposed, x))
        let cosine = matmul(a.transposed, rest).norm(.infinity) / (a.norm(over: .rows).min() * rest.norm())
        page.table(
            ["", "value"],
            rows: [
                ["‖x‖²", (x.norm() * x.norm()).text(6)],
                [
                    "‖p‖² + ‖x - p‖²",
                    ((x - rest).norm() * (x - rest).norm() + rest.norm() * rest.norm()).text(6),
                ],
                ["largest cosine of x - p with a column of A", cosine.text(2)],
            ])
        page.youShouldSee("Pythagoras: the first two numbers agree. The third is zero but for rounding.")
        return cosine
    }

    private func neighbours(_ page: inout Narrator) {
        page.heading("Digits that point the same way")
        page.text(
            "An 8 × 8 image is a vector of 64 numbers. Scaled to length 1, its dot products with all other images are their cosines: one matrix product compares all pairs."
        )
        let digits = loadDigits()
        let count = page.isQuick ? 600 : digits.features.rows
        let images = digits.features[0..<count, ...]
        let unit = images / images.norm(over: .columns).asColumn
        var cosines = matmul(unit, unit.transposed)
        cosines.diagonal { $0 = -1 }
        let nearest = cosines.argmax(over: .columns)
        let right = (0..<count).count { digits.labels[$0] == digits.labels[nearest[$0]] }
        var figure = Figure(width: 640, height: 200)
        let shown = Array(0..<8)
        figure.imageGrid(
            (shown + shown.map { nearest[$0] }).map { digit(digits.image($0)) }, columns: 8,
            captions: shown.map { "\(digits.labels[$0])" } + shown.map { cosines[$0, nearest[$0]].fixed(2) })
        page.figure(
            figure,
            caption:
                "Above: eight images. Below: the one at the smallest angle among the others, with the cosine."
        )
        page.check(
            Target("share of \(count) images whose nearest by angle shows the same digit", atLeast: 0.96),
            score: Double(right) / Double(count))
    }

    private func digitSpaces(_ page: inout Narrator) throws {
        page.heading("A subspace for each digit")
        page.text(
            "The images of one digit lie near a subspace. Ten directions for each digit, from the first half of the images, tell what the other half shows: the digit whose subspace leaves the smallest residual."
        )
        let digits = loadDigits()
        let half = digits.features.rows / 2
        let test = digits.features[half..., ...]
        let residuals = try (0..<10).map { digit -> Vector<Double> in
            let rows = (0..<half).filter { digits.labels[$0] == digit }
            let basis = try SingularValueDecomposition(digits.features[rows: rows]).vTransposed[0..<10, ...]
            return (test - matmul(matmul(test, basis.transposed), basis)).norm(over: .columns)
        }
        let guesses = stack(residuals, as: .columns).argmin(over: .columns)
        let right = guesses.indices.count { guesses[$0] == digits.labels[half + $0] }
        page.check(
            Target("share of \(guesses.count) unseen images given to the right subspace", atLeast: 0.93),
            score: Double(right) / Double(guesses.count))
    }

    private func digit(_ image: Matrix<Double>) -> Raster {
        Raster(image.elements.map { 16 - $0 }, width: 8, height: 8, limits: 0...16)
    }
}
