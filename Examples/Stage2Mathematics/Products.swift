import Cairn
import LessonKit

/// One product, six ways: what each idea is worth in GFLOP/s.
struct Products: Lesson {
    let name = "products"
    let title = "The matrix product and its ladder"
    let summary =
        "Six programs compute the same product; each has one idea more than the last, and the last leaves the first far behind."
    let topics = [
        "Stage 2 · item 25 Matrix multiplication",
        "Stage 1 · item 21 C++ and Go for performance",
    ]
    let budget = Budget(seconds: 60, megabytes: 300)
    let target = Target("OpenBLAS over three plain loops, times as fast", atLeast: 5)

    private typealias Product = @Sendable (Matrix<Double>, Matrix<Double>) -> Matrix<Double>

    private struct Rung {
        var name: String
        var idea: String
        /// The largest size that is still worth waiting for.
        var largest: Int
        var product: Product
    }

    private let rungs = [
        Rung(name: "ijk", idea: "the definition: three loops", largest: 512) { Textbook.matmulIJK($0, $1) },
        Rung(name: "ikj", idea: "walk along rows, not down columns", largest: 1024) {
            Textbook.matmulIKJ($0, $1)
        },
        Rung(name: "blocked", idea: "finish with a block while it is in the cache", largest: 1024) {
            Textbook.matmulBlocked($0, $1)
        },
        Rung(name: "SIMD", idea: "pack blocks and keep a tile of C in registers", largest: 1024) {
            Textbook.matmulSIMD($0, $1)
        },
        Rung(name: "threaded", idea: "a share of the rows for each core", largest: 1024) {
            Textbook.matmulThreaded($0, $1)
        },
        Rung(name: "OpenBLAS", idea: "the same, in hand-written assembly", largest: 1024) { matmul($0, $1) },
    ]

    func run(_ page: inout Narrator) throws -> Double {
        page.heading("The product")
        page.text(
            "Element (i, j) of AB is the dot product of row i of A and column j of B. For n × n matrices that is 2n³ operations on 3n² numbers: every number is used n times. A fast program fetches it from memory far fewer times than that."
        )
        page.formula("(AB)ᵢⱼ = Σₖ AᵢₖBₖⱼ")
        page.table(["rung", "what is new"], rows: rungs.map { [$0.name, $0.idea] })
        let sizes = page.isQuick ? [64, 128, 256] : [64, 128, 256, 512, 1024]
        let speeds = climb(sizes, &page)
        draw(sizes, speeds, &page)
        let compared = min(512, sizes.last ?? 0)
        guard let column = sizes.firstIndex(of: compared), let plain = speeds.first?[column],
            let fast = speeds.last?[column]
        else { return .nan }
        return fast / plain
    }

    /// GFLOP/s of each rung at each size; NaN where a rung would take too long.
    private func climb(_ sizes: [Int], _ page: inout Narrator) -> [[Double]] {
        var rng = Generator(seed: page.seed)
        var speeds = rungs.map { _ in [Double]() }
        var worst = 0.0
        for n in page.progress("timing", over: sizes) {
            let a = Matrix(rows: n, columns: n, elements: rng.standardNormal(count: n * n))
            let b = Matrix(rows: n, columns: n, elements: rng.standardNormal(count: n * n))
            let expected = matmul(a, b)
            for (index, rung) in rungs.enumerated() {
                guard n <= rung.largest else {
                    speeds[index].append(.nan)
                    continue
                }
                var result = rung.product(a, b)
                worst = max(worst, (result - expected).abs().max() / expected.abs().max())
                let seconds = fastest(of: n <= 128 ? 7 : n <= 256 ? 3 : 2) { result = rung.product(a, b) }
                speeds[index].append(2e-9 * Double(n * n) * Double(n) / seconds)
            }
        }
        page.heading("How fast each rung is")
        page.table(
            ["GFLOP/s"] + sizes.map { "n = \($0)" },
            rows: zip(rungs, speeds).map { rung, row in [rung.name] + row.map { $0.isNaN ? "–" : $0.text(3) }
            })
        page.check(
            Target(
                "largest difference between any rung and OpenBLAS, relative to the largest element",
                atMost: 1e-13),
            score: worst)
        return speeds
    }

    private func draw(_ sizes: [Int], _ speeds: [[Double]], _ page: inout Narrator) {
        var figure = Figure(
            title: "One product, six programs", xLabel: "n, for n × n matrices of Double", yLabel: "GFLOP/s",
            height: 460)
        figure.xScale = .log10
        figure.yScale = .log10
        figure.xTicks = sizes.map { (Double($0), "\($0)") }
        for (rung, row) in zip(rungs, speeds) {
            let known = sizes.indices.filter { !row[$0].isNaN }
            figure.line(known.map { Double(sizes[$0]) }, known.map { row[$0] }, label: rung.name)
        }
        page.figure(
            figure,
            caption:
                "Billions of operations per second, the best of several runs. Both axes are logarithmic. While other programs run, all curves sag."
        )
        page.youShouldSee(
            "the plain loops fall as the matrices outgrow the cache, and the last rungs rise towards the peak of the processor; two cores help once the matrices are large enough to share."
        )
    }
}
