import Autodiff
import LinearAlgebra
import Neural
import TestSupport
import Testing

@Suite struct TextbookConvolutionTests {
    @Test func convolutionAsLoopsEqualsTheLayer() {
        var worst = 0.0
        for (stride, padding) in [(1, 0), (1, 1), (2, 1), (3, 2)] {
            let layer = Convolution2D<Double>(
                weight: numbers([4, 3, 3, 2]), bias: numbers([4]), stride: PlaneSize(stride),
                padding: PlaneSize(padding))
            let x = numbers([1, 3, 7, 6])
            let kernels = layer.weight.images, bias = layer.bias?.elements ?? []
            let loops = Textbook.convolution(
                x[0].image, kernels, bias: bias, stride: stride, padding: padding)
            let y = layer(x), change = numbers(y.shape)
            let slope = vjp(at: LayerPoint(layer: layer, input: x)) { $0.layer($0.input) }.pullback(change)
            let gradients = Textbook.convolutionGradients(
                change[0].image, x[0].image, kernels, stride: stride, padding: padding)
            for (found, expected) in [
                (loops.flatMap { $0.flatMap { $0 } }, y.elements),
                (gradients.image.flatMap { $0.flatMap { $0 } }, slope.input.elements),
                (gradients.kernels.flatMap { $0.flatMap { $0.flatMap { $0 } } }, slope.layer.weight.elements),
                (gradients.bias, slope.layer.bias?.elements ?? []),
            ] {
                #expect(found.count == expected.count)
                for (a, b) in zip(found, expected) { worst = max(worst, Swift.abs(a - b)) }
            }
        }
        #expect(
            Parity.holds(
                "Neural", "Textbook.convolution", against: "Convolution2D",
                on: "strides, paddings; y and gradients", measure: "largest difference", tolerance: 1e-12,
                error: worst))
    }

    /// Numbers without a pattern that a wrong index could hide in.
    private func numbers(_ shape: [Int]) -> Tensor<Double> {
        (Tensor<Double>.range(to: Double(shape.reduce(1, *))) * 1.7).sin().reshaped(shape)
    }
}

extension Tensor<Double> {
    /// `[channels, height, width]` as nested arrays.
    fileprivate var image: Textbook.Image {
        (0..<shape[0]).map { c in (0..<shape[1]).map { self[c][$0].elements } }
    }

    /// `[outputs, channels, height, width]` as nested arrays.
    fileprivate var images: [Textbook.Image] { (0..<shape[0]).map { self[$0].image } }
}
