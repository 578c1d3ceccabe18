import Cairn
import Testing

// The snippets of Docs/Language/GGUF.md and Docs/Language/Quantization.md, and the examples in the comments of
// Sources/Language/Checkpoints, Quantization and Inference.

@Suite(.printsItsComments) struct LanguagePagesGGUF {
    @Test func writesAndReads() throws {
        // snippet
        var writer = GGUFWriter(metadata: [("general.architecture", .string("llama"))])
        writer.append("output.weight", shape: [2, 32], values: [Float](repeating: 0.5, count: 64), as: .q4_0)
        let file = try GGUFFile(bytes: writer.bytes())
        print(try file.text("general.architecture") ?? "nothing")  // llama
        print(file.tensors[0].shape, file.tensors[0].bytes.count)  // [2, 32] 36
        print(try file.tensor("output.weight").sum().item)  // 32.0
        // end
    }

    @Test func runsAModel() throws {
        // snippet
        if let path = ModelCache.smolLM2 {
            let file = try GGUFFile(path: path)
            var engine = try LlamaEngine(file, contextLength: 256)
            var logits = engine.append([504, 2365, 253, 655])
            for _ in 0..<8 {
                let next = logits.indices.max { logits[$0] < logits[$1] } ?? 0
                logits = engine.append([next])
            }
        }
        // end
    }

    @Test func runsALayerQuantised() {
        // snippet
        var generator = Generator(seed: 1)
        let trained = Linear<Float>(64, 32, using: &generator)
        let x = Tensor<Float>.normal([4, 64], using: &generator)
        let layer = QuantizedLinear(trained, as: .q8_0)
        let off = (layer(x) - trained(x)).elements.map { abs($0) }.max() ?? 1
        print(off < 0.02)  // true
        // end
    }

    @Test func opensAFile() throws {
        // snippet
        var writer = GGUFWriter(metadata: [("general.architecture", .string("llama"))])
        writer.append("weight", shape: [2, 32], values: (0..<64).map(Float.init), as: .q8_0)
        let file = try GGUFFile(bytes: writer.bytes())
        print(file.tensors[0].name, file.tensors[0].shape, file.tensors[0].bytes.count)  // weight [2, 32] 68
        // end
    }

    @Test func multiplies() {
        // snippet
        let matrix = QuantizedMatrix(Matrix<Float>(repeating: 0.5, rows: 4, columns: 32), as: .q8_0)
        print(matrix.times([Float](repeating: 2, count: 32)))  // [31.998047, 31.998047, 31.998047, 31.998047]
        // end
    }
}
