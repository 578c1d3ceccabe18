import Classical
import Foundation
import LinearAlgebra
import Randomness
import Testing

/// The time of `boosting100`, printed where `CAIRN_TIMING` is set.
@Suite struct BoostingTiming {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CAIRN_TIMING"] != nil))
    func boostsTwentyThousandRows() throws {
        let rows = Int(ProcessInfo.processInfo.environment["CAIRN_TIMING"] ?? "") ?? 20_000
        let x = features(rows, 1), y = Labels(classes(x)), fresh = features(20_000, 11),
            truth = classes(fresh)
        var best = Double.infinity, loss = 0.0
        for _ in 0..<(rows > 20_000 ? 2 : 5) {
            let start = ContinuousClock.now
            let model = try GradientBoostingClassifier().fit(x, y)
            let time = ContinuousClock.now - start
            best = min(best, Double(time.components.attoseconds) * 1e-18 + Double(time.components.seconds))
            let p = model.probabilities(fresh)
            loss = truth.enumerated().reduce(0) { $0 - log(p[$1.offset, $1.element]) } / Double(truth.count)
        }
        print("boosting: \(rows) rows, \(best) s, log loss \(loss)")
        #expect(loss < 0.25)
    }

    private func features(_ rows: Int, _ seed: UInt64) -> Matrix<Double> {
        var generator = Generator(seed: seed)
        return Matrix(rows: rows, columns: 50, elements: generator.standardNormal(count: rows * 50))
    }

    private func classes(_ x: Matrix<Double>) -> [Int] {
        var generator = Generator(seed: 3)
        let noise = generator.standardNormal(count: x.rows)
        return (0..<x.rows).map { row in
            let product = x[row, 0] * x[row, 1], square = x[row, 2] * x[row, 2]
            return product + square + x[row, 3] - 1 + 0.5 * noise[row] > 0.5 ? 1 : 0
        }
    }
}
