import Statistics
import Testing

/// The versions to read against the versions to run.
@Suite struct TextbookSpecialTests {
    private func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 2e-13 * max(abs(a), abs(b)) }

    @Test func gammaAndErf() {
        for x in [0.1, 0.7, 1.7, 3.3, 9.9, 40, 500] {
            #expect(abs(Textbook.logGamma(x) - Special.logGamma(x)) < 1e-14 * max(10, x))
        }
        let arguments = [-2, -0.3, 1e-9, 0.5, 1.5, 2.5]
        #expect(arguments.allSatisfy { close(Textbook.erf($0), Special.erf($0)) })
    }

    @Test func incompleteFunctions() {
        for (a, x) in [(0.5, 0.2), (2.5, 1.1), (10, 9), (40, 30)] {
            #expect(close(Textbook.regularizedGammaP(a, x), Special.regularizedGammaP(a, x)))
        }
        for (a, x) in [(0.5, 2.2), (2.5, 5), (10, 15), (40, 60)] {
            #expect(close(Textbook.regularizedGammaQ(a, x), Special.regularizedGammaQ(a, x)))
        }
        for (a, b, x) in [(0.5, 0.5, 0.3), (2, 3, 0.2), (10, 20, 0.3), (30, 5, 0.8)] {
            #expect(close(Textbook.regularizedBeta(a, b, x), Special.regularizedBeta(a, b, x)))
        }
    }

    @Test func quantile() {
        for p in [1e-9, 0.01, 0.3, 0.9] {
            #expect(close(Textbook.normalQuantile(p), Special.normalQuantile(p)))
        }
    }
}
