import Autodiff
import Foundation
import LinearAlgebra
import Neural

/// A model that is read from a folder in the layout of Hugging Face, and written to one.
///
///     var model = try GPT2(ModelFolder("/models/gpt2"))
///     try model.write(to: "/models/gpt2-tuned")          // transformers reads it
public protocol HubModel: Parameterized where Precision == Float {
    /// The model with the numbers of a folder.
    ///
    /// - Parameter folder: Its `config.json` says the sizes.
    /// - Throws: Where the configuration asks for what is not known, and where tensors are missing, too many or of other shapes.
    init(_ folder: ModelFolder) throws(ModelFolderError)

    /// The fields of its `config.json`.
    var configurationFields: [String: any Sendable] { get }
    /// What their names begin with in the folder of a model with a head, and do not in that of one without.
    static var hubPrefix: String { get }
    /// Where each parameter stands.
    var hubTensors: [HubTensor] { get }
    /// Whether a tensor of a folder holds nothing of its own: positions, masks, what is tied to another.
    func isRedundant(_ name: String) -> Bool
    /// The same model as transformers can hold it: itself, but for what transformers has no option for.
    var hubForm: Self { get }
}

extension HubModel {
    /// Itself.
    public var hubForm: Self { self }

    /// The model with the numbers of a folder.
    ///
    /// - Parameter folder: The path of the folder.
    public init(folder: String) throws(ModelFolderError) { try self.init(ModelFolder(folder)) }

    /// Takes all numbers of the folder; complains of tensors that are missing, too many or of another shape.
    mutating func take(_ folder: ModelFolder) throws(ModelFolderError) {
        let prefix = Self.hubPrefix
        let there = { (name: String) -> String in
            guard folder.shape(of: name) == nil, name.hasPrefix(prefix) else { return name }
            let short = String(name.dropFirst(prefix.count))
            return folder.shape(of: short) == nil ? name : short
        }
        var entries: [String: HubTensor] = [:], missing: [String] = []
        var unused = Set(folder.names.filter { !isRedundant($0) && !isRedundant(prefix + $0) })
        for var entry in hubTensors {
            entry.names = entry.names.map(there)
            missing += entry.names.filter { folder.shape(of: $0) == nil }
            unused.subtract(entry.names)
            entries[entry.parameter] = entry
        }
        if !missing.isEmpty { throw .missing(path: folder.path, names: missing) }
        if !unused.isEmpty { throw .unexpected(path: folder.path, names: unused.sorted()) }
        var tensors: [Tensor<Float>] = []
        for (name, tensor) in namedTensors {
            guard let entry = entries[name] else { throw .missing(path: folder.path, names: [name]) }
            for (name, shape) in zip(entry.names, entry.shapes(of: tensor.shape)) {
                let found = folder.shape(of: name) ?? []
                if found != shape {
                    throw .wrongShape(path: folder.path, name: name, expected: shape, found: found)
                }
            }
            var theirs: [Tensor<Float>] = []
            for name in entry.names { theirs.append(try folder.tensor(name)) }
            tensors.append(entry.ours(theirs, shape: tensor.shape))
        }
        var next = 0
        forEachTensor { _, tensor, _ in
            tensor = tensors[next]
            next += 1
        }
    }

    /// Writes `config.json` and `model.safetensors` to a folder, which is made where it is not there: transformers and ``init(folder:)`` read it.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - type: How numbers are stored: as they are, or rounded to `.float16` or `.bfloat16`.
    public func write(
        to folder: String, as type: SafetensorsFile.ElementType = .float32
    ) throws(ModelFolderError) {
        let model = hubForm
        let entries = Dictionary(
            model.hubTensors.map { ($0.parameter, $0) }, uniquingKeysWith: { first, _ in first })
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        for (name, tensor) in model.namedTensors {
            guard let entry = entries[name] else { throw .missing(path: folder, names: [name]) }
            for (name, part) in zip(entry.names, entry.theirs(tensor)) {
                writer.append(name, shape: part.shape, values: part.elements, as: type)
            }
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let json = try JSONSerialization.data(
                withJSONObject: model.configurationFields, options: [.prettyPrinted, .sortedKeys])
            try json.write(to: URL(fileURLWithPath: folder + "/config.json"), options: .atomic)
        } catch { throw .cannotRead(path: folder, reason: "it cannot be written") }
        do throws(SafetensorsError) { try writer.write(path: folder + "/model.safetensors") } catch {
            throw .tensors(error)
        }
    }
}

extension ModelFolder {
    /// Whether there are tensors of a part, whose names begin so, with a prefix or without.
    func has(part: String, prefix: String = "") -> Bool {
        names.contains { $0.hasPrefix(part) || $0.hasPrefix(prefix + part) }
    }
}
