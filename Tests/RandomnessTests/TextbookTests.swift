import Foundation
import Randomness
import Testing

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// Pearson's X² of counts against equal chances; its mean is cells − 1, its deviation √(2(cells − 1)).
private func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    return counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
}

@Test func theLowBitsOfALinearCongruentialGeneratorRepeat() {
    var coin = Textbook.LinearCongruential(seed: 42)
    #expect((0..<6).map { _ in coin.next() & 1 } == [1, 0, 1, 0, 1, 0])
    for place in 0..<8 {
        var rng = Textbook.LinearCongruential(seed: 7)
        let bits = (0..<2048).map { _ in rng.next() >> UInt64(place) & 1 }
        let period = Int(Textbook.LinearCongruential.period(ofBit: place))
        #expect(zip(bits, bits.dropFirst(period)).allSatisfy { $0 == $1 })
        #expect(!zip(bits, bits.dropFirst(period / 2)).allSatisfy { $0 == $1 })
    }
}

@Test func boxMullerDrawsIndependentNormals() {
    var rng = Generator(seed: 1)
    let pairs = (0..<200_000).map { _ in Textbook.boxMuller(from: &rng) }
    let all = pairs.flatMap { [$0.0, $0.1] }
    // Five standard errors: 1/√n for the mean, √(2/n) for the variance, √(96/n) for the fourth moment, 1/√pairs.
    #expect(abs(mean(all)) < 5 / 400_000.0.squareRoot())
    #expect(abs(mean(all.map { $0 * $0 }) - 1) < 5 * (2 / 400_000.0).squareRoot())
    #expect(abs(mean(all.map { $0 * $0 * $0 * $0 }) - 3) < 5 * (96 / 400_000.0).squareRoot())
    #expect(abs(mean(pairs.map { $0.0 * $0.1 })) < 5 / 200_000.0.squareRoot())
}

@Test func theInverseTransformDrawsAnExponential() {
    var rng = Generator(seed: 2)
    let waits = (0..<200_000).map { _ in Textbook.inverseTransform(from: &rng) { -2 * log1p(-$0) } }
    #expect(abs(mean(waits) - 2) < 5 * 2 / 200_000.0.squareRoot())
    // The median of an exponential of mean 2 is 2 ln 2.
    let below = waits.count(where: { $0 < 2 * log(2) })
    #expect(abs(Double(below) - 100_000) < 5 * 50_000.0.squareRoot())
}

@Test func rejectionDrawsTheHalfDisc() {
    var rng = Generator(seed: 3)
    let draws = (0..<200_000).map { _ in
        Textbook.rejection(
            from: &rng, density: { 2 / .pi * (1 - $0 * $0).squareRoot() }, proposalDensity: { _ in 0.5 },
            bound: 4 / .pi
        ) { $0.uniform(-1, 1) }
    }
    // The semicircle law of radius 1 has variance 1/4 and fourth moment 1/8.
    #expect(abs(mean(draws)) < 5 * 0.5 / 200_000.0.squareRoot())
    #expect(abs(mean(draws.map { $0 * $0 }) - 0.25) < 5 * 0.25 / 200_000.0.squareRoot())
}

@Test func fisherYatesIsFairAndTheVariantIsNot() {
    func counts(_ shuffle: (inout [Int], inout Generator) -> Void) -> [Int] {
        var rng = Generator(seed: 4)
        var tally: [[Int]: Int] = [:]
        for _ in 0..<60_000 {
            var order = [0, 1, 2]
            shuffle(&order, &rng)
            tally[order, default: 0] += 1
        }
        return Array(tally.values)
    }
    let fair = counts { Textbook.shuffle(&$0, from: &$1) }
    #expect(fair.count == 6)
    // Five cells' freedom: mean 5, deviation √10. The unfair one has chances of 4/27 and 5/27, X² ≈ 60 000/81.
    #expect(chiSquare(fair) < 5 + 5 * 10.0.squareRoot())
    #expect(chiSquare(counts { Textbook.unfairShuffle(&$0, from: &$1) }) > 300)
}

@Test func theZigguratsNumbersAreTheLayersOfTheirDefinition() {
    let edge = 3.6541528853610088
    let tail = (Double.pi / 2).squareRoot() * erfc(edge / 2.0.squareRoot())
    let density: (Double) -> Double = { exp(-0.5 * $0 * $0) }
    let normal = Textbook.zigguratLayers(
        count: 256, edge: edge, area: edge * density(edge) + tail, density: density,
        inverse: { (-2 * log($0)).squareRoot() })
    // The recursion loses digits towards the top, where layers are flat.
    for (layer, width) in ZigguratConstants.normalWidths.enumerated() {
        #expect(abs(width * 0x1p52 / normal[layer] - 1) < 1e-12)
    }
    let far = 7.69711747013104972
    let exponential = Textbook.zigguratLayers(
        count: 256, edge: far, area: (far + 1) * exp(-far), density: { exp(-$0) }, inverse: { -log($0) })
    for (layer, width) in ZigguratConstants.exponentialWidths.enumerated() {
        #expect(abs(width * 0x1p53 / exponential[layer] - 1) < 1e-12)
    }
    for layer in 2..<256 {
        let ratio = normal[layer - 1] / normal[layer]
        #expect(abs(Double(ZigguratConstants.normalThresholds[layer]) * 0x1p-52 - ratio) < 1e-12)
    }
}
