import CBench
import Foundation
import LinearAlgebra

/// Where and how the figures were measured.
public struct Machine: Codable, Sendable {
    /// The processor's name.
    public var processor: String
    /// How many processors this process may use.
    public var processors: Int
    /// How many threads the library uses.
    public var threads: Int
    /// The kernels that OpenBLAS runs, and its version.
    public var openBLASCore: String, openBLASVersion: String
    /// The operating system.
    public var system: String

    /// This machine, as this process sees it.
    public static var current: Machine {
        let configuration = String(cString: bench_blas_config())
        return Machine(
            processor: processorName, processors: ProcessInfo.processInfo.activeProcessorCount,
            threads: Threads.count, openBLASCore: Threads.openBLASCore,
            openBLASVersion: configuration.split(separator: " ").prefix(2).joined(separator: " "),
            system: systemName)
    }

    /// What in the environment makes the figures say less than they seem to.
    public static var warnings: [String] {
        let environment = ProcessInfo.processInfo.environment
        var warnings: [String] = []
        if let core = environment["OPENBLAS_CORETYPE"], !core.isEmpty {
            warnings.append(
                "OPENBLAS_CORETYPE=\(core) decides OpenBLAS's kernels and may hide faster ones; "
                    + "run under `env -u OPENBLAS_CORETYPE`")
        } else if bench_vector_bits() > 128,
            !["Haswell", "Zen", "SkylakeX", "Cooperlake", "SapphireRapids"]
                .contains(Threads.openBLASCore)
        {
            warnings.append(
                "OpenBLAS runs its \(Threads.openBLASCore) kernels on a processor "
                    + "with \(bench_vector_bits())-bit vectors")
        }
        for name in ["CAIRN_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"] {
            if let value = environment[name] { warnings.append("\(name)=\(value) limits the threads") }
        }
        return warnings
    }

    /// Bytes of this process: `VmRSS` is what it holds now, `VmHWM` the most that it ever did; 0 where the system does not tell.
    public static func resident(_ field: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field + ":") }
        return (line?.split { !$0.isNumber }.first).flatMap { Int($0) }.map { $0 * 1024 } ?? 0
    }

    private static var processorName: String {
        let lines =
            (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        func value(_ key: String) -> String? {
            lines.first { $0.hasPrefix(key) }?.split(separator: ":").last?.trimmingCharacters(
                in: .whitespaces)
        }
        guard let name = value("model name") else { return "unknown processor" }
        guard let family = value("cpu family"), let model = lines.first(where: { $0.hasPrefix("model\t") })
        else {
            return name
        }
        let number = model.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "?"
        return "\(name), family \(family) model \(number)"
    }

    private static var systemName: String {
        let release = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
        let line = release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
        return line.map { $0.dropFirst(12).trimmingCharacters(in: ["\""]) }
            ?? ProcessInfo.processInfo.operatingSystemVersionString
    }
}
