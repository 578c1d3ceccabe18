import Cairn
import Foundation
import Testing

// Snippets of Docs/FromPythonToSwift.md.

@Suite(.printsItsComments) struct MathematicsSnippets {
    @Test func masksAndSorts() {
        // snippet
        let v: Vector = [3.0, -1.0, 2.0, -5.0]
        let mask = v .< 0
        print(mask, mask.count, mask.any)  // [false, true, false, true] 2 true
        print(v[mask], mask.indices, select(mask, 0, v))  // [-1.0, -5.0] [1, 3] [3.0, 0.0, 2.0, 0.0]
        print(v[(v .> -2) .& (v .< 3)], v.isNaN.any)  // [-1.0, 2.0] false
        print(v.sorted(), v.argsort(), v.top(2).indices)  // [-5.0, -1.0, 2.0, 3.0] [3, 1, 2, 0] [0, 2]
        print(v.median(), v.quantile(0.25))  // 0.5 -2.0
        let unique = ([2.0, 1.0, 2.0] as Vector).unique()
        print(unique.values, unique.counts, ([1.0, 2.0, 3.0] as Vector).searchSorted(2))
        // [1.0, 2.0] [1, 2] 1
        var w = v
        w.replace(where: w .< 0, with: 0)
        print(w, w == v)  // [3.0, 0.0, 2.0, 0.0] false
        // end
    }

    @Test func joinsAndReshapes() {
        // snippet
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        print(concatenate([a, [[5.0, 6.0]]], along: .rows).shape)  // (rows: 3, columns: 2)
        print(concatenate([a, a], along: .columns).shape)  // (rows: 2, columns: 4)
        print(stack([[1.0, 2.0], [3.0, 4.0]], as: .columns))
        // [[1.0, 3.0],
        //  [2.0, 4.0]]
        print(concatenate([[1.0], [2.0, 3.0]]), a.flattened, a.reshaped(rows: 1, columns: 4).shape)
        // [1.0, 2.0, 3.0] [1.0, 2.0, 3.0, 4.0] (rows: 1, columns: 4)
        let v: Vector = [1.0, 4.0, 9.0]
        print(v.rolled(by: 1), v.differences(), v[..<2].tiled(2))
        // [9.0, 1.0, 4.0] [3.0, 5.0] [1.0, 4.0, 1.0, 4.0]
        // end
    }

    @Test func drawsNumPysRandomNumbers() {
        // snippet
        var rng = Generator(seed: 42)
        print(rng.random(), rng.integers(in: 0..<10, count: 5))  // 0.7739560485559633 [6, 4, 4, 8, 0]
        print(Vector(rng.normal(mean: 1, standardDeviation: 2, count: 2)))  // [-2.9020704, -1.604359]
        print(rng.permutation(5), rng.choice(10, count: 3, replacing: false))  // [2, 4, 0, 3, 1] [4, 8, 1]
        var old = RandomState(seed: 42)
        print(old.random(), old.standardNormal())  // 0.3745401188473625 -1.1118801180469204
        // end
    }

    @Test func sharesFilesWithNumPy() throws {
        // snippet
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let a: Matrix = [[1.0, 2.0], [3.0, 4.0]]
        try a.write(npy: "\(folder)/a.npy")
        print(try Matrix<Double>(npy: "\(folder)/a.npy").shape)  // (rows: 2, columns: 2)
        let bias: Vector = [0.5, 1.5]
        let archive: NumPyArchive = ["weights": NumPyArray(a), "bias": NumPyArray(bias)]
        try archive.write(npz: "\(folder)/layer.npz")
        let layer = try NumPyArchive(npz: "\(folder)/layer.npz")
        print(layer.names, try Vector<Double>(layer.array("bias")))  // ["weights", "bias"] [0.5, 1.5]
        // end
    }

    @Test func fitsALineByGradientDescent() {
        // snippet
        var rng = Generator(seed: 0)
        let x = Vector(rng.uniform(-1, 1, count: 100))
        let y = 3 * x + 0.5 + Vector(rng.normal(standardDeviation: 0.1, count: 100))
        var (w, b) = (0.0, 0.0)
        for _ in 0..<200 {
            let error = w * x + b - y
            w -= 0.5 * (error * x).mean()
            b -= 0.5 * error.mean()
        }
        print(String(format: "%.4f %.4f", w, b))  // 2.9935 0.4927
        // end
    }
}
