import Autodiff
import LinearAlgebra
import Neural
import Randomness
import TestSupport
import Testing

@Suite struct InitializerTests {
    /// Mean and variance of 300 000 draws against the formulas. The error of a variance is about √(2/n) = 0.26 %, of a mean 1/√n of a deviation.
    @Test func drawsHaveTheMomentsOfTheirFormulas() {
        // fanIn 300, fanOut 1000; of the kernels 40 · 9 and 60 · 9.
        let rules: [(String, Initializer, mean: Double, variance: Double)] = [
            ("xavierUniform", .xavierUniform, 0, 2.0 / 1300), ("xavierNormal", .xavierNormal, 0, 2.0 / 1300),
            ("xavierUniform, gain 2", .xavierUniform(gain: 2), 0, 8.0 / 1300),
            ("heUniform", .heUniform, 0, 2.0 / 300), ("heNormal", .heNormal, 0, 2.0 / 300),
            ("heNormal, slope 1", .heNormal(negativeSlope: 1), 0, 1.0 / 300),
            ("leCunUniform", .leCunUniform, 0, 1.0 / 300), ("leCunNormal", .leCunNormal, 0, 1.0 / 300),
            ("uniform", .uniform(from: -1, to: 3), 1, 16.0 / 12),
            ("normal", .normal(mean: 2, standardDeviation: 0.5), 2, 0.25),
            // Of a standard normal cut at ±2: 1 - 4 φ(2)/(2Φ(2) - 1).
            ("truncatedNormal", .truncatedNormal(), 0, 0.7737413035499232),
            // Cut at 4 and 5: the tail, where few draws of the whole would fall. Both moments by integration (mpmath, 30 digits).
            (
                "truncatedNormal, tail", .truncatedNormal(from: 4, to: 5), 4.216830780601025,
                0.03829028741911924
            ),
        ]
        var generator = Generator(seed: 5)
        for (name, rule, mean, variance) in rules {
            let draws = Tensor<Double>.initialized(
                [300, name.hasSuffix("tail") ? 200 : 1000], by: rule, using: &generator)
            let deviation = variance.squareRoot()
            let error = max(
                abs(draws.mean().item - mean) / deviation, abs(draws.variance().item / variance - 1))
            #expect(
                Parity.holds(
                    "Neural", "Initializer.\(name)", against: "formula of PyTorch 2.15.0 torch.nn.init",
                    on: "\(draws.count) draws, seed 5", measure: "error of mean and variance",
                    tolerance: 0.015,
                    error: error))
        }
    }

    @Test func kernelsCountTheirTapsAsInputs() {
        var generator = Generator(seed: 6)
        let he = Tensor<Double>.initialized([200, 40, 3, 3], by: .heNormal, using: &generator)
        #expect(abs(he.variance().item * 360 / 2 - 1) < 0.02)
        let xavier = Tensor<Double>.initialized([200, 40, 3, 3], by: .xavierUniform, using: &generator)
        #expect(abs(xavier.variance().item * (360 + 1800) / 2 - 1) < 0.02)
    }

    @Test(arguments: [[5, 3], [3, 5], [4, 4], [6, 2, 3, 3]])
    func orthogonalMatricesHaveOrthonormalRowsOrColumns(_ shape: [Int]) {
        var generator = Generator(seed: 7)
        let q = Tensor<Double>.initialized(shape, by: .orthogonal(gain: 2), using: &generator)
            .flattened(from: 1)
        let product = q.shape[0] > q.shape[1] ? q.transposed.matmul(q) : q.matmul(q.transposed)
        let error = (product - Tensor<Double>.identity(product.shape[0]) * 4).abs().max().item
        #expect(
            Parity.holds(
                "Neural", "Initializer.orthogonal", against: "QᵀQ = gain² I", on: "shape \(shape)",
                measure: "largest difference", tolerance: 1e-14 * 4, error: error))
    }

    @Test func sparseMatricesHaveTheirShareOfZerosInEachColumn() {
        var generator = Generator(seed: 8)
        let x = Tensor<Double>.initialized([10, 40], by: .sparse(0.25), using: &generator)
        for column in 0..<40 {
            #expect(x.slice(1, column..<(column + 1)).elements.filter { $0 == 0 }.count == 3)
        }
    }

    @Test func constantsAndWholeModels() {
        var generator = Generator(seed: 9)
        #expect(Tensor<Float>.initialized([2], by: .ones, using: &generator).elements == [1, 1])
        #expect(Tensor<Float>.initialized([], by: .constant(3), using: &generator).item == 3)
        var model = Sequential<Double>([Linear(2, 3, using: &generator), BatchNormalization(3)])
        model.initialize(by: .zeros, using: &generator)
        let named = Dictionary(uniqueKeysWithValues: model.namedParameters.map { ($0.name, $0.tensor) })
        #expect(named["0.weight"] == Tensor.zeros([2, 3]) && named["1.weight"] == Tensor.ones([3]))
        #expect(named["0.bias"] != Tensor.zeros([3]))
    }

    @Test func drawsFollowFromTheSeed() {
        var (first, second) = (Generator(seed: 1), Generator(seed: 1))
        for rule in [Initializer.heNormal, .orthogonal, .truncatedNormal(), .sparse(0.5)] {
            #expect(
                Tensor<Float>.initialized([4, 3], by: rule, using: &first)
                    == Tensor<Float>.initialized([4, 3], by: rule, using: &second))
        }
    }
}
