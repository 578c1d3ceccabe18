import Foundation
import Language
import LinearAlgebra
import TestSupport
import Testing

/// A model with random weights, and what transformers makes of it: `Tests/Golden/language/tiny_llama.py`.
private struct TinyLlama: Decodable {
    var versions: String
    var tokens: [Int]
    var places: [Int]
    var logits: [[Double]]
    var linear: [[Double]]

    static func load() throws -> TinyLlama { try Golden.load("language/tiny_llama") }
    static func file() throws -> GGUFFile {
        try GGUFFile(bytes: try Golden.bytes("language/tiny_llama.gguf"))
    }

    /// The model in floats.
    static func exact(_ change: (inout LlamaSizes) -> Void = { _ in }) throws -> LlamaEngine {
        let file = try file()
        var sizes = try LlamaSizes(file)
        change(&sizes)
        return try LlamaEngine(sizes) { name, _ in
            file.entry(name) == nil ? nil : try file.values(of: name).values
        }
    }
}

/// The largest difference of logits.
private func distance(_ left: some Collection<Float>, _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
}

@Suite struct LlamaEngineTests {
    private func worst(_ engine: LlamaEngine, _ golden: TinyLlama, _ expected: [[Double]]) -> Double {
        var engine = engine
        let logits = engine.appendAll(golden.tokens), words = engine.vocabularyCount
        return zip(golden.places, expected).reduce(0) { worst, pair in
            max(worst, distance(logits[pair.0 * words..<(pair.0 + 1) * words], pair.1))
        }
    }

    @Test func weightsInFloatsGiveTheLogitsOfTransformers() throws {
        let golden = try TinyLlama.load()
        #expect(
            Parity.holds(
                "Language", "LlamaEngine", against: golden.versions,
                on: "2 layers, width 64, 150 tokens, floats",
                measure: "difference of logits", tolerance: 2e-5,
                error: worst(try TinyLlama.exact(), golden, golden.logits)))
        let linear = try TinyLlama.exact { $0.rotaryDivisors = [Double](repeating: 4, count: 8) }
        #expect(
            Parity.holds(
                "Language", "LlamaEngine", against: golden.versions, on: "the same, linear scaling by 4",
                // transformers rounds angles to single precision, and random weights make attention sharp.
                measure: "difference of logits", tolerance: 2e-4, error: worst(linear, golden, golden.linear))
        )
    }

    @Test func quantisedWeightsGiveThemWithinTheRoundingOfActivations() throws {
        let golden = try TinyLlama.load()
        var engine = try LlamaEngine(try TinyLlama.file())
        #expect(engine.vocabularyCount == 80 && engine.capacity == 200 && engine.count == 0)
        let logits = engine.appendAll(golden.tokens)
        var error = 0.0, size = 0.0
        for (place, row) in zip(golden.places, golden.logits) {
            for (word, expected) in row.enumerated() {
                let off = Double(logits[place * 80 + word]) - expected
                error += off * off
                size += expected * expected
            }
        }
        #expect(
            Parity.holds(
                "Language", "LlamaEngine", against: golden.versions,
                on: "2 layers, width 64, 150 tokens, quantised",
                measure: "root mean square difference of logits / their size", tolerance: 0.1,
                error: (error / size).squareRoot()), "\((error / size).squareRoot())")
    }

    @Test func howTheTokensComeDoesNotMatter() throws {
        let tokens = try TinyLlama.load().tokens
        for engine in [try LlamaEngine(try TinyLlama.file()), try TinyLlama.exact()] {
            var whole = engine, last = engine, single = engine, pieces = engine
            let expected = whole.appendAll(tokens), words = engine.vocabularyCount
            let end = expected.suffix(words).map(Double.init)
            #expect(distance(last.append(tokens), end) < 1e-5)
            // Rounding of activations turns a difference in the last digit into a whole step now and then.
            let tolerance = 0.05
            for (index, token) in tokens.enumerated() {
                let logits = single.append([token])
                let row = expected[index * words..<(index + 1) * words].map(Double.init)
                #expect(distance(logits, row) < tolerance, "\(index)")
            }
            var start = 0
            for length in [1, 2, 7, 8, 9, 63, 60] {
                let logits = pieces.append(Array(tokens[start..<start + length]))
                start += length
                #expect(
                    distance(logits, expected[(start - 1) * words..<start * words].map(Double.init))
                        < tolerance)
            }
            #expect(single.count == 150 && whole.count == 150 && pieces.count == 150)
        }
    }

    @Test func copiesGoOnIndependently() throws {
        let tokens = try TinyLlama.load().tokens
        let engine = try LlamaEngine(try TinyLlama.file())
        var first = engine
        _ = first.append(Array(tokens.prefix(70)))
        var second = first, third = first
        let a = first.append([tokens[70]])
        for token in [3, 5, 7] { _ = second.append([token]) }
        third.truncate(to: 60)
        #expect(third.count == 60 && first.count == 71 && second.count == 73)
        second.truncate(to: 70)
        #expect(second.append([tokens[70]]) == a)
        #expect(second.append([1]) == first.append([1]))
        // Other pieces round otherwise.
        _ = third.append(Array(tokens[60..<70]))
        #expect(distance(third.append([tokens[70]]), a.map(Double.init)) < 0.05)
        third.truncate(to: 0)
        _ = third.append(Array(tokens.prefix(70)))
        #expect(third.append([tokens[70]]) == a)
        #expect(engine.count == 0)
    }

    @Test func resultsDoNotDependOnTheNumberOfThreads() throws {
        let tokens = try TinyLlama.load().tokens, all = Threads.count
        defer { Threads.count = all }
        for engine in [try LlamaEngine(try TinyLlama.file()), try TinyLlama.exact()] {
            var results: [[Float]] = []
            for threads in [1, 2, 8] {
                Threads.count = threads
                var engine = engine
                results.append(engine.appendAll(tokens) + engine.append([1]) + engine.append([2]))
            }
            #expect(results[0] == results[1] && results[0] == results[2])
        }
    }

    @Test func theContextMayBeShorterThanTheFileSays() throws {
        let file = try TinyLlama.file()
        #expect(try LlamaEngine(file, contextLength: 10).capacity == 10)
        #expect(try LlamaEngine(file, contextLength: 1000).capacity == 200)
    }

    @Test func filesThatContradictThemselvesAreRefused() throws {
        let file = try TinyLlama.file()
        func copy(
            _ change: (inout [(key: String, value: GGUFValue)]) -> Void, without: String = ""
        ) throws -> GGUFError.Reason? {
            var metadata = file.keys.map { (key: $0, value: file.metadata[$0] ?? .bool(false)) }
            change(&metadata)
            return reason(rewritten(file, metadata, without: without))
        }
        func set(_ key: String, _ value: GGUFValue) -> (inout [(key: String, value: GGUFValue)]) -> Void {
            { metadata in
                metadata.removeAll { $0.key == key }
                metadata.append((key, value))
            }
        }
        #expect(try copy { _ in } == nil)
        #expect(try copy(set("general.architecture", .string("gpt2"))) == .wrongValue)
        #expect(try copy(set("llama.block_count", .uint32(3))) == .missing)
        #expect(try copy(set("llama.block_count", .uint32(0))) == .wrongValue)
        #expect(try copy(set("llama.block_count", .string("2"))) == .wrongValue)
        #expect(try copy(set("llama.embedding_length", .uint32(32))) == .wrongShape)
        #expect(try copy(set("llama.feed_forward_length", .uint32(.max))) == .wrongValue)
        #expect(try copy(set("llama.attention.head_count", .uint32(0))) == .wrongValue)
        #expect(try copy(set("llama.attention.head_count_kv", .uint32(3))) == .wrongValue)
        #expect(try copy(set("llama.attention.head_count", .uint32(8))) == .wrongShape)
        #expect(try copy(set("llama.context_length", .int32(-5))) == .wrongValue)
        #expect(try copy(set("llama.rope.freq_base", .float32(.nan))) == .wrongValue)
        #expect(try copy(set("llama.rope.dimension_count", .uint32(15))) == .wrongValue)
        #expect(try copy(set("llama.rope.scaling.type", .string("yarn"))) == .wrongValue)
        #expect(try copy({ $0.removeAll { $0.key == "llama.block_count" } }) == .missing)
        #expect(try copy({ _ in }, without: "blk.1.ffn_up.weight") == .missing)
        #expect(try copy({ _ in }, without: "token_embd.weight") == .missing)
        // Without an output matrix the embedding serves.
        #expect(try copy({ _ in }, without: "output.weight") == nil)
    }

    @Test func whatIsWrongWithTheSizesIsNamed() throws {
        let file = try TinyLlama.file()
        func found(_ changes: [String: GGUFValue]) throws -> String? {
            var metadata = file.keys.map { (key: $0, value: file.metadata[$0] ?? .bool(false)) }
            metadata.removeAll { changes[$0.key] != nil }
            metadata += changes.map { (key: $0.key, value: $0.value) }
            do throws(GGUFError) {
                _ = try LlamaSizes(GGUFFile(bytes: rewritten(file, metadata, without: "")))
                return nil
            } catch {
                return error.found
            }
        }
        let layers = try found(["llama.block_count": .uint32(1 << 31 - 1)])
        #expect(layers == "layers: 2147483647, not from 1 to 65536")
        let factor = try found([
            "llama.rope.scaling.type": .string("linear"), "llama.rope.scaling.factor": .float32(0),
        ])
        #expect(factor == "rotary angles divided by 0.0")
    }

    /// The file with other metadata and without one of its tensors.
    private func rewritten(
        _ file: GGUFFile, _ metadata: [(key: String, value: GGUFValue)], without: String
    ) -> [UInt8] {
        var writer = GGUFWriter(metadata: metadata)
        for entry in file.tensors where entry.name != without {
            guard let format = entry.type, let values = try? file.values(of: entry.name) else { continue }
            writer.append(entry.name, shape: entry.shape, values: values.values, as: format)
        }
        return writer.bytes()
    }

    private func reason(_ bytes: [UInt8]) -> GGUFError.Reason? {
        do throws(GGUFError) {
            let file = try GGUFFile(bytes: bytes)
            _ = try LlamaEngine(file)
        } catch {
            return error.reason
        }
        return nil
    }
}
