import Classical
import LinearAlgebra
import Testing

@Suite struct LabelsTests {
    @Test func classesAreSortedAndCodesPointAtThem() {
        let y: Labels = ["mail", "spam", "mail"]
        #expect(y.classes == ["mail", "spam"])
        #expect(y.codes == [0, 1, 0])
        #expect(y[1] == "spam")
        #expect(y.counts == [2, 1])
        let spam: Vector<Double> = [0, 1, 0]
        #expect(y.indicator(of: "spam") == spam)
    }

    @Test func partsKeepAllClasses() {
        let y = Labels([3, 1, 2, 1])
        #expect(y[[1, 3]].classes == [1, 2, 3])
        #expect(y[[1, 3]].withoutEmptyClasses.classes == [1])
        #expect(y[[1, 3]] == Labels([1, 1]))
        #expect(y.integers == [3, 1, 2, 1])
        #expect(y.strings == ["3", "1", "2", "1"])
    }

    @Test func labelsOfAllKindsAreOrdered() {
        let labels: [Label] = ["b", 2, true, "a", false, 1]
        #expect(labels.sorted() == [false, true, 1, 2, "a", "b"])
    }

    @Test func balancedWeightsGiveEachClassTheSame() throws {
        let y: Labels = ["a", "a", "a", "b"]
        let weights = try ClassWeights.balanced.weights(of: y, times: nil)
        let expected: Vector<Double> = [2.0 / 3, 2.0 / 3, 2.0 / 3, 2]
        #expect(weights == expected)
        #expect(throws: FitError.badClass("c", why: "no row is of it")) {
            _ = try ClassWeights.custom(["c": 1]).weights(of: y, times: nil)
        }
    }
}
