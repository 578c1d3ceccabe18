import Cairn
import Foundation
import LessonKit

/// Weights in eight, six and four bits: what they weigh, how fast they multiply, what they get wrong.
struct QuantizedWeights: Lesson {
    let name = "quantization"
    let title = "Weights in four bits"
    let summary =
        "A number of a network needs no 32 bits. Blocks of small integers with a scale make a model a seventh of its size, and as much faster as memory is the limit."
    let topics = ["Stage 5 · item 120 Open-source checkpoints"]
    let budget = Budget(seconds: 40, megabytes: 1800)
    let target = Target("relative error of a layer in 8 bits", atMost: 0.015)

    private let formats: [BlockFormat] = [.float32, .float16, .q8_0, .q6_K, .q4_1, .q4_K, .q4_0]

    func run(_ page: inout Narrator) throws -> Double {
        let (weight, origin) = try weights(seed: page.seed)
        page.heading("One block, number by number")
        page.text(
            "Cut a row into blocks of 32. In Q4_0 the number of the largest size becomes −8, a scale d undoes that, and all others are rounded to the nearest of sixteen steps. \(origin)"
        )
        page.formula("q = round(w / d) + 8,  0 ≤ q ≤ 15          w ≈ d · (q − 8)")
        let block = Array(weight.elements.prefix(32))
        let bytes = BlockFormat.q4_0.quantize(block), back = BlockFormat.q4_0.dequantize(bytes)
        page.table(
            ["w", "q", "d · (q − 8)"],
            rows: (0..<6).map { place in
                [
                    Double(block[place]).fixed(4), "\(bytes[2 + place] & 15)", Double(back[place]).fixed(4),
                ]
            })
        page.heading("Size, speed and error of a layer")
        let (rows, score) = measure(weight, seed: page.seed)
        page.table(
            [
                "format", "bits a number", "of its size", "error of weights", "error of W x", "µs for W x",
                "GB/s",
            ],
            rows: rows)
        page.text(
            "Errors are root mean squares, relative to what is approximated. W x is computed in integers: x is rounded to 8 bits too, and the error of that comes on top of the error of the weights. Most of the time goes into reading W, so that half the bits are nearly twice the speed where W does not fit the caches."
        )
        page.heading("A whole model")
        if let path = ModelCache.smolLM2 {
            page.table(
                ["SmolLM2-135M with weights in", "MB", "bits a token", "off the exact logits", "tokens/s"],
                rows: try compare(GGUFFile(path: path)))
            page.text(
                "The file holds matrices of Q4_1 and an embedding of Q8_0; what they stand for is taken as exact, as floats, and quantised again. Bits a token: −log₂ of the probability of each next token of the first verses of Genesis, which it has seen."
            )
        } else {
            page.text(
                "SmolLM2 is not there: `make models` fetches it, and this part then compares the whole model."
            )
        }
        page.youShouldSee(
            "eight bits that cost nothing but the rounding; the types with a scale and a minimum, and those that search for their scales, ahead of plain Q4_0 at about the same size."
        )
        return score
    }

    /// Weights of a sentence embedder where they were fetched, else those of a layer trained here.
    private func weights(seed: UInt64) throws -> (Matrix<Float>, String) {
        if let folder = ModelCache.miniLM {
            let file = try MappedSafetensors(path: folder + "/model.safetensors")
            let parts: [Tensor<Float>] = try (0..<6).map {
                try file.tensor("encoder.layer.\($0).output.dense.weight")
            }
            let all = concatenated(parts)
            return (all.matrix, "Here are weights of a sentence embedder, MiniLM.")
        }
        var generator = Generator(seed: seed), layer = Linear<Float>(512, 256, using: &generator)
        let teacher = Tensor<Float>.normal([512, 256], using: &generator) * 0.05
        var optimizer = Adam<Float>(learningRate: 0.01)
        for _ in 0..<100 {
            let x = Tensor<Float>.normal([64, 512], using: &generator)
            let slope = gradient(at: layer) { layer in
                var context = Context.inference
                let off = layer(x, &context) - matmul(x, teacher)
                return (off * off).mean()
            }
            optimizer.update(&layer, along: slope)
        }
        return (
            layer.weight.transposed.matrix,
            "Here are weights of a layer trained a moment ago; `make models` brings real ones."
        )
    }

    private func measure(_ weight: Matrix<Float>, seed: UInt64) -> (rows: [[String]], score: Double) {
        var generator = Generator(seed: seed)
        let x = Vector<Float>(generator.standardNormalFloat(count: weight.columns))
        let exact = matmul(weight, x), values = Array(weight.elements)
        var rows: [[String]] = [], score = 1.0
        for format in formats {
            let bytes = format.quantize(values), near = format.dequantize(bytes)
            var product = Array(exact), seconds = 0.0
            if format.blockLength == 1 {
                let matrix = Matrix(rows: weight.rows, columns: weight.columns, elements: near)
                seconds = fastest { product = Array(matmul(matrix, x)) }
            } else {
                let matrix = QuantizedMatrix(weight, as: format), input = Array(x)
                seconds = fastest { product = matrix.times(input) }
            }
            let error = distance(product, Array(exact))
            if format == .q8_0 { score = error }
            rows.append([
                format.name, format.bitsPerNumber.fixed(2), (format.bitsPerNumber / 32).fixed(2),
                distance(near, values).fixed(5), error.fixed(5),
                format == .float16 ? "–" : (1e6 * seconds).fixed(0),
                format == .float16 ? "–" : (Double(bytes.count) / seconds / 1e9).fixed(1),
            ])
        }
        return (rows, score)
    }

    func distance(_ found: [Float], _ exact: [Float]) -> Double {
        var off = 0.0, size = 0.0
        for (a, b) in zip(found, exact) {
            off += Double((a - b) * (a - b))
            size += Double(b * b)
        }
        return (off / size).squareRoot()
    }

    func fastest(times: Int = 20, _ body: () -> Void) -> Double {
        (0..<times).map { _ in ContinuousClock().measure(body) / .seconds(1) }.min() ?? 0
    }
}
