import Foundation
import Plots
import TestSupport
import Testing

@Suite struct HistogramTests {
    @Test func countsAsNumPyDoesForEveryRule() throws {
        let golden = try PlotsGolden.load()
        let rules: [String: BinRule] = [
            "automatic": .automatic, "freedmanDiaconis": .freedmanDiaconis, "sturges": .sturges,
            "scott": .scott,
            "squareRoot": .squareRoot, "7": .count(7),
        ]
        var differing = 0, compared = 0
        for sample in golden.cases {
            for (name, expected) in sample.histograms {
                let histogram = Histogram(sample.values, bins: try #require(rules[name]))
                #expect(histogram.counts == expected.counts, "\(sample.name), \(name)")
                #expect(histogram.edges.first == expected.first && histogram.edges.last == expected.last)
                differing += histogram.counts == expected.counts ? 0 : 1
                compared += 1
            }
        }
        #expect(compared == 54)
        #expect(
            Parity.holds(
                "Plots", "Histogram", against: "NumPy \(golden.numpy) histogram",
                on: "9 samples of 1 to 500 values, 6 rules", measure: "histograms that differ", tolerance: 0,
                error: Double(differing)))
    }

    @Test func countsBetweenGivenEdgesAsNumPyDoes() throws {
        let golden = try PlotsGolden.load()
        #expect(Histogram(golden.cases[0].values, bins: .edges(golden.edges)).counts == golden.unequal)
    }

    @Test func theLastBinHoldsItsRightEdge() {
        let histogram = Histogram([0, 1, 2, 2], bins: .edges([0, 1, 2]))
        #expect(histogram.counts == [1, 3])
        #expect(histogram.left == 0)
    }

    @Test func densitiesHaveAreaOne() {
        let histogram = Histogram([1, 2, 2, 3, 9], bins: .edges([0, 2.5, 3, 10]))
        let area = zip(histogram.densities, zip(histogram.edges.dropFirst(), histogram.edges))
            .map { $0 * ($1.0 - $1.1) }.reduce(0, +)
        #expect(abs(area - 1) < 1e-15)
    }

    @Test func leavesOutWhatIsNotFinite() {
        let histogram = Histogram([.nan, 1, 2, .infinity, -.infinity, 1.7e308], bins: .count(2))
        #expect(histogram.counts == [1, 1])
        #expect(histogram.left == 4)
    }

    @Test func aLargeConstantIsCounted() throws {
        for value in [1.7e18, -1.7e18, 1e300] {
            for rule in [BinRule.automatic, .count(1), .count(7), .scott] {
                let histogram = Histogram([value, value, value], bins: rule)
                #expect(histogram.counts.reduce(0, +) == 3)
                #expect(zip(histogram.edges, histogram.edges.dropFirst()).allSatisfy(<))
            }
        }
        var figure = Figure(title: "One number")
        figure.histogram([1.7e18, 1.7e18, 1.7e18])
        #expect(SVGReader(figure.svg()).isSound)
    }

    @Test func aFarOutlierDoesNotMakeMillionsOfBins() {
        let histogram = Histogram((0..<1000).map { Double($0 % 7) } + [1e12], bins: .freedmanDiaconis)
        #expect(histogram.counts.count == Histogram.mostBins)
        #expect(histogram.counts.reduce(0, +) == 1001)
    }

    @Test func valuesTooCloseForTheirBinsGetFewer() {
        let histogram = Histogram([1, 1 + Double.ulpOfOne], bins: .count(100))
        #expect(histogram.counts.reduce(0, +) == 2)
        #expect(zip(histogram.edges, histogram.edges.dropFirst()).allSatisfy(<))
    }

    @Test func nothingGivesOneEmptyBin() {
        #expect(Histogram([]).counts == [0])
        #expect(Histogram([]).densities == [0])
    }
}

@Suite struct QuantileTests {
    @Test func percentilesEqualNumPysBitForBit() throws {
        let golden = try PlotsGolden.load()
        var worst = 0.0
        for sample in golden.cases {
            let quantiles = Quantiles(sample.values)
            for (share, expected) in zip([0, 0.1, 0.25, 0.5, 0.75, 0.975, 1], sample.percentiles) {
                worst = max(worst, abs(quantiles[share] - expected) / max(abs(expected), 1e-3))
            }
            let box = try #require(BoxSummary(sample.values))
            worst = max(
                worst, abs(box.lowerQuartile - sample.percentiles[2]) / max(abs(box.lowerQuartile), 1e-3))
            worst = max(
                worst, abs(box.upperQuartile - sample.percentiles[4]) / max(abs(box.upperQuartile), 1e-3))
        }
        #expect(
            Parity.holds(
                "Plots", "BoxSummary", against: "NumPy \(golden.numpy) percentile",
                on: "9 samples of 1 to 500 values, 7 shares", tolerance: 1e-15, error: worst))
    }

    @Test func whiskersStopAtTheLastValueWithinReach() throws {
        // Quartiles 2 and 4, reach 3: −1 to 7.
        let box = try #require(BoxSummary([1, 2, 3, 4, 100]))
        #expect((box.lowerWhisker, box.median, box.upperWhisker) == (1, 3, 4))
        #expect(box.outliers == [100])
    }

    @Test func aBoxOfNothingIsNil() {
        #expect(BoxSummary([]) == nil)
        #expect(BoxSummary([.nan, .infinity]) == nil)
        #expect(BoxSummary([3])?.median == 3)
    }
}

@Suite struct KernelDensityTests {
    @Test func equalsSciPysGaussianKDE() throws {
        let golden = try PlotsGolden.load()
        var worst = 0.0
        for sample in golden.cases {
            // SciPy divides values and places by the bandwidth before it subtracts them, so that for values far from
            // zero its own rounding is larger than the tolerance; ours subtracts first.
            guard let expected = sample.density, sample.name != "far" else { continue }
            let density = try #require(KernelDensity(sample.values))
            worst = max(worst, abs(density.bandwidth / expected.bandwidth - 1))
            let peak = expected.is.max() ?? 1
            for (x, value) in zip(expected.at, expected.is) {
                worst = max(worst, abs(density(x) - value) / peak)
            }
        }
        #expect(
            Parity.holds(
                "Plots", "KernelDensity", against: "SciPy \(golden.scipy) gaussian_kde",
                on: "6 samples of 3 to 500 values at 25 places", measure: "error relative to the peak",
                tolerance: 1e-12, error: worst))
    }

    @Test func integratesToOne() throws {
        let density = try #require(KernelDensity([0, 1, 5, 5.5, 9]))
        let step = 0.01
        let area = (-3000..<4000).map { density(Double($0) * step) * step }.reduce(0, +)
        #expect(abs(area - 1) < 1e-9)
    }

    @Test func constantOrMissingValuesHaveNone() {
        #expect(KernelDensity([]) == nil)
        #expect(KernelDensity([2]) == nil)
        #expect(KernelDensity([2, 2, 2]) == nil)
        #expect(KernelDensity([.nan, 1e308, -1e308]) == nil)
    }
}

@Suite struct MarchingSquaresTests {
    /// Heights r² over a square grid of −2…2: the line at height 1 is the unit circle.
    private func bowl(_ side: Int) -> (
        squares: MarchingSquares, place: (MarchingSquares.Place) -> (Double, Double)
    ) {
        let step = 4 / Double(side - 1)
        let values = (0..<side * side).map { index -> Double in
            let x = -2 + step * Double(index % side), y = -2 + step * Double(index / side)
            return x * x + y * y
        }
        return (
            MarchingSquares(values, rows: side, columns: side),
            { (-2 + step * $0.column, -2 + step * $0.row) }
        )
    }

    @Test func theLevelLineOfABowlIsACircle() throws {
        let (squares, place) = bowl(81)
        let lines = squares.lines(at: 1)
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(line.first == line.last)
        // Linear interpolation of a parabola over a step h is off by at most h²/4 in height, h²/8 in radius.
        let worst = line.map(place).map { abs(hypot($0.0, $0.1) - 1) }.max() ?? 1
        #expect(worst < 0.05 * 0.05 / 8 * 1.01)
        let length = zip(line.map(place), line.dropFirst().map(place))
            .map { hypot($0.0 - $1.0, $0.1 - $1.1) }.reduce(0, +)
        #expect(abs(length - 2 * Double.pi) < 0.01)
    }

    @Test func linesThatLeaveTheGridAreOpen() throws {
        let (squares, place) = bowl(41)
        let lines = squares.lines(at: 6)
        #expect(lines.count == 4)
        for line in lines {
            let ends = [place(try #require(line.first)), place(try #require(line.last))]
            #expect(ends.allSatisfy { max(abs($0.0), abs($0.1)) > 2 - 1e-9 })
        }
    }

    @Test func outlinesCloseAlongTheEdge() throws {
        let (squares, place) = bowl(41)
        for outline in squares.outlines(above: 6) { #expect(outline.first == outline.last) }
        // Everything lies above 0: the outline is the square itself, of area 16.
        let all = try #require(squares.outlines(above: -1).first).map(place)
        let area = zip(all, all.dropFirst()).map { $0.0 * $1.1 - $0.1 * $1.0 }.reduce(0, +) / 2
        #expect(abs(abs(area) - 16) < 1e-9)
    }

    @Test func aSaddleIsJoinedByTheMeanOfItsCorners() {
        #expect(MarchingSquares([1, 0, 0, 1], rows: 2, columns: 2).lines(at: 0.4).count == 2)
        let low = MarchingSquares([1, 0, 0, 1], rows: 2, columns: 2).lines(at: 0.6)
        #expect(low.count == 2)
        #expect(low != MarchingSquares([1, 0, 0, 1], rows: 2, columns: 2).lines(at: 0.4))
    }

    @Test func holesAndFlatLandHaveNoLines() {
        #expect(MarchingSquares([1, 1, 1, 1], rows: 2, columns: 2).lines(at: 1).isEmpty)
        #expect(MarchingSquares([.nan, 1, 0, 1], rows: 2, columns: 2).lines(at: 0.5).isEmpty)
        #expect(MarchingSquares([], rows: 0, columns: 0).lines(at: 0).isEmpty)
        #expect(MarchingSquares([5], rows: 1, columns: 1).outlines(above: 0).count <= 1)
    }
}
