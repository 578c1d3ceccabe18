import Foundation
import Neural
import TestSupport
import Testing

@Suite struct ScheduleTests {
    private struct Reference: Decodable {
        var versions: String
        var cases: [String: [Double]]
        var metrics: [Double?]
        var plateaus: [String: [Double]]
    }

    private static let wsd = WarmupStableDecaySchedule(peak: 0.1, warmup: 20, stable: 50, decay: 40)

    private static func wsd(_ shape: WarmupStableDecaySchedule.Shape) -> WarmupStableDecaySchedule {
        WarmupStableDecaySchedule(peak: 0.1, warmup: 20, stable: 50, decay: 40, shape: shape)
    }

    /// Ours for each case of the script, with PyTorch's name.
    private static let schedules: [(name: String, type: String, theirs: String, ours: any Schedule)] = [
        (
            "constant", "ConstantSchedule", "ConstantLR",
            ConstantSchedule(0.025).followed(by: ConstantSchedule(0.1), after: 40)
        ),
        ("step", "StepSchedule", "StepLR", StepSchedule(from: 0.1, factor: 0.3, every: 30)),
        (
            "multistep", "MultistepSchedule", "MultiStepLR",
            MultistepSchedule(from: 0.1, factor: 0.3, at: [90, 50, 10, 50])
        ),
        ("exponential", "ExponentialSchedule", "ExponentialLR", ExponentialSchedule(from: 0.1, factor: 0.97)),
        ("linear", "LinearSchedule", "LinearLR", LinearSchedule(from: 0.02, to: 0.07, steps: 60)),
        (
            "polynomial", "PolynomialSchedule", "PolynomialLR",
            PolynomialSchedule(from: 0.1, steps: 90, power: 1.7)
        ),
        (
            "cosine", "CosineSchedule", "CosineAnnealingLR",
            CosineSchedule(from: 0.1, to: 0.004, steps: 129)
        ),
        (
            "restarts", "CosineRestartsSchedule", "CosineAnnealingWarmRestarts, T_mult 2",
            CosineRestartsSchedule(from: 0.1, to: 0.001, period: 9, growth: 2)
        ),
        (
            "restarts1", "CosineRestartsSchedule", "CosineAnnealingWarmRestarts, T_mult 1",
            CosineRestartsSchedule(from: 0.1, period: 25)
        ),
        ("oneCycle", "OneCycleSchedule", "OneCycleLR", OneCycleSchedule(peak: 0.1, steps: 130)),
        (
            "oneCycleLinear", "OneCycleSchedule, linear", "OneCycleLR, linear",
            OneCycleSchedule(
                peak: 0.1, steps: 130, riseFraction: 0.4, startDivisor: 10, endDivisor: 100, shape: .linear)
        ),
        (
            "oneCycleThree", "OneCycleSchedule, three phases", "OneCycleLR, three_phase",
            OneCycleSchedule(peak: 0.1, steps: 130, riseFraction: 0.35, isThreePhase: true)
        ),
        (
            "triangular", "CyclicSchedule", "CyclicLR, triangular",
            CyclicSchedule(from: 0.01, to: 0.1, rise: 15, fall: 25)
        ),
        (
            "triangular2", "CyclicSchedule, halved", "CyclicLR, triangular2",
            CyclicSchedule(from: 0.01, to: 0.1, rise: 15, swing: .halved)
        ),
        (
            "expRange", "CyclicSchedule, exponential", "CyclicLR, exp_range",
            CyclicSchedule(from: 0.01, to: 0.1, rise: 15, fall: 20, swing: .exponential(factor: 0.99))
        ),
        (
            "warmupCosine", "WarmupSchedule", "SequentialLR of LinearLR and CosineAnnealingLR",
            CosineSchedule(from: 0.1, steps: 110).warmedUp(steps: 20, from: 0.1)
        ),
        (
            "sequential", "SequentialSchedule", "SequentialLR",
            ConstantSchedule(0.05).followed(by: ExponentialSchedule(from: 0.1, factor: 0.95), after: 33)
        ),
        (
            "product", "ProductSchedule", "ChainedScheduler",
            ExponentialSchedule(from: 0.1, factor: 0.98)
                .multiplied(by: StepSchedule(from: 1, factor: 0.5, every: 40))
        ),
        ("lambda", "LambdaSchedule", "LambdaLR", LambdaSchedule { 0.1 / (1 + 0.05 * Double($0)) }),
        ("noam", "NoamSchedule", "LambdaLR of the formula", NoamSchedule(dimension: 512, warmup: 40)),
        ("wsdLinear", "WarmupStableDecaySchedule", "LambdaLR of the formula", wsd(.linear)),
        ("wsdCosine", "WarmupStableDecaySchedule, cosine", "LambdaLR of the formula", wsd(.cosine)),
        ("wsdRoot", "WarmupStableDecaySchedule, root", "LambdaLR of the formula", wsd(.oneMinusSquareRoot)),
    ]

    @Test func ratesAreThoseOfPyTorchStepByStep() throws {
        let golden = try Golden.load("neural/schedules", as: Reference.self)
        #expect(Set(Self.schedules.map(\.name)).union(["oneCycleMomentum"]) == Set(golden.cases.keys))
        for schedule in Self.schedules {
            let expected = try #require(golden.cases[schedule.name])
            let error = Self.error(schedule.ours.rates(expected.count), expected)
            #expect(
                Parity.holds(
                    "Neural", schedule.type, against: "\(golden.versions) \(schedule.theirs)",
                    on: "\(expected.count) steps", measure: "error / highest rate", tolerance: 1e-13,
                    error: error),
                "\(schedule.name): \(error)")
        }
    }

    @Test func momentumOfOneCycleIsThatOfPyTorch() throws {
        let golden = try Golden.load("neural/schedules", as: Reference.self)
        let expected = try #require(golden.cases["oneCycleMomentum"])
        let schedule = OneCycleSchedule(peak: 0.1, steps: 130)
        let error = Self.error(expected.indices.map { schedule.momentum(at: $0) }, expected)
        #expect(
            Parity.holds(
                "Neural", "OneCycleSchedule.momentum", against: "\(golden.versions) OneCycleLR",
                on: "130 steps", measure: "error / highest rate", tolerance: 1e-13, error: error))
    }

    @Test func plateausAreThoseOfPyTorch() throws {
        let golden = try Golden.load("neural/schedules", as: Reference.self)
        let ours: [String: ReduceOnPlateau] = [
            "relative": ReduceOnPlateau(rate: 0.1, factor: 0.5, patience: 2),
            "absolute": ReduceOnPlateau(
                rate: 0.1, factor: 0.3, patience: 3, threshold: .absolute(0.01), cooldown: 4,
                minimumRate: 1e-4),
            "maximum": ReduceOnPlateau(
                rate: 0.1, goal: .maximum, factor: 0.5, patience: 0, threshold: .absolute(0.002), cooldown: 1),
        ]
        for (name, expected) in golden.plateaus {
            var plateau = try #require(ours[name])
            let rates = golden.metrics.map { metric in
                plateau.update(metric: (metric ?? .nan) * (plateau.goal == .minimum ? 1 : -1))
            }
            #expect(Set(rates).count > 3, "\(name) must fall to be a test")
            #expect(
                Parity.holds(
                    "Neural", "ReduceOnPlateau, \(name)", against: "\(golden.versions) ReduceLROnPlateau",
                    on: "130 metrics, one of them NaN", measure: "error / highest rate", tolerance: 1e-13,
                    error: Self.error(rates, expected)))
        }
    }

    @Test func schedulesKeepTheirLastRate() {
        #expect(CosineSchedule(from: 1, to: 0.25, steps: 10).rate(at: .max) == 0.25)
        #expect(LinearSchedule(from: 1, to: 0.3, steps: 10).rate(at: .max) == 0.3)
        #expect(PolynomialSchedule(from: 1, to: 0.3, steps: 10, power: 2).rate(at: 10) == 0.3)
        let cycle = OneCycleSchedule(peak: 1, steps: 10)
        #expect(cycle.rate(at: 9) == 1 / 25.0 / 1e4)
        #expect(cycle.rate(at: .max) == cycle.rate(at: 9))
        #expect(Self.wsd.rate(at: .max) == 0)
        #expect(StepSchedule(from: 1, every: 1).rate(at: .max) == 0)
    }

    @Test func theLatestStepOfAllIsAnswered() {
        let restarts = CosineRestartsSchedule(from: 1, period: 3, growth: 2)
        #expect((0...1).contains(restarts.rate(at: .max)))
        let noam = NoamSchedule(dimension: 1, warmup: 1).rate(at: .max)
        #expect(noam > 0 && noam < 1e-9)
        #expect((0...1).contains(CyclicSchedule(from: 0, to: 1, rise: 3).rate(at: .max)))
    }

    @Test func warmupOfNoStepsIsTheScheduleItself() {
        let cosine = CosineSchedule(from: 1, steps: 20)
        #expect(cosine.warmedUp(steps: 0).rates(25) == cosine.rates(25))
    }

    @Test func restartsBeginAgainAfterOneTwoAndFourPeriods() {
        let schedule = CosineRestartsSchedule(from: 1, period: 5, growth: 2)
        for start in [0, 5, 15, 35] { #expect(schedule.rate(at: start) == 1) }
        #expect(schedule.rate(at: 34) < 0.02)
    }

    @Test func savedSchedulesGoOnWithTheSameRates() throws {
        let schedule = CosineSchedule(from: 0.1, to: 1e-5, steps: 70).warmedUp(steps: 30)
            .followed(by: CyclicSchedule(from: 0.01, to: 0.1, rise: 3, swing: .halved), after: 80)
            .scaled(by: 0.3)
        let saved = try JSONEncoder().encode(schedule)
        let back = try JSONDecoder().decode(type(of: schedule), from: saved)
        #expect(back == schedule)
        #expect(back.rates(130) == schedule.rates(130))
    }

    @Test func savedPlateausGoOn() throws {
        var plateau = ReduceOnPlateau(rate: 1, patience: 1, cooldown: 2)
        for loss in [-Double.infinity, 3, .nan] { plateau.update(metric: loss) }
        let saved = try JSONEncoder().encode(plateau)
        var back = try JSONDecoder().decode(ReduceOnPlateau.self, from: saved)
        #expect(back == plateau)
        for loss in [4.0, 5, 6, 7] { #expect(back.update(metric: loss) == plateau.update(metric: loss)) }
    }

    /// The largest error as a share of the highest rate: rates near 0 are differences of larger ones.
    private static func error(_ ours: [Double], _ theirs: [Double]) -> Double {
        let scale = theirs.reduce(0) { max($0, abs($1)) }
        return zip(ours, theirs).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }
}
