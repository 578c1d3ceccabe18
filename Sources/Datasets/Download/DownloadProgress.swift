import Foundation

/// Who hears how far a download is.
public struct DownloadProgress: Sendable {
    /// Called at most once for each percent, and at the end: the file, the bytes that have come, the bytes there are.
    let report: @Sendable (_ file: String, _ received: Int, _ total: Int) -> Void

    /// Tells a function of your own.
    ///
    /// - Parameter report: Called at most once for each percent, and at the end, with the name of the file, the number of bytes
    ///   that have come and the number there are. It may be called from any thread.
    public init(_ report: @escaping @Sendable (_ file: String, _ received: Int, _ total: Int) -> Void) {
        self.report = report
    }

    /// Nobody.
    public static let silent = DownloadProgress { _, _, _ in }

    /// A bar on the terminal; silent where standard error is not one.
    public static let bar = DownloadProgress { file, received, total in
        guard isatty(STDERR_FILENO) == 1 else { return }
        let line = "\r" + text(file, received, total) + (received >= total ? "\n" : "")
        FileHandle.standardError.write(Data(line.utf8))
    }

    /// `mnist/train-images  [#####.....]  50 %  4.7 of 9.5 MB`
    package static func text(_ file: String, _ received: Int, _ total: Int) -> String {
        let share = total > 0 ? min(Double(received) / Double(total), 1) : 1
        let marks = Int(share * 30)
        let bar = String(repeating: "#", count: marks) + String(repeating: ".", count: 30 - marks)
        let percent = String(Int(share * 100))
        let padding = String(repeating: " ", count: 3 - percent.count)
        func megabytes(_ bytes: Int) -> String {
            let tenths = bytes / 100_000
            return "\(tenths / 10).\(tenths % 10)"
        }
        return "\(file)  [\(bar)] \(padding)\(percent) %  \(megabytes(received)) of \(megabytes(total)) MB"
    }
}
