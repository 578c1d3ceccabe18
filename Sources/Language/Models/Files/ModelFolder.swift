import Autodiff
import Foundation
import LinearAlgebra
import Neural

/// A folder in the layout of Hugging Face: `config.json` beside `model.safetensors`, or beside `model.safetensors.index.json` and the files that it names.
///
///     let folder = try ModelFolder("/models/gpt2")
///     let model = try GPT2(folder)
///
/// Opening reads `config.json` and the headers, and maps the files into memory; numbers are copied once, one tensor at a time. A folder can come from anywhere: whatever its files say,
/// the answer is a value or a ``ModelFolderError``.
public struct ModelFolder: Sendable {
    /// The path of the folder.
    public let path: String
    /// What `config.json` says.
    public let configuration: ConfigurationFile
    private let files: [MappedSafetensors]
    /// Which file has a tensor.
    private let places: [String: Int]

    /// Opens a folder.
    ///
    /// - Parameter path: Its path.
    /// - Throws: Where a file is missing or makes no sense.
    public init(_ path: String) throws(ModelFolderError) {
        self.path = path
        configuration = try ConfigurationFile(path: path + "/config.json")
        let index = path + "/model.safetensors.index.json"
        let names =
            FileManager.default.fileExists(atPath: index)
            ? try ModelFolder.shards(index) : ["model.safetensors"]
        var files: [MappedSafetensors] = [], places: [String: Int] = [:]
        for name in names {
            let file: MappedSafetensors
            do throws(SafetensorsError) { file = try MappedSafetensors(path: path + "/" + name) } catch {
                throw .tensors(error)
            }
            for tensor in file.names {
                guard places.updateValue(files.count, forKey: tensor) == nil else {
                    throw .malformed(path: path, reason: "two files have a tensor \"\(tensor.prefix(80))\"")
                }
            }
            files.append(file)
        }
        self.files = files
        self.places = places
    }

    /// The names of all tensors, in the order of the files.
    public var names: [String] { files.flatMap(\.names) }

    /// The shape of a tensor; nil where there is none of that name.
    public func shape(of name: String) -> [Int]? { places[name].flatMap { files[$0].entry(name)?.shape } }

    /// Complains where a configuration asks for more numbers than the folder has, before any memory is taken for them.
    ///
    /// - Parameter count: How many numbers the model has at least.
    func checkSize(_ count: Int) throws(ModelFolderError) {
        let present = files.reduce(0) { $0 + $1.file.entries.reduce(0) { $0 + $1.count } }
        if count > present {
            throw .malformed(
                path: configuration.path,
                reason:
                    "its sizes ask for \(count) numbers or more, and the tensors of the folder have \(present)"
            )
        }
    }

    /// The numbers of a tensor as `Float`: those of another width are rounded.
    ///
    /// - Parameter name: One of ``names``.
    public func tensor(_ name: String) throws(ModelFolderError) -> Tensor<Float> {
        guard let place = places[name], let entry = files[place].entry(name) else {
            throw .missing(path: path, names: [name])
        }
        let floating: [SafetensorsFile.ElementType] = [.float64, .float32, .float16, .bfloat16]
        guard floating.contains(entry.type) else {
            throw .wrongType(path: path, name: name, found: entry.type.rawValue)
        }
        do throws(SafetensorsError) {
            return try files[place].tensor(name)
        } catch { throw .tensors(error) }
    }

    /// The files that an index names, each once, in order; only such as lie in the folder itself.
    private static func shards(_ index: String) throws(ModelFolderError) -> [String] {
        struct Index: Decodable { var weight_map: [String: String] }
        guard let data = FileManager.default.contents(atPath: index) else {
            throw .cannotRead(path: index, reason: "it cannot be read")
        }
        let map: [String: String]
        do { map = try JSONDecoder().decode(Index.self, from: data).weight_map } catch {
            throw .malformed(path: index, reason: "no object with a field \"weight_map\" of names of files")
        }
        let names = Set(map.values).sorted()
        guard !names.isEmpty else { throw .malformed(path: index, reason: "it names no file") }
        for name in names where name.contains("/") || name.contains("..") || name.isEmpty {
            throw .malformed(
                path: index, reason: "\"\(name.prefix(80))\" is no name of a file in the folder")
        }
        return names
    }
}
