import LinearAlgebra
import Statistics
import TestSupport
import Testing

private struct PowerFile: Decodable {
    struct Row: Decodable {
        let design: String
        let parameter: Double
        let alternative: String
        let effect: Double
        let n: Double
        let level: Double
        let power: Double
        let answers: [String: Double]?

        func analysis() throws -> PowerAnalysis {
            let side = try #require(Alternative(rawValue: alternative))
            switch design {
            case "tTest.oneSample": return .tTest(.oneSample, alternative: side)
            case "tTest.twoSample": return .tTest(.twoSample(ratio: parameter), alternative: side)
            case "zTest.oneSample": return .zTest(.oneSample, alternative: side)
            case "zTest.twoSample": return .proportions(.twoSample(ratio: parameter), alternative: side)
            case "anova": return .anova(groups: Int(parameter))
            case "correlation": return .correlation(alternative: side)
            default: return .chiSquare(degreesOfFreedom: Int(parameter))
            }
        }
    }
    let powers: [Row]
    let solutions: [Row]
    static let shared = Result { try Golden.load("statistics/power", as: PowerFile.self) }
}

@Suite struct PowerTests {
    @Test func powersAreStatsmodels() throws {
        var worst: [String: Double] = [:]
        for row in try PowerFile.shared.get().powers {
            let ours = try row.analysis().power(effectSize: row.effect, observations: row.n, level: row.level)
            // statsmodels subtracts from 1, so that small powers keep only their absolute digits.
            let error = abs(ours - row.power)
            #expect(error < 1e-9, "\(row): \(ours)")
            worst[row.design] = max(worst[row.design] ?? 0, error)
        }
        for (design, error) in worst {
            #expect(
                Parity.holds(
                    "Statistics", "PowerAnalysis.\(design)", against: "statsmodels 0.15.0 stats.power",
                    on: "effects 0.1 to 1.4, 5 to 1000 observations, three levels", measure: "absolute error",
                    tolerance: 1e-10, error: error))
        }
    }

    @Test func anyThreeGiveTheFourth() throws {
        var worst = 0.0, worstOfTheirs = 0.0, count = 0
        for row in try PowerFile.shared.get().solutions {
            let study = try row.analysis()
            let ours = [
                "n": try study.observations(effectSize: row.effect, power: row.power, level: row.level),
                "effect": try study.effectSize(observations: row.n, power: row.power, level: row.level),
                "level": try study.level(effectSize: row.effect, observations: row.n, power: row.power),
            ]
            let truth = ["n": row.n, "effect": row.effect, "level": row.level]
            for (key, value) in ours {
                let error = relativeError(value, try #require(truth[key]))
                #expect(error < 1e-8, "\(row): \(key) \(value)")
                worst = max(worst, error)
                count += 1
                if let theirs = row.answers?[key] {
                    worstOfTheirs = max(worstOfTheirs, relativeError(value, theirs))
                }
            }
        }
        #expect(count > 100)
        #expect(
            Parity.holds(
                "Statistics", "PowerAnalysis.observations, effectSize, level",
                against: "statsmodels 0.15.0 power, inverted", on: "\(count) questions of six designs",
                tolerance: 1e-8, error: worst))
        // statsmodels' root searches stop after four to eight digits.
        #expect(
            Parity.holds(
                "Statistics", "PowerAnalysis.observations, effectSize, level",
                against: "statsmodels 0.15.0 solve_power", on: "\(count) questions of six designs",
                tolerance: 1e-4, error: worstOfTheirs))
    }

    @Test func noEffectHasThePowerOfTheLevel() {
        for study in [
            PowerAnalysis.tTest(.oneSample), .tTest(.twoSample()), .zTest(.oneSample), .anova(groups: 3),
            .chiSquare(degreesOfFreedom: 4), .correlation(),
        ] {
            #expect(abs(study.power(effectSize: 0, observations: 20, level: 0.03) - 0.03) < 1e-12)
        }
    }

    @Test func whatCannotBeIsRefused() {
        let study = PowerAnalysis.tTest(.twoSample(), alternative: .greater)
        #expect(throws: PowerError.self) { try study.observations(effectSize: -0.5, power: 0.8) }
        #expect(throws: PowerError.self) { try study.effectSize(observations: 20, power: 0.01) }
    }

    @Test func whatCannotBeIsRefusedWithItsReason() {
        let study = PowerAnalysis.tTest(.twoSample()),
            greater = PowerAnalysis.zTest(.oneSample, alternative: .greater)
        let faint = #expect(throws: PowerError.self) { try study.observations(effectSize: 1e-8, power: 0.8) }
        #expect(
            faint?.description.contains("effect size 1e-08 is too small") == true,
            "\(String(describing: faint))")
        let none = #expect(throws: PowerError.self) { try study.observations(effectSize: 0, power: 0.8) }
        #expect(none?.description.contains("0.0 is no effect") == true)
        let away = #expect(throws: PowerError.self) { try greater.observations(effectSize: -0.5, power: 0.8) }
        #expect(away?.description.contains("-0.5 points away from the alternative .greater") == true)
    }
}
