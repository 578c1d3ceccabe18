import LinearAlgebra
import Tables
import Testing

@Suite struct ExpressionTests {
    let frame: DataFrame = [
        "name": ["Ada", "Bob", "Cleo", nil],
        "age": [36, nil, 41, 29],
        "height": [1.5, 1.8, nil, 2.0],
        "member": [true, false, nil, true],
        "born": Column([
            Timestamp(year: 1990, month: 2, day: 28), nil, Timestamp(year: 1985, month: 12, day: 31, hour: 6),
            nil,
        ]),
    ]

    private func value(_ expression: ColumnExpression) throws -> Column { try frame.evaluate(expression) }

    @Test func comparesWithThreeValues() throws {
        #expect(try value(column("age") > 30) == [true, nil, true, false])
        #expect(try value(36 <= column("age")) == [true, nil, true, false])
        #expect(try value(column("age") > column("height")) == [true, nil, nil, true])
        #expect(try value(column("name") == "Bob") == [false, true, false, nil])
        #expect(try value(column("name") < "Bob") == [true, false, false, nil])
        #expect(try value(column("born") >= "1990-01-01") == [true, nil, false, nil])
        #expect(try value(column("age") != Cell.missing) == [Bool?](repeating: nil, count: 4).column)
        let threshold = 40
        #expect(try frame.filter(column("age") < threshold)["name"] == ["Ada", nil])
    }

    @Test func logicIsThatOfSQL() throws {
        let table: DataFrame = [
            "a": [true, true, true, false, false, false, nil, nil, nil],
            "b": [true, false, nil, true, false, nil, true, false, nil],
        ]
        #expect(
            try table.evaluate(column("a") && column("b")) == [
                true, false, nil, false, false, false, nil, false, nil,
            ])
        #expect(
            try table.evaluate(column("a") || column("b")) == [
                true, true, true, true, false, nil, true, nil, nil,
            ])
        #expect(try table.evaluate(!column("a")) == [false, false, false, true, true, true, nil, nil, nil])
    }

    @Test func calculates() throws {
        #expect(try value(column("age") + 1) == [37, nil, 42, 30])
        #expect(try value(column("age") * column("height")) == [54.0, nil, nil, 58.0])
        #expect(try value(column("age") / 2) == [18.0, nil, 20.5, 14.5])
        #expect(try value(-column("age") % 10) == [4, nil, 9, 1])
        #expect(try value(column("age") % 0) == [Int?](repeating: nil, count: 4).column)
        #expect(try value(column("height") % 1) == [0.5, 0.8, nil, 0].rounded)
        #expect(try value((column("height") * 2).squareRoot().rounded()) == [2.0, 2, nil, 2])
        #expect(try value(column("height").power(2)) == Column([2.25, 1.8 * 1.8, nil, 4]))
        #expect(try value((column("age") - 40).absolute()) == [4, nil, 1, 11])
        #expect(try value(column("name") + "!") == ["Ada!", "Bob!", "Cleo!", nil])
        #expect(throws: TableError.overflow(operation: "age + \(Int.max)")) {
            try value(column("age") + Int.max)
        }
        #expect(throws: TableError.self) { try value(column("name") * 2) }
        #expect(throws: TableError.self) { try value(column("nam") == "Ada") }
    }

    @Test func choosesAndFills() throws {
        #expect(try value(column("age").filled(with: 0)) == [36, 0, 41, 29])
        #expect(try value(column("age").filled(with: column("height"))) == [36, 1.8, 41, 29])
        #expect(try value(choose(column("age") > 30, "old", else: "young")) == ["old", nil, "old", "young"])
        #expect(try value(column("name").isIn(["Ada", "Cleo", nil])) == [true, false, true, false])
        #expect(try value(column("age").isIn([36.0, 29])) == [true, false, false, true])
        #expect(try value(column("age").isMissing) == [false, true, false, false])
        #expect(
            try value(column("age").isPresent && column("age").isBetween(30, and: 40)) == [
                true, false, false, false,
            ])
        #expect(throws: TableError.self) { try value(column("age").isIn(["x"])) }
        #expect(throws: TableError.self) { try frame.filter(column("age")) }
    }

    @Test func worksOnStrings() throws {
        #expect(try value(column("name").lowercased()) == ["ada", "bob", "cleo", nil])
        #expect(try value(column("name").uppercased().prefix(2)) == ["AD", "BO", "CL", nil])
        #expect(try value(column("name").suffix(1)) == ["a", "b", "o", nil])
        #expect(try value(column("name").length) == [3, 3, 4, nil])
        #expect(try value(column("name").contains("o")) == [false, true, true, nil])
        #expect(try value(column("name").hasPrefix("A")) == [true, false, false, nil])
        #expect(try value(column("name").hasSuffix("eo")) == [false, false, true, nil])
        #expect(try value(column("name").replacing("o", with: "00")) == ["Ada", "B00b", "Cle00", nil])
        let blanks: DataFrame = ["s": ["  a ", "É", ""]]
        #expect(try blanks.evaluate(column("s").trimmed().lowercased()) == ["a", "é", ""])
        let categories = frame.with("name", Column(categories: frame["name"].strings))
        #expect(try categories.evaluate(column("name").lowercased()) == ["ada", "bob", "cleo", nil])
        #expect(try categories.evaluate(column("name") == "Bob") == [false, true, false, nil])
        #expect(try categories.evaluate(column("name").contains("o")) == [false, true, true, nil])
    }

    @Test func worksOnDates() throws {
        #expect(try value(column("born").year) == [1990, nil, 1985, nil])
        #expect(try value(column("born").part(.week)) == [9, nil, 1, nil])
        #expect(try value(column("born").truncated(to: .month).day) == [1, nil, 1, nil])
        #expect(try value(column("born") - "1990-02-27") == [86400.0, nil, 0, nil].seconds)
        #expect(try value((column("born") + 86400).month) == [3, nil, 1, nil])
    }

    @Test func errorsNameThePartThatWentWrong() throws {
        #expect(throws: TableError.wrongType(operation: "name * 2", found: "text", expected: "numeric")) {
            try value((column("name") * 2 + column("age")).squareRoot())
        }
    }

    @Test func aChainOfTensOfThousandsOfOperationsNeedsNoStack() throws {
        let table: DataFrame = ["x": [1, nil]]
        var sum = column("x"), nested = column("x")
        for _ in 0..<50_000 {
            sum = sum + 1
            nested = 1 - nested
        }
        #expect(try table.evaluate(sum) == [50_001, nil])
        #expect(try table.evaluate(nested) == [1, nil])
        let text = sum.description
        #expect(text.hasPrefix("… + 1 + 1") && text.count < 1000, "\(text.count): \(text.prefix(40))")
        // The shared part outlives the whole.
        let part = sum
        sum = sum * 2
        sum = column("x")
        #expect(try table.evaluate(part) == [50_001, nil])
    }

    @Test func printsAsItIsWritten() {
        let expression = (column("a") + 1) * 2 > 3 && !(column("b") == "x" || column("c").isMissing)
        #expect(expression.description == "(a + 1) * 2 > 3 && !(b == \"x\" || c.isMissing)")
    }
}

extension [Bool?] { fileprivate var column: Column { Column(self) } }
extension [Int?] { fileprivate var column: Column { Column(self) } }
extension [Double?] {
    /// The remainder of 1.8 is not 0.8 to the last bit.
    fileprivate var rounded: Column {
        Column([self[0], 1.8.truncatingRemainder(dividingBy: 1), self[2], self[3]])
    }
    fileprivate var seconds: Column {
        let distance = Timestamp(year: 1985, month: 12, day: 31, hour: 6).seconds(
            since: Timestamp(year: 1990, month: 2, day: 27))
        return Column([self[0], nil, distance, nil])
    }
}
