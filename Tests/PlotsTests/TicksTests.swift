import Foundation
import Plots
import Testing

@Suite struct TicksTests {
    @Test(arguments: [
        (0.0, 1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0.0, 10.0, 5, ["0", "2", "4", "6", "8", "10"]),
        (-1.04, 1.04, 5, ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
        (-1.0, 3.0, 4, ["−1", "0", "1", "2", "3"]),
        (0.0, 1.0, 4, ["0.00", "0.25", "0.50", "0.75", "1.00"]),
        (
            0.0, 25_000.0, 5,
            ["0", "5000", "10\u{2009}000", "15\u{2009}000", "20\u{2009}000", "25\u{2009}000"]
        ),
        (0.0, 4e8, 4, ["0", "1×10⁸", "2×10⁸", "3×10⁸", "4×10⁸"]),
        (0.0, 3e-7, 3, ["0", "1×10⁻⁷", "2×10⁻⁷", "3×10⁻⁷"]),
        (0.0, 0.003, 3, ["0.000", "0.001", "0.002", "0.003"]),
        (97.0, 103.0, 3, ["98", "100", "102"]),
    ])
    func linearTicksAreRound(lower: Double, upper: Double, target: Int, labels: [String]) {
        #expect(LinearTicks(from: lower, to: upper, target: target).labels == labels)
    }

    @Test func tickValuesAreTheNearestDoublesToTheirDecimals() {
        #expect(LinearTicks(from: 0, to: 0.7, target: 7).values == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    }

    @Test func everyRangeGivesAtMostTwiceTheTicksAskedFor() {
        for exponent in stride(from: -280, through: 290, by: 7) {
            for factor in [1.0, 1.3, 2.1, 3.7, 4.9, 6.3, 9.7] {
                let span = factor * pow(10, Double(exponent))
                for target in 1...12 {
                    let count = LinearTicks(from: -span / 3, to: span, target: target).values.count
                    #expect((1...2 * target + 1).contains(count), "\(span), \(target): \(count)")
                }
            }
        }
    }

    @Test func rangesWithoutRoundNumbersGiveNoTicksInsteadOfHanging() {
        let ranges: [(Double, Double)] = [
            (1, 1 + 2e-16), (0, .leastNonzeroMagnitude), (-1.7e308, 1.7e308), (.nan, 1), (0, .infinity),
            (1, 1), (2, 1),
            (1e300, 1.0000000000000002e300),
        ]
        for (lower, upper) in ranges {
            #expect(LinearTicks(from: lower, to: upper, target: 6).values.count <= 13)
            #expect(LogTicks(from: lower, to: upper, base: 10, target: 6).values.count <= 13)
        }
    }

    @Test func logTicksArePowersWithMinorMarksBetween() {
        let ticks = LogTicks(from: 0.5, to: 200, base: 10, target: 6)
        #expect(ticks.labels == ["1", "10", "10²"])
        #expect(ticks.values == [1, 10, 100])
        #expect(
            ticks.minor == [
                0.5, 0.6, 0.7, 0.8, 0.9, 2, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90, 200,
            ])
    }

    @Test func manyDecadesAreThinned() {
        let ticks = LogTicks(from: 1e-30, to: 1e30, base: 10, target: 6)
        #expect(ticks.labels == ["10⁻³⁰", "10⁻²⁰", "10⁻¹⁰", "1", "10¹⁰", "10²⁰", "10³⁰"])
    }

    @Test func lessThanADecadeGetsMoreLabels() {
        #expect(LogTicks(from: 3, to: 8, base: 10, target: 5).labels == ["3", "4", "5", "6", "7", "8"])
        #expect(LogTicks(from: 0.15, to: 0.9, base: 10, target: 5).labels == ["0.2", "0.5"])
    }

    @Test func powersOfTwoAreWrittenOut() {
        #expect(
            LogTicks(from: 16, to: 2048, base: 2, target: 9).labels == [
                "16", "32", "64", "128", "256", "512", "1024", "2048",
            ])
        #expect(LogTicks(from: 0.25, to: 2, base: 2, target: 9).labels == ["2⁻²", "2⁻¹", "1", "2"])
    }

    @Test(arguments: [
        (0.87312, "0.873"), (12_400, "12\u{2009}400"), (3.2e-9, "3.2×10⁻⁹"), (-0.5, "−0.5"), (0, "0"),
        (1, "1"),
        (0.1 + 0.2, "0.3"), (1e7, "1×10⁷"), (6.02214e23, "6.02×10²³"), (.infinity, "∞"), (-.infinity, "−∞"),
        (.nan, "–"), (999.6, "1000"), (.leastNonzeroMagnitude, "4.94×10⁻³²⁴"), (100, "100"), (120, "120"),
    ])
    func shortNumbersReadWell(value: Double, text: String) {
        #expect(NumberText.short(value) == text)
    }
}
