import LessonKit
import Testing

@Suite struct TargetTests {
    @Test func aTargetHoldsUpToItsThresholdAndNotBeyond() {
        let speedup = Target("speed-up", atLeast: 5)
        #expect(speedup.isMet(by: 5))
        #expect(!speedup.isMet(by: 4.999))
        let error = Target("error", atMost: 1e-9)
        #expect(error.isMet(by: 1e-9))
        #expect(!error.isMet(by: 2e-9))
    }

    @Test func aScoreThatIsNoNumberNeverPasses() {
        #expect(!Target("score", atLeast: 0).isMet(by: .nan))
        #expect(!Target("score", atMost: 0).isMet(by: .nan))
    }

    @Test func aCheckSaysWhatWasMeasuredAndWhatWasAsked() {
        let check = Check(Target("R²", atLeast: 0.5), score: 0.51775)
        #expect(check.measured == "0.5177" || check.measured == "0.5178")
        #expect(check.required == "≥ 0.5")
        #expect(check.passed)
    }

    @Test func numbersAreShownWithTheDigitsAskedFor() {
        #expect((1.0 / 3).text(3) == "0.333")
        #expect(64.0.text() == "64")
        #expect(1.25e-15.text(2) == "1.2e-15")
        #expect(Double.nan.text() == "NaN")
        #expect((-Double.infinity).text() == "-∞")
        #expect(3.1.fixed(2) == "3.10")
    }
}
