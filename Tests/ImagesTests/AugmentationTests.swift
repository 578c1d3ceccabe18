import Autodiff
import Images
import Randomness
import TestSupport
import Testing

@Suite struct AugmentationTests {
    /// What `Tests/Golden/images/sampling.py` wrote down.
    private struct Reference: Decodable {
        struct Case: Decodable {
            var shape: [Int]
            var maps: [[Double]]
            var pictures, result: [Float]
        }
        var torch: String
        var cases: [Case]
    }

    private func pictures(_ shape: [Int], seed: UInt64 = 1) -> Tensor<Float> {
        var generator = Generator(seed: seed)
        return .uniform(shape, using: &generator)
    }

    private func changed(
        _ x: Tensor<Float>, _ changes: Augmentation..., seed: UInt64 = 2
    ) -> Tensor<Float> {
        var generator = Generator(seed: seed)
        return x.augmented(by: changes, using: &generator)
    }

    private func difference(_ x: Tensor<Float>, _ y: Tensor<Float>) -> Double {
        Double(zip(x.elements, y.elements).map { abs($0 - $1) }.max() ?? 0)
    }

    @Test func mapsShowWhatPyTorchsGridSampleShows() throws {
        let golden: Reference = try Golden.load("images/sampling")
        let errors = golden.cases.map { one in
            let maps = one.maps.map { AffineMap($0[0], $0[1], $0[2], $0[3], $0[4], $0[5]) }
            let ours = Tensor(shape: one.shape, elements: one.pictures).mapped(by: maps)
            return difference(ours, Tensor(shape: one.shape, elements: one.result))
        }
        #expect(
            Parity.holds(
                "Images", "Tensor.mapped",
                against: "PyTorch \(golden.torch.prefix(6)) affine_grid, grid_sample",
                on: "3 batches through 6 maps", tolerance: 1e-5, error: errors.max() ?? .nan))
    }

    @Test func mirroringTwiceChangesNothing() {
        let x = pictures([3, 2, 4, 5])
        let once = changed(x, .mirror(probability: 1))
        #expect(once == x.flipped(3) && changed(once, .mirror(probability: 1)) == x)
        #expect(changed(x, .flip(probability: 1)) == x.flipped(2))
        #expect(changed(x, .mirror(probability: 0), .flip(probability: 0)) == x)
    }

    @Test func aShiftMovesWholePixelsAndFillsWithZero() {
        let x = pictures([40, 1, 6, 6])
        let moved = changed(x, .shift(pixels: 2))
        var seen: Set<[Int]> = []
        for picture in 0..<40 {
            let old = x[picture].elements, new = moved[picture].elements
            let moves: [[Int]] = (0..<25).map { (move: Int) -> [Int] in [move / 5 - 2, move % 5 - 2] }
            let hits = moves.filter { (move: [Int]) -> Bool in
                (0..<36).allSatisfy { (place: Int) -> Bool in
                    let row = place / 6 - move[0], column = place % 6 - move[1]
                    let isInside = row >= 0 && row < 6 && column >= 0 && column < 6
                    return new[place] == (isInside ? old[6 * row + column] : 0)
                }
            }
            #expect(hits.count == 1)
            seen.formUnion(hits)
        }
        #expect(seen.count > 10)
    }

    @Test func turningByQuartersIsExact() {
        let x = pictures([1, 1, 5, 5])
        let quarter = x.mapped(by: [AffineMap(degrees: 90)])
        // Clockwise: the top row becomes the right column.
        let old = x.elements
        let turned: [Float] = (0..<25).map { (place: Int) -> Float in old[5 * (4 - place % 5) + place / 5] }
        let expected = Tensor<Float>(shape: [1, 1, 5, 5], elements: turned)
        #expect(difference(quarter, expected) < 1e-5)
        #expect(difference(x.mapped(by: [AffineMap()]), x) < 1e-6)
    }

    @Test func movingByAPixelIsAShift() {
        let x = pictures([1, 1, 4, 4])
        let moved = x.mapped(by: [AffineMap(right: 0.5, down: 0)])
        #expect(difference(moved.slice(3, 1..<4), x.slice(3, 0..<3)) < 1e-6)
        #expect(moved.slice(3, 0..<1).elements.allSatisfy { $0 == 0 })
        #expect(difference(changed(x, .affine(degrees: 0)), x) < 1e-6)
    }

    @Test func magnifyingAndShrinkingUndoEachOtherWhereAPictureIsSmooth() {
        let shades: [Float] = (0..<1024).map { (place: Int) -> Float in Float(place % 32) / 32 }
        let ramp = Tensor<Float>(shape: [1, 1, 32, 32], elements: shades)
        let back = ramp.mapped(by: [AffineMap(degrees: 20, scale: 1.5, shear: 0.2)])
        // The middle of the ramp stays in the middle, and its slope is cos 20° / 1.5 less the lean.
        #expect(abs(back[0][0][16][16].item - 0.5) < 0.05)
    }

    @Test func erasingCoversABoxOfTheAskedSize() {
        let x = pictures([50, 2, 20, 20]) + 1
        let covered = changed(x, .erase(probability: 1, area: 0.1...0.2))
        for picture in 0..<50 {
            let planes = covered[picture].elements
            let holes = planes.prefix(400).count { $0 == 0 }
            #expect(holes > 25 && holes < 100 && planes.suffix(400).count { $0 == 0 } == holes)
        }
        #expect(changed(x, .erase(probability: 0)) == x)
    }

    @Test func brightnessAndContrastKeepWhatTheyPromise() {
        let x = pictures([4, 1, 5, 5])
        #expect(difference(changed(x, .brightness(2...2)), x * 2) < 1e-6)
        #expect(changed(x, .brightness(1...1)) == x)
        let flat = changed(x, .contrast(0...0))
        let means: Tensor<Float> = x.mean(over: 1, 2, 3, keepingAxes: true) + x.zerosLike
        #expect(difference(flat, means) < 1e-6)
        let noisy = changed(pictures([8, 1, 50, 50]), .noise(0.5)) - pictures([8, 1, 50, 50])
        let squares = noisy.elements.reduce(0.0) { $0 + Double($1 * $1) }
        #expect(abs(squares / 20_000 - 0.25) < 0.01)
    }

    @Test func normalizedChannelsHaveMeanZeroAndDeviationOne() {
        let x = pictures([2, 2, 1, 2])
        let y = x.normalized(mean: [0.5, 0.25], standardDeviation: [2, 4])
        #expect(abs(y.elements[0] - (x.elements[0] - 0.5) / 2) < 1e-6)
        #expect(abs(y.elements[3] - (x.elements[3] - 0.25) / 4) < 1e-6)
    }

    @Test func theSameSeedGivesTheSamePictures() {
        let x = pictures([3, 1, 8, 8])
        let all: [Augmentation] = [.shift(pixels: 1), .affine(degrees: 15, scale: 0.8...1.2), .noise(0.1)]
        var first = Generator(seed: 4), second = Generator(seed: 4)
        #expect(x.augmented(by: all, using: &first) == x.augmented(by: all, using: &second))
        #expect(first.random() == second.random())
    }

    @Test func mixedPicturesAndTargetsHaveTheSameShares() {
        let x = pictures([6, 1, 4, 4]), targets = Tensor<Float>.identity(6)
        var generator = Generator(seed: 9)
        let mixed = mixUp(x, targets, alpha: 1, using: &generator)
        // The targets say of which pictures each is made: putting them together again gives the pictures.
        #expect(
            difference(matmul(mixed.targets, x.reshaped([6, 16])), mixed.pictures.reshaped([6, 16])) < 1e-6)
        #expect(mixed.targets.sum(over: 1).elements.allSatisfy { abs($0 - 1) < 1e-6 })
    }

    @Test func pastedPicturesHaveTheirTargetsByArea() {
        let shades: [Float] = (0..<600).map { (place: Int) -> Float in Float(place / 100) }
        let x = Tensor<Float>(shape: [6, 1, 10, 10], elements: shades)
        let targets = Tensor<Float>.identity(6)
        var generator = Generator(seed: 10)
        for _ in 0..<20 {
            let mixed = cutMix(x, targets, using: &generator)
            for picture in 0..<6 {
                let pixels = mixed.pictures[picture].elements
                for other in 0..<6 {
                    let share = Float(pixels.count { $0 == Float(other) }) / 100
                    #expect(abs(share - mixed.targets[picture][other].item) < 1e-6)
                }
            }
        }
    }

    @Test func anEmptyBatchStaysEmpty() {
        let none = Tensor<Float>.zeros([0, 1, 4, 4])
        #expect(changed(none, .shift(pixels: 1), .affine(degrees: 3), .noise(1)).shape == [0, 1, 4, 4])
    }
}
