import Autodiff
import Foundation
import LinearAlgebra

/// Why a file does not fit a model. Nothing of the model was changed.
public enum ModelFileError: Error, Equatable, Sendable {
    /// The file cannot be read or written, or is no safetensors file.
    case file(SafetensorsError)
    /// Tensors of the model that the file does not have.
    case missing(path: String, names: [String])
    /// Tensors of the file that the model does not have.
    case extra(path: String, names: [String])
    /// A tensor whose shape is another in the file.
    case wrongShape(path: String, name: String, expected: [Int], found: [Int])
    /// A tensor whose numbers are of another type in the file.
    case wrongType(path: String, name: String, expected: String, found: String)
    /// A file that is no checkpoint, of another version, or of another run.
    case wrongCheckpoint(path: String, expected: String, found: String)
}

extension ModelFileError: CustomStringConvertible {
    /// One line: the file, the tensors, what was expected and what was found.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .missing(let path, let names): "\(path): no \(ModelFileError.list(names)), which the model has"
        case .extra(let path, let names):
            "\(path): \(ModelFileError.list(names)), which the model does not have"
        case .wrongShape(let path, let name, let expected, let found):
            "\(path), tensor \"\(name)\": expected shape \(expected), found \(found)"
        case .wrongType(let path, let name, let expected, let found):
            "\(path), tensor \"\(name)\": expected numbers of type \(expected), found \(found)"
        case .wrongCheckpoint(let path, let expected, let found):
            "\(path): expected \(expected), found \(found)"
        }
    }

    private static func list(_ names: [String]) -> String {
        let some = names.prefix(5).map { "\"\(SafetensorsError.short($0))\"" }.joined(separator: ", ")
        return names.count > 5 ? "\(some) and \(names.count - 5) more" : some
    }
}

extension Parameterized {
    /// All tensors with their names, parameters and buffers, in the order of their visit.
    public var namedTensors: [(name: String, tensor: Tensor<Precision>)] {
        var copy = self, result: [(name: String, tensor: Tensor<Precision>)] = []
        copy.forEachTensor(named: true) { name, tensor, _ in result.append((name, tensor.detached)) }
        return result
    }

    /// Writes all parameters and buffers to a safetensors file, under their names (`layers.0.weight`).
    ///
    /// The file is written under a temporary name and renamed once it is whole.
    ///
    /// - Parameters:
    ///   - path: A file on this computer, there or not.
    ///   - type: How numbers are stored: by default as they are, 32 or 64 bits each. `.bfloat16` and `.float16` take 16 bits and round
    ///     to the nearest, to 3 digits in the range of a `Float` or 4 digits up to 65504; ``load(from:isConverting:)`` takes them
    ///     where it may convert.
    public func save(to path: String, as type: SafetensorsFile.ElementType? = nil) throws(ModelFileError) {
        var writer = SafetensorsWriter(metadata: ["format": "cairn"])
        writer.append(self, under: "", as: type)
        do throws(SafetensorsError) { try writer.write(path: path) } catch { throw .file(error) }
    }

    /// Reads all parameters and buffers from a safetensors file that ``save(to:as:)`` or another library wrote.
    ///
    /// - Parameters:
    ///   - path: The file. It has the tensors of the model and no others.
    ///   - isConverting: Whether floating-point numbers of another width are taken, each as the nearest that the model can hold.
    /// - Throws: What does not fit; the model is then as it was.
    public mutating func load(from path: String, isConverting: Bool = false) throws(ModelFileError) {
        let file: SafetensorsFile
        do throws(SafetensorsError) { file = try SafetensorsFile(path: path) } catch { throw .file(error) }
        try load(from: file, path, prefix: "", isConverting: isConverting)
    }

    /// Reads the tensors whose names in the file are the prefix and their own; changes nothing where any of them does not fit.
    mutating func load(
        from file: SafetensorsFile, _ path: String, prefix: String, isConverting: Bool = false
    ) throws(ModelFileError) {
        let own = namedTensors, wanted = own.map { prefix + $0.name }
        let missing = wanted.filter { file.entry($0) == nil }
        if !missing.isEmpty { throw .missing(path: path, names: missing) }
        let known = Set(wanted), extra = file.names.filter { $0.hasPrefix(prefix) && !known.contains($0) }
        if !extra.isEmpty { throw .extra(path: path, names: extra) }
        var tensors: [Tensor<Precision>] = []
        for (name, tensor) in zip(wanted, own.map(\.tensor)) {
            tensors.append(
                try file.tensor(name, shape: tensor.shape, path: path, isConverting: isConverting))
        }
        var next = 0
        forEachTensor { _, tensor, _ in
            tensor = tensors[next]
            next += 1
        }
    }
}

extension SafetensorsWriter {
    /// Adds all tensors of a model.
    mutating func append<Model: Parameterized>(
        _ model: Model, under prefix: String, as type: SafetensorsFile.ElementType? = nil
    ) {
        for (name, tensor) in model.namedTensors { append(prefix + name, tensor, as: type) }
    }

    /// Adds a tensor as it is, or rounded to a type.
    mutating func append<T: Scalar>(
        _ name: String, _ tensor: Tensor<T>, as type: SafetensorsFile.ElementType? = nil
    ) {
        if let values = tensor.elements as? [Float] {
            append(name, shape: tensor.shape, values: values, as: type ?? .float32)
        } else if let values = tensor.elements as? [Double] {
            append(name, shape: tensor.shape, values: values, as: type ?? .float64)
        }
    }
}

extension SafetensorsFile {
    /// A tensor of a known shape, or of any where that is nil.
    func tensor<T: Scalar>(
        _ name: String, shape: [Int]?, path: String, isConverting: Bool = false
    ) throws(ModelFileError) -> Tensor<T> {
        guard let entry = entry(name) else { throw .missing(path: path, names: [name]) }
        if let shape, entry.shape != shape {
            throw .wrongShape(path: path, name: name, expected: shape, found: entry.shape)
        }
        let exact: ElementType = T.self == Float.self ? .float32 : .float64
        let floating: [ElementType] = [.float64, .float32, .float16, .bfloat16]
        guard entry.type == exact || (isConverting && floating.contains(entry.type)) else {
            throw .wrongType(path: path, name: name, expected: exact.rawValue, found: entry.type.rawValue)
        }
        do throws(SafetensorsError) {
            if T.self == Float.self {
                let values = try values(of: name, as: Float.self).values
                return Tensor(shape: entry.shape, elements: values as? [T] ?? values.map { T($0) })
            }
            let values = try values(of: name, as: Double.self).values
            return Tensor(shape: entry.shape, elements: values as? [T] ?? values.map { T($0) })
        } catch { throw .file(error) }
    }
}
