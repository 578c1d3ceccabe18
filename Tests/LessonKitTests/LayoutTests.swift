import LessonKit
import Testing

@Suite struct LayoutTests {
    @Test func columnsOfNumbersStandFlushRightAndWordsFlushLeft() {
        let table = Table(columns: ["kernel", "n"], rows: [["ijk", "64"], ["OpenBLAS", "1024"]])
        #expect(
            table.lines() == [
                "kernel        n",
                "────────   ────",
                "ijk          64",
                "OpenBLAS   1024",
            ])
    }

    @Test func aLineBreakInACellKeepsTheRowOnOneLine() {
        let table = Table(columns: ["said\nby", "n"], rows: [["a\nb\r\nc", "1"], ["d", "2"]])
        #expect(table.rows[0][0] == "a⏎b⏎c")
        #expect(table.lines() == ["said⏎by   n", "───────   ─", "a⏎b⏎c     1", "d         2"])
    }

    @Test func aDashForAMissingNumberKeepsTheColumnNumeric() {
        let table = Table(columns: ["x"], rows: [["–"], ["-1.5"], ["≤ 3"]])
        #expect(table.isNumeric(0))
        #expect(!Table(columns: ["x"], rows: [["–"]]).isNumeric(0))
        #expect(!Table(columns: ["x"], rows: []).isNumeric(0))
    }

    @Test func shortRowsEndInEmptyCellsAndLongOnesAreCut() {
        let table = Table(columns: ["a", "b"], rows: [["1"], ["1", "2", "3"]])
        #expect(table.rows == [["1", ""], ["1", "2"]])
    }

    @Test func paragraphsAreWrappedAtBlanksOnly() {
        #expect(Terminal.wrap("one two three", width: 7) == ["one two", "three"])
        #expect(Terminal.wrap("extraordinarily long", width: 5) == ["extraordinarily", "long"])
        #expect(Terminal.wrap("", width: 10) == [])
        #expect(Terminal.wrap("  a\n b ", width: 10) == ["a b"])
    }

    @Test func aMisspeltNameFindsTheClosest() {
        let names = ["projections", "products", "solving", "least-squares"]
        #expect(Spelling.closest(to: "projektion", in: names) == "projections")
        #expect(Spelling.closest(to: "least", in: names) == "least-squares")
        #expect(Spelling.closest(to: "zzzzzzzzzzzz", in: names) == nil)
        #expect(Spelling.closest(to: "x", in: []) == nil)
        #expect(Spelling.distance("kitten", "sitting") == 3)
        #expect(Spelling.distance("", "abc") == 3)
    }
}
