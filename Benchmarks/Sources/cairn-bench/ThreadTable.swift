import ArgumentParser
import BenchmarkCases
import Foundation

/// `cairn-bench threads`: the table that the thread policy rests on.
struct ThreadTable: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "threads",
        abstract: "Compares OpenBLAS's own threads with the library's, quiet and disturbed, as Markdown.")
    @Flag(help: "Fewer runs.")
    var quick = false
    @Option(help: "How often each figure is measured; the median counts.")
    var rounds = 5

    func run() throws {
        for warning in Machine.warnings { printToStandardError("warning: \(warning)") }
        let machine = Machine.current, peak = Peak.measured(quick: quick)
        let policies = ThreadPolicy.all
        let quiet = measure(policies, rounds: quick ? 2 : rounds)
        let hog = try Hog()
        let disturbed = measure(policies, rounds: quick ? 2 : rounds)
        hog.stop()
        print(
            """
            \(machine.processor); \(machine.processors) processors, \(machine.threads) threads; \
            \(machine.openBLASVersion), \(machine.openBLASCore) kernels. Measured peak: \
            \(rounded(peak.allCoresF32)) GFLOP/s of f32 on all cores, \(rounded(peak.oneCoreF32)) on one.

            GFLOP/s of f32 products, and their share of the peak of all cores. Disturbed: another process keeps \
            one core busy. Each figure is the median of \(quick ? 2 : rounds) rounds in which the policies take turns.

            | product | \(policies.map { "\($0.name), quiet" }.joined(separator: " | ")) | \
            \(policies.map { "\($0.name), disturbed" }.joined(separator: " | ")) |
            |---|\(String(repeating: "---:|", count: 2 * policies.count))
            """)
        for (index, shape) in ThreadPolicy.shapes.enumerated() {
            let cells = (quiet[index] + disturbed[index]).map { seconds in
                let rate = shape.flop / seconds * 1e-9
                return "\(rounded(rate)) (\(Int((rate / peak.allCoresF32 * 100).rounded())) %)"
            }
            print("| \(shape.name) | \(cells.joined(separator: " | ")) |")
        }
    }

    /// The median seconds, by shape and policy.
    private func measure(_ policies: [ThreadPolicy], rounds: Int) -> [[Double]] {
        ThreadPolicy.shapes.map { shape in
            let trials = policies.map { $0.trial(shape) }
            var times = policies.map { _ in [Double]() }
            for _ in 0..<rounds {
                for (index, trial) in trials.enumerated() {
                    // OpenBLAS's threads spin for a while after their last product.
                    Thread.sleep(forTimeInterval: 0.06)
                    times[index].append(trial.measure(minimumSeconds: quick ? 0.02 : 0.2).seconds)
                }
            }
            return times.map { $0.sorted()[$0.count / 2] }
        }
    }
}

/// A child process that keeps one core busy.
private struct Hog {
    private let process = Process()

    init() throws {
        process.executableURL = Bundle.main.executableURL
        process.arguments = ["spin", "--seconds", "3600"]
        try process.run()
        Thread.sleep(forTimeInterval: 0.2)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
