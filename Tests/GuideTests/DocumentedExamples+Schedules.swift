import Cairn
import Testing

// The examples in the comments of Sources/Neural/Schedules, and the page on them.

@Suite(.printsItsComments) struct DocumentedSchedules {
    @Test func cosine() {
        // snippet
        let schedule = CosineSchedule(from: 1e-3, to: 0, steps: 1000)
        print(schedule.rate(at: 0), schedule.rate(at: 500), schedule.rate(at: 1000))  // 0.001 0.0005 0.0
        // end
    }

    @Test func lambda() {
        // snippet
        let halves = LambdaSchedule { step in 0.1 / Double(1 + step) }
        print(halves.rate(at: 1))  // 0.05
        // end
    }

    @Test func oneCycle() {
        // snippet
        let schedule = OneCycleSchedule(peak: 0.1, steps: 100)
        print(schedule.rate(at: 0), schedule.rate(at: 29))  // 0.004 0.1
        // end
    }

    @Test func warmup() {
        // snippet
        let schedule = CosineSchedule(from: 1e-3, steps: 900).warmedUp(steps: 100)
        print(schedule.rate(at: 50), schedule.rate(at: 100))  // 0.0005 0.001
        // end
    }

    @Test func plateau() {
        // snippet
        var plateau = ReduceOnPlateau(rate: 0.1, factor: 0.5, patience: 1)
        for loss in [1.0, 0.8, 0.8, 0.8, 0.8] { plateau.update(metric: loss) }
        print(plateau.rate)  // 0.05
        // end
    }

    @Test func composes() {
        // snippet
        let schedule = CosineSchedule(from: 3e-4, to: 3e-5, steps: 900).warmedUp(steps: 100)
        for step in 0..<1000 {
            let rate = schedule.rate(at: step)  // what the optimiser uses in this step
            precondition(rate <= 3e-4)
        }
        print(schedule.rate(at: 1000))  // 3e-05

        let stepwise = StepSchedule(from: 0.1, factor: 0.5, every: 30)
        let damped = stepwise.multiplied(by: ExponentialSchedule(from: 1, factor: 0.99))
        let both = damped.followed(by: ConstantSchedule(1e-4), after: 90)
        print(both.rate(at: 89) > 0.01, both.rate(at: 90))  // true 0.0001
        // end
    }

    @Test func draws() throws {
        // snippet
        let steps = 200
        let schedules: [(String, any Schedule)] = [
            ("cosine, warmed up", CosineSchedule(from: 1, steps: 180).warmedUp(steps: 20)),
            ("warm restarts", CosineRestartsSchedule(from: 1, period: 28, growth: 2)),
            ("one cycle", OneCycleSchedule(peak: 1, steps: steps)),
            (
                "warm-up, stable, decay",
                WarmupStableDecaySchedule(peak: 1, warmup: 20, stable: 120, decay: 60)
            ),
        ]
        var panels = Panels(rows: 2, columns: 2, width: 720, height: 480)
        for (place, (name, schedule)) in schedules.enumerated() {
            panels[place / 2, place % 2].title = name
            panels[place / 2, place % 2].line(
                x: Vector((0..<steps).map(Double.init)), y: Vector(schedule.rates(steps)))
        }
        try panels.write(to: "/tmp/schedules.svg")
        // end
    }
}
