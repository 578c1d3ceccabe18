import Cairn
import Testing

// The examples in the comments of module Tables.

@Suite(.printsItsComments) struct DocumentedTables {
    @Test func dataFrameExample() throws {
        // snippet
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo"],
            "age": [36, nil, 41],
            "height": [1.65, 1.8, 1.72],
        ]
        print(people)
        // name        age  height
        // text    integer  number
        // ────  ─────────  ──────
        // Ada          36    1.65
        // Bob   <missing>    1.80
        // Cleo         41    1.72
        // 3 rows × 3 columns
        print(people["age"].doubles.count)  // 3
        // end
    }

    @Test func columnExpressionExample() throws {
        // snippet
        let people: DataFrame = ["name": ["Ada", "Bob", "Cleo"], "age": [36, nil, 41]]
        let isOlder = column("age") > 40 || column("name") == "Ada"
        print(isOlder)  // age > 40 || name == "Ada"
        print(try people.filter(isOlder)["name"])  // [Ada, Cleo] (text)
        // end
    }

    @Test func groupedDataFrameExample() throws {
        // snippet
        let sales: DataFrame = ["shop": ["a", "b", "a"], "price": [3.0, 5, 4]]
        print(try sales.grouped(by: "shop").aggregate(.rows(), .mean("price")))
        // shop     rows  price_mean
        // text  integer      number
        // ────  ───────  ──────────
        // a           2         3.5
        // b           1         5.0
        // 2 rows × 3 columns
        // end
    }

    @Test func dataFrameJoiningExample() throws {
        // snippet
        let people: DataFrame = ["id": [1, 2, 3], "name": ["Ada", "Bob", "Cleo"]]
        let visits: DataFrame = ["id": [3, 1, 3], "day": [5, 7, 9]]
        print(try people.joined(visits, on: "id", kind: .left))
        //      id  name        day
        // integer  text    integer
        // ───────  ────  ─────────
        //       1  Ada           7
        //       2  Bob   <missing>
        //       3  Cleo          5
        //       3  Cleo          9
        // 4 rows × 3 columns
        // end
    }

    @Test func reshapingExample() throws {
        // snippet
        let long: DataFrame = [
            "city": ["Rome", "Oslo", "Rome", "Oslo"], "year": [2024, 2024, 2025, 2025],
            "rain": [80, 60, 75, 66],
        ]
        print(try long.pivoted(rows: "city", columns: "year", .sum("rain")))
        // city     2024     2025
        // text  integer  integer
        // ────  ───────  ───────
        // Oslo       60       66
        // Rome       80       75
        // 2 rows × 3 columns
        // end
    }

    @Test func columnExample() throws {
        // snippet
        let age: Column = [36, nil, 41]
        print(age.type, age.count, age.missingCount)  // integer 3 1
        print(age[0], age[1])  // 36 <missing>
        print(age.doubles)  // [36.0, nan, 41.0]
        // end
    }

    @Test func binningExample() throws {
        // snippet
        let age: Column = [3, 18, 40, 90]
        print(age.cut(edges: [0, 18, 65], labels: ["child", "adult"]).strings.map { $0 ?? "?" })
        // ["child", "child", "adult", "?"]
        // end
    }

    @Test func timestampExample() throws {
        // snippet
        let lecture = Timestamp(year: 2026, month: 3, day: 1, hour: 14, minute: 30)
        print(lecture, lecture.weekday)  // 2026-03-01 14:30:00 7
        print(lecture.truncated(to: .month))  // 2026-03-01
        print(lecture.adding(1, .day))  // 2026-03-02 14:30:00
        print(Timestamp("2026-03-01T15:30+01:00") == lecture)  // true
        // end
    }

    @Test func rollingExample() throws {
        // snippet
        let price: Column = [1, 2, nil, 4, 6]
        print(price.rolling(2).mean())  // [<missing>, 1.5, <missing>, <missing>, 5.0] (number)
        print(price.rolling(2, minimum: 1).sum())  // [1.0, 3.0, 2.0, 4.0, 10.0] (number)
        print(price.expanding().max())  // [1.0, 2.0, 2.0, 4.0, 6.0] (number)
        // end
    }
}
