import Cairn
import Foundation
import LessonKit

/// A file that is larger than the memory the lesson may take: read in chunks, summed up, fitted.
struct LargerThanMemory: Lesson {
    let name = "larger-than-memory"
    let title = "Data larger than memory"
    let summary =
        "Millions of taxi rides in a file that does not fit: a chunk at a time, sums that merge, and a line fitted to all of them."
    let topics = [
        "Stage 1 · item 5 Data larger than memory", "Stage 2 · item 36 Expectation, variance, covariance",
    ]
    let budget = Budget(seconds: 60, megabytes: 90)
    let target = Target("largest error of the fitted coefficients", atMost: 0.02)

    /// Fare = 2.5 + 1.8 · kilometres + 0.3 · minutes, plus noise of deviation 1.
    private let truth: Vector<Double> = [2.5, 1.8, 0.3]

    func run(_ page: inout Narrator) throws -> Double {
        let rows = page.isQuick ? 200_000 : 4_000_000
        let path = NSTemporaryDirectory() + "cairn-rides-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try writeRides(rows, to: path, &page)
        let size =
            (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.doubleValue ?? 0
        page.heading("A file, and less memory than it has bytes")
        page.text(
            "The file has \(rows) rides and \((size / 1e6).fixed(0)) MB; as a table it would take \((Double(rows) * 32 / 1e6).fixed(0)) MB more. This lesson may take \(Int(budget.megabytes)) MB, and the runner checks that. So no more than a chunk is there at a time, and what is kept must not grow with the rows."
        )
        page.formula("while let chunk = try chunks.next() { … }")
        var chunks = try CSVChunks(path, rowsPerChunk: 100_000)
        var sums: [String: RunningSums] = [:]
        var gram = Matrix<Double>.zeros(3, 3), moments = Vector<Double>.zeros(3)
        var means: [Double] = [], seen = 0, total = 0.0
        while let chunk = try chunks.next() {
            for part in chunk.grouped(by: "borough").frames {
                sums[part["borough"].strings[0] ?? "", default: RunningSums()].add(part.vector("fare"))
            }
            let x = concatenate(
                [.ones(chunk.rowCount, 1), chunk.matrix(["km", "minutes"])], along: .columns)
            let fare = chunk.vector("fare")
            gram += x.transposed %*% x
            moments += x.transposed %*% fare
            seen += chunk.rowCount
            total += fare.sum()
            means.append(total / Double(seen))
        }
        page.heading("Sums that merge")
        page.text(
            "A mean of means is wrong where chunks differ in size; counts, means and sums of squared distances of two parts give those of the whole, up to rounding, and no large sum of squares is ever built."
        )
        page.formula("δ = m₂ − m₁        m = m₁ + δ n₂/n        S = S₁ + S₂ + δ² n₁n₂/n")
        page.table(
            ["borough", "rides", "mean fare", "standard deviation"],
            rows: sums.sorted { $0.key < $1.key }.map { name, sum in
                [name, "\(sum.count)", sum.mean.fixed(3), sum.deviation.fixed(3)]
            })
        var figure = Figure(
            title: "The mean while reading", xLabel: "chunk", yLabel: "mean fare so far", height: 320)
        figure.line(means.indices.map { Double($0 + 1) }, means)
        page.figure(
            figure,
            caption: "After a few chunks the mean hardly moves: a sample would have done for this question.")
        page.youShouldSee("a line that settles early.")
        page.heading("A fit that merges")
        page.text(
            "Least squares needs XᵀX and Xᵀy, 3 × 3 and 3 numbers, and both are sums over rows: chunks add up, and the answer is that of the whole file."
        )
        page.formula("XᵀX = Σ XₖᵀXₖ        Xᵀy = Σ Xₖᵀyₖ        β = (XᵀX)⁻¹Xᵀy")
        let fitted = try gram.solve(moments, assuming: .positiveDefinite)
        page.table(
            ["coefficient", "fitted", "true"],
            rows: zip(["start", "kilometre", "minute"], zip(fitted, truth)).map {
                [$0, $1.0.fixed(4), $1.1.fixed(4)]
            })
        page.check(Target("rides that were not read", atMost: 0), score: Double(rows - seen))
        return (fitted - truth).map { Swift.abs($0) }.max() ?? .nan
    }

    /// Writes the file in pieces too: a million rows of text are memory as well.
    private func writeRides(_ rows: Int, to path: String, _ page: inout Narrator) throws {
        var rng = Generator(seed: page.seed)
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        guard let file = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteUnknown) }
        defer { try? file.close() }
        let boroughs = ["Bronx", "Brooklyn", "Manhattan", "Queens", "Staten Island"]
        let piece = 50_000
        for start in page.progress("writing", over: Array(stride(from: 0, to: rows, by: piece))) {
            let count = min(piece, rows - start)
            let km = Vector(rng.exponential(scale: 4, count: count)) + 0.5
            let minutes = km * 3 + Vector(rng.uniform(0, 20, count: count))
            let fare = truth[0] + km * truth[1] + minutes * truth[2] + Vector(rng.normal(count: count))
            let places = rng.integers(in: 0..<5, count: count)
            func cents(_ x: Vector<Double>) -> Column { Column(x.map { ($0 * 100).rounded() / 100 }) }
            let frame: DataFrame = [
                "borough": Column(categories: places.map { boroughs[$0] }), "km": cents(km),
                "minutes": cents(minutes), "fare": cents(fare),
            ]
            try file.write(contentsOf: Data(frame.csvText(writesHeader: start == 0).utf8))
        }
    }
}

/// Count, mean and sum of squared distances, which merge.
///
/// Source: T. Chan, G. Golub, R. LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979).
private struct RunningSums {
    var count = 0, mean = 0.0, squares = 0.0
    var deviation: Double { (squares / Double(count - 1)).squareRoot() }

    mutating func add(_ values: Vector<Double>) {
        let n = Double(values.count), own = values.mean()
        let distance = own - mean, all = Double(count) + n
        squares += (values - own).sumOfSquares() + distance * distance * Double(count) * n / all
        mean += distance * n / all
        count += values.count
    }
}
