import LinearAlgebra
import Statistics
import TestSupport
import Testing

/// Each function against mpmath, over its whole range.
@Suite struct SpecialTests {
    struct Function: Decodable {
        var rows: [[Double]]
        var peer: Double
    }
    struct Reference: Decodable {
        var mpmath: String
        var scipy: String
        var functions: [String: Function]
    }
    static let functions: [String: @Sendable ([Double]) -> Double] = [
        "logGamma": { Special.logGamma($0[0]) }, "gamma": { Special.gamma($0[0]) },
        "logGamma1p": { Special.logGamma1p($0[0]) }, "digamma": { Special.digamma($0[0]) },
        "trigamma": { Special.trigamma($0[0]) }, "polygamma": { Special.polygamma(Int($0[0]), $0[1]) },
        "zeta": { Special.zeta($0[0]) }, "hurwitzZeta": { Special.zeta($0[0], $0[1]) },
        "erf": { Special.erf($0[0]) }, "erfc": { Special.erfc($0[0]) }, "erfcx": { Special.erfcx($0[0]) },
        "normalCDF": { Special.normalCDF($0[0]) }, "logNormalCDF": { Special.logNormalCDF($0[0]) },
        "normalQuantile": { Special.normalQuantile($0[0]) }, "erfInverse": { Special.erfInverse($0[0]) },
        "erfcInverse": { Special.erfcInverse($0[0]) },
        "besselI0": { Special.besselI0($0[0]) }, "besselI1": { Special.besselI1($0[0]) },
        "scaledBesselI0": { Special.scaledBesselI0($0[0]) },
        "scaledBesselI1": { Special.scaledBesselI1($0[0]) },
        "besselK0": { Special.besselK0($0[0]) }, "besselK1": { Special.besselK1($0[0]) },
        "scaledBesselK0": { Special.scaledBesselK0($0[0]) },
        "scaledBesselK1": { Special.scaledBesselK1($0[0]) },
        "besselJ0": { Special.besselJ0($0[0]) }, "besselJ1": { Special.besselJ1($0[0]) },
        "besselY0": { Special.besselY0($0[0]) }, "besselY1": { Special.besselY1($0[0]) },
        "scaledBesselI": { Special.scaledBesselI($0[0], $0[1]) },
        "besselJn": { Special.besselJn(Int($0[0]), $0[1]) },
        "besselYn": { Special.besselYn(Int($0[0]), $0[1]) },
        "log1pmx": { Special.log1pmx($0[0]) }, "stirlingError": { Special.stirlingError($0[0]) },
        "deviance": { Special.deviance($0[0], mean: $0[1]) },
        "poissonTerm": { Special.poissonTerm($0[0], mean: $0[1]) },
        "logBeta": { Special.logBeta($0[0], $0[1]) }, "logBinomial": { Special.logBinomial($0[0], $0[1]) },
        "logGammaDifference": { Special.logGammaDifference($0[0], $0[1]) },
        "regularizedGammaP": { Special.regularizedGammaP($0[0], $0[1]) },
        "regularizedGammaQ": { Special.regularizedGammaQ($0[0], $0[1]) },
        "inverseGammaP": { Special.inverseGammaP($0[0], $0[1]) },
        "inverseGammaQ": { Special.inverseGammaQ($0[0], $0[1]) },
        "regularizedBeta": { Special.regularizedBeta($0[0], $0[1], $0[2]) },
        "regularizedBetaComplement": { Special.regularizedBetaComplement($0[0], $0[1], $0[2]) },
        "inverseBeta": { Special.inverseBeta($0[0], $0[1], $0[2]) },
        "inverseBetaComplement": { Special.inverseBetaComplement($0[0], $0[1], $0[2]) },
    ]

    @Test(arguments: functions.keys.sorted())
    func agreesWithFortyDigits(_ name: String) throws {
        let reference = try Golden.load("statistics/special", as: Reference.self)
        let table = try #require(reference.functions[name]), function = try #require(Self.functions[name])
        var worst = 0.0, at: [Double] = []
        for row in table.rows {
            let value = function(Array(row.dropLast())), expected = row[row.count - 1]
            let error = abs((value - expected) / expected)
            if !(error <= worst) { (worst, at) = (error.isNaN ? .infinity : error, row + [value]) }
        }
        let peer =
            table.peer < 0
            ? ""
            : table.peer > 1 ? "; SciPy's own error: beyond 1" : "; SciPy's own error \(short(table.peer))"
        #expect(
            Parity.holds(
                "Statistics", "Special." + name, against: "mpmath \(reference.mpmath) (45 digits)",
                on: "\(table.rows.count) points over the whole range\(peer)", tolerance: 1e-12, error: worst),
            "\(worst) at \(at)")
    }

    private func short(_ x: Double) -> String {
        let exponent = x > 0 ? Int(Double.log10(x).rounded(.down)) : 0
        return x > 0 ? "below 1e\(exponent + 1)" : "0"
    }

    @Test func everyFunctionOfTheReferenceIsHeld() throws {
        let reference = try Golden.load("statistics/special", as: Reference.self)
        #expect(Set(reference.functions.keys) == Set(Self.functions.keys))
    }

    @Test func vectorsHoldWhatTheirElementsGive() {
        let x = Vector(count: 40_000) { (Double($0) - 20_000) / 400 }
        let positive = Vector(count: 40_000) { Double($0) / 1000 + 1e-9 }
        let unit = Vector(count: 40_000) { Double($0) / 39_999 }
        let pairs: [(Vector<Double>, Vector<Double>, (Double) -> Double, Double)] = [
            (x, Special.normalCDF(x), { Special.normalCDF($0) }, 1e-15),
            (x, Special.erf(x), { Special.erf($0) }, 1e-15),
            (x, Special.erfc(x), { Special.erfc($0) }, 1e-15),
            (x, Special.erfcx(x), { Special.erfcx($0) }, 0),
            (x, Special.logNormalCDF(x), { Special.logNormalCDF($0) }, 0),
            (unit, Special.normalQuantile(unit), { Special.normalQuantile($0) }, 0),
            (unit, Special.erfInverse(unit), { Special.erfInverse($0) }, 0),
            (positive, Special.logGamma(positive), { Special.logGamma($0) }, 0),
            (positive, Special.gamma(positive), { Special.gamma($0) }, 0),
            (positive, Special.digamma(positive), { Special.digamma($0) }, 0),
            (positive, Special.trigamma(positive), { Special.trigamma($0) }, 0),
            (positive, Special.regularizedGammaP(2.5, positive), { Special.regularizedGammaP(2.5, $0) }, 0),
            (positive, Special.regularizedGammaQ(25, positive), { Special.regularizedGammaQ(25, $0) }, 0),
            (unit, Special.regularizedBeta(2.5, 0.5, unit), { Special.regularizedBeta(2.5, 0.5, $0) }, 0),
            (
                unit, Special.regularizedBetaComplement(25, 30, unit),
                { Special.regularizedBetaComplement(25, 30, $0) }, 0
            ),
        ]
        for (number, (arguments, values, function, tolerance)) in pairs.enumerated() {
            let same = zip(arguments, values).allSatisfy { argument, value in
                let expected = function(argument)
                return value == expected || abs(value - expected) <= tolerance * abs(expected) + 1e-307
            }
            #expect(same, "function \(number)")
        }
    }

    @Test func vectorsTakeInfinitiesAndNaN() {
        let values = Special.normalCDF([-.infinity, -50, -1e-300, 0, 1e-300, 50, .infinity])
        #expect(Array(values) == [0, 0, 0.5, 0.5, 0.5, 1, 1])
        #expect(Special.normalCDF(Vector([Double.nan]))[0].isNaN)
        #expect(Special.normalCDF(Vector<Double>([])).isEmpty)
    }
}

/// What holds exactly, and what happens at the ends.
@Suite struct SpecialEdgeTests {
    @Test func gammaAtItsEnds() {
        #expect(Special.logGamma(1) == 0 && Special.logGamma(2) == 0)
        #expect(Special.logGammaAndSign(-0.5).sign == -1 && Special.logGammaAndSign(-1.5).sign == 1)
        #expect(Special.gamma(5) == 24)
        #expect(Special.logGamma(.infinity) == .infinity && Special.logGamma(0) == .infinity)
        #expect(Special.digamma(-2).isNaN && Special.digamma(0) == -.infinity)
        #expect(Special.trigamma(-3) == .infinity)
        #expect(Special.logBeta(0, 1) == .infinity && Special.logBeta(-1, 1).isNaN)
        #expect(abs(Special.logBeta(1, 1)) < 1e-16)
    }

    @Test func incompleteGammaAtItsEnds() {
        #expect(Special.regularizedGammaP(2, 0) == 0 && Special.regularizedGammaQ(2, 0) == 1)
        #expect(Special.regularizedGammaP(2, .infinity) == 1 && Special.regularizedGammaQ(2, .infinity) == 0)
        #expect(Special.regularizedGammaP(0, 1) == 1)
        let undefined = [(-1.0, 1.0), (1, -1), (.nan, 1), (1, .nan), (0, 0)]
        #expect(undefined.allSatisfy { Special.regularizedGammaP($0.0, $0.1).isNaN })
        #expect(Special.inverseGammaP(2, 0) == 0 && Special.inverseGammaP(2, 1) == .infinity)
        #expect(Special.inverseGammaP(2, 1.5).isNaN && Special.inverseGammaQ(2, -0.1).isNaN)
    }

    @Test func incompleteBetaAtItsEnds() {
        #expect(Special.regularizedBeta(2, 3, 0) == 0 && Special.regularizedBeta(2, 3, 1) == 1)
        let undefined = [
            (-1.0, 1.0, 0.5), (1, 0, 0.5), (1, 1, -0.1), (1, 1, 1.1), (.nan, 1, 0.5), (1, 1, .nan),
        ]
        #expect(undefined.allSatisfy { Special.regularizedBeta($0.0, $0.1, $0.2).isNaN })
        #expect(Special.inverseBeta(2, 3, 0) == 0 && Special.inverseBeta(2, 3, 1) == 1)
        #expect(Special.inverseBeta(2, 3, .nan).isNaN)
        // I(½, ½) at ½ by symmetry, and 1 - (1 - x)ᵇ for a = 1.
        #expect(abs(Special.regularizedBeta(0.5, 0.5, 0.5) - 0.5) < 2e-16)
        #expect(abs(Special.regularizedBeta(1, 3, 0.1) - 0.271) < 1e-16)
    }

    @Test func absurdShapesGiveLimits() {
        #expect(Special.regularizedGammaP(1e168, 1e170) == 1 && Special.regularizedGammaQ(1e254, 1e256) == 0)
        #expect(
            Special.regularizedBeta(1e-261, 1e168, 5e-4) == 1
                && Special.regularizedBeta(1e66, 1e-300, 0.7) == 0)
        // -a log x is a gamma variable of shape b; and in the middle of a huge symmetric one is ½.
        let ours = Special.regularizedBeta(3, 1e100, 2e-100)
        #expect(abs(ours - Special.regularizedGammaP(3, 2)) < 1e-15)
        #expect(Special.regularizedBeta(1e200, 1e200, 0.5) == 0.5)
        let shapes = [1e-300, 1e-20, 1e-3, 1, 30, 1e4, 1e9, 1e29, 1e31, 1e100, 1e300]
        for a in shapes {
            for b in shapes {
                for x in [1e-300, 1e-100, 1e-20, 1e-3, 0.5, 0.999, a / (a + b)] where x > 0 && x < 1 {
                    let lower = Special.regularizedBeta(a, b, x),
                        upper = Special.regularizedBetaComplement(a, b, x)
                    #expect(lower >= 0 && upper >= 0 && abs(lower + upper - 1) < 1e-14, "\(a), \(b), \(x)")
                    let p = Special.regularizedGammaP(a, x * b), q = Special.regularizedGammaQ(a, x * b)
                    #expect(p >= 0 && q >= 0 && abs(p + q - 1) < 1e-14, "\(a), \(x * b)")
                }
            }
        }
    }

    @Test func normalAtItsEnds() {
        #expect(Special.normalQuantile(0) == -.infinity && Special.normalQuantile(1) == .infinity)
        #expect(
            Special.normalQuantile(0.5) == 0 && Special.normalQuantile(2).isNaN
                && Special.normalQuantile(.nan).isNaN)
        #expect(
            Special.normalCDF(-.infinity) == 0 && Special.normalCDF(.infinity) == 1
                && Special.normalCDF(.nan).isNaN)
        #expect(
            Special.erfInverse(1) == .infinity && Special.erfInverse(-1) == -.infinity
                && Special.erfInverse(1.1).isNaN)
        #expect(
            Special.erfcInverse(0) == .infinity && Special.erfcInverse(2) == -.infinity
                && Special.erfcInverse(1) == 0)
        #expect(Special.logNormalCDF(-1e10) == -5e19 - 23.944789463134814)
    }

    @Test func inversesUndoTheirFunctions() {
        for a in [0.3, 2.5, 40, 1e5] {
            for p in [1e-12, 0.01, 0.4, 0.8, 0.999] {
                let x = Special.inverseGammaP(a, p), back = Special.regularizedGammaP(a, x)
                #expect(abs(back - p) < 1e-11 * p)
                let y = Special.inverseBeta(a, 7, p), again = Special.regularizedBeta(a, 7, y)
                // Next to 1 a double y has no more digits.
                let digits =
                    Special.regularizedBeta(a, 7, y.nextUp) - Special.regularizedBeta(a, 7, y.nextDown)
                #expect(abs(again - p) <= 1e-11 * p + digits)
            }
        }
    }

    @Test func logarithmsOfSums() {
        #expect(Special.logSumExp([]) == -.infinity)
        #expect(Special.logSumExp([1000, 1000]) == 1000 + Special.logAddExp(0, 0))
        #expect(Special.logSumExp([-.infinity, 3]) == 3)
        #expect(Special.logSumExp([.infinity, 3]) == .infinity && Special.logSumExp([.nan, 3]).isNaN)
        #expect(Special.xlogy(0, 0) == 0 && Special.xlog1py(0, -1) == 0 && Special.expm1Ratio(0) == 1)
        #expect(
            Special.log1mexp(0) == -.infinity && abs(Special.log1mexp(-1e-20) + 46.051701859880914) < 1e-13)
    }

    @Test func termsOfDiscreteDistributions() {
        // C(10, 3) 0.2³ 0.8⁷ = 0.201326592.
        #expect(abs(Special.logBinomialTerm(3, 10, 0.2) - Double.log(0.201326592)) < 1e-15)
        #expect(Special.logBinomialTerm(0, 10, 0) == 0 && Special.logBinomialTerm(11, 10, 0.5) == -.infinity)
        #expect(Special.poissonTerm(0, mean: 0) == 1 && Special.logPoissonTerm(1, mean: 0) == -.infinity)
        #expect(Special.deviance(3, mean: 3) == 0 && Special.deviance(0, mean: 2) == 2)
        #expect(abs(Special.logFactorial(5) - Double.log(120)) < 1e-15)
    }

    @Test func besselAtItsEnds() {
        #expect(Special.besselI0(0) == 1 && Special.besselI1(0) == 0 && Special.besselK0(0) == .infinity)
        #expect(Special.besselI1(-2) == -Special.besselI1(2) && Special.besselI0(-2) == Special.besselI0(2))
        #expect(
            Special.besselK0(-1).isNaN && Special.besselI(0.5, -1).isNaN
                && Special.scaledBesselK1(.infinity) == 0)
        // Wronski: I₀K₁ + I₁K₀ = 1/x.
        for x in [0.1, 0.9, 1.1, 5, 24, 26, 300] {
            let first = Special.scaledBesselI0(x) * Special.scaledBesselK1(x)
            let second = Special.scaledBesselI1(x) * Special.scaledBesselK0(x)
            #expect(abs((first + second) * x - 1) < 1e-14)
        }
    }

    @Test func zetaAtIntegers() {
        #expect(abs(Special.zeta(2) - .pi * .pi / 6) < 1e-15)
        #expect(Special.zeta(1) == .infinity && Special.zeta(-2) == 0 && Special.zeta(0) == -0.5)
        #expect(abs(Special.zeta(-1) + 1.0 / 12) < 1e-16)
        #expect(Special.zeta(2, -1).isNaN && Special.zeta(2, 0) == .infinity)
    }
}

extension Double {
    fileprivate static func log(_ x: Double) -> Double { -Special.xlogy(-1, x) }
    fileprivate static func log10(_ x: Double) -> Double { log(x) / log(10) }
}
