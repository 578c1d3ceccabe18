import Cairn
import Testing

// The examples in the comments on files of tables.

@Suite(.printsItsComments) struct DocumentedTableFiles {
    @Test func csvText() throws {
        // snippet
        let table = try DataFrame(csvText: "name,size\nAda,3\nBob,\n")
        print(table.rowCount, table.columnNames)  // 2 ["name", "size"]
        // end
    }

    @Test func writtenText() throws {
        // snippet
        let table = try DataFrame(csvText: "name,size\n\"a, b\",3\n,4\n")
        print(table.csvText(), terminator: "")
        // name,size
        // "a, b",3
        // ,4
        // end
    }

    @Test func jsonValue() throws {
        // snippet
        let value = try JSONValue(parsing: #"{"a": [1, 2.5, null]}"#)
        print(value["a"] == .array([.integer(1), .number(2.5), .null]))  // true
        // end
    }

    @Test func jsonText() throws {
        // snippet
        let table = try DataFrame(jsonText: #"[{"name": "Ada", "size": {"height": 1.65}}, {"name": "Bob"}]"#)
        print(table.columnNames)  // ["name", "size.height"]
        // end
    }
}
