import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

/// Reference values of `Tests/Golden/statistics/distributions.json`.
struct DistributionGolden: Decodable {
    struct Case: Decodable {
        let d: String
        let p: [Number]
        let x: [Double]
        let pdf: [Double], cdf: [Double], sf: [Double]
        let pp: [Double]?, px: [Double?]?, qq: [Double]?, qx: [Double?]?
        let m: [Number?]
        let deep: [[Number]]?
    }
    /// A number, or "inf" and "-inf".
    struct Number: Decodable {
        let value: Double
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Double.self) {
                self.value = value
            } else {
                self.value = try container.decode(String.self) == "inf" ? .infinity : -.infinity
            }
        }
    }
    struct Versions: Decodable { let numpy: String, scipy: String, mpmath: String }
    let versions: Versions
    let cases: [Case]

    static let all = Result { try Golden.load("statistics/distributions", as: DistributionGolden.self) }
}

/// A distribution by the name and the parameters of the reference values.
func makeDistribution(_ name: String, _ p: [Double]) -> (any Distribution)? {
    switch name {
    case "Uniform": Uniform(lower: p[0], upper: p[1])
    case "Exponential": Exponential(rate: p[0])
    case "Normal": Normal(mean: p[0], standardDeviation: p[1])
    case "LogNormal": LogNormal(logMean: p[0], logStandardDeviation: p[1])
    case "Laplace": Laplace(location: p[0], scale: p[1])
    case "Cauchy": Cauchy(location: p[0], scale: p[1])
    case "Logistic": Logistic(location: p[0], scale: p[1])
    case "Gumbel": Gumbel(location: p[0], scale: p[1], extreme: p[2] == 0 ? .maximum : .minimum)
    case "Pareto": Pareto(shape: p[0], scale: p[1])
    case "Rayleigh": Rayleigh(scale: p[0])
    case "Triangular": Triangular(lower: p[0], mode: p[1], upper: p[2])
    case "Weibull": Weibull(shape: p[0], scale: p[1])
    case "HalfNormal": HalfNormal(scale: p[0])
    case "Gamma": Gamma(shape: p[0], scale: p[1])
    case "ChiSquared": ChiSquared(degreesOfFreedom: p[0])
    case "InverseGamma": InverseGamma(shape: p[0], scale: p[1])
    case "Beta": Beta(alpha: p[0], beta: p[1])
    case "FDistribution": FDistribution(numeratorDegrees: p[0], denominatorDegrees: p[1])
    case "VonMises": VonMises(mean: p[0], concentration: p[1])
    case "TruncatedNormal": TruncatedNormal(mean: p[0], standardDeviation: p[1], lower: p[2], upper: p[3])
    case "NoncentralChiSquared": NoncentralChiSquared(degreesOfFreedom: p[0], noncentrality: p[1])
    case "NoncentralF": NoncentralF(numeratorDegrees: p[0], denominatorDegrees: p[1], noncentrality: p[2])
    case "NoncentralT": NoncentralT(degreesOfFreedom: p[0], noncentrality: p[1])
    case "StudentT": StudentT(degreesOfFreedom: p[0], location: p[1], scale: p[2])
    default: discreteDistribution(name, p)
    }
}

private func discreteDistribution(_ name: String, _ p: [Double]) -> (any Distribution)? {
    switch name {
    case "Poisson": Poisson(rate: p[0])
    case "Binomial": Binomial(trials: Int(p[0]), probability: p[1])
    case "Bernoulli": Bernoulli(probability: p[0])
    case "Geometric": Geometric(probability: p[0])
    case "NegativeBinomial": NegativeBinomial(successes: p[0], probability: p[1])
    case "Hypergeometric": Hypergeometric(population: Int(p[0]), successes: Int(p[1]), draws: Int(p[2]))
    case "DiscreteUniform": DiscreteUniform(Int(p[0])...Int(p[1]))
    default: nil
    }
}

@Suite struct DistributionGoldenTests {
    static let names = [
        "Uniform", "Exponential", "Normal", "LogNormal", "Laplace", "Cauchy", "Logistic", "Gumbel", "Pareto",
        "Rayleigh",
        "Triangular", "Weibull", "HalfNormal", "Gamma", "ChiSquared", "InverseGamma", "Beta", "FDistribution",
        "StudentT",
        "Poisson", "Binomial", "Bernoulli", "Geometric", "NegativeBinomial", "Hypergeometric",
        "DiscreteUniform", "VonMises", "TruncatedNormal", "NoncentralChiSquared", "NoncentralF",
        "NoncentralT",
    ]

    /// The largest error of one function, and where it is.
    struct Worst {
        var error = 0.0
        var place = ""

        mutating func add(
            _ got: Double, _ want: Double, floor: Double = 1e-300, _ place: @autoclosure () -> String
        ) {
            if got == want || (got.isNaN && want.isNaN) { return }
            let new = abs(got - want) / max(abs(want), floor)
            if !(new <= error) && !error.isNaN {
                error = new
                self.place = place() + ": \(got), not \(want)"
            }
        }
    }

    private func density(_ distribution: any Distribution, _ x: Double) -> Double {
        if let continuous = distribution as? any ContinuousDistribution { return continuous.pdf(x) }
        return (distribution as? any DiscreteDistribution)?.pmf(Int(x)) ?? .nan
    }

    private func logDensity(_ distribution: any Distribution, _ x: Double) -> Double {
        if let continuous = distribution as? any ContinuousDistribution { return continuous.logPDF(x) }
        return (distribution as? any DiscreteDistribution)?.logPMF(Int(x)) ?? .nan
    }

    @Test(arguments: names) func agreesWithTheReferenceIntoItsTails(name: String) throws {
        let golden = try DistributionGolden.all.get()
        var worst: [String: Worst] = [:]
        for item in golden.cases where item.d == name {
            let distribution = try #require(makeDistribution(name, item.p.map(\.value)))
            for (index, x) in item.x.enumerated() {
                let place = "\(item.p.map(\.value)) at \(x)"
                worst["pdf", default: Worst()].add(density(distribution, x), item.pdf[index], place)
                worst["cdf", default: Worst()].add(distribution.cdf(x), item.cdf[index], place)
                worst["survival", default: Worst()].add(distribution.survival(x), item.sf[index], place)
                worst["logarithms", default: Worst()].add(
                    logDensity(distribution, x), log(item.pdf[index]), floor: 1, place)
                worst["logarithms", default: Worst()].add(
                    distribution.logCDF(x), log(item.cdf[index]), floor: item.cdf[index] < 0.9 ? 1 : 1e5,
                    place)
                if item.sf[index] > 0 {
                    worst["logarithms", default: Worst()].add(
                        distribution.logSurvival(x), log(item.sf[index]),
                        floor: item.sf[index] < 0.9 ? 1 : 1e5, place)
                }
            }
            for (p, x) in zip(item.pp ?? [], item.px ?? []) {
                worst["quantile", default: Worst()].add(
                    distribution.quantile(p), x ?? .nan, "\(item.p.map(\.value)), p = \(p)")
            }
            for (q, x) in zip(item.qq ?? [], item.qx ?? []) {
                worst["quantile", default: Worst()].add(
                    distribution.inverseSurvival(q), x ?? .nan, "\(item.p.map(\.value)), q = \(q)")
            }
            for row in item.deep ?? [] {
                let x = row[0].value, place = "\(item.p.map(\.value)), logarithms at \(x)"
                worst["logarithms", default: Worst()].add(logDensity(distribution, x), row[1].value, place)
                worst["logarithms", default: Worst()].add(distribution.logCDF(x), row[2].value, place)
                worst["logarithms", default: Worst()].add(distribution.logSurvival(x), row[3].value, place)
            }
        }
        for (function, found) in worst.sorted(by: { $0.key < $1.key }) {
            let holds = Parity.holds(
                "Statistics", "\(name).\(function)", against: "mpmath \(golden.versions.mpmath)",
                on: "\(golden.cases.count { $0.d == name }) parameter sets, probabilities down to 1e-300",
                tolerance: 1e-12, error: found.error)
            #expect(holds, "\(name).\(function): \(found.error), \(found.place)")
        }
    }

    @Test(arguments: names) func hasTheMomentsAndEntropyOfTheReference(name: String) throws {
        let golden = try DistributionGolden.all.get()
        // Shape is a small difference of large moments in these two: an absolute error of 1e-9 is what is asked.
        let isDifference = ["NoncentralT", "TruncatedNormal"].contains(name)
        var worst = Worst()
        for item in golden.cases where item.d == name {
            let distribution = try #require(makeDistribution(name, item.p.map(\.value)))
            let mine = [
                distribution.mean, distribution.variance, distribution.skewness, distribution.excessKurtosis,
                distribution.entropy,
            ]
            for (index, reference) in item.m.enumerated() {
                // SciPy says infinite for some moments that do not exist.
                guard let reference, reference.value.isFinite else { continue }
                worst.add(
                    mine[index], reference.value, floor: isDifference ? 1 : 1e-3,
                    "\(item.p.map(\.value)), moment \(index + 1)")
            }
        }
        let tolerance = isDifference ? 1e-9 : 1e-12
        let holds = Parity.holds(
            "Statistics", "\(name).moments",
            against: "SciPy \(golden.versions.scipy) stats, entropy; mpmath where it has lost digits",
            on: "mean, variance, skewness, kurtosis, entropy", tolerance: tolerance, error: worst.error)
        #expect(holds, "\(name): \(worst.error), \(worst.place)")
    }
}
