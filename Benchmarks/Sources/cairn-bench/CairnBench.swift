import ArgumentParser
import BenchmarkCases
import Foundation

/// The command.
@main
struct CairnBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cairn-bench",
        abstract: "Measures the library against the peak of this machine.",
        discussion:
            "To compare with NumPy, SciPy, PyTorch and pandas, run `make compare`, or Peers/compare.py.",
        subcommands: [
            PeakCommand.self, Kernels.self, Randomness.self, StatisticsCases.self, TableCases.self,
            Training.self, AttentionCases.self, Classical.self, LanguageCases.self,
            ThreadTable.self, Worker.self, Spin.self,
        ])
}

/// What the measuring commands have in common.
struct CaseOptions: ParsableArguments {
    @Flag(help: "Print one JSON object: case name → seconds.")
    var json = false
    @Flag(help: "Fewer cases, fewer runs.")
    var quick = false
    @Flag(help: "Print the names of the cases and stop.")
    var list = false
    @Option(help: "Run the cases whose name matches this regular expression.")
    var filter: String?

    func chosen(from cases: [Case]) throws -> [Case] {
        guard let filter else { return quick ? cases.filter(\.isQuick) : cases }
        do {
            let pattern = try Regex(filter)
            return cases.filter { $0.name.contains(pattern) && ($0.isQuick || !quick) }
        } catch {
            throw ValidationError("--filter: \"\(filter)\" is no regular expression: \(error)")
        }
    }

    func run(_ cases: [Case]) throws {
        let cases = try chosen(from: cases)
        if list { return cases.forEach { print($0.name) } }
        for warning in Machine.warnings { printToStandardError("warning: \(warning)") }
        if cases.isEmpty { throw ValidationError("no case matches") }
        let peak = json ? nil : Peak.measured(quick: quick)
        if let peak { print(heading(peak)) }
        var seconds: [String: Double] = [:]
        var failures = 0
        for item in cases {
            let trial = item.prepare()
            if let failure = trial.failure() {
                printToStandardError("\(item.name): wrong result: \(failure)")
                failures += 1
                continue
            }
            let times = quick ? trial.measure(minimumSeconds: 0.02, minimumSamples: 3) : trial.measure()
            seconds[item.name] = times.seconds
            if let peak { print(row(item, times, peak)) }
        }
        if json { print(try jsonObject(seconds)) }
        if failures > 0 { throw ExitCode.failure }
    }

    private func row(_ item: Case, _ times: Timing, _ peak: Peak) -> String {
        let rate = peak.rate(of: item.work, name: item.name, seconds: times.seconds)
        let percent = { (share: Double) in "\(Int((share * 100).rounded())) %" }
        let columns = [
            duration(times.seconds).rightAligned(11), duration(times.fastest).rightAligned(11),
            "± \(percent(times.spread))".rightAligned(8),
            "\(rounded(rate.value)) \(rate.unit)".rightAligned(18),
            (rate.share.map(percent) ?? "").rightAligned(8),
        ]
        return item.name.leftAligned(32) + columns.joined()
    }
}

/// The machine, its peak and the heads of the columns.
func heading(_ peak: Peak) -> String {
    let machine = Machine.current
    return """
        \(machine.processor); \(machine.processors) processors, \(machine.threads) threads
        \(machine.openBLASVersion), \(machine.openBLASCore) kernels; \(machine.system)
        peak: \(rounded(peak.allCoresF32)) GFLOP/s f32, \(rounded(peak.allCoresF64)) GFLOP/s f64, \
        \(rounded(peak.triad)) GB/s

        \("case".leftAligned(32))\("median".rightAligned(11))\("best".rightAligned(11))\("spread".rightAligned(8))\
        \("rate".rightAligned(18))\("of peak".rightAligned(8))
        """
}

/// `cairn-bench kernels`.
struct Kernels: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures products, element-wise functions, reductions and decompositions.")
    @OptionGroup var options: CaseOptions

    func run() throws { try options.run(Cases.kernels) }
}

/// `cairn-bench randomness`.
struct Randomness: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures ten million draws of each random method.")
    @OptionGroup var options: CaseOptions

    func run() throws { try options.run(Cases.randomness) }
}

/// `cairn-bench statistics`.
struct StatisticsCases: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statistics",
        abstract: "Measures samples and cumulative probabilities of ten million values.")
    @OptionGroup var options: CaseOptions

    func run() throws { try options.run(Cases.statistics) }
}

/// `cairn-bench tables`.
struct TableCases: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables", abstract: "Measures a table of a million rows and ten columns.")
    @OptionGroup var options: CaseOptions

    func run() throws { try options.run(Cases.tables) }
}

/// `cairn-bench training`.
struct Training: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures whole training steps: forward, loss, backward, optimiser.")
    @OptionGroup var options: CaseOptions

    func run() throws { try options.run(Cases.training) }
}

/// `cairn-bench attention`.
struct AttentionCases: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attention",
        abstract: "Measures causal attention of eight heads of 64: forward, backward and both.")
    @OptionGroup var options: CaseOptions

    func run() throws { try options.run(Cases.attention) }
}

/// `cairn-bench classical`.
struct Classical: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Measures fits of classical models: linear, trees, boosting, neighbours, clusters, projections.")
    @OptionGroup var options: CaseOptions

    func run() throws { try options.run(Cases.classical) }
}

/// `cairn-bench language`.
struct LanguageCases: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "language",
        abstract: "Measures language models: loading, reading a prompt, writing. `make models` fetches them.")
    @OptionGroup var options: CaseOptions

    func run() throws { try options.run(Cases.language) }
}

/// `cairn-bench peak`.
struct PeakCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peak", abstract: "Measures the peak of one core and of all, and the memory's bandwidth."
    )
    @Flag(help: "Print one JSON object.")
    var json = false
    @Flag(help: "Measure for a shorter time.")
    var quick = false

    func run() throws {
        for warning in Machine.warnings { printToStandardError("warning: \(warning)") }
        let peak = Peak.measured(quick: quick), machine = Machine.current
        if json { return print(try jsonObject(peak)) }
        print(
            """
            \(machine.processor); \(machine.processors) processors, \(machine.threads) threads
            \(machine.openBLASVersion), \(machine.openBLASCore) kernels; \(machine.system)

                                             f32          f64
            one core, in registers    \(rounded(peak.oneCoreF32).rightAligned(10)) \
            \(rounded(peak.oneCoreF64).rightAligned(12))  GFLOP/s
            all threads, in registers \(rounded(peak.allCoresF32).rightAligned(10)) \
            \(rounded(peak.allCoresF64).rightAligned(12))  GFLOP/s
            large matrix product      \(rounded(peak.productF32).rightAligned(10)) \
            \(rounded(peak.productF64).rightAligned(12))  GFLOP/s

            z = x + s y, 240 MB       \(rounded(peak.triad).rightAligned(10))  GB/s
            z = x + s y, \(quick ? "200" : "800") MB       \(rounded(peak.triadLarge).rightAligned(10))  GB/s
            y = x, 160 MB             \(rounded(peak.copy).rightAligned(10))  GB/s
            """)
    }
}

/// `cairn-bench spin`: a process that wants a core.
struct Spin: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Keeps one core busy.", shouldDisplay: false)
    @Option var seconds = 60.0

    func run() { keepBusy(for: seconds) }
}
