import Cairn
import Testing

// The examples in the comments and the guide of the distributions.

@Suite(.printsItsComments) struct DocumentedDistributions {
    @Test func exponential() {
        // snippet
        let wait = Exponential(rate: 2)
        print(wait.mean, wait.median)  // 0.5 0.34657359027997264
        print(wait.survival(400))  // 0.0
        print(wait.logSurvival(400))  // -800.0
        // end
    }

    @Test func normal() {
        // snippet
        let height = Normal(mean: 175, standardDeviation: 7)
        print(height.survival(189))  // 0.0227501319481792
        print(height.quantile(0.975))  // 188.71974789178037
        print(Normal.standard.logSurvival(60))  // -1805.013560680567
        // end
    }

    @Test func gamma() {
        // snippet
        let wait = Gamma(shape: 3, scale: 2)
        print(wait.mean, wait.variance)  // 6.0 12.0
        print(wait.cdf(6))  // 0.5768099188731566
        // end
    }

    @Test func chiSquared() {
        // snippet
        print(ChiSquared(degreesOfFreedom: 1).survival(3.841458820694124))  // 0.04999999999999996
        // end
    }

    @Test func beta() {
        // snippet
        let belief = Beta(alpha: 8, beta: 4)
        print(belief.mean, belief.cdf(0.5))  // 0.6666666666666666 0.11328125000000003
        // end
    }

    @Test func ratioOfMeanSquares() {
        // snippet
        let ratio = FDistribution(numeratorDegrees: 3, denominatorDegrees: 20)
        print(ratio.survival(4.938193382310539))  // 0.00999999999999999
        // end
    }

    @Test func studentT() {
        // snippet
        let t = StudentT(degreesOfFreedom: 10)
        print(t.quantile(0.975))  // 2.2281388519862744
        print(2 * t.survival(3))  // 0.013343655022569586
        // end
    }

    @Test func noncentralT() {
        // snippet
        let t = NoncentralT(degreesOfFreedom: 18, noncentrality: 2.5)
        let critical = StudentT(degreesOfFreedom: 18).inverseSurvival(0.025)
        print((t.survival(critical) * 1e6).rounded() / 1e6)  // 0.657319
        // end
    }

    @Test func poisson() {
        // snippet
        let calls = Poisson(rate: 4)
        print(calls.pmf(0), calls.survival(9))  // 0.01831563888873418 0.008132242796933866
        print(calls.quantile(0.95))  // 8.0
        // end
    }

    @Test func binomial() {
        // snippet
        let heads = Binomial(trials: 100, probability: 0.5)
        print(heads.pmf(50), heads.survival(59))  // 0.07958923738717877 0.028443966820490392
        // end
    }

    @Test func hypergeometric() {
        // snippet
        let aces = Hypergeometric(population: 52, successes: 4, draws: 5)
        print(aces.survival(0))  // 0.3411580016622032
        // end
    }

    @Test func categorical() {
        // snippet
        let weather = Categorical(probabilities: [0.5, 0.3, 0.2])
        var rng = Generator(seed: 42)
        print(weather.sampleIntegers(count: 5, using: &rng))  // [1, 0, 2, 1, 0]
        // end
    }
}

@Suite(.printsItsComments) struct DistributionsPage {
    @Test func firstExample() throws {
        // snippet
        let t = StudentT(degreesOfFreedom: 10)
        print(t.quantile(0.975))  // 2.2281388519862744
        var rng = Generator(seed: 42)
        let waits = Gamma(shape: 2.5, scale: 1.5).sample(count: 1000, using: &rng)
        let fitted = try Gamma.fit(to: waits)
        print(abs(fitted.shape - 2.5) < 0.3)  // true
        // end
    }

    @Test func tails() {
        // snippet
        let z = Normal.standard
        print(z.survival(10), 1 - z.cdf(10))  // 7.619853024160527e-24 0.0
        print(z.logSurvival(60))  // -1805.013560680567
        print(z.inverseSurvival(1e-300))  // 37.0470962993612
        // end
    }

    @Test func arrays() {
        // snippet
        let scores: Vector = [-1.96, 0, 1.96]
        print(Normal.standard.cdf(scores))  // [0.02499790, 0.5, 0.9750021]
        // end
    }

    @Test func generic() {
        // snippet
        func surprise(_ x: Double, under law: some ContinuousDistribution) -> Double {
            -law.logPDF(x) / 0.6931471805599453
        }
        print(surprise(0, under: Uniform(lower: -2, upper: 2)))  // 2.0
        // end
    }
}
