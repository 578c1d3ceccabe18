import Randomness

extension Cases {
    /// Ten million draws of each method of a generator seeded with 42, as `numpy.random.default_rng(42)`.
    static let draws: [Case] = [
        draw("random", mean: 0.5) { $0.random(count: $1) },
        draw("standardNormal", mean: 0) { $0.standardNormal(count: $1) },
        draw("normal", mean: 1) { $0.normal(mean: 1, standardDeviation: 2, count: $1) },
        draw("exponential", mean: 2) { $0.exponential(scale: 2, count: $1) },
        draw("gamma", mean: 2.5) { $0.gamma(shape: 2.5, scale: 1, count: $1) },
        draw("beta", mean: 0.4) { $0.beta(2, 3, count: $1) },
        drawFloats("standardNormalFloat", mean: 0) { $0.standardNormalFloat(count: $1) },
        drawIntegers("integers", mean: 499.5) { $0.integers(in: 0..<1000, count: $1) },
        drawIntegers("binomial", mean: 6) { $0.binomial(trials: 20, probability: 0.3, count: $1) },
        drawIntegers("poisson", mean: 5) { $0.poisson(5, count: $1) },
        drawIntegers("permutation", mean: nil) { $0.permutation($1) },
        drawIntegers("choice", mean: 499.5) { $0.choice(1000, count: $1) },
        drawIntegers("weightedChoice", mean: 666) { $0.choice(1000, count: $1, probabilities: weights) },
        shuffle,
    ]

    private static let count = 10_000_000

    /// Item i of 1000 weighs i + 1.
    private static let weights: [Double] = {
        let weights = (1...1000).map(Double.init), total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }()

    private static func draw(
        _ name: String, mean: Double?, _ draws: @escaping @Sendable (inout Generator, Int) -> [Double]
    ) -> Case {
        draw(name, mean: mean, asDouble: { $0 }, draws)
    }

    private static func drawFloats(
        _ name: String, mean: Double?, _ draws: @escaping @Sendable (inout Generator, Int) -> [Float]
    ) -> Case {
        draw(name, mean: mean, asDouble: { Double($0) }, draws)
    }

    private static func drawIntegers(
        _ name: String, mean: Double?, _ draws: @escaping @Sendable (inout Generator, Int) -> [Int]
    ) -> Case {
        draw(name, mean: mean, asDouble: { Double($0) }, draws)
    }

    private static func draw<Value>(
        _ name: String, mean: Double?, asDouble: @escaping @Sendable (Value) -> Double,
        _ draws: @escaping @Sendable (inout Generator, Int) -> [Value]
    ) -> Case {
        Case(
            "draw.\(name).\(count)", group: "randomness", work: .items(Double(count)), rival: .numpy,
            isQuick: true
        ) {
            let stream = Stream()
            return Trial(check: { values in
                guard values.count == count else { return "\(values.count) draws" }
                guard let mean else { return nil }
                let average = values.reduce(0) { $0 + asDouble($1) } / Double(count)
                return abs(average - mean) <= 0.01 * max(1, mean) ? nil : "mean \(average), expected \(mean)"
            }) { draws(&stream.generator, count) }
        }
    }

    private static let shuffle = Case(
        "draw.shuffle.\(count)", group: "randomness", work: .items(Double(count)), rival: .numpy,
        isQuick: true
    ) {
        let stream = Stream(), deck = Deck(Array(0..<count))
        return Trial(check: { (_: Void) in
            deck.cards.reduce(0, +) == count * (count - 1) / 2 ? nil : "elements were lost"
        }) { stream.generator.shuffle(&deck.cards) }
    }

    private final class Stream {
        var generator = Generator(seed: 42)
    }

    private final class Deck {
        var cards: [Int]
        init(_ cards: [Int]) { self.cards = cards }
    }
}
