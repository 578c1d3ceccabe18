import LinearAlgebra
import Testing

// The mistakes stand here, each on its own line, outside of the macro that starts a process for each.
private let matrix = Matrix<Double>.ones(2, 3), vector = Vector<Double>.ones(3)

@inline(never) private func productsNameBothShapes() {
    print(matmul(matrix, matrix))
}
@inline(never) private func operatorsNameBothShapes() {
    print(matrix + Matrix.ones(4, 4))
}
@inline(never) private func inPlaceOperatorsNameBothShapes() {
    var a = matrix
    a += Matrix.ones(4, 4)
    print(a)
}
@inline(never) private func assignmentsNameBothCounts() {
    var a = matrix
    a[row: 1] = [1, 2]
    print(a)
}
@inline(never) private func elementsNameTheIndex() {
    print(vector[vector.count + 3])
}
@inline(never) private func matrixElementsNameTheIndex() {
    print(matrix[vector.count, 0])
}
@inline(never) private func slicesOfVectorsNameTheRange() {
    print(vector[1...5])
}
@inline(never) private func slicesOfMatricesNameTheRange() {
    print(matrix[0..<2, 1...5])
}
@inline(never) private func joinsNameWhatDoesNotFit() {
    print(concatenate([matrix, .ones(2, 4)], along: .rows))
}
@inline(never) private func masksNameBothShapes() {
    print(vector[Mask([true])])
}
@inline(never) private func listsNameThePosition() {
    print(matrix[rows: [0, 3]])
}
@inline(never) private func theLargestOfNothingIsAMistake() {
    print(Vector<Float>.zeros(0).max() as Float)
}
@inline(never) private func aSearchAlongAnEmptyAxisIsAMistake() {
    print(Matrix<Float>.zeros(0, 2).argmin(over: .rows))
}
@inline(never) private func raggedRowsAreAMistake() {
    print(Matrix<Double>(rows: [[1, 2], [3]]))
}
@inline(never) private func aShareAboveOneIsAMistake() {
    print(vector.quantile(2))
}

/// A user's mistake ends the program with a message that names the operation, both shapes and the caller's line, in
/// release builds too.
@Suite struct ShapeErrorTests {
    private func check(_ result: ExitTest.Result?, _ words: [String], line: Int) {
        let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        for word in words + ["ShapeErrorTests.swift:\(line)"] {
            #expect(message.contains(word), "\(message)")
        }
    }

    @Test func productsNameBothShapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.productsNameBothShapes()
        }
        check(result, ["matmul", "2 × 3 times 2 × 3"], line: 8)
    }

    @Test func operatorsNameBothShapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.operatorsNameBothShapes()
        }
        check(result, ["add", "2 × 3 and 4 × 4"], line: 11)
    }

    @Test func inPlaceOperatorsNameBothShapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.inPlaceOperatorsNameBothShapes()
        }
        check(result, ["add", "2 × 3 and 4 × 4"], line: 15)
    }

    @Test func assignmentsNameBothCounts() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.assignmentsNameBothCounts()
        }
        check(result, ["2 elements for row 1 of 2 × 3"], line: 20)
    }

    @Test func elementsNameTheIndex() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.elementsNameTheIndex()
        }
        check(result, ["Vector: no element 6 in 3"], line: 24)
    }

    @Test func matrixElementsNameTheIndex() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.matrixElementsNameTheIndex()
        }
        check(result, ["no element (3, 0) in 2 × 3"], line: 27)
    }

    @Test func slicesOfVectorsNameTheRange() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.slicesOfVectorsNameTheRange()
        }
        check(result, ["Vector: no elements 1..<6 in 3"], line: 30)
    }

    @Test func slicesOfMatricesNameTheRange() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.slicesOfMatricesNameTheRange()
        }
        check(result, ["Matrix columns: no positions 1..<6 in 3"], line: 33)
    }

    @Test func joinsNameWhatDoesNotFit() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.joinsNameWhatDoesNotFit()
        }
        check(result, ["concatenate along .rows", "2 × 3 and 2 × 4"], line: 36)
    }

    @Test func masksNameBothShapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.masksNameBothShapes()
        }
        check(result, ["a mask of 1 for 3 elements"], line: 39)
    }

    @Test func listsNameThePosition() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.listsNameThePosition()
        }
        check(result, ["no row 3 in 2 × 3"], line: 42)
    }

    @Test func theLargestOfNothingIsAMistake() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.theLargestOfNothingIsAMistake()
        }
        check(result, ["Vector.max: no elements"], line: 45)
    }

    @Test func aSearchAlongAnEmptyAxisIsAMistake() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.aSearchAlongAnEmptyAxisIsAMistake()
        }
        check(result, ["Matrix.argmin(over: .rows): 0 × 2"], line: 48)
    }

    @Test func raggedRowsAreAMistake() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.raggedRowsAreAMistake()
        }
        check(result, ["row 1 has 1 elements, row 0 has 2"], line: 51)
    }

    @Test func aShareAboveOneIsAMistake() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            LinearAlgebraTests.aShareAboveOneIsAMistake()
        }
        check(result, ["Vector.quantile(2.0): outside 0...1"], line: 54)
    }
}
