import Classical
import LinearAlgebra
import TestSupport
import Testing

@Suite struct SplittingTests {
    struct File: Decodable {
        var labels: [String], groups: [Int], splits: [String: [[[Int]]]]
    }

    @Test func splitsAreThoseOfScikitLearn() throws {
        let file = try Golden.load("classical/splits", as: File.self)
        let y = Labels(file.labels), groups = file.groups
        let splitters: [String: any Splitter] = [
            "KFold": KFold(5), "KFold 42": KFold(5, seed: 42), "StratifiedKFold": StratifiedKFold(4),
            "StratifiedKFold 42": StratifiedKFold(4, seed: 42), "GroupKFold": GroupKFold(3),
            "GroupKFold 1": GroupKFold(4, seed: 1), "StratifiedGroupKFold": StratifiedGroupKFold(3),
            "StratifiedGroupKFold 2": StratifiedGroupKFold(3, seed: 2),
            "RepeatedKFold": RepeatedKFold(3, repeats: 2, seed: 9),
            "RepeatedKFold stratified": RepeatedKFold(3, repeats: 2, isStratified: true, seed: 9),
            "ShuffleSplit": ShuffleSplit(3, testShare: 0.3, seed: 7),
            "ShuffleSplit part": ShuffleSplit(2, testShare: 0.3, trainShare: 0.4, seed: 7),
            "ShuffleSplit stratified": ShuffleSplit(3, testShare: 0.3, isStratified: true, seed: 7),
            "TimeSeriesSplit": TimeSeriesSplit(4),
            "TimeSeriesSplit gap": TimeSeriesSplit(3, testCount: 5, maximumTrainCount: 10, gap: 2),
            "LeaveOneGroupOut": LeaveOneGroupOut(), "LeaveOneOut": LeaveOneOut(),
        ]
        for (name, expected) in file.splits {
            var splits: [Split] = []
            switch name {
            case "trainTestSplit": splits = [try trainTestSplit(rows: y.count, seed: 42)]
            case "trainTestSplit stratified":
                splits = [try trainTestSplit(rows: y.count, testShare: 0.4, stratifiedBy: y, seed: 42)]
            case "trainTestSplit ordered": splits = [try trainTestSplit(rows: y.count, shuffles: false)]
            default: splits = try #require(splitters[name]).splits(y, groups: groups)
            }
            var different = splits.count == expected.count ? 0.0 : 1
            for (split, rows) in zip(splits, expected) {
                if split.train != rows[0] || split.test != rows[1] { different += 1 }
            }
            let algorithm = name.split(separator: " ").first.map(String.init) ?? name
            #expect(
                Parity.holds(
                    "Classical", algorithm, against: "scikit-learn 1.9.1", on: "37 rows, \(name)",
                    measure: "splits that differ", tolerance: 0, error: different), "\(name)")
        }
    }

    @Test func whatCannotBeSplitIsRefused() throws {
        #expect(throws: EvaluationError.self) { try KFold(5).splits(rows: 4) }
        #expect(throws: EvaluationError.self) { try LeaveOneOut().splits(rows: 1) }
        #expect(throws: EvaluationError.needsLabels("StratifiedKFold")) {
            try StratifiedKFold(2).splits(rows: 4)
        }
        #expect(throws: EvaluationError.needsGroups("GroupKFold")) { try GroupKFold(2).splits(rows: 4) }
        #expect(throws: EvaluationError.tooFewGroups(1, needed: 2)) {
            try GroupKFold(2).splits(rows: 4, labels: nil, groups: [3, 3, 3, 3])
        }
        #expect(throws: EvaluationError.self) { try TimeSeriesSplit(5).splits(rows: 5) }
        #expect(throws: EvaluationError.self) { try trainTestSplit(rows: 1) }
        #expect(throws: EvaluationError.classTooRare("b", rows: 1, needed: 2)) {
            try ShuffleSplit(isStratified: true).splits(["a", "a", "b"])
        }
        #expect(throws: EvaluationError.tooFewGroups(0, needed: 1)) {
            try PredefinedSplit([-1, -1]).splits(rows: 2)
        }
    }

    @Test func predefinedPartsAreKept() throws {
        let splits = try PredefinedSplit([0, 1, -1, 0]).splits(rows: 4)
        #expect(splits == [Split(train: [1, 2], test: [0, 3]), Split(train: [0, 2, 3], test: [1])])
    }

    @Test func bothSidesOfATrainTestSplitBelongTogether() throws {
        let x = Matrix(rows: 20, columns: 2) { Double($0 * 2 + $1) }
        let parts = try trainTestSplit(x, Vector(count: 20) { Double($0) }, seed: 3)
        #expect(parts.trainX.rows == 15 && parts.testX.rows == 5)
        for row in 0..<5 { #expect(parts.testX[row, 0] == 2 * parts.testY[row]) }
        #expect(Set(parts.split.train + parts.split.test) == Set(0..<20))
    }
}
