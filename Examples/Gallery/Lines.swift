import Foundation
import Plots

extension Gallery {
    static var lines: [(name: String, drawing: any Drawing)] {
        [
            ("lines", manyLines), ("training", training), ("ladder", ladder), ("scatter", scatter),
            ("values", values), ("empty", Figure(title: "Nothing")), ("crowd", crowd),
        ]
    }

    private static var manyLines: Figure {
        var figure = Figure(title: "Eight lines tell themselves apart", xLabel: "x", yLabel: "sin(x + k)")
        for k in 0..<8 {
            figure.function(over: 0...6, label: "k = \(k)") { sin($0 + Double(k) / 2) + Double(k) / 4 }
        }
        return figure
    }

    private static var training: Figure {
        var noise = Noise(7)
        var figure = Figure(title: "Training", xLabel: "epoch", yLabel: "mean squared error")
        figure.yScale = .log10
        let epochs = (1...60).map(Double.init)
        figure.line(
            epochs, epochs.map { 3 * exp(-$0 / 9) + 0.002 + 0.0004 * noise.uniform() }, label: "training")
        figure.line(
            epochs, epochs.map { 3 * exp(-$0 / 10) + 0.02 + 0.004 * noise.uniform() }, label: "validation")
        return figure
    }

    private static var ladder: Figure {
        var figure = Figure(title: "The kernel ladder", xLabel: "n", yLabel: "GFLOP/s")
        figure.xScale = .log2
        figure.yScale = .log10
        let sizes = (4...11).map { exp2(Double($0)) }
        figure.line(sizes, sizes.map { 1.2 - $0 / 4000 }, label: "naive ijk")
        figure.line(sizes, sizes.map { _ in 4.5 }, label: "ikj")
        figure.line(sizes, sizes.map { 9 + $0 / 900 }, label: "blocked")
        figure.line(sizes, sizes.map { 100 * $0 / ($0 + 60) }, label: "OpenBLAS")
        return figure
    }

    private static var scatter: Figure {
        var noise = Noise(3)
        var figure = Figure(title: "Three classes", xLabel: "petal length (cm)", yLabel: "petal width (cm)")
        let kinds = (0..<150).map { $0 / 50 }
        figure.scatter(
            kinds.map { 1.5 + 2 * Double($0) + 0.5 * noise.normal() },
            kinds.map { 0.3 + Double($0) + 0.2 * noise.normal() }, classes: kinds,
            names: ["setosa", "versicolor", "virginica"])
        return figure
    }

    private static var values: Figure {
        var noise = Noise(5)
        var figure = Figure(title: "Points coloured by a value", xLabel: "x", yLabel: "y")
        let x = noise.normals(300), y = noise.normals(300)
        figure.scatter(x, y, values: zip(x, y).map { $0 * $1 }, label: "x · y", colors: .diverging)
        return figure
    }

    private static var crowd: Figure {
        var noise = Noise(11)
        var figure = Figure(title: "A million points", xLabel: "step", yLabel: "position")
        var position = 0.0
        let walk = (0..<1_000_000).map { index -> Double in
            position += noise.uniform() - 0.5
            return index == 500 ? .nan : position
        }
        figure.line(walk, label: "random walk")
        return figure
    }
}
