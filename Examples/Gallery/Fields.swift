import Foundation
import Plots

extension Gallery {
    static var fields: [(name: String, drawing: any Drawing)] {
        [
            ("confusion", confusion), ("correlation", correlation), ("matrix", matrix), ("contour", contour),
            ("filled", filled), ("regions", regions), ("digits", digits), ("picture", picture),
            ("vectors", vectors), ("panels", panels),
        ]
    }

    private static var confusion: Figure {
        let names = ["cat", "dog", "horse", "fox"]
        var figure = Figure(title: "Confusion", xLabel: "predicted", yLabel: "true", width: 520)
        figure.heatMap(
            [[48, 2, 0, 1], [5, 41, 1, 4], [0, 1, 50, 0], [2, 7, 0, 39]], rowNames: names, columnNames: names,
            label: "count")
        return figure
    }

    private static var correlation: Figure {
        let rows = grid(9, 9) { i, j in cos((i - j) / 2) * exp(-abs(i - j) / 6) }
        let names = (0..<9).map { "feature \($0)" }
        var figure = Figure(title: "Correlations", width: 600, height: 480)
        figure.heatMap(rows, rowNames: names, columnNames: names, label: "correlation", colors: .diverging)
        return figure
    }

    private static var matrix: Figure {
        let rows = grid(120, 160) { i, j in
            i == 3 && j < 5 ? Double.nan : sin(i * j / 900) + j / 160
        }
        var figure = Figure(title: "A large matrix", xLabel: "column", yLabel: "row")
        figure.heatMap(rows)
        return figure
    }

    private static func grid(
        _ rows: Int, _ columns: Int, _ value: (Double, Double) -> Double
    ) -> [[Double]] {
        (0..<rows).map { i in (0..<columns).map { j in value(Double(i), Double(j)) } }
    }

    private static func rosenbrock(_ x: Double, _ y: Double) -> Double {
        log10(0.05 + (1 - x) * (1 - x) + 20 * (y - x * x) * (y - x * x))
    }

    private static var contour: Figure {
        var figure = Figure(title: "Descent into a bent valley", xLabel: "x", yLabel: "y")
        figure.contour(x: -2...2, y: -1...3, rosenbrock)
        let steps = (0..<20).map { Double($0) / 19 }
        figure.line(
            steps.map { -1.5 + 2.5 * $0 }, steps.map { 2 * (1 - $0) + $0 }, label: "path", marker: .circle)
        return figure
    }

    private static var filled: Figure {
        var figure = Figure(title: "A bent valley", xLabel: "x", yLabel: "y")
        figure.filledContour(x: -2...2, y: -1...3, label: "log₁₀ of the height", rosenbrock)
        figure.contour(x: -2...2, y: -1...3, labels: false, rosenbrock)
        return figure
    }

    private static var regions: Figure {
        var noise = Noise(41)
        let centres = [(-1.0, 0.0), (1.2, 0.8), (0.6, -1.2)]
        func nearest(_ x: Double, _ y: Double) -> Int {
            let distances = centres.map { hypot(x - $0.0, (y - $0.1) * (1 + 0.3 * x)) }
            return distances.indices.min { distances[$0] < distances[$1] } ?? 0
        }
        var figure = Figure(title: "Nearest centre", xLabel: "x₁", yLabel: "x₂")
        figure.regions(x: -2.5...2.5, y: -2.2...2.2, classOf: nearest)
        let kinds = (0..<90).map { $0 % 3 }
        figure.scatter(
            kinds.map { centres[$0].0 + 0.4 * noise.normal() },
            kinds.map { centres[$0].1 + 0.35 * noise.normal() },
            classes: kinds, names: ["north-west", "east", "south"])
        return figure
    }

    private static var digits: Figure {
        var noise = Noise(51)
        let images = (0..<30).map { k in
            Raster(
                (0..<64).map { i in
                    let r = hypot(Double(i % 8) - 3.5, Double(i / 8) - 3.5)
                    return max(0, 16 - 5 * abs(r - 2 - Double(k % 4) / 3)) + noise.uniform()
                }, width: 8, height: 8, limits: 0...17)
        }
        var figure = Figure(title: "Rings")
        figure.imageGrid(images, columns: 10, captions: (0..<30).map { "ring \($0 % 4)" })
        return figure
    }

    private static var picture: Figure {
        let side = 96
        let bytes = (0..<side * side).flatMap { i -> [UInt8] in
            let x = Double(i % side) / Double(side), y = Double(i / side) / Double(side)
            return [UInt8(255 * x), UInt8(255 * y), UInt8(127 + 127 * sin(20 * x * y))]
        }
        var figure = Figure(title: "A picture in colour", width: 360)
        figure.image(Raster(rgb: bytes, width: side, height: side), caption: "96 × 96 pixels")
        return figure
    }

    private static var vectors: Figure {
        var figure = Figure(title: "The projection of b on a", xLabel: "x", yLabel: "y")
        figure.hasEqualAspect = true
        figure.arrow(from: (0, 0), to: (4, 1), label: "a")
        figure.arrow(from: (0, 0), to: (2, 3), label: "b")
        figure.arrow(from: (0, 0), to: (44.0 / 17, 11.0 / 17), label: "p", color: .green)
        figure.arrow(from: (44.0 / 17, 11.0 / 17), to: (2, 3), label: "b − p", color: .ink, dash: .dotted)
        return figure
    }

    private static var panels: Panels {
        var panels = Panels(title: "Two learning rates, two losses", rows: 2, columns: 2)
        for row in 0..<2 {
            for column in 0..<2 {
                var figure = Figure(
                    title: "rate \(row == 0 ? "0.1" : "0.01"), loss \(column + 1)", xLabel: "step",
                    yLabel: "loss")
                figure.yScale = .log10
                let decay = row == 0 ? 8.0 : 40 + 30 * Double(column)
                for k in 1...2 {
                    figure.line(
                        (0..<50).map { exp(-Double($0 * k) / decay) + 0.01 },
                        label: "run \(k)")
                }
                panels[row, column] = figure
            }
        }
        panels.sharesY = true
        return panels
    }
}
