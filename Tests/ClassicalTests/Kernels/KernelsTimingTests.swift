import Foundation
import LinearAlgebra
import Randomness
import Testing

import Classical

/// Times of the cases of `cairn-bench classical`, where `CAIRN_TIMING` asks for them.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CAIRN_TIMING"] != nil))
struct KernelsTimingTests {
    private func features(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> Matrix<Double> {
        var generator = Generator(seed: seed)
        return Matrix(
            rows: rows, columns: columns, elements: generator.standardNormal(count: rows * columns))
    }

    private func time(_ name: String, _ body: () throws -> Void) rethrows {
        var best = Double.infinity
        for _ in 0..<5 {
            let start = ContinuousClock.now
            try body()
            best = min(best, (ContinuousClock.now - start) / .milliseconds(1))
        }
        print("\(name): \(best) ms")
    }

    @Test func benchCases() throws {
        let x = features(20000, 50), y = Labels((0..<20000).map { x[$0, 0] * x[$0, 1] > 0 ? 1 : 0 })
        try time("gaussian-nb") { _ = try GaussianNaiveBayes().fit(x, y).predict(x) }
        let few = x[..<5000, ...].contiguous(), classes = y[Array(0..<5000)]
        try time("svc-rbf") { _ = try SupportVectorClassifier().fit(few, classes) }
        let known = x[..<18000, ...].contiguous()
        let model = try NearestNeighborsClassifier().fit(known, y[Array(0..<18000)])
        time("knn-predict") { _ = model.predict(x[18000..., ...]) }
    }

    /// Cost by rows: a tree in 3 columns, naive Bayes and a linear machine up to a million.
    @Test func growth() throws {
        for rows in [10_000, 100_000, 1_000_000] {
            let x = features(rows, 3), y = Labels((0..<rows).map { x[$0, 0] > 0 ? 1 : 0 })
            try time("\(rows) rows, naive Bayes") { _ = try GaussianNaiveBayes().fit(x, y) }
            var index = NeighborIndex([[0.0, 0.0, 0.0]])
            time("\(rows) rows, k-d tree") { index = NeighborIndex(x, algorithm: .kdTree) }
            time("\(rows) rows, 10 000 queries") { _ = index.nearest(5, to: x[..<10_000, ...]) }
        }
    }
}
