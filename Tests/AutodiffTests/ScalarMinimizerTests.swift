import Autodiff
import Foundation
import TestSupport
import Testing

@Suite struct ScalarMinimizerTests {
    private static let lines: [String: @Sendable (Double) -> Double] = [
        "cubic": { ($0 - 2) * $0 * ($0 + 2) * ($0 + 2) }, "kink": { abs($0 - 0.3) }, "cosine": { cos($0) },
        "exponential": { exp($0) - 3 * $0 }, "at the edge": { $0 * $0 },
    ]

    private static let functions: [String: @Sendable (Double) -> Double] = [
        "square": { $0 * $0 - 2 }, "cosine": { cos($0) - $0 }, "steep": { exp($0) - 1000 },
        "triple": { ($0 - 0.3) * ($0 - 0.3) * ($0 - 0.3) }, "flat": { pow($0, 9) },
    ]

    private let data = "cubic, kink, cosine, exponential, minimum at the edge"

    @Test func brentsMinimaAreSciPys() throws {
        var worst = (error: 0.0, ratio: 0.0)
        for (name, theirs) in try MinimizerGolden.load().lines {
            let function = try #require(Self.lines[name])
            let found = BrentMinimizer().minimize(in: theirs.low...theirs.high) { function($0) }
            #expect(found.isConverged && found.value <= theirs.value + 1e-8, "\(name): \(found)")
            worst.error = max(worst.error, abs(found.point - theirs.point))
            worst.ratio = max(worst.ratio, Double(found.functionEvaluations) / Double(theirs.evaluations))
        }
        #expect(
            Parity.holds(
                "Autodiff", "BrentMinimizer", against: "SciPy 1.17.1 minimize_scalar(method=\"bounded\")",
                on: data,
                measure: "absolute error", tolerance: 1e-7, error: worst.error))
        #expect(
            Parity.holds(
                "Autodiff", "BrentMinimizer", against: "SciPy 1.17.1 minimize_scalar(method=\"bounded\")",
                on: data,
                measure: "evaluations, ours / theirs", tolerance: 1.5, error: worst.ratio))
    }

    @Test func theGoldenSectionFindsThemToo() throws {
        var worst = 0.0
        for (name, theirs) in try MinimizerGolden.load().lines {
            let function = try #require(Self.lines[name])
            let found = GoldenSection().minimize(in: theirs.low...theirs.high) { function($0) }
            #expect(found.isConverged && found.functionEvaluations < 60, "\(name): \(found)")
            worst = max(worst, abs(found.point - theirs.point))
        }
        #expect(
            Parity.holds(
                "Autodiff", "GoldenSection", against: "SciPy 1.17.1 minimize_scalar(method=\"bounded\")",
                on: data,
                measure: "absolute error", tolerance: 2e-7, error: worst))
    }

    @Test func rootsAreSciPys() throws {
        var worst = (error: 0.0, ratio: 0.0)
        for (name, theirs) in try MinimizerGolden.load().roots {
            let function = try #require(Self.functions[name])
            var calls = 0
            let root = try BrentRootFinder().root(in: theirs.low...theirs.high) { x in
                calls += 1
                return function(x)
            }
            // Where a function is flat, any point with a tiny value will do.
            worst.error = max(worst.error, abs(function(root)) < 1e-30 ? 0 : abs(root - theirs.point))
            worst.ratio = max(worst.ratio, Double(calls) / Double(theirs.evaluations))
        }
        let data = "square, cosine, steep, triple root, ninth power"
        #expect(
            Parity.holds(
                "Autodiff", "BrentRootFinder", against: "SciPy 1.17.1 brentq", on: data,
                measure: "absolute error",
                tolerance: 1e-11, error: worst.error))
        #expect(
            Parity.holds(
                "Autodiff", "BrentRootFinder", against: "SciPy 1.17.1 brentq", on: data,
                measure: "evaluations, ours / theirs", tolerance: 1.5, error: worst.ratio))
    }

    @Test func hostileFunctionsAreNamedAndBorne() throws {
        #expect(throws: RootError.noSignChange(low: 0, high: 1, valueAtLow: 1, valueAtHigh: 2)) {
            try BrentRootFinder().root(in: 0...1) { $0 + 1 }
        }
        #expect(throws: RootError.self) {
            try BrentRootFinder().root(in: -1...2) { $0 == -1 || $0 == 2 ? $0 : .nan }
        }
        #expect(throws: RootError.self) {
            try BrentRootFinder(evaluations: 3).root(in: -1...2) { exp($0) - 2 }
        }
        #expect(try BrentRootFinder().root(in: 2...3) { $0 - 2 } == 2)
        #expect(try abs(BrentRootFinder().root(in: -1e300...1e300) { $0 - 1 } - 1) < 1e-9)
        for found in [
            BrentMinimizer().minimize(in: 1...1) { $0 }, GoldenSection().minimize(in: 1...1) { $0 },
        ] {
            #expect(found.isConverged && found.point == 1)
        }
        #expect(BrentMinimizer().minimize(in: 0...1) { _ in .nan }.status == .notFinite)
        #expect(GoldenSection().minimize(in: 0...1) { _ in .nan }.status == .notFinite)
        let half = BrentMinimizer().minimize(in: -1...3) { $0 < 0 ? .nan : ($0 - 0.5) * ($0 - 0.5) }
        #expect(abs(half.point - 0.5) < 1e-6)
        #expect(
            BrentMinimizer(evaluations: 3).minimize(in: 0...9) { $0 * $0 * $0 - $0 }.status == .iterationLimit
        )
    }
}
