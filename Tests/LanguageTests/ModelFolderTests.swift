import Autodiff
import Foundation
import Language
import LinearAlgebra
import Neural
import Randomness
import Testing
import TestSupport

@Suite struct ModelFolderTests {
    /// A folder with the tensors of another, changed.
    func folder(
        like name: String, _ change: (inout [String: Tensor<Float>]) -> Void = { _ in },
        configuration: (String) -> String = { $0 }
    ) throws -> String {
        let source = try ModelFolder(ModelGoldens.folder(name)), path = ModelGoldens.scratch()
        var tensors: [String: Tensor<Float>] = [:]
        for name in source.names { tensors[name] = try source.tensor(name) }
        change(&tensors)
        var writer = SafetensorsWriter()
        for (name, tensor) in tensors {
            writer.append(name, shape: tensor.shape, values: tensor.elements)
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try writer.write(path: path + "/model.safetensors")
        let json = try String(contentsOfFile: source.path + "/config.json", encoding: .utf8)
        try configuration(json).write(toFile: path + "/config.json", atomically: true, encoding: .utf8)
        return path
    }

    func error(_ body: () throws -> Void) -> ModelFolderError? {
        do { try body() } catch { return error as? ModelFolderError }
        return nil
    }

    /// Written and read again, the folder holds what transformers wrote, name by name and bit by bit.
    func writesAsRead<Model: HubModel>(_: Model.Type, _ name: String) throws {
        let source = try ModelFolder(ModelGoldens.folder(name)), path = ModelGoldens.scratch()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Model(source).write(to: path)
        let copy = try ModelFolder(path)
        #expect(copy.names.sorted() == source.names.sorted())
        for name in source.names { #expect(try copy.tensor(name) == source.tensor(name), "\(name)") }
        let again = try Model(copy), first = try Model(source)
        #expect(again.parameters == first.parameters)
    }

    @Test func foldersAreWrittenAsTransformersWritesThem() throws {
        try writesAsRead(GPT2.self, "gpt2")
        try writesAsRead(Llama.self, "llama")
        try writesAsRead(Llama.self, "llama-tied")
        try writesAsRead(BERT.self, "bert")
        try writesAsRead(BERT.self, "bert-classifier")
        try writesAsRead(VisionTransformer.self, "vit")
    }

    @Test func namesWithoutPrefixAreTakenToo() throws {
        let path = try folder(like: "gpt2") { tensors in
            tensors = Dictionary(
                uniqueKeysWithValues: tensors.map { ($0.key.replacing("transformer.", with: ""), $0.value) })
            tensors["h.0.attn.bias"] = .ones([1, 1, 16, 16])  // a causal mask, as old files have it
        }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try GPT2(folder: path), original = try GPT2(folder: ModelGoldens.folder("gpt2"))
        #expect(model.parameters == original.parameters)
    }

    @Test func headsThatAFolderDoesNotHaveAreAbsent() throws {
        let path = try folder(like: "bert") { tensors in
            tensors = Dictionary(
                uniqueKeysWithValues: tensors.filter { $0.key.hasPrefix("bert.") }
                    .map { (String($0.key.dropFirst(5)), $0.value) })
        }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let model = try BERT(folder: path)
        #expect(model.pooler != nil && model.maskedWords == nil && model.relation == nil)
    }

    @Test func whatDoesNotFitIsNamed() throws {
        let missing = try folder(like: "gpt2") { $0["transformer.h.1.mlp.c_fc.bias"] = nil }
        #expect(
            error { _ = try GPT2(folder: missing) }
                == .missing(path: missing, names: ["transformer.h.1.mlp.c_fc.bias"]))
        let extra = try folder(like: "gpt2") { $0["transformer.h.2.ln_1.weight"] = .ones([24]) }
        #expect(
            error { _ = try GPT2(folder: extra) }
                == .unexpected(path: extra, names: ["transformer.h.2.ln_1.weight"]))
        let shape = try folder(like: "gpt2") { $0["transformer.wpe.weight"] = .ones([15, 24]) }
        #expect(
            error { _ = try GPT2(folder: shape) }
                == .wrongShape(
                    path: shape, name: "transformer.wpe.weight", expected: [16, 24], found: [15, 24]))
        let half = try folder(like: "bert") { $0["cls.predictions.transform.dense.bias"] = nil }
        #expect(
            error { _ = try BERT(folder: half) }
                == .missing(path: half, names: ["cls.predictions.transform.dense.bias"]))
        for path in [missing, extra, shape, half] { try? FileManager.default.removeItem(atPath: path) }
    }

    @Test func aFieldThatDoesNotFitIsNamed() throws {
        func field(_ name: String, _ from: String, _ to: String) throws -> ModelFolderError? {
            let path = try folder(like: name, configuration: { $0.replacing(from, with: to) })
            defer { try? FileManager.default.removeItem(atPath: path) }
            return error {
                switch name {
                case "gpt2": _ = try GPT2(folder: path)
                case "vit": _ = try VisionTransformer(folder: path)
                default: _ = try Llama(folder: path)
                }
            }
        }
        func names(_ error: ModelFolderError?) -> [String] {
            guard case .configuration(_, let field, let expected, let found)? = error else { return [] }
            return [field, expected, found]
        }
        #expect(
            names(try field("gpt2", "\"n_head\": 4", "\"n_head\": 5"))
                == ["n_head", "a divisor of the width, 24", "5"])
        #expect(
            names(try field("gpt2", "\"n_layer\": 2", "\"n_layer\": 2.5"))
                == ["n_layer", "a whole number in 1...1024", "2.5"])
        #expect(
            names(try field("gpt2", "\"gelu_new\"", "\"snake\"")).last == "\"snake\"")
        #expect(names(try field("gpt2", "\"model_type\": \"gpt2\"", "\"model_type\": 3")).last == "3")
        #expect(
            names(try field("llama", "\"rope_type\": \"llama3\"", "\"rope_type\": \"spiral\"")).first
                == "rope_parameters.rope_type")
        #expect(names(try field("llama", "\"vocab_size\": 61,", "")) == [])  // the last field has no comma
        #expect(
            names(try field("vit", "\"patch_size\": 4", "\"patch_size\": 5"))
                == ["patch_size", "a divisor of the image's size, 12", "5"])
    }

    @Test func sizesThatTheTensorsDoNotHaveAreRefusedBeforeMemoryIsTaken() throws {
        for (name, from, to) in [
            ("gpt2", "\"vocab_size\": 53", "\"vocab_size\": 16000000"),
            ("gpt2", "\"n_layer\": 2", "\"n_layer\": 1024"),
            ("llama", "\"intermediate_size\": 40", "\"intermediate_size\": 1000000"),
            ("bert", "\"max_position_embeddings\": 20", "\"max_position_embeddings\": 16000000"),
            ("vit", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1000"),
        ] {
            let path = try folder(like: name, configuration: { $0.replacing(from, with: to) })
            defer { try? FileManager.default.removeItem(atPath: path) }
            let found = error {
                switch name {
                case "gpt2": _ = try GPT2(folder: path)
                case "llama": _ = try Llama(folder: path)
                case "bert": _ = try BERT(folder: path)
                default: _ = try VisionTransformer(folder: path)
                }
            }
            guard case .malformed? = found else {
                Issue.record("\(name), \(to): \(String(describing: found))")
                continue
            }
        }
    }

    @Test func brokenFoldersAreRefused() throws {
        #expect(throws: ModelFolderError.self) { _ = try ModelFolder("/nowhere") }
        let path = try folder(like: "gpt2", configuration: { _ in "[1, 2" })
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard case .malformed? = error({ _ = try ModelFolder(path) }) else {
            Issue.record("a broken config.json was read")
            return
        }
        try "{}".write(toFile: path + "/config.json", atomically: true, encoding: .utf8)
        guard case .configuration(_, "n_embd", _, "nothing")? = error({ _ = try GPT2(folder: path) }) else {
            Issue.record("a missing field was not named")
            return
        }
        for index in [
            "{\"weight_map\": {\"a\": \"../secret.safetensors\"}}", "{\"weight_map\": {}}", "{}",
            "{\"weight_map\": {\"a\": 3}}",
        ] {
            try index.write(
                toFile: path + "/model.safetensors.index.json", atomically: true, encoding: .utf8)
            guard case .malformed? = error({ _ = try ModelFolder(path) }) else {
                Issue.record("an index was read: \(index)")
                return
            }
        }
        try "{\"weight_map\": {\"a\": \"absent.safetensors\"}}".write(
            toFile: path + "/model.safetensors.index.json", atomically: true, encoding: .utf8)
        guard case .tensors? = error({ _ = try ModelFolder(path) }) else {
            Issue.record("an absent file was read")
            return
        }
    }

    @Test func modelsWithoutBiasesAreWrittenWithZeros() throws {
        var generator = Generator(seed: 0)
        let model = GPT2(
            GPT2.Configuration(
                vocabularyCount: 9, contextLength: 8, width: 8, layers: 1, heads: 2, hasBias: false),
            using: &generator)
        let path = ModelGoldens.scratch()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try model.write(to: path)
        let again = try GPT2(folder: path), ids = Indices(rows: [[1, 5, 2]])
        #expect(again.configuration.hasBias)
        #expect((again(ids) - model(ids)).abs().max().item < 1e-6)
    }

    @Test func sixteenBitsAreRoundedAndReadAgain() throws {
        let model = try Llama(folder: ModelGoldens.folder("llama-tied")), path = ModelGoldens.scratch()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try model.write(to: path, as: .bfloat16)
        let again = try Llama(folder: path)
        for (old, new) in zip(model.parameters, again.parameters) {
            #expect((old - new).abs().max().item <= old.abs().max().item / 256)
        }
    }
}
