import Cairn
import Foundation
import Testing

// Snippets of Docs/FromPythonToSwift.md.

@Suite(.printsItsComments) struct FigureSnippets {
    @Test func drawsLines() throws {
        // snippet
        var figure = Figure(title: "Loss", xLabel: "epoch", yLabel: "mean squared error")
        let epochs = [1.0, 2.0, 3.0, 4.0]
        figure.line(epochs, [0.9, 0.4, 0.2, 0.1], label: "training")
        figure.line(epochs, [1.0, 0.5, 0.4, 0.4], label: "validation", dash: .dashed)
        figure.horizontalLine(at: 0.3, dash: .dotted)
        figure.yScale = .log10
        let path = NSTemporaryDirectory() + "loss.svg"
        try figure.write(to: path)
        // end
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("mean squared error"))
    }

    @Test func drawsPanels() throws {
        // snippet
        var rng = Generator(seed: 1)
        let x = rng.standardNormal(count: 200)
        let y = rng.standardNormal(count: 200)
        var panels = Panels(columns: 3)
        panels[0, 0].scatter(x, y)
        panels[0, 1].histogram(x, bins: .count(20))
        panels[0, 2].heatMap([[1.0, 0.2], [0.2, 1.0]], limits: -1...1)
        let path = NSTemporaryDirectory() + "overview.svg"
        try panels.write(to: path)
        // end
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("</svg>"))
    }
}
