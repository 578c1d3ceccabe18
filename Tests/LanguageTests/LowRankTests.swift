import Autodiff
import Foundation
import Language
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// What `language/adapters.py` wrote down of PEFT.
struct AdapterGolden: Decodable {
    struct Case: Decodable {
        var name: String, base: String, loss: Double
        var logits: [Double]
        var gradients: [String: [Double]]
    }
    struct Preferences: Decodable {
        struct Case: Decodable {
            var kind: String, beta: Double, smoothing: Double, free: Bool
            var losses: [Double]
            var gradients: [[Double]]
        }
        var values: [[Double]]
        var cases: [Case]
    }
    var versions: String
    var cases: [Case]
    var preferences: Preferences

    static func load() throws -> AdapterGolden {
        let data = try Data(contentsOf: ModelGoldens.root.appendingPathComponent("adapters.json"))
        return try JSONDecoder().decode(AdapterGolden.self, from: data)
    }
    static func folder(_ name: String) -> String {
        ModelGoldens.root.appendingPathComponent("adapters/\(name)").path
    }
    static let ids = [[3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8]]
}

@Suite struct LowRankTests {
    /// The largest error of logits, loss and gradients of the adapters of one case.
    private func error<Model: HubModel & CausalModel>(_ golden: AdapterGolden.Case, _: Model.Type) throws
        -> Double
    {
        let model = try Model(folder: ModelGoldens.folder(golden.base))
        let adapters = try LowRankAdapters(folder: AdapterGolden.folder(golden.name), for: model)
        let batch = TokenBatch(AdapterGolden.ids.map { MaskedTokens($0) })
        let logits = adapters.applied(to: model)(Indices(rows: AdapterGolden.ids))
        let (loss, slope) = valueAndGradient(at: adapters) { batch.loss($0.applied(to: model)(batch.inputs)) }
        var worstError = max(worst(logits[1], golden.logits), abs(Double(loss.item) - golden.loss))
        var compared = 0
        for update in slope.updates {
            let name = "base_model.model." + update.site.module
            for (suffix, part) in [
                (".lora_A.weight", update.down.transposed.contiguous()),
                (".lora_B.weight", update.up.transposed.contiguous()),
                (".lora_magnitude_vector.weight", update.magnitude?.flattened ?? update.up),
            ] {
                guard let expected = golden.gradients[name + suffix] else { continue }
                worstError = max(worstError, worst(part, expected))
                compared += 1
            }
        }
        let merged = adapters.merged(into: model)(Indices(rows: AdapterGolden.ids))
        worstError = max(worstError, worst(merged[1], golden.logits))
        return compared == golden.gradients.count ? worstError : .infinity
    }

    @Test func answersAndLearnsAsPEFTDoes() throws {
        let golden = try AdapterGolden.load()
        for entry in golden.cases {
            let error = try entry.base == "gpt2" ? error(entry, GPT2.self) : error(entry, Llama.self)
            #expect(
                Parity.holds(
                    "Language",
                    entry.name == "llama-dora"
                        ? "LowRankAdapters with magnitudes" : "LowRankAdapters, \(entry.base)",
                    against: golden.versions, on: "random \(entry.base), logits and gradients of A and B",
                    measure: "error, of the largest", tolerance: 1e-5, error: error))
        }
    }

    @Test func writesWhatItRead() throws {
        for entry in try AdapterGolden.load().cases where entry.base == "llama" {
            let model = try Llama(folder: ModelGoldens.folder("llama"))
            let adapters = try LowRankAdapters(folder: AdapterGolden.folder(entry.name), for: model)
            let folder = ModelGoldens.scratch()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try adapters.write(to: folder, baseModel: "llama")
            let ours = try SafetensorsFile(path: folder + "/adapter_model.safetensors")
            let theirs = try SafetensorsFile(
                path: AdapterGolden.folder(entry.name) + "/adapter_model.safetensors")
            #expect(Set(ours.names) == Set(theirs.names))
            for name in theirs.names {
                #expect(ours.entry(name)?.shape == theirs.entry(name)?.shape)
                #expect(
                    try ours.values(of: name, as: Float.self).values
                        == theirs.values(of: name, as: Float.self).values)
            }
            let again = try LowRankAdapters(folder: folder, for: model)
            #expect(again.options == adapters.options)
        }
    }

    @Test func savesNamesThatPEFTKnows() throws {
        var generator = Generator(seed: 6)
        let model = try Llama(folder: ModelGoldens.folder("llama"))
        let adapters = LowRankAdapters(
            for: model, LowRankOptions(targets: ["attention.projection"]), using: &generator)
        #expect(
            Set(adapters.updates.map { $0.site.module.split(separator: ".").last }) == [
                "q_proj", "k_proj", "v_proj",
            ])
        let folder = ModelGoldens.scratch()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try adapters.write(to: folder)
        let again = try LowRankAdapters(folder: folder, for: model)
        #expect(again.options.targets == ["k_proj", "q_proj", "v_proj"])
        #expect(again.parameters == adapters.parameters)
    }

    @Test func changesNothingAtFirst() {
        var generator = Generator(seed: 1)
        let model = Llama(
            .init(
                vocabularyCount: 20, contextLength: 8, width: 16, layers: 2, heads: 4, keyHeads: 2, hidden: 24
            ),
            using: &generator)
        var options = LowRankOptions(targets: ["q_proj", "v_proj", "o_proj", "gate_proj"])
        options.rank = 2
        let ids: Indices = Indices(rows: [[1, 2, 3, 4]])
        for hasMagnitudes in [false, true] {
            options.hasMagnitudes = hasMagnitudes
            let adapters = LowRankAdapters(for: model, options, using: &generator)
            #expect(adapters.updates.count == 8)
            let change = adapters.applied(to: model)(ids) - model(ids)
            #expect(change.abs().max().item < 1e-5)
        }
    }

    @Test func mergesAndUnmerges() {
        var generator = Generator(seed: 2)
        let model = GPT2(
            .init(vocabularyCount: 20, contextLength: 8, width: 16, layers: 1, heads: 2), using: &generator)
        var adapters = LowRankAdapters(
            for: model, LowRankOptions(targets: ["attention.projection", "feedForward.up"]), using: &generator
        )
        adapters.modifyParameters { _, tensor in tensor = .normal(tensor.shape, using: &generator) }
        let merged = adapters.merged(into: model), back = adapters.unmerged(from: merged)
        let ids = Indices(rows: [[1, 2, 3, 4]])
        #expect((merged(ids) - adapters.applied(to: model)(ids)).abs().max().item < 1e-5)
        #expect((merged(ids) - model(ids)).abs().max().item > 0.1)
        for (old, new) in zip(model.parameters, back.parameters) {
            #expect((old - new).abs().max().item < 1e-5)
        }
    }

    @Test func hasTheGradientOfTheLayerThatIsBuiltSo() {
        var generator = Generator(seed: 3)
        let layer = Linear<Double>(5, 4, using: &generator),
            x = Tensor<Double>.normal([7, 5], using: &generator)
        var options = LowRankOptions(targets: ["weight", "hidden"])
        options.rank = 3
        var built = LowRankLinear(layer, rank: 3, alpha: 16, using: &generator)
        built.up = .normal([3, 4], using: &generator)
        struct Net: Parameterized {
            var hidden: Linear<Double>
            mutating func visitParameters(_ visit: inout ParameterVisitor<Double>) {
                visit("hidden", &hidden)
            }
        }
        let net = Net(hidden: layer)
        var adapters = LowRankAdapters(for: net, options, using: &generator)
        adapters.modifyParameters { name, tensor in tensor = name.hasSuffix("down") ? built.down : built.up }
        let one = gradient(at: built) { ($0(x) * $0(x)).sum() }
        let other = gradient(at: adapters) { adapters in
            let y = adapters.applied(to: net).hidden(x)
            return (y * y).sum()
        }
        #expect((one.down - other.updates[0].down).abs().max().item < 1e-11)
        #expect((one.up - other.updates[0].up).abs().max().item < 1e-11)
        #expect((built(x) - built.merged(x)).abs().max().item < 1e-12)
        #expect(one.parameterCount == 27)
    }

    @Test func dropsInputsInTrainingOnly() {
        var generator = Generator(seed: 4)
        let model = GPT2(
            .init(vocabularyCount: 20, contextLength: 8, width: 16, layers: 1, heads: 2), using: &generator)
        var options = LowRankOptions(targets: ["c_attn"])
        options.dropout = 0.5
        var adapters = LowRankAdapters(for: model, options, using: &generator)
        adapters.modifyParameters { _, tensor in tensor = .normal(tensor.shape, using: &generator) }
        var context = Context.training(seed: 1)
        let ids = Indices(rows: [[1, 2, 3]])
        let first = adapters.applied(to: model, &context)(ids),
            second = adapters.applied(to: model, &context)(ids)
        #expect(first != second)
        #expect(adapters.applied(to: model)(ids) == adapters.applied(to: model)(ids))
    }

    @Test func refusesWhatDoesNotFit() throws {
        var generator = Generator(seed: 5)
        let model = try Llama(folder: ModelGoldens.folder("llama"))
        let other = GPT2(
            .init(vocabularyCount: 20, contextLength: 8, width: 16, layers: 1, heads: 2), using: &generator)
        #expect(throws: AdapterFileError.self) {
            try LowRankAdapters(folder: AdapterGolden.folder("llama"), for: other)
        }
        #expect(throws: AdapterFileError.self) { try LowRankAdapters(folder: "/nowhere", for: model) }
        for (field, value) in [
            ("peft_type", "\"IA3\""), ("r", "0"), ("r", "3"), ("r", "\"x\""), ("bias", "\"all\""),
            ("lora_alpha", "1e999"),
            ("rank_pattern", "{\"q_proj\": 4}"), ("modules_to_save", "[\"lm_head\"]"), ("use_dora", "true"),
        ] {
            let folder = ModelGoldens.scratch()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            try FileManager.default.copyItem(atPath: AdapterGolden.folder("llama"), toPath: folder)
            let path = folder + "/adapter_config.json"
            let text = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
                line.contains("\"\(field)\":") && !line.contains("[")
                    ? "  \"\(field)\": \(value)," : String(line)
            }
            try text.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
            #expect(throws: AdapterFileError.self, "\(field) \(value)") {
                try LowRankAdapters(folder: folder, for: model)
            }
        }
    }
}
