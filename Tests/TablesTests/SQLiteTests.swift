#if SQLite
    import Foundation
    import Tables
    import Testing

    @Suite struct SQLiteTests {
        private let people: DataFrame = [
            "id": [1, 2, 3],
            "name": ["Ada", nil, "O'Neil \"x\""],
            "height": [1.65, nil, 1e300],
            "member": [true, false, nil],
            "born": Column([
                Timestamp(year: 1815, month: 12, day: 10), nil,
                Timestamp(microseconds: 1_700_000_000_123_456),
            ]),
        ]

        @Test func readsBackWhatItWrote() throws {
            let database = try SQLiteDatabase.inMemory()
            try database.write(people, table: "the \"people\"")
            #expect(try database.query("select * from \"the \"\"people\"\"\"") == people)
            #expect(try database.tableNames() == ["the \"people\""])
            let empty: DataFrame = ["i": [1], "t": ["a"]]
            try database.write(empty, table: "e")
            try database.execute("delete from e")
            #expect(try database.query("select * from e").rowCount == 0)
        }

        @Test func keepsReplacesOrAppends() throws {
            let database = try SQLiteDatabase.inMemory()
            let one: DataFrame = ["a": [1]], two: DataFrame = ["a": [2, nil]]
            try database.write(one, table: "t")
            #expect(throws: SQLiteError.tableExists("T")) { try database.write(two, table: "T") }
            try database.write(two, table: "t", mode: .append)
            #expect(try database.query("select a from t order by rowid").columns[0].integers == [1, 2, nil])
            try database.write(two, table: "t", mode: .replace)
            #expect(try database.query("select count(*) from t").columns[0].integers == [2])
        }

        @Test func anErrorCarriesTheStatementAndTheMessage() throws {
            let database = try SQLiteDatabase.inMemory()
            let sql = "select x from nowhere"
            #expect(throws: SQLiteError.failed(sql: sql, message: "no such table: nowhere")) {
                try database.query(sql)
            }
            let several =
                "more than one statement: `query` takes one, `execute` takes several without results"
            for sql in ["select 1; select 2", "select 1; nonsense"] {
                #expect(throws: SQLiteError.failed(sql: sql, message: several)) { try database.query(sql) }
            }
            #expect(throws: SQLiteError.self) { try database.query("create table t (a)") }
            #expect(throws: SQLiteError.self) { try database.query("select ?") }
            #expect(throws: SQLiteError.self) { try SQLiteDatabase(path: "/nowhere/at/all.db") }
        }

        @Test func aFailingRowUndoesAll() throws {
            let database = try SQLiteDatabase.inMemory()
            try database.execute("create table t (a integer unique)")
            let twice: DataFrame = ["a": [1, 2, 1]]
            #expect(throws: SQLiteError.self) { try database.write(twice, table: "t", mode: .append) }
            #expect(try database.query("select count(*) from t").columns[0].integers == [0])
        }

        @Test func typesFollowFromTheValues() throws {
            let database = try SQLiteDatabase.inMemory()
            let sql = """
                select null as n, 1 as i, 1 as m, 'x' as t, x'0aff' as b, 1 as mix
                union all select null, 2, 2.5, null, null, 'a'
                """
            let frame = try database.query(sql)
            #expect(frame.columnTypes == [.number, .integer, .number, .text, .text, .text])
            #expect(frame.columns[4].strings == ["0aff", nil] && frame.columns[5].strings == ["1", "a"])
        }

        @Test func answersQuestionsAboutTables() throws {
            let sales: DataFrame = ["shop": [1, 2, 1], "price": [2.0, 3.0, 4.0]]
            let shops: DataFrame = ["shop": [1, 2], "city": ["Bonn", "Ulm"]]
            let answer = try DataFrame.query(
                """
                select city, avg(price) as price from sales join shops using (shop)
                where price < ? group by city order by city
                """, tables: ["sales": sales, "shops": shops], [10])
            #expect(answer == ["city": ["Bonn", "Ulm"], "price": [3.0, 3.0]])
        }
    }
#endif
