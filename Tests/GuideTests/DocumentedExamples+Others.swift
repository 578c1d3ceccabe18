import Cairn
import Testing

// The examples in the comments of the other modules.

@Suite(.printsItsComments) struct DocumentedOthers {
    @Test func diabetes() throws {
        // snippet
        let diabetes = loadDiabetes()
        print(diabetes.features.shape)  // (rows: 442, columns: 10)
        print(diabetes.featureNames[2], diabetes.raw[0, 2], diabetes.target[0])  // bmi 32.1 151.0
        // end
    }

    @Test func diabetes2() throws {
        // snippet
        let x = loadDiabetes().features
        print(x[0, 0])  // 0.038075906433423026
        // end
    }

    @Test func digits() throws {
        // snippet
        let digits = loadDigits()
        print(digits.features.shape, digits.labels[0])  // (rows: 1797, columns: 64) 0
        print(digits.image(0)[0, 2])  // 5.0
        // end
    }

    @Test func digits2() throws {
        // snippet
        let digits = loadDigits()
        print(digits.labels.prefix(10))  // [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
        // end
    }

    @Test func generatorIntegers() throws {
        // snippet
        var rng = Generator(seed: 42)
        print(rng.integer(in: 1...6))  // 1
        // end
    }

    @Test func generator() throws {
        // snippet
        var rng = Generator(seed: 42)
        print(rng.random())  // 0.7739560485559633
        print(rng.integers(in: 0..<10, count: 3))  // [6, 4, 4]
        // end
    }

    @Test func generator2() throws {
        // snippet
        var rng = Generator(seed: 42)
        print(rng.standardNormal())  // 0.30471707975443135
        // end
    }

    @Test func mersenneTwister() throws {
        // snippet
        var bits = MT19937(legacySeed: 42)
        print(bits.next32())  // 1608637542
        // end
    }

    @Test func pcg() throws {
        // snippet
        var bits = PCG64(seed: 42)
        print(bits.next64())  // 14276969152011380360
        // end
    }

    @Test func philox() throws {
        // snippet
        var bits = Philox(seed: 42)
        print(bits.next64())  // 1587852024645073290
        // end
    }

    @Test func randomState() throws {
        // snippet
        var rng = RandomState(seed: 42)
        print(rng.random())  // 0.3745401188473625
        // end
    }

    @Test func randomStream() throws {
        // snippet
        var rng = Generator(seed: 42)
        print(rng.random())  // 0.7739560485559633
        // end
    }

    @Test func seedSequence() throws {
        // snippet
        let seeds = SeedSequence(42)
        print(seeds.generateState(2))  // [3444837047, 2669555309]
        var parent = SeedSequence(42)
        let workers = parent.spawn(4)  // four independent streams, the same on every run
        // end
        _ = workers
    }

    @Test func linearCongruential() throws {
        // snippet
        var coin = Textbook.LinearCongruential(seed: 42)
        print((0..<6).map { _ in coin.next() & 1 })  // [1, 0, 1, 0, 1, 0]
        // end
    }
}
