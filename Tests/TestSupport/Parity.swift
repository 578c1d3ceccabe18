import Foundation

/// One line of the parity ledger: an algorithm of ours, held against a reference implementation.
public struct ParityRow: Codable, Sendable, Hashable {
    /// The module that holds the algorithm, `"LinearAlgebra"`.
    public var module: String
    /// The public name of the algorithm, `"LUDecomposition"` or `"Generator.gamma"`.
    public var algorithm: String
    /// What it was held against, with the version: `"SciPy 1.17.1 lu_factor"`.
    public var reference: String
    /// The data: sizes, seeds, range.
    public var data: String
    /// What is measured, `"relative error"`, `"ulp"`, `"draws that differ"`.
    public var measure: String
    /// The largest error that passes.
    public var tolerance: Double
    /// The error that was seen.
    public var error: Double
}

/// The ledger: tests add rows, `make parity` writes them to `Docs/Parity.md`.
public enum Parity {
    /// Records a row and tells whether its error is within its tolerance:
    ///
    ///     #expect(Parity.holds("LinearAlgebra", "LUDecomposition", against: "SciPy 1.17.1 lu_factor",
    ///         on: "20 matrices up to 200 × 200", measure: "relative error", tolerance: 1e-12, error: worst))
    ///
    /// A row is written only where the environment names a file for it in `CAIRN_PARITY`.
    public static func holds(
        _ module: String, _ algorithm: String, against reference: String, on data: String,
        measure: String = "relative error", tolerance: Double, error: Double
    ) -> Bool {
        record(
            ParityRow(
                module: module, algorithm: algorithm, reference: reference, data: data, measure: measure,
                tolerance: tolerance, error: error))
        return error <= tolerance
    }

    private static let lock = NSLock()

    private static func record(_ row: ParityRow) {
        guard let path = ProcessInfo.processInfo.environment["CAIRN_PARITY"] else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard var line = try? encoder.encode(row) else { return }
        line.append(UInt8(ascii: "\n"))
        lock.withLock {
            if !FileManager.default.fileExists(atPath: path) {
                _ = FileManager.default.createFile(atPath: path, contents: nil)
            }
            guard let handle = FileHandle(forWritingAtPath: path) else { return }
            _ = try? handle.seekToEnd()
            try? handle.write(contentsOf: line)
            try? handle.close()
        }
    }
}
