import CBench
import Foundation

func keepBusy(for seconds: Double) { bench_spin(seconds) }

func printToStandardError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Three significant digits.
func rounded(_ number: Double) -> String {
    number >= 99.95
        ? String(format: "%.0f", number) : String(format: number >= 9.995 ? "%.1f" : "%.2f", number)
}

/// `"1.23 ms"`.
func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<1e-6: "\(rounded(seconds * 1e9)) ns"
    case ..<1e-3: "\(rounded(seconds * 1e6)) µs"
    case ..<1: "\(rounded(seconds * 1e3)) ms"
    default: "\(rounded(seconds)) s"
    }
}

/// One line of JSON, the keys in order.
func jsonObject(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

extension String {
    func leftAligned(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
    func rightAligned(_ width: Int) -> String { String(repeating: " ", count: max(1, width - count)) + self }
}
