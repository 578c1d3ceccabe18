import Cairn
import Testing

// The code of Docs/Tables/CSV.md, JSON.md and SQL.md.

@Suite(.printsItsComments) struct TableFilePages {
    @Test func readsCSV() throws {
        // snippet
        let text = """
            name;born;height;member
            Ada;1815-12-10;1,65;true
            "O'Neil; Bob";;1,8;false
            """
        var options = CSVOptions()
        options.separator = .detected
        options.decimalMark = ","
        let people = try DataFrame(csvText: text, options)
        print(people.columnTypes)  // [text, timestamp, number, boolean]
        // end
    }

    @Test func keepsBadRowsAside() throws {
        // snippet
        let dirty = Array("id,price\n1,2.5\n2,1,7\nthree,4\n".utf8)
        var strict = CSVOptions(), report = CSVReport()
        strict.types = ["id": .integer]
        strict.badRows = .keepAside
        let clean = try DataFrame(csvBytes: dirty, strict, report: &report)
        print(clean.rowCount, report.skippedRows)  // 1 2
        for row in report.rejected { print(row.line, row.reason) }
        // 3 3 fields where the table has 2 columns
        // 4 column id: "three" is not a whole number
        // end
    }

    @Test func readsChunks() throws {
        // snippet
        let many: DataFrame = ["x": Column((1...10).map { Double($0) / 2 })]
        try many.write(csv: "/tmp/many.csv")
        var chunks = try CSVChunks("/tmp/many.csv", rowsPerChunk: 4)
        while let chunk = try chunks.next() { print(chunk.rowCount, terminator: " ") }
        print(chunks.columnNames)  // 4 4 2 ["x"]
        // end
    }

    @Test func readsJSON() throws {
        // snippet
        let records = """
            [{"user": {"name": "Ada", "tags": ["x"]}, "score": 3},
             {"user": {"name": "Bob"}, "score": 2.5}]
            """
        let table = try DataFrame(jsonText: records)
        print(table.columnNames, table.columnTypes)
        // ["user.name", "user.tags", "score"] [text, text, number]
        print(table.jsonText(layout: .columns), terminator: "")
        // {"user.name":["Ada","Bob"],
        // "user.tags":["[\"x\"]",null],
        // "score":[3.0,2.5]}
        // end
    }

    @Test func tellsWhereJSONIsWrong() {
        // snippet
        do {
            _ = try JSONValue(parsing: "{\n  \"a\": 1,\n  \"a\": 2\n}")
        } catch {
            print(error)  // text:3:3: the name "a" stands twice
        }
        // end
    }

    #if SQLite
        @Test func asksInSQL() throws {
            // snippet
            let sales: DataFrame = ["shop": [1, 2, 1], "price": [2.0, 3.0, 4.0]]
            let shops: DataFrame = ["shop": [1, 2], "city": ["Bonn", "Ulm"]]
            let answer = try DataFrame.query(
                """
                select city, count(*) as n, avg(price) as price
                from sales join shops using (shop) where price < ? group by city order by city
                """, tables: ["sales": sales, "shops": shops], [10])
            print(answer.csvText(), terminator: "")
            // city,n,price
            // Bonn,2,3.0
            // Ulm,1,3.0
            // end
        }

        @Test func keepsTables() throws {
            // snippet
            let database = try SQLiteDatabase.inMemory()
            let first: DataFrame = ["id": [1, 2], "name": ["Ada", nil]]
            try database.write(first, table: "people")
            try database.write(first, table: "people", mode: .append)
            print(try database.query("select count(*) as n from people").csvText(), terminator: "")
            // n
            // 4
            do {
                _ = try database.query("select age from people")
            } catch {
                print(error)  // SQLite: no such column: age, in: select age from people
            }
            // end
        }
    #endif
}
