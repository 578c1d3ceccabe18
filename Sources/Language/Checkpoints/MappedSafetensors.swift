import Autodiff
import LinearAlgebra
import Neural

/// A safetensors file that is read through mapped memory: opening it reads its header and nothing else, and a tensor is copied once,
/// from the system's own copy of the file to where it is used.
///
///     let file = try MappedSafetensors(path: folder + "/model.safetensors")
///     let weight: Tensor<Float> = try file.tensor("encoder.layer.0.attention.self.query.weight")
///
/// What `SafetensorsFile` refuses is refused here too: the reader of the header is the same. The file must not be shortened while
/// this value or a copy of it lives: see `MappedFile`.
public struct MappedSafetensors: Sendable {
    /// The header, with all that `SafetensorsFile` can do.
    public let file: SafetensorsFile
    /// Nil where the system has no room for the mapping, or where the file changed while it was opened: then it is read piece by piece.
    private let mapping: MappedFile?
    private let dataStart: Int

    /// Opens the file at `path` and reads its header. O(n) for a header of n bytes.
    /// - Parameter path: a file on this computer.
    /// - Throws: `SafetensorsError`.
    public init(path: String) throws(SafetensorsError) {
        file = try SafetensorsFile(path: path)
        guard let mapping = try? MappedFile(path: path), mapping.count >= 8 else {
            (mapping, dataStart) = (nil, 0)
            return
        }
        let length = mapping.withUnsafeBytes { $0.integer(0, UInt64.self) }
        let end = file.entries.map(\.bytes.upperBound).max() ?? 0
        let isWhole = length <= UInt64(mapping.count - 8) && mapping.count - 8 - Int(length) == end
        self.mapping = isWhole ? mapping : nil
        dataStart = isWhole ? 8 + Int(length) : 0
    }

    /// The names of the tensors, in the order of their data.
    public var names: [String] { file.names }

    /// What the file says about the tensor `name`; nil where it has none of that name.
    /// - Parameter name: compared byte by byte.
    public func entry(_ name: String) -> SafetensorsFile.Entry? { file.entry(name) }

    /// A tensor of the file, its numbers converted to the nearest `Element`. O(n) for n elements.
    ///
    /// - Parameters:
    ///   - name: the name of the tensor, as in `names`.
    ///   - type: `Float` or `Double`.
    /// - Throws: `SafetensorsError` where there is none of that name.
    public func tensor<Element: Scalar & NumPyElement>(
        _ name: String, as type: Element.Type = Element.self
    ) throws(SafetensorsError) -> Tensor<Element> {
        if let mapping, let entry = entry(name), entry.type == .float32, Element.self == Float.self {
            let tensor = Tensor<Element>(uninitialized: entry.shape)
            let target = UnsafeMutableRawBufferPointer(
                start: tensor.buffer.base, count: tensor.count * MemoryLayout<Element>.stride)
            mapping.withUnsafeBytes { target.copyMemory(from: .init(rebasing: $0[range(entry)])) }
            return tensor
        }
        let (shape, values) = try file.values(of: name, as: type)
        return Tensor(shape: shape, elements: values)
    }

    /// Calls `body` with the bytes of a tensor as they lie in the file, at any address; nil where there is no such tensor or where the
    /// file could not be mapped.
    /// - Parameters:
    ///   - name: the name of the tensor, as in `names`.
    ///   - body: reads the bytes, which are valid until it returns.
    public func withUnsafeBytes<Result>(
        of name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result? {
        guard let mapping, let entry = entry(name) else { return nil }
        return try mapping.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range(entry)])) }
    }

    /// The place of a tensor, counted from the first byte of the file.
    private func range(_ entry: SafetensorsFile.Entry) -> Range<Int> {
        let start = dataStart + entry.bytes.lowerBound
        return start..<start + entry.bytes.count
    }
}
