import Autodiff
import Foundation
import LinearAlgebra
import Randomness

/// A random change that leaves what a picture shows as it is: the same digit, moved, turned, or with a piece covered.
///
///     let changes: [Augmentation] = [.shift(pixels: 2), .affine(degrees: 10, scale: 0.9...1.1)]
///     var generator = Generator(seed: 1)
///     let batch = Tensor<Float>.zeros([8, 1, 28, 28]).augmented(by: changes, using: &generator)
///     print(batch.shape)                       // [8, 1, 28, 28]
///
/// A network that has seen a picture in many such forms learns what does not matter. Only changes that keep the answer may be
/// chosen: a mirrored cat is a cat, a mirrored 2 is no digit. Each picture of a batch draws anew.
public enum Augmentation: Sendable, Hashable {
    /// Mirrors left and right with this probability.
    case mirror(probability: Double)
    /// Mirrors top and bottom with this probability.
    case flip(probability: Double)
    /// Moves by up to so many whole pixels each way and fills with 0: the same as a margin of that width and a crop at random.
    case shift(pixels: Int)
    /// Turns by up to `degrees` either way, magnifies by a factor in `scale`, leans by up to `shear` either way, and moves by up to
    /// `translate` of the width and height either way; bilinear, filled with 0.
    case affine(
        degrees: Double, scale: ClosedRange<Double> = 1...1, shear: Double = 0, translate: Double = 0)
    /// With this probability, covers a rectangle of a share of the picture in `area`, as wide as high or up to three times, with `value`.
    ///
    /// Source: Z. Zhong, L. Zheng, G. Kang, S. Li, Y. Yang, "Random Erasing Data Augmentation" (2017).
    case erase(probability: Double, area: ClosedRange<Double> = 0.02...0.2, value: Float = 0)
    /// Multiplies all shades by a factor in this range.
    case brightness(ClosedRange<Double>)
    /// Moves all shades away from, or towards, the mean of the picture by a factor in this range.
    case contrast(ClosedRange<Double>)
    /// Adds normal noise of this standard deviation to every shade.
    case noise(Double)
}

extension Tensor where Element == Float {
    /// The pictures of a batch, [n, channels, height, width], each changed at random in each of the ways, in order.
    ///
    /// - Parameters:
    ///   - changes: What is done, first to last.
    ///   - generator: The source of the draws.
    /// - Returns: As many pictures of the same size. No derivative is taken through it.
    ///
    /// Complexity: O(pixels · changes).
    public func augmented(
        by changes: [Augmentation], using generator: inout some RandomStream
    ) -> Tensor {
        checkPictures("augmented")
        return changes.reduce(detached) { $0.changed(by: $1, &generator) }
    }

    private func changed(by change: Augmentation, _ generator: inout some RandomStream) -> Tensor {
        let (height, width) = (shape[2], shape[3])
        switch change {
        case .mirror(let probability):
            return moved(&generator, probability) { row, column in (row, width - 1 - column) }
        case .flip(let probability):
            return moved(&generator, probability) { row, column in (height - 1 - row, column) }
        case .shift(let pixels):
            require(pixels >= 0, "Augmentation.shift: \(pixels) pixels")
            return eachPicture { source, target in
                let down = generator.whole(-pixels, pixels), right = generator.whole(-pixels, pixels)
                Pixels.move(source, target, height, width) { ($0 - down, $1 - right) }
            }
        case .affine(let degrees, let scale, let shear, let translate):
            require(scale.lowerBound > 0, "Augmentation.affine: a scale in \(scale)")
            let maps = (0..<shape[0]).map { _ in
                let turn = generator.uniform(-degrees, degrees)
                let size = generator.uniform(scale.lowerBound, scale.upperBound)
                let lean = generator.uniform(-shear, shear)
                let right = 2 * generator.uniform(-translate, translate)
                let down = 2 * generator.uniform(-translate, translate)
                return AffineMap(degrees: turn, scale: size, shear: lean, right: right, down: down)
            }
            return mapped(by: maps)
        case .erase(let probability, let area, let value):
            require(
                area.lowerBound >= 0 && area.upperBound <= 1, "Augmentation.erase: a share in \(area)")
            return eachPicture { source, target in
                _ = target.initialize(from: source)
                guard generator.uniform() < probability else { return }
                let share = generator.uniform(area.lowerBound, area.upperBound)
                let box = Box.random(share, height, width, &generator)
                Pixels.fill(target, box, value, height, width)
            }
        case .brightness(let range):
            return eachPicture { source, target in
                let factor = Float(generator.uniform(range.lowerBound, range.upperBound))
                for place in source.indices { target[place] = factor * source[place] }
            }
        case .contrast(let range):
            return eachPicture { source, target in
                let factor = Float(generator.uniform(range.lowerBound, range.upperBound))
                let mean = source.reduce(0, +) / Float(source.count)
                for place in source.indices { target[place] = mean + factor * (source[place] - mean) }
            }
        case .noise(let deviation):
            return eachPicture { source, target in
                let noise = generator.standardNormal(count: source.count)
                for place in source.indices {
                    target[place] = source[place] + Float(deviation * noise[place])
                }
            }
        }
    }

    /// The pictures with the mean of each channel taken away and the rest divided by its standard deviation.
    ///
    /// - Parameters:
    ///   - mean: One number for each channel, of the training data.
    ///   - standardDeviation: One number above 0 for each channel, of the training data.
    public func normalized(mean: [Float], standardDeviation: [Float]) -> Tensor {
        checkPictures("normalized")
        require(
            mean.count == shape[1] && standardDeviation.count == shape[1]
                && standardDeviation.allSatisfy { $0 > 0 },
            "Tensor.normalized: \(mean) and \(standardDeviation) for \(shape[1]) channels")
        let own = [1, shape[1], 1, 1]
        return (self - Tensor(mean).reshaped(own)) / Tensor(standardDeviation).reshaped(own)
    }

    private func moved(
        _ generator: inout some RandomStream, _ probability: Double, _ from: (Int, Int) -> (Int, Int)
    ) -> Tensor {
        require(probability >= 0 && probability <= 1, "Augmentation: a probability of \(probability)")
        let (height, width) = (shape[2], shape[3])
        return eachPicture { source, target in
            if generator.uniform() < probability {
                Pixels.move(source, target, height, width, from)
            } else {
                _ = target.initialize(from: source)
            }
        }
    }

    /// A new batch, picture by picture; `body` gets the old pixels and zeros to write into.
    func eachPicture(
        _ body: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
    ) -> Tensor {
        var result = Tensor(repeating: 0, shape: shape)
        let size = shape[1] * shape[2] * shape[3]
        withUnsafeBufferPointer { source in
            result.withUnsafeMutableBufferPointer { target in
                for start in stride(from: 0, to: source.count, by: Swift.max(1, size)) {
                    let range = start..<start + size
                    body(.init(rebasing: source[range]), .init(rebasing: target[range]))
                }
            }
        }
        return result
    }
}

/// Loops over the pixels of one picture, [channels, height, width].
enum Pixels {
    /// Takes each pixel from where `from` says; places outside leave 0.
    static func move(
        _ source: UnsafeBufferPointer<Float>, _ target: UnsafeMutableBufferPointer<Float>, _ height: Int,
        _ width: Int, _ from: (_ row: Int, _ column: Int) -> (row: Int, column: Int)
    ) {
        let size = height * width
        for row in 0..<height {
            for column in 0..<width {
                let old = from(row, column)
                guard old.row >= 0, old.row < height, old.column >= 0, old.column < width else { continue }
                for plane in stride(from: 0, to: source.count, by: size) {
                    target[plane + row * width + column] = source[plane + old.row * width + old.column]
                }
            }
        }
    }

    /// Covers a box of all channels.
    static func fill(
        _ target: UnsafeMutableBufferPointer<Float>, _ box: Box, _ value: Float, _ height: Int, _ width: Int
    ) {
        for plane in stride(from: 0, to: target.count, by: height * width) {
            for row in box.rows {
                for column in box.columns { target[plane + row * width + column] = value }
            }
        }
    }
}

/// A rectangle of pixels.
struct Box {
    var rows, columns: Range<Int>

    /// The number of its pixels.
    var count: Int { rows.count * columns.count }

    /// A box of about this share of the picture, of a form drawn between 1 : 3 and 3 : 1, wherever it fits.
    static func random(
        _ share: Double, _ height: Int, _ width: Int, _ generator: inout some RandomStream
    ) -> Box {
        let area = share * Double(height * width), form = exp(generator.uniform(-1.0986, 1.0986))
        let rows = Swift.min(height, Int((area * form).squareRoot().rounded()))
        let columns = Swift.min(width, Int((area / form).squareRoot().rounded()))
        let top = generator.whole(0, height - rows), left = generator.whole(0, width - columns)
        return Box(rows: top..<top + rows, columns: left..<left + columns)
    }
}

extension RandomStream {
    /// A whole number from `low` to `high`, both included.
    mutating func whole(_ low: Int, _ high: Int) -> Int {
        Swift.min(high, low + Int(uniform() * Double(high - low + 1)))
    }
}
