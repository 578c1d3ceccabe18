import Autodiff
import Foundation
import LinearAlgebra

/// A GGUF file: a language model in one piece, with its sizes, its vocabulary, its chat template and its weights, most often
/// quantised.
///
/// After the four letters GGUF come the version and two counts, then the metadata (keys with values), then the name, shape, type and
/// place of each tensor, then the data. Opening a file maps it into memory and checks all but the data; a tensor is read when asked
/// for. A file can come from anywhere: whatever it says, the answer is a value or a `GGUFError`.
///
///     var writer = GGUFWriter(metadata: [("general.architecture", .string("llama"))])
///     writer.append("weight", shape: [2, 32], values: (0..<64).map(Float.init), as: .q8_0)
///     let file = try GGUFFile(bytes: writer.bytes())
///     print(file.tensors[0].name, file.tensors[0].shape, file.tensors[0].bytes.count)  // weight [2, 32] 68
///
/// Versions 2 and 3, lowest byte first. Shapes are row by row as everywhere in this library: the last axis runs fastest (the file
/// lists the axes the other way round).
///
/// Source: G. Gerganov and contributors, *GGUF* format description, ggml, 2023.
public struct GGUFFile: Sendable {
    /// What the file says about one tensor.
    public struct Entry: Hashable, Sendable {
        /// The name of the tensor.
        public let name: String
        /// Its shape; the last axis runs fastest.
        public let shape: [Int]
        /// The number that the format gives to the type of its elements.
        public let typeNumber: UInt32
        /// The type of its elements; nil where it is one that is not read.
        public let type: BlockFormat?
        /// The place of its data, counted from the first byte of the file; without end where the type is not known.
        public let bytes: Range<Int>

        /// The number of its elements.
        public var count: Int { shape.reduce(1, *) }
    }

    /// The version of the format, 2 or 3.
    public let version: Int
    /// The keys of the metadata, in the order of the file.
    public let keys: [String]
    /// The metadata.
    public let metadata: [String: GGUFValue]
    /// What the file says about its tensors, in its order.
    public let tensors: [Entry]
    /// The alignment of the data.
    public let alignment: Int
    /// The path as the caller gave it; nil where the bytes were in memory.
    public let path: String?

    private let source: GGUFBytes
    private let places: [String: Int]

    /// Opens the file at `path`. O(n) for n bytes of metadata; the data is not read.
    /// - Parameter path: a file on this computer, not to be shortened while it is open.
    /// - Throws: `GGUFError`.
    public init(path: String) throws(GGUFError) {
        let mapping: MappedFile
        do throws(MappedFileError) { mapping = try MappedFile(path: path) } catch {
            throw GGUFError(.cannotRead, path: path, expected: error.expected, found: error.found)
        }
        try self.init(GGUFBytes(mapping), path: path)
    }

    /// Opens the file at `url`.
    /// - Parameter url: a file on this computer.
    /// - Throws: `GGUFError`.
    public init(_ url: URL) throws(GGUFError) { try self.init(path: url.path) }

    /// Reads a file that is in memory.
    /// - Parameter bytes: the whole file.
    /// - Throws: `GGUFError`.
    public init(bytes: [UInt8]) throws(GGUFError) { try self.init(GGUFBytes(bytes), path: nil) }

    private init(_ source: GGUFBytes, path: String?) throws(GGUFError) {
        let header: GGUFHeader
        do throws(GGUFError) {
            header = try source.withUnsafeBytes { bytes throws(GGUFError) in try GGUFHeader(bytes, source) }
        } catch {
            throw error.inFile(path)
        }
        version = header.version
        keys = header.keys
        metadata = header.metadata
        tensors = header.tensors
        alignment = header.alignment
        places = header.places
        self.source = source
        self.path = path
    }

    /// What the file says about the tensor `name`; nil where it has none of that name.
    public func entry(_ name: String) -> Entry? { places[name].map { tensors[$0] } }

    /// The shape and the numbers of a tensor, of whatever type it is. O(n) for n elements.
    ///
    /// - Parameter name: the name of the tensor.
    /// - Returns: the shape, and the numbers row by row.
    /// - Throws: `GGUFError` where there is no such tensor or where its type is not read.
    public func values(of name: String) throws(GGUFError) -> (shape: [Int], values: [Float]) {
        let (entry, format) = try known(name)
        let values = source.part(entry.bytes).withUnsafeBytes { format.dequantize($0, count: entry.count) }
        return (entry.shape, values)
    }

    /// A tensor of the file as one to compute with.
    /// - Parameter name: the name of the tensor.
    /// - Throws: `GGUFError` where there is no such tensor or where its type is not read.
    public func tensor(_ name: String) throws(GGUFError) -> Tensor<Float> {
        let (entry, format) = try known(name)
        let tensor = Tensor<Float>(uninitialized: entry.shape)
        source.part(entry.bytes).withUnsafeBytes {
            format.dequantize(
                $0, into: UnsafeMutableBufferPointer(start: tensor.buffer.base, count: entry.count))
        }
        return tensor
    }

    /// Calls `body` with the bytes of a tensor as the file holds them, at any address.
    /// - Parameters:
    ///   - name: the name of the tensor.
    ///   - body: is called once; the bytes are valid until it returns.
    /// - Throws: `GGUFError` where there is no such tensor or where its type is not read.
    public func withUnsafeBytes<Result>(
        of name: String, _ body: (Entry, UnsafeRawBufferPointer) -> Result
    ) throws(GGUFError) -> Result {
        let entry = try known(name).entry
        return source.part(entry.bytes).withUnsafeBytes { body(entry, $0) }
    }

    /// Lets the system take back the memory of a tensor that was read and is not needed again soon.
    func release(_ entry: Entry) { source.part(entry.bytes).release() }

    private func known(_ name: String) throws(GGUFError) -> (entry: Entry, format: BlockFormat) {
        guard let entry = entry(name) else {
            let some = tensors.prefix(8).map { "\"\(GGUFError.short($0.name))\"" }.joined(separator: ", ")
            let rest = tensors.count > 8 ? " and \(tensors.count - 8) more" : ""
            throw GGUFError(
                .missing, path: path, name: name, expected: "a tensor of the file",
                found: tensors.isEmpty ? "a file without tensors" : "only \(some)\(rest)")
        }
        guard let format = entry.type else {
            let names = BlockFormat.allCases.map(\.name).joined(separator: " ")
            throw GGUFError(
                .unsupportedType, path: path, name: name, offset: entry.bytes.lowerBound,
                expected: "one of \(names)", found: "type number \(entry.typeNumber)")
        }
        return (entry, format)
    }
}
