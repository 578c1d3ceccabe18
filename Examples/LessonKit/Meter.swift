import Foundation

/// Measures the wall time and the memory of what happens between its making and its reading.
package struct Meter {
    private let began = ContinuousClock.now
    private let before: Double

    /// Starts to measure; where the system lets us (Linux), the peak of the process is reset first.
    package init() {
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        before = Self.residentNow()
    }

    /// Seconds since the start.
    package var seconds: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - began).components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }

    /// Megabytes by which the peak of resident memory since the start lies above what was resident at the start.
    ///
    /// Memory that an earlier lesson left in a cache and this one uses again is not counted.
    package var megabytes: Double { max(0, Self.residentPeak() - before) }

    private static func residentNow() -> Double { status("VmRSS:") ?? lifetimePeak() }

    private static func residentPeak() -> Double { status("VmHWM:") ?? lifetimePeak() }

    /// A line of `/proc/self/status` in megabytes, nil where there is no such file.
    private static func status(_ key: String) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) })
        else { return nil }
        let fields = line.split(whereSeparator: \.isWhitespace)
        guard fields.count > 1, let kibibytes = Double(fields[1]) else { return nil }
        return kibibytes * 1024 / 1e6
    }

    /// The peak since the process began, which is what `getrusage` knows.
    private static func lifetimePeak() -> Double {
        var usage = rusage()
        #if canImport(Darwin)
            getrusage(RUSAGE_SELF, &usage)
            return Double(usage.ru_maxrss) / 1e6
        #else
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Double(usage.ru_maxrss) * 1024 / 1e6
        #endif
    }
}
