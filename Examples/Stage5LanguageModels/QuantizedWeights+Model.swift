import Cairn
import Foundation

extension QuantizedWeights {
    /// The model of a file with its matrices in floats, in Q8_0, as they are, and in Q4_0.
    func compare(_ file: GGUFFile) throws -> [[String]] {
        let exact = try LlamaEngine(LlamaSizes(file)) { name, _ in
            file.entry(name) == nil ? nil : try file.values(of: name).values
        }
        let (bits, logits, speed) = judge(exact)
        var rows = [["F32", "\(exact.byteCount >> 20)", bits.fixed(3), "0", speed.fixed(0)]]
        for format in [BlockFormat.q8_0, .q4_1, .q4_0] {
            var writer = GGUFWriter(metadata: file.keys.map { ($0, file.metadata[$0] ?? .bool(false)) })
            for entry in file.tensors {
                let isMatrix = entry.shape.count == 2
                let kind = isMatrix && entry.name != "token_embd.weight" ? format : entry.type ?? .float32
                if kind == entry.type {
                    let bytes = try file.withUnsafeBytes(of: entry.name) { Array($1) }
                    writer.append(entry.name, shape: entry.shape, bytes: bytes, as: kind)
                } else {
                    let values = try file.values(of: entry.name).values
                    writer.append(entry.name, shape: entry.shape, values: values, as: kind)
                }
            }
            let engine = try LlamaEngine(GGUFFile(bytes: writer.bytes()))
            let (bits, found, speed) = judge(engine)
            rows.append([
                format == .q4_1 ? "Q4_1, as in the file" : format.name, "\(engine.byteCount >> 20)",
                bits.fixed(3),
                distance(found, logits).fixed(4), speed.fixed(0),
            ])
        }
        return rows
    }

    /// Bits a token, logits, and how many tokens a second are read one by one.
    private func judge(_ engine: LlamaEngine) -> (bits: Double, logits: [Float], speed: Double) {
        var reader = engine
        let logits = reader.appendAll(genesis), words = engine.vocabularyCount
        let rows = Tensor<Float>(shape: [genesis.count, words], elements: logits)[0..<genesis.count - 1]
        let loss = crossEntropy(rows, Indices(Array(genesis.dropFirst())))
        let seconds = fastest(times: 1) { for token in genesis.prefix(32) { _ = reader.append([token]) } }
        return (Double(loss.item) / log(2), logits, 32 / seconds)
    }

    /// "In the beginning God created the heaven and the earth …" in tokens of SmolLM2.
    private var genesis: [Int] {
        [
            788, 260, 3616, 1839, 2312, 260, 10419, 284, 260, 3103, 30, 1350, 260, 3103, 436, 1355, 910, 28,
            284,
            20554, 43,
            284, 13226, 436, 1980, 260, 2715, 282, 260, 2276, 30, 1350, 260, 8936, 282, 1839, 4935, 1980, 260,
            2715, 282,
            260, 5656, 30, 1350, 1839, 1137, 28, 2959, 665, 325, 1420, 42, 284, 665, 436, 1420, 30, 1350,
            1839,
            3680, 260,
            1420, 28, 338, 357, 436, 1123, 42, 284, 1839, 6066, 260, 1420, 429, 260, 13226, 30, 1350, 1839,
            1217,
            260, 1420,
            4115, 28, 284, 260, 13226, 384, 1217, 14961, 30, 1350, 260, 9053, 284, 260, 5738, 592, 260, 808,
            1194,
            30,
        ]
    }
}
