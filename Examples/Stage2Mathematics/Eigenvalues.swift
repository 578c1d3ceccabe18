import Cairn
import Foundation
import LessonKit

/// Power iteration and QR iteration, step by step, against LAPACK.
struct Eigenvalues: Lesson {
    let name = "eigenvalues"
    let title = "Eigenvalues: power iteration against LAPACK"
    let summary =
        "Multiply again and again: the direction that grows fastest wins, at a rate that two eigenvalues tell in advance."
    let topics = [
        "Stage 2 · item 29 Eigenvalues and eigenvectors (for PCA, SVD)",
        "Stage 2 · item 36 Expectation, variance, covariance",
    ]
    let budget = Budget(seconds: 15, megabytes: 250)
    let target = Target("measured rate of convergence, off |λ₂/λ₁|", atMost: 0.005)

    func run(_ page: inout Narrator) throws -> Double {
        let covariance = digitCovariance(&page)
        let exact = try SymmetricEigendecomposition(covariance)
        let error = powerIteration(covariance, exact, &page)
        eigendigits(exact, &page)
        try qrIteration(&page)
        return error
    }

    private func digitCovariance(_ page: inout Narrator) -> Matrix<Double> {
        page.heading("What an eigenvector is")
        page.text(
            "A matrix turns and stretches vectors. An eigenvector is only stretched, by its eigenvalue λ.")
        page.formula("A v = λ v")
        page.text(
            "The matrix here is the covariance of the 64 pixels over 1797 handwritten digits. Its first eigenvector is the image along which digits differ most."
        )
        page.formula("C = Xᵀ X / (m - 1),   X the images less their mean   [64 × 64]")
        let images = loadDigits().features
        let centred = images - images.mean(over: .rows).asRow
        return matmul(centred.transposed, centred) / Double(images.rows - 1)
    }

    private func powerIteration(
        _ a: Matrix<Double>, _ exact: SymmetricEigendecomposition<Double>, _ page: inout Narrator
    ) -> Double {
        page.heading("Power iteration")
        page.text(
            "Start anywhere, multiply by A, scale to length 1, repeat. Each step shrinks the other directions by at least |λ₂/λ₁| against the first."
        )
        page.formula(
            """
            v ← Av / ‖Av‖       sin ∠(vₖ, v) ~ |λ₂/λ₁|ᵏ
            λ ≈ v·Av            with an error ~ |λ₂/λ₁|²ᵏ
            """)
        let n = a.rows, truth = exact.vectors[column: n - 1]
        let largest = exact.values[n - 1], ratio = exact.values[n - 2] / largest
        var rng = Generator(seed: page.seed)
        var v = Vector(rng.standardNormal(count: n))
        var sines: [Double] = [], errors: [Double] = []
        for _ in page.progress("iterating", over: 0..<300) {
            v = v / v.norm()
            sines.append((v - truth * dot(v, truth)).norm())
            let image = matmul(a, v)
            errors.append(Swift.abs(dot(v, image) - largest) / largest)
            v = image
        }
        page.table(
            ["step", "sine of the angle to LAPACK's vector", "relative error of λ"],
            rows: [0, 25, 50, 100, 150, 200, 299].map { ["\($0)", sines[$0].text(3), errors[$0].text(3)] })
        let steps = sines.indices.map(Double.init)
        var figure = Figure(
            title: "Power iteration on the covariance of the digits", xLabel: "step", yLabel: "error")
        figure.yScale = .log10
        figure.line(steps, sines, label: "sine of the angle to v")
        figure.line(steps, errors.map { max($0, 1e-17) }, label: "relative error of λ")
        figure.line(
            steps, steps.map { sines[100] * pow(ratio, $0 - 100) }, label: "|λ₂/λ₁|ᵏ", color: .ink,
            dash: .dotted)
        page.figure(
            figure,
            caption:
                "λ₂/λ₁ = \(ratio.text(4)). The angle follows the dotted line; the eigenvalue converges twice as fast."
        )
        page.youShouldSee("two straight lines on the logarithmic axis, until rounding ends the second.")
        return Swift.abs(pow(sines[200] / sines[100], 0.01) - ratio)
    }

    private func eigendigits(_ exact: SymmetricEigendecomposition<Double>, _ page: inout Narrator) {
        page.heading("What the first eigenvectors look like")
        let total = exact.values.sum()
        let order = (1...8).map { exact.values.count - $0 }
        var figure = Figure(width: 640, height: 130)
        figure.imageGrid(
            order.map { Raster(Array(exact.vectors[column: $0]), width: 8, height: 8) }, columns: 8,
            captions: order.map { "\((100 * exact.values[$0] / total).fixed(1)) %" })
        page.figure(
            figure,
            caption:
                "The first eight eigenvectors as images, with the share of the variance along each: principal components."
        )
    }

    private func qrIteration(_ page: inout Narrator) throws {
        page.heading("All eigenvalues at once: QR iteration")
        page.text(
            "Factor A = QR and multiply the wrong way round: RQ has the same eigenvalues. Repeated, what is off the diagonal fades, at the rates of all ratios at once."
        )
        page.formula("Aₖ = QₖRₖ        Aₖ₊₁ = RₖQₖ = QₖᵀAₖQₖ")
        var rng = Generator(seed: page.seed)
        let g = Matrix(rows: 6, columns: 6, elements: rng.standardNormal(count: 36))
        var a = matmul(g, g.transposed) + Matrix(diagonal: [1, 2, 4, 8, 16, 32])
        let exact = try a.symmetricEigenvalues()
        var offDiagonal: [Double] = []
        for _ in 0..<200 {
            let lower = a - a.upperTriangle()
            offDiagonal.append(lower.elements.map { Swift.abs($0) }.max() ?? 0)
            let qr = try QRDecomposition(a)
            a = matmul(qr.r, qr.q)
        }
        let found = a.diagonal().sorted()
        page.table(
            ["QR iteration", "LAPACK", "difference"],
            rows: zip(found, exact).map { [$0.fixed(8), $1.fixed(8), Swift.abs($0 - $1).text(1)] })
        var figure = Figure(
            title: "QR iteration", xLabel: "step", yLabel: "largest element below the diagonal")
        figure.yScale = .log10
        figure.line(offDiagonal.indices.map(Double.init), offDiagonal.map { max($0, 1e-18) })
        page.figure(
            figure,
            caption:
                "The slowest pair of eigenvalues sets the pace; LAPACK shifts A at each step and needs two or three steps per eigenvalue."
        )
        let worst = zip(found, exact).map { Swift.abs($0 - $1) / exact[5] }.max() ?? .nan
        page.check(Target("largest difference to LAPACK, relative to λ₁", atMost: 1e-10), score: worst)
    }
}
