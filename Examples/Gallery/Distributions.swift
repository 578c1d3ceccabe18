import Foundation
import Plots

extension Gallery {
    static var distributions: [(name: String, drawing: any Drawing)] {
        [
            ("bars", bars), ("stacked", stacked), ("importances", importances), ("histogram", histogram),
            ("box", box), ("violin", violin), ("errors", errors),
        ]
    }

    private static var bars: Figure {
        var figure = Figure(title: "Accuracy by model", yLabel: "accuracy")
        let sets = ["iris", "wine", "digits", "breast cancer"]
        figure.bar(sets, [0.93, 0.90, 0.85, 0.92], errors: [0.02, 0.03, 0.01, 0.02], label: "tree")
        figure.bar(sets, [0.95, 0.98, 0.97, 0.96], errors: [0.02, 0.01, 0.01, 0.01], label: "forest")
        figure.bar(sets, [0.96, 0.97, 0.98, 0.97], errors: [0.01, 0.02, 0.01, 0.01], label: "boosting")
        figure.yLimits = 0...1.25
        return figure
    }

    private static var stacked: Figure {
        var figure = Figure(title: "Where the time goes", yLabel: "seconds")
        let steps = ["load", "train", "evaluate"]
        figure.bar(steps, [1.2, 4.5, 0.8], label: "compute", stacked: true, showsValues: true)
        figure.bar(steps, [2.2, 1.1, 0.6], label: "memory", stacked: true)
        figure.bar(steps, [3.0, 0.4, 0.2], label: "disk", stacked: true)
        return figure
    }

    private static var importances: Figure {
        var figure = Figure(title: "Feature importances", xLabel: "decrease of impurity")
        let names = ["worst concave points", "mean perimeter", "worst radius", "texture error", "smoothness"]
        figure.bar(names, [0.31, 0.22, 0.14, 0.05, -0.02], horizontal: true, showsValues: true)
        return figure
    }

    private static var histogram: Figure {
        var noise = Noise(21)
        let a = noise.normals(1200), b = noise.normals(800).map { 1.8 + 0.7 * $0 }
        let shared = BinRule.edges(Histogram(a + b).edges)
        var figure = Figure(title: "Two samples", xLabel: "value", yLabel: "density")
        figure.histogram(a, bins: shared, density: true, label: "first")
        figure.histogram(b, bins: shared, density: true, label: "second")
        figure.verticalLine(at: 0.9, label: "threshold")
        return figure
    }

    private static var samples: [[Double]] {
        var noise = Noise(31)
        return [
            noise.normals(200), noise.normals(200).map { $0 * $0 },
            noise.normals(200).map { 2 * exp($0 / 3) },
            noise.normals(200).enumerated().map { $1 * 0.4 + ($0 % 2 == 0 ? 1 : 4) },
        ]
    }

    private static var box: Figure {
        var figure = Figure(title: "Boxes", yLabel: "value")
        figure.box(samples, names: ["normal", "squared", "log-normal", "two peaks"])
        return figure
    }

    private static var violin: Figure {
        var figure = Figure(title: "Violins", yLabel: "value")
        figure.violin(samples, names: ["normal", "squared", "log-normal", "two peaks"], color: .green)
        return figure
    }

    private static var errors: Figure {
        var figure = Figure(title: "Measured and fitted", xLabel: "dose (mg)", yLabel: "response")
        let x = stride(from: 0.0, through: 10, by: 1).map { $0 }
        let curve = x.map { 3 + 8 * $0 / (2 + $0) }
        figure.band(
            x, lower: curve.map { $0 - 0.8 }, upper: curve.map { $0 + 0.8 }, label: "95 % band", color: .blue)
        figure.line(x, curve, label: "model", color: .blue, dash: .solid)
        figure.errorBars(
            x, zip(x, curve).map { $1 + 0.5 * sin(3 * $0) }, errors: x.map { 0.3 + 0.05 * $0 },
            label: "measured")
        figure.horizontalLine(at: 11, label: "saturation")
        figure.text("half of it", x: 2, y: 7, placement: .right)
        return figure
    }
}
