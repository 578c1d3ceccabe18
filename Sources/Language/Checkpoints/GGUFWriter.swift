import LinearAlgebra

/// Collects metadata and tensors, and writes them as a GGUF file of version 3.
///
///     var writer = GGUFWriter(metadata: [("general.architecture", .string("llama"))])
///     writer.append("output.weight", shape: [64, 32], values: weights, as: .q4_0)
///     try writer.write(path: "/tmp/model.gguf")
///
/// Source: G. Gerganov and contributors, *GGUF* format description, ggml, 2023.
public struct GGUFWriter: Sendable {
    private struct Piece: Sendable {
        let name: String
        let shape: [Int]
        let type: BlockFormat
        let bytes: [UInt8]
    }

    private var metadata: [(key: String, value: GGUFValue)]
    private var pieces: [Piece] = []
    private var names: Set<String> = []
    private let alignment: Int

    /// A writer without tensors.
    /// - Parameters:
    ///   - metadata: keys and values, in the order of the file, each key once.
    ///   - alignment: a power of two to whose multiples the data of each tensor is moved; nil for what `general.alignment` in the
    ///     metadata says, 32 where that says nothing.
    public init(metadata: [(key: String, value: GGUFValue)] = [], alignment: Int? = nil) {
        let said = metadata.last { $0.key == GGUFWriter.alignmentKey }?.value.integer
        let alignment = alignment ?? said ?? 32
        require(
            alignment > 0 && alignment <= 1 << 20 && alignment & (alignment - 1) == 0,
            "GGUFWriter: an alignment of \(alignment), which is no power of two up to 2²⁰")
        self.metadata = []
        self.alignment = alignment
        for (key, value) in metadata where key != GGUFWriter.alignmentKey || said != nil { put(key, value) }
        if alignment != said ?? 32 { put(GGUFWriter.alignmentKey, .uint32(UInt32(alignment))) }
    }

    private static let alignmentKey = "general.alignment"

    /// Writes `value` under `key`, in the place of what stood there.
    /// - Parameters:
    ///   - key: a name of at most 65 535 bytes; not `general.alignment`, which the initialiser settles.
    ///   - value: the value.
    public mutating func set(_ key: String, _ value: GGUFValue) {
        require(key != GGUFWriter.alignmentKey, "GGUFWriter.set: the alignment is settled at the start")
        put(key, value)
    }

    private mutating func put(_ key: String, _ value: GGUFValue) {
        require(key.utf8.count <= GGUFReader.longestName, "GGUFWriter: a key of \(key.utf8.count) bytes")
        let place = metadata.firstIndex { $0.key == key }
        if let place { metadata[place].value = value } else { metadata.append((key, value)) }
    }

    /// Adds a tensor. O(n) for n elements; the K types search for the best scales, which takes some microseconds a block.
    /// - Parameters:
    ///   - name: a name that no other tensor has, of at most 65 535 bytes.
    ///   - shape: up to four axes, the last fastest; the last is a whole number of blocks.
    ///   - values: as many numbers as the product of `shape`, row by row.
    ///   - format: how they are stored.
    public mutating func append(
        _ name: String, shape: [Int], values: [Float], as format: BlockFormat = .float32
    ) {
        let count = shape.reduce(1, *)
        require(
            values.count == count && shape.allSatisfy { $0 >= 0 },
            "GGUFWriter.append: \(values.count) values for \"\(name)\" of shape \(shape)")
        requirePlace(name, shape, format)
        append(name, shape: shape, bytes: format.quantize(values), as: format)
    }

    /// Adds a tensor whose data is there already.
    /// - Parameters:
    ///   - name: a name that no other tensor has.
    ///   - shape: up to four axes, the last fastest; the last is a whole number of blocks.
    ///   - bytes: the data as files hold it.
    ///   - format: how it is stored.
    public mutating func append(_ name: String, shape: [Int], bytes: [UInt8], as format: BlockFormat) {
        requirePlace(name, shape, format)
        require(
            bytes.count == format.byteCount(shape.reduce(1, *)),
            "GGUFWriter.append: \(bytes.count) bytes for \"\(name)\" of shape \(shape) as \(format.name)")
        names.insert(name)
        pieces.append(Piece(name: name, shape: shape, type: format, bytes: bytes))
    }

    private func requirePlace(_ name: String, _ shape: [Int], _ format: BlockFormat) {
        require(!names.contains(name), "GGUFWriter.append: a second tensor \"\(name)\"")
        require(name.utf8.count <= GGUFReader.longestName, "GGUFWriter: a name of \(name.utf8.count) bytes")
        require(
            shape.count <= GGUFReader.mostDimensions,
            "GGUFWriter.append: \(shape.count) axes for \"\(name)\", at most \(GGUFReader.mostDimensions)")
        require(
            (shape.last ?? 1) % format.blockLength == 0,
            "GGUFWriter.append: \(format.name) stores \(format.blockLength) numbers a block, "
                + "\"\(name)\" has rows of \(shape.last ?? 1)")
    }

    /// The file. O(n) for n bytes.
    public func bytes() -> [UInt8] {
        var bytes = header()
        for piece in pieces {
            bytes.append(contentsOf: piece.bytes)
            pad(&bytes)
        }
        return bytes
    }

    /// Writes the file under a temporary name beside `path`, and gives it its name once it is whole.
    /// - Parameter path: a file on this computer, there or not.
    /// - Throws: `GGUFError`.
    public func write(path: String) throws(GGUFError) {
        do throws(NumPyFileError) {
            try FileSink.write(path) { sink throws(NumPyFileError) in
                try sink.append(header())
                for piece in pieces {
                    try sink.append(piece.bytes)
                    try sink.append([UInt8](repeating: 0, count: -piece.bytes.count & (alignment - 1)))
                }
            }
        } catch {
            throw GGUFError(.cannotWrite, path: path, expected: error.expected, found: error.found)
        }
    }

    private func header() -> [UInt8] {
        var bytes = Array("GGUF".utf8)
        bytes.append(integer: UInt32(3))
        bytes.append(integer: UInt64(pieces.count))
        bytes.append(integer: UInt64(metadata.count))
        for (key, value) in metadata {
            bytes.append(text: key)
            bytes.append(integer: value.kind.rawValue)
            value.write(to: &bytes)
        }
        var offset = 0
        for piece in pieces {
            bytes.append(text: piece.name)
            bytes.append(integer: UInt32(piece.shape.count))
            for length in piece.shape.reversed() { bytes.append(integer: UInt64(length)) }
            bytes.append(integer: piece.type.rawValue)
            bytes.append(integer: UInt64(offset))
            offset += (piece.bytes.count + alignment - 1) & -alignment
        }
        pad(&bytes)
        return bytes
    }

    private func pad(_ bytes: inout [UInt8]) {
        bytes.append(contentsOf: [UInt8](repeating: 0, count: -bytes.count & (alignment - 1)))
    }
}
