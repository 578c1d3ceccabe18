import Testing

import Classical

@Suite struct TreeConformanceTests {
    @Test func treesConform() throws {
        try Conformance.weightedClassifier(DecisionTreeClassifier())
        try Conformance.weightedClassifier(DecisionTreeClassifier(criterion: .entropy, maximumDepth: 3))
        try Conformance.weightedRegressor(DecisionTreeRegressor())
        try Conformance.weightedRegressor(DecisionTreeRegressor(criterion: .absoluteError, maximumDepth: 3))
        try Conformance.weightedRegressor(
            DecisionTreeRegressor(criterion: .poisson), except: .positiveTargets)
    }

    @Test func treesOfRandomThresholdsConform() throws {
        // What is drawn depends on how many rows there are to draw from, not on their weights: so weights are as good as repeats.
        try Conformance.weightedClassifier(ExtraTreeClassifier())
        try Conformance.weightedRegressor(ExtraTreeRegressor())
        try Conformance.weightedClassifier(ExtraTreesClassifier(trees: 5))
        try Conformance.weightedRegressor(ExtraTreesRegressor(trees: 5))
    }

    @Test func forestsConform() throws {
        // A bootstrap draws rows by their places, and of repeated rows each for itself.
        let except: Conformance.Exceptions = [.orderOfRows, .weightsAsRepeats]
        try Conformance.weightedClassifier(RandomForestClassifier(trees: 5), except: except)
        try Conformance.weightedRegressor(RandomForestRegressor(trees: 5), except: except)
    }
}

@Suite struct EnsembleConformanceTests {
    @Test func boostedEnsemblesConform() throws {
        try Conformance.weightedClassifier(AdaBoostClassifier(rounds: 5))
        // Rows are drawn by their places.
        try Conformance.weightedRegressor(
            AdaBoostRegressor(rounds: 5), except: [.orderOfRows, .weightsAsRepeats])
    }

    @Test func bagsConform() throws {
        // Rows are drawn by their places.
        let except: Conformance.Exceptions = [.orderOfRows, .weightsAsRepeats]
        try Conformance.weightedClassifier(
            BaggingClassifier(DecisionTreeClassifier(), members: 4), except: except)
        try Conformance.weightedRegressor(
            BaggingRegressor(DecisionTreeRegressor(), members: 4), except: except)
    }

    @Test func votesAndStacksConform() throws {
        try Conformance.classifier(
            VotingClassifier(DecisionTreeClassifier(maximumDepth: 2), BaselineClassifier()))
        try Conformance.regressor(
            VotingRegressor(DecisionTreeRegressor(maximumDepth: 2), BaselineRegressor()))
        // Folds are made of rows by their places.
        try Conformance.classifier(
            StackingClassifier(
                DecisionTreeClassifier(maximumDepth: 2), BaselineClassifier(),
                final: DecisionTreeClassifier(maximumDepth: 2)), except: .orderOfRows)
        try Conformance.regressor(
            StackingRegressor(
                DecisionTreeRegressor(maximumDepth: 2), BaselineRegressor(),
                final: DecisionTreeRegressor(maximumDepth: 2)), except: .orderOfRows)
    }

    @Test func isolationForestsConform() throws {
        try Conformance.outlierDetector(IsolationForest(trees: 20))
    }
}
