import Profiles
import Tables
import Testing

@Suite struct TableProfileTests {
    private func warnings(_ column: Column) -> [ProfileWarning.Kind] {
        ColumnProfile(column, name: "x").warnings.map(\.kind)
    }

    @Test func summariesAreThoseOfTheDefinition() throws {
        let column: Column = [1, 2, 3, 4, nil, 10]
        let profile = ColumnProfile(column, name: "x"), summary = try #require(profile.summary)
        #expect(summary.mean == 4)
        // Deviations -3, -2, -1, 0, 6: squares sum to 50, cubes to 180, fourth powers to 1394.
        #expect(abs(summary.deviation - (50.0 / 4).squareRoot()) < 1e-12)
        #expect(abs(summary.skewness - 36 / (10 * 10.0.squareRoot())) < 1e-12)
        #expect(abs(summary.excessKurtosis - (278.8 / 100 - 3)) < 1e-12)
        #expect(summary.quantiles[3] == 3 && summary.quantiles[0] == 1 && summary.quantiles[6] == 10)
        #expect(profile.missing == 1 && profile.distinct == 5)
    }

    @Test func noticesWhatLooksWrong() {
        #expect(warnings([7, 7, 7]) == [.constant])
        #expect(warnings([nil, nil]) == [.empty])
        #expect(warnings([1, nil, nil, 2]) == [.mostlyMissing])
        #expect(warnings(Column((0..<100).map { "row \($0)" })) == [.unique])
        #expect(warnings(Column((0..<100).map { $0 == 0 })) == [.imbalance])
        #expect(warnings(Column((0..<50).map { $0 == 0 ? 1e6 : Double($0) })) == [.skew])
        #expect(warnings(Column([0.0, 0, 0, 1, 2, .infinity])) == [.zeros, .infinities])
        #expect(warnings(Column((1...9).map { "\($0).3.2024" })) == [.possibleDates])
        #expect(warnings(Column((0..<40).map { 20_240_101 + $0 % 20 })) == [.possibleDates])
        #expect(warnings(Column((0..<9).map { $0 == 4 ? "n.a." : "\($0)" })) == [.possibleNumbers])
        #expect(warnings([" a", "b", "c"]) == [.spaces])
    }

    @Test func findsDuplicatesAndCorrelations() {
        let frame: DataFrame = ["x": [1, 2, 3, 1], "y": [2.0, 4, 6.5, 2], "t": ["a", nil, "c", "a"]]
        let profile = TableProfile(frame, name: "t")
        #expect(profile.duplicates == 1 && profile.correlated == ["x", "y"])
        #expect(profile.correlations[0, 1] > 0.99 && profile.correlations[0, 0] == 1)
        #expect(profile.warnings.contains { $0.kind == .correlation && $0.column == "x" })
    }

    @Test func thePageIsWholeAndHarmless() {
        let frame: DataFrame = [
            "<script>alert(1)</script>": ["<b>&\u{1}", "x\"y", nil, ""],
            "when": Column([Timestamp(microseconds: 0), Timestamp(microseconds: 1 << 50), nil, nil]),
            "n": Column([1.5, nil, -Double.infinity, 2] as [Double?]),
            "empty": [nil, nil, nil, nil],
        ]
        let page = TableProfile(frame, name: "a<b").html
        #expect(!page.contains("<script") && !page.contains("<b>&") && page.contains("a&lt;b"))
        #expect(!page.contains("http://") || !page.contains("src="))
        #expect(page.components(of: "<section").count == page.components(of: "</section>").count)
        #expect(page.hasSuffix("</html>\n"))
    }

    @Test(arguments: ["a,b\n", "a\n1\n", "a,b\n,\n,\n", "a\n1e308\n-1e308\n", "a\n2024-01-01\n"])
    func tinyTablesHaveAPageToo(_ text: String) throws {
        let page = TableProfile(try DataFrame(csvText: text), name: "tiny").html
        #expect(page.hasSuffix("</html>\n"))
    }
}

extension String {
    fileprivate func components(of part: String) -> [Substring] {
        split(separator: part, omittingEmptySubsequences: false)
    }
}
