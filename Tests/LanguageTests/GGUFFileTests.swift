import Foundation
import Language
import Testing

/// A small file with a value of each kind and a tensor of each format.
func sampleGGUF(alignment: Int = 32) -> GGUFWriter {
    var writer = GGUFWriter(
        metadata: [
            ("general.architecture", .string("llama")), ("a.uint8", .uint8(200)), ("a.int8", .int8(-5)),
            ("a.uint16", .uint16(60_000)), ("a.int16", .int16(-300)), ("a.uint32", .uint32(4_000_000_000)),
            ("a.int32", .int32(-7)), ("a.float32", .float32(1.5)), ("a.bool", .bool(true)),
            ("a.uint64", .uint64(.max)), ("a.int64", .int64(.min)), ("a.float64", .float64(-0.1)),
            ("a.empty", .array(GGUFArray([String]()))), ("a.words", .array(GGUFArray(["", "é", "a b"]))),
            ("a.numbers", .array(GGUFArray([0.5, -2] as [Float]))),
            ("a.integers", .array(GGUFArray([1, -2, 3] as [Int32]))),
        ], alignment: alignment)
    for format in BlockFormat.allCases {
        let values = (0..<1536).map { (i: Int) -> Float in Float(i % 97) / 48 - 1 }
        writer.append("tensor.\(format.name)", shape: [2, 3, 256], values: values, as: format)
    }
    writer.append("one", shape: [], values: [42])
    writer.append("none", shape: [0, 32], values: [], as: .q8_0)
    return writer
}

@Suite struct GGUFFileTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        for alignment in [1, 8, 32, 4096] {
            let bytes = sampleGGUF(alignment: alignment).bytes()
            let file = try GGUFFile(bytes: bytes)
            #expect(file.version == 3 && file.alignment == alignment)
            #expect(file.keys.count == (alignment == 32 ? 16 : 17))
            #expect(file.metadata["a.uint8"] == .uint8(200))
            #expect(file.metadata["a.int16"] == .int16(-300))
            #expect(file.metadata["a.float64"] == .float64(-0.1))
            #expect(try file.integer("a.uint32") == 4_000_000_000)
            #expect(try file.integer("a.int64") == .min)
            #expect(try file.number("a.uint64") == 0x1p64)
            #expect(try file.truth("a.bool") == true)
            #expect(try file.strings("a.empty") == [])
            #expect(try file.strings("a.words") == ["", "é", "a b"])
            #expect(try file.numbers("a.numbers") == [0.5, -2])
            #expect(try file.integers("a.integers") == [1, -2, 3])
            #expect(try file.text("nothing") == nil)
            for format in BlockFormat.allCases {
                let entry = try #require(file.entry("tensor.\(format.name)"))
                #expect(entry.shape == [2, 3, 256] && entry.type == format && entry.count == 1536)
                let values = (0..<1536).map { (i: Int) -> Float in Float(i % 97) / 48 - 1 }
                let (shape, found) = try file.values(of: entry.name)
                #expect(shape == [2, 3, 256])
                #expect(found == format.dequantize(format.quantize(values)))
                let tensor = try file.tensor(entry.name)
                #expect(tensor.shape == shape && tensor.elements == found)
            }
            #expect(try file.values(of: "one").values == [42])
            #expect(try file.values(of: "none").values == [])
        }
    }

    @Test func filesOnDiskAreMapped() throws {
        let path = NSTemporaryDirectory() + "cairn-\(UUID().uuidString).gguf"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try sampleGGUF().write(path: path)
        let file = try GGUFFile(path: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(sampleGGUF().bytes()))
        #expect(try file.values(of: "one").values == [42])
        #expect(try GGUFFile(URL(fileURLWithPath: path)).tensors == file.tensors)
    }

    @Test func whatIsMissingOrOfAnotherTypeIsSaid() throws {
        let file = try GGUFFile(bytes: sampleGGUF().bytes())
        func reason(_ body: () throws -> Void) -> GGUFError.Reason? {
            do { try body() } catch let error as GGUFError { return error.reason } catch { return nil }
            return nil
        }
        #expect(reason { _ = try file.values(of: "two") } == .missing)
        #expect(reason { _ = try file.integer("a.words") } == .wrongValue)
        #expect(reason { _ = try file.integer("a.uint64") } == .wrongValue)
        #expect(reason { _ = try file.strings("a.numbers") } == .wrongValue)
        #expect(reason { _ = try file.vocabulary() } == .missing)
        #expect(reason { _ = try GGUFFile(path: "/nowhere") } == .cannotRead)
        #expect(reason { _ = try GGUFFile(path: "/tmp") } == .cannotRead)
        #expect(reason { _ = try GGUFFile(path: "/dev/null") } == .cannotRead)
        #expect(reason { _ = try GGUFFile(path: "a\0b") } == .cannotRead)
        #expect(reason { try sampleGGUF().write(path: "/nowhere/at/all.gguf") } == .cannotWrite)
        do { _ = try file.values(of: "two") } catch {
            #expect(
                "\(error)".hasPrefix("bytes in memory, \"two\": expected a tensor of the file, found only"))
        }
    }

    @Test(.enabled(if: ModelCache.smolLM2 != nil, "fetch it with `make models`"))
    func aRealModelIsRead() throws {
        let file = try GGUFFile(path: try #require(ModelCache.smolLM2))
        #expect(file.version == 3 && file.keys.count == 33 && file.tensors.count == 272)
        #expect(try file.integer("llama.block_count") == 30)
        let embedding = try #require(file.entry("token_embd.weight"))
        #expect(embedding.shape == [49_152, 576] && embedding.type == .q8_0)
        let vocabulary = try file.vocabulary()
        #expect(vocabulary.model == "gpt2" && vocabulary.pre == "smollm")
        #expect(vocabulary.tokens.count == 49_152 && vocabulary.merges.count == 48_900)
        #expect(vocabulary.tokenTypes.count == 49_152 && vocabulary.scores.isEmpty)
        #expect(vocabulary.tokens[2] == "<|im_end|>" && vocabulary.merges[0] == "Ġ t")
        #expect(vocabulary.beginID == 1 && vocabulary.endID == 2 && vocabulary.addsBegin == false)
        #expect(vocabulary.chatTemplate?.hasPrefix("{% for message in messages %}") == true)
        let norm = try file.values(of: "output_norm.weight")
        #expect(norm.shape == [576] && norm.values.allSatisfy { $0.isFinite })
    }
}
