import LinearAlgebra
import Statistics
import Tables
import Testing

@Suite struct GroupingTests {
    @Test func groupsComeInOrderWithoutTheMissing() throws {
        let frame: DataFrame = ["k": ["b", nil, "a", "b"], "x": [1, 2, 3, 4], "y": [0.5, 1, nil, 2]]
        let sums = try frame.grouped(by: "k").aggregate(.sum("x"), .mean("y"), .rows())
        #expect(sums == ["k": ["a", "b"], "x_sum": [3, 5], "y_mean": [nil, 1.25], "rows": [1, 2]])
        let all = frame.grouped(by: "k", keepingMissing: true)
        #expect(all.keys["k"] == ["a", "b", nil] && all.groupOfRow == [1, 2, 0, 1])
        #expect(frame.grouped(by: "k").groupOfRow == [1, nil, 0, 1])
        #expect(try frame.grouped(by: "k").transform(.sum("x")) == [5, nil, 3, 5])
        #expect(frame.grouped(by: "k").frames.map(\.rowCount) == [1, 2])
        #expect(frame.grouped(by: "k").filterGroups { $0.rowCount > 1 }["x"] == [1, 4])
        #expect(try frame.grouped(by: "k").map { $0.head(1) }["x"] == [3, 1])
    }

    @Test func zeroAndMinusZeroAreOneKeyAndNaNIsNone() throws {
        let frame = DataFrame(["k": Column([0.0, -0.0, .nan, 1]), "n": [1, 2, 4, 8]])
        #expect(try frame.grouped(by: "k").aggregate(.sum("n"))["n_sum"] == [3, 8])
    }

    @Test func hugeIntegersAreKeysAndTheirSumsAreChecked() throws {
        let frame = DataFrame([
            "k": Column([Int.max, Int.min, Int.max - 1, Int.max]), "n": Column([Int.max, 1, 2, 1]),
        ])
        #expect(
            try frame.grouped(by: "k").aggregate(.rows())["k"] == Column([Int.min, Int.max - 1, Int.max]))
        #expect(throws: TableError.overflow(operation: "sum")) {
            try frame.grouped(by: "k").aggregate(.sum("n"))
        }
        #expect(try frame.grouped(by: "k").aggregate(.max("n"))["n_max"] == Column([1, 2, Int.max]))
    }

    @Test func emptyAndEntirelyMissingTablesGiveNoGroups() throws {
        let none = DataFrame(["k": Column([String]()), "x": Column([Double]())])
        #expect(try none.grouped(by: "k").aggregate(.sum("x"), .median("x"), .distinct("k")).shape == (0, 4))
        let missing = DataFrame(["k": Column(repeating: nil, count: 3), "x": [1, 2, 3]])
        #expect(try missing.grouped(by: "k").aggregate(.sum("x")).rowCount == 0)
        #expect(
            try missing.aggregate(.mean("k"), .sum("k"), .count("k"), .min("k"), .first("k")).shape == (1, 5))
        #expect(try missing.joined(missing, on: "k").rowCount == 0)
        #expect(try missing.joined(missing, on: "k", kind: .outer).rowCount == 6)
        #expect(try none.joined(none, on: "k", kind: .outer).shape == (0, 3))
        #expect(missing.describe().rowCount == 2 && none.describe().rowCount == 2)
        #expect(none.droppingDuplicates().rowCount == 0 && DataFrame().droppingDuplicates().rowCount == 0)
        #expect(missing.valueCounts("k").rowCount == 0)
        #expect(try missing.pivoted(rows: "x", columns: "k", .rows()).columnCount == 1)
        #expect(none["x"].rolling(3).mean().count == 0 && none["x"].ranked().count == 0)
        #expect(
            missing["k"].cut(into: 3).missingCount == 3 && missing["k"].quantileCut(into: 3).missingCount == 3
        )
        #expect(missing.correlation("k", "x").isNaN && missing.correlation("k", "x", method: .kendall).isNaN)
        #expect(try missing["k"].filled(.mean).missingCount == 3)
        #expect(try missing.melted(keeping: ["x"])["value"].missingCount == 3)
    }

    @Test func aMillionDifferentKeysAreAMillionGroups() throws {
        let count = 200_000
        let keys = (0..<count).map { ($0 &* 0x1E37_79B9_7F4A_7C15) ^ ($0 << 40) }
        let frame = DataFrame(["k": Column(keys), "x": Column(Array(0..<count))])
        let groups = try frame.grouped(by: "k").aggregate(.sum("x"))
        let order = keys.indices.sorted { keys[$0] < keys[$1] }
        #expect(groups["k"] == Column(order.map { keys[$0] }) && groups["x_sum"] == Column(order))
        let texts = frame.with("k", Column(keys.map { "key number \($0)" }))
        #expect(try texts.grouped(by: "k").aggregate(.rows()).rowCount == count)
        #expect(try texts.joined(texts, on: "k").shape == (count, 3))
    }

    @Test func quantilesOfGroupsAreThoseOfTheirValues() throws {
        // Groups of 0 to 79 values, in rows that alternate, some of them missing: few values are sorted, many selected.
        var keys: [Int] = [], values: [Double?] = []
        for row in 0..<80 {
            for group in row..<80 {
                keys.append(group)
                values.append(group == 0 ? nil : Double((row * 7919 + group * 31) % 101))
                if row % 9 == 4 {
                    keys.append(group)
                    values.append(nil)
                }
            }
        }
        let frame = DataFrame(["k": Column(keys), "x": Column(values)])
        let shares = [0, 0.1, 0.25, 0.5, 0.9, 1]
        let result = try frame.grouped(by: "k").aggregate(shares.map { .quantile("x", $0) })
        #expect(result.columnNames[3] == "x_quantile_0.25" && result.rowCount == 80)
        for (place, share) in shares.enumerated() {
            let wanted = (0..<80).map { group -> Double? in
                let own = zip(keys, values).compactMap { $0 == group ? $1 : nil }
                return own.isEmpty ? nil : Vector(own).quantile(share)
            }
            #expect(result.columns[place + 1] == Column(wanted), "share \(share)")
        }
        let odd = DataFrame(["x": Column([Double.infinity, .infinity, 1]), "y": [1e308, -1e308, nil]])
        #expect(odd["x"].median() == .infinity && odd["x"].quantile(0.25) == .infinity)
        #expect(odd["y"].median() == 0)
    }

    @Test func sumsOfWholeColumnsDoNotOverflow() throws {
        let frame = DataFrame(["x": Column([Int.max, nil, Int.max, 2] as [Int?])])
        #expect(frame["x"].sum() == 0x1p64)
        #expect(throws: TableError.overflow(operation: "sum")) { try frame.aggregate(.sum("x")) }
    }

    @Test func typesThatDoNotFitAreTold() throws {
        let frame: DataFrame = ["k": ["a", "b"], "x": [1, 2]]
        #expect(throws: TableError.wrongType(operation: "mean", found: "text", expected: "numeric")) {
            try frame.grouped(by: "x").aggregate(.mean("k"))
        }
        #expect(throws: TableError.duplicateColumn("x_sum")) {
            try frame.grouped(by: "k").aggregate(.sum("x"), .sum("x"))
        }
        #expect(throws: TableError.self) { try frame.joined(frame, leftOn: ["k"], rightOn: ["x"]) }
        #expect(throws: TableError.self) { try frame.resampled(by: "x", .day) }
        #expect(
            try frame.grouped(by: "k").aggregate(.custom("x", named: "twice") { .number($0.sum() * 2) })[
                "twice"] == [2.0, 4.0])
    }

    @Test func joinsCheckTheirKeysOnRequest() throws {
        let left: DataFrame = ["id": [1, 2, 2, nil], "a": ["p", "q", "r", "s"]]
        let right: DataFrame = ["id": [2, 3, 2, nil], "b": [1.0, 2, 3, 4]]
        #expect(
            try left.joined(right, on: "id") == [
                "id": [2, 2, 2, 2], "a": ["q", "q", "r", "r"], "b": [1.0, 3, 1, 3],
            ])
        #expect(try left.joined(right, on: "id", kind: .semi)["a"] == ["q", "r"])
        #expect(try left.joined(right, on: "id", kind: .anti)["a"] == ["p", "s"])
        #expect(try left.joined(right, on: "id", kind: .right)["b"] == [1.0, 1, 2, 3, 3, 4])
        #expect(try left.joined(right, on: "id", kind: .outer)["id"] == [1, 2, 2, 2, 2, 3, nil, nil])
        #expect(throws: TableError.repeatedKeys(operation: "joined, right table", key: "2")) {
            try left.joined(right, on: "id", check: .manyToOne)
        }
        #expect(throws: TableError.repeatedKeys(operation: "joined, left table", key: "2")) {
            try left.joined(right.head(2), on: "id", kind: .right, check: .oneToMany)
        }
        let numbers: DataFrame = ["id": [2.0, 2.5], "c": [true, false]]
        #expect(try left.joined(numbers, on: "id")["a"] == ["q", "r"])
        let categories = DataFrame(["a": Column(categories: ["q", "s"]), "d": [1, 2]])
        #expect(try left.joined(categories, on: "a")["d"] == [1, 2])
    }

    @Test func aFormulaReadsATable() {
        let frame = DataFrame([
            "y": [1, nil], "g": ["b", "a"], "c": Column(categories: ["u", nil], order: ["v", "u"]),
        ])
        #expect(frame.formulaColumn(named: "g") == .levels(names: ["a", "b"], codes: [1, 0]))
        #expect(frame.formulaColumn(named: "c") == .levels(names: ["v", "u"], codes: [1, -1]))
        #expect(frame.formulaColumn(named: "z") == nil && frame.formulaColumnNames == ["y", "g", "c"])
        guard case .numbers(let y) = frame.formulaColumn(named: "y") else { return #expect(Bool(false)) }
        #expect(y[0] == 1 && y[1].isNaN)
    }

    @Test func windowsForgetWhatIsInfinite() {
        let column = Column([1, .infinity, 2, 3, -.infinity, 1, 1])
        #expect(
            column.rolling(2).sum() == Column([.nan, .infinity, .infinity, 5, -.infinity, -.infinity, 2]))
        #expect(column.rolling(2).max() == Column([.nan, .infinity, .infinity, 3, 3, 1, 1]))
    }

    @Test func fillsAndFindsDuplicatesOfMissing() throws {
        let frame: DataFrame = ["a": [1, nil, nil, 1], "b": ["x", nil, nil, "y"]]
        #expect(frame.isDuplicated() == [false, false, true, false])
        #expect(try frame.fillingMissing(.value(0))["a"] == [1, 0, 0, 1])
        #expect(try frame.fillingMissing(.value("?"))["b"] == ["x", "?", "?", "y"])
        #expect(throws: TableError.self) { try frame.fillingMissing(.mean, in: ["b"]) }
        #expect(frame.missingCounts()["missing"] == [2, 2])
    }
}
