import Autodiff
import Foundation
import LinearAlgebra
import Neural

extension LowRankAdapters where Precision == Float {
    /// Reads adapters that PEFT or ``write(to:baseModel:)`` saved: `adapter_config.json` and `adapter_model.safetensors`.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - model: The model that they are for; it is not changed.
    /// - Throws: Where a file cannot be read, asks for what is not known (biases, other ranks for some layers, whole layers beside the updates, some
    ///   of the blocks only), or does not fit the model.
    public init<Model: HubModel>(folder: String, for model: Model) throws(AdapterFileError) {
        try self.init(folder, LowRankSite.all(ofHubModel: model), prefix: Model.hubPrefix)
    }

    /// The same for any model of which ``write(to:baseModel:)`` wrote adapters.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - model: The model that they are for; it is not changed.
    public init<Model: Parameterized>(folder: String, for model: Model) throws(AdapterFileError)
    where Model.Precision == Float {
        try self.init(folder, LowRankSite.all(of: model), prefix: "")
    }

    private init(_ folder: String, _ sites: [LowRankSite], prefix: String) throws(AdapterFileError) {
        let configuration = try AdapterConfiguration(path: folder + "/adapter_config.json")
        let path = folder + "/adapter_model.safetensors", file: SafetensorsFile
        do throws(SafetensorsError) { file = try SafetensorsFile(path: path) } catch { throw .tensors(error) }
        let options = configuration.options, scale = options.scale(rank: options.rank)
        var unused = Set(file.names), updates: [LowRankUpdate<Float>] = []
        for site in sites {
            let names = [site.module, String(site.module.dropFirst(prefix.count))].map {
                "base_model.model." + $0
            }
            guard let name = names.first(where: { file.entry($0 + ".lora_A.weight") != nil }) else {
                continue
            }
            func take(_ suffix: String, _ shape: [Int]) throws(AdapterFileError) -> Tensor<Float> {
                unused.remove(name + suffix)
                return try file.adapterTensor(name + suffix, shape, path)
            }
            let (inputs, outputs) = (site.shape[0], site.columns.count)
            let down = try take(".lora_A.weight", [options.rank, inputs])
            let up = try take(".lora_B.weight", [outputs, options.rank])
            var update = LowRankUpdate(
                site, scale: scale, down: down.transposed.contiguous(), up: up.transposed.contiguous())
            if options.hasMagnitudes {
                update.magnitude = try take(".lora_magnitude_vector", [outputs]).reshaped([1, outputs])
            }
            updates.append(update)
        }
        if !unused.isEmpty { throw .unexpected(path: path, names: unused.sorted()) }
        if updates.isEmpty { throw .missing(path: path, names: ["base_model.model.….lora_A.weight"]) }
        let modules = updates.map {
            String($0.site.module.dropFirst($0.site.module.hasPrefix(prefix) ? prefix.count : 0))
        }
        guard
            zip(updates, modules).contains(where: {
                configuration.means($0.site.module) || configuration.means($1)
            })
        else {
            throw .configuration(
                path: folder + "/adapter_config.json", field: "target_modules",
                expected: "names of the layers that have tensors, such as \(updates[0].site.module)",
                found: "\(options.targets.prefix(5))")
        }
        self.init(options: options, updates: updates)
    }

    /// Writes `adapter_config.json` and `adapter_model.safetensors` to a folder, which is made where it is not there: PEFT and
    /// `init(folder:for:)` read them.
    ///
    /// - Parameters:
    ///   - folder: The path of the folder.
    ///   - baseModel: What the model is called, or where it lies, for those who read the adapters; nil to say nothing.
    public func write(to folder: String, baseModel: String? = nil) throws(AdapterFileError) {
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        for update in updates {
            let name = "base_model.model." + update.site.module, rank = update.rank
            let (inputs, outputs) = (update.down.shape[0], update.up.shape[1])
            writer.append(
                name + ".lora_A.weight", shape: [rank, inputs],
                values: update.down.detached.transposed.elements)
            writer.append(
                name + ".lora_B.weight", shape: [outputs, rank],
                values: update.up.detached.transposed.elements)
            if let magnitude = update.magnitude {
                writer.append(
                    name + ".lora_magnitude_vector", shape: [outputs], values: magnitude.detached.elements)
            }
        }
        var saved = options
        // PEFT does not know our names, nor do patterns say what was chosen: then the last parts of its names will do.
        let modules = updates.map(\.site.module)
        let isTheirs = options.targets.allSatisfy { target in
            modules.contains { $0 == target || $0.hasSuffix("." + target) }
        }
        let ends = Set(modules.map { String($0.split(separator: ".").last ?? "") })
        saved.targets = isTheirs ? options.targets.sorted() : ends.sorted()
        let configuration = AdapterConfiguration(
            saved, isTransposed: updates.contains { $0.site.isTransposedThere }, baseModel: baseModel)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let url = URL(fileURLWithPath: folder + "/adapter_config.json")
            try encoder.encode(configuration).write(to: url, options: .atomic)
        } catch { throw .cannotRead(path: folder, reason: "it cannot be written") }
        do throws(SafetensorsError) { try writer.write(path: folder + "/adapter_model.safetensors") } catch {
            throw .tensors(error)
        }
    }
}

extension SafetensorsFile {
    /// A tensor of a known shape, of floating-point numbers of any width.
    fileprivate func adapterTensor(
        _ name: String, _ shape: [Int], _ path: String
    ) throws(AdapterFileError) -> Tensor<Float> {
        guard let entry = entry(name) else { throw .missing(path: path, names: [name]) }
        if entry.shape != shape {
            throw .wrongShape(path: path, name: name, expected: shape, found: entry.shape)
        }
        do throws(SafetensorsError) {
            return Tensor(shape: shape, elements: try values(of: name, as: Float.self).values)
        } catch { throw .tensors(error) }
    }
}
