import Cairn
import Testing

// The Swift blocks of Docs/Tables/FromPandas.md.

@Suite(.printsItsComments) struct TablesPageFromPandas {
    @Test func block1() throws {
        // snippet
        let frame = DataFrame([
            "city": ["Rome", "Oslo", "Rome", nil],
            "year": [2024, 2024, 2025, 2025],
            "price": [310.0, 450, nil, 290],
            "size": [70, 90, 55, 61],
            "sold": try Column(["2024-03-01", "2024-07-15", "2025-01-10", "2025-02-20"]).converted(
                to: .timestamp),
        ])
        print(frame.head(2))
        // city     year   price     size  sold
        // text  integer  number  integer  timestamp
        // ────  ───────  ──────  ───────  ──────────
        // Rome     2024   310.0       70  2024-03-01
        // Oslo     2024   450.0       90  2024-07-15
        // 2 rows × 5 columns
        print(frame.shape, frame.columnTypes)
        // (rows: 4, columns: 5) [text, integer, number, integer, timestamp]
        print(frame.describe().columnCount)  // 12
        // end
    }

    @Test func block2() throws {
        let frame = DataFrame([
            "city": ["Rome", "Oslo", "Rome", nil],
            "year": [2024, 2024, 2025, 2025],
            "price": [310.0, 450, nil, 290],
            "size": [70, 90, 55, 61],
            "sold": try Column(["2024-03-01", "2024-07-15", "2025-01-10", "2025-02-20"]).converted(
                to: .timestamp),
        ])
        // snippet
        print(frame["price"])  // [310.0, 450.0, <missing>, 290.0] (number)
        print(frame.select("city", "size").shape, frame.dropping("sold").shape)
        // (rows: 4, columns: 2) (rows: 4, columns: 4)
        print(frame.renamed(["size": "area"]).columnNames)  // ["city", "year", "price", "area", "sold"]
        print(try frame.with("rate", column("price") / column("size"))["rate"].doubles[1])  // 5.0
        print(frame.vector("price"), frame.matrix(["price", "size"]).shape)
        // [310.0, 450.0, nan, 290.0] (rows: 4, columns: 2)
        print(try frame["size"].converted(to: .number).type)  // number
        // end
    }

    @Test func block3() throws {
        let frame = DataFrame([
            "city": ["Rome", "Oslo", "Rome", nil],
            "year": [2024, 2024, 2025, 2025],
            "price": [310.0, 450, nil, 290],
            "size": [70, 90, 55, 61],
            "sold": try Column(["2024-03-01", "2024-07-15", "2025-01-10", "2025-02-20"]).converted(
                to: .timestamp),
        ])
        // snippet
        print(frame[1..<3].rowCount, frame.take([2, 0])["size"])  // 2 [55, 70] (integer)
        print(try frame.filter(column("size") > 60).rowCount)  // 3
        print(try frame.filter(column("size") > 60 && column("city") == "Rome").rowCount)  // 1
        print(try frame.filter(column("city").isIn(["Oslo"])).rowCount)  // 1
        print(try frame.filter(column("price").isMissing).rowCount)  // 1
        print(frame.sorted(by: "city", .descending("size"))["size"])  // [90, 70, 55, 61] (integer)
        var generator = Generator(seed: 0)
        print(frame.sample(2, using: &generator)["size"])  // [55, 61] (integer)
        // end
    }

    @Test func block4() throws {
        let frame = DataFrame([
            "city": ["Rome", "Oslo", "Rome", nil],
            "year": [2024, 2024, 2025, 2025],
            "price": [310.0, 450, nil, 290],
            "size": [70, 90, 55, 61],
            "sold": try Column(["2024-03-01", "2024-07-15", "2025-01-10", "2025-02-20"]).converted(
                to: .timestamp),
        ])
        // snippet
        print(frame.missingCounts()["missing"])  // [1, 0, 1, 0, 0] (integer)
        print(frame.droppingMissing().rowCount)  // 2
        print(try frame.fillingMissing(.value(0), in: ["price"])["price"])
        // [310.0, 450.0, 0.0, 290.0] (number)
        print(try frame["price"].filled(.forward), try frame["price"].filled(.linear))
        // [310.0, 450.0, 450.0, 290.0] (number) [310.0, 450.0, 370.0, 290.0] (number)
        print(frame.isDuplicated(by: ["city"]), frame.droppingDuplicates(by: ["city"]).rowCount)
        // [false, false, true, false] 3
        // end
    }

    @Test func block5() throws {
        let frame = DataFrame([
            "city": ["Rome", "Oslo", "Rome", nil],
            "year": [2024, 2024, 2025, 2025],
            "price": [310.0, 450, nil, 290],
            "size": [70, 90, 55, 61],
            "sold": try Column(["2024-03-01", "2024-07-15", "2025-01-10", "2025-02-20"]).converted(
                to: .timestamp),
        ])
        // snippet
        print(
            try frame.grouped(by: "city").aggregate(.sum("size").named("total"), .mean("price"), .rows("n")))
        // city    total  price_mean        n
        // text  integer      number  integer
        // ────  ───────  ──────────  ───────
        // Oslo       90       450.0        1
        // Rome      125       310.0        2
        // 2 rows × 4 columns
        print(try frame.grouped(by: "city").transform(.max("size")))  // [70, 90, 70, <missing>] (integer)
        print(try frame.grouped(by: "year").map { $0.sorted(by: .descending("size")).head(1) }.rowCount)  // 2
        print(frame.valueCounts("city")["count"], frame["size"].distinctCount)  // [2, 1] (integer) 4
        // end
    }

    @Test func block6() throws {
        let frame = DataFrame([
            "city": ["Rome", "Oslo", "Rome", nil],
            "year": [2024, 2024, 2025, 2025],
            "price": [310.0, 450, nil, 290],
            "size": [70, 90, 55, 61],
            "sold": try Column(["2024-03-01", "2024-07-15", "2025-01-10", "2025-02-20"]).converted(
                to: .timestamp),
        ])
        // snippet
        let countries: DataFrame = ["city": ["Rome", "Oslo"], "country": ["Italy", "Norway"]]
        print(try frame.joined(countries, on: "city", kind: .left, check: .manyToOne)["country"])
        // [Italy, Norway, Italy, <missing>] (text)
        print(try DataFrame.concatenated([frame, frame]).rowCount)  // 8
        print(try frame.pivoted(rows: "city", columns: "year", .sum("size")))
        // city     2024       2025
        // text  integer    integer
        // ────  ───────  ─────────
        // Oslo       90  <missing>
        // Rome       70         55
        // 2 rows × 3 columns
        print(try frame.melted(keeping: ["city"], columns: ["price", "size"]).shape)  // (rows: 8, columns: 3)
        print(try frame.crosstab(rows: "city", columns: "year")["2024"])  // [1, 1] (integer)
        print(frame.oneHot("city").columnNames.suffix(2))  // ["city_Oslo", "city_Rome"]
        print(frame["size"].cut(edges: [0, 60, 100]))
        // [(60, 100], (60, 100], [0, 60], (60, 100]] (category)
        print(frame["size"].quantileCut(into: 2))
        // [(65.5, 90], (65.5, 90], [55, 65.5], [55, 65.5]] (category)
        // end
    }

    @Test func block7() throws {
        let frame = DataFrame([
            "city": ["Rome", "Oslo", "Rome", nil],
            "year": [2024, 2024, 2025, 2025],
            "price": [310.0, 450, nil, 290],
            "size": [70, 90, 55, 61],
            "sold": try Column(["2024-03-01", "2024-07-15", "2025-01-10", "2025-02-20"]).converted(
                to: .timestamp),
        ])
        // snippet
        print(frame["size"].rolling(2).mean())  // [<missing>, 80.0, 72.5, 58.0] (number)
        print(frame["size"].expanding().sum())  // [70.0, 160.0, 215.0, 276.0] (number)
        print(frame["size"].exponentiallyWeighted(span: 3).mean().doubles[1])  // 83.33333333333333
        print(frame["size"].shifted(by: 1), try frame["size"].differences())
        // [<missing>, 70, 90, 55] (integer) [<missing>, 20, -35, 6] (integer)
        print(try frame["size"].cumulativeSum(), frame["size"].ranked())
        // [70, 160, 215, 276] (integer) [3.0, 4.0, 1.0, 2.0] (number)
        print(try frame.evaluate(column("sold").month))  // [3, 7, 1, 2] (integer)
        print(try frame.evaluate(column("sold").truncated(to: .month)))
        // [2024-03-01, 2024-07-01, 2025-01-01, 2025-02-01] (timestamp)
        print(try frame.resampled(by: "sold", .quarter).aggregate(.sum("size"))["size_sum"])
        // [70, 0, 90, 0, 116] (integer)
        print(frame.correlation("price", "size"))  // 0.9814243351451484
        // end
    }
}
