import Classical
import Testing

@Suite struct BoostingConformanceTests {
    @Test func boostersConform() throws {
        try Conformance.weightedRegressor(GradientBoostingRegressor())
        try Conformance.weightedClassifier(GradientBoostingClassifier())
    }

    @Test(arguments: [
        GradientBoostingRegressor.Objective.absoluteError, .huber(delta: 1), .quantile(level: 0.9),
    ])
    func otherObjectivesConform(_ objective: GradientBoostingRegressor.Objective) throws {
        var booster = GradientBoostingRegressor(objective, trees: 20)
        booster.growth = .depthWise
        booster.maximumDepth = 3
        booster.minimumLeafRows = 5
        try Conformance.weightedRegressor(booster)
    }

    @Test(arguments: [GradientBoostingRegressor.Objective.poisson, .gamma, .tweedie(power: 1.5)])
    func objectivesOfPositiveNumbersConform(_ objective: GradientBoostingRegressor.Objective) throws {
        try Conformance.weightedRegressor(
            GradientBoostingRegressor(objective, trees: 20), except: .positiveTargets)
    }
}
