import Foundation
import Plots
import Testing

@Suite struct FigureTests {
    private static let nan = Double.nan

    /// One figure of every kind, each with a point that is not finite.
    private static var everyKind: [Figure] {
        let x = [0, 1, nan, 3, 4], y = [1, .infinity, 2, 0.5, 3]
        let names = ["a", "b", "c", "d", "e"]
        return [
            Figure { $0.line(x, y, label: "line") },
            Figure { $0.steps(x, y, label: "steps") },
            Figure { $0.scatter(x, y, label: "scatter") },
            Figure { $0.scatter(x, y, classes: [0, 1, 2, 1, 0]) },
            Figure { $0.scatter(x, y, values: [1, 2, 3, nan, 5]) },
            Figure { $0.bar(names, y, errors: x, label: "bars", showsValues: true) },
            Figure { $0.bar(names, y, stacked: true, horizontal: true, showsValues: true) },
            Figure { $0.histogram(y + x) },
            Figure { $0.box([x, y], names: ["x", "y"]) },
            Figure { $0.violin([x, y, [1, 2, 5, 5, 6]], names: ["x", "y", "z"]) },
            Figure { $0.heatMap([x, y], rowNames: ["x", "y"], columnNames: names) },
            Figure { $0.heatMap((0..<60).map { i in (0..<60).map { j in i == j ? nan : Double(i * j) } }) },
            Figure { $0.contour(x: -1...1, y: -1...1) { $0 > 0.9 ? nan : $0 * $1 } },
            Figure { $0.filledContour(x: -1...1, y: -1...1) { $0 > 0.9 ? nan : $0 * $1 } },
            Figure {
                $0.regions(x: -1...1, y: -1...1, names: ["in", "out"]) { hypot($0, $1) < 0.5 ? 0 : 1 }
            },
            Figure { $0.imageGrid([Raster([0, 1, nan, 3], width: 2, height: 2)], captions: ["<one>"]) },
            Figure { $0.image(Raster(rgb: [1, 2, 3, 4, 5, 6], width: 2, height: 1)) },
            Figure { $0.errorBars(x, y, errors: [0.1, 0.2, 0.3, nan, 0.5], label: "errors") },
            Figure { $0.band(x, lower: y, upper: [2, 3, 4, 5, nan], label: "band", hatch: .dots) },
            Figure {
                $0.horizontalLine(at: 1, label: "h")
                $0.verticalLine(at: nan, label: "v")
                $0.text("words", x: 1, y: nan)
                $0.text("words", x: 1, y: 1, placement: .left)
                $0.arrow(from: (0, 0), to: (1, 2), label: "a")
                $0.arrow(from: (0, nan), to: (1, 2), label: "b")
            },
            Figure { $0.function(over: -1...1) { 1 / $0 } },
        ]
    }

    @Test func everyKindIsSoundOnEveryScale() {
        for (index, figure) in Self.everyKind.enumerated() {
            for scale in [AxisScale.linear, .log10, .log2] {
                var figure = figure
                figure.xScale = scale
                figure.yScale = scale
                let svg = figure.svg()
                #expect(SVGReader(svg).isSound, "kind \(index), \(scale)")
                #expect(!hasBadNumber(svg), "kind \(index), \(scale)")
            }
        }
    }

    @Test func theSameFigureIsTheSameText() {
        for (first, second) in zip(Self.everyKind, Self.everyKind) { #expect(first.svg() == second.svg()) }
    }

    @Test func twoFiguresOnOnePageShareNoId() {
        let all = Self.everyKind.flatMap { SVGReader($0.svg()).ids }
        #expect(Set(all).count == all.count)
    }

    @Test func anIdCanBeChosenAndIsMadeSafe() {
        let ids = SVGReader(Figure().svg(id: "a b\"<1")).ids
        #expect(ids.contains("fab1"))
    }

    @Test func textIsEscapedAndComesBack() {
        let hostile = "a<b>&\"c'\u{0}\u{8}\u{FFFE} é 中 🙂"
        var figure = Figure(title: hostile, xLabel: hostile, yLabel: hostile)
        figure.line([0, 1], [0, 1], label: hostile)
        figure.text(hostile, x: 0.5, y: 0.5)
        figure.bar([hostile], [1])
        let reader = SVGReader(figure.svg())
        #expect(reader.isSound)
        #expect(reader.texts.filter { $0 == "a<b>&\"c' é 中 🙂" }.count >= 5)
    }

    @Test func dataThatAreMissingAreCounted() {
        var figure = Figure()
        figure.line([0, 1, 2, 3, 4], [1, .nan, 3, .infinity, 5])
        #expect(figure.svg().contains("2 points are not finite and are left out."))
        figure.yScale = .log10
        figure.line([0, 1], [-1, 1])
        #expect(figure.svg().contains("1 point has no place on these axes and is left out."))
    }

    @Test func aLineBreaksAtAPointThatIsNotFinite() {
        var figure = Figure()
        figure.line([0, 1, 2, 3, 4], [1, 2, .nan, 2, 1])
        let path = figure.svg().split(separator: "<path d=\"").first { $0.contains("stroke-linejoin") }
        #expect(path?.prefix { $0 != "\"" }.filter { $0 == "M" }.count == 2)
    }

    @Test func nothingDrawsAnEmptyFrameWithANote() {
        let empty: [Figure] = [
            Figure(), Figure { $0.line([], []) }, Figure { $0.scatter([.nan], [1]) },
            Figure { $0.histogram([]) },
            Figure { $0.bar([], []) }, Figure { $0.heatMap([]) }, Figure { $0.heatMap([[], []]) },
            Figure { $0.imageGrid([]) }, Figure { $0.box([], names: []) },
            Figure { $0.contour(x: 0...1, y: 0...1) { _, _ in .nan } },
            Figure { $0.filledContour(x: 0...0, y: 0...1) { _, _ in 1 } },
        ]
        for (index, figure) in empty.enumerated() {
            let svg = figure.svg()
            #expect(SVGReader(svg).isSound, "\(index)")
            #expect(!hasBadNumber(svg), "\(index)")
        }
        #expect(Figure().svg().contains("No data to show."))
    }

    @Test func onePointAndConstantDataGetARange() {
        let values = [0, 1, -3, 1e-300, 1e300, -1e300, .leastNonzeroMagnitude, 123_456_789, 1e15]
        for value in values {
            var figure = Figure()
            figure.line([value], [value], label: "one")
            figure.line([value, value, value], [value, value, value])
            figure.scatter([value], [value])
            let reader = SVGReader(figure.svg())
            #expect(reader.isSound, "\(value)")
            #expect(reader.texts.count > 3, "\(value)")
        }
    }

    @Test func hostileRangesAreSoundAndQuick() {
        let values: [Double] = [
            -.greatestFiniteMagnitude, -1e300, -1, -1e-300, -.leastNonzeroMagnitude, 0,
            .leastNonzeroMagnitude, 1e-300,
            1, 1.0000000000000002, 1e16, 1e300, .greatestFiniteMagnitude, .nan, .infinity,
        ]
        let start = ContinuousClock.now
        for a in values {
            for b in values {
                for scale in [AxisScale.linear, .log10, .log2] {
                    var figure = Figure()
                    figure.xScale = scale
                    figure.yScale = scale
                    figure.line([a, b, 1], [b, a, 1], label: "line")
                    figure.scatter([a, b], [a, b], values: [a, b])
                    if a <= b { figure.xLimits = a...b }
                    let svg = figure.svg()
                    #expect(SVGReader(svg).isSound && !hasBadNumber(svg), "\(a), \(b), \(scale)")
                }
            }
        }
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test func valuesFarOutsideTheLimitsAreSound() {
        for value in [1e300, -1e300, 1e15] {
            for mutate: (inout Figure) -> Void in [
                { $0.bar(["a"], [value], errors: [abs(value)], label: "a", showsValues: true) },
                { $0.bar(["a"], [value], label: "a", stacked: true, horizontal: true) },
                { $0.histogram([0, value], label: "a") },
                { $0.box([[0, 1, value]], names: ["a"], label: "a") },
                { $0.errorBars([value], [value], errors: [abs(value)], label: "a") },
                { $0.band([0, value], lower: [0, -value], upper: [0, value], label: "a") },
                { $0.arrow(from: (0, 0), to: (value, value), label: "a") },
                { $0.regions(x: 0...1e200, y: 0...1, names: ["a"]) { _, _ in 0 } },
            ] {
                var figure = Figure(mutate)
                figure.xLimits = 0...1e-9
                figure.yLimits = 0...1e-9
                let svg = figure.svg()
                #expect(SVGReader(svg).isSound && !hasBadNumber(svg))
            }
        }
    }

    @Test func limitsCutLinesAtTheFrame() {
        var figure = Figure()
        figure.line([-1e9, 1e9], [-1e9, 1e9])
        figure.xLimits = 0...1
        figure.yLimits = 0...1
        let reader = SVGReader(figure.svg())
        #expect(reader.isSound)
        #expect(figure.svg().count < 5000)
        // What survives runs through the frame from corner to corner.
        #expect(figure.svg().contains("stroke-linejoin"))
    }

    @Test func aMillionPointsBecomeASmallFileThatSaysSo() {
        let y = (0..<1_000_000).map { sin(Double($0) / 5000) + Double($0 % 17) / 40 }
        var figure = Figure()
        figure.line(y, label: "many")
        let svg = figure.svg()
        #expect(svg.utf8.count < 80_000)
        #expect(svg.contains("1\u{2009}000\u{2009}000 points, thinned"))
        var cloud = Figure()
        cloud.scatter(y, y.reversed())
        #expect(cloud.svg().utf8.count < 1_500_000)
        #expect(SVGReader(cloud.svg()).isSound)
    }

    @Test func thinningKeepsTheHighestAndTheLowestPoint() {
        var y = [Double](repeating: 0, count: 100_000)
        y[54_321] = 1
        y[77_777] = -1
        var figure = Figure(height: 400)
        figure.line(y)
        figure.yLimits = -1...1
        figure.showsAxes = false
        // The frame is from 14 to 380: title and notes above and below leave a spike of its whole height.
        let path = figure.svg().split(separator: "<path d=\"").first { $0.contains("stroke-linejoin") }
        #expect(path != nil && path!.count < 2000)
        #expect(path!.contains("l") || path!.contains("v"))
    }

    @Test func seriesDifferWithoutColour() {
        var figure = Figure()
        for k in 0..<4 { figure.line([0, 1], [0, Double(k)], label: "line \(k)") }
        let svg = figure.svg()
        for dash in ["7 4", "2 3", "9 3 2 3"] { #expect(svg.contains("stroke-dasharray=\"\(dash)\"")) }
        var bars = Figure()
        for k in 0..<3 { bars.bar(["a", "b"], [1, 2], label: "bars \(k)") }
        #expect(SVGReader(bars.svg()).elements["pattern"] == 2)
    }

    @Test func theLegendAvoidsTheData() {
        var full = Figure()
        full.scatter(
            (0..<2000).map { Double($0 % 50) }, (0..<2000).map { Double($0 / 50) }, label: "everywhere")
        // Outside there is no box around the legend.
        #expect(!full.svg().contains("rx=\"4\""))
        var free = Figure()
        free.line([0, 1], [0, 1], label: "diagonal")
        #expect(free.svg().contains("rx=\"4\""))
        free.legend = .hidden
        #expect(!SVGReader(free.svg()).texts.contains("diagonal"))
    }

    @Test func followsTheReadersSettingUnlessFixed() {
        var figure = Figure()
        #expect(figure.svg().contains("@media (prefers-color-scheme:dark)"))
        figure.theme = .light
        #expect(!figure.svg().contains("@media"))
        #expect(figure.svg().contains("fill:#fff"))
        figure.theme = .dark
        #expect(figure.svg().contains("fill:#14171c"))
    }

    @Test func saysInWordsWhatItShows() {
        var figure = Figure(title: "Loss", xLabel: "epoch")
        figure.line([1, 2], [3, 4], label: "training")
        let svg = figure.svg()
        #expect(svg.contains("role=\"img\""))
        #expect(svg.contains(">Loss</title>"))
        #expect(svg.contains("Horizontal axis: epoch. Shows a line “training” of 2 points."))
    }

    @Test func panelsAreSoundAndShareRanges() {
        var panels = Panels(title: "<two>", rows: 2, columns: 2)
        panels[0, 0] = Figure(title: "a") { $0.line([0, 1], [0, 1], label: "a") }
        panels[1, 1] = Figure(title: "b") { $0.line([0, 1], [0, 100], label: "b") }
        panels.sharesY = true
        let reader = SVGReader(panels.svg())
        #expect(reader.isSound)
        #expect(reader.texts.filter { $0 == "100" }.count == 2)
        #expect(panels.svg() == panels.svg())
        #expect(SVGReader(Panels(columns: 3, Self.everyKind).svg()).isSound)
    }

    @Test func writesAFileOrTellsWhyNot() throws {
        let path = NSTemporaryDirectory() + "figure-\(UInt64.random(in: 0...UInt64.max)).svg"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let figure = Figure { $0.line([0, 1], [0, 1]) }
        try figure.write(to: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == figure.svg())
        #expect(throws: DrawingFileError.self) { try figure.write(to: "/no/such/folder/figure.svg") }
    }

    @Test func sizesOutOfReasonAreMended() {
        for size in [0, -5, 1, .nan, .infinity, 1e12] {
            let figure = Figure(title: "title", xLabel: "x", yLabel: "y", width: size, height: size) {
                $0.line([0, 1], [0, 1], label: "line")
                $0.heatMap([[1, 2], [3, 4]])
            }
            #expect(SVGReader(figure.svg()).isSound, "\(size)")
        }
    }

    @Test func aClassThatNoNumberTellsIsNamed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var figure = Figure()
            figure.regions(x: 0...1, y: 0...1) { x, _ in x > 0.5 ? .max : 0 }
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("Figure.regions: a class of 9223372036854775807"), "\(message)")
    }

    @Test func aMistakeOfTheCallerIsNamedWithItsLine() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            drawALineOfUnequalLists()
        }
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(message.contains("FigureTests.swift:\(lineOfTheMistake)"), "\(message)")
        await #expect(processExitsWith: .failure) {
            var figure = Figure()
            figure.heatMap([[1, 2], [3]])
        }
        await #expect(processExitsWith: .failure) {
            var figure = Figure()
            figure.bar(["a", "b"], [1, 2])
            figure.bar(["a", "c"], [1, 2])
        }
    }
}

private let lineOfTheMistake = #line + 3
@inline(never) private func drawALineOfUnequalLists() {
    var figure = Figure()
    figure.line([1, 2, 3], [1, 2])
}
