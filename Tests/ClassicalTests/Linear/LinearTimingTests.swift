import Classical
import Foundation
import LinearAlgebra
import Randomness
import Testing

/// Times of the benchmark's fits, printed where CAIRN_TIMING is set: for work on them, without building the benchmarks.
@Suite struct LinearTimingTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CAIRN_TIMING"] != nil))
    func printTimes() throws {
        func features(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Double> {
            var generator = Generator(seed: seed)
            return Matrix(
                rows: rows, columns: columns, elements: generator.standardNormal(count: rows * columns))
        }
        func time(_ name: String, _ body: () throws -> Void) rethrows {
            try body()
            var best = Duration.seconds(1000)
            for _ in 0..<10 { best = min(best, try ContinuousClock().measure(body)) }
            print(name, best / .milliseconds(1))
        }
        let x = features(50_000, 100, seed: 1), small = features(20_000, 50, seed: 1)
        var generator = Generator(seed: 2)
        let noise: Vector<Double> = Vector(generator.standardNormal(count: 50_000))
        var y = noise * 0.5
        for column in 0..<10 { y += x[column: column] / Double(column + 1) }
        var other = Generator(seed: 3)
        let draws = other.standardNormal(count: 20_000)
        let classes = Labels(
            (0..<20_000).map { row -> Int in
                let product = small[row, 0] * small[row, 1] + small[row, 2] * small[row, 2]
                return product + small[row, 3] - 1 + 0.5 * draws[row] > 0.5 ? 1 : 0
            })
        try time("linreg") { _ = try LinearRegression().fit(x, y) }
        try time("ridge") { _ = try RidgeRegression().fit(x, y) }
        try time("lasso") { _ = try Lasso(penalty: 0.01).fit(x, y) }
        try time("logreg") { _ = try LogisticRegression().fit(small, classes) }
    }
}
