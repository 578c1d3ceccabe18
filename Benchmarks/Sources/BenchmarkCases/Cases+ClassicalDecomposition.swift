import Classical
import Datasets
import LinearAlgebra
import Randomness

extension Cases {
    /// A part of the cases of `cairn-bench classical`; the peers' side is `Peers/classical_decomposition.py`.
    static let classicalDecomposition: [Case] = [
        Case("pca", group: "classical", work: .items(50_000), rival: .sklearn, isQuick: true) {
            let x = ClassicalInputs.features(50_000, 100)
            return Trial(check: { (model: PCA.Model?) in
                // All columns have variance 1: the largest of 100 is just above.
                guard let model, model.outputCount == 10 else { return "no components" }
                let largest = model.explainedVariance[0]
                return largest > 1 && largest < 1.2 ? nil : "the largest variance is \(largest)"
            }) { try? PCA(components: 10).fit(x) }
        },
        // Divergence and trustworthiness of scikit-learn's picture: 0.753 and 0.9950.
        Case("tsne", group: "classical", work: .items(1797), rival: .sklearn) {
            let x = loadDigits().features
            return Trial(check: { (model: TSNE.Model?) in
                guard let model else { return "no picture" }
                if model.divergence > 0.755 { return "the divergence is \(model.divergence)" }
                let trust = trustworthiness(x, model.embedding, 5)
                return trust >= 0.9945 ? nil : "the trustworthiness is \(trust)"
            }) { try? TSNE(perplexity: 30).fit(x) }
        },
        // Trustworthiness of umap-learn's pictures, 15 neighbours: 0.986 to 0.988.
        Case("umap", group: "classical", work: .items(1797), rival: .umap) {
            let x = loadDigits().features
            return Trial(check: { (model: UMAP.Model?) in
                guard let model else { return "no picture" }
                let trust = trustworthiness(x, model.embedding, 15)
                return trust >= 0.986 ? nil : "the trustworthiness is \(trust)"
            }) { try? UMAP(neighbors: 15).fit(x) }
        },
    ]

    /// The share of neighbours in a picture that are neighbours, those that are not weighed by their rank.
    private static func trustworthiness(_ x: Matrix<Double>, _ y: Matrix<Double>, _ k: Int) -> Double {
        let n = x.rows
        let ranks = order(x).map { line -> [Int] in
            var ranks = [Int](repeating: 0, count: n)
            for (place, other) in line.enumerated() { ranks[other] = place }
            return ranks
        }
        var sum = 0
        for (row, line) in order(y).enumerated() {
            for other in line[1...k] { sum += max(0, ranks[row][other] - k) }
        }
        let pairs = n * k * (2 * n - 3 * k - 1)
        return 1 - 2 * Double(sum) / Double(pairs)
    }

    /// The rows by their distance from each row, itself first.
    private static func order(_ x: Matrix<Double>) -> [[Int]] {
        let norms = x.sumOfSquares(over: .columns), products = matmul(x, x.transposed)
        return (0..<x.rows).map { row in
            var distances = norms - products[row: row] * 2
            distances[row] = -.infinity
            return distances.argsort()
        }
    }
}
