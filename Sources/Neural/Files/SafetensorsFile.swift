import Foundation
import LinearAlgebra

/// The tensors of a safetensors file: weights of networks as most model hubs hand them out.
///
/// The file begins with the length n of its header, 8 bytes with the lowest first; then come n bytes of JSON, which name
/// each tensor with its type, its shape and its place; then the numbers, row by row. Opening a file reads and checks the
/// header and nothing else; `values(of:as:)` reads one tensor. A file can come from anywhere: whatever it says, the answer
/// is a value or a `SafetensorsError`.
///
///     var writer = SafetensorsWriter(metadata: ["format": "pt"])
///     writer.append("dense.weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6] as [Float])
///     writer.append("dense.bias", shape: [3], values: [0.1, 0.2, 0.3], as: .bfloat16)
///     try writer.write(path: "/tmp/model.safetensors")
///     let file = try SafetensorsFile(path: "/tmp/model.safetensors")
///     print(file.names)  // ["dense.weight", "dense.bias"]
///     let (shape, bias) = try file.values(of: "dense.bias", as: Float.self)
///     print(shape, bias)  // [3] [0.100097656, 0.20019531, 0.30078125]
///
/// Source: Hugging Face, *Safetensors* format description, 2022.
public struct SafetensorsFile: Sendable {
    /// What the header says about one tensor.
    public struct Entry: Hashable, Sendable {
        /// The name of the tensor.
        public let name: String
        /// The type of its numbers in the file.
        public let type: ElementType
        /// Its shape: empty for a single number, with a 0 where it holds none.
        public let shape: [Int]
        /// The place of its numbers, counted from the first byte after the header.
        public let bytes: Range<Int>

        /// The number of its elements.
        public var count: Int { bytes.count / type.width }
    }

    /// What the file says about its tensors, in the order of their data.
    public let entries: [Entry]
    /// Words about the file as a whole: empty where there are none.
    public let metadata: [String: String]

    private let source: any ByteSource
    private let dataStart: Int
    /// The places of the names in `entries`, by their bytes: the file may tell names apart that Swift holds equal.
    private let places: [[UInt8]: Int]

    /// The names of the tensors, in the order of their data.
    public var names: [String] { entries.map(\.name) }

    /// Opens the file at `url` and reads its header.
    ///
    /// The file stays open as long as this value and its copies live. Complexity: O(n) for a header of n bytes.
    /// - Parameter url: a file on this computer.
    /// - Throws: `SafetensorsError`.
    public init(_ url: URL) throws(SafetensorsError) { try self.init(path: url.path) }

    /// Opens the file at `path` and reads its header.
    /// - Parameter path: a file on this computer.
    /// - Throws: `SafetensorsError`.
    public init(path: String) throws(SafetensorsError) {
        let source: FileSource
        do throws(NumPyFileError) { source = try FileSource(path: path) } catch {
            throw SafetensorsError(error)
        }
        try self.init(source: source)
    }

    /// Reads the header of a file that is in memory.
    /// - Parameter bytes: the whole file.
    /// - Throws: `SafetensorsError`.
    public init(bytes: [UInt8]) throws(SafetensorsError) {
        try self.init(source: MemorySource(memory: bytes))
    }

    private init(source: some ByteSource) throws(SafetensorsError) {
        do throws(SafetensorsError) {
            let length = try SafetensorsFile.headerLength(source)
            let bytes = try SafetensorsFile.read(source, at: 8, count: length)
            let header = try SafetensorsHeader(bytes, dataCount: source.count - 8 - length)
            entries = header.entries
            metadata = header.metadata
            dataStart = 8 + length
        } catch {
            throw error.inFile(source.path)
        }
        self.source = source
        let names = entries.enumerated().map { (Array($1.name.utf8), $0) }
        places = Dictionary(names, uniquingKeysWith: { first, _ in first })
    }

    private static func headerLength(_ source: some ByteSource) throws(SafetensorsError) -> Int {
        guard source.count >= 8 else {
            throw SafetensorsError(
                .wrongHeaderLength, expected: "8 bytes with the length of the header",
                found: "a file of \(source.count) bytes")
        }
        let bytes = try read(source, at: 0, count: 8)
        let length = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let most = min(source.count - 8, SafetensorsHeader.longest)
        guard length >= 2, length <= most else {
            throw SafetensorsError(
                .wrongHeaderLength, offset: 0,
                expected: "a header of 2 to \(most) bytes in a file of \(source.count)",
                found: "a length of \(length)")
        }
        return Int(length)
    }

    private static func read(
        _ source: some ByteSource, at offset: Int, count: Int, tensor: String? = nil
    ) throws(SafetensorsError) -> [UInt8] {
        do throws(NumPyFileError) { return try source.bytes(at: offset, count: count) } catch {
            throw SafetensorsError(error, tensor: tensor)
        }
    }
}

extension SafetensorsFile {
    /// What the file says about the tensor `name`; nil where it has none of that name.
    /// - Parameter name: compared byte by byte, so that é in one code and é in two are different names.
    public func entry(_ name: String) -> Entry? { places[Array(name.utf8)].map { entries[$0] } }

    /// The shape and the numbers of a tensor.
    ///
    /// Floating-point numbers and integers become the nearest `Float` or `Double`; numbers too large for a `Float` become
    /// infinite. An integer type takes whole numbers that it can hold, and `Bool` takes 0 and 1. Complexity: O(n) for a
    /// tensor of n elements, of which nothing else is read. Calls on several threads do not disturb each other.
    /// - Parameters:
    ///   - name: the name of the tensor, as in `names`.
    ///   - type: the wanted type: `Double`, `Float`, `Int` and its kin, `Bool`.
    /// - Returns: the shape, and the numbers row by row: the last index runs fastest.
    /// - Throws: `SafetensorsError` where there is no such tensor, where the file cannot be read, and where a number has no
    ///   equal in an integer type.
    public func values<Value: NumPyElement>(
        of name: String, as type: Value.Type = Value.self
    ) throws(SafetensorsError) -> (shape: [Int], values: [Value]) {
        guard let entry = entry(name) else { throw missing(name) }
        let bytes = try SafetensorsFile.read(
            source, at: dataStart + entry.bytes.lowerBound, count: entry.bytes.count, tensor: name)
        var culprit: Int?
        let values = [Value](unsafeUninitializedCapacity: entry.count) { target, initialized in
            guard let start = target.baseAddress else { return }
            culprit = SafetensorsFile.convert(bytes, of: entry.type, to: start, Value.self)
            initialized = culprit == nil ? entry.count : 0
        }
        if let culprit {
            throw SafetensorsError(
                .notRepresentable, path: source.path, tensor: name,
                offset: dataStart + entry.bytes.lowerBound + culprit * entry.type.width,
                expected: "numbers that \(Value.self) can hold",
                found: "another one: \(entry.type.rawValue), element \(culprit)")
        }
        return (entry.shape, values)
    }

    /// Converts `bytes`, and returns the index of the first number that `Value` cannot hold.
    private static func convert<Value: NumPyElement>(
        _ bytes: [UInt8], of type: ElementType, to target: UnsafeMutablePointer<Value>, _: Value.Type
    ) -> Int? {
        guard let numPyType = type.numPyType else {
            return SixteenBits.widened(brain: bytes).withUnsafeBytes {
                Value.convert($0, of: .float32, to: target)
            }
        }
        return bytes.withUnsafeBytes { source in
            guard numPyType == Value.numPyType, type != .bool else {
                return Value.convert(source, of: numPyType, to: target)
            }
            UnsafeMutableRawBufferPointer(start: target, count: source.count).copyMemory(from: source)
            return nil
        }
    }

    private func missing(_ name: String) -> SafetensorsError {
        let some = entries.prefix(8).map { "\"\(SafetensorsError.short($0.name))\"" }.joined(separator: ", ")
        let rest = entries.count > 8 ? " and \(entries.count - 8) more" : ""
        return SafetensorsError(
            .noSuchTensor, path: source.path, tensor: name, expected: "a tensor of the file",
            found: entries.isEmpty ? "a file without tensors" : "only \(some)\(rest)")
    }
}
