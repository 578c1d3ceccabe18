import LinearAlgebra
import Tables
import Testing

@Suite struct ColumnTests {
    @Test func integersStayIntegersWhereOneIsMissing() {
        let column: Column = [1, nil, 3]
        #expect(column.type == .integer && column.missingCount == 1)
        #expect(column.integers == [1, nil, 3])
        #expect(column.isMissing == [false, true, false])
        #expect(column.doubles[0] == 1 && column.doubles[1].isNaN)
    }

    @Test func aLiteralTakesTheTypeOfItsCells() {
        #expect(([1, 2.5] as Column).type == .number)
        #expect(([2.5, nil, 1] as Column) == Column([2.5, nil, 1.0]))
        #expect((["a", nil] as Column).strings == ["a", nil])
        #expect(([true, nil] as Column).booleans == [true, nil])
        #expect(([nil, nil] as Column).type == .number)
        #expect(([] as Column).count == 0)
        #expect(throws: TableError.self) { try Column(cells: [1, "a"]) }
    }

    @Test func nanIsMissing() {
        let column = Column([1, .nan, .infinity])
        #expect(column.missingCount == 1 && column[1] == .missing && column[2] == .number(.infinity))
        #expect(Column(Vector([1.0, 2, 3])).missingCount == 0)
    }

    @Test func numbersShareTheirStorage() {
        let vector: Vector = [1.0, 2, 3]
        #expect(Column(vector).doubles.start == vector.start)
    }

    @Test func categoriesKeepTheirOrder() {
        let column = Column(categories: ["S", "L", nil, "M"], order: ["S", "M", "L"])
        #expect(column.categoryNames == ["S", "M", "L"] && column.strings == ["S", "L", nil, "M"])
        #expect(column.sorted().strings == ["S", "M", "L", nil])
        #expect(Column(["b", "a", "b"]).converted(to: .category, orFail: true).categoryNames == ["a", "b"])
    }

    @Test func convertsBetweenTypes() throws {
        #expect(try Column(["1", "", "3"]).converted(to: .integer) == [1, nil, 3])
        #expect(try Column([1.0, .nan]).converted(to: .integer) == [1, nil])
        #expect(try Column([1, 0]).converted(to: .boolean) == [true, false])
        #expect(try Column(["2026-03-01"]).converted(to: .timestamp)[0].timestamp?.month == 3)
        #expect(throws: TableError.unreadable(text: "x", type: .number, row: 1)) {
            try Column(["1", "x"]).converted(to: .number)
        }
        #expect(throws: TableError.unreadable(text: "1.5", type: .integer, row: 0)) {
            try Column([1.5]).converted(to: .integer)
        }
        #expect(try Column([1, nil]).converted(to: .text).strings == ["1", nil])
    }

    @Test func sortsEveryTypeWithTheMissingLast() {
        #expect(([3, nil, 1, 2] as Column).argsort() == [2, 3, 0, 1])
        #expect(([3, nil, 1, 2] as Column).argsort(descending: true) == [0, 3, 2, 1])
        #expect(Column([.nan, 0.0, -0.0, -.infinity, 5]).argsort() == [3, 1, 2, 4, 0])
        #expect(Column([Int.max, Int.min, 0, -1]).argsort() == [1, 3, 2, 0])
        #expect(Column([nil, Int.max, Int.min, 0]).argsort() == [2, 3, 1, 0])
        #expect(Column([nil, Int.max, Int.min, 0]).argsort(descending: true) == [1, 3, 2, 0])
        #expect(Column([true, false, true]).argsort() == [1, 0, 2])
        #expect(Column(["b", "", nil, "a", "é", "Z"]).argsort() == [1, 5, 3, 0, 4, 2])
        #expect(Column(["b", "", nil, "a", "é", "Z"]).argsort(descending: true) == [4, 0, 3, 5, 1, 2])
        #expect(([] as Column).argsort() == [])
    }

    @Test func sortsLongStringsByAllTheirBytes() {
        var state: UInt64 = 1
        let strings = (0..<3000).map { _ -> String in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            let tail = String(state >> 60, radix: 2) + (state >> 50 & 3 == 0 ? "\0" : "")
            return "common prefix " + String(repeating: "x", count: Int(state >> 58) % 20) + tail
        }
        let expected = strings.indices.sorted { left, right in
            let a = Array(strings[left].utf8), b = Array(strings[right].utf8)
            return a == b ? left < right : a.lexicographicallyPrecedes(b)
        }
        #expect(Column(strings).argsort() == expected)
        let descending = strings.indices.sorted { left, right in
            let a = Array(strings[left].utf8), b = Array(strings[right].utf8)
            return a == b ? left < right : b.lexicographicallyPrecedes(a)
        }
        #expect(Column(strings).argsort(descending: true) == descending)
    }

    @Test(arguments: [30, 1000, 5000, 40_000, 100_000]) func sortsNumbersOfAllSizesStably(count: Int) {
        var state: UInt64 = 7
        var numbers: [Double] = []
        for index in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            // Some equal, some that differ in their last bits only, some far apart.
            switch index % 4 {
            case 0: numbers.append(Double(state >> 60))
            case 1: numbers.append(Double(bitPattern: 0x3FF0_0000_0000_0000 | (state >> 58)))
            case 2: numbers.append(-Double(state >> 11) * 1e-300)
            default: numbers.append(Double(bitPattern: (state >> 3) & ~(0x7FF << 52)))
            }
        }
        let expected = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
        #expect(Column(numbers).argsort() == expected)
    }
}

extension Column {
    fileprivate func converted(to type: ColumnType, orFail: Bool) -> Column {
        (try? converted(to: type)) ?? []
    }
}
