import LinearAlgebra
import Neural
import Randomness
import Testing

@Suite struct ConvolutionTests {
    static let cases: [ConvolutionGeometry] = [
        .init(batch: 1, channels: 1, input: PlaneSize(1), outputs: 1, kernel: PlaneSize(1)),
        .init(batch: 3, channels: 2, input: PlaneSize(7, 5), outputs: 3, kernel: PlaneSize(3)),
        .init(
            batch: 2, channels: 3, input: PlaneSize(9, 8), outputs: 5, kernel: PlaneSize(3, 2),
            stride: PlaneSize(2), padding: PlaneSize(1)),
        .init(
            batch: 2, channels: 4, input: PlaneSize(10, 13), outputs: 70, kernel: PlaneSize(3),
            padding: PlaneSize(2, 1), dilation: PlaneSize(2)),
        .init(
            batch: 9, channels: 6, input: PlaneSize(11, 6), outputs: 4, kernel: PlaneSize(2, 3),
            stride: PlaneSize(3, 2), padding: PlaneSize(2, 0), dilation: PlaneSize(3, 2), groups: 2),
        .init(
            batch: 2, channels: 5, input: PlaneSize(6), outputs: 5, kernel: PlaneSize(3),
            padding: PlaneSize(1),
            groups: 5),
        .init(
            batch: 2, channels: 2, input: PlaneSize(5), outputs: 2, kernel: PlaneSize(1),
            stride: PlaneSize(2),
            padding: PlaneSize(3)),
        .init(
            batch: 1, channels: 130, input: PlaneSize(1, 40), outputs: 8, kernel: PlaneSize(1, 9),
            stride: PlaneSize(1, 4), padding: PlaneSize(0, 4)),
        .init(batch: 1, channels: 3, input: PlaneSize(30, 25), outputs: 17, kernel: PlaneSize(5)),
    ]

    @Test(arguments: cases) func equalsThePlainLoopsInDouble(_ geometry: ConvolutionGeometry) {
        check(geometry, Double.self, tolerance: 1e-12)
    }

    @Test(arguments: cases) func equalsThePlainLoopsInFloat(_ geometry: ConvolutionGeometry) {
        check(geometry, Float.self, tolerance: 2e-6)
    }

    @Test func doesNotDependOnTheNumberOfThreads() {
        let geometry = ConvolutionGeometry(
            batch: 13, channels: 3, input: PlaneSize(12), outputs: 20, kernel: PlaneSize(3),
            padding: PlaneSize(1))
        let threads = Threads.count
        defer { Threads.count = threads }
        let many = results(geometry, Float.self)
        Threads.count = 1
        #expect(many == results(geometry, Float.self))
    }

    @Test func emptyBatchesLeaveZeroGradients() {
        let geometry = ConvolutionGeometry(
            batch: 0, channels: 2, input: PlaneSize(4), outputs: 3, kernel: PlaneSize(2))
        let (y, dx, dw, db) = results(geometry, Double.self).asTuple
        #expect(y.isEmpty && dx.isEmpty)
        #expect(dw.allSatisfy { $0 == 0 } && db.allSatisfy { $0 == 0 })
    }

    private func check<T: Scalar>(_ geometry: ConvolutionGeometry, _: T.Type, tolerance: Double) {
        let found = results(geometry, T.self), expected = plainConvolution(geometry, operands(geometry))
        for (values, oracle) in zip(found.all, expected.all) {
            let scale = oracle.reduce(1) { max($0, abs($1)) }
            let error = zip(values, oracle).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
            #expect(values.count == oracle.count && error <= tolerance * scale)
        }
    }
}

private struct Operands {
    var x, w, b, g: [Double]
}

private struct Results<T: Equatable>: Equatable {
    var y, dx, dw, db: [T]
    var all: [[T]] { [y, dx, dw, db] }
    var asTuple: (y: [T], dx: [T], dw: [T], db: [T]) { (y, dx, dw, db) }
}

private func operands(_ geometry: ConvolutionGeometry) -> Operands {
    var generator = Generator(seed: 5)
    // Values that a Float holds exactly.
    func draw(_ count: Int) -> [Double] { (0..<count).map { _ in Double(Float(generator.normal())) } }
    return Operands(
        x: draw(geometry.inputCount), w: draw(geometry.weightCount), b: draw(geometry.outputs),
        g: draw(geometry.outputCount))
}

private func results<T: Scalar>(_ geometry: ConvolutionGeometry, _: T.Type) -> Results<T> {
    let operands = operands(geometry)
    let (x, w) = (operands.x.map { T($0) }, operands.w.map { T($0) })
    let (b, g) = (operands.b.map { T($0) }, operands.g.map { T($0) })
    var y = [T](repeating: .nan, count: g.count), dx = [T](repeating: .nan, count: x.count)
    var dw = [T](repeating: .nan, count: w.count), db = [T](repeating: .nan, count: b.count)
    geometry.forward(x, weights: w, bias: b, into: &y)
    geometry.backwardInput(g, weights: w, into: &dx)
    geometry.backwardWeights(x, g, into: &dw, bias: &db)
    return Results(y: y, dx: dx, dw: dw, db: db)
}

/// The definition as loops, and its derivatives term by term.
private func plainConvolution(_ geometry: ConvolutionGeometry, _ operands: Operands) -> Results<Double> {
    let (input, kernel, output) = (geometry.input, geometry.kernel, geometry.output)
    let channels = geometry.channels / geometry.groups, outputs = geometry.outputs / geometry.groups
    var y = [Double](repeating: 0, count: geometry.outputCount)
    var dx = [Double](repeating: 0, count: operands.x.count)
    var dw = [Double](repeating: 0, count: operands.w.count)
    var db = [Double](repeating: 0, count: operands.b.count)
    for n in 0..<geometry.batch {
        for o in 0..<geometry.outputs {
            for place in 0..<output.count {
                let (i, j) = place.quotientAndRemainder(dividingBy: output.width)
                let at = (n * geometry.outputs + o) * output.count + place
                y[at] += operands.b[o]
                db[o] += operands.g[at]
                for c in 0..<channels {
                    for tap in 0..<kernel.count {
                        let (u, v) = tap.quotientAndRemainder(dividingBy: kernel.width)
                        let row =
                            i * geometry.stride.height + u * geometry.dilation.height
                            - geometry.padding.height
                        let column =
                            j * geometry.stride.width + v * geometry.dilation.width - geometry.padding.width
                        guard (0..<input.height).contains(row), (0..<input.width).contains(column) else {
                            continue
                        }
                        let channel = n * geometry.channels + o / outputs * channels + c
                        let from = channel * input.count + row * input.width + column
                        let weight = (o * channels + c) * kernel.count + tap
                        y[at] += operands.w[weight] * operands.x[from]
                        dx[from] += operands.w[weight] * operands.g[at]
                        dw[weight] += operands.x[from] * operands.g[at]
                    }
                }
            }
        }
    }
    return Results(y: y, dx: dx, dw: dw, db: db)
}
