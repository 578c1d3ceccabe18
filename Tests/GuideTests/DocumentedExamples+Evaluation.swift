import Cairn
import Testing

// The examples in the comments of metrics and splitters.

@Suite(.printsItsComments) struct DocumentedEvaluation {
    @Test func metrics() throws {
        // snippet
        let predicted: Labels = ["spam", "mail", "spam", "mail"]
        let actual: Labels = ["spam", "mail", "mail", "mail"]
        print(Metrics.accuracy(predicted, actual))  // 0.75
        print(Metrics.recall(predicted, actual, of: "spam"))  // 1.0
        print(Metrics.confusionMatrix(predicted, actual).counts)
        // [[2.0, 1.0],
        //  [0.0, 1.0]]
        // end
    }

    @Test func adjustedRandIndex() throws {
        // snippet
        print(Metrics.adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1]))  // 0.5714285714285714
        // end
    }

    @Test func rocCurve() throws {
        // snippet
        let scores: Vector = [0.1, 0.4, 0.35, 0.8], actual: Labels = [0, 0, 1, 1]
        print(Metrics.rocCurve(scores, actual).truePositiveRates)  // [0.0, 0.5, 0.5, 1.0, 1.0]
        // end
    }

    @Test func ndcg() throws {
        // snippet
        let relevance: Matrix = [[10.0, 0, 0, 1, 5]], scores: Matrix = [[0.1, 0.2, 0.3, 4, 70]]
        print((Metrics.ndcg(scores, relevance) * 1e6).rounded() / 1e6)  // 0.695694
        // end
    }

    @Test func trainTestSplitting() throws {
        // snippet
        let split = try trainTestSplit(rows: 10, testShare: 0.3, seed: 0)
        print(split.test)  // [2, 8, 4]
        // end
    }

    @Test func kFold() throws {
        // snippet
        let splits = try KFold(3).splits(rows: 7)
        print(splits.map(\.test))  // [[0, 1, 2], [3, 4], [5, 6]]
        // end
    }

    @Test func stratifiedKFold() throws {
        // snippet
        let y: Labels = ["a", "a", "a", "a", "b", "b"]
        let splits = try StratifiedKFold(2).splits(y)
        print(splits.map(\.test))  // [[0, 1, 4], [2, 3, 5]]
        // end
    }

    @Test func groupKFold() throws {
        // snippet
        let splits = try GroupKFold(2).splits(rows: 4, labels: nil, groups: [7, 7, 8, 9])
        print(splits.map(\.test))  // [[0, 1], [2, 3]]
        // end
    }

    @Test func timeSeriesSplit() throws {
        // snippet
        let splits = try TimeSeriesSplit(3).splits(rows: 8)
        print(splits.map(\.test))  // [[2, 3], [4, 5], [6, 7]]
        // end
    }
}
