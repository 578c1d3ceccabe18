/// How fast a run goes: examples each second, and the share of the machine's arithmetic that it uses.
///
/// `utilisation = operations per example · examples per second / peak`: of floating-point operations, what the literature calls MFU.
/// The operations of a forward pass are what ``summary(of:input:)`` prints; with the way back a step has about three times as many.
///
///     var meter = Throughput(operationsPerExample: 3 * 800_000)
///     meter.record(64, in: .milliseconds(2))
///     print(meter.examplesPerSecond, meter.utilization(peak: 200e9))     // 32000.0 0.384
///
/// Source: Chowdhery et al., "PaLM: Scaling Language Modeling with Pathways" (2022), appendix B.
public struct Throughput: Sendable {
    /// The floating-point operations that one example takes.
    public let operationsPerExample: Double
    /// The examples so far.
    public private(set) var examples = 0
    /// The time that they took.
    public private(set) var duration = Duration.zero
    private var last: ContinuousClock.Instant?

    /// A meter at 0.
    ///
    /// - Parameter operationsPerExample: The floating-point operations that one example takes, not negative; 0 where nobody asks
    ///   for the utilisation.
    public init(operationsPerExample: Double = 0) {
        self.operationsPerExample = operationsPerExample
    }

    /// Counts examples that took a known time.
    ///
    /// - Parameters:
    ///   - examples: How many, at least 0.
    ///   - duration: The time that they took.
    public mutating func record(_ examples: Int, in duration: Duration) {
        self.examples += examples
        self.duration += duration
    }

    /// Counts examples that took the time since the last call; those of the first call are left out, for nobody knows when they began.
    ///
    /// - Parameter examples: How many, at least 0.
    public mutating func record(_ examples: Int) {
        let now = ContinuousClock.now
        if let last { record(examples, in: now - last) }
        last = now
    }

    /// Examples each second; 0 before any time has passed.
    public var examplesPerSecond: Double {
        let seconds = duration / .seconds(1)
        return seconds > 0 ? Double(examples) / seconds : 0
    }

    /// Floating-point operations each second.
    public var operationsPerSecond: Double { examplesPerSecond * operationsPerExample }

    /// The share of the machine's arithmetic that is used.
    ///
    /// - Parameter peak: What the machine can do, in operations each second; `cairn-bench peak` measures it.
    public func utilization(peak: Double) -> Double { operationsPerSecond / peak }
}
