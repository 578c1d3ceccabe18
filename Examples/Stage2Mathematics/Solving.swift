import Cairn
import LessonKit

/// Solving against inverting, the condition number, and refinement in two precisions.
struct Solving: Lesson {
    let name = "solving"
    let title = "Solving, and why not to invert"
    let summary =
        "Solving leaves a residual of rounding size whatever the matrix; multiplying by an inverse does not, and costs three times as much."
    let topics = [
        "Stage 2 · item 26 Matrix inversion",
        "Stage 2 · item 27 Decompositions",
    ]
    let budget = Budget(seconds: 20, megabytes: 300)
    let target = Target("largest residual of solving, in units of ε‖A‖‖x‖", atMost: 10)

    private struct Trial {
        var size: Int
        var condition: Double
        /// ‖x - 1‖ / ‖1‖.
        var errorOfSolving: Double, errorOfInverting: Double
        /// ‖Ax - b‖ / (ε‖A‖‖x‖).
        var residualOfSolving: Double, residualOfInverting: Double
    }

    func run(_ page: inout Narrator) throws -> Double {
        let trials = try (2...14).map(hilbert)
        show(trials, &page)
        try times(&page)
        try refine(&page)
        page.check(
            Target("how many times larger inverting's worst residual is", atLeast: 100),
            score: (trials.map(\.residualOfInverting).max() ?? 0)
                / (trials.map(\.residualOfSolving).max() ?? 1))
        return trials.map(\.residualOfSolving).max() ?? .nan
    }

    /// The system with Hilbert's matrix of n rows whose solution is all ones.
    private func hilbert(_ n: Int) throws -> Trial {
        let a = Matrix(rows: n, columns: n) { 1 / Double($0 + $1 + 1) }
        let truth = Vector<Double>.ones(n), b = matmul(a, truth)
        let solved = try a.solve(b, onIllConditioned: .ignore)
        let inverted = matmul(try a.inverse(onIllConditioned: .ignore), b)
        let norm = try a.singularValues()[0]
        func residual(_ x: Vector<Double>) -> Double {
            (matmul(a, x) - b).norm() / (Double.ulpOfOne * norm * x.norm())
        }
        return Trial(
            size: n, condition: try a.conditionNumber(),
            errorOfSolving: (solved - truth).norm() / truth.norm(),
            errorOfInverting: (inverted - truth).norm() / truth.norm(), residualOfSolving: residual(solved),
            residualOfInverting: residual(inverted))
    }

    private func show(_ trials: [Trial], _ page: inout Narrator) {
        page.heading("A matrix that is hard to invert")
        page.text(
            "Hilbert's matrix has the elements `1/(i + j + 1)`. Its rows look ever more alike, and its condition number κ, the ratio of its largest to its smallest singular value, grows by about 30 with every row."
        )
        page.formula("κ = ‖A‖ ‖A⁻¹‖        ‖x̂ - x‖ / ‖x‖ ≲ κ ε        ε = 2⁻⁵²")
        page.table(
            ["n", "κ", "error, solving", "error, inverting", "residual, solving", "residual, inverting"],
            rows: trials.filter { $0.size % 2 == 0 }.map { trial in
                [
                    "\(trial.size)", trial.condition.text(2), trial.errorOfSolving.text(2),
                    trial.errorOfInverting.text(2),
                    trial.residualOfSolving.text(2), trial.residualOfInverting.text(2),
                ]
            })
        page.text(
            "Residuals are in units of ε‖A‖‖x‖: a small number means that x̂ is the exact solution of a system that differs from ours by rounding only."
        )
        let sizes = trials.map { Double($0.size) }
        var figure = Figure(
            title: "Error and residual for Hilbert's matrix", xLabel: "rows",
            yLabel: "relative to ‖x‖ and ‖A‖‖x‖")
        figure.yScale = .log10
        figure.line(sizes, trials.map { $0.condition * .ulpOfOne }, label: "κ ε", color: .ink)
        figure.line(sizes, trials.map { max($0.errorOfInverting, 1e-17) }, label: "error, inverting")
        figure.line(sizes, trials.map { max($0.errorOfSolving, 1e-17) }, label: "error, solving")
        figure.line(
            sizes, trials.map { max($0.residualOfInverting * .ulpOfOne, 1e-17) }, label: "residual, inverting"
        )
        figure.line(
            sizes, trials.map { max($0.residualOfSolving * .ulpOfOne, 1e-17) }, label: "residual, solving")
        page.figure(
            figure,
            caption:
                "No method can escape the error κε. But solving always leaves a residual at the rounding level."
        )
        page.youShouldSee(
            "both errors climb along κε until no digit is left, the residual of solving stay flat, and the residual of inverting climb too."
        )
    }

    private func times(_ page: inout Narrator) throws {
        page.heading("Three times the work")
        page.text(
            "Solving factors A = LU with ⅔n³ operations and substitutes twice. The inverse takes 2n³, and then still has to be multiplied."
        )
        var rng = Generator(seed: page.seed)
        let n = page.isQuick ? 300 : 1000
        let a = Matrix(rows: n, columns: n, elements: rng.standardNormal(count: n * n))
        let b = Vector(rng.standardNormal(count: n))
        let solving = try fastest(of: 3) { _ = try a.solve(b) }
        let inverting = try fastest(of: 3) { _ = matmul(try a.inverse(), b) }
        page.table(
            ["n = \(n)", "milliseconds"],
            rows: [
                ["solve", (1e3 * solving).text(3)], ["inverse, then product", (1e3 * inverting).text(3)],
            ])
    }

    private func refine(_ page: inout Narrator) throws {
        page.heading("Refinement: single precision, double results")
        page.text(
            "Factor in `Float`, which is twice as fast. Then correct x by solving for the residual, computed in `Double`: each round gains about log₁₀(1/(κε)) digits."
        )
        page.formula("r = b - Ax        x ← x + A⁻¹r   (with the Float factors)")
        var rng = Generator(seed: page.seed + 1)
        let n = 200
        let a = Matrix(rows: n, columns: n, elements: rng.standardNormal(count: n * n))
        let truth = Vector(rng.standardNormal(count: n)), b = matmul(a, truth)
        let factors = try LUDecomposition(Matrix<Float>(converting: a))
        var x = Vector<Double>.zeros(n)
        var rows: [[String]] = []
        for round in 0...5 {
            let correction = try factors.solve(Vector<Float>(converting: b - matmul(a, x)))
            x = x + Vector<Double>(converting: correction)
            rows.append(["\(round)", ((x - truth).norm() / truth.norm()).text(2)])
        }
        page.table(["round", "relative error"], rows: rows)
        page.check(
            Target("relative error after five rounds", atMost: 1e-11),
            score: (x - truth).norm() / truth.norm())
    }
}
