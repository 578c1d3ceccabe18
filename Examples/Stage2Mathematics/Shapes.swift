import Cairn
import LessonKit

/// Shapes that the compiler checks, and what a matrix does to the plane.
struct Shapes: Lesson {
    let name = "shapes"
    let title = "Shapes that the compiler checks"
    let summary =
        "A matrix is a map from one space to another; with the sizes in its type, maps that do not fit do not compile."
    let topics = [
        "Stage 2 · item 24 Vectors, matrices, dot products, vector operations",
        "Stage 2 · item 28 Vector spaces, bases, projections, linear transformations",
    ]
    let budget = Budget(seconds: 10, megabytes: 200)
    let target = Target("difference between A(Bx) and (AB)x, relative", atMost: 1e-14)

    func run(_ page: inout Narrator) throws -> Double {
        types(&page)
        try plane(&page)
        try classifier(&page)
        return composition(&page)
    }

    private func types(_ page: inout Narrator) {
        page.heading("The shape is in the type")
        page.text(
            "`ShapedMatrix<Double, 2, 3>` has two rows and three columns, and the compiler knows it. In a product the inner sizes must agree; the outer ones are the result's."
        )
        page.formula("[M × K] %*% [K × N] = [M × N]")
        let a: ShapedMatrix<Double, 2, 3> = [[1, 2, 3], [4, 5, 6]]
        let b: ShapedMatrix<Double, 3, 1> = [[1], [0], [-1]]
        let product: ShapedMatrix<Double, 2, 1> = a %*% b
        page.code(
            """
            let a: ShapedMatrix<Double, 2, 3> = [[1, 2, 3], [4, 5, 6]]
            let b: ShapedMatrix<Double, 3, 1> = [[1], [0], [-1]]
            a %*% b      // \(product.matrix.elements), of \(product.shape.rows) × \(product.shape.columns)
            """)
        page.text("The other way round there is no product, and no program:")
        page.code(
            """
            b %*% a
            // error: cannot convert value of type 'ShapedMatrix<Double, 2, 3>'
            //        to expected argument type 'ShapedMatrix<Double, 1, 3>'
            // note: arguments to generic parameter 'R' ('2' and '1') are expected to be equal
            """)
        page.text(
            "`Matrix` learns its sizes from the data and checks them while the program runs: `matmul` then stops with both shapes and the line that called it."
        )
    }

    private func plane(_ page: inout Narrator) throws {
        page.heading("What a matrix does to the plane")
        page.text(
            "A 2 × 2 matrix moves every point of the plane. Straight lines stay straight, the origin stays where it is, and areas grow by the determinant."
        )
        let maps: [(name: String, map: ShapedMatrix<Double, 2, 2>)] = [
            ("shear", [[1, 0.6], [0, 1]]), ("rotation", [[0.8, -0.6], [0.6, 0.8]]),
            ("stretch", [[1.6, 0], [0, 0.6]]), ("projection", [[0.8, 0.4], [0.4, 0.2]]),
        ]
        let figures = try maps.map { name, map in
            var figure = Figure(
                title: "\(name), det \(try map.matrix.determinant().fixed(2))", width: 320, height: 320)
            figure.hasEqualAspect = true
            figure.xLimits = -2.5...2.5
            figure.yLimits = -2.5...2.5
            for position in stride(from: -1.5, through: 1.5, by: 0.5) {
                for line in [[[position, position], [-1.5, 1.5]], [[-1.5, 1.5], [position, position]]] {
                    let image = map %*% ShapedMatrix<Double, 2, 2>(Matrix(rows: line))
                    figure.line(
                        [image[0, 0], image[0, 1]], [image[1, 0], image[1, 1]], color: .blue, dash: .solid,
                        width: 1)
                }
            }
            figure.arrow(from: (0, 0), to: (map[0, 0], map[1, 0]), color: .orange)
            figure.arrow(from: (0, 0), to: (map[0, 1], map[1, 1]), color: .vermilion)
            for (column, name, side) in [(0, "e₁", -1.0), (1, "e₂", 1.0)] {
                // Beside the arrow's head, one to its right, one to its left: so they part even on one line.
                let x = map[0, column], y = map[1, column]
                let distance = side * 0.32 / ([x, y] as Vector).norm()
                figure.text(name, x: x - distance * y, y: y + distance * x, placement: .centre)
            }
            return figure
        }
        page.figure(
            Panels(columns: 2, figures),
            caption:
                "A grid after each of four matrices. The columns of the matrix are where the two unit vectors go."
        )
        page.youShouldSee(
            "the projection press the grid onto a line: its determinant is 0, and nothing can undo it.")
    }

    private func classifier(_ page: inout Narrator) throws {
        page.heading("A classifier is a map of 64 × 10")
        page.text(
            "Least squares finds the matrix W that best maps an image of 64 pixels to ten numbers, of which the largest names the digit. The type of W says so."
        )
        page.formula("images [m × 64] %*% W [64 × 10] = scores [m × 10]")
        let digits = loadDigits(), half = digits.features.rows / 2
        let wanted = Matrix(rows: half, columns: 10) { digits.labels[$0] == $1 ? 1.0 : 0.0 }
        let solution = try digits.features[0..<half, ...].leastSquares(wanted)
        let weights = ShapedMatrix<Double, 64, 10>(solution.solution)
        let guesses = matmul(digits.features[half..., ...], weights.matrix).argmax(over: .columns)
        let right = guesses.indices.count { guesses[$0] == digits.labels[half + $0] }
        page.check(
            Target("share of \(guesses.count) unseen digits named rightly", atLeast: 0.88),
            score: Double(right) / Double(guesses.count))
    }

    private func composition(_ page: inout Narrator) -> Double {
        page.heading("One map after the other")
        page.text(
            "The product AB is the map that does B first and then A. That is why sizes must agree, and why the product is associative but not commutative."
        )
        var rng = Generator(seed: page.seed)
        let a = ShapedMatrix<Double, 3, 5> { _, _ in rng.standardNormal() }
        let b = ShapedMatrix<Double, 5, 4> { _, _ in rng.standardNormal() }
        let x = ShapedMatrix<Double, 4, 1> { _, _ in rng.standardNormal() }
        let step = a %*% (b %*% x), once = (a %*% b) %*% x
        page.table(
            ["A(Bx)", "(AB)x"],
            rows: zip(step.matrix.elements, once.matrix.elements).map { [$0.text(10), $1.text(10)] })
        return (step - once).matrix.abs().max() / step.matrix.abs().max()
    }
}
