import Randomness
import Testing

/// A parameter set of a method: its name in `Golden/randomness.json`, and a million draws as 64-bit words.
struct DrawCase: Sendable, CustomTestStringConvertible {
    let name: String
    let words: @Sendable (_ seed: UInt32) -> [UInt64]

    var testDescription: String { name }

    /// The method's name without its parameters, `"Generator.gamma"`.
    var method: String { String(name.prefix { $0 != " " }) }
}

let drawCount = 1_000_000

private func words(_ values: [Double]) -> [UInt64] { values.map(\.bitPattern) }
private func words(_ values: [Float]) -> [UInt64] { values.map { UInt64($0.bitPattern) } }
private func words(_ values: [Int]) -> [UInt64] { values.map { UInt64(bitPattern: Int64($0)) } }
private func words(_ values: [[Double]]) -> [UInt64] { values.flatMap { $0.map(\.bitPattern) } }
private func words(_ values: [[Int]]) -> [UInt64] { values.flatMap { words($0) } }

/// p[i] proportional to i mod 7 + 1, in arithmetic that both sides do alike.
private func probabilities(_ n: Int) -> [Double] {
    let weights = (0..<n).map { Double($0 % 7 + 1) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
}

private let n = drawCount

/// The cases that `Generator` and `RandomState` have in common.
private func shared<Stream: RandomStream>(
    _ prefix: String, _ make: @escaping @Sendable (UInt32) -> Stream
) -> [DrawCase] {
    func draw(
        _ name: String, _ body: @escaping @Sendable (inout Stream) -> [UInt64]
    ) -> DrawCase {
        DrawCase(name: prefix + name) { seed in
            var stream = make(seed)
            return body(&stream)
        }
    }
    return [
        draw("random") { words($0.random(count: n)) },
        draw("uniform -3 7.5") { words($0.uniform(-3, 7.5, count: n)) },
        draw("integers 0..<6") { words($0.integers(in: 0..<6, count: n)) },
        draw("integers -500..<500") { words($0.integers(in: -500..<500, count: n)) },
        draw("integers 0..<3e9") { words($0.integers(in: 0..<3_000_000_000, count: n)) },
        draw("integers 0..<2^32") { words($0.integers(in: 0..<1 << 32, count: n)) },
        draw("integers 0..<1e12") { words($0.integers(in: 0..<1_000_000_000_000, count: n)) },
        draw("integers 0..<6e18") { words($0.integers(in: 0..<6_000_000_000_000_000_000, count: n)) },
        draw("standardNormal") { words($0.standardNormal(count: n)) },
        draw("normal 10 2.5") { words($0.normal(mean: 10, standardDeviation: 2.5, count: n)) },
        draw("logNormal 0.5 0.75") { words($0.logNormal(mean: 0.5, sigma: 0.75, count: n)) },
        draw("standardExponential") { words($0.standardExponential(count: n)) },
        draw("exponential 2.5") { words($0.exponential(scale: 2.5, count: n)) },
        draw("standardGamma 2") { words($0.standardGamma(shape: 2, count: n)) },
        draw("gamma 0.3 2") { words($0.gamma(shape: 0.3, scale: 2, count: n)) },
        draw("gamma 1 1") { words($0.gamma(shape: 1, scale: 1, count: n)) },
        draw("gamma 2.5 1.5") { words($0.gamma(shape: 2.5, scale: 1.5, count: n)) },
        draw("gamma 100 0.1") { words($0.gamma(shape: 100, scale: 0.1, count: n)) },
        draw("chiSquare 3") { words($0.chiSquare(degreesOfFreedom: 3, count: n)) },
        draw("f 5 7") { words($0.f(numerator: 5, denominator: 7, count: n)) },
        draw("standardT 4") { words($0.standardT(degreesOfFreedom: 4, count: n)) },
        draw("standardCauchy") { words($0.standardCauchy(count: n)) },
        draw("laplace 1 2") { words($0.laplace(location: 1, scale: 2, count: n)) },
        draw("logistic 1 2") { words($0.logistic(location: 1, scale: 2, count: n)) },
        draw("gumbel 1 2") { words($0.gumbel(location: 1, scale: 2, count: n)) },
        draw("weibull 0.5") { words($0.weibull(shape: 0.5, count: n)) },
        draw("weibull 2") { words($0.weibull(shape: 2, count: n)) },
        draw("pareto 3") { words($0.pareto(shape: 3, count: n)) },
        draw("power 2.5") { words($0.power(shape: 2.5, count: n)) },
        draw("rayleigh 2") { words($0.rayleigh(scale: 2, count: n)) },
        draw("triangular -1 0.5 3") { words($0.triangular(left: -1, mode: 0.5, right: 3, count: n)) },
        draw("vonMises 0.5 4") { words($0.vonMises(mean: 0.5, concentration: 4, count: n)) },
        draw("vonMises 3 1e-6") { words($0.vonMises(mean: 3, concentration: 1e-6, count: n)) },
        draw("vonMises 3 2e6") { words($0.vonMises(mean: 3, concentration: 2e6, count: n)) },
        draw("wald 2 3") { words($0.wald(mean: 2, scale: 3, count: n)) },
        draw("beta 0.5 0.5") { words($0.beta(0.5, 0.5, count: n)) },
        draw("beta 0.001 0.002") { words($0.beta(0.001, 0.002, count: n)) },
        draw("beta 2 3") { words($0.beta(2, 3, count: n)) },
        draw("beta 0.5 3") { words($0.beta(0.5, 3, count: n)) },
        draw("binomial 10 0.3") { words($0.binomial(trials: 10, probability: 0.3, count: n)) },
        draw("binomial 100 0.8") { words($0.binomial(trials: 100, probability: 0.8, count: n)) },
        draw("binomial 100 0.5") { words($0.binomial(trials: 100, probability: 0.5, count: n)) },
        draw("binomial 1000000 0.7") { words($0.binomial(trials: 1_000_000, probability: 0.7, count: n)) },
        draw("poisson 3") { words($0.poisson(3, count: n)) },
        draw("poisson 50") { words($0.poisson(50, count: n)) },
        draw("poisson 1e6") { words($0.poisson(1e6, count: n)) },
        draw("geometric 0.5") { words($0.geometric(0.5, count: n)) },
        draw("geometric 0.1") { words($0.geometric(0.1, count: n)) },
        draw("negativeBinomial 5 0.4") {
            words($0.negativeBinomial(successes: 5, probability: 0.4, count: n))
        },
        draw("zipf 2.5") { words($0.zipf(2.5, count: n)) },
        draw("logSeries 0.7") { words($0.logSeries(0.7, count: n)) },
        draw("hypergeometric 5 4 6") { words($0.hypergeometric(good: 5, bad: 4, sample: 6, count: n)) },
        draw("hypergeometric 300 200 120") {
            words($0.hypergeometric(good: 300, bad: 200, sample: 120, count: n))
        },
        draw("hypergeometric 300 20000 20100") {
            words($0.hypergeometric(good: 300, bad: 20000, sample: 20100, count: n))
        },
        draw("multinomial 20 of 4") {
            words($0.multinomial(trials: 20, probabilities: [0.1, 0.2, 0.3, 0.4], count: n / 4))
        },
        draw("dirichlet 0.5 1 2 4") { words($0.dirichlet([0.5, 1, 2, 4], count: n / 4)) },
        draw("dirichlet 0.01 0.02 0.03 0.04") {
            words($0.dirichlet([0.01, 0.02, 0.03, 0.04], count: n / 4))
        },
        draw("permutation") { words($0.permutation(n)) },
        draw("shuffle") { stream in
            var values = (0..<n).map { 3 * $0 + 1 }
            stream.shuffle(&values)
            return words(values)
        },
    ]
}

/// Cases of a generator over any bits.
private func singlePrecision<Bits: BitGenerator>(_ prefix: String, over bits: Bits.Type) -> [DrawCase] {
    [
        DrawCase(name: prefix + "randomFloat") { seed in
            var rng = GeneratorOver<Bits>(seed: UInt64(seed))
            return words(rng.randomFloat(count: n))
        },
        DrawCase(name: prefix + "standardNormalFloat") { seed in
            var rng = GeneratorOver<Bits>(seed: UInt64(seed))
            return words(rng.standardNormalFloat(count: n))
        },
    ]
}

private func generatorOnly() -> [DrawCase] {
    func draw(_ name: String, _ body: @escaping @Sendable (inout Generator) -> [UInt64]) -> DrawCase {
        DrawCase(name: "Generator." + name) { seed in
            var rng = Generator(seed: UInt64(seed))
            return body(&rng)
        }
    }
    return [
        draw("integers all") { words($0.integers(in: Int.min...Int.max, count: n)) },
        draw("integers 1...6") { words($0.integers(in: 1...6, count: n)) },
        draw("standardExponentialFloat") { words($0.standardExponentialFloat(count: n)) },
        draw("beta 1e-200 2e-200") { words($0.beta(1e-200, 2e-200, count: n)) },
        draw("choice of 1000") { words($0.choice(1000, count: n)) },
        draw("choice of 1000 weighted") {
            words($0.choice(1000, count: n, probabilities: probabilities(1000)))
        },
        draw("choice of 2000000 once") { words($0.choice(2 * n, count: n, replacing: false)) },
        draw("choice of 2000000 once unshuffled") {
            words($0.choice(2 * n, count: n, replacing: false, shuffling: false))
        },
        draw("choice of 1e8 once") { words($0.choice(100 * n, count: n, replacing: false)) },
        draw("choice of 1e8 once unshuffled") {
            words($0.choice(100 * n, count: n, replacing: false, shuffling: false))
        },
        draw("choice of 20000 weighted once") { rng in
            let p = probabilities(20_000)
            return words(
                (0..<n / 10_000).map { _ in
                    rng.choice(20_000, count: 10_000, replacing: false, probabilities: p)
                })
        },
    ]
}

private func randomStateOnly() -> [DrawCase] {
    func draw(_ name: String, _ body: @escaping @Sendable (inout RandomState) -> [UInt64]) -> DrawCase {
        DrawCase(name: "RandomState." + name) { seed in
            var rng = RandomState(seed: seed)
            return body(&rng)
        }
    }
    return [
        draw("choice of 1000") { words($0.choice(1000, count: n)) },
        draw("choice of 1000 weighted") {
            words($0.choice(1000, count: n, probabilities: probabilities(1000)))
        },
        draw("choice of 2000000 once") { words($0.choice(2 * n, count: n, replacing: false)) },
        draw("choice of 20000 weighted once") { rng in
            let p = probabilities(20_000)
            return words(
                (0..<n / 10_000).map { _ in
                    rng.choice(20_000, count: 10_000, replacing: false, probabilities: p)
                })
        },
    ]
}

/// Over Philox and the Mersenne Twister only these: the code above the bits is the same.
private let otherBits: Set = [
    "random", "integers 0..<6", "integers 0..<6e18", "standardNormal", "gamma 2.5 1.5", "permutation",
]

private func other<Bits: BitGenerator>(_ name: String, over bits: Bits.Type) -> [DrawCase] {
    let prefix = "GeneratorOver<\(name)>."
    let cases = shared(prefix) { GeneratorOver<Bits>(seed: UInt64($0)) }
    return cases.filter { otherBits.contains(String($0.name.dropFirst(prefix.count))) }
        + singlePrecision(prefix, over: bits)
}

let drawCases: [DrawCase] =
    shared("Generator.") { Generator(seed: UInt64($0)) } + singlePrecision("Generator.", over: PCG64.self)
    + generatorOnly() + shared("RandomState.") { RandomState(seed: $0) } + randomStateOnly()
    + other("Philox", over: Philox.self) + other("MT19937", over: MT19937.self)
