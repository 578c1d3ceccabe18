import Foundation
import LinearAlgebra
import Randomness
import Testing

import Classical

/// Runs where `CAIRN_TIMING` is set, and prints.
@Suite struct TreeTimingTests {
    static let isOn = ProcessInfo.processInfo.environment["CAIRN_TIMING"] == "trees"

    static func data(_ rows: Int, _ columns: Int) -> (Matrix<Double>, Labels) {
        var generator = Generator(seed: 1), noise = Generator(seed: 3)
        let x = Matrix(
            rows: rows, columns: columns, elements: generator.standardNormal(count: rows * columns))
        let e = noise.standardNormal(count: rows)
        return (
            x,
            Labels(
                (0..<rows).map { row -> Int in
                    let sum = x[row, 0] * x[row, 1] + x[row, 2] * x[row, 2] + x[row, 3] - 1
                    return sum + 0.5 * e[row] > 0.5 ? 1 : 0
                })
        )
    }

    static func time(_ name: String, _ work: () throws -> Void) rethrows {
        try work()
        var best = Double.infinity
        for _ in 0..<(name.hasPrefix("forest") ? 2 : 4) {
            let start = ContinuousClock.now
            try work()
            best = min(best, (ContinuousClock.now - start) / .seconds(1))
        }
        print("TIMING \(name) \(best)")
    }

    @Test(.enabled(if: isOn)) func timings() throws {
        let (x, y) = Self.data(20_000, 50)
        try Self.time("tree") { _ = try DecisionTreeClassifier().fit(x, y) }
        try Self.time("forest100") { _ = try RandomForestClassifier(trees: 100).fit(x, y) }
        let model = try RandomForestClassifier(trees: 100).fit(x, y)
        Self.time("predict") { _ = model.predict(x) }
        print("TIMING nodes \(model.nodes.count)")
        try Self.time("extra100") { _ = try ExtraTreesClassifier(trees: 100).fit(x, y) }
    }
}
