import Attention
import Autodiff
import Foundation
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

/// Positions against transformers 5.23.0 (`Tests/Golden/attention/positions.py`) and their laws.
@Suite struct PositionTests {
    struct Golden: Decodable {
        struct Rotation: Decodable {
            var name: String
            var y: [Double]
        }
        struct Scaling: Decodable {
            var name: String
            var angles: [Double]
            var magnitude: Double
        }
        struct Biases: Decodable {
            var heads: Int
            var slopes: [Double]
        }
        var rotations: [Rotation]
        var scalings: [Scaling]
        var alibi: [Biases]
    }

    private func golden() throws -> Golden { try TestSupport.Golden.load("attention/positions") }

    @Test func rotationsEqualThoseOfTransformers() throws {
        let x: Tensor<Float> = wave([2, 3, 5, 8], 100)
        for rotation in try golden().rotations {
            let isNeighbours = rotation.name == "neighbours"
            let rotary = RotaryEmbedding<Float>(
                rotation.name == "a part" ? 4 : 8, pairing: isNeighbours ? .neighbours : .halves)
            // transformers makes its angles in Float: 7 · 2⁻²⁴ is what they may differ by.
            let error = distance(rotary(x, offset: 3), rotation.y)
            #expect(
                Parity.holds(
                    "Attention", "RotaryEmbedding, \(rotation.name)", against: "transformers 5.23.0",
                    on: "[2, 3, 5, 8] from position 3 on", tolerance: 1e-6, error: error))
            // Heads beside each other in memory, and rows chosen one by one.
            let beside = x.transposed(1, 2).contiguous().transposed(1, 2)
            #expect(rotary(beside, offset: 3) == rotary(x, offset: 3))
            #expect(rotary(x, positions: [3, 4, 5, 6, 7]) == rotary(x, offset: 3))
        }
    }

    @Test func scaledAnglesEqualThoseOfTransformers() throws {
        for scaling in try golden().scalings {
            let rotary: RotaryEmbedding<Double>
            switch scaling.name {
            case "linear": rotary = .init(64, scaling: .linear(factor: 4))
            case "llama3": rotary = .init(64, base: 500_000, scaling: .llama3(factor: 8))
            case "yarn": rotary = .init(64, scaling: .yarn(factor: 4, length: 2048))
            case "ntk": rotary = .init(64, scaling: .ntk(factor: 7))
            default: rotary = .init(64)
            }
            let errors = zip(rotary.angles, scaling.angles).map { abs($0 / $1 - 1) }
            #expect(
                Parity.holds(
                    "Attention", "RotaryScaling, \(scaling.name)", against: "transformers 5.23.0",
                    on: "angles of 64 numbers", tolerance: 1e-6,
                    error: max(errors.max() ?? 1, abs(rotary.magnitude - scaling.magnitude))))
        }
    }

    @Test func slopesEqualThoseOfTransformers() throws {
        for biases in try golden().alibi {
            let error = zip(ALiBi(heads: biases.heads).slopes, biases.slopes).map { abs($0 / $1 - 1) }.max()
            #expect(ALiBi(heads: biases.heads).slopes.count == biases.heads)
            #expect(
                Parity.holds(
                    "Attention", "ALiBi", against: "transformers 5.23.0 Bloom",
                    on: "slopes of \(biases.heads) heads",
                    tolerance: 1e-6, error: error ?? 1))
        }
    }

    /// `Σ q·k` after turning depends on the distance alone.
    @Test(arguments: [RotaryEmbedding<Double>.Pairing.halves, .neighbours])
    func productsDependOnTheDistanceOnly(_ pairing: RotaryEmbedding<Double>.Pairing) {
        let rotary = RotaryEmbedding<Double>(8, pairing: pairing)
        let q: Tensor<Double> = wave([1, 1, 1, 8], 1), k: Tensor<Double> = wave([1, 1, 1, 8], 2)
        func product(_ i: Int, _ j: Int) -> Double {
            (rotary(q, offset: i) * rotary(k, offset: j)).sum().item
        }
        #expect(abs(product(7, 3) - product(104, 100)) < 1e-12)
        #expect(abs(product(7, 3) - product(7, 4)) > 1e-3)
    }

    @Test(arguments: [RotaryEmbedding<Double>.Pairing.halves, .neighbours])
    func rotationsHaveTheGradientOfCentralDifferences(_ pairing: RotaryEmbedding<Double>.Pairing) {
        let
            rotary = RotaryEmbedding<Double>(
                4, pairing: pairing, scaling: .yarn(factor: 8, length: 64)),
            x: Tensor<Double> = wave([2, 3, 4, 6], 3)
        let weights: Tensor<Double> = wave([2, 3, 4, 6], 4)
        let slope = gradient(at: x) { (rotary($0, offset: 2).square() * weights).sum() }
        var worst = 0.0
        for place in [0, 5, 17, 60, 143] {
            var up = x.elements, down = up
            up[place] += 1e-5
            down[place] -= 1e-5
            let values = [up, down].map { elements in
                let point = Tensor<Double>(shape: x.shape, elements: elements)
                return (rotary(point, offset: 2).square() * weights).sum().item
            }
            worst = max(worst, abs((values[0] - values[1]) / 2e-5 - slope.elements[place]))
        }
        #expect(worst < 1e-9)
    }

    @Test func biasesAreTheDistanceTimesTheSlope() {
        let bias = ALiBi(slopes: [0.5, 0.25]).bias(queries: 3..<5, keys: [0, 4], as: Double.self)
        #expect(bias.elements == [-1.5, -0.5, -2, 0, -0.75, -0.25, -1, 0])
    }

    @Test func positionsGoOnWhereTheyStopped() {
        var generator = Generator(seed: 1)
        let learned = LearnedPositions<Double>(9, 4, using: &generator),
            waves = SinusoidalPositions<Double>(4)
        let x: Tensor<Double> = wave([2, 6, 4], 0), tail = x.slice(1, 2..<6)
        #expect(learned(tail, offset: 2) == learned(x).slice(1, 2..<6))
        #expect(waves(tail, offset: 2) == waves(x).slice(1, 2..<6))
    }
}
