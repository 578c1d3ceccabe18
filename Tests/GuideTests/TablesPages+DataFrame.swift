import Cairn
import Testing

// The Swift blocks of Docs/Tables/DataFrame.md.

@Suite(.printsItsComments) struct TablesPageDataFrame {
    @Test func block1() throws {
        // snippet
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        print(people)
        // name        age     weight  height
        // text    integer     number  number
        // ────  ─────────  ─────────  ──────
        // Ada          36       60.5    1.65
        // Bob   <missing>       82.0    1.80
        // Cleo         41  <missing>    1.72
        // Dan          29       77.0    1.90
        // 4 rows × 4 columns
        // end
    }

    @Test func block2() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        let age = people["age"]
        print(age.type, age.missingCount, age.integers)
        // integer 1 [Optional(36), nil, Optional(41), Optional(29)]
        print(age.doubles)  // [36.0, nan, 41.0, 29.0]
        print(age.mean(), age.max(), age[0])  // 35.333333333333336 41 36
        // end
    }

    @Test func block3() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        do {
            _ = try people.column(named: "heigth")
        } catch {
            print(error)
            // no column "heigth"; did you mean "height"? the columns are "name", "age", "weight", "height"
        }
        // end
    }

    @Test func block4() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        print(try people.evaluate(column("age") > 30))  // [true, <missing>, true, false] (boolean)
        print(try people.filter(column("age") > 30 || column("height") > 1.85).select("name", "age"))
        // name      age
        // text  integer
        // ────  ───────
        // Ada        36
        // Cleo       41
        // Dan        29
        // 3 rows × 2 columns
        // end
    }

    @Test func block5() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        print(people.droppingMissing()["name"])  // [Ada, Dan] (text)
        print(try people.fillingMissing(.median, in: ["age"])["age"])  // [36.0, 36.0, 41.0, 29.0] (number)
        print(try people["weight"].filled(.forward))  // [60.5, 82.0, 82.0, 77.0] (number)
        print(try people["weight"].filled(.linear))  // [60.5, 82.0, 79.5, 77.0] (number)
        // end
    }

    @Test func block6() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        let bmi = column("weight") / column("height").power(2)
        print(bmi)  // weight / height ** 2
        let rated = try people.with("bmi", bmi).with("group", choose(bmi > 23, "high", else: "low"))
        print(rated.select("name", "bmi", "group"))
        // name        bmi  group
        // text     number  text
        // ────  ─────────  ─────────
        // Ada   22.222222  low
        // Bob   25.308642  high
        // Cleo  <missing>  <missing>
        // Dan   21.329640  low
        // 4 rows × 3 columns
        // end
    }

    @Test func block7() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        do {
            _ = try people.filter(column("name") > 3)
        } catch {
            print(error)  // name > 3: text beside integer is not one type
        }
        // end
    }

    @Test func block8() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        print(people.sorted(by: .descending("age"), "name")["name"])  // [Cleo, Ada, Dan, Bob] (text)
        // end
    }

    @Test func block9() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        print(people[1..<3]["name"], people.tail(1)["name"], people.take([3, 0])["name"])
        // [Bob, Cleo] (text) [Dan] (text) [Dan, Ada] (text)
        for row in people.rows.prefix(2) { print(row) }
        // name: Ada, age: 36, weight: 60.5, height: 1.65
        // name: Bob, age: <missing>, weight: 82.0, height: 1.8
        // end
    }

    @Test func block10() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        let x = people.matrix(["age", "height"])
        print(x.shape)  // (rows: 4, columns: 2)
        print(DataFrame(x * 2, columns: ["a", "b"])["b"])  // [3.3, 3.6, 3.44, 3.8] (number)
        // end
    }

    @Test func block11() throws {
        // snippet
        let visits = DataFrame([
            "when": try Column(["2026-01-30", "2026-02-02T08:30", "2026-02-14"]).converted(to: .timestamp),
            "cost": [20, 35, 10],
        ])
        print(
            try visits.with("month", column("when").truncated(to: .month)).with(
                "weekday", column("when").weekday))
        // when                    cost  month       weekday
        // timestamp            integer  timestamp   integer
        // ───────────────────  ───────  ──────────  ───────
        // 2026-01-30                20  2026-01-01        5
        // 2026-02-02 08:30:00       35  2026-02-01        1
        // 2026-02-14                10  2026-02-01        6
        // 3 rows × 4 columns
        print(try visits.filter(column("when") >= "2026-02-01").rowCount)  // 2
        print(try visits.resampled(by: "when", .month).aggregate(.sum("cost")))
        // when        cost_sum
        // timestamp    integer
        // ──────────  ────────
        // 2026-01-01        20
        // 2026-02-01        45
        // 2 rows × 2 columns
        // end
    }

    @Test func block12() throws {
        // snippet
        let price: Column = [10, 12, 11, 15, 14]
        print(price.rolling(3).mean())
        // [<missing>, <missing>, 11.0, 12.666666666666666, 13.333333333333334] (number)
        print(price.expanding().max())  // [10.0, 12.0, 12.0, 15.0, 15.0] (number)
        print(price.exponentiallyWeighted(span: 3).mean().doubles[4])  // 13.612903225806452
        print(try price.differences(), price.shifted(by: 1))
        // [<missing>, 2, -1, 4, -1] (integer) [<missing>, 10, 12, 11, 15] (integer)
        print(price.ranked(descending: true))  // [5.0, 3.0, 4.0, 1.0, 2.0] (number)
        // end
    }

    @Test func block13() throws {
        let people: DataFrame = [
            "name": ["Ada", "Bob", "Cleo", "Dan"],
            "age": [36, nil, 41, 29],
            "weight": [60.5, 82, nil, 77],
            "height": [1.65, 1.8, 1.72, 1.9],
        ]
        // snippet
        print(people.describe().select("column", "count", "missing", "mean", "min", "max"))
        // column    count  missing       mean        min        max
        // text    integer  integer     number     number     number
        // ──────  ───────  ───────  ─────────  ─────────  ─────────
        // name          4        0  <missing>  <missing>  <missing>
        // age           3        1  35.333333      29.00       41.0
        // weight        3        1  73.166667      60.50       82.0
        // height        4        0   1.767500       1.65        1.9
        // 4 rows × 6 columns
        print(people.correlation("age", "height"))  // -0.7632318414825492
        // end
    }
}
