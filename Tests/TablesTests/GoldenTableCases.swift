import LinearAlgebra
import Randomness
import Tables

extension GoldenTableTests {
    static let allCases: [String: GoldenCase] = {
        var all = grouping
        for part in [sorting, joining, reshaping, missing, summaries, windows, spans] {
            all.merge(part) { first, _ in first }
        }
        return all
    }()

    private static let statistics: [Aggregate] = [
        .sum("x"), .mean("x"), .median("x"), .min("x"), .max("x"), .standardDeviation("x"), .variance("x"),
        .count("x"), .first("x"), .last("x"), .distinct("x"), .sum("y"), .min("t"), .max("long"),
    ]

    private static let grouping: [String: GoldenCase] = {
        var cases: [String: GoldenCase] = [:]
        let keys = [
            "integer": ["k"], "text": ["g"], "long text": ["long"], "two": ["k", "g"], "boolean": ["b"],
            "number": ["y"],
        ]
        for (name, by) in keys {
            cases["grouped by \(name)"] = GoldenCase("DataFrame.grouped(by:)") {
                try $0.main.grouped(by: by).aggregate(statistics)
            }
        }
        cases["grouped, missing kept"] = GoldenCase("DataFrame.grouped(by:keepingMissing:)") {
            try $0.main.grouped(by: "g", keepingMissing: true).aggregate(.sum("x"), .rows())
        }
        cases["grouped quantile"] = GoldenCase("Aggregate.quantile") {
            try $0.main.grouped(by: "b").aggregate(.quantile("x", 0.3).named("x_quantile"))
        }
        cases["transform"] = GoldenCase("GroupedDataFrame.transform") {
            DataFrame(["x": try $0.main.grouped(by: "g").transform(.mean("x"))])
        }
        cases["cumcount"] = GoldenCase("GroupedDataFrame.positionInGroup") {
            DataFrame(["n": Column($0.main.grouped(by: "b").positionInGroup)])
        }
        cases["integer sum"] = GoldenCase("Aggregate.sum") {
            try $0.main.grouped(by: "g").aggregate(.sum("k"))
        }
        return cases
    }()

    private static let sorting: [String: GoldenCase] = {
        var cases: [String: GoldenCase] = [:]
        let keys: [(String, Bool)] = [
            ("k", true), ("x", true), ("g", true), ("long", true), ("x", false), ("g", false), ("t", true),
            ("b", false),
        ]
        for (key, isUp) in keys {
            cases["sorted by \(key) \(isUp ? "up" : "down")"] = GoldenCase("DataFrame.sorted(by:)") {
                $0.main.sorted(by: isUp ? .ascending(key) : .descending(key)).select("y", key)
            }
        }
        cases["sorted by two"] = GoldenCase("DataFrame.sorted(by:)") {
            $0.main.sorted(by: .descending("g"), "x").select("y", "g", "x")
        }
        cases["sorted by three"] = GoldenCase("DataFrame.sorted(by:)") {
            $0.main.sorted(by: "b", "k", "long").select("y", "b", "k", "long")
        }
        cases["filter"] = GoldenCase("DataFrame.filter") {
            let isBee = column("x") > 0 && column("g") == "bee"
            return try $0.main.filter(isBee || column("k") < -1).select("k", "g", "x")
        }
        cases["computed"] = GoldenCase("ColumnExpression") { inputs in
            let expressions: [(String, ColumnExpression)] = [
                ("a", column("x") * 2 + column("y")), ("b", column("k") % 3), ("c", column("k") / 2),
                ("d", (column("x") / 3).roundedDown()), ("e", column("g").uppercased()),
                ("f", column("long").contains("3")),
            ]
            return DataFrame(try expressions.map { ($0.0, try inputs.main.evaluate($0.1)) })
        }
        return cases
    }()

    private static let joining: [String: GoldenCase] = {
        var cases: [String: GoldenCase] = [:]
        for kind in [JoinKind.inner, .left, .right, .outer] {
            cases["joined \(kind.rawValue)"] = GoldenCase("DataFrame.joined(_:on:kind:)") {
                try $0.main.joined($0.other, on: "k", kind: kind).select(
                    "k", "g_x", "x", "y_x", "g_y", "w", "y_y")
            }
            cases["joined on two \(kind.rawValue)"] = GoldenCase("DataFrame.joined(_:on:kind:)") {
                try $0.main.joined($0.other, on: "k", "g", kind: kind).select("k", "g", "x", "w")
            }
        }
        cases["joined cross"] = GoldenCase("DataFrame.crossJoined") {
            try $0.main.head(4).crossJoined($0.other).select("k_x", "g_x", "k_y", "w")
        }
        cases["joined as of"] = GoldenCase("DataFrame.joinedAsOf") {
            try $0.main.sorted(by: "t").joinedAsOf($0.times.dropping("b"), on: "t").select("t", "v")
        }
        cases["joined as of by"] = GoldenCase("DataFrame.joinedAsOf") {
            try $0.main.sorted(by: "t").joinedAsOf(
                $0.times, on: "t", by: ["b"], direction: .nearest, tolerance: 5 * 86400
            ).select("t", "b", "v")
        }
        cases["joined as of forward"] = GoldenCase("DataFrame.joinedAsOf") {
            try $0.main.sorted(by: "t").joinedAsOf($0.times.dropping("b"), on: "t", direction: .forward)
                .select("t", "v")
        }
        return cases
    }()

    private static let reshaping: [String: GoldenCase] = [
        "pivoted": GoldenCase("DataFrame.pivoted") { inputs in
            let table = try inputs.main.pivoted(rows: "k", columns: "g", .mean("x"))
            return table
        },
        "crosstab": GoldenCase("DataFrame.crosstab") { try $0.main.crosstab(rows: "k", columns: "g") },
        "melted": GoldenCase("DataFrame.melted") {
            try $0.main.melted(keeping: ["long"], columns: ["x", "y"])
        },
        "concatenated": GoldenCase("DataFrame.concatenated") {
            try DataFrame.concatenated([$0.main.select("k", "x"), $0.other.select("k", "w")])
        },
        "one hot": GoldenCase("DataFrame.oneHot") { $0.main.select("y", "long").oneHot("long") },
        "sample": GoldenCase("DataFrame.sample") {
            var generator = Generator(seed: 8)
            return $0.main.sample(20, using: &generator).select("y", "t")
        },
        "sample replacing": GoldenCase("DataFrame.sample") {
            var generator = Generator(seed: 8)
            return $0.main.sample(90, replacing: true, using: &generator).select("y", "t")
        },
    ]

    private static let missing: [String: GoldenCase] = {
        var cases: [String: GoldenCase] = [:]
        let rules: [(String, DuplicateRule)] = [("", .first), (" last", .last), (" none", .none)]
        for (name, rule) in rules {
            cases["duplicated\(name)"] = GoldenCase("DataFrame.isDuplicated") {
                DataFrame(["d": Column($0.main.isDuplicated(by: ["k", "g"], keeping: rule))])
            }
        }
        cases["drop duplicates"] = GoldenCase("DataFrame.droppingDuplicates") {
            $0.main.droppingDuplicates(by: ["k"]).select("k", "y")
        }
        cases["drop missing"] = GoldenCase("DataFrame.droppingMissing") {
            $0.main.droppingMissing().select("k", "g", "x", "y")
        }
        let methods: [(String, FillMethod)] = [
            ("value", .value(-1)), ("mean", .mean), ("median", .median), ("linear", .linear),
        ]
        for (name, method) in methods {
            cases["fill \(name)"] = GoldenCase("DataFrame.fillingMissing") {
                try $0.main.select("x").fillingMissing(method)
            }
        }
        cases["fill forward"] = GoldenCase("DataFrame.fillingMissing") {
            try $0.main.select("k", "g", "x").fillingMissing(.forward)
        }
        cases["fill backward"] = GoldenCase("DataFrame.fillingMissing") {
            try $0.main.select("k", "g", "x").fillingMissing(.backward)
        }
        return cases
    }()

    private static let summaries: [String: GoldenCase] = {
        var cases: [String: GoldenCase] = [:]
        cases["value counts"] = GoldenCase("DataFrame.valueCounts") { $0.main.valueCounts("g") }
        cases["value shares"] = GoldenCase("DataFrame.valueCounts") {
            $0.main.valueCounts("k", asShares: true)
        }
        cases["describe"] = GoldenCase("DataFrame.describe") {
            $0.main.select("x", "y").describe().select(
                "column", "mean", "std", "min", "25%", "50%", "75%", "max")
        }
        for method in CorrelationMethod.allCases {
            cases["correlation \(method.rawValue)"] = GoldenCase("DataFrame.correlation") {
                $0.main.select("x", "y", "k").correlation(method: method)
            }
        }
        for method in RankMethod.allCases {
            cases["ranked \(method.rawValue)"] = GoldenCase("Column.ranked") {
                let y = $0.main["y"]
                return DataFrame([
                    "up": y.ranked(method), "down": y.ranked(method, descending: true),
                    "x": $0.main["x"].ranked(method),
                ])
            }
        }
        cases["cut edges"] = GoldenCase("Column.cut") {
            codes($0.main["x"].cut(edges: [-20, -5, 0, 0.5, 10]))
        }
        cases["cut equal"] = GoldenCase("Column.cut") { codes($0.main["x"].cut(into: 6)) }
        cases["cut quantile"] = GoldenCase("Column.quantileCut") { codes($0.main["x"].quantileCut(into: 4)) }
        return cases
    }()

    private static func codes(_ column: Column) -> DataFrame {
        let codes = column.strings.map { name in name.flatMap { column.categoryNames.firstIndex(of: $0) } }
        return DataFrame(["code": Column(codes)])
    }

    private static func all(_ window: RollingWindow) -> DataFrame {
        DataFrame([
            "sum": window.sum(), "mean": window.mean(), "min": window.min(), "max": window.max(),
            "median": window.median(), "std": window.standardDeviation(), "variance": window.variance(),
            "quantile": window.quantile(0.2),
        ])
    }

    private static let windows: [String: GoldenCase] = {
        var cases: [String: GoldenCase] = [:]
        cases["rolling 5"] = GoldenCase("Column.rolling") { all($0.walk["x"].rolling(5)) }
        cases["rolling 12 minimum 4"] = GoldenCase("Column.rolling") {
            all($0.walk["x"].rolling(12, minimum: 4))
        }
        for size in [7, 4] {
            cases["rolling \(size) centered"] = GoldenCase("Column.rolling") {
                all($0.walk["x"].rolling(size, minimum: 2, centered: true))
            }
        }
        cases["expanding"] = GoldenCase("Column.expanding") { all($0.walk["x"].expanding(minimum: 3)) }
        for isAdjusted in [true, false] {
            cases["exponential \(isAdjusted ? "adjusted" : "recursive")"] = GoldenCase(
                "Column.exponentiallyWeighted"
            ) {
                let window = $0.walk["x"].exponentiallyWeighted(alpha: 0.3, adjusted: isAdjusted)
                return DataFrame([
                    "mean": window.mean(), "variance": window.variance(), "std": window.standardDeviation(),
                ])
            }
        }
        cases["exponential span"] = GoldenCase("Column.exponentiallyWeighted") {
            DataFrame(["mean": $0.walk["i"].exponentiallyWeighted(span: 6).mean()])
        }
        cases["shifted"] = GoldenCase("Column.shifted") {
            let x = $0.walk["x"]
            return DataFrame([
                "a": x.shifted(by: 3), "b": x.shifted(by: -2), "c": try x.differences(),
                "d": try x.differences(-2),
                "e": x.relativeChanges(),
            ])
        }
        cases["cumulative"] = GoldenCase("Column.cumulativeSum") {
            let x = $0.walk["x"]
            return DataFrame([
                "sum": try x.cumulativeSum(), "max": try x.cumulativeMax(), "min": try x.cumulativeMin(),
                "i": try $0.walk["i"].cumulativeSum(),
                "product": try Column(x.doubles / 1000).cumulativeProduct(),
            ])
        }
        return cases
    }()

    private static let spans: [String: GoldenCase] = {
        var cases: [String: GoldenCase] = [:]
        let spans: [(String, Int, TimeUnit)] = [
            ("day", 1, .day), ("3 days", 3, .day), ("week", 1, .week), ("month", 1, .month),
            ("quarter", 1, .quarter),
            ("year", 1, .year), ("6 hours", 6, .hour), ("45 minutes", 45, .minute),
        ]
        for (name, count, unit) in spans {
            cases["resampled \(name)"] = GoldenCase("DataFrame.resampled") {
                try $0.main.resampled(by: "t", every: count, unit).aggregate(
                    .sum("x"), .mean("y"), .count("y"))
            }
        }
        cases["date parts"] = GoldenCase("Timestamp.part") { inputs in
            let parts: [DatePart] = [
                .year, .quarter, .month, .week, .day, .dayOfYear, .weekday, .hour, .minute, .second,
            ]
            return DataFrame(try parts.map { ($0.rawValue, try inputs.main.evaluate(column("t").part($0))) })
        }
        return cases
    }()
}
