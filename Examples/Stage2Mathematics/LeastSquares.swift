import Cairn
import LessonKit

/// A straight fit to real data, by three methods, and what each costs in digits.
struct LeastSquares: Lesson {
    let name = "least-squares"
    let title = "Least squares on real data"
    let summary =
        "Ten measurements foretell a disease's progress: the same coefficients by three methods, and a case where one of them fails."
    let topics = [
        "Stage 2 · item 27 Decompositions",
        "Stage 2 · item 28 Vector spaces, bases, projections, linear transformations",
        "Stage 3 · item 42 Linear regression",
    ]
    let budget = Budget(seconds: 10, megabytes: 250)
    let target = Target("largest difference to scikit-learn's coefficients (relative)", atMost: 1e-9)

    /// `LinearRegression().fit(X, y)` of scikit-learn on `load_diabetes()`: the intercept, then `coef_`.
    private let reference = [
        152.13348416289597, -10.009866299810652, -239.81564367242223, 519.8459200544597, 324.38464550232317,
        -792.17563855223, 476.7390210052578, 101.04326793803425, 177.06323767134612, 751.2736995571032,
        67.62669218370438,
    ]

    func run(_ page: inout Narrator) throws -> Double {
        let data = loadDiabetes()
        let x = concatenate([Matrix<Double>.ones(data.features.rows, 1), data.features], along: .columns)
        let y = data.target
        page.heading("The nearest combination of columns")
        page.text(
            "Each row of X holds a patient's ten measurements and a 1; y is how far the disease had gone a year later. No coefficients fit all 442 patients. The best ones leave a residual at a right angle to every column of X: least squares is a projection."
        )
        page.formula("minimise ‖Xβ - y‖²        Xᵀ(Xβ - y) = 0")
        let ways: [(name: String, beta: Vector<Double>)] = [
            (
                "normal equations",
                try CholeskyDecomposition(matmul(x.transposed, x)).solve(matmul(x.transposed, y))
            ),
            ("QR", try QRDecomposition(x).leastSquares(y)),
            ("SVD", try SingularValueDecomposition(x).leastSquares(y)),
        ]
        page.table(
            ["coefficient"] + ways.map(\.name) + ["scikit-learn"],
            rows: (["intercept"] + data.featureNames).enumerated().map { row, name in
                [name] + ways.map { $0.beta[row].fixed(6) } + [reference[row].fixed(6)]
            })
        let beta = ways[1].beta, fitted = matmul(x, beta)
        let explained = 1 - (y - fitted).sumOfSquares() / (y - y.mean()).sumOfSquares()
        page.check(
            Target("R² as scikit-learn gives it, 0.51774842, off by", atMost: 1e-8),
            score: Swift.abs(explained - 0.5177484222203498))
        draw(y, fitted, &page)
        try lostDigits(&page)
        try ridge(data, &page)
        let size = reference.map { Swift.abs($0) }.max() ?? 1
        return ways.map { way in zip(way.beta, reference).map { Swift.abs($0 - $1) / size }.max() ?? .nan }
            .max() ?? .nan
    }

    private func draw(_ y: Vector<Double>, _ fitted: Vector<Double>, _ page: inout Narrator) {
        var residuals = Figure(title: "Residuals", xLabel: "fitted progression", yLabel: "measured - fitted")
        residuals.scatter(Array(fitted), Array(y - fitted))
        residuals.horizontalLine(at: 0)
        page.figure(residuals, caption: "What the fit leaves over, for each of 442 patients.")
        page.youShouldSee(
            "a cloud without a slope, for a residual has none left; but wider to the right, so its spread is not the same for all."
        )
    }

    private func lostDigits(_ page: inout Narrator) throws {
        page.heading("Where the normal equations lose digits")
        page.text(
            "The normal equations square the condition number: κ(XᵀX) = κ(X)². For powers of t between 0 and 1 that hurts. The data here is made from coefficients that are all 1."
        )
        var rows: [[String]] = []
        for degree in [2, 4, 6, 8, 10] {
            let x = Matrix.vandermonde(Vector<Double>.linspace(0, 1, count: 50), columns: degree + 1)
            let truth = Vector<Double>.ones(degree + 1), y = matmul(x, truth)
            let gram = matmul(x.transposed, x)
            let normal = try gram.solve(matmul(x.transposed, y), onIllConditioned: .ignore)
            let qr = try QRDecomposition(x).leastSquares(y)
            rows.append([
                "\(degree)", try x.conditionNumber().text(2), (normal - truth).norm(.infinity).text(2),
                (qr - truth).norm(.infinity).text(2),
            ])
        }
        page.table(["degree", "κ(X)", "error, normal equations", "error, QR"], rows: rows)
        page.youShouldSee("the error of the normal equations grow twice as fast, counted in digits.")
    }

    private func ridge(_ data: DiabetesDataset, _ page: inout Narrator) throws {
        page.heading("Ridge: holding the coefficients back")
        page.text(
            "Adding α to the diagonal shrinks the coefficients, those of columns that say the same (s1 and s2, say) first."
        )
        page.formula("β = (XᵀX + αI)⁻¹ Xᵀy")
        let x = data.features, y = data.target - data.target.mean()
        let gram = matmul(x.transposed, x), moments = matmul(x.transposed, y)
        let alphas = Vector<Double>.logspace(-5, 1.5, count: 60)
        let path = try alphas.map { alpha in
            try (gram + Matrix.identity(10) * alpha).solve(moments, assuming: .positiveDefinite)
        }
        var figure = Figure(
            title: "Coefficients along the ridge path", xLabel: "α", yLabel: "coefficient", height: 460)
        figure.xScale = .log10
        for (column, name) in data.featureNames.enumerated() {
            figure.line(Array(alphas), path.map { $0[column] }, label: name)
        }
        page.figure(figure, caption: "From the least-squares fit on the left to zero on the right.")
    }
}
