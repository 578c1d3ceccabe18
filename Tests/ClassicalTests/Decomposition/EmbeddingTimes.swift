import Classical
import Datasets
import Foundation
import LinearAlgebra
import Randomness
import Testing

/// Times of what `cairn-bench classical` measures, where the environment has `CAIRN_TIMING`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CAIRN_TIMING"] != nil))
struct EmbeddingTimes {
    private func best(_ count: Int, _ name: String, _ body: () throws -> Void) rethrows {
        var times: [Double] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            try body()
            times.append((ContinuousClock.now - start) / .seconds(1))
        }
        print(name, times.sorted().map { String(format: "%.4f", $0) }.joined(separator: " "))
    }

    @Test func times() throws {
        var generator = Generator(seed: 1)
        let wide = Matrix(rows: 50_000, columns: 100, elements: generator.standardNormal(count: 5_000_000))
        try best(7, "pca") { _ = try PCA(components: 10).fit(wide) }
        let digits = loadDigits().features
        var picture = Matrix<Double>.zeros(0, 2)
        try best(3, "tsne") {
            let model = try TSNE().fit(digits)
            print(model.divergence, model.iterations)
            picture = model.embedding
        }
        print("trust", trustworthiness(digits, picture, 5))
        try best(3, "umap") { picture = try UMAP().fit(digits).embedding }
        print("trust", trustworthiness(digits, picture, 15), trustworthiness(digits, picture, 5))
    }
}
