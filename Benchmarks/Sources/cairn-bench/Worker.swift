import ArgumentParser
import BenchmarkCases
import Foundation

/// `cairn-bench worker`: one side of `Peers/compare.py`.
///
/// Reads a command a line and answers with a line of JSON: `list`, `info`, `peak`, `run NAME SECONDS`. The inputs of a case stay
/// until another case is run, so that both sides can be measured in turn without building them again.
struct Worker: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs cases on request; for Peers/compare.py.", shouldDisplay: false)
    @Flag var quick = false

    private struct Listed: Encodable {
        var name: String, group: String, rival: String?, kind: String, amount: Double, isQuick: Bool
    }
    private struct Timed: Encodable {
        var seconds: Double, fastest: Double, runs: Int
    }
    /// What one run of a case, its inputs included, takes at its highest; asked of a fresh process.
    private struct Weighed: Encodable {
        var peak: Int, added: Int

        init(_ item: Case) {
            let before = Machine.resident("VmRSS")
            item.prepare().run()
            peak = Machine.resident("VmHWM")
            added = peak - before
        }
    }
    private struct Failed: Encodable {
        var error: String
    }
    private struct Info: Encodable {
        var machine: Machine, warnings: [String]
    }

    func run() throws {
        let cases = Dictionary(uniqueKeysWithValues: Cases.all.map { ($0.name, $0) })
        var current: (name: String, trial: Trial)?
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "list": answer(Cases.all.map(listed))
            case "info": answer(Info(machine: .current, warnings: Machine.warnings))
            case "peak": answer(Peak.measured(quick: quick))
            case "run" where words.count == 3:
                guard let item = cases[words[1]], let seconds = Double(words[2]) else {
                    answer(Failed(error: "no case \(words[1])"))
                    continue
                }
                if current?.name != item.name {
                    current = nil
                    let trial = item.prepare()
                    if let failure = trial.failure() {
                        answer(Failed(error: "wrong result: \(failure)"))
                        continue
                    }
                    current = (item.name, trial)
                }
                guard let trial = current?.trial else { continue }
                let times = trial.measure(minimumSeconds: seconds, minimumSamples: 3)
                answer(Timed(seconds: times.seconds, fastest: times.fastest, runs: times.runs))
            case "memory" where words.count == 2:
                guard let item = cases[words[1]] else {
                    answer(Failed(error: "no case \(words[1])"))
                    continue
                }
                answer(Weighed(item))
            case "quit": return
            default: answer(Failed(error: "unknown command \(line)"))
            }
        }
    }

    private func listed(_ item: Case) -> Listed {
        let (kind, amount): (String, Double) =
            switch item.work {
            case .flop(let count): ("flop", count)
            case .bytes(let count): ("bytes", count)
            case .items(let count): ("items", count)
            }
        return Listed(
            name: item.name, group: item.group, rival: item.rival?.rawValue, kind: kind, amount: amount,
            isQuick: item.isQuick)
    }

    private func answer(_ value: some Encodable) {
        let text = (try? jsonObject(value)) ?? #"{"error": "the answer could not be written"}"#
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
