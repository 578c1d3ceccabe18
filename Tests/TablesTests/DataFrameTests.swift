import LinearAlgebra
import Tables
import Testing

@Suite struct DataFrameTests {
    let people: DataFrame = [
        "name": ["Ada", "Bob", "Cleo", "Dan"],
        "age": [36, nil, 41, 29],
        "height": [1.65, 1.8, 1.72, nil],
        "member": [true, false, nil, true],
    ]

    @Test func knowsItsShapeAndTypes() {
        #expect(people.shape == (4, 4))
        #expect(people.columnTypes == [.text, .integer, .number, .boolean])
        #expect(people["age"].integers == [36, nil, 41, 29])
        #expect(throws: TableError.noColumn("agee", columns: people.columnNames)) {
            try people.column(named: "agee")
        }
        #expect(
            TableError.noColumn("agee", columns: people.columnNames).description
                == """
                no column "agee"; did you mean "age"? the columns are "name", "age", "height", "member"
                """)
    }

    @Test func printsAsATable() {
        #expect(
            people.formatted(width: 80)
                == """
                name        age     height  member
                text    integer     number  boolean
                ────  ─────────  ─────────  ─────────
                Ada          36       1.65  true
                Bob   <missing>       1.80  false
                Cleo         41       1.72  <missing>
                Dan          29  <missing>  true
                4 rows × 4 columns
                """)
    }

    @Test func leavesOutTheMiddle() {
        let frame = DataFrame([
            "x": Column(Array(0..<100)), "long name": Column(Array(100..<200)),
            "z": Column((0..<100).map { "\($0)\n" }),
        ])
        #expect(
            frame.formatted(rows: 4, width: 22) == """
                      x  …  z
                integer  …  text
                ───────  …  ────
                      0  …  0\\n
                      1  …  1\\n
                      …  …  …
                     98  …  98\\n
                     99  …  99\\n
                100 rows × 3 columns
                """)
    }

    @Test func alignsWideLetters() {
        let frame: DataFrame = ["x": ["日本", "e\u{301}", "👩‍👧"], "n": [1, 2, 3]]
        let lines = frame.formatted(width: 80).split(separator: "\n")
        #expect(lines[3] == "日本        1" && lines[4] == "e\u{301}           2" && lines[5] == "👩‍👧          3")
    }

    @Test func anEmptyTableHasAShape() {
        #expect(DataFrame().description == "0 rows × 0 columns")
        let none = DataFrame(["x": Column([Int]()), "s": Column([String]())])
        #expect(none.shape == (0, 2) && none.sorted(by: "x", "s").shape == (0, 2))
        #expect(none.head().rowCount == 0 && none.matrix(["x"]).shape == (0, 1))
    }

    @Test func selectsAndRenames() {
        #expect(people.select("age", "name").columnNames == ["age", "name"])
        #expect(people.dropping("age").columnNames == ["name", "height", "member"])
        #expect(people.renamed(["age": "years"]).columnNames == ["name", "years", "height", "member"])
        #expect(people.with("id", [1, 2, 3, 4]).columnCount == 5)
        var changed = people
        changed["age"] = [1, 2, 3, 4]
        #expect(changed["age"] == [1, 2, 3, 4] && people["age"].missingCount == 1)
    }

    @Test func takesRows() {
        #expect(people.head(2)["name"] == ["Ada", "Bob"] && people.tail(1)["name"] == ["Dan"])
        #expect(people[1..<3]["age"] == [nil, 41] && people[2...]["member"] == [nil, true])
        #expect(people.take([3, 0, 3])["height"] == [nil, 1.65, nil])
        #expect(people.filter([true, false, false, true])["name"] == ["Ada", "Dan"])
        #expect(people.filterRows { $0["name"] == "Bob" }.rowCount == 1)
        #expect(people.rows[0].description == "name: Ada, age: 36, height: 1.65, member: true")
        #expect(people.reversed()["name"] == ["Dan", "Cleo", "Bob", "Ada"])
    }

    @Test func becomesAMatrix() {
        let x = people.matrix(["age", "member"])
        #expect(x.shape == (4, 2) && x[0, 0] == 36 && x[1, 0].isNaN && x[0, 1] == 1)
        #expect(people.matrix().columns == 3)
        let back = DataFrame([[1.0, 2], [3, 4]], columns: ["a", "b"])
        #expect(back["b"] == [2.0, 4.0])
    }

    @Test func sortsBySeveralKeysStably() {
        let frame: DataFrame = [
            "a": [2, 1, 2, nil, 1], "b": ["x", "long string one", "y", "x", "long string two"],
            "i": [0, 1, 2, 3, 4],
        ]
        #expect(frame.sorted(by: "a", "b")["i"] == [1, 4, 0, 2, 3])
        #expect(frame.sorted(by: .descending("a"), .descending("b"))["i"] == [2, 0, 4, 1, 3])
        #expect(frame.sorted(by: .descending("b"), "a")["i"] == [2, 0, 3, 4, 1])
        #expect(frame.sorted(by: "a")["i"] == [1, 4, 0, 2, 3])
    }

    @Test func concatenatesAndFillsWhatIsNotThere() throws {
        let below: DataFrame = ["age": [1.5], "city": ["Rome"]]
        let both = try people.appendingRows(of: below)
        #expect(both.shape == (5, 5) && both["age"].type == .number)
        #expect(both["city"] == [nil, nil, nil, nil, "Rome"] && both["name"][4] == .missing)
        #expect(throws: TableError.self) { try people.appendingRows(of: ["age": ["old"]]) }
        #expect(try DataFrame.concatenated([]).shape == (0, 0))
    }
}
