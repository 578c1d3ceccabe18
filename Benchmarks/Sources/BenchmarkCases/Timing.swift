/// The times of one case.
public struct Timing: Sendable {
    /// The median time of one run.
    public let seconds: Double
    /// The best.
    public let fastest: Double
    /// The distance between the quartiles, as a share of the median.
    public let spread: Double
    /// How many runs there were.
    public let runs: Int
}

extension Trial {
    /// Runs often enough to tell: at least `minimumSamples` samples and `minimumSeconds`.
    ///
    /// A sample is one run, or as many as take 100 µs, so that reading the clock does not count.
    public func measure(minimumSeconds: Double = 0.2, minimumSamples: Int = 5) -> Timing {
        setUp()
        defer { tearDown() }
        run()
        let once = max(Trial.time(1, run), 1e-8)
        let batch = max(1, Int((100e-6 / once).rounded(.up)))
        var samples: [Double] = []
        var total = 0.0
        while (samples.count < minimumSamples || total < minimumSeconds) && samples.count < 100_000 {
            let elapsed = Trial.time(batch, run)
            samples.append(elapsed / Double(batch))
            total += elapsed
        }
        samples.sort()
        let median = samples[samples.count / 2]
        let quartiles = samples[samples.count * 3 / 4] - samples[samples.count / 4]
        return Timing(
            seconds: median, fastest: samples[0], spread: quartiles / median, runs: samples.count * batch)
    }

    private static func time(_ count: Int, _ body: () -> Void) -> Double {
        let elapsed = ContinuousClock().measure { for _ in 0..<count { body() } }
        let (seconds, attoseconds) = elapsed.components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
