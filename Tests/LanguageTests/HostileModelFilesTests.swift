import Foundation
import Language
import LinearAlgebra
import Neural
import TestSupport
import Testing

@Suite struct HostileModelFilesTests {
    /// The made-up Llama with a vocabulary of so many tokens more than it has rows for.
    private func llama(tokensMore extra: Int, at path: String) throws {
        let file = try GGUFFile(bytes: try Golden.bytes("language/tiny_llama.gguf"))
        let rows = try #require(file.entry("token_embd.weight")?.shape.first)
        let tokens = ["a", "b", "ab"] + (3..<rows + extra).map { "t\($0)" }
        var metadata = file.keys.filter { !$0.hasPrefix("tokenizer.") }
            .map { (key: $0, value: file.metadata[$0] ?? .bool(false)) }
        metadata += [
            ("tokenizer.ggml.model", .string("gpt2")), ("tokenizer.ggml.tokens", .array(GGUFArray(tokens))),
            ("tokenizer.ggml.merges", .array(GGUFArray(["a b"]))),
            ("tokenizer.ggml.eos_token_id", .uint32(2)),
        ]
        var writer = GGUFWriter(metadata: metadata)
        for entry in file.tensors {
            guard let format = entry.type else { continue }
            writer.append(
                entry.name, shape: entry.shape, values: try file.values(of: entry.name).values, as: format)
        }
        try writer.write(path: path)
    }

    @Test func aChatModelHasARowForEachToken() throws {
        let path = ModelGoldens.scratch() + ".gguf"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try llama(tokensMore: 0, at: path)
        let model = try ChatModel(gguf: path)
        #expect(model.tokenizer.vocabularyCount == model.engine.vocabularyCount)
        try llama(tokensMore: 1, at: path)
        let error = #expect(throws: GGUFError.self) { try ChatModel(gguf: path) }
        #expect(error?.reason == .wrongShape && error?.name == "token_embd.weight")
    }

    @Test func anEmbedderHasARowForEachToken() throws {
        let folder = ModelGoldens.folder("bert")  // 47 tokens
        let small = try WordPieceTrainer(vocabularyCount: 20).train(on: ["abc abd"])
        _ = try SentenceEmbedder(folder: folder, tokenizer: small)
        let large = SubwordTokenizer(
            small.model, splitter: small.splitter,
            addedTokens: small.addedTokens + [AddedToken(id: 40_000, content: "<x>")])
        #expect(
            throws: ModelFolderError.configuration(
                path: folder + "/config.json", field: "vocab_size",
                expected: "40001 or more, as many tokens as the tokenizer has", found: "47")
        ) { try SentenceEmbedder(folder: folder, tokenizer: large) }
    }

    /// The field that is refused where the configuration of the golden adapters has other values.
    private func refused(_ changes: [String: String]) throws -> String? {
        let theirs = AdapterGolden.folder("llama"), folder = ModelGoldens.scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.copyItem(atPath: theirs, toPath: folder)
        let path = folder + "/adapter_config.json"
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        var fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        for (field, text) in changes {
            fields[field] = try JSONSerialization.jsonObject(
                with: Data(text.utf8), options: .fragmentsAllowed)
        }
        try JSONSerialization.data(withJSONObject: fields).write(to: URL(fileURLWithPath: path))
        let model = try Llama(folder: ModelGoldens.folder("llama"))
        do throws(AdapterFileError) {
            _ = try LowRankAdapters(folder: folder, for: model)
        } catch {
            guard case .configuration(_, let field, _, _) = error else { return "\(error)" }
            return field
        }
        return nil
    }

    @Test func adaptersThatAskForMoreAreRefusedByName() throws {
        #expect(try refused([:]) == nil)
        let wrong = [
            "layers_to_transform": "[0]", "layers_pattern": "\"layers\"", "rank_pattern": "{\"q_proj\": 4}",
            "alpha_pattern": "{\"q_proj\": 4}", "modules_to_save": "[\"lm_head\"]", "bias": "\"all\"",
            "lora_bias": "true", "layer_replication": "[[0, 1]]", "target_parameters": "[\"w\"]",
            "trainable_token_indices": "[1]", "use_qalora": "true", "init_lora_weights": "\"pissa_niter_4\"",
        ]
        for (field, value) in wrong { #expect(try refused([field: value]) == field) }
        #expect(try refused(["layers_to_transform": "0"]) == "layers_to_transform")
        for value in ["null", "[]", "{}", "\"\"", "false"] {
            #expect(try refused(["layers_pattern": value]) == nil, "\(value)")
        }
        #expect(try refused(["init_lora_weights": "\"gaussian\""]) == nil)
        // The file has no lengths of columns.
        #expect(try refused(["use_dora": "true"])?.contains("lora_magnitude_vector") == true)
    }

    @Test func targetsMeanAtLeastOneLayerThatHasTensors() throws {
        for value in ["[\"x_proj\"]", "[]", "[\"proj\"]", "\"q_proj\""] {
            #expect(try refused(["target_modules": value]) == "target_modules", "\(value)")
        }
        for value in ["[\"x\", \"self_attn.q_proj\"]", "\"all-linear\"", "\".*\\\\.(q|v)_proj\"", "null"] {
            #expect(try refused(["target_modules": value]) == nil, "\(value)")
        }
    }
}
