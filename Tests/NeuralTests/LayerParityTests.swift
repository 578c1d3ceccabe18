import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// Every layer against PyTorch 2.15.0, whose values `Tests/Golden/neural/layers.py` wrote down: outputs, gradients of the input and of every
/// parameter, buffers after the pass.
@Suite struct LayerParityTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            var name: String
            var input, shape: [Int]
            var parameters: [[Int]]
            var y, dx: [Double]
            var dp, buffers: [[Double]]
        }
        var cases: [Case]
    }

    @Test func everyLayerEqualsPyTorchsInDouble() throws { try check(Double.self, tolerance: 1e-10) }

    @Test func everyLayerEqualsPyTorchsInFloat() throws { try check(Float.self, tolerance: 1e-5) }

    private func check<T: Scalar>(_: T.Type, tolerance: Double) throws {
        let cases = try TestSupport.Golden.load("neural/layers", as: Golden.self).cases
        let layers = LayerExamples<T>().layers
        #expect(Set(cases.map(\.name)) == Set(layers.map(\.name)))
        var worst: [String: (error: Double, cases: [String])] = [:]
        for golden in cases {
            guard let layer = layers.first(where: { $0.name == golden.name })?.layer else { continue }
            let error = error(layer, golden), name = String(golden.name.prefix { $0 != "," })
            #expect(error <= tolerance, "\(golden.name) in \(T.self): \(error)")
            let old = worst[name] ?? (0, [])
            worst[name] = (max(old.error, error), old.cases + [golden.name])
        }
        for (name, found) in worst {
            #expect(
                Parity.holds(
                    "Neural", "\(name) (\(T.self))", against: "PyTorch 2.15.0",
                    on: "\(found.cases.count) cases; y, gradients of x and of each parameter, buffers",
                    tolerance: tolerance, error: found.error))
        }
    }

    private func error<Layer: Module>(_ layer: Layer, _ golden: Golden.Case) -> Double {
        var point = LayerPoint(layer: layer, input: wave(golden.input, 37, 101))
        let waves = [(23, 53), (7, 29), (5, 11), (11, 31), (13, 37)]
        var shapes: [[Int]] = []
        point.layer.forEachTensor { _, tensor, role in
            guard role == .parameter else { return }
            let (step, period) = waves[shapes.count]
            shapes.append(tensor.shape)
            tensor = wave(tensor.shape, step, period)
        }
        guard shapes == golden.parameters else { return .infinity }
        let (value, pullback) = vjp(at: point) { point in
            var context =
                golden.name.hasSuffix("inference") ? Context.inference : Context.training(seed: 0)
            return point.layer(point.input, &context)
        }
        guard value.shape == golden.shape else { return .infinity }
        let slope = pullback(wave(golden.shape, 29, 61))
        var errors = [distance(value, golden.y)]
        if !golden.dx.isEmpty { errors.append(distance(slope.input, golden.dx)) }
        errors += zip(slope.layer.parameters, golden.dp).map { distance($0, $1) }
        var buffers: [Tensor<Layer.Precision>] = []
        var copy = slope.layer
        copy.forEachTensor { _, tensor, role in if role == .buffer { buffers.append(tensor) } }
        guard buffers.count == golden.buffers.count else { return .infinity }
        errors += zip(buffers, golden.buffers).map { distance($0, $1) }
        return errors.contains { $0.isNaN } ? .infinity : errors.max() ?? 0
    }
}

/// A layer and its input.
struct LayerPoint<Layer: Module>: Parameterized {
    typealias Precision = Layer.Precision
    var layer: Layer
    var input: Tensor<Precision>
    mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) {
        visit("layer", &layer)
        visit("input", &input)
    }
}

/// The operands of the script: multiples of 1/32, exact in both types.
private func wave<T: Scalar>(_ shape: [Int], _ step: Int, _ period: Int) -> Tensor<T> {
    let count = shape.reduce(1, *)
    return Tensor(shape: shape, elements: (0..<count).map { T($0 * step % period - period / 2) / 32 })
}

/// The largest difference, relative to the largest expected value; infinite where the counts differ.
private func distance<T: Scalar>(_ x: Tensor<T>, _ y: [Double]) -> Double {
    guard x.count == y.count else { return .infinity }
    let scale = y.reduce(0) { max($0, abs($1)) }
    let errors = zip(x.elements, y).map { abs(Double($0) - $1) }
    if errors.contains(where: { $0.isNaN }) { return .infinity }
    return (errors.max() ?? 0) / max(scale, 1e-300)
}

/// The layers of the script.
struct LayerExamples<T: Scalar> {
    struct Entry {
        let name: String
        let layer: any Module<T>
        init(_ name: String, _ layer: any Module<T>) {
            self.name = name
            self.layer = layer
        }
    }

    var layers: [Entry] { convolutions + poolings + paddings + normalizations + others + vision }

    private var convolutions: [Entry] {
        var g = Generator(seed: 0)
        return [
            Entry("Linear", Linear<T>(3, 5, using: &g)),
            Entry(
                "Convolution1D",
                Convolution1D<T>(4, 6, kernel: 3, stride: 2, padding: 1, dilation: 2, groups: 2, using: &g)
            ),
            Entry("Convolution2D", Convolution2D<T>(3, 4, kernel: 3, padding: 1, using: &g)),
            Entry(
                "Convolution2D, grouped",
                Convolution2D<T>(
                    4, 6, kernel: 3, stride: [2, 1], padding: [2, 0], dilation: 2, groups: 2, hasBias: false,
                    using: &g)
            ),
            Entry(
                "Convolution3D",
                Convolution3D<T>(
                    2, 4, kernel: [3, 2, 3], stride: [2, 1, 1], padding: [1, 0, 1], dilation: [1, 2, 1],
                    groups: 2, using: &g)
            ),
            Entry(
                "TransposedConvolution1D",
                TransposedConvolution1D<T>(
                    3, 4, kernel: 4, stride: 3, padding: 1, outputPadding: 1, using: &g)
            ),
            Entry(
                "TransposedConvolution2D",
                TransposedConvolution2D<T>(
                    4, 4, kernel: [3, 2], stride: [2, 3], padding: [1, 0], outputPadding: [1, 2],
                    dilation: [1, 2], groups: 2, using: &g)
            ),
            Entry(
                "DepthwiseConvolution2D",
                DepthwiseConvolution2D<T>(3, multiplier: 2, kernel: 3, padding: 1, using: &g)
            ),
            Entry(
                "SeparableConvolution2D",
                SeparableConvolution2D<T>(3, 4, kernel: 3, stride: 2, padding: 1, using: &g)
            ),
            Entry(
                "unfolded",
                Lambda<T> { $0.unfolded([3, 2], stride: [2, 1], padding: [1, 0], dilation: [1, 2]) }
            ),
            Entry(
                "folded",
                Lambda<T> {
                    $0.folded(to: [5, 6], [3, 2], stride: [2, 1], padding: [1, 0], dilation: [1, 2])
                }
            ),
        ]
    }

    private var poolings: [Entry] {
        [
            Entry("MaxPooling1D", MaxPooling1D<T>(3, stride: 2, padding: 1)),
            Entry("AveragePooling1D", AveragePooling1D<T>(3, stride: 2, padding: 1, countsPadding: false)),
            Entry("MaxPooling2D", MaxPooling2D<T>([3, 2], stride: 2, padding: [1, 0])),
            Entry("AveragePooling2D", AveragePooling2D<T>(3, stride: 2, padding: 1)),
            Entry("MaxPooling3D", MaxPooling3D<T>([2, 3, 2], stride: 2, padding: 1)),
            Entry("AveragePooling3D", AveragePooling3D<T>([2, 3, 2], stride: 2, padding: 1)),
            Entry(
                "AveragePooling3D, padding not counted",
                AveragePooling3D<T>(3, stride: 2, padding: 1, countsPadding: false)
            ),
            Entry("AdaptiveAveragePooling2D", AdaptiveAveragePooling2D<T>([3, 4])),
            Entry("AdaptiveMaxPooling2D", AdaptiveMaxPooling2D<T>([3, 4])),
            Entry("AdaptiveMaxPooling2D, even", AdaptiveMaxPooling2D<T>([3, 2])),
            Entry("GlobalAveragePooling", GlobalAveragePooling<T>()),
            Entry("LPPooling1D", LPPooling1D<T>(3, power: 2, stride: 2)),
            Entry("LPPooling2D", LPPooling2D<T>([2, 3], power: 4, stride: 2)),
        ]
    }

    private var paddings: [Entry] {
        let modes: [(String, PaddingMode)] = [
            ("zero", .zero), ("constant", .constant(0.75)), ("reflect", .reflect), ("replicate", .replicate),
            ("circular", .circular),
        ]
        return modes.map { name, mode in
            Entry("Padding2D, \(name)", Padding2D<T>(mode, top: 2, bottom: 0, left: 3, right: 1))
        } + [Entry("Padding1D", Padding1D<T>(.reflect, before: 3, after: 1))]
    }

    private var normalizations: [Entry] {
        var g = Generator(seed: 0)
        func batch(_ layer: BatchNormalization<T>) -> BatchNormalization<T> {
            var layer = layer
            layer.runningMean = wave([3], 3, 7)
            layer.runningVariance = (wave([3], 5, 11) as Tensor<T>).abs() + 0.5
            return layer
        }
        var spectral = SpectrallyNormalized(Convolution2D<T>(2, 3, kernel: 2, using: &g), using: &g)
        spectral.left = unit([3], 3, 7)
        spectral.right = unit([8], 5, 11)
        return [
            Entry("BatchNormalization, training", batch(BatchNormalization<T>(3))),
            Entry("BatchNormalization, inference", batch(BatchNormalization<T>(3))),
            Entry(
                "BatchNormalization, rank 2",
                batch(BatchNormalization<T>(3, epsilon: 1e-3, momentum: 0.3, isAffine: false))
            ),
            Entry("LayerNormalization", LayerNormalization<T>([3, 4])),
            Entry("RMSNormalization", RMSNormalization<T>(6)),
            Entry("GroupNormalization", GroupNormalization<T>(groups: 2, 6)),
            Entry("InstanceNormalization", InstanceNormalization<T>(3, isAffine: true)),
            Entry(
                "LocalResponseNormalization",
                LocalResponseNormalization<T>(4, alpha: 0.3, beta: 0.75, offset: 1.5)
            ),
            Entry("WeightNormalized<Linear>", WeightNormalized(Linear<T>(3, 5, using: &g))),
            Entry(
                "WeightNormalized<Convolution2D>",
                WeightNormalized(Convolution2D<T>(2, 3, kernel: 2, using: &g))),
            Entry("SpectrallyNormalized<Convolution2D>", spectral),
        ]
    }

    private func unit(_ shape: [Int], _ step: Int, _ period: Int) -> Tensor<T> {
        let x: Tensor<T> = wave(shape, step, period)
        return x / x.norm()
    }

    private var others: [Entry] {
        var g = Generator(seed: 0)
        let words = Indices(rows: [[1, 0, 3], [3, 2, 3]]), flat: Indices = [1, 0, 3, 3, 2, 3]
        let offsets = [0, 4, 4], factors: Tensor<T> = wave([6], 3, 7), z: Tensor<T> = wave([2, 3, 2], 19, 43)
        return [
            Entry("Embedding", With(Embedding<T>(4, 3, padding: 0, using: &g)) { part, _ in part(words) }),
            Entry(
                "EmbeddingBag, sum",
                With(EmbeddingBag<T>(4, 3, mode: .sum, using: &g)) { part, _ in
                    part(flat, offsets: offsets, weights: factors)
                }
            ),
            Entry(
                "EmbeddingBag, mean",
                With(EmbeddingBag<T>(4, 3, using: &g)) { part, _ in part(flat, offsets: offsets) }
            ),
            Entry(
                "EmbeddingBag, maximum",
                With(EmbeddingBag<T>(4, 3, mode: .maximum, using: &g)) { part, _ in
                    part(flat, offsets: offsets)
                }
            ),
            Entry("Bilinear", With(Bilinear<T>(4, 2, 5, using: &g)) { part, x in part(x, z) }),
            Entry("Flatten", Flatten<T>()),
            Entry(
                "Sequential",
                Sequential<T>([
                    Linear(3, 5, using: &g), Lambda { $0.tanh() }, Linear(5, 2, hasBias: false, using: &g),
                ])
            ),
            Entry(
                "Residual",
                Residual<T>(Linear(3, 5, using: &g), shortcut: Linear(3, 5, hasBias: false, using: &g))
            ),
            Entry(
                "Parallel", Parallel<T>([Linear(3, 5, using: &g), Linear(3, 2, hasBias: false, using: &g)])),
        ]
    }

    private var vision: [Entry] {
        var g = Generator(seed: 0)
        let boxes: [(image: Int, box: Box)] = [
            (0, Box(left: 1, top: 2.5, right: 9, bottom: 11)),
            (1, Box(left: -6, top: 3, right: 7, bottom: 30)),
            (1, Box(left: 4, top: 4, right: 4.5, bottom: 4.25)),
        ]
        return [
            Entry("PixelShuffle", PixelShuffle<T>(2)),
            Entry("Upsample2D, nearest, scale", Upsample2D<T>(scale: 1.5)),
            Entry("Upsample2D, nearest, size", Upsample2D<T>(size: [7, 3])),
            Entry("Upsample2D, bilinear", Upsample2D<T>(size: [7, 3], mode: .bilinear())),
            Entry("Upsample2D, bilinear, scale", Upsample2D<T>(scale: 2.5, mode: .bilinear())),
            Entry(
                "Upsample2D, bilinear, corners",
                Upsample2D<T>(size: [7, 3], mode: .bilinear(alignCorners: true))),
            Entry("LearnedPositions", LearnedPositions<T>(5, 4, using: &g)),
            Entry("SinusoidalPositions", SinusoidalPositions<T>(6)),
            Entry(
                "regionOfInterestAlign, aligned",
                Lambda<T> {
                    Neural.regionOfInterestAlign($0, boxes: boxes, size: [3, 2], scale: 0.5, samples: 2)
                }
            ),
            Entry(
                "regionOfInterestAlign",
                Lambda<T> {
                    Neural.regionOfInterestAlign(
                        $0, boxes: boxes, size: [2, 3], scale: 0.5, samples: 3, isAligned: false)
                }
            ),
        ]
    }
}

/// Something with parameters, called in its own way, as a layer.
private struct With<Part: Parameterized>: Module {
    typealias Precision = Part.Precision
    var part: Part
    let run: @Sendable (Part, Tensor<Precision>) -> Tensor<Precision>

    init(_ part: Part, _ run: @escaping @Sendable (Part, Tensor<Precision>) -> Tensor<Precision>) {
        self.part = part
        self.run = run
    }

    func callAsFunction(_ x: Tensor<Precision>, _ context: inout Context) -> Tensor<Precision> {
        run(part, x)
    }
    mutating func visitParameters(_ visit: inout ParameterVisitor<Precision>) { part.visitParameters(&visit) }
}
