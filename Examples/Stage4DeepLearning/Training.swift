import Cairn

// What several lessons share: pictures as tensors, batches, a network of dense layers, and the share of right answers.

/// Rows to learn from, and what each shows.
struct Labelled: Sendable {
    /// [rows, …].
    var x: Tensor<Float>
    var labels: [Int]

    var count: Int { labels.count }

    /// Some of the rows.
    func selecting(_ rows: [Int]) -> Labelled {
        Labelled(x: x.gathered(Indices(rows)), labels: rows.map { labels[$0] })
    }

    /// The rows whose label is one of these.
    func only(_ kinds: Set<Int>) -> Labelled {
        selecting(labels.indices.filter { kinds.contains(labels[$0]) })
    }
}

/// The 1797 digits of 8 × 8 pixels in shades from 0 to 1, [rows, 64]: 360 for the test, drawn once and for all, and 1437 to learn
/// from. Neighbours must not be taken: the digits come in turn.
func digits() -> (training: Labelled, test: Labelled) {
    let data = loadDigits()
    let all = Labelled(x: Tensor<Float>(data.features.tensor) / 16, labels: data.labels)
    var generator = Generator(seed: 0)
    let order = generator.permutation(all.count)
    return (all.selecting(Array(order[360...])), all.selecting(Array(order[..<360])))
}

/// The 5000 pictures of MNIST in shades from 0 to 1, [rows, 1, 28, 28].
func mnist() -> (training: Labelled, test: Labelled) {
    let data = loadMNIST5000()
    func labelled(_ part: ImageDataset) -> Labelled {
        let pixels: Matrix<Float> = part.features()
        return Labelled(x: pixels.tensor.reshaped([part.count, 1, 28, 28]), labels: part.labels)
    }
    return (labelled(data.training), labelled(data.test))
}

/// All rows once, in random order, so many at a time.
func batches(of size: Int, from count: Int, using generator: inout Generator) -> [[Int]] {
    let order = generator.permutation(count)
    return stride(from: 0, to: count, by: size).map { Array(order[$0..<min($0 + size, count)]) }
}

/// The share of rows whose largest logit is that of their label.
func accuracy(_ logits: Tensor<Float>, _ labels: [Int]) -> Double {
    let answers = logits.argmax(over: 1)
    return Double(zip(answers, labels).count { $0 == $1 }) / Double(max(1, labels.count))
}

/// Dense layers with a bend between each two.
struct MLP: Module {
    var layers: [Linear<Float>]
    /// How the bend is made.
    var bend: @Sendable (Tensor<Float>) -> Tensor<Float> = { $0.relu() }

    /// Layers from `sizes[0]` numbers to `sizes[1]`, and so on.
    init(
        _ sizes: [Int], bend: @escaping @Sendable (Tensor<Float>) -> Tensor<Float> = { $0.relu() },
        using generator: inout Generator
    ) {
        layers = zip(sizes, sizes.dropFirst()).map { Linear($0, $1, using: &generator) }
        self.bend = bend
    }

    func callAsFunction(_ x: Tensor<Float>, _ context: inout Context) -> Tensor<Float> {
        var y = x
        for (place, layer) in layers.enumerated() {
            y = layer(y, &context)
            if place < layers.count - 1 { y = bend(y) }
        }
        return y
    }

    mutating func visitParameters(_ visit: inout ParameterVisitor<Float>) { visit("layers", &layers) }
}

/// Trains a classifier for so many epochs of shuffled batches; returns the mean loss of each epoch.
///
/// `augment` changes the pictures of each batch; `schedule` gives the rate of each step.
@discardableResult
func fit<Model: Module<Float>>(
    _ model: inout Model, with optimizer: inout some Optimizer<Float>, on data: Labelled, epochs: Int,
    batch: Int = 64, schedule: (any Schedule)? = nil, using generator: inout Generator,
    augment: (Tensor<Float>, inout Generator) -> Tensor<Float> = { x, _ in x }
) -> [Double] {
    var context = Context.training(seed: 1), losses: [Double] = [], step = 0
    for _ in 0..<epochs {
        var total = 0.0
        for rows in batches(of: batch, from: data.count, using: &generator) {
            let part = data.selecting(rows), x = augment(part.x, &generator)
            let (loss, slope) = valueAndGradient(at: model) { model in
                crossEntropy(model(x, &context), Indices(part.labels))
            }
            if let schedule { optimizer.learningRate = schedule.rate(at: step) }
            optimizer.update(&model, along: slope)
            step += 1
            total += Double(loss.item) * Double(rows.count)
        }
        losses.append(total / Double(data.count))
    }
    return losses
}

/// A row of numbers as a picture, dark on light.
func raster(_ shades: [Float], width: Int, limits: ClosedRange<Double> = 0...1) -> Raster {
    Raster(
        shades.map { limits.upperBound + limits.lowerBound - Double($0) }, width: width,
        height: shades.count / width, limits: limits)
}

/// The rows of a tensor, [rows, pixels], as pictures, dark on light.
func rasters(_ x: Tensor<Float>, width: Int) -> [Raster] {
    let size = x.count / max(1, x.shape[0]), all = x.elements
    return (0..<x.shape[0]).map { raster(Array(all[$0 * size..<($0 + 1) * size]), width: width) }
}
