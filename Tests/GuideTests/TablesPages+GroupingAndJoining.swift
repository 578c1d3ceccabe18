import Cairn
import Testing

// The Swift blocks of Docs/Tables/GroupingAndJoining.md.

@Suite(.printsItsComments) struct TablesPageGroupingAndJoining {
    @Test func block1() throws {
        // snippet
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        print(
            try sales.grouped(by: "shop").aggregate(.rows(), .sum("count"), .mean("price").named("average")))
        // shop      rows  count_sum   average
        // text   integer    integer    number
        // ─────  ───────  ─────────  ────────
        // east         1          1  4.500000
        // north        3         11  3.666667
        // south        2          3  3.500000
        // 3 rows × 4 columns
        // end
    }

    @Test func block2() throws {
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        // snippet
        let share = Column(
            sales["count"].doubles / (try sales.grouped(by: "shop").transform(.sum("count"))).doubles)
        print(sales.with("share", share).select("shop", "count", "share"))
        // shop     count     share
        // text   integer    number
        // ─────  ───────  ────────
        // north        2  0.181818
        // south        1  0.333333
        // north        4  0.363636
        // east         1  1.000000
        // south        2  0.666667
        // north        5  0.454545
        // 6 rows × 3 columns
        // end
    }

    @Test func block3() throws {
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        // snippet
        print(try sales.grouped(by: "shop").map { $0.sorted(by: .descending("count")).head(1) })
        // shop   item      price    count
        // text   text     number  integer
        // ─────  ────  ─────────  ───────
        // east   jam         4.5        1
        // north  tea         3.0        5
        // south  jam   <missing>        2
        // 3 rows × 4 columns
        print(sales.grouped(by: "shop").filterGroups { $0.rowCount > 1 }.rowCount)  // 5
        // end
    }

    @Test func block4() throws {
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        // snippet
        let shops: DataFrame = ["shop": ["north", "south", "west"], "city": ["Oslo", "Rome", "Cork"]]
        print(try sales.joined(shops, on: "shop").select("shop", "item", "city").head(3))
        // shop   item  city
        // text   text  text
        // ─────  ────  ────
        // north  tea   Oslo
        // south  tea   Rome
        // north  jam   Oslo
        // 3 rows × 3 columns
        // end
    }

    @Test func block5() throws {
        let shops: DataFrame = ["shop": ["north", "south", "west"], "city": ["Oslo", "Rome", "Cork"]]
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        // snippet
        for kind in JoinKind.allCases { print(kind, try sales.joined(shops, on: "shop", kind: kind).shape) }
        // inner (rows: 5, columns: 5)
        // left (rows: 6, columns: 5)
        // right (rows: 6, columns: 5)
        // outer (rows: 7, columns: 5)
        // semi (rows: 5, columns: 4)
        // anti (rows: 1, columns: 4)
        print(try sales.joined(shops, on: "shop", kind: .anti)["shop"])  // [east] (text)
        // end
    }

    @Test func block6() throws {
        let shops: DataFrame = ["shop": ["north", "south", "west"], "city": ["Oslo", "Rome", "Cork"]]
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        // snippet
        do {
            _ = try shops.joined(sales, on: "shop", check: .oneToOne)
        } catch {
            print(error)  // joined, right table: the key north occurs more than once
        }
        // end
    }

    @Test func block7() throws {
        // snippet
        let trades: DataFrame = ["minute": [3, 7, 8], "amount": [10, 20, 30]]
        let quotes: DataFrame = ["minute": [1, 5, 8, 9], "price": [1.5, 1.6, 1.7, 1.8]]
        print(try trades.joinedAsOf(quotes, on: "minute"))
        //  minute   amount   price
        // integer  integer  number
        // ───────  ───────  ──────
        //       3       10     1.5
        //       7       20     1.6
        //       8       30     1.7
        // 3 rows × 3 columns
        // end
    }

    @Test func block8() throws {
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        // snippet
        let wide = try sales.pivoted(rows: "shop", columns: "item", .sum("count"))
        print(wide)
        // shop       jam        tea
        // text   integer    integer
        // ─────  ───────  ─────────
        // east         1  <missing>
        // north        4          7
        // south        2          1
        // 3 rows × 3 columns
        print(try wide.melted(keeping: ["shop"], variable: "item", value: "count").droppingMissing().rowCount)
        // 5
        print(try sales.crosstab(rows: "shop", columns: "item"))
        // shop       jam      tea
        // text   integer  integer
        // ─────  ───────  ───────
        // east         1        0
        // north        1        2
        // south        1        1
        // 3 rows × 3 columns
        // end
    }

    @Test func block9() throws {
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        // snippet
        let more: DataFrame = ["shop": ["west"], "count": [2.5]]
        print(try DataFrame.concatenated([sales.head(1), more]))
        // shop   item           price   count
        // text   text          number  number
        // ─────  ─────────  ─────────  ──────
        // north  tea              3.0     2.0
        // west   <missing>  <missing>     2.5
        // 2 rows × 4 columns
        // end
    }

    @Test func block10() throws {
        let sales: DataFrame = [
            "shop": ["north", "south", "north", "east", "south", "north"],
            "item": ["tea", "tea", "jam", "jam", "jam", "tea"],
            "price": [3.0, 3.5, 5, 4.5, nil, 3],
            "count": [2, 1, 4, 1, 2, 5],
        ]
        // snippet
        print(sales.isDuplicated(by: ["shop", "item"]))  // [false, false, false, false, false, true]
        print(sales.droppingDuplicates(by: ["shop"])["shop"])  // [north, south, east] (text)
        print(sales.valueCounts("shop"))
        // shop     count
        // text   integer
        // ─────  ───────
        // north        3
        // south        2
        // east         1
        // 3 rows × 2 columns
        // end
    }
}
