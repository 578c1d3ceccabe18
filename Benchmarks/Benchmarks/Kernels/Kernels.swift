import Benchmark
import BenchmarkCases

/// The cases of `cairn-bench`, with percentiles and baselines: `swift package benchmark`.
///
/// A machine that does other things too is off by 15 to 40 %, so the tolerance is wide.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], warmupIterations: 1, maxDuration: .milliseconds(300),
        maxIterations: 10_000,
        thresholds: [
            .wallClock: .init(relative: [.p50: 40, .p75: 60]), .throughput: .init(relative: [.p50: 40]),
        ])
    for item in Cases.all {
        Benchmark(item.name) { (benchmark: Benchmark, trial: Trial) in
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations { trial.run() }
            benchmark.stopMeasurement()
        } setup: {
            let trial = item.prepare()
            trial.setUp()
            return trial
        }
    }
}
