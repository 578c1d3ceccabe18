import Foundation
import LinearAlgebra

/// Collects tensors and writes them to a safetensors file.
///
/// The order of the tensors in the file depends on their types and names alone: wider numbers first, so that each lies at
/// a multiple of its width, then by name. Equal tensors give equal files, whatever the order of the calls; with at most one
/// entry of metadata they are, byte for byte, the files of the reference implementation 0.8.
///
///     var writer = SafetensorsWriter()
///     writer.append("steps", shape: [], values: [1000])
///     let file = try SafetensorsFile(bytes: writer.bytes())
///     print(try file.values(of: "steps", as: Int.self).values)  // [1000]
///
/// Source: Hugging Face, *Safetensors* format description, 2022.
public struct SafetensorsWriter: Sendable {
    private struct Piece: Sendable {
        var name: [UInt8]
        var type: SafetensorsFile.ElementType
        var shape: [Int]
        var bytes: [UInt8]
    }

    /// Words about the file as a whole.
    public var metadata: [String: String]
    private var pieces: [Piece] = []
    private var names: Set<[UInt8]> = []

    /// A writer without tensors.
    /// - Parameter metadata: words about the file as a whole. Default: none.
    public init(metadata: [String: String] = [:]) { self.metadata = metadata }

    /// Adds a tensor whose numbers are stored as they are: a `Double` as F64, an `Int` as I64.
    /// - Parameters:
    ///   - name: a name that no tensor has yet, other than `__metadata__`.
    ///   - shape: its lengths, none negative, empty for a single number.
    ///   - values: the numbers row by row, as many as the product of the lengths.
    public mutating func append<Value: NumPyElement>(_ name: String, shape: [Int], values: [Value]) {
        append(
            name, shape, count: values.count, SafetensorsFile.ElementType(Value.numPyType),
            values.withUnsafeBytes { [UInt8]($0) })
    }

    /// Adds a tensor whose numbers are rounded to a floating-point type, each to the nearest and to the even one of two.
    ///
    /// What is too large for the type becomes infinite.
    /// - Parameters:
    ///   - name: a name that no tensor has yet, other than `__metadata__`.
    ///   - shape: its lengths, none negative, empty for a single number.
    ///   - values: the numbers row by row, as many as the product of the lengths.
    ///   - type: `float64`, `float32`, `float16` or `bfloat16`.
    public mutating func append(
        _ name: String, shape: [Int], values: [Float], as type: SafetensorsFile.ElementType
    ) {
        let bytes =
            switch type {
            case .float64: SafetensorsWriter.bytes(values) { Double($0) }
            case .float32: SafetensorsWriter.bytes(values) { $0 }
            case .float16: SafetensorsWriter.bytes(values) { SixteenBits.half($0) }
            case .bfloat16: SafetensorsWriter.bytes(values) { SixteenBits.brain($0) }
            default: SafetensorsWriter.refuse(name, type)
            }
        append(name, shape, count: values.count, type, bytes)
    }

    /// Adds a tensor whose numbers are rounded, once, to a floating-point type, each to the nearest and to the even one of
    /// two.
    ///
    /// What is too large for the type becomes infinite.
    /// - Parameters:
    ///   - name: a name that no tensor has yet, other than `__metadata__`.
    ///   - shape: its lengths, none negative, empty for a single number.
    ///   - values: the numbers row by row, as many as the product of the lengths.
    ///   - type: `float64`, `float32`, `float16` or `bfloat16`.
    public mutating func append(
        _ name: String, shape: [Int], values: [Double], as type: SafetensorsFile.ElementType
    ) {
        let bytes =
            switch type {
            case .float64: SafetensorsWriter.bytes(values) { $0 }
            case .float32: SafetensorsWriter.bytes(values) { Float($0) }
            case .float16: SafetensorsWriter.bytes(values) { SixteenBits.half(SixteenBits.sticky($0)) }
            case .bfloat16: SafetensorsWriter.bytes(values) { SixteenBits.brain(SixteenBits.sticky($0)) }
            default: SafetensorsWriter.refuse(name, type)
            }
        append(name, shape, count: values.count, type, bytes)
    }

    private static func bytes<Value, Stored: BitwiseCopyable>(
        _ values: [Value], _ stored: (Value) -> Stored
    ) -> [UInt8] {
        values.map(stored).withUnsafeBytes { [UInt8]($0) }
    }

    private static func refuse(_ name: String, _ type: SafetensorsFile.ElementType) -> [UInt8] {
        require(
            false,
            "SafetensorsWriter.append: tensor \"\(name)\": rounding goes to F64, F32, F16 or BF16, "
                + "not to \(type.rawValue)")
        return []
    }

    private mutating func append(
        _ name: String, _ shape: [Int], count: Int, _ type: SafetensorsFile.ElementType, _ bytes: [UInt8]
    ) {
        require(
            shape.allSatisfy { $0 >= 0 },
            "SafetensorsWriter.append: tensor \"\(name)\" has a negative length in its shape \(shape)")
        require(
            SafetensorsHeader.byteCount(shape, type.width) == bytes.count,
            "SafetensorsWriter.append: tensor \"\(name)\" has shape \(shape), but \(count) values")
        require(
            name != "__metadata__",
            "SafetensorsWriter.append: \"__metadata__\" is no name for a tensor; set the property metadata")
        let key = Array(name.utf8)
        require(
            names.insert(key).inserted,
            "SafetensorsWriter.append: there is a tensor \"\(name)\" already")
        pieces.append(Piece(name: key, type: type, shape: shape, bytes: bytes))
    }
}

extension SafetensorsWriter {
    /// The whole file in memory.
    ///
    /// - Throws: `SafetensorsError` where the names and shapes make a header that no reader would take: of more than 100
    ///   million bytes.
    public func bytes() throws(SafetensorsError) -> [UInt8] {
        let ordered = ordered
        var bytes = try header(ordered)
        for piece in ordered { bytes += piece.bytes }
        return bytes
    }

    /// Writes the file under a temporary name beside `url`, and gives it its name once it is whole: nobody ever sees half a
    /// file there, and after a failure what was there before still is.
    /// - Parameter url: a file on this computer, there or not.
    /// - Throws: `SafetensorsError`.
    public func write(to url: URL) throws(SafetensorsError) { try write(path: url.path) }

    /// Writes the file under a temporary name beside `path`, and gives it its name once it is whole.
    /// - Parameter path: a file on this computer, there or not.
    /// - Throws: `SafetensorsError`.
    public func write(path: String) throws(SafetensorsError) {
        let ordered = ordered
        let header: [UInt8]
        do throws(SafetensorsError) { header = try self.header(ordered) } catch { throw error.inFile(path) }
        do throws(NumPyFileError) {
            try FileSink.write(path) { sink throws(NumPyFileError) in
                try sink.append(header)
                for piece in ordered { try sink.append(piece.bytes) }
            }
        } catch {
            throw SafetensorsError(error)
        }
    }

    private var ordered: [Piece] {
        pieces.sorted {
            $0.type == $1.type
                ? $0.name.lexicographicallyPrecedes($1.name) : $0.type.rank < $1.type.rank
        }
    }

    /// The length and the JSON, with spaces at its end: the numbers begin at a multiple of 8.
    private func header(_ ordered: [Piece]) throws(SafetensorsError) -> [UInt8] {
        var parts: [String] = []
        if !metadata.isEmpty {
            let words = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\(SafetensorsWriter.quoted($0.key)):\(SafetensorsWriter.quoted($0.value))" }
            parts.append("\"__metadata__\":{\(words.joined(separator: ","))}")
        }
        var end = 0
        for piece in ordered {
            let shape = piece.shape.map(String.init).joined(separator: ",")
            let name = SafetensorsWriter.quoted(String(decoding: piece.name, as: UTF8.self))
            let offsets = "[\(end),\(end + piece.bytes.count)]"
            parts.append(
                "\(name):{\"dtype\":\"\(piece.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":\(offsets)}"
            )
            end += piece.bytes.count
        }
        var json = Array("{\(parts.joined(separator: ","))}".utf8)
        json += [UInt8](repeating: 32, count: -json.count & 7)
        guard json.count <= SafetensorsHeader.longest else {
            throw SafetensorsError(
                .wrongHeaderLength,
                expected: "names and shapes of at most \(SafetensorsHeader.longest) bytes",
                found: "\(json.count) bytes for \(ordered.count) tensors")
        }
        return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
    }

    /// `text` as a JSON string.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\u{8}": quoted += "\\b"
            case "\u{C}": quoted += "\\f"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
